"""When reviews are due and when their reminders go out; plain dates and zones."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vsm_site.lib.wall_clock import moment_at

REVIEW_DAYS = (30, 60, 90)
"""Calendar days after the last workshop day, which is day 0."""
LATER_REVIEW_DAYS = (180, 365)
REMINDER_DAYS = (7, 1, 0)
"""Days before a review on which it is announced."""
PULSE_DAYS = 10
"""Days before a review on which the owners of the steps are asked for their numbers."""
REMINDER_TIME = time(9, 0)


def due_on(last_day: date, day: int) -> date:
    """The date of the review `day` calendar days after the last workshop day."""
    return last_day + timedelta(days=day)


def next_working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def reminder_at(due: date, days_before: int, zone: ZoneInfo) -> datetime:
    """09:00 wall time in the workshop's zone, `days_before` days before the due date, in UTC; across clock changes as `moment_at`."""
    return moment_at(due - timedelta(days=days_before), REMINDER_TIME, zone)
