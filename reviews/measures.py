"""What a review measures: baseline, promise and readings of each metric, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mapping.fields import Field, Kind
from mapping.metrics import MapMetrics
from reviews.models import Review, ReviewReading
from reviews.trend import MetricTrend
from vsm_site.lib import units
from vsm_site.lib.charts import sparkline
from vsm_site.lib.units import Calendar
from workshops.models import CharterTarget

TARGET = "target:"


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
class MeasureRow:
    """One metric of a review: what it was, what was promised, what is measured."""

    key: str
    label: str
    place: str
    baseline: str
    target: str
    by_when: str
    reading: ReviewReading | None
    measured: str
    trend: MetricTrend
    spark: str = ""

    @property
    def verdict(self) -> str:
        """The trend's word."""
        return self.trend.verdict

    @property
    def result(self) -> str:
        """What became of the promise, in words."""
        if self.reading is None:
            return "Not measured yet"
        share = self.trend.share_of_promise
        if share is None:
            return "Measured"
        if share >= 1:
            return "Kept" if share < 1.05 else "Ahead"
        percent = f"{max(0, round(share * 100))} % of the promise"
        return percent if share > 0 else "Not moved" if share == 0 else "Worse than before"


def parse_reading(text: str, key: str) -> Any:
    """What was typed as measured: a statement of the metric's kind, plain text for a target of the charter. ValueError in words."""
    kind = KINDS.get(key)
    if kind is None:
        if not text.strip():
            raise ValueError("Type what was measured, with its unit.")
        return text.strip()[:60]
    value = units.type_duration(text, "h") if kind is Kind.DURATION else units.type_number(text)
    faults = Field(key, key, kind, least=0, most=100 if kind is Kind.PERCENT else None).check(value, "value")
    if faults:
        raise ValueError(faults[0].text)
    return value


def number_of(statement: Any, key: str, calendar: Calendar) -> float | None:
    """A reading as a comparable number, None where it is only words."""
    kind = KINDS.get(key)
    try:
        if kind is Kind.DURATION:
            return units.used(statement, lambda text: units.seconds(text, calendar))
        if kind is Kind.PERCENT:
            return units.used(statement, float)
        return _loose(str(statement), calendar)
    except (ValueError, TypeError, KeyError):
        return None


def _loose(text: str, calendar: Calendar) -> float | None:
    """A number out of a charter's own words: `7 h`, `95 %`, `12`."""
    parts = units.duration_parts(text.strip())
    if parts:
        return units.seconds(text.strip(), calendar)
    head = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        return float(head)
    except ValueError:
        return None


def rows(
    review: Review, reviews: Sequence[Review], totals: Totals, targets: Iterable[CharterTarget], readings: Iterable[ReviewReading]
) -> list[MeasureRow]:
    """Every metric of a review: the totals of the maps, then the charter's targets. Readings are those of all reviews."""
    by_metric: dict[str, dict[Any, ReviewReading]] = {}
    for reading in readings:
        by_metric.setdefault(reading.metric, {})[reading.review_id] = reading
    ordered = sorted((entry for entry in reviews if entry.day <= review.day), key=lambda entry: entry.day)
    found = [_map_row(metric, review, ordered, totals, by_metric.get(metric.key, {})) for metric in MAP_METRICS]
    found += [_target_row(target, review, ordered, totals, by_metric.get(f"{TARGET}{target.pk}", {})) for target in targets]
    return [row for row in found if row is not None]


def _map_row(
    metric: MapMetric, review: Review, reviews: Sequence[Review], totals: Totals, readings: Mapping[Any, ReviewReading]
) -> MeasureRow | None:
    before, promised = _total(totals.current, metric), _total(totals.future, metric)
    if before is None and promised is None and not readings:
        return None
    texts = [_text(totals.current, metric), _text(totals.future, metric)]
    return _row(metric.key, metric.label, "whole stream", texts, "", (before, promised), review, reviews, totals, readings)


def _target_row(
    target: CharterTarget, review: Review, reviews: Sequence[Review], totals: Totals, readings: Mapping[Any, ReviewReading]
) -> MeasureRow:
    numbers = (_loose(target.baseline, totals.calendar), _loose(target.target, totals.calendar))
    when = f"{target.by_when:%d %b %Y}".lstrip("0") if target.by_when else ""
    key = f"{TARGET}{target.pk}"
    return _row(key, target.metric, "target of the charter", [target.baseline, target.target], when, numbers, review, reviews, totals, readings)


def _row(
    key: str,
    label: str,
    place: str,
    texts: list[str],
    when: str,
    numbers: tuple[float | None, float | None],
    review: Review,
    reviews: Sequence[Review],
    totals: Totals,
    readings: Mapping[Any, ReviewReading],
) -> MeasureRow:
    reading = readings.get(review.pk)
    measured = number_of(reading.value, key, totals.calendar) if reading else None
    seen = [number_of(readings[entry.pk].value, key, totals.calendar) for entry in reviews if entry.pk in readings]
    values = [value for value in (numbers[0], *seen) if value is not None]
    spark = sparkline(values, numbers[1], f"{label}: {texts[0] or 'no baseline'}, promised {texts[1] or 'nothing'}") if len(values) > 1 else ""
    shown = units.display(reading.value) + (" %" if KINDS.get(key) is Kind.PERCENT else "") if reading else ""
    return MeasureRow(key, label, place, texts[0], texts[1], when, reading, shown, MetricTrend(numbers[0], numbers[1], measured), spark)


def _total(metrics: MapMetrics | None, metric: MapMetric) -> float | None:
    total = getattr(metrics, metric.key) if metrics else None
    if total is None:
        return None
    return float(total.seconds if metric.kind is Kind.DURATION else total.percent)


def _text(metrics: MapMetrics | None, metric: MapMetric) -> str:
    total = getattr(metrics, metric.key) if metrics else None
    return total.text if total is not None else ""
