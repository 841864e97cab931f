"""The draft timeline and the grid of weeks."""

from __future__ import annotations

from datetime import date

import pytest

from actionplans.schedule import (
    Undated,
    bar,
    draft_dates,
    grid_for,
    in_order,
    monday_after,
    next_workday,
    workday_end,
    workdays_of,
)

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("start", "workdays", "end"),
    [
        (MONDAY, 1, MONDAY),
        (MONDAY, 5, date(2026, 11, 27)),
        (MONDAY, 6, date(2026, 11, 30)),
        (FRIDAY, 2, MONDAY),
        (date(2026, 11, 21), 1, MONDAY),
        (date(2026, 11, 22), 5, date(2026, 11, 27)),
        (MONDAY, 30, date(2027, 1, 1)),
    ],
)
def test_working_days_leave_weekends_out(start: date, workdays: int, end: date) -> None:
    assert workday_end(start, workdays) == end


def test_an_owner_does_one_thing_after_the_other_quick_wins_first() -> None:
    dates = draft_dates([Undated("a", "project", "per"), Undated("b", "just_do_it", "per"), Undated("c", "event", "pia")], first=MONDAY)
    assert dates == {
        "b": (MONDAY, date(2026, 11, 27)),
        "c": (MONDAY, date(2026, 11, 27)),
        "a": (date(2026, 11, 30), date(2027, 1, 8)),
    }


def test_work_begins_on_a_monday_after_what_has_dates_already() -> None:
    dates = draft_dates([Undated("a", "workshop", "per"), Undated("b", "burst")], first=date(2026, 11, 18), busy={"per": date(2026, 12, 2)})
    assert dates == {"b": (MONDAY, date(2026, 12, 4)), "a": (date(2026, 12, 7), date(2026, 12, 9))}


def test_nothing_is_drafted_before_what_it_waits_for() -> None:
    waiting = [
        Undated("quick", "just_do_it", after=("long", "dated")),
        Undated("long", "burst"),
        Undated("last", "just_do_it", after=("quick",)),
    ]
    dates = draft_dates(waiting, first=MONDAY, ends={"dated": date(2026, 12, 9)})
    assert dates == {
        "long": (MONDAY, date(2026, 12, 4)),
        "quick": (date(2026, 12, 14), date(2026, 12, 18)),
        "last": (date(2026, 12, 21), date(2026, 12, 25)),
    }


@pytest.mark.parametrize(
    ("start", "end", "workdays"),
    [
        (MONDAY, MONDAY, 1),
        (MONDAY, date(2026, 11, 27), 5),
        (MONDAY, date(2026, 11, 29), 5),
        (FRIDAY, MONDAY, 2),
        (date(2026, 11, 21), date(2026, 11, 22), 0),
        (date(2026, 11, 21), date(2026, 12, 4), 10),
        (MONDAY, FRIDAY, 0),
    ],
)
def test_working_days_between_two_days(start: date, end: date, workdays: int) -> None:
    assert workdays_of(start, end) == workdays


def test_the_next_working_day_leaves_the_weekend_out() -> None:
    days = [FRIDAY, date(2026, 11, 21), date(2026, 11, 22), MONDAY]
    assert [next_workday(day) for day in days] == [MONDAY, MONDAY, MONDAY, date(2026, 11, 24)]


def test_things_in_order_keep_their_order_but_for_what_waits() -> None:
    things = [Undated("a", "event", after=("c",)), Undated("b", "event"), Undated("c", "event"), Undated("d", "event", after=("gone",))]
    assert [thing.key for thing in in_order(things)] == ["b", "c", "a", "d"]


def test_nothing_to_draft() -> None:
    assert draft_dates([], first=MONDAY) == {}


def test_monday_after_a_monday_is_a_week_later() -> None:
    assert monday_after(MONDAY) == date(2026, 11, 30)


def test_the_grid_holds_all_days_in_whole_weeks() -> None:
    grid = grid_for([date(2026, 11, 18), date(2027, 3, 1)])
    assert (grid.first, grid.weeks, grid.last) == (date(2026, 11, 16), 16, date(2027, 3, 8))
    assert grid.mondays[:2] == (date(2026, 11, 16), MONDAY)


def test_the_grid_is_a_quarter_at_least_and_sixty_weeks_at_most() -> None:
    assert grid_for([FRIDAY]).weeks == 13
    assert grid_for([FRIDAY, date(2029, 1, 1)]).weeks == 60


def test_a_bar_takes_its_last_day_in() -> None:
    grid = grid_for([MONDAY], at_least=10)
    found = bar(grid, MONDAY, date(2026, 11, 29), percent=50)
    assert found is not None
    assert (found.left, found.width, found.done, found.late) == (0.0, 0.1, 0.05, 0.0)


def test_a_late_bar_is_hatched_until_today() -> None:
    grid = grid_for([MONDAY], at_least=10)
    found = bar(grid, MONDAY, date(2026, 11, 29), late_until=date(2026, 12, 7))
    assert found is not None
    assert round(found.late, 9) == 0.1


def test_an_action_with_one_date_is_a_day_long_and_without_any_has_no_bar() -> None:
    grid = grid_for([MONDAY], at_least=10)
    single = bar(grid, None, MONDAY)
    assert single is not None
    assert (single.left, round(single.width, 9)) == (0.0, round(1 / 70, 9))
    assert bar(grid, None, None) is None
