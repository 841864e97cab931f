"""A stream over its workshops: its metrics from map version to map version, with what reviews measured in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from mapping import fields
from mapping.fields import Kind
from mapping.models import Map
from mapping.pages import parts
from mapping.selectors import Drawn, drawn_maps, is_chosen, with_choice
from reviews import measures, selectors
from reviews.due_dates import REVIEW_DAYS
from reviews.measures import KINDS, MAP_METRICS, MapMetric
from reviews.models import Review
from vsm_site.lib.charts import Point, run_chart
from vsm_site.lib.svg import Svg
from vsm_site.lib.units import Calendar, near
from workshops.access import Actor
from workshops.models import ValueStream, Workshop
from workshops.panels import Tile
from workshops.selectors import streams
from workshops.selectors.barriers import made_at

MOST = 60
"""Versions and reviews that a page shows, the latest."""
MARKS_APART = 0.16
"""Share of the chart's width that two dates need between them."""


@dataclass(frozen=True, slots=True)
class Value:
    """One metric of one version: as it is read, and as a number to compare (seconds or percent)."""

    text: str
    number: float


@dataclass(frozen=True, slots=True)
class Version:
    """The stream on one day: a current map, or what a review measured. `values` by the key of the metric."""

    day: date
    title: str
    note: str
    url: str
    values: Mapping[str, Value]
    is_map: bool
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Promised:
    """What the newest future map promises, and by when."""

    by: date
    values: Mapping[str, Value]
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One metric over all versions."""

    metric: MapMetric
    points: tuple[Version, ...]
    promised: Promised | None

    @property
    def first(self) -> Value:
        """As it was at the beginning."""
        return self.points[0].values[self.metric.key]

    @property
    def latest(self) -> Value:
        """As it is now."""
        return self.points[-1].values[self.metric.key]

    @property
    def target(self) -> Value | None:
        """What is promised of it, if anything."""
        return self.promised.values.get(self.metric.key) if self.promised else None

    @property
    def label(self) -> str:
        """The chart in words, every point of it."""
        told = ", ".join(f"{version.values[self.metric.key].text} on {_day(version.day)}" for version in self.points)
        promise = f"; promised {self.target.text} by {_day(self.promised.by)}" if self.target and self.promised else ""
        return f"{self.metric.label}: {told}{promise}"

    @property
    def chart(self) -> Svg:
        """The run chart; empty with one point and no promise."""
        if len(self.points) < 2 and self.target is None:
            return Svg()
        key, start = self.metric.key, self.points[0].day
        measured = [Point((row.day - start).days, row.values[key].number, row.values[key].text) for row in self.points]
        return run_chart(measured=measured, promised=self._promise(start), marks=_marks(self, start), label=self.label)

    def _promise(self, start: date) -> list[Point]:
        """From the newest current map straight to what is promised."""
        base = next((row for row in reversed(self.points) if row.is_map), None)
        if base is None or self.target is None or self.promised is None:
            return []
        end = max(self.promised.by, base.day + timedelta(days=1))
        return [
            Point((base.day - start).days, base.values[self.metric.key].number),
            Point((end - start).days, self.target.number, self.target.text),
        ]


@dataclass(frozen=True, slots=True)
class History:
    """A stream's versions, the newest last, with a line for each metric that has a point."""

    versions: tuple[Version, ...]
    promised: Promised | None
    lines: tuple[Line, ...]
    more: int
    """Older versions that are not shown."""

    @property
    def charts(self) -> list[Line]:
        """The lines that have a way to show."""
        return [line for line in self.lines if line.chart]

    @property
    def calendars_differ(self) -> bool:
        """Whether a day is not the same time in all of its maps."""
        return len({version.calendar for version in self.versions}) > 1

    @property
    def tiles(self) -> list[Tile]:
        """Each metric as it is, with what it was at the beginning."""
        return [_tile(line) for line in self.lines]

    @property
    def rows(self) -> list[tuple[Version, list[tuple[str, str]]]]:
        """The table twin of the charts, the newest first: each version with (label, text) of every metric."""
        return [(row, self._cells(row.values)) for row in reversed(self.versions)]

    @property
    def target_cells(self) -> list[tuple[str, str]]:
        """What is promised of each metric."""
        return self._cells(self.promised.values if self.promised else {})

    def _cells(self, values: Mapping[str, Value]) -> list[tuple[str, str]]:
        metrics = [line.metric for line in self.lines]
        return [(metric.label, values[metric.key].text if metric.key in values else "") for metric in metrics]


def _tile(line: Line) -> Tile:
    bound, value, unit = parts(line.latest.text)
    was = "" if near(line.first.number, line.latest.number) else line.first.text
    note = f"promise: {line.target.text}" if line.target else "nothing promised"
    return Tile(line.metric.label, f"{bound} {value}".strip(), "", unit, note, was)


def _marks(line: Line, start: date) -> list[Point]:
    """The dates under the chart, as many as have room, the first and the last always."""
    days = [row.day for row in line.points] + ([line.promised.by] if line.target and line.promised else [])
    span = max((max(days) - start).days, 1)
    kept: list[date] = []
    for day in sorted(set(days)):
        if not kept or (day - kept[-1]).days / span >= MARKS_APART:
            kept.append(day)
    return [Point((day - start).days, 0, f"{day:%b %y}" if span > 300 else f"{day.day} {day:%b}") for day in kept]


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def history_of(actor: Actor, stream: ValueStream, now: datetime) -> History:
    """What the person's workshops of this stream mapped and measured, in the order of days; eleven queries, however many there are."""
    workshops = {row.pk: row for row in streams.list_workshops_of(actor, stream).filter(practice=False)}
    maps = list(with_choice(Map.objects.present().filter(workshop_id__in=workshops)).order_by("order_key", "id"))
    current = [row for row in maps if row.shown_state == "current"]
    future = _newest_future(maps, workshops)
    drawn = {entry.map.pk: entry for entry in drawn_maps([*current, *([future] if future else [])])}
    made = made_at(current)
    found = [_of_map(drawn[row.pk], workshops[row.workshop_id], made.get(row.pk), now) for row in current]
    found += _of_reviews(workshops, {row.workshop_id: fields.calendar_of(row.calendar) for row in current})
    versions = sorted((row for row in found if row.values), key=lambda row: row.day)[-MOST:]
    promised = _promise(drawn[future.pk], workshops[future.workshop_id]) if future else None
    lines = [Line(metric, tuple(row for row in versions if metric.key in row.values), promised) for metric in MAP_METRICS]
    return History(tuple(versions), promised, tuple(line for line in lines if line.points), max(0, len(found) - MOST))


def _newest_future(maps: Iterable[Map], workshops: Mapping[UUID, Workshop]) -> Map | None:
    """The chosen, else latest, future map of the newest workshop that has one."""
    found = [row for row in maps if row.shown_state == "future"]
    return max(found, key=lambda row: (workshops[row.workshop_id].last_day, is_chosen(row), row.order_key, row.pk), default=None)


def _of_map(drawn: Drawn, workshop: Workshop, made: datetime | None, now: datetime) -> Version:
    """A current map: of the workshop's last day, or of the later day on which it was made; never of a day to come."""
    day = max(workshop.last_day, workshop.today(made) if made else workshop.last_day)
    steps = len(drawn.facts.steps)
    note = f"{workshop.title}, {steps} step{'' if steps == 1 else 's'}"
    day, calendar = min(day, workshop.today(now)), fields.calendar_of(drawn.map.calendar)
    return Version(day, drawn.map.title, note, drawn.map.get_absolute_url(), _values(drawn), True, calendar)


def _values(drawn: Drawn) -> dict[str, Value]:
    found = {}
    for metric in MAP_METRICS:
        total = getattr(drawn.metrics, metric.key, None)
        if total is not None:
            found[metric.key] = Value(total.text, total.seconds if metric.kind is Kind.DURATION else total.percent)
    return found


def _of_reviews(workshops: Mapping[UUID, Workshop], calendars: Mapping[UUID, Calendar]) -> list[Version]:
    """What reviews measured of the totals, each review one version, on the day that most of it was measured."""
    rows = selectors.list_readings(list(workshops))
    readings = measures.by_metric(row for row in rows if row.metric in KINDS)
    reviews = Review.objects.present().filter(workshop_id__in=workshops).exclude(status="cancelled").order_by("due_on", "id")
    return [_of_review(row, workshops[row.workshop_id], readings, calendars.get(row.workshop_id, Calendar())) for row in reviews]


def _of_review(review: Review, workshop: Workshop, readings: measures.Readings, calendar: Calendar) -> Version:
    values, days = {}, []
    for metric in MAP_METRICS:
        reading = readings.get(metric.key, {}).get(review.pk)
        number = measures.number_of(reading.value, metric.kind, calendar) if reading else None
        if reading and number is not None:
            values[metric.key] = Value(measures.reading_text(reading.value, metric.kind), number)
            days.append(reading.measured_on or review.held_on or review.due_on)
    day = max(days, default=review.due_on)
    return Version(day, str(review)[0].upper() + str(review)[1:], workshop.title, review.get_absolute_url(), values, False, calendar)


def _promise(drawn: Drawn, workshop: Workshop) -> Promised:
    return Promised(workshop.last_day + timedelta(days=REVIEW_DAYS[-1]), _values(drawn), drawn.map.get_absolute_url())
