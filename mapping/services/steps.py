"""Working on the steps of a map: insert, change, move, split, merge, remove. Each is one change with one undo.

The wait in front of a step belongs to that step: it goes where the step goes, and away with it. Flows are led elsewhere rather than
made anew, so that what is pinned on them stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from mapping.models import Flow, Information, Map, MapNote, Step
from mapping.models.maps import MapRow
from mapping.records import FLOW, STEP
from vsm_site.lib.errors import Invalid
from vsm_site.lib.fractional import key_between
from vsm_site.lib.ids import uuid7
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.policy import Action
from workshops.records import kind_of

GONE = "That step is no longer on the map."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step goes: right before or after another one (document id), or first; and whether the flows are led through it."""

    after: str = ""
    before: str = ""
    join_flows: bool = True


@dataclass(frozen=True, slots=True)
class RowEdit:
    """New data of one row of a map, each with the revision that it was seen at."""

    row: MapRow
    values: Mapping[str, Any]
    base: Mapping[str, int]


def add_step(*, actor: Actor, map_: Map, values: Mapping[str, Any], place: Place | None = None, change_id: UUID | None = None) -> Step:
    """A new step, in a chain led through by the flows around it; without a place it comes last."""
    parsed = STEP.parse(values)
    with change(map_.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="add-step") as tx:
        return new_step(tx, map_, parsed, place)


def new_step(tx: Tx, map_: Map, values: Mapping[str, Any], place: Place | None = None) -> Step:
    """A new step of parsed values inside an open change; as add_step."""
    chain = _Chain(map_)
    place = place or Place(after=chain.last)
    after = chain.before(place.before) if place.before else place.after
    step: Step = tx.new(STEP, dict(values) | {"map": map_.pk, "order_key": chain.key_after(after)}, pk=uuid7())
    if place.join_flows:
        if place.before:
            _lead_in_front(tx, map_, step, place.before)
        elif place.after:
            _lead_behind(tx, map_, step, place.after)
        elif chain.ids:
            _lead_in_front(tx, map_, step, chain.ids[0])
    return step


def update_step(
    *, actor: Actor, step: Step, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Set data of a step, values as in the document, None to leave one out. Conflict where a field moved on since `base`."""
    return update_rows(actor=actor, edits=[RowEdit(step, values, base or {})], change_id=change_id)


def update_rows(*, actor: Actor, edits: Sequence[RowEdit], change_id: UUID | None = None) -> Committed:
    """Set data of several rows of one map together (a step and the wait in front of it). Conflict as update_step."""
    first = edits[0].row
    with change(first.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind=kind_of(first).name) as tx:
        for edit in (edit for edit in edits if edit.values):
            tx.set(edit.row, kind_of(edit.row).parse(edit.values), base=edit.base)
    return tx.committed


def move_step(*, actor: Actor, step: Step, after: str, change_id: UUID | None = None) -> Committed:
    """Put a step behind another one (document id; empty = first). Within a chain without branches the flows follow the new order."""
    with change(step.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="move-step") as tx:
        if after == step.doc_id:
            raise Invalid({"after": "A step cannot stand behind itself."})
        chain = _Chain(step.map)
        first = chain.ids[0]
        tx.order(step, chain.key_after(after, without=step.doc_id))
        if chain.joins(step.doc_id, after):
            _rechain(tx, step, after, first)
    return tx.committed


def remove_step(*, actor: Actor, step: Step, change_id: UUID | None = None) -> Committed:
    """Take a step away with its flows and notes; its neighbours in a chain are connected."""
    with change(step.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="remove-step") as tx:
        entering, leaving = _flows(step.map, target=step.doc_id), _flows(step.map, source=step.doc_id)
        if len(entering) == 1 and len(leaving) == 1:
            _close_gap(tx, entering[0], leaving[0])
        tx.delete(step)
    return tx.committed


def copy_step(*, actor: Actor, step: Step, change_id: UUID | None = None) -> Step:
    """A second step with the same data right behind, as an own part of the chain."""
    left_out = {"map", "id", "order_key", "origin"}
    values = {name: getattr(step, STEP.attr(name)) for name in STEP.fields if name not in left_out}
    values = {name: value for name, value in values.items() if value is not None}
    return add_step(
        actor=actor, map_=step.map, values=values | {"name": f"{step.name}, copy"}, place=Place(after=step.doc_id), change_id=change_id
    )


def split_step(*, actor: Actor, step: Step, names: Sequence[str], change_id: UUID | None = None) -> list[Step]:
    """Turn one step into several in a row; each knows which step it comes from. The first keeps the numbers, the last what leaves."""
    wanted = [name.strip() for name in names if name.strip()]
    if len(wanted) < 2:
        raise Invalid({"names": "Give a name to each part, one a line; at least two."})
    with change(step.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="split-step") as tx:
        origin = step.origin or [step.doc_id]
        parts = [tx.set(step, {"name": wanted[0], "split": None} if step.split else {"name": wanted[0]})]
        leaving = list(Flow.objects.present().filter(map_id=step.map_id, source=step.doc_id).order_by("order_key", "id"))
        for place, name in enumerate(wanted[1:], 2):
            values = {"name": name, "area": step.area, "origin": list(origin), "map": step.map_id}
            values |= {"split": step.split} if place == len(wanted) else {}
            parts.append(tx.new(STEP, values | {"order_key": _Chain(step.map).key_after(parts[-1].doc_id)}, pk=uuid7()))
        for flow in leaving:
            if flow.target != step.doc_id:
                _lead(tx, flow, source=parts[-1].doc_id)
        for one, two in pairwise(parts):
            _connect(tx, step.map, one.doc_id, two.doc_id)
    return parts


def merge_steps(*, actor: Actor, steps: Sequence[Step], name: str, change_id: UUID | None = None) -> Step:
    """Turn steps that follow each other into one that knows where it comes from. Flows around them, information and notes go to it.

    Its numbers are to be measured afresh: those of parts do not add up to those of the whole.
    """
    if len(steps) < 2 or not name.strip():
        raise Invalid({"name": "Choose at least two steps and give the new one a name."})
    first, ids = steps[0], {step.doc_id for step in steps}
    if any(step.map_id != first.map_id for step in steps):
        raise Invalid({"with": GONE})
    with change(first.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="merge-steps") as tx:
        origin = [key for step in steps for key in (step.origin or [step.doc_id])]
        values: dict[str, Any] = {"name": name.strip(), "area": first.area, "map": first.map_id, "order_key": first.order_key}
        splits = {step.split for step in steps if step.split and _flows(first.map, source=step.doc_id)}
        values |= {"origin": list(dict.fromkeys(origin)), "split": "choice" if "choice" in splits else None}
        made: Step = tx.new(STEP, values, pk=uuid7())
        _gather(tx, first.map, ids, made)
        for step in steps:
            tx.delete(step)
    return made


class _Chain:
    """The steps of a map in document order, and which of them follow each other without branches."""

    def __init__(self, map_: Map) -> None:
        rows = list(Step.objects.present().filter(map_id=map_.pk).order_by("order_key", "id").values_list("doc_id", "order_key"))
        self.ids = [doc_id for doc_id, _ in rows]
        self.keys = dict(rows)
        self.map = map_

    @property
    def last(self) -> str:
        """The last step's document id, empty without steps."""
        return self.ids[-1] if self.ids else ""

    def before(self, doc_id: str) -> str:
        """The step in front of another one in document order, empty for the first."""
        if doc_id not in self.ids:
            raise Invalid({"before": GONE})
        place = self.ids.index(doc_id)
        return self.ids[place - 1] if place else ""

    def key_after(self, after: str, without: str = "") -> str:
        """An order key right behind a step, or in front of all."""
        if after and after not in self.ids:
            raise Invalid({"after": GONE})
        ids = [doc_id for doc_id in self.ids if doc_id != without]
        place = ids.index(after) + 1 if after else 0
        low = self.keys[ids[place - 1]] if place else ""
        high = next((self.keys[doc_id] for doc_id in ids[place:] if self.keys[doc_id] > low), "")
        return key_between(low, high)

    def joins(self, step: str, after: str) -> bool:
        """Whether a step and the place behind another one (or in front of all) lie on one run of flows without branches."""
        ways: Counter[str] = Counter()
        entries: Counter[str] = Counter()
        following: dict[str, str] = {}
        leading: dict[str, str] = {}
        for flow in _flows(self.map):
            ways[flow.source] += 1
            entries[flow.target] += 1
            following[flow.source], leading[flow.target] = flow.target, flow.source
        first = self.ids[0]
        if ways[step] > 1 or entries[step] > 1 or ways[leading.get(step, "")] > 1:
            return False
        if ways[after] > 1 if after else entries[first] > 1 or ways[leading.get(first, "")] > 1:
            return False

        def leads(start: str, end: str) -> bool:
            at, seen = start, {start}
            while at != end:
                if ways[at] != 1 or entries[following[at]] > 1 or following[at] in seen:
                    return False
                at = following[at]
                seen.add(at)
            return start != end

        return leads(step, after or first) or leads(after or first, step)


def _flows(map_: Map, **ends: str) -> list[Flow]:
    """The flows of a map that are no rework, in document order."""
    rows = Flow.objects.present().filter(map_id=map_.pk, **ends).order_by("order_key", "id")
    return [flow for flow in rows if flow.kind != "rework"]


def _is_joined(map_: Map, source: str, target: str) -> bool:
    return source == target or Flow.objects.present().filter(map_id=map_.pk, source=source, target=target).exists()


def _flow_key(map_: Map, behind: Flow | None = None) -> str:
    """An order key behind this flow, else behind all."""
    keys = Flow.objects.filter(map_id=map_.pk).order_by("order_key").values_list("order_key", flat=True)
    if behind is None:
        return key_between(keys.last() or "", "")
    return key_between(behind.order_key, keys.filter(order_key__gt=behind.order_key).first() or "")


def _connect(tx: Tx, map_: Map, source: str, target: str, values: Mapping[str, Any] | None = None, behind: Flow | None = None) -> None:
    if _is_joined(map_, source, target):
        return
    ends = {"map": map_.pk, "from": source, "to": target, "order_key": _flow_key(map_, behind)}
    tx.new(FLOW, {"kind": "push"} | dict(values or {}) | ends, pk=uuid7())


def _lead(tx: Tx, flow: Flow, *, source: str = "", target: str = "") -> None:
    """Lead a flow elsewhere; notes pinned on it stay on it."""
    notes = list(MapNote.objects.present().filter(map_id=flow.map_id, at=str(flow)))
    for note in notes:
        tx.set(note, {"at": None})
    led = tx.set(flow, {"from": source or flow.source, "to": target or flow.target})
    for note in notes:
        tx.set(note, {"at": str(led)})


def _kind(flow: Flow) -> dict[str, Any]:
    """The kind of a new flow beside another one of a chain."""
    return {"kind": flow.kind if flow.kind in ("push", "pull") else "push"}


def _waiting(flow: Flow) -> dict[str, Any]:
    return {"wait": flow.wait, "inventory": flow.inventory}


def _lead_in_front(tx: Tx, map_: Map, step: Step, target: str) -> None:
    """Whatever enters a step now enters the new one, which leads to it. A wait stays with the step that it was in front of."""
    entering = _flows(map_, target=target)
    if len(entering) == 1:
        _lead_between(tx, map_, step, entering[0])
        return
    for flow in entering:
        _lead(tx, flow, target=step.doc_id)
    _connect(tx, map_, step.doc_id, target)


def _lead_behind(tx: Tx, map_: Map, step: Step, source: str) -> None:
    """before > next becomes before > step > next; where several flows leave, nobody but the team knows where the step belongs."""
    leaving = _flows(map_, source=source)
    if len(leaving) == 1:
        _lead_between(tx, map_, step, leaving[0])
    elif not leaving:
        _connect(tx, map_, source, step.doc_id)


def _lead_between(tx: Tx, map_: Map, step: Step, flow: Flow) -> None:
    source, target = flow.source, flow.target
    if len(_flows(map_, source=source)) > 1:  # one branch of several: its share stays where the branches part
        waiting = _waiting(flow)
        _lead(tx, flow, target=step.doc_id)
        tx.set(flow, dict.fromkeys(waiting))
        _connect(tx, map_, step.doc_id, target, _kind(flow) | waiting, flow)
    else:
        _lead(tx, flow, source=step.doc_id)
        _connect(tx, map_, source, step.doc_id, _kind(flow), flow)


def _close_gap(tx: Tx, entering: Flow, leaving: Flow) -> None:
    """Connect the neighbours of a step that goes; the wait in front of the second one stays there."""
    if _is_joined(entering.map, entering.source, leaving.target):
        return
    if len(_flows(entering.map, source=entering.source)) > 1:
        _lead(tx, entering, target=leaving.target)
        tx.set(entering, _waiting(leaving))
    else:
        _lead(tx, leaving, source=entering.source)


def _rechain(tx: Tx, step: Step, after: str, first: str) -> None:
    """Lead the flows of a run by the new order; each keeps the step that it enters, and so its wait."""
    map_, here = step.map, step.doc_id
    entering, leaving = (next(iter(_flows(map_, **{end: here})), None) for end in ("target", "source"))
    crossed = next(iter(_flows(map_, source=after) if after else _flows(map_, target=first)), None)
    source, target = (crossed.source, crossed.target) if crossed else (after, "" if after else first)
    if here in (source, target) or (entering and entering.source == source):
        return
    if entering and leaving:
        _lead(tx, leaving, source=entering.source)
    if crossed:
        _lead(tx, crossed, source=here)
    if spare := entering or leaving:
        _lead(tx, spare, source=source or here, target=here if source else target)


def _gather(tx: Tx, map_: Map, ids: set[str], made: Step) -> None:
    """Lead to one step what leads to or from several; what lies between these goes with them."""
    for model in (Flow, Information):
        for row in model.objects.present().filter(map_id=map_.pk).order_by("order_key", "id"):
            if (row.source in ids) == (row.target in ids):
                continue
            source = made.doc_id if row.source in ids else row.source
            target = made.doc_id if row.target in ids else row.target
            if isinstance(row, Information):
                tx.set(row, {"from": source, "to": target})
            elif not _is_joined(map_, source, target):
                _lead(tx, row, source=source, target=target)
    for note in MapNote.objects.present().filter(map_id=map_.pk, at__in=ids):
        tx.set(note, {"at": made.doc_id})
