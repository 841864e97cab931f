"""A metric over time: the points of its run chart, and where the promise would have it on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from reviews.due_dates import REVIEW_DAYS
from reviews.measures import LAST, Metric, day_of, number_of, promised_on, reading_text
from reviews.models import Review, ReviewReading
from vsm_site.lib.charts import Point, run_chart
from vsm_site.lib.svg import Svg
from vsm_site.lib.units import Calendar


@dataclass(frozen=True, slots=True)
class Curve:
    """One metric with what was measured of it, in days after the workshop."""

    metric: Metric
    measured: tuple[Point, ...]
    """The readings, without the baseline."""
    marks: tuple[int, ...] = REVIEW_DAYS
    last: int = LAST
    """The day by which the promise is due."""

    @property
    def is_drawn(self) -> bool:
        """Whether there is a way from somewhere to somewhere."""
        return self.metric.numbers[0] is not None and (self.metric.numbers[1] is not None or bool(self.measured))

    @property
    def latest(self) -> Point | None:
        """The last reading."""
        return self.measured[-1] if self.measured else None

    def promised_on(self, day: float) -> float | None:
        """Where the promise would have the metric on this day."""
        return promised_on(self.metric.numbers, day, self.last)

    def _promise(self, after: float) -> list[Point]:
        """The way to the promise, seen at each review up to its day."""
        on_the_way = [Point(day, self.promised_on(day) or 0.0) for day in REVIEW_DAYS if day < self.last]
        return [*on_the_way, Point(self.last, after, self.metric.target)]

    @property
    def label(self) -> str:
        """The chart in words."""
        promise = f"promised {self.metric.target} by day {self.last}" if self.metric.target else "nothing promised"
        told = ", ".join(f"{point.text} on day {point.at:.0f}" for point in self.measured)
        found = f"measured {told}" if told else "not measured yet"
        return f"{self.metric.label}: {self.metric.baseline} at the start, {promise}, {found}"

    @property
    def chart(self) -> Svg:
        """The run chart, empty where there is nothing to draw."""
        before, after = self.metric.numbers
        if not self.is_drawn or before is None:
            return Svg()
        start = Point(0, before, self.metric.baseline)
        promised = [start, *self._promise(after)] if after is not None else []
        marks = [Point(day, 0, f"Day {day}" if day == 0 else str(day)) for day in (0, *self.marks)]
        return run_chart(measured=[start, *self.measured], promised=promised, marks=marks, label=self.label)


def curve(metric: Metric, reviews: Sequence[Review], readings: Mapping[UUID, ReviewReading], calendar: Calendar, day_0: date) -> Curve:
    """A metric with its readings that are numbers, in the order of their days."""
    points = []
    for review in reviews:
        if review.pk not in readings:
            continue
        reading = readings[review.pk]
        value = number_of(reading.value, metric.kind, calendar)
        if value is not None:
            points.append(Point(day_of(reading, review, day_0), value, reading_text(reading.value, metric.kind)))
    marks = tuple(sorted({*REVIEW_DAYS, *(review.day for review in reviews if review.pk in readings)}))
    return Curve(metric, tuple(sorted(points, key=lambda point: point.at)), marks, metric.last_day(day_0))
