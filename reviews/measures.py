"""What a review measures: baseline, promise and readings of each metric, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from actionplans import promises as promised
from actionplans.models import Promise
from actionplans.steps import StepName
from mapping.fields import Field, Kind
from mapping.metrics import MapMetrics
from reviews.due_dates import REVIEW_DAYS
from reviews.models import Review, ReviewReading
from reviews.trend import MetricTrend
from vsm_site.lib import units
from vsm_site.lib.charts import sparkline
from vsm_site.lib.errors import Fault
from vsm_site.lib.svg import Svg
from vsm_site.lib.units import Calendar
from workshops.models import CharterTarget

TARGET, PROMISE = "target:", "promise:"
LAST = REVIEW_DAYS[-1]
"""The day by which what is promised is to be reached, where no date is given."""

TONES = {"reached": "value", "on_the_way": "value", "moving": "wait", "unmoved": "bad", "worse": "bad", "unknown": ""}


@dataclass(frozen=True, slots=True)
class MapMetric:
    """A total of the map that reviews measure."""

    key: str
    label: str
    kind: Kind


MAP_METRICS = (
    MapMetric("lead_time", "Lead time", Kind.DURATION),
    MapMetric("process_time", "Process time", Kind.DURATION),
    MapMetric("activity_ratio", "Activity ratio", Kind.PERCENT),
    MapMetric("rolled_complete_accurate", "Rolled % C&A", Kind.PERCENT),
)
KINDS = {metric.key: metric.kind for metric in MAP_METRICS}


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of the current and of the future map, None where there is no such map or it is not drawn to an end."""

    current: MapMetrics | None = None
    future: MapMetrics | None = None
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that is measured: how it is called, where it belongs, and what it was and shall be, as text and as number."""

    key: str
    label: str
    place: str
    kind: Kind
    baseline: str
    target: str
    numbers: tuple[float | None, float | None]
    due_on: date | None = None
    """By when it is to be reached: as the charter wants it, or when the last of its actions ends."""
    step_id: UUID | None = None
    """The step that it is measured at; None for the whole stream."""
    reading_keys: tuple[str, ...] = ()
    """Under which keys its readings are kept, where it is not its own alone."""

    @property
    def by_when(self) -> str:
        """That day in words, empty without one."""
        return f"{self.due_on.day} {self.due_on:%b %Y}" if self.due_on else ""

    def last_day(self, day_0: date) -> int:
        """The day after the workshop by which it is to be reached: its own date, else day 90."""
        return max(0, (self.due_on - day_0).days) if self.due_on else LAST

    def is_meant(self, target: CharterTarget) -> bool:
        """Whether a target of the charter is about this total of the map: tied to it, or called like it."""
        return self.key in KINDS and (target.total or promised.metric_key(target.metric)) == self.key


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One metric of a review: what it was, what was promised, what is measured."""

    metric: Metric
    reading: ReviewReading | None
    measured: str
    trend: MetricTrend
    result: str
    spark: Svg = field(default_factory=Svg)
    day: int = LAST
    """Days after the workshop on which it was measured."""
    due: str = ""
    """Where the promise would have it on that day, empty where all of it is due."""

    @property
    def verdict(self) -> str:
        """The trend's word."""
        return self.trend.verdict if self.reading else ""

    @property
    def tone(self) -> str:
        """The colour that the verdict means: `value`, `wait`, `bad` or none."""
        return TONES.get(self.verdict, "")


def type_of(key: str, kinds: Mapping[str, Kind] = KINDS) -> Kind:
    """How values of a metric are typed: a duration, a percentage, a number, or words of one's own."""
    return kinds.get(key, Kind.TEXT)


def parse_reading(text: str, kind: Kind) -> Any:
    """What was typed as measured, as a statement; ValueError in the user's words."""
    text = text.strip()
    if not text:
        raise ValueError("Type what was measured, with its unit.")
    if kind is Kind.TEXT:
        if len(text) > promised.MAX_OWN_TEXT:
            raise ValueError(f"Keep it to {promised.MAX_OWN_TEXT} characters.")
        return text
    value = units.type_duration(text, "") if kind is Kind.DURATION else units.type_number(text)
    if faults := _field(kind).check(value, "value"):
        raise ValueError(faults[0].text)
    return value


def given_reading(value: Any, kind: Kind) -> Any:
    """A reading as a program gives it: text as people type it, a number, or a statement object; ValueError otherwise."""
    if isinstance(value, str):
        return parse_reading(value, kind)
    if kind is Kind.TEXT and isinstance(value, int | float) and not isinstance(value, bool):
        return units.number_text(value)
    if faults := _field(kind).check(value, "value"):
        raise ValueError(faults[0].text)
    return value


def faults_of(key: str, value: Any) -> list[Fault]:
    """What is wrong with the value of a total of the map; other metrics are words of their own."""
    kind = KINDS.get(key)
    return [Fault("value", fault.text) for fault in _field(kind).check(value, "value")] if kind else []


def _field(kind: Kind) -> Field:
    return Field("value", "Measured", kind, least=0, most=100 if kind is Kind.PERCENT else None)


def reading_text(value: Any, kind: Kind) -> str:
    """A reading as it was typed: `19.1 d`, `91 %`, `~20 min`."""
    text = units.display(value)
    return f"{text} %" if kind is Kind.PERCENT and text and not text.endswith("observed") else text


def number_of(statement: Any, kind: Kind, calendar: Calendar) -> float | None:
    """A reading as a comparable number, None where it is only words."""
    try:
        if kind is Kind.DURATION:
            return units.used(statement, lambda text: units.seconds(text, calendar))
        if kind in (Kind.PERCENT, Kind.NUMBER):
            return units.used(statement, float)
        return _loose(str(statement), calendar)
    except (ValueError, TypeError, KeyError):
        return None


def _loose(text: str, calendar: Calendar) -> float | None:
    """A number out of somebody's own words: `7 h`, `95 %`, `12`."""
    if units.duration_parts(text.strip()):
        return units.seconds(text.strip(), calendar)
    try:
        return float(text.strip().removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return None


def metrics_of(
    totals: Totals, targets: Iterable[CharterTarget], promises: Iterable[Promise] = (), steps: Mapping[UUID, StepName] | None = None
) -> list[Metric]:
    """What is measured of a workshop: the totals of its maps, the charter's targets, and what actions promise of steps."""
    found = [metric for entry in MAP_METRICS if (metric := _map_metric(entry, totals))]
    for target in targets:
        same = next((place for place, metric in enumerate(found) if metric.is_meant(target)), None)
        if same is None:
            found.append(_target_metric(target, totals.calendar))
        else:  # the charter speaks of a total of the map: it is measured once
            found[same] = _with_target(found[same], target, totals.calendar)
    groups: dict[tuple[str, UUID | None], list[Promise]] = {}
    for promise in promises:
        if promise.step_id or promise.metric not in KINDS:
            groups.setdefault((promise.metric, promise.step_id), []).append(promise)
    return found + [_promised_metric(group, totals.calendar, steps or {}) for group in groups.values()]


def _map_metric(entry: MapMetric, totals: Totals) -> Metric | None:
    before, after = getattr(totals.current, entry.key, None), getattr(totals.future, entry.key, None)
    if before is None and after is None:
        return None
    numbers = (_number(before, entry.kind), _number(after, entry.kind))
    return Metric(entry.key, entry.label, "whole stream", entry.kind, before.text if before else "", after.text if after else "", numbers)


def _number(total: Any, kind: Kind) -> float | None:
    if total is None:
        return None
    return float(total.seconds if kind is Kind.DURATION else total.percent)


def _with_target(metric: Metric, target: CharterTarget, calendar: Calendar) -> Metric:
    """A total of the map with what the charter says of it: the promise where no future map says it, else beside it."""
    if not metric.target:
        numbers = (metric.numbers[0], _loose(target.target, calendar))
        return replace(metric, target=target.target, numbers=numbers, due_on=target.by_when)
    if metric.target == target.target:
        return replace(metric, due_on=target.by_when)
    return replace(metric, place=f"{metric.place}, charter target {target.target}")


def _target_metric(target: CharterTarget, calendar: Calendar) -> Metric:
    numbers = (_loose(target.baseline, calendar), _loose(target.target, calendar))
    key, place = f"{TARGET}{target.pk}", "target of the charter"
    return Metric(key, target.metric, place, Kind.TEXT, target.baseline, target.target, numbers, target.by_when)


def _promised_metric(group: Sequence[Promise], calendar: Calendar, steps: Mapping[UUID, StepName]) -> Metric:
    """What one or several actions promise of one metric: from where the first begins to where the last ends."""
    first, last = group[0], group[-1]
    step = steps.get(first.step_id) if first.step_id else None
    kind = promise_kind(first)
    return Metric(
        f"{PROMISE}{first.pk}",
        promised.metric_label(first.metric),
        f"step {step.number}, {step.name}" if step else "whole stream",
        kind,
        promised.statement_text(first.metric, first.from_value),
        promised.statement_text(last.metric, last.to_value),
        (number_of(first.from_value, kind, calendar), number_of(last.to_value, kind, calendar)),
        _end_of([promise.action.end for promise in group]),
        step_id=first.step_id if step else None,
        reading_keys=tuple(f"{PROMISE}{promise.pk}" for promise in group),
    )


def _end_of(ends: Sequence[date | None]) -> date | None:
    """When the last of several actions ends; None where one has no end."""
    known = [end for end in ends if end]
    return max(known) if len(known) == len(ends) else None


def promise_kind(promise: Promise) -> Kind:
    """How values of a promise's metric are typed."""
    known = promised.BY_KEY.get(promise.metric)
    return known.field.kind if known else Kind.TEXT


Readings = Mapping[str, Mapping[UUID, ReviewReading]]
"""Readings by metric and review."""


def by_metric(readings: Iterable[ReviewReading]) -> Readings:
    """Readings sorted for looking up."""
    found: dict[str, dict[UUID, ReviewReading]] = {}
    for reading in readings:
        found.setdefault(reading.metric, {})[reading.review_id] = reading
    return found


def of_metric(metric: Metric, readings: Readings) -> dict[UUID, ReviewReading]:
    """The readings of one metric by review."""
    found: dict[UUID, ReviewReading] = {}
    for key in reversed(metric.reading_keys or (metric.key,)):
        found |= readings.get(key, {})
    return found


def day_of(reading: ReviewReading, review: Review, day_0: date) -> int:
    """Days after the workshop on which a review's reading was measured."""
    return max(0, ((reading.measured_on or review.held_on or review.due_on) - day_0).days)


def promised_on(numbers: tuple[float | None, float | None], day: float, last: float = LAST) -> float | None:
    """Where a metric would be on this day on the straight way from its baseline to what is promised, reached on the day `last`."""
    before, after = numbers
    if before is None or after is None:
        return None
    return before + (after - before) * min(1.0, max(0.0, day / last)) if last else after


def trend_of(metric: Metric, text: str, value: float | None, day: float, last: float = LAST) -> MetricTrend:
    """A reading against where the promise, due on the day `last`, would have the metric on that day: what every page judges it by."""
    for shown, number in zip((metric.baseline, metric.target), metric.numbers, strict=True):
        if text == shown:  # although the total behind it has more digits
            value = number
    return MetricTrend(*metric.numbers, value, promised_on(metric.numbers, day, last))


def rows(
    review: Review,
    reviews: Sequence[Review],
    metrics: Iterable[Metric],
    readings: Iterable[ReviewReading],
    calendar: Calendar,
    day_0: date,
) -> list[MeasureRow]:
    """Every metric as it stands at a review. Reviews and readings are all of the workshop's; later ones are not looked at.

    `day_0` is the last workshop day, from which the way to the promise is counted.
    """
    known = by_metric(readings)
    seen = sorted((entry for entry in reviews if entry.day <= review.day), key=lambda entry: entry.day)
    return [_row(metric, review, seen, of_metric(metric, known), calendar, day_0) for metric in metrics]


def _row(
    metric: Metric,
    review: Review,
    seen: Sequence[Review],
    readings: Mapping[UUID, ReviewReading],
    calendar: Calendar,
    day_0: date,
) -> MeasureRow:
    reading = readings.get(review.pk)
    text = reading_text(reading.value, metric.kind) if reading else ""
    last = metric.last_day(day_0)
    day = day_of(reading, review, day_0) if reading else last
    trend = trend_of(metric, text, number_of(reading.value, metric.kind, calendar) if reading else None, day, last)
    amounts = [number_of(readings[entry.pk].value, metric.kind, calendar) for entry in seen if entry.pk in readings]
    return MeasureRow(
        metric,
        reading,
        text,
        trend,
        result_of(metric, trend, calendar) if reading else "Not measured yet",
        _spark(metric, [metric.numbers[0], *amounts]),
        day,
        _amount(metric, trend.due, calendar) if trend.due is not None and day < last else "",
    )


def _spark(metric: Metric, amounts: Sequence[float | None]) -> Svg:
    known = [amount for amount in amounts if amount is not None]
    if len(known) < 2:
        return Svg()
    words = f"{metric.label}: {metric.baseline or 'no baseline'}, promised {metric.target or 'nothing'}"
    return sparkline(known, metric.numbers[1], words)


def result_of(metric: Metric, trend: MetricTrend, calendar: Calendar) -> str:
    """What became of a promise, in words: reached, or how far behind the way to it."""
    share = trend.share_of_promise
    if share is None:
        return "Measured"
    if share >= 1:
        return "Kept" if share < 1.05 else "Ahead"
    if share <= 0:
        return "Not moved" if share == 0 else "Worse than before"
    return f"Behind by {_gap(metric, trend.shortfall, calendar)}" if trend.shortfall else "On the way"


def _gap(metric: Metric, amount: float, calendar: Calendar) -> str:
    """A difference in the metric's own unit; of percentages it is said in points."""
    if not metric.target.endswith("%"):
        return _amount(metric, amount, calendar)
    number = units.plain(amount)
    return f"{number} {'point' if number == '1' else 'points'}"


def _amount(metric: Metric, amount: float, calendar: Calendar) -> str:
    """An amount in the unit of what is promised."""
    if metric.kind is Kind.DURATION or (metric.kind is Kind.TEXT and units.duration_parts(metric.target.strip())):
        return time_gap(amount, metric.target, calendar)
    return units.plain(amount) + (" %" if metric.target.endswith("%") else "")


def time_gap(seconds: float, like: str, calendar: Calendar) -> str:
    """A difference of times in the unit of the time that it belongs to, in a smaller one where it is less than one of these."""
    parts = units.duration_parts(like.strip()) or ()
    if len(parts) == 1 and (amount := seconds / calendar.seconds_of(parts[0][1])) >= 1:
        return f"{units.plain(amount)} {parts[0][1]}"
    return units.time_text(seconds, calendar)


def summary(found: Sequence[MeasureRow]) -> str:
    """How a review's metrics stand together: `2 kept, 1 ahead, 2 behind`."""
    words = {"Kept": "kept", "Ahead": "ahead", "On the way": "on the way"}
    counts: dict[str, int] = {}
    for row in found:
        word = words.get(row.result) or ("behind" if row.tone in ("wait", "bad") else "measured" if row.reading else "not measured yet")
        counts[word] = counts.get(word, 0) + 1
    order = ("kept", "ahead", "on the way", "behind", "measured", "not measured yet")
    return ", ".join(f"{counts[word]} {word}" for word in order if word in counts)


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise of an action against what was measured of its metric."""

    promise: Promise
    where: str
    measured: str
    result: str
    tone: str


def ledger(
    promises: Iterable[Promise], found: Sequence[MeasureRow], steps: Mapping[UUID, StepName], calendar: Calendar, day_0: date
) -> list[Kept]:
    """Whether each action moved its metric, by the promise's own numbers and dates."""
    by_key = {key: row for row in found for key in (row.metric.key, *row.metric.reading_keys)}
    lines = []
    for promise in promises:
        whole = promise.step_id is None and promise.metric in KINDS
        row = by_key.get(promise.metric if whole else f"{PROMISE}{promise.pk}")
        step = steps.get(promise.step_id) if promise.step_id else None
        where = f"step {step.number}, {step.name}" if step else "whole stream"
        if row is None or row.reading is None:
            lines.append(Kept(promise, where, "", "Not measured yet", ""))
        else:
            result, tone = judge(promise, row.reading.value, day_0 + timedelta(days=row.day), calendar, day_0)
            lines.append(Kept(promise, where, row.measured, result, tone))
    return lines


def judge(promise: Promise, value: Any, on: date, calendar: Calendar, day_0: date) -> tuple[str, str]:
    """What became of one promise by a reading of its number, as words and tone: on the way to the end of its action, else to day 90."""
    if promise.action.start and on < promise.action.start:
        return "Measured before it begins", ""
    kind = promise_kind(promise)
    numbers = (number_of(promise.from_value, kind, calendar), number_of(promise.to_value, kind, calendar))
    own = Metric("", "", "", kind, "", promised.statement_text(promise.metric, promise.to_value), numbers, promise.action.end)
    day = max(0, (on - day_0).days)
    trend = trend_of(own, reading_text(value, kind), number_of(value, kind, calendar), day, own.last_day(day_0))
    return result_of(own, trend, calendar), TONES[trend.verdict]
