"""The draft timeline: dates for actions that have none, and where bars stand on a grid of weeks. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

KIND_WORKDAYS: Mapping[str, int] = {"just_do_it": 5, "event": 5, "burst": 10, "workshop": 3, "project": 30}
"""Working days that a kind takes when nobody said otherwise."""
KIND_ORDER = ("just_do_it", "burst", "event", "workshop", "project")
"""Quick wins first: they show on day 30."""
REVIEW_DAYS = (30, 60, 90)
WEEK = timedelta(days=7)
MAX_WEEKS = 60


@dataclass(frozen=True, slots=True)
class Undated:
    """An action that waits for dates."""

    key: str
    kind: str
    owner: str = ""
    """Who does it; actions of nobody are taken as of different people."""
    after: tuple[str, ...] = ()
    """Keys of what has to be done before it begins."""


def monday_after(day: date) -> date:
    """The first Monday after this day."""
    return day + timedelta(days=7 - day.weekday())


def monday_of(day: date) -> date:
    """The Monday of this day's week."""
    return day - timedelta(days=day.weekday())


def workday_end(start: date, workdays: int) -> date:
    """The last of `workdays` working days (Monday to Friday) from `start` on; a start on a weekend counts from Monday."""
    start += timedelta(days=(7 - start.weekday()) % 7 if start.weekday() > 4 else 0)
    weeks, rest = divmod(start.weekday() + max(workdays, 1) - 1, 5)
    return monday_of(start) + WEEK * weeks + timedelta(days=rest)


def workdays_of(start: date, end: date) -> int:
    """How many working days (Monday to Friday) there are from `start` to `end`, both counted; 0 when the end is before."""
    if end < start:
        return 0
    weeks, rest = divmod((end - start).days + 1, 7)
    return weeks * 5 + sum((start.weekday() + place) % 7 < 5 for place in range(rest))


def next_workday(day: date) -> date:
    """The first working day after this day."""
    return day + timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)


def draft_dates(
    actions: Iterable[Undated], *, first: date, busy: Mapping[str, date] | None = None, ends: Mapping[str, date] | None = None
) -> dict[str, tuple[date, date]]:
    """A start and end for each action: an owner does one thing after the other, quick wins first, nothing before what it waits for.

    `first` is the earliest day; `busy` gives for an owner the last day of what has dates already, `ends` the last day of what others may
    wait for. Starts are Mondays.
    """
    free: dict[str, date] = {owner: monday_after(day) for owner, day in (busy or {}).items()}
    ready: dict[str, date] = {key: monday_after(day) for key, day in (ends or {}).items()}
    earliest = first if first.weekday() == 0 else monday_after(first)
    dates: dict[str, tuple[date, date]] = {}
    for action in in_order(sorted(actions, key=lambda entry: KIND_ORDER.index(entry.kind))):
        start = max(earliest, free.get(action.owner, earliest), *(ready.get(key, earliest) for key in action.after))
        end = workday_end(start, KIND_WORKDAYS[action.kind])
        dates[action.key] = (start, end)
        ready[action.key] = monday_after(end)
        if action.owner:
            free[action.owner] = monday_after(end)
    return dates


class Waiting(Protocol):
    """What waits for others by their keys."""

    @property
    def key(self) -> str:
        """Its name among the others."""

    @property
    def after(self) -> tuple[str, ...]:
        """Whom it waits for."""


W = TypeVar("W", bound=Waiting)


def in_order(things: Sequence[W]) -> Iterator[W]:
    """The things as given, but each only after all that it waits for; who waits in a circle comes last."""
    left = {thing.key: thing for thing in things}
    while left:
        ready = next((thing for thing in left.values() if not left.keys() & set(thing.after)), next(iter(left.values())))
        del left[ready.key]
        yield ready


@dataclass(frozen=True, slots=True)
class Grid:
    """Weeks side by side: from the Monday `first` on, `weeks` of them."""

    first: date
    weeks: int

    @property
    def last(self) -> date:
        """The first day after the grid."""
        return self.first + WEEK * self.weeks

    @property
    def mondays(self) -> tuple[date, ...]:
        """The Monday of each week."""
        return tuple(self.first + WEEK * place for place in range(self.weeks))

    def at(self, day: date) -> float:
        """Where a day begins, from 0 (left edge) to 1 (right edge); days beyond stand on the edge."""
        return min(1.0, max(0.0, (day - self.first).days / (7 * self.weeks)))

    def has(self, day: date) -> bool:
        """Whether a day is on the grid."""
        return self.first <= day < self.last


def grid_for(days: Sequence[date], *, at_least: int = 13) -> Grid:
    """Whole weeks that hold all these days (one at least), no fewer than `at_least`, no more than 60."""
    first = monday_of(min(days))
    weeks = (monday_of(max(days)) - first).days // 7 + 1
    return Grid(first, min(MAX_WEEKS, max(at_least, weeks)))


@dataclass(frozen=True, slots=True)
class Bar:
    """One action on the grid: all numbers from 0 to 1 across it."""

    left: float
    width: float
    done: float
    """How much of the width is done."""
    late: float
    """Width of the hatch from the end to today, 0 when not late."""


def bar(grid: Grid, start: date | None, end: date | None, *, percent: int = 0, late_until: date | None = None) -> Bar | None:
    """The bar of an action; one with a single date is one day long, None without dates. The end day is part of the bar."""
    begins, ends = start or end, end or start
    if begins is None or ends is None:
        return None
    left, right = grid.at(begins), grid.at(ends + timedelta(days=1))
    late = max(0.0, grid.at(late_until) - right) if late_until else 0.0
    return Bar(left, right - left, (right - left) * percent / 100, late)
