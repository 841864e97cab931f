"""Lead time promised against lead time realised, over time: the lines of a burn-down. Plain Python; amounts are working seconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reviews.due_dates import REVIEW_DAYS


@dataclass(frozen=True, slots=True)
class Effect:
    """What one action promises of the lead time, and by when; without a date it counts on the last day of the plan."""

    seconds: float
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Dot:
    """The lead time on a day."""

    on: date
    seconds: float


@dataclass(frozen=True, slots=True)
class BurnDown:
    """The lead time of one workshop's plan over time, from its last day on."""

    start: Dot
    promised: tuple[Dot, ...]
    """Where it would be from each day on if everything comes when it is due; the start is the first."""
    measured: tuple[Dot, ...]
    """As it was measured for the whole stream, without the start."""
    steps: tuple[Dot, ...]
    """As it follows from what was measured at the steps since."""
    last_day: date

    @property
    def end(self) -> Dot:
        """Where the promises lead."""
        return self.promised[-1]

    @property
    def realised(self) -> Dot | None:
        """Where it is: as measured last, for the whole stream or, if that is later, at the steps."""
        return max((*self.measured[-1:], *self.steps[-1:]), key=lambda dot: dot.on, default=None)

    def promised_on(self, day: date) -> float:
        """Where it would be on a day if everything came when it was due."""
        return [dot for dot in self.promised if dot.on <= day or dot is self.promised[0]][-1].seconds


def burn_down(day_0: date, start: float, effects: Iterable[Effect], measured: Sequence[Dot], steps: Sequence[Dot]) -> BurnDown:
    """The lines of one workshop. `day_0` is its last day; what is due before counts on it."""
    rows = list(effects)
    last = max([day_0 + timedelta(days=REVIEW_DAYS[-1]), *(row.due_on for row in rows if row.due_on)])
    by_day: dict[date, float] = {}
    for row in rows:
        day = max(day_0, row.due_on or last)
        by_day[day] = by_day.get(day, 0.0) + row.seconds
    promised = [Dot(day_0, start)]
    for day in sorted(by_day):
        promised.append(Dot(day, max(0.0, promised[-1].seconds + by_day[day])))
    seen = [dot.on for dot in (*measured, *steps)]
    return BurnDown(promised[0], tuple(promised), tuple(measured), tuple(steps), max([last, *seen]))
