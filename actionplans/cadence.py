"""The rhythm in which a plan is looked at: on which days, when owners are asked, and since when a word counts. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vsm_site.lib.wall_clock import moment_at

WEEKDAYS = tuple(enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))
MOST_WEEKS = 8
"""The slowest rhythm; beyond it the reviews are more often."""
MOST_CHECK_INS = 60
QUARTERS = (0, 25, 50, 75, 100)
"""How far an action is, as a quarter pie shows it."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """Check-ins on one weekday, every `every` weeks, from the first such day on or after `first` until `last`."""

    weekday: int
    """0 = Monday."""
    every: int
    at: time
    """When a check-in begins, on the wall clock of the workshop's zone."""
    ask_days: int
    """How many days before, at the same hour, owners are asked."""
    first: date
    last: date

    def dates(self) -> list[date]:
        """The days of the check-ins, the first first."""
        day = self.first + timedelta(days=(self.weekday - self.first.weekday()) % 7)
        count = max(0, (self.last - day).days // (7 * self.every) + 1)
        return [day + timedelta(weeks=self.every * place) for place in range(count)]

    def meets_at(self, day: date, zone: ZoneInfo) -> datetime:
        """When the check-in of a day begins, in UTC."""
        return moment_at(day, self.at, zone)

    def asks_at(self, day: date, zone: ZoneInfo) -> datetime:
        """When owners are asked before the check-in of a day, in UTC."""
        return moment_at(day - timedelta(days=self.ask_days), self.at, zone)

    def since(self, day: date, zone: ZoneInfo) -> datetime:
        """Since when a word counts for the check-in of a day: since the one before it, or since it would have been."""
        return moment_at(day - timedelta(weeks=self.every), self.at, zone)

    def words(self) -> str:
        """`Every Monday at 09:00`, `Every second Friday at 14:30`, `Every 3 weeks on Tuesday at 08:00`."""
        name = WEEKDAYS[self.weekday][1]
        rhythm = {1: f"Every {name}", 2: f"Every second {name}"}.get(self.every, f"Every {self.every} weeks on {name}")
        return f"{rhythm} at {self.at:%H:%M}"

    def ask_words(self) -> str:
        """`Owners who have not said a word are asked a day before.`"""
        when = {0: "at the same hour", 1: "a day before"}.get(self.ask_days, f"{self.ask_days} days before")
        return f"Owners who have not said how it goes are asked {when}."


def quarter(percent: int | None) -> int:
    """How many quarters of a pie are full: 0 to 4, rounded down, so that only what is done looks done."""
    return min(4, max(0, (percent or 0) // 25))
