"""Working on the steps of a map: insert, change, move, split, merge, remove. Each is one change with one undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mapping.models import Flow, Map, Step
from mapping.records import FLOW, STEP
from vsm_site.lib.errors import Invalid
from vsm_site.lib.fractional import key_between
from vsm_site.lib.ids import uuid7
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.policy import Action


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step goes: right after this one (document id), or first; and whether the flows are led through it."""

    after: str = ""
    join_flows: bool = True


def add_step(*, actor: Actor, map_: Map, values: Mapping[str, Any], place: Place | None = None, change_id: UUID | None = None) -> Step:
    """A new step. In a simple chain the flow that leaves the step before now leads through the new one, its wait in front of it."""
    place = place or Place(after=_last_id(map_))
    with change(map_.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="add-step") as tx:
        step: Step = tx.new(STEP, STEP.parse(values) | {"map": map_.pk, "order_key": _key_after(map_, place.after)}, pk=uuid7())
        if place.join_flows and place.after:
            _lead_through(tx, map_, place.after, step)
        elif place.join_flows:
            _lead_first(tx, map_, step)
    return step


def _steps(map_: Map) -> list[Step]:
    return list(Step.objects.present().filter(map_id=map_.pk).order_by("order_key", "id"))


def _last_id(map_: Map) -> str:
    steps = _steps(map_)
    return steps[-1].doc_id if steps else ""


def _key_after(map_: Map, after: str, without: str = "") -> str:
    steps = [step for step in _steps(map_) if step.doc_id != without]
    ids = [step.doc_id for step in steps]
    if after and after not in ids:
        raise Invalid({"after": "That step is no longer on the map."})
    place = ids.index(after) + 1 if after else 0
    before_key = steps[place - 1].order_key if place else ""
    next_key = steps[place].order_key if place < len(steps) else ""
    return key_between(before_key, next_key) if before_key < next_key or not next_key else key_between(before_key, "")


def _flows(map_: Map, **ends: str) -> list[Flow]:
    rows = Flow.objects.present().filter(map_id=map_.pk, **ends).order_by("order_key", "id")
    return [flow for flow in rows if flow.kind != "rework"]


def _flow_key(map_: Map) -> str:
    last = Flow.objects.filter(map_id=map_.pk).order_by("-order_key").values_list("order_key", flat=True).first()
    return key_between(last or "", "")


def _connect(tx: Tx, map_: Map, source: str, target: str, values: Mapping[str, Any] | None = None) -> None:
    if source == target or Flow.objects.present().filter(map_id=map_.pk, source=source, target=target).exists():
        return
    tx.new(FLOW, dict(values or {}) | {"map": map_.pk, "from": source, "to": target, "order_key": _flow_key(map_)}, pk=uuid7())


def _lead_through(tx: Tx, map_: Map, before: str, step: Step) -> None:
    """before > next becomes before > step > next; several flows out of `before` stay as they are and the step gets one of its own."""
    leaving = _flows(map_, source=before)
    if len(leaving) > 1:
        return
    if leaving:
        old = leaving[0]
        target, values = old.target, _values(old)
        tx.delete(old)
        _connect(tx, map_, before, step.doc_id, values)
        _connect(tx, map_, step.doc_id, target, {"kind": values.get("kind")} if values.get("kind") else None)
    else:
        _connect(tx, map_, before, step.doc_id)


def _lead_first(tx: Tx, map_: Map, step: Step) -> None:
    others = [row for row in _steps(map_) if row.pk != step.pk]
    if not others:
        return
    entering = _flows(map_, target=others[0].doc_id)
    if len(entering) == 1:
        old = entering[0]
        source, values = old.source, _values(old)
        tx.delete(old)
        _connect(tx, map_, source, step.doc_id, values)
    _connect(tx, map_, step.doc_id, others[0].doc_id)


def _values(flow: Flow) -> dict[str, Any]:
    keys = ("kind", "wait", "inventory", "share", "max", "mode", "label")
    return {key: getattr(flow, key) for key in keys if getattr(flow, key) is not None}


def update_step(
    *, actor: Actor, step: Step, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Set data of a step, values as in the document, None to leave one out. Conflict where a field moved on since `base`."""
    with change(step.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="step") as tx:
        tx.set(step, STEP.parse(values), base=base)
    return tx.committed


def move_step(*, actor: Actor, step: Step, after: str, change_id: UUID | None = None) -> Committed:
    """Put a step behind another one (document id; empty = first). In a simple chain the flows follow the new order."""
    with change(step.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="move-step") as tx:
        if after == step.doc_id:
            raise Invalid({"after": "A step cannot stand behind itself."})
        map_ = step.map
        entering, leaving = _flows(map_, target=step.doc_id), _flows(map_, source=step.doc_id)
        is_chained = len(entering) <= 1 and len(leaving) <= 1 and all(len(_flows(map_, source=flow.source)) == 1 for flow in entering)
        tx.order(step, _key_after(map_, after, without=step.doc_id))
        if is_chained and (entering or leaving):
            _take_out(tx, map_, entering, leaving)
            if after:
                _lead_through(tx, map_, after, step)
            else:
                _lead_first(tx, map_, step)
    return tx.committed


def _take_out(tx: Tx, map_: Map, entering: Sequence[Flow], leaving: Sequence[Flow]) -> None:
    """Close the gap that a step leaves in a chain: what waited in front of it now waits in front of the next."""
    values = _values(entering[0]) if entering else {}
    for flow in (*entering, *leaving):
        tx.delete(flow)
    if entering and leaving:
        _connect(tx, map_, entering[0].source, leaving[0].target, values)


def remove_step(*, actor: Actor, step: Step, change_id: UUID | None = None) -> Committed:
    """Take a step away with its flows and notes; its neighbours in a simple chain are connected."""
    with change(step.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="remove-step") as tx:
        map_ = step.map
        entering, leaving = _flows(map_, target=step.doc_id), _flows(map_, source=step.doc_id)
        tx.delete(step)
        if len(entering) == 1 and len(leaving) == 1:
            _connect(tx, map_, entering[0].source, leaving[0].target, _values(entering[0]))
    return tx.committed


def split_step(*, actor: Actor, step: Step, names: Sequence[str], change_id: UUID | None = None) -> list[Step]:
    """Turn one step into several in a row; each knows which step it comes from. The first keeps the numbers."""
    wanted = [name.strip() for name in names if name.strip()]
    if len(wanted) < 2:
        raise Invalid({"names": "Give a name to each part, one a line; at least two."})
    with change(step.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="split-step") as tx:
        origin = step.origin or [step.doc_id]
        found = [tx.set(step, {"name": wanted[0]})]
        for name in wanted[1:]:
            last = found[-1]
            values = {"name": name, "area": step.area, "origin": list(origin), "map": step.map_id}
            made = tx.new(STEP, values | {"order_key": _key_after(step.map, last.doc_id)}, pk=uuid7())
            _lead_through(tx, step.map, last.doc_id, made)
            found.append(made)
    return found


def merge_steps(*, actor: Actor, steps: Sequence[Step], name: str, change_id: UUID | None = None) -> Step:
    """Turn steps that follow each other into one that knows where it comes from."""
    if len(steps) < 2 or not name.strip():
        raise Invalid({"name": "Choose at least two steps and give the new one a name."})
    first = steps[0]
    with change(first.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="merge-steps") as tx:
        map_, ids = first.map, {step.doc_id for step in steps}
        around = [flow for flow in _flows(map_) if (flow.source in ids) != (flow.target in ids)]
        origin = [key for step in steps for key in (step.origin or [step.doc_id])]
        values: dict[str, Any] = {"name": name.strip(), "area": first.area, "map": map_.pk, "order_key": first.order_key}
        values["origin"] = list(dict.fromkeys(origin))
        made: Step = tx.new(STEP, values, pk=uuid7())
        for step in steps:
            tx.delete(step)
        for flow in around:
            source = made.doc_id if flow.source in ids else flow.source
            target = made.doc_id if flow.target in ids else flow.target
            _connect(tx, map_, source, target, _values(flow))
    return made
