"""The pre-work of a review: what has to be ready, who does it, and how many days before the review it is due. Plain rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from workshops.policy import Role

PREFIX = "review-"
"""How the keys of the pre-work of all reviews begin."""
RECOVERY_DAYS = 2
"""Until how many days before the review the owner of a late action says how it recovers."""


@dataclass(frozen=True, slots=True)
class Prework:
    """One piece of pre-work as every review has it."""

    key: str
    title: str
    role: Role
    days_before: int


PREWORK: tuple[Prework, ...] = (
    Prework("agenda", "send hour, place and agenda", Role.OWNER, 7),
    Prework("numbers", "re-measure what was promised, with how many and how", Role.OWNER, 5),
    Prework("walk", "walk the changed steps: does the new way hold?", Role.COACH, 5),
    Prework("barriers", "read the numbers, and answer what waits for you", Role.SPONSOR, 1),
)


def prefix(day: int) -> str:
    """How the keys of all pre-work of a review begin."""
    return f"{PREFIX}{day}:"


def review_day(key: str) -> int:
    """The day of the review that a task with this key is pre-work of; 0 for other tasks."""
    day, colon, _ = key.removeprefix(PREFIX).partition(":")
    return int(day) if key.startswith(PREFIX) and colon and day.isdecimal() else 0


def recovery_key(day: int, action: UUID) -> str:
    """The key of "how does this late action recover"; within the 40 characters that a key may have."""
    return prefix(day) + action.hex[:24]


def due(review_on: date, days_before: int, today: date) -> date:
    """When pre-work is due: some days before the review, but not in the past."""
    return max(review_on - timedelta(days=days_before), min(today, review_on))
