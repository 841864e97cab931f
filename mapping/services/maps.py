"""Making, importing, copying and naming maps. Each is one change with one undo."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from mapping import document, from_charter, snapshot
from mapping.facts import MapFacts, StepFacts
from mapping.models import Map
from mapping.records import FLOW, INFORMATION, MAP, NOTE, PARTY, STEP
from vsm_site.lib.errors import Fault, IdReused, Invalid, Repeated
from vsm_site.lib.fractional import key_between, spread
from vsm_site.lib.ids import uuid7
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.models import Change
from workshops.policy import Action
from workshops.records import split_ref


@dataclass(frozen=True, slots=True)
class Imported:
    """A map that came in, and what is to be mended on it."""

    map: Map
    warnings: tuple[Fault, ...] = ()


def create_map(*, actor: Actor, workshop_id: UUID, values: Mapping[str, Any], change_id: UUID | None = None) -> Map:
    """An empty map. Repeated calls with one change id give the map made first."""
    try:
        with change(workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="new-map") as tx:
            return tx.new(MAP, MAP.parse(values) | {"order_key": _last_key(workshop_id)})  # type: ignore[no-any-return]
    except Repeated as repeated:
        return made_map(workshop_id, repeated.seq)


def import_document(*, actor: Actor, workshop_id: UUID, source: Any, change_id: UUID | None = None) -> Imported:
    """A map from a vsm-map/1 document (text, bytes or a JSON value), in one change. Invalid with JSON paths where it is refused.

    Faults of drawing are kept as warnings. Repeated calls with one change id give the map made first.
    """
    reading = document.parse(source) if isinstance(source, str | bytes) else document.read(source)
    if reading.facts is None:
        raise Invalid(reading.faults)
    try:
        with change(workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="import-map") as tx:
            map_ = store(tx, reading.facts, {})
    except Repeated as repeated:
        map_ = made_map(workshop_id, repeated.seq)
    return Imported(map_, reading.drawing_faults)


def made_map(workshop_id: UUID, seq: int) -> Map:
    """The map that an earlier change made; IdReused when it made something else."""
    row = Change.objects.get(workshop_id=workshop_id, seq=seq)
    found = next((split_ref(op["r"]) for op in row.ops if op["k"] == "new" and op["r"].startswith("map/")), None)
    if found is None:
        raise IdReused("This change id was used for something else.")
    return Map.objects.get(pk=found[1])


def copy_map(*, actor: Actor, source: Map, workshop_id: UUID, state: str, change_id: UUID | None = None) -> Imported:
    """A copy of a map, steps keeping their ids and knowing where they come from. The source may be of another workshop one sees."""
    facts = snapshot.facts_of(source)
    if state not in ("current", "ideal", "future"):
        raise Invalid({"state": "Choose current, ideal or future."})
    head = dict(facts.head) | {"state": state}
    steps = tuple(_from_origin(step) for step in facts.steps)
    copied = MapFacts(head, steps, facts.parties, facts.flows, facts.information, facts.notes, facts.given_lists)
    here = {"based_on": source.pk} if source.workshop_id == workshop_id else {}
    try:
        with change(workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="copy-map") as tx:
            return Imported(store(tx, copied, here | {"title": free_title(workshop_id, facts, state)}))
    except Repeated as repeated:
        return Imported(made_map(workshop_id, repeated.seq))


def renew_current(
    *, actor: Actor, future: Map, measured: Mapping[str, Mapping[str, Any]], title: str, change_id: UUID | None = None
) -> Map:
    """The future map as the new current one: a copy in the same workshop, with what was measured in place of what was drawn.

    `measured` has statements by field, for a step by its document id and for a flow by `from>to`. Kaizen bursts stay behind: they said
    what was to be done. Repeated calls with one change id give the map made first.
    """
    facts = snapshot.facts_of(future)
    steps = tuple(_from_origin(replace(step, data=dict(step.data) | dict(measured.get(step.id, {})))) for step in facts.steps)
    flows = tuple(replace(flow, data=dict(flow.data) | dict(measured.get(flow.key, {}))) for flow in facts.flows)
    notes = tuple(note for note in facts.notes if note.data.get("kind") != "burst")
    head = dict(facts.head) | {"state": "current", "title": title}
    copied = replace(facts, head=head, steps=steps, flows=flows, notes=notes)
    try:
        with change(future.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="renew-map") as tx:
            return store(tx, copied, {"based_on": future.pk})
    except Repeated as repeated:
        return made_map(future.workshop_id, repeated.seq)


def _from_origin(step: StepFacts) -> StepFacts:
    return replace(step, data=dict(step.data) | {"origin": [step.id]}, uuid="")


_STATE = re.compile(r"[ ,]*(current|ideal|future) state( [B-Z])?$")


def free_title(workshop_id: UUID, facts: MapFacts, state: str) -> str:
    """What a copy is called: `Patient journey, future state`; with a letter from B on where the workshop has a map of that name."""
    title = f"{_STATE.sub('', facts.title)}, {state} state"
    taken = set(Map.objects.present().filter(workshop_id=workshop_id).values_list("title", flat=True))
    names = (f"{title} {letter}" for letter in string.ascii_uppercase[1:])
    return title if title not in taken else next((name for name in names if name not in taken), title)


def store(tx: Tx, facts: MapFacts, more: Mapping[str, Any]) -> Map:
    """Write a whole map in an open change: parties, steps, flows, information, notes, in document order."""
    head = dict(facts.head) | {"given_lists": sorted(facts.given_lists), "order_key": _last_key(tx.workshop_id)}
    map_: Map = tx.new(MAP, head | dict(more), pk=uuid7())
    rows: list[tuple[Any, dict[str, Any]]] = []
    for kind, nodes in ((PARTY, facts.parties), (STEP, facts.steps)):
        rows += [(kind, row) for row in _ordered([{"id": node.id} | dict(node.data) for node in nodes])]
    for kind, flows in ((FLOW, facts.flows), (INFORMATION, facts.information)):
        rows += [(kind, row) for row in _ordered([{"from": flow.source, "to": flow.target} | dict(flow.data) for flow in flows])]
    rows += [(NOTE, row) for row in _ordered([{"id": note.id} | dict(note.data) for note in facts.notes])]
    for kind, row in rows:
        tx.new(kind, row | {"map": map_.pk}, pk=uuid7())
    return map_


def _ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"order_key": key} for row, key in zip(rows, spread(len(rows)), strict=True)]


def _last_key(workshop_id: UUID) -> str:
    last = Map.objects.filter(workshop_id=workshop_id).order_by("-order_key").values_list("order_key", flat=True).first()
    return key_between(last or "", "")


def update_map(
    *, actor: Actor, map_: Map, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Set the head of a map: title, state, style, calendar, demand ... Values as in the document, None to leave one out."""
    with change(map_.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="map") as tx:
        tx.set(map_, MAP.parse(values), base=base)
    return tx.committed


def take_over_charter(*, actor: Actor, map_: Map, change_id: UUID | None = None) -> dict[str, Any]:
    """Put on a map what it lacks and its workshop's charter says: demand, working time, family. Returns what was written.

    What the map has stays. Invalid when there is nothing to take over.
    """
    with change(map_.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="map") as tx:
        found = from_charter.said_by_charter(actor, map_.workshop).lacking(Map.objects.get(pk=map_.pk))
        if not found:
            raise Invalid("The charter says nothing that this map lacks.")
        tx.set(map_, MAP.parse(found))
    return found


def remove_map(*, actor: Actor, map_: Map, change_id: UUID | None = None) -> Committed:
    """Take a map away; undo brings it back whole."""
    with change(map_.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="remove-map") as tx:
        tx.delete(map_)
    return tx.committed
