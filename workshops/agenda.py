"""The times of a workshop day: when each block starts by the plan, how the day really goes, and how a delay is spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

TAKES_NO_BLOCKS = "That day takes no blocks: it is closed, or not among the dates of the workshop. Choose another one."

LEAST_MINUTES = 5
"""Below this nothing is shortened."""


def off_words(minutes: int) -> str:
    """How far something is off, whichever way: `12 minutes`, `1 h 5 min`, `2 h`."""
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return f"{rest} minute{'' if rest == 1 else 's'}"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def starts(begin: time, minutes: Sequence[int]) -> list[time]:
    """The time at which each block starts when they follow each other from `begin` on; past midnight it goes on from 00:00."""
    at, found = datetime.combine(date.min + timedelta(days=1), begin), []
    for length in minutes:
        found.append(at.time())
        at += timedelta(minutes=length)
    return found


def end_of(begin: time, minutes: Sequence[int]) -> time:
    """When the last block ends."""
    return (datetime.combine(date.min + timedelta(days=1), begin) + timedelta(minutes=sum(minutes))).time()


def block_now(begin: time, minutes: Sequence[int], at: time) -> int | None:
    """The place of the block that runs at this time of the same day; None before, after, and where nothing is planned."""
    first = begin.hour * 60 + begin.minute
    passed = at.hour * 60 + at.minute - first
    if passed < 0:
        return None
    for place, length in enumerate(minutes):
        if passed < length:
            return place
        passed -= length
    return None


@dataclass(frozen=True, slots=True)
class Run:
    """One block as it is planned, and when it really began and ended."""

    minutes: int
    started: datetime | None = None
    ended: datetime | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """When a block starts and ends as things stand, and whether it is done, now, next, or was passed over ("left")."""

    starts: datetime
    ends: datetime
    state: str


def timetable(begin: datetime, runs: Sequence[Run], now: datetime | None) -> list[Timing]:
    """The times of a day's blocks; `now` is None on another day.

    Until a block is started they follow each other from `begin` on as planned, and nothing runs. From then on those after it follow from
    what really happened: what runs over its time moves them, and so does the time in which nothing runs. Blocks passed over keep their
    planned time.
    """
    last = max((place for place, run in enumerate(runs) if run.started), default=None)
    if last is None or now is None:
        return _by_plan(begin, runs, now)
    found, at = [], begin
    for place, run in enumerate(runs):
        following = next((later.started for later in runs[place + 1 :] if later.started), None)
        found.append(_timing(run, at, following, now, has_begun=place > last))
        at = found[-1].ends
    return found


def _timing(run: Run, at: datetime, following: datetime | None, now: datetime, *, has_begun: bool) -> Timing:
    length = timedelta(minutes=run.minutes)
    if run.started:
        is_over = run.done or run.ended or following
        ends = run.ended or following or (run.started + length if is_over else max(run.started + length, now))
        return Timing(run.started, ends, "done" if is_over else "now")
    if not has_begun:  # passed over
        ends = max(at, min(at + length, following) if following else at + length)
        return Timing(at, ends, "done" if run.done else "left")
    if run.done:
        return Timing(at, at, "done")
    starts = max(at, now)
    return Timing(starts, starts + length, "next")


def _by_plan(begin: datetime, runs: Sequence[Run], now: datetime | None) -> list[Timing]:
    """Nobody has started anything: all is to come until the last block would end, and what was not ticked off was left out then."""
    is_over = now is not None and begin + timedelta(minutes=sum(run.minutes for run in runs)) <= now
    found, at = [], begin
    for run in runs:
        ends = at + timedelta(minutes=run.minutes)
        found.append(Timing(at, ends, "done" if run.done else "left" if is_over else "next"))
        at = ends
    return found


HALF_A_DAY = timedelta(hours=12)


def minutes_off(expected: datetime, agreed: time | None) -> int:
    """By how many whole minutes something comes later than agreed, below zero earlier; 0 without an agreed time.

    An agreed time is that of the day, or of the one before or after, whichever is nearest: days may run past midnight.
    """
    if agreed is None:
        return 0
    off = expected - expected.replace(hour=agreed.hour, minute=agreed.minute, second=0, microsecond=0)
    off = (off + HALF_A_DAY) % (2 * HALF_A_DAY) - HALF_A_DAY
    return round(off / timedelta(minutes=1)) if off > timedelta(0) else -round(-off / timedelta(minutes=1))


def spread_delay(minutes: Sequence[int], may_change: Sequence[bool], delay: int) -> tuple[list[int], int]:
    """New lengths of blocks that make up for a delay, or use the time that was gained (`delay` below zero), and what is left of it.

    Each block that may change gives in proportion to what it can: none becomes shorter than half its length or five minutes.
    """
    if delay >= 0:
        room = [max(0, long - max(LEAST_MINUTES, -(-long // 2))) if may else 0 for long, may in zip(minutes, may_change, strict=True)]
        taken = _shares(room, min(delay, sum(room)))
        return [long - less for long, less in zip(minutes, taken, strict=True)], delay - sum(taken)
    room = [long if may else 0 for long, may in zip(minutes, may_change, strict=True)]
    given = _shares(room, -delay if any(room) else 0)
    return [long + more for long, more in zip(minutes, given, strict=True)], delay + sum(given)


def _shares(weights: Sequence[int], total: int) -> list[int]:
    """A whole number split in proportion to weights; what rounding leaves goes to the largest remainders."""
    whole = sum(weights)
    if not whole or not total:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in by_rest[: total - sum(shares)]:
        shares[place] += 1
    return shares
