"""How a stream does after its workshop: standard work and its checks, resistance, and its metrics watched between the reviews. Reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.functional import cached_property

from actionplans import selectors as plans
from actionplans.health import short_date
from actionplans.steps import StepName, list_steps
from mapping.comparison import compare
from mapping.selectors import StreamMaps, promised_maps
from reviews import selectors
from reviews.curves import Curve
from reviews.measures import Metric, number_of, reading_text
from reviews.models import Measurement, Resistance, Review, ReviewReading, StandardFile, StandardWork, SustainmentCheck
from reviews.regress import Regress, Seen, find
from vsm_site.lib.charts import Point, sparkline
from vsm_site.lib.errors import Forbidden
from vsm_site.lib.kept import Kept
from vsm_site.lib.svg import Svg
from vsm_site.lib.units import Calendar
from workshops.access import Actor, can, get_record
from workshops.models import Participation, Workshop
from workshops.policy import Action
from workshops.selectors.changes import last_change


@dataclass(frozen=True, slots=True)
class Watched:
    """One metric with everything that was measured of it, in the order of the days."""

    metric: Metric
    seen: tuple[Seen, ...]
    curve: Curve

    @property
    def latest(self) -> Seen | None:
        """What was measured last."""
        return self.seen[-1] if self.seen else None

    @property
    def regress(self) -> Regress | None:
        """What slid back, if anything."""
        return find(self.seen, *self.metric.numbers)

    @property
    def spark(self) -> Svg:
        """What was measured as a small line from the baseline, empty with less than two points."""
        before, after = self.metric.numbers
        values = [entry.value for entry in self.seen]
        known = values if before is None else [before, *values]
        if len(known) < 2:
            return Svg()
        return sparkline(known, after, f"{self.metric.label}: {self.metric.baseline or 'no baseline'}, now {self.seen[-1].text}")

    @property
    def alert(self) -> str:
        """What slid back in one sentence, empty where nothing did: `Lead time is back at 21 d, after 18.4 d on 12 Dec.`"""
        found = self.regress
        if found is None:
            return ""
        if found.best is None:
            return f"{self.metric.label} is {found.now.text}, worse than {self.metric.baseline} before the workshop."
        worse = f", worse than {self.metric.baseline} before the workshop" if found.below_baseline else ""
        return f"{self.metric.label} is back at {found.now.text}, after {found.best.text} on {short_date(found.best.on)}{worse}."


def watch(workshop: Workshop) -> list[Watched]:
    """Every metric of a workshop that the person was let into, with readings of reviews and measurements between them."""
    metrics, totals = selectors.list_metrics(workshop)
    seen = _seen(workshop)
    found = []
    for metric in metrics:
        points = _points(metric, seen, totals.calendar)
        day_0 = workshop.last_day
        drawn = tuple(Point(max(0, (entry.on - day_0).days), entry.value, entry.text) for entry in points)
        curve = Curve(metric, drawn, last=metric.last_day(day_0))
        found.append(Watched(metric, tuple(points), curve))
    return found


def alerts(workshop: Workshop) -> tuple[str, ...]:
    """What slid back, in sentences; it follows from the workshop alone, so it is kept until that moves."""
    key = last_change(workshop.pk)
    found = _kept.get(key)
    if found is None:
        watched = watch(workshop) if has_readings(workshop) else []
        found = _kept.put(key, tuple(row.alert for row in watched if row.alert))
    return found


_kept: Kept[tuple[UUID, int, UUID | None], tuple[str, ...]] = Kept(500)


Values = Mapping[str, list[tuple[date, Any]]]


def _seen(workshop: Workshop) -> Values:
    """By metric what was measured with its day."""
    reviews = Review.objects.present().filter(workshop_id=workshop.pk).in_bulk()
    found: dict[str, list[tuple[date, Any]]] = {}
    for reading in selectors.list_readings([workshop.pk]):
        review = reviews[reading.review_id]
        found.setdefault(reading.metric, []).append((reading.measured_on or review.held_on or review.due_on, reading.value))
    for row in Measurement.objects.present().filter(workshop_id=workshop.pk).order_by("measured_on", "id"):
        found.setdefault(row.metric, []).append((row.measured_on, row.value))
    return found


def _points(metric: Metric, seen: Values, calendar: Calendar) -> list[Seen]:
    keys = dict.fromkeys((metric.key, *metric.reading_keys))
    rows = sorted((entry for key in keys for entry in seen.get(key, ())), key=lambda entry: entry[0])
    numbers = [(on, number_of(value, metric.kind, calendar), reading_text(value, metric.kind)) for on, value in rows]
    return [Seen(on, number, text) for on, number, text in numbers if number is not None]


def get_metric(workshop: Workshop, key: str) -> Metric | None:
    """The metric of a reading's or measurement's key; None for one that is not measured here any more."""
    return next((metric for metric in selectors.list_metrics(workshop)[0] if key in (metric.key, *metric.reading_keys)), None)


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One standard as lists show it."""

    standard: StandardWork
    step: StepName | None
    names: tuple[str, ...]
    """Who was trained, by name."""
    last: SustainmentCheck | None
    today: date

    @property
    def is_due(self) -> bool:
        """Whether its check is due or overdue."""
        return self.standard.next_audit is not None and self.standard.next_audit <= self.today

    @property
    def is_overdue(self) -> bool:
        """Whether the day of its check is past."""
        return self.standard.next_audit is not None and self.standard.next_audit < self.today


def list_standards(workshop: Workshop, today: date) -> list[StandardRow]:
    """The standards of a workshop that the person was let into, the first to be checked first."""
    rows = list(StandardWork.objects.present().filter(workshop_id=workshop.pk).select_related("owner__user"))
    return rows_of(rows, workshop, today)


def rows_of(standards: Sequence[StandardWork], workshop: Workshop, today: date) -> list[StandardRow]:
    """Standards of one workshop with step, people and last check; the same number of queries however many."""
    if not standards:
        return []
    steps = list_steps([workshop.pk])
    people = {str(row.pk): row.name for row in Participation.objects.filter(workshop_id=workshop.pk).select_related("user")}
    last: dict[UUID, SustainmentCheck] = {}
    for check in SustainmentCheck.objects.present().filter(standard__in=[row.pk for row in standards]).order_by("on", "id"):
        last[check.standard_id] = check
    found = [
        StandardRow(
            row,
            steps.get(row.step_id) if row.step_id else None,
            tuple(sorted(people[pk] for pk in row.trained if pk in people)),
            last.get(row.pk),
            today,
        )
        for row in standards
    ]
    return sorted(found, key=lambda row: (row.standard.next_audit or date.max, row.standard.title, str(row.standard.pk)))


def get_standard(actor: Actor, pk: UUID, needs: Action = Action.READ_REPORTS) -> StandardWork:
    """A standard with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, StandardWork, pk, "owner__user", "step", needs=needs)


def get_standard_to_change(actor: Actor, pk: UUID) -> StandardWork:
    """The same for who edits reviews and for its owner; Forbidden for others."""
    row = get_standard(actor, pk)
    _require_own(actor, row, row.owner.user_id if row.owner else None)
    return row


def get_check_to_remove(actor: Actor, pk: UUID) -> SustainmentCheck:
    """A check, for who edits reviews and for who looked; Forbidden for others, NotFound for strangers."""
    row = get_record(actor, SustainmentCheck, pk)
    _require_own(actor, row, row.author_id)
    return row


def list_standard_files(standard: StandardWork) -> QuerySet[StandardFile]:
    """The files of a standard, the oldest first."""
    rows: QuerySet[StandardFile] = StandardFile.objects.present().filter(standard=standard)
    return rows.select_related("by").order_by("at", "pk")


def get_standard_file(actor: Actor, pk: UUID) -> StandardFile:
    """A file of a standard with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, StandardFile, pk, "stored", "standard", needs=Action.READ_REPORTS)


def _require_own(actor: Actor, row: Any, whose: UUID | None) -> None:
    is_own = whose == actor.user_id and can(actor, Action.UPDATE_OWN_ACTION, row.workshop)
    if not is_own and not can(actor, Action.EDIT_REVIEW, row.workshop):
        raise Forbidden


def standards_of(workshop: Workshop) -> QuerySet[StandardWork]:
    """The standards of a workshop that the person was let into, the first to be checked first, without what lists show besides."""
    rows: QuerySet[StandardWork] = StandardWork.objects.present().filter(workshop_id=workshop.pk)
    return rows.order_by(F("next_audit").asc(nulls_last=True), "title", "pk")


def list_checks(standard: StandardWork) -> QuerySet[SustainmentCheck]:
    """The checks of a standard, the latest first."""
    rows: QuerySet[SustainmentCheck] = SustainmentCheck.objects.present().filter(standard=standard)
    return rows.select_related("author").order_by("-on", "-id")


def get_resistance(actor: Actor, pk: UUID, needs: Action = Action.READ_REPORTS) -> Resistance:
    """An entry of the resistance log; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Resistance, pk, "owner__user", "author", needs=needs)


def get_resistance_to_change(actor: Actor, pk: UUID) -> Resistance:
    """The same for who edits reviews and for who noted it; Forbidden for others."""
    row = get_resistance(actor, pk)
    _require_own(actor, row, row.author_id)
    return row


def list_resistance(workshop: Workshop) -> QuerySet[Resistance]:
    """The resistance log of a workshop that the person was let into: what is open first, the latest first."""
    rows: QuerySet[Resistance] = Resistance.objects.present().filter(workshop_id=workshop.pk)
    return rows.select_related("owner__user", "author").order_by("-settled_on", "-noted_on", "-id")


@dataclass
class Uncovered:
    """Steps that the future changes and that have no standard yet."""

    workshop: Workshop
    covered: Iterable[UUID | None]

    @cached_property
    def steps(self) -> list[StepName]:
        """Those steps, in the order of the future map; all new steps where there is no current map."""
        maps: StreamMaps = promised_maps([self.workshop.pk])[self.workshop.pk]
        if maps.future is None:
            return []
        changed, names = _changed(maps), list_steps([self.workshop.pk])
        ids = {UUID(step.uuid) for step in maps.future.facts.steps if step.id in changed}
        covered = {names[pk].name for pk in self.covered if pk in names}
        return [name for pk, name in names.items() if pk in ids and name.name not in covered]


def _changed(maps: StreamMaps) -> set[str]:
    """Ids of the steps of the future map that are new, changed, merged or split off."""
    assert maps.future is not None
    if maps.current is None:
        return {step.id for step in maps.future.facts.steps}
    found = compare(maps.current.facts, maps.future.facts)
    split = {after for heirs in found.split.values() for after in heirs}
    return {*found.added, *(step.after for step in found.changed), *found.merged, *split}


def names_of(workshop: Workshop, ids: Sequence[str]) -> list[str]:
    """Names of people of a workshop by their ids, in order."""
    return sorted(plans.list_names(workshop, ids), key=str.lower)


def due_standards(workshop: Workshop, until: date) -> list[StandardWork]:
    """Standards whose check is due by this day, of a workshop that the person was let into."""
    rows = StandardWork.objects.present().filter(workshop_id=workshop.pk, next_audit__lte=until)
    return list(rows.select_related("owner__user").order_by("next_audit", "id"))


def has_readings(workshop: Workshop) -> bool:
    """Whether anything was measured at all; without it there is nothing to watch."""
    readings = ReviewReading.objects.present().filter(workshop_id=workshop.pk).exists()
    return bool(readings or Measurement.objects.present().filter(workshop_id=workshop.pk).exists())


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement between reviews with its metric."""

    row: Measurement
    label: str
    text: str


def list_measurements(workshop: Workshop) -> list[Measured]:
    """The measurements between reviews of a workshop that the person was let into, the latest first."""
    known = {key: metric for metric in selectors.list_metrics(workshop)[0] for key in (metric.key, *metric.reading_keys)}
    rows = Measurement.objects.present().filter(workshop_id=workshop.pk).select_related("author").order_by("-measured_on", "-id")
    return [_measured(row, known.get(row.metric)) for row in rows]


def _measured(row: Measurement, metric: Metric | None) -> Measured:
    if metric is None:  # what it was promised by is gone
        return Measured(row, "No longer promised", str(row.value))
    return Measured(row, f"{metric.label}, {metric.place}", reading_text(row.value, metric.kind))
