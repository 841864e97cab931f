"""The rhythm of check-ins, and what is begun, silent and stale: rules without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from actionplans.cadence import Cadence, quarter
from actionplans.health import ActionFacts, Status, is_begun, is_stale, silent_days

MONDAY = date(2026, 11, 23)
BERLIN = ZoneInfo("Europe/Berlin")


def rhythm(
    weekday: int = 0, every: int = 1, at: time = time(9), ask: int = 1, first: date = MONDAY, last: date = date(2026, 12, 20)
) -> Cadence:
    return Cadence(weekday, every, at, ask, first, last)


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        (rhythm(), ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"]),
        (rhythm(weekday=4), ["2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18"]),
        (rhythm(every=2), ["2026-11-23", "2026-12-07"]),
        (rhythm(every=3, last=date(2026, 12, 14)), ["2026-11-23", "2026-12-14"]),
        (rhythm(first=date(2026, 11, 24)), ["2026-11-30", "2026-12-07", "2026-12-14"]),
        (rhythm(last=MONDAY), ["2026-11-23"]),
        (rhythm(weekday=6, last=MONDAY), []),
        (rhythm(last=date(2026, 11, 1)), []),
    ],
)
def test_the_days_of_the_check_ins(cadence: Cadence, days: list[str]) -> None:
    assert [day.isoformat() for day in cadence.dates()] == days


def test_nine_stays_nine_across_a_change_of_the_clocks() -> None:
    spring = rhythm(first=date(2027, 3, 22), last=date(2027, 4, 5))
    assert [spring.meets_at(day, BERLIN) for day in spring.dates()] == [
        datetime(2027, 3, 22, 8, tzinfo=UTC),
        datetime(2027, 3, 29, 7, tzinfo=UTC),  # summer time since the 28th
        datetime(2027, 4, 5, 7, tzinfo=UTC),
    ]
    day = date(2027, 3, 29)
    assert spring.asks_at(day, BERLIN) == datetime(2027, 3, 28, 7, tzinfo=UTC)
    assert spring.since(day, BERLIN) == spring.meets_at(date(2027, 3, 22), BERLIN)


def test_an_hour_that_the_clocks_skip_or_have_twice() -> None:
    night = rhythm(weekday=6, at=time(2, 30), ask=0)
    assert night.meets_at(date(2027, 3, 28), BERLIN) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30 there
    assert night.meets_at(date(2026, 10, 25), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first 02:30


@pytest.mark.parametrize(
    ("cadence", "words"),
    [
        (rhythm(), "Every Monday at 09:00"),
        (rhythm(weekday=4, every=2, at=time(14, 30)), "Every second Friday at 14:30"),
        (rhythm(weekday=1, every=3, at=time(8)), "Every 3 weeks on Tuesday at 08:00"),
    ],
)
def test_the_rhythm_in_words(cadence: Cadence, words: str) -> None:
    assert cadence.words() == words


@pytest.mark.parametrize(("percent", "full"), [(None, 0), (0, 0), (24, 0), (25, 1), (49, 1), (50, 2), (75, 3), (99, 3), (100, 4)])
def test_a_quarter_is_full_once_it_is_done(percent: int | None, full: int) -> None:
    assert quarter(percent) == full


@pytest.mark.parametrize(
    ("facts", "begun"),
    [
        (ActionFacts(Status.TODO), True),
        (ActionFacts(Status.TODO, start=MONDAY), True),
        (ActionFacts(Status.TODO, start=date(2026, 11, 24)), False),
        (ActionFacts(Status.DOING, start=date(2026, 11, 24)), True),
        (ActionFacts(Status.BLOCKED, start=date(2026, 12, 24)), True),
        (ActionFacts(Status.DONE), False),
        (ActionFacts(Status.DROPPED), False),
    ],
)
def test_what_is_begun_by_a_day(facts: ActionFacts, begun: bool) -> None:
    assert is_begun(facts, MONDAY) is begun


@pytest.mark.parametrize(
    ("since", "word", "days", "stale"),
    [
        (date(2026, 11, 1), None, 22, True),
        (date(2026, 11, 1), date(2026, 11, 9), 14, False),
        (date(2026, 11, 1), date(2026, 11, 8), 15, True),
        (date(2026, 11, 20), date(2026, 11, 1), 3, False),
        (None, None, 0, False),
    ],
)
def test_silence_counts_from_the_last_line_or_status(since: date | None, word: date | None, days: int, stale: bool) -> None:
    facts = ActionFacts(Status.DOING, since=since, last_word=word)
    assert (silent_days(facts, MONDAY), is_stale(facts, MONDAY)) == (days, stale)
