"""How an action stands: on track, at risk or late, and why in words. Plain Python; today is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SILENT_DAYS = 14
LAG_PERCENT = 25
SOON_DAYS = 21


class Status(StrEnum):
    """Where an action stands by what people said."""

    TODO = "todo"
    DOING = "doing"
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"


CLOSED = frozenset({Status.DONE, Status.DROPPED})
NEEDS_REASON = frozenset({Status.BLOCKED, Status.DROPPED})


class State(StrEnum):
    """How an open action stands by its dates and progress."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What is known of an action when somebody asks how it stands."""

    status: Status
    has_owner: bool = True
    start: date | None = None
    end: date | None = None
    percent: int | None = None
    """How far it is, 0 to 100, as last reported."""
    reason: str = ""
    """Why it is blocked or dropped."""
    since: date | None = None
    """The day on which it got its status."""
    last_word: date | None = None
    """The day of the last progress update."""


@dataclass(frozen=True, slots=True)
class Health:
    """The computed state with its reason. `state` is None where the status says it all: done and dropped."""

    state: State | None
    reason: str


def days(count: int) -> str:
    """`1 day`, `6 days`."""
    return f"{count} day" if count == 1 else f"{count} days"


def short_date(value: date) -> str:
    """`Mon 7 Dec`."""
    return f"{value:%a} {value.day} {value:%b}"


def dated(value: date, today: date) -> str:
    """The same, with the year where it is not this one: `Mon 7 Dec 2025`."""
    return short_date(value) if value.year == today.year else f"{short_date(value)} {value.year}"


def health(facts: ActionFacts, today: date) -> Health:
    """On track, at risk or late on this day, and why.

    Late is past its end. At risk is blocked, without owner or end, not begun on time, silent for more than two weeks, or behind:
    the reported percentage is at least 25 points below the share of the time that has passed.
    """
    if facts.status in CLOSED:
        return Health(None, _closed(facts))
    if facts.end and facts.end < today:
        return Health(State.LATE, _late(facts, facts.end, today))
    if risk := _risk(facts, today):
        return Health(State.AT_RISK, risk)
    return Health(State.ON_TRACK, _on_track(facts, today))


def _closed(facts: ActionFacts) -> str:
    if facts.status is Status.DROPPED:
        return f"Dropped: {facts.reason}" if facts.reason else "Dropped"
    return f"Done on {short_date(facts.since)}" if facts.since else "Done"


def _late(facts: ActionFacts, end: date, today: date) -> str:
    words = f"{days((today - end).days)} late"
    if facts.status is Status.BLOCKED:
        return f"{words}, blocked: {facts.reason}"
    return f"{words}, not started" if facts.status is Status.TODO else words


def _risk(facts: ActionFacts, today: date) -> str:
    """Why it may not be done in time; empty when nothing speaks against it."""
    if facts.status is Status.BLOCKED:
        since = f" since {short_date(facts.since)}" if facts.since else ""
        return f"Blocked{since}: {facts.reason}"
    if not facts.has_owner:
        return "Nobody owns it"
    if facts.end is None:
        return "It has no end date"
    if facts.status is Status.TODO:
        return f"Should have begun {short_date(facts.start)}" if facts.start and facts.start < today else ""
    return _behind(facts, facts.end, today) or _silent(facts, today)


def _behind(facts: ActionFacts, end: date, today: date) -> str:
    if facts.percent is None or facts.start is None or facts.start > today:
        return ""
    passed = round(100 * ((today - facts.start).days + 1) / ((end - facts.start).days + 1))
    return f"{facts.percent} % done with {passed} % of the time gone" if passed - facts.percent >= LAG_PERCENT else ""


def silent_days(facts: ActionFacts, today: date) -> int:
    """For how many days nobody has said a word about it: neither a line nor another status."""
    heard = max((day for day in (facts.last_word, facts.since) if day), default=None)
    return (today - heard).days if heard else 0


def is_begun(facts: ActionFacts, day: date) -> bool:
    """Whether it is open and there is something to say about it by this day: it was begun, or should be."""
    return facts.status not in CLOSED and not (facts.status is Status.TODO and facts.start is not None and facts.start > day)


def is_stale(facts: ActionFacts, today: date) -> bool:
    """Whether something begun has been silent for more than two weeks."""
    return is_begun(facts, today) and silent_days(facts, today) > SILENT_DAYS


def _silent(facts: ActionFacts, today: date) -> str:
    silent = silent_days(facts, today)
    return f"No word for {days(silent)}" if silent > SILENT_DAYS else ""


def _on_track(facts: ActionFacts, today: date) -> str:
    if facts.status is Status.TODO and facts.start and facts.start > today:
        return f"Begins {short_date(facts.start)}"
    left = (facts.end - today).days if facts.end else 0
    return f"Due in {days(left)}" if left else "Due today"


def due_text(facts: ActionFacts, today: date) -> str:
    """When it is due, as a card says it: `Fri 27 Nov · in 9 days`, `Thu 12 Nov · 6 days late`, `Done Mon 9 Nov`, `No end date`."""
    if facts.status is Status.DONE:
        return f"Done {short_date(facts.since)}" if facts.since else "Done"
    if facts.status is Status.DROPPED:
        return f"Dropped {short_date(facts.since)}" if facts.since else "Dropped"
    if facts.end is None:
        return "No end date"
    left = (facts.end - today).days
    if left < 0:
        return f"{short_date(facts.end)} · {days(-left)} late"
    if left > SOON_DAYS:
        return short_date(facts.end)
    return f"{short_date(facts.end)} · {'today' if left == 0 else 'tomorrow' if left == 1 else f'in {days(left)}'}"
