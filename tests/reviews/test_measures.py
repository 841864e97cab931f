"""What a review measures: how values are typed and read, and what becomes of a promise. No database."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from actionplans.models import Action, Promise
from actionplans.steps import StepName
from mapping.fields import Kind
from reviews import measures
from reviews.curves import curve
from reviews.measures import Metric, Totals, metrics_of, rows
from reviews.models import Review, ReviewReading
from reviews.trend import MetricTrend
from vsm_site.lib.ids import uuid7
from vsm_site.lib.units import Calendar
from workshops.models import CharterTarget

CALENDAR = Calendar()
DAY = 28_800.0
LEAD = Metric("lead_time", "Lead time", "whole stream", Kind.DURATION, "23.6 d", "4.5 d", (23.6 * DAY, 4.5 * DAY))
DAY_0 = date(2026, 11, 18)
REVIEWS = [Review(pk=uuid7(), day=day, due_on=DAY_0 + timedelta(days=day), status="held") for day in (30, 60, 90)]


def reading(review: Review, metric: str, value: Any, on: date | None = None) -> ReviewReading:
    return ReviewReading(pk=uuid7(), review=review, metric=metric, value=value, measured_on=on)


def total(text: str, seconds: float) -> Any:
    return SimpleNamespace(text=text, seconds=seconds)


def share(percent: float) -> Any:
    return SimpleNamespace(text=f"{percent:g} %", percent=percent)


def metrics(**values: Any) -> Any:
    names = ("lead_time", "process_time", "activity_ratio", "rolled_complete_accurate")
    return SimpleNamespace(**(dict.fromkeys(names) | values))


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("19.1 d", Kind.DURATION, "19.1 d"),
        ("24 minutes", Kind.DURATION, "24 min"),
        ("20-40 min", Kind.DURATION, {"low": "20 min", "likely": "30 min", "high": "40 min", "evidence": "estimate"}),
        ("~15 min", Kind.DURATION, {"value": "15 min", "evidence": "estimate"}),
        ("91 %", Kind.PERCENT, 91),
        ("91,5", Kind.PERCENT, 91.5),
        ("0", Kind.PERCENT, 0),
        ("12", Kind.NUMBER, 12),
        (" 7 forms ", Kind.TEXT, "7 forms"),
    ],
)
def test_what_was_typed_becomes_a_statement(typed: str, kind: Kind, value: Any) -> None:
    assert measures.parse_reading(typed, kind) == value


@pytest.mark.parametrize(
    ("typed", "kind", "words"),
    [
        ("", Kind.DURATION, "Type what was measured, with its unit."),
        ("19", Kind.DURATION, "Type a number with its unit"),
        ("20-40", Kind.DURATION, "Type a number with its unit"),
        ("-3 d", Kind.DURATION, "Type a number with its unit"),
        ("101 %", Kind.PERCENT, "This has to be at most 100."),
        ("-1", Kind.NUMBER, "This has to be at least 0."),
        ("x" * 61, Kind.TEXT, "Keep it to 60 characters."),
    ],
)
def test_what_cannot_be_read_says_what_to_type(typed: str, kind: Kind, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        measures.parse_reading(typed, kind)


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        (6, Kind.TEXT, "6"),
        (91, Kind.PERCENT, 91),
        ({"low": "1 h", "likely": "2 h", "high": "3 h"}, Kind.DURATION, {"low": "1 h", "likely": "2 h", "high": "3 h"}),
    ],
)
def test_what_a_program_gives(value: Any, kind: Kind, found: Any) -> None:
    assert measures.given_reading(value, kind) == found


@pytest.mark.parametrize(
    ("value", "kind"), [(6, Kind.DURATION), (True, Kind.PERCENT), ([1], Kind.TEXT), ({"value": "soon"}, Kind.DURATION)]
)
def test_what_a_program_may_not_give(value: Any, kind: Kind) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        measures.given_reading(value, kind)


@pytest.mark.parametrize(
    ("value", "kind", "number"),
    [
        ("19.1 d", Kind.DURATION, 19.1 * DAY),
        ({"low": "1 h", "likely": "2 h", "high": "3 h"}, Kind.DURATION, 7200.0),
        (91, Kind.PERCENT, 91.0),
        ("7 h", Kind.TEXT, 25_200.0),
        ("95 %", Kind.TEXT, 95.0),
        ("4,5", Kind.TEXT, 4.5),
        ("under a week", Kind.TEXT, None),
        ("broken", Kind.DURATION, None),
        (None, Kind.PERCENT, None),
    ],
)
def test_a_statement_as_a_number(value: Any, kind: Kind, number: float | None) -> None:
    assert measures.number_of(value, kind, CALENDAR) == (pytest.approx(number) if number is not None else None)


@pytest.mark.parametrize(
    ("at", "measured", "result", "tone", "due"),
    [
        # 19.1 d are promised in 90 days: 17.2 d on day 30, 10.9 d on day 60
        (0, "19.1 d", "Behind by 1.9 d", "wait", "17.2 d"),
        (0, "17 d", "On the way", "value", "17.2 d"),
        (1, "17 d", "Behind by 6.1 d", "wait", "10.9 d"),
        (1, "10 d", "On the way", "value", "10.9 d"),
        (2, "10 d", "Behind by 5.5 d", "wait", ""),
        (0, "4.5 d", "Kept", "value", "17.2 d"),
        (1, "~4.5 d", "Kept", "value", "10.9 d"),
        (2, "4 d", "Kept", "value", ""),
        (0, "3 d", "Ahead", "value", "17.2 d"),
        (0, "23.6 d", "Not moved", "bad", "17.2 d"),
        (2, "25 d", "Worse than before", "bad", ""),
    ],
)
def test_what_became_of_a_promised_time(at: int, measured: str, result: str, tone: str, due: str) -> None:
    value = measures.parse_reading(measured, Kind.DURATION)
    (row,) = rows(REVIEWS[at], REVIEWS, [LEAD], [reading(REVIEWS[at], "lead_time", value)], CALENDAR, DAY_0)
    assert (row.measured, row.result, row.tone, row.due) == (measured, result, tone, due)


@pytest.mark.parametrize(
    ("on", "result", "due"),
    [
        (date(2026, 12, 18), "On the way", "17.2 d"),
        (date(2026, 12, 27), "Behind by 1.7 d", "15.3 d"),
        (date(2027, 2, 16), "Behind by 12.5 d", ""),
    ],
)
def test_a_reading_is_judged_by_the_day_on_which_it_was_measured(on: date, result: str, due: str) -> None:
    seen = [reading(REVIEWS[0], "lead_time", "17 d", on)]
    (row,) = rows(REVIEWS[0], REVIEWS, [LEAD], seen, CALENDAR, DAY_0)
    assert (row.result, row.due, row.day) == (result, due, (on - DAY_0).days)


@pytest.mark.parametrize(
    ("at", "measured", "result", "due"),
    [
        (0, 84, "Behind by 1 point", "85 %"),
        (0, 85, "On the way", "85 %"),
        (1, 86, "Behind by 4 points", "90 %"),
        (2, 91, "Behind by 4 points", ""),
        (2, 95, "Kept", ""),
        (0, 80, "Not moved", "85 %"),
        (0, 70, "Worse than before", "85 %"),
    ],
)
def test_what_became_of_a_promised_percentage(at: int, measured: float, result: str, due: str) -> None:
    metric = Metric("activity_ratio", "Activity ratio", "", Kind.PERCENT, "80 %", "95 %", (80.0, 95.0))
    (row,) = rows(REVIEWS[at], REVIEWS, [metric], [reading(REVIEWS[at], "activity_ratio", measured)], CALENDAR, DAY_0)
    assert (row.measured, row.result, row.due) == (f"{measured} %", result, due)


def test_what_reads_like_the_baseline_has_not_moved_although_it_has_more_digits() -> None:
    metric = Metric("lead_time", "Lead time", "", Kind.DURATION, "10 h", "4.2 h", (35_940.0, 14_970.0))
    (row,) = rows(REVIEWS[0], REVIEWS, [metric], [reading(REVIEWS[0], "lead_time", "10 h")], CALENDAR, DAY_0)
    assert row.result == "Not moved"


def test_a_total_is_kept_when_it_reads_as_promised_although_it_has_more_digits() -> None:
    metric = Metric("lead_time", "Lead time", "", Kind.DURATION, "10 h", "4.2 h", (36_000.0, 14_970.0))
    (row,) = rows(REVIEWS[0], REVIEWS, [metric], [reading(REVIEWS[0], "lead_time", "4.2 h")], CALENDAR, DAY_0)
    assert row.result == "Kept"


def test_words_are_measured_without_a_verdict() -> None:
    metric = Metric("target:1", "Waiting", "", Kind.TEXT, "too long", "under a week", (None, None))
    (row,) = rows(REVIEWS[0], REVIEWS, [metric], [reading(REVIEWS[0], "target:1", "five days")], CALENDAR, DAY_0)
    assert (row.measured, row.result, row.verdict, row.tone, row.spark) == ("five days", "Measured", "unknown", "", "")


def test_later_reviews_are_not_looked_at_and_the_spark_draws_what_was_before() -> None:
    seen = [reading(REVIEWS[0], "lead_time", "20 d"), reading(REVIEWS[2], "lead_time", "5 d")]
    (row,) = rows(REVIEWS[1], REVIEWS, [LEAD], seen, CALENDAR, DAY_0)
    assert (row.reading, row.measured, row.result) == (None, "", "Not measured yet")
    assert 'aria-label="Lead time: 23.6 d, promised 4.5 d"' in row.spark
    (last,) = rows(REVIEWS[2], REVIEWS, [LEAD], seen, CALENDAR, DAY_0)
    assert (last.measured, last.result) == ("5 d", "Behind by 4 h")


def test_the_metrics_of_a_workshop_come_from_maps_charter_and_promises() -> None:
    totals = Totals(metrics(lead_time=total("10 h", 36_000.0), activity_ratio=share(40)), metrics(lead_time=total("6 h", 21_600.0)))
    target = CharterTarget(pk=UUID(int=5), metric="Waiting", baseline="7 d", target="2 d", by_when=date(2027, 2, 16))
    step = StepName(uuid7(), 3, "Spot weld 2", uuid7(), "Future", "future")
    promises = [
        Promise(action=Action(), pk=UUID(int=1), metric="uptime", step_id=step.pk, from_value=80, to_value=90),
        Promise(action=Action(), pk=UUID(int=2), metric="uptime", step_id=step.pk, from_value=80, to_value=95),
        Promise(action=Action(), pk=UUID(int=3), metric="lead_time", from_value="10 h", to_value="8 h"),
        Promise(action=Action(), pk=UUID(int=4), metric="Forms", from_value="12", to_value="4"),
    ]
    found = metrics_of(totals, [target], promises, {step.pk: step})
    assert [(entry.label, entry.place, entry.baseline, entry.target, entry.by_when) for entry in found] == [
        ("Lead time", "whole stream", "10 h", "6 h", ""),
        ("Activity ratio", "whole stream", "40 %", "", ""),
        ("Waiting", "target of the charter", "7 d", "2 d", "16 Feb 2027"),
        ("Uptime", "step 3, Spot weld 2", "80 %", "95 %", ""),
        ("Forms", "whole stream", "12", "4", ""),
    ]
    assert found[2].numbers == (7 * DAY, 2 * DAY)
    assert found[3].reading_keys == (f"promise:{UUID(int=1)}", f"promise:{UUID(int=2)}")


@pytest.mark.parametrize(
    ("words", "future", "target", "found"),
    [
        ("lead time", "6 h", "6 h", ("whole stream", "6 h", "16 Feb 2027", 21_600.0)),
        ("Lead time", None, "7 h", ("whole stream", "7 h", "16 Feb 2027", 25_200.0)),
        ("lead_time", "6 h", "7 h", ("whole stream, charter target 7 h", "6 h", "", 21_600.0)),
    ],
)
def test_what_the_charter_says_of_a_total_is_measured_with_it(words: str, future: str | None, target: str, found: tuple[Any, ...]) -> None:
    ahead = metrics(lead_time=total(future, 21_600.0)) if future else None
    row = CharterTarget(pk=uuid7(), metric=words, baseline="10 h", target=target, by_when=date(2027, 2, 16))
    (metric,) = metrics_of(Totals(metrics(lead_time=total("10 h", 36_000.0)), ahead), [row])
    assert (metric.place, metric.target, metric.by_when, metric.numbers[1]) == found


@pytest.mark.parametrize(
    ("by", "due", "result"),
    [
        (None, "8 d", "Behind by 1 d"),
        (date(2027, 1, 17), "7 d", "Behind by 2 d"),
        (date(2026, 12, 18), "", "Behind by 5 d"),
        (date(2026, 12, 2), "", "Behind by 5 d"),
        (date(2026, 11, 2), "", "Behind by 5 d"),
    ],
)
def test_a_target_with_a_date_of_its_own_is_judged_on_the_way_to_that_date(by: date | None, due: str, result: str) -> None:
    target = CharterTarget(pk=UUID(int=5), metric="Waiting", baseline="10 d", target="4 d", by_when=by)
    (metric,) = metrics_of(Totals(), [target])
    seen = [reading(REVIEWS[0], metric.key, "9 d", date(2026, 12, 18))]
    (row,) = rows(REVIEWS[0], REVIEWS, [metric], seen, CALENDAR, date(2026, 11, 18))
    assert (row.day, row.due, row.result) == (30, due, result)


def test_a_curve_reaches_its_promise_on_the_charter_s_date() -> None:
    metric = Metric("lead_time", "Lead time", "", Kind.DURATION, "10 d", "4 d", (10 * DAY, 4 * DAY), date(2027, 1, 17))
    found = curve(metric, [], {}, CALENDAR, date(2026, 11, 18))
    assert (found.last, found.promised_on(30), found.promised_on(60), found.promised_on(90)) == (60, 7 * DAY, 4 * DAY, 4 * DAY)
    assert found.label == "Lead time: 10 d at the start, promised 4 d by day 60, not measured yet"


def test_two_actions_that_promise_the_same_share_the_reading() -> None:
    promises = [Promise(action=Action(), pk=UUID(int=place), metric="Forms", from_value="12", to_value="4") for place in (1, 2)]
    (metric,) = metrics_of(Totals(), [], promises)
    (row,) = rows(REVIEWS[0], REVIEWS, [metric], [reading(REVIEWS[0], f"promise:{UUID(int=2)}", "4")], CALENDAR, DAY_0)
    assert [(line.measured, line.result, line.tone) for line in measures.ledger(promises, [row], {}, CALENDAR, DAY_0)] == [
        ("4", "Kept", "value")
    ] * 2


def test_an_action_is_judged_by_its_own_promise_of_the_whole_stream() -> None:
    promise = Promise(action=Action(), pk=uuid7(), metric="lead_time", from_value="23.6 d", to_value="20 d")
    found = rows(REVIEWS[0], REVIEWS, [LEAD], [reading(REVIEWS[0], "lead_time", "20 d")], CALENDAR, DAY_0)
    (line,) = measures.ledger([promise], found, {}, CALENDAR, DAY_0)
    assert (line.where, line.measured, line.result, found[0].result) == ("whole stream", "20 d", "Kept", "Behind by 2.8 d")


def test_an_action_is_judged_by_the_day_on_which_it_ends() -> None:
    action = Action(start=date(2026, 11, 23), end=date(2026, 12, 8))  # 20 days after the workshop
    promise = Promise(action=action, pk=uuid7(), metric="Forms", from_value="12", to_value="4")
    (metric,) = metrics_of(Totals(), [], [promise])
    assert (metric.due_on, metric.last_day(DAY_0)) == (date(2026, 12, 8), 20)
    (row,) = rows(REVIEWS[0], REVIEWS, [metric], [reading(REVIEWS[0], metric.key, "6")], CALENDAR, DAY_0)
    (line,) = measures.ledger([promise], [row], {}, CALENDAR, DAY_0)
    assert (row.result, line.result) == ("Behind by 2", "Behind by 2")  # on the way to day 90 it would be 9.3 on day 30
    early = measures.judge(promise, "6", date(2026, 11, 22), CALENDAR, DAY_0)
    assert early == ("Measured before it begins", "")
    # halfway to the end it is where it is due: 12 - 8 * 10 / 20
    assert measures.judge(promise, "8", date(2026, 11, 28), CALENDAR, DAY_0) == ("On the way", "value")


def test_nothing_is_measured_without_map_charter_and_plan() -> None:
    assert (metrics_of(Totals(), []), measures.summary([]), measures.ledger([], [], {}, CALENDAR, DAY_0)) == ([], "", [])


@pytest.mark.parametrize(
    ("numbers", "share", "verdict"),
    [
        ((10.0, 4.0, 7.0), 0.5, "moving"),
        ((10.0, 4.0, 4.0), 1.0, "reached"),
        ((80.0, 95.0, 98.0), 1.2, "reached"),
        ((10.0, 4.0, 10.0), 0.0, "unmoved"),
        ((10.0, 4.0, 13.0), -0.5, "worse"),
        ((10.0, 10.0, 10.0), None, "unknown"),
        ((None, 4.0, 10.0), None, "unknown"),
        ((10.0, None, 10.0), None, "unknown"),
        ((10.0, 4.0, None), None, "unknown"),
        ((10.0, 4.0, 8.0, 8.0), 1 / 3, "on_the_way"),
        ((10.0, 4.0, 8.1, 8.0), 1.9 / 6, "moving"),
        ((10.0, 4.0, 10.0, 10.0), 0.0, "unmoved"),
        ((10.0, 4.0, 10.5, 10.0), -0.5 / 6, "worse"),
        ((10.0, 4.0, 4.0, 8.0), 1.0, "reached"),
    ],
)
def test_how_much_of_a_promise_is_reached(numbers: tuple[Any, ...], share: float | None, verdict: str) -> None:
    trend = MetricTrend(*numbers)
    assert (trend.share_of_promise, trend.verdict) == (pytest.approx(share) if share is not None else None, verdict)


def test_a_curve_goes_from_the_baseline_over_the_readings_and_the_promise_straight_to_day_90() -> None:
    held = Review(pk=uuid7(), day=30, due_on=date(2026, 12, 18), held_on=date(2026, 12, 20), status="held")
    planned = Review(pk=uuid7(), day=180, due_on=date(2027, 5, 17), status="planned")
    seen = {held.pk: reading(held, "lead_time", "19.1 d"), planned.pk: reading(planned, "lead_time", "5 d", date(2027, 5, 14))}
    found = curve(LEAD, [held, planned], seen, CALENDAR, date(2026, 11, 18))
    assert [(point.at, point.text) for point in found.measured] == [(32, "19.1 d"), (177, "5 d")]
    assert (found.promised_on(0), found.promised_on(45), found.promised_on(120)) == (
        pytest.approx(23.6 * DAY),
        pytest.approx(14.05 * DAY),
        pytest.approx(4.5 * DAY),
    )
    assert (found.marks, found.is_drawn, found.label) == (
        (30, 60, 90, 180),
        True,
        "Lead time: 23.6 d at the start, promised 4.5 d by day 90, measured 19.1 d on day 32, 5 d on day 177",
    )
    assert found.chart.count('class="dot"') == 3


def test_a_curve_of_words_is_not_drawn() -> None:
    metric = Metric("target:1", "Waiting", "", Kind.TEXT, "too long", "short", (None, None))
    found = curve(metric, REVIEWS, {}, CALENDAR, date(2026, 11, 18))
    assert (found.is_drawn, found.chart, found.promised_on(30), found.latest) == (False, "", None, None)
