"""What a plan promises, held against the maps of its workshop. Reads; the caller has looked at rights."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from actionplans.derived import WHOLE, Derived, Pledge, delta_of, derive, lead_effects, step_on
from actionplans.gap import Gap, gap
from actionplans.models import Action, Promise
from mapping import fields, snapshot
from mapping.facts import MapFacts
from mapping.models import Map, Step
from mapping.selectors import Drawn, StreamMaps, drawn_maps, promised_maps
from vsm_site.lib.units import Calendar


@dataclass(frozen=True, slots=True)
class Basis:
    """The maps that promises are held against: the current one that the future was drawn from, and the future."""

    current: Drawn | None = None
    drawn: Drawn | None = None

    @property
    def calendar(self) -> Calendar:
        """By which promises are read: the current map's, else the default."""
        return fields.calendar_of(self.current.facts.head.get("calendar") if self.current else None)


def bases(workshop_ids: Collection[UUID]) -> dict[UUID, Basis]:
    """By workshop the maps that its promises are held against; a number of queries that does not depend on how many there are.

    The current map is the one that the latest future was copied from, while it is there: a map measured later is what promises led to.
    """
    latest = promised_maps(workshop_ids)
    sources = {found.future.map.based_on_id for found in latest.values() if found.future and found.future.map.based_on_id}
    rows = [row for row in Map.objects.present().filter(pk__in=sources) if row.shown_state == "current"] if sources else []
    known = {entry.map.pk: entry for found in latest.values() for entry in (found.current,) if entry}
    known |= {entry.map.pk: entry for entry in drawn_maps([row for row in rows if row.pk not in known])}
    return {key: _basis(found, known) for key, found in latest.items()}


def _basis(found: StreamMaps, known: Mapping[UUID, Drawn]) -> Basis:
    source = known.get(found.future.map.based_on_id) if found.future and found.future.map.based_on_id else None
    is_here = source is not None and found.future is not None and source.map.workshop_id == found.future.map.workshop_id
    return Basis(source if is_here else found.current, found.future)


def list_promises(workshop_ids: Collection[UUID]) -> dict[UUID, list[Promise]]:
    """By workshop what actions promise that are in the plan and not dropped: what is due first comes first, without a date last."""
    rows = Promise.objects.present().filter(workshop_id__in=workshop_ids, action__deleted_seq=None)
    found: dict[UUID, list[Promise]] = {key: [] for key in workshop_ids}
    loaded = rows.exclude(action__status=Action.Status.DROPPED).select_related("action__owner__user", "action__block")
    for row in sorted(loaded, key=lambda row: (row.action.end or date.max, row.action.order_key, row.pk)):
        found[row.workshop_id].append(row)
    return found


@dataclass(frozen=True)
class Plan:
    """The promises of one workshop with the maps that they are held against, and what they come to."""

    basis: Basis
    promises: tuple[Promise, ...]
    """All of them, accepted or not."""
    steps: Mapping[UUID, str | None]
    """By id of a step its document id on the current map; None for one that is not on it."""

    @cached_property
    def accepted(self) -> tuple[Promise, ...]:
        """Those that count."""
        return tuple(row for row in self.promises if row.accepted)

    @cached_property
    def derived(self) -> Derived | None:
        """The current map once the accepted promises are kept; None without a current map."""
        if self.basis.current is None:
            return None
        return derive(self.basis.current.facts, [self.pledge(row) for row in self.accepted])

    def pledge(self, row: Promise) -> Pledge:
        """A promise as the current map sees it."""
        step = self.steps.get(row.step_id) if row.step_id else WHOLE
        return Pledge(str(row.pk), str(row.action_id), row.metric, step, row.from_value, row.to_value)

    @cached_property
    def gap(self) -> Gap | None:
        """What lies between promised and drawn; None while the current map has no numbers."""
        current = self.basis.current
        if current is None or current.metrics is None or self.derived is None:
            return None
        return gap(current.facts, current.metrics, self.derived, self.basis.drawn.facts if self.basis.drawn else None)

    @cached_property
    def lead_effects(self) -> Mapping[str, float]:
        """By action the seconds that its accepted promises change of the lead time."""
        if self.basis.current is None or self.derived is None:
            return {}
        moves = [(move.spot, move.value, move.shares()) for move in self.derived.moves]
        found = lead_effects(self.basis.current.facts, moves)
        for pledge in self.derived.whole:
            if pledge.metric == "lead_time":
                found[pledge.group] = found.get(pledge.group, 0.0) + delta_of(pledge, self.basis.calendar)
        return found


def plans_of(workshop_ids: Collection[UUID]) -> dict[UUID, Plan]:
    """By workshop what its plan promises; the caller asks only for workshops that the person sees."""
    promises, found = list_promises(workshop_ids), bases(workshop_ids)
    places = _places({row.step_id for rows in promises.values() for row in rows if row.step_id}, found)
    return {key: Plan(found[key], tuple(promises[key]), places.get(key, {})) for key in workshop_ids}


def plan_of(workshop_id: UUID) -> Plan:
    """What one workshop's plan promises."""
    return plans_of([workshop_id])[workshop_id]


def _places(step_ids: Collection[UUID], found: Mapping[UUID, Basis]) -> dict[UUID, dict[UUID, str | None]]:
    """By workshop and step the document id on the workshop's current map."""
    rows = list(Step.objects.filter(pk__in=step_ids).select_related("map")) if step_ids else []
    known = {basis.current.map.pk: basis.current.facts for basis in found.values() if basis.current}
    known |= {basis.drawn.map.pk: basis.drawn.facts for basis in found.values() if basis.drawn}
    others = {row.map_id: row.map for row in rows if row.map_id not in known}
    known |= snapshot.facts_of_maps(list(others.values())) if others else {}
    places: dict[UUID, dict[UUID, str | None]] = {}
    for row in rows:
        current = found[row.workshop_id].current
        places.setdefault(row.workshop_id, {})[row.pk] = _place(row, current, known[row.map_id]) if current else None
    return places


def _place(step: Step, current: Drawn, own: MapFacts) -> str | None:
    if step.map_id != current.map.pk:
        return step_on(current.facts, own, step.doc_id)
    return step.doc_id if any(row.id == step.doc_id for row in current.facts.steps) else None
