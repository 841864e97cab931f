"""When a barrier that nobody takes, or whose day is past, is brought up again, and before whom. Plain rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vsm_site.lib.wall_clock import moment_at

REMINDER_TIME = time(9, 0)
OVERDUE = 0
"""The level of "its day is past"."""
LEVELS = ((1, 2), (2, 5), (3, 10))
"""Levels with the days after which a barrier that nobody took reaches them: first those who can lift it are reminded, then whoever leads
the workshop is told as well."""
ESCALATED = 2
"""From this level on the leaders of the workshop hear of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One time that a barrier is brought up."""

    level: int
    on: date


def steps(*, raised_on: date, taken: bool, lifted: bool, due_on: date | None) -> list[Step]:
    """When a barrier is brought up: while nobody takes it by its age, and the day after it was to be lifted."""
    if lifted:
        return []
    found = [] if taken else [Step(level, raised_on + timedelta(days=days)) for level, days in LEVELS]
    return found + ([Step(OVERDUE, due_on + timedelta(days=1))] if due_on else [])


def reminded_at(on: date, zone: ZoneInfo) -> datetime:
    """09:00 wall time in the workshop's zone, in UTC."""
    return moment_at(on, REMINDER_TIME, zone)


def is_escalated(days: int) -> bool:
    """Whether a barrier that nobody took for so many days is before the leaders of the workshop."""
    return days >= dict(LEVELS)[ESCALATED]
