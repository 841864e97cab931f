"""A day that is over stands as it went, not as it was planned."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from workshops.models import AgendaItem, WorkshopDay
from workshops.selectors.days import DayView
from workshops.selectors.running import lines_as_it_went

MONDAY = date(2026, 11, 16)


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 16, hour, minute, tzinfo=UTC)


def test_a_day_that_is_over_keeps_its_real_times_and_says_what_was_left_out() -> None:
    day = WorkshopDay(date=MONDAY, starts_at=time(9), closed=True)
    items = [
        AgendaItem(title="Walk", duration_minutes=30, started_at=at(12, 12), ended_at=at(12, 40), done=True),
        AgendaItem(title="Numbers", duration_minutes=60),
    ]
    lines = lines_as_it_went(day, items, ZoneInfo("UTC"), {})
    assert [(line.starts_at, line.state) for line in lines] == [(time(12, 12), "done"), (time(12, 40), "left")]
    assert DayView(day, 1, lines, is_past=False, is_today=True).times == (time(12, 12), time(12, 40))


def test_a_day_of_which_nothing_was_started_went_by_its_plan() -> None:
    day = WorkshopDay(date=MONDAY, starts_at=time(9), closed=True)
    lines = lines_as_it_went(day, [AgendaItem(title="Walk", duration_minutes=30)], ZoneInfo("UTC"), {})
    assert [(line.starts_at, line.ends_at, line.state) for line in lines] == [(time(9), time(9, 30), "left")]
