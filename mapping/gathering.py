"""Reads of the walk: its stops with their times, what was seen, which data each step still lacks, and who brings what."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from mapping import route, selectors, snapshot
from mapping.facts import MapFacts
from mapping.kinds_walk import DATA
from mapping.models import Map, Observation, Step, Unknown, WalkStop
from mapping.passes import WALK, Gap, progress
from mapping.places import node_choices
from mapping.selectors import Drawn
from vsm_site.lib.errors import Invalid, NotFound
from workshops import records
from workshops.models import AgendaItem, Participation, Workshop
from workshops.selectors.running import lines_of, list_blocks


def current_map(workshop_id: UUID) -> Map | None:
    """The latest current map of a workshop."""
    rows = Map.objects.present().filter(workshop_id=workshop_id).order_by("-order_key", "-id")
    return next((row for row in rows if row.shown_state == "current"), None)


def usual_style(workshop: Workshop) -> str:
    """The style in which a first map of this stream begins."""
    return "manufacturing" if workshop.stream.item_kind == "material" else "office"


def list_stops(workshop_id: UUID) -> list[WalkStop]:
    """The stops of the walk in their order, with steps and people."""
    rows = (
        WalkStop.objects.present().filter(workshop_id=workshop_id).select_related("step", "asks__user", "writes__user", "walked_by__user")
    )
    return list(rows.order_by("order_key", "id"))


def planned_walk(workshop: Workshop) -> tuple[datetime.date, datetime.time | None]:
    """When the agenda has the walk: the day and start of its first block of that kind; the first day without a time where it has none."""
    block = AgendaItem.objects.present().filter(workshop_id=workshop.pk, kind="walk", day__deleted_seq=None)
    first = block.select_related("day").order_by("day__date", "order_key", "id").first()
    if first is None:
        return workshop.first_day, None
    lines = lines_of(first.day, list(list_blocks(day_id=first.day_id)), None, workshop.zone)
    return first.day.date, next(line.starts_at for line in lines if line.item.pk == first.pk)


def step_choices(workshop_id: UUID) -> list[tuple[str, str]]:
    """The steps of the current map with their numbers, for choosing one by its id."""
    current = current_map(workshop_id)
    rows = Step.objects.present().filter(map=current).order_by("order_key", "id") if current else ()
    return [(str(row.pk), f"{number} {row.name}") for number, row in enumerate(rows, 1)]


def list_observations(workshop_id: UUID) -> QuerySet[Observation]:
    """What was seen, in the order in which it was noted, with author, photo and what it is about."""
    rows: QuerySet[Observation] = Observation.objects.present().filter(workshop_id=workshop_id)
    related = rows.select_related("author", "photo", "stop__step", "step", "flow", "information")
    return related.order_by("noted_at", "id")


def list_unknowns(workshop_id: UUID) -> list[Unknown]:
    """What nobody knew, with who brings it."""
    rows = Unknown.objects.present().filter(workshop_id=workshop_id).select_related("owner__user")
    return list(rows.order_by("order_key", "id"))


@dataclass(frozen=True, slots=True)
class StopLine:
    """One stop as pages show it. `begins` is in the workshop's time zone; `given` of `asked` data are known of its step."""

    stop: WalkStop
    number: int
    begins: datetime.datetime | None
    given: int = 0
    asked: int = 0
    notes: int = 0

    @property
    def pair(self) -> str:
        """Who goes there: who asks, then who writes."""
        people = dict.fromkeys(row.name for row in (self.stop.asks, self.stop.writes) if row is not None)
        return " and ".join(people)


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is not known: a datum that the map lacks, one that somebody was asked to bring, or a question in words."""

    words: str
    record: str = ""
    datum: str = ""
    unknown: Unknown | None = None
    is_known: bool = False
    """It was brought: the map has it, or the question is answered."""
    step: str = ""

    @property
    def what(self) -> str:
        """The datum alone, without what it is missing of."""
        return self.words.rpartition(": ")[2]

    @property
    def owner(self) -> Participation | None:
        """Who brings it."""
        return self.unknown.owner if self.unknown else None


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk of a workshop and what it has brought so far."""

    drawn: Drawn | None
    stops: tuple[StopLine, ...]
    unplanned: int
    """Steps of the current map that are no stop."""
    open: tuple[Open, ...]

    @property
    def walked(self) -> int:
        """How many places were seen."""
        return sum(line.stop.walked_at is not None for line in self.stops)

    @property
    def still_open(self) -> tuple[Open, ...]:
        """What is not known yet; what somebody brings first, by date."""
        rows = [entry for entry in self.open if not entry.is_known]
        far = datetime.date.max
        return tuple(sorted(rows, key=lambda entry: (entry.owner is None, (entry.unknown and entry.unknown.due_on) or far)))

    @property
    def by_place(self) -> tuple[tuple[str, tuple[Open, ...]], ...]:
        """What nobody was asked to bring yet, by what it is missing of."""
        found: dict[str, list[Open]] = defaultdict(list)
        for entry in self.still_open:
            if entry.unknown is None:
                found[entry.words.rpartition(": ")[0]].append(entry)
        return tuple((place, tuple(rows)) for place, rows in found.items())

    @property
    def asked_for(self) -> tuple[Open, ...]:
        """What is not known and somebody was asked for, or stands as a question, by date."""
        return tuple(entry for entry in self.still_open if entry.unknown is not None)

    @property
    def brought(self) -> tuple[Open, ...]:
        """What somebody was asked for and is known now."""
        return tuple(entry for entry in self.open if entry.is_known)


def read_walk(workshop: Workshop) -> Walk:
    """The walk of a workshop that the person was let into."""
    current = current_map(workshop.pk)
    drawn = selectors.drawn(current) if current else None
    stops = list_stops(workshop.pk)
    found = progress(drawn.facts, WALK) if drawn else None
    counts: dict[UUID | None, int] = defaultdict(int)
    for key in Observation.objects.present().filter(workshop_id=workshop.pk).values_list("stop_id", flat=True):
        counts[key] += 1
    begins = starts_of(stops)
    lines = []
    for number, stop in enumerate(stops, 1):
        given, asked = found.steps.get(str(stop.step_id), (0, 0)) if found else (0, 0)
        lines.append(StopLine(stop, number, begins.get(str(stop.pk)), given, asked, counts[stop.pk]))
    taken = {str(stop.step_id) for stop in stops}
    unplanned = sum(step.uuid not in taken for step in drawn.facts.steps) if drawn else 0
    gaps = found.gaps if found else ()
    return Walk(drawn, tuple(lines), unplanned, _open(drawn.facts if drawn else None, gaps, list_unknowns(workshop.pk)))


def starts_of(stops: Iterable[WalkStop]) -> dict[str, datetime.datetime]:
    """When each stop begins, by its id."""
    return route.starts(route.Planned(str(stop.pk), _pair(stop), stop.on, stop.starts_at, stop.minutes) for stop in stops)


def _pair(stop: WalkStop) -> frozenset[UUID] | None:
    people = frozenset(key for key in (stop.asks_id, stop.writes_id) if key is not None)
    return people or None


def _open(facts: MapFacts | None, gaps: Sequence[Gap], unknowns: Sequence[Unknown]) -> tuple[Open, ...]:
    """Gaps of the map with who brings them, then guesses and data that somebody brings although they are given, then questions."""
    asked = {(row.record, row.datum): row for row in unknowns if row.record}
    found = [Open(gap.words, gap.record, gap.field, asked.pop((gap.record, gap.field), None), step=gap.step) for gap in gaps]
    values = _values(facts) if facts else {}
    for (record, datum), row in asked.items():
        if facts and record in values:
            words, value = values[record]
            found.append(Open(f"{words}: {_label(facts, record, datum)}", record, datum, row, is_sure(value.get(datum))))
    found += [Open(row.text, unknown=row, is_known=bool(row.answer)) for row in unknowns if not row.record]
    return tuple(found)


def words_of(workshop_id: UUID, record: str, datum: str) -> str:
    """A datum of a map of the workshop in words: `Triage: lead time`; empty where there is none."""
    try:
        kind, key = records.split_ref(record)
        row = records.find(workshop_id, kind, key) if datum in DATA.get(kind.name, {}) else None
    except (Invalid, NotFound):
        return ""
    facts = snapshot.facts_of(row.map) if row is not None and row.map.deleted_seq is None else None
    found = _values(facts).get(record) if facts else None
    return f"{found[0]}: {_label(facts, record, datum)}" if facts and found else ""


def _label(facts: MapFacts, record: str, datum: str) -> str:
    return DATA[record.partition("/")[0]][datum].label_in(facts.style).lower()


def is_sure(value: object) -> bool:
    """Whether a datum is given and more than a guess."""
    return value not in (None, "") and not (isinstance(value, Mapping) and value.get("evidence") == "guess")


def _values(facts: MapFacts) -> dict[str, tuple[str, Mapping[str, object]]]:
    """By record of a map what it is called, and its data."""
    names = dict(node_choices(facts))
    found: dict[str, tuple[str, Mapping[str, object]]] = {f"step/{step.uuid}": (str(step.data["name"]), step.data) for step in facts.steps}
    for kind, rows in (("flow", facts.flows), ("information", facts.information)):
        for row in rows:
            found[f"{kind}/{row.uuid}"] = (f"{names[row.source]} to {names[row.target]}", row.data)
    return found


def ties_of(facts: MapFacts, step: Step | None) -> list[tuple[str, str]]:
    """What an observation at a step may be about: the step, its flows and its information, as `kind/uuid` and words."""
    if step is None:
        return []
    names = {step_.id: str(step_.data["name"]) for step_ in facts.steps} | {row.id: str(row.data["name"]) for row in facts.parties}
    found = [(f"step/{step.pk}", step.name)]
    for kind, rows in (("flow", facts.flows), ("information", facts.information)):
        for row in rows:
            if step.doc_id in (row.source, row.target):
                label = f" ({row.data['label']})" if row.data.get("label") else ""
                found.append((f"{kind}/{row.uuid}", f"{names[row.source]} to {names[row.target]}{label}"))
    return found


def seen_at(step: Step) -> WalkStop | None:
    """The stop at which a step was seen, with who saw it; None while nobody did."""
    rows = WalkStop.objects.present().filter(workshop_id=step.workshop_id, step_id=step.pk).exclude(walked_at=None)
    found: WalkStop | None = rows.select_related("walked_by__user", "asks__user", "writes__user").first()
    return found


@dataclass(frozen=True, slots=True)
class ToBring:
    """Something that one person is asked to find out."""

    pk: UUID
    words: str
    record: str
    due_on: datetime.date | None
    source: str


def list_to_bring(workshop_id: UUID, user_id: UUID) -> list[ToBring]:
    """What a person brings and is not known yet; the map is read only where a datum of it is asked for."""
    rows = Unknown.objects.present().filter(workshop_id=workshop_id, owner__user_id=user_id, owner__deleted_seq=None, answer="")
    mine = list(rows.order_by("due_on", "order_key", "id"))
    current = current_map(workshop_id) if any(row.record for row in mine) else None
    facts = selectors.drawn(current).facts if current else None
    values = _values(facts) if facts else {}
    found = []
    for row in mine:
        if not row.record:
            found.append(ToBring(row.pk, row.text, "", row.due_on, row.source))
        elif facts and row.record in values and not is_sure(values[row.record][1].get(row.datum)):
            words = f"{values[row.record][0]}: {_label(facts, row.record, row.datum)}"
            found.append(ToBring(row.pk, words, row.record, row.due_on, row.source))
    return found
