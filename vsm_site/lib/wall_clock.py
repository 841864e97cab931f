"""Times of day as a wall clock shows them in a zone; plain dates and zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def moment_at(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which the clock on the wall of this zone shows `at` on this day.

    The day is chosen first and then converted, so that a change of daylight saving in between moves nothing. A time that a clock
    change skips is read with the offset before it (02:30 becomes 03:30), one that comes twice means the first.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
