"""When reviews are due and when their reminders go out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.due_dates import LATER_REVIEW_DAYS, REMINDER_DAYS, REVIEW_DAYS, due_on, next_working_day, reminder_at

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


def test_the_words_of_the_contract() -> None:
    assert (REVIEW_DAYS, LATER_REVIEW_DAYS, REMINDER_DAYS) == ((30, 60, 90), (180, 365), (7, 1, 0))


@pytest.mark.parametrize(
    ("last_day", "days", "due"),
    [
        (date(2026, 11, 18), 30, date(2026, 12, 18)),
        (date(2026, 11, 18), 60, date(2027, 1, 17)),
        (date(2026, 11, 18), 90, date(2027, 2, 16)),
        (date(2026, 11, 18), 365, date(2027, 11, 18)),
        (date(2027, 12, 1), 90, date(2028, 2, 29)),
    ],
)
def test_a_review_is_due_calendar_days_after_the_last_day(last_day: date, days: int, due: date) -> None:
    assert due_on(last_day, days) == due


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2027, 1, 15), date(2027, 1, 15)),
        (date(2027, 1, 16), date(2027, 1, 18)),
        (date(2027, 1, 17), date(2027, 1, 18)),
        (date(2027, 1, 18), date(2027, 1, 18)),
    ],
)
def test_the_next_working_day(day: date, found: date) -> None:
    assert next_working_day(day) == found


@pytest.mark.parametrize(
    ("zone", "due", "before", "at"),
    [
        ("Europe/Berlin", date(2027, 3, 27), 0, "2027-03-27T08:00:00Z"),
        ("Europe/Berlin", date(2027, 3, 28), 0, "2027-03-28T07:00:00Z"),
        ("Europe/Berlin", date(2027, 3, 29), 7, "2027-03-22T08:00:00Z"),
        ("Europe/Berlin", date(2027, 3, 29), 1, "2027-03-28T07:00:00Z"),
        ("Europe/Berlin", date(2026, 10, 25), 1, "2026-10-24T07:00:00Z"),
        ("Europe/Berlin", date(2026, 10, 25), 0, "2026-10-25T08:00:00Z"),
        ("America/New_York", date(2027, 3, 14), 1, "2027-03-13T14:00:00Z"),
        ("America/New_York", date(2027, 3, 14), 0, "2027-03-14T13:00:00Z"),
        ("America/New_York", date(2026, 11, 1), 1, "2026-10-31T13:00:00Z"),
        ("America/New_York", date(2026, 11, 1), 0, "2026-11-01T14:00:00Z"),
        ("Asia/Kathmandu", date(2026, 12, 18), 0, "2026-12-18T03:15:00Z"),
        ("Pacific/Apia", date(2026, 12, 18), 0, "2026-12-17T20:00:00Z"),
        ("UTC", date(2026, 12, 18), 7, "2026-12-11T09:00:00Z"),
    ],
)
def test_reminders_go_at_nine_of_the_workshops_zone(zone: str, due: date, before: int, at: str) -> None:
    assert reminder_at(due, before, ZoneInfo(zone)) == datetime.fromisoformat(at)


@given(st.sampled_from(ZONES), st.dates(date(2020, 1, 1), date(2037, 12, 31)), st.sampled_from(REVIEW_DAYS), st.sampled_from(REMINDER_DAYS))
def test_it_is_nine_there_on_that_day_in_every_zone_on_every_day(zone: str, last_day: date, day: int, before: int) -> None:
    due = due_on(last_day, day)
    at = reminder_at(due, before, ZoneInfo(zone))
    local = at.astimezone(ZoneInfo(zone))
    assert (local.date(), local.time(), at.tzinfo) == (due - timedelta(days=before), time(9, 0), UTC)
