"""What of a day's agenda goes on when the day is closed: which blocks by default, and how long a block that runs still takes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from workshops.agenda import LEAST_MINUTES

OF_ITS_DAY = {
    "visit": "The leaders come each day",
    "briefing": "It belongs to its day",
    "break": "Breaks are not made up for",
    "close": "Each day has its own",
}
"""Kinds of blocks that end with their day, and why."""


def stays(kind: str, title: str, there: Collection[str], day: str) -> str:
    """Why an open block is not carried on unless somebody wants it; empty where it is.

    `there` are the titles of the blocks of the day (`day`, in words) that it would go on to.
    """
    if reason := OF_ITS_DAY.get(kind):
        return reason
    return f"Stands on {day} already" if _plain(title) in {_plain(other) for other in there} else ""


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def minutes_left(minutes: int, started: datetime, at: datetime) -> int:
    """What is left of a block of so many minutes that runs; never fewer than a block may have."""
    return max(LEAST_MINUTES, minutes - max(0, int((at - started).total_seconds()) // 60))


def ended_at(started: datetime, minutes: int, at: datetime, *, is_same_day: bool) -> datetime:
    """When a block ended that ran as its day was closed: then, or at its planned end where that was another day."""
    return at if is_same_day else started + timedelta(minutes=minutes)
