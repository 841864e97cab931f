"""The walk of the stream: planned as a route of stops, walked, and what was seen there noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from mapping.gathering import current_map, list_stops
from mapping.kinds_walk import OBSERVATION, STOP, UNKNOWN
from mapping.models import Map, Observation, Step, Unknown, WalkStop
from mapping.services.steps import Place, new_step
from vsm_site.lib.errors import Gone, Invalid
from vsm_site.lib.fractional import key_between, spread
from vsm_site.lib.pictures import Picture
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.policy import Action
from workshops.records import find, kind_of, ref
from workshops.services import photos

Values = Mapping[str, Any]
Base = Mapping[str, int]


# The plan


def plan_walk(
    *,
    actor: Actor,
    workshop_id: UUID,
    on: date,
    starts_at: time,
    minutes: int,
    backwards: bool = True,
    change_id: UUID | None = None,
) -> int:
    """Make a stop of every step of the current map that is none yet, from the customer backwards or along the flow; how many there were.

    The first new stop has the day and time, the others follow. Invalid where there is no step left to plan.
    """
    parsed = STOP.parse({"on": on, "starts_at": starts_at, "minutes": minutes})
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="plan-walk") as tx:
        planned = list_stops(workshop_id)
        taken = {stop.step_id for stop in planned}
        current = current_map(workshop_id)
        rows: list[Step] = list(Step.objects.present().filter(map=current).order_by("order_key", "id")) if current else []
        steps = [step for step in (reversed(rows) if backwards else rows) if step.pk not in taken]
        if not steps:
            raise Invalid("Every step of the current map is a stop already." if rows else "There is no step on the current map yet.")
        key = planned[-1].order_key if planned else ""
        for place, step in enumerate(steps):
            key = key_between(key, "")
            fixed = parsed if place == 0 else {"on": parsed["on"], "minutes": parsed["minutes"]}
            tx.new(STOP, {"title": step.name[:120], "step": step.pk, "place": step.area or "", "order_key": key} | fixed)
    return len(steps)


def add_stop(*, actor: Actor, workshop_id: UUID, values: Values, change_id: UUID | None = None) -> WalkStop:
    """One more stop at the end of the walk."""
    parsed = STOP.parse(values)
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="add-stop") as tx:
        planned = list_stops(workshop_id)
        key = key_between(planned[-1].order_key if planned else "", "")
        made: WalkStop = tx.new(STOP, {"order_key": key} | parsed)
    return made


def update_stop(*, actor: Actor, stop_id: UUID, values: Values, base: Base | None = None) -> Committed:
    """Change where a stop is, who goes, who shows it, and when. Conflict where a field moved on past `base`."""
    stop = get_record(actor, WalkStop, stop_id)
    parsed = STOP.parse(values)
    with change(stop.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="change-stop") as tx:
        if parsed:
            tx.set(stop, parsed, base=base)
    return tx.committed


def move_stop(*, actor: Actor, stop_id: UUID, by: int) -> Committed:
    """Move a stop one place up (`by` -1) or down (1); at the end nothing happens."""
    if by not in (-1, 1):
        raise Invalid({"by": "This is up or down."})
    stop = get_record(actor, WalkStop, stop_id)
    with change(stop.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="move-stop") as tx:
        rows = list_stops(tx.workshop_id)
        place = next((place for place, row in enumerate(rows) if row.pk == stop_id), None)
        if place is None:
            raise Gone(ref(stop))
        if 0 <= place + by < len(rows):
            _put(tx, rows.pop(place), rows, place + by)
    return tx.committed


def _put(tx: Tx, stop: WalkStop, others: Sequence[WalkStop], place: int) -> None:
    """Give a stop the key between those that are to be around it; stops with equal keys get new ones first."""
    keys = [other.order_key for other in others]
    if len({*keys, ""}) <= len(keys):
        keys = list(spread(len(others)))
        for other, key in zip(others, keys, strict=True):
            tx.order(other, key)
    tx.order(stop, key_between(keys[place - 1] if place else "", keys[place] if place < len(keys) else ""))


def remove_stop(*, actor: Actor, stop_id: UUID) -> Committed:
    """Take a stop off the walk; what was seen there stays with its step. Undo brings it back."""
    stop = get_record(actor, WalkStop, stop_id)
    with change(stop.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="remove-stop") as tx:
        tx.delete(stop)
    return tx.committed


# On the way


def mark_walked(*, actor: Actor, stop_id: UUID, at: datetime | None) -> Committed:
    """Note that the work place was seen, and by whom; None takes the mark away."""
    stop = get_record(actor, WalkStop, stop_id)
    with change(stop.workshop_id, actor=actor, needs=Action.EDIT_MAP, kind="walked") as tx:
        if (find(tx.workshop_id, STOP, stop_id).walked_at is None) is not (at is None):
            tx.set(stop, {"walked_at": at})
    return tx.committed


def put_on_map(*, actor: Actor, stop_id: UUID, change_id: UUID | None = None) -> Step:
    """Make a stop that is no step yet the last step of the current map; what was noted there is tied to it. Invalid without a map."""
    stop = get_record(actor, WalkStop, stop_id)
    with change(stop.workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="stop-to-step") as tx:
        fresh: WalkStop = find(tx.workshop_id, STOP, stop_id)
        if fresh.deleted_seq is not None:
            raise Gone(ref(fresh))
        current = current_map(tx.workshop_id)
        if current is None:
            raise Invalid("There is no current map yet. Begin one, then put the stop on it.")
        if (present := fresh.present_step) is not None:
            return present
        values = {"name": fresh.title} | ({"area": fresh.place} if fresh.place else {})
        step = new_step(tx, current, values, _place_of(list_stops(tx.workshop_id), stop_id, current))
        tx.set(stop, {"step": step.pk})
        for row in Observation.objects.present().filter(stop_id=stop_id, step=None, flow=None, information=None):
            _as_manager(tx, row, {"step": step.pk})
    return step


def _place_of(stops: Sequence[WalkStop], stop_id: UUID, current: Map) -> Place | None:
    """Beside the stop before it that is on the map: in front of it where the walk goes backwards. None for the end of the map."""
    on_map = [step for stop in stops if (step := stop.present_step) is not None and step.map_id == current.pk]
    place = next(place for place, stop in enumerate(stops) if stop.pk == stop_id)
    before = [step for stop in stops[:place] if (step := stop.present_step) in on_map and step is not None]
    if not before:
        return None
    is_backwards = len(on_map) > 1 and on_map[0].order_key > on_map[-1].order_key
    return Place(before=before[-1].doc_id) if is_backwards else Place(after=before[-1].doc_id)


def note_observation(
    *, actor: Actor, workshop_id: UUID, values: Values, picture: Picture | None = None, change_id: UUID | None = None
) -> Observation:
    """Keep one thing that was seen: `kind`, `text`, the `stop`, and what it is about: a `step`, `flow` or `information`."""
    parsed = OBSERVATION.parse(values)
    with (
        photos.stored(workshop_id, picture) as stored,
        change(workshop_id, actor=actor, needs=Action.CAPTURE, change_id=change_id, kind="observe") as tx,
    ):
        made: Observation = tx.new(OBSERVATION, parsed)
        if stored is not None:
            _as_manager(tx, made, {"photo": photos.keep(tx, stored).pk})
    return made


def add_photo(*, actor: Actor, observation_id: UUID, picture: Picture, change_id: UUID | None = None) -> Committed:
    """Put a picture to an observation, in place of one it may have: to one's own, or with the right to sort captures to anybody's."""
    row = get_record(actor, Observation, observation_id)
    with (
        photos.stored(row.workshop_id, picture) as stored,
        change(row.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="observe") as tx,
    ):
        tx.set(row, {"text": find(tx.workshop_id, OBSERVATION, observation_id).text})  # whether one may change it
        if stored is not None:
            _as_manager(tx, row, {"photo": photos.keep(tx, stored).pk})
    return tx.committed


def _as_manager(tx: Tx, row: Observation, values: dict[str, Any]) -> None:
    """Set what follows from a change of somebody who may not sort observations."""
    granted, tx.granted = tx.granted, tx.granted | {Action.MANAGE_CAPTURES}
    try:
        tx.set(row, values)
    finally:
        tx.granted = granted


# What is not known yet


def bring(
    *,
    actor: Actor,
    workshop_id: UUID,
    record: str,
    datum: str,
    values: Values,
    base: Base | None = None,
    change_id: UUID | None = None,
) -> Unknown:
    """Say who brings a datum of the map until when and from where (`owner`, `due_on`, `source`); said again, it is added to.

    Conflict where somebody else said something other of it, which `base` does not say was seen.
    """
    parsed = UNKNOWN.parse(values)
    with change(workshop_id, actor=actor, needs=Action.EDIT_MAP, change_id=change_id, kind="bring") as tx:
        found: Unknown | None = (
            Unknown.objects.present().filter(workshop_id=workshop_id, record=record, datum=datum).first() if record else None
        )
        if found is not None:
            return _said_again(tx, found, parsed, base or {})
        return tx.new(UNKNOWN, parsed | {"record": record, "datum": datum, "order_key": _last_unknown(workshop_id)})  # type: ignore[no-any-return]


def _said_again(tx: Tx, found: Unknown, values: Values, base: Base) -> Unknown:
    """What was left empty says nothing; what was filled in by others counts as not seen."""
    given = {name: value for name, value in values.items() if name in base or value not in ("", None)}
    unseen = {name: 0 for name in given if getattr(found, UNKNOWN.attr(name)) not in ("", None)}
    return tx.set(found, given, base={**unseen, **base}) if given else found


def _last_unknown(workshop_id: UUID) -> str:
    keys = Unknown.objects.present().filter(workshop_id=workshop_id).order_by("-order_key").values_list("order_key", flat=True)
    return key_between(keys.first() or "", "")


def update_noted(*, actor: Actor, record: Observation | Unknown, values: Values, base: Base | None = None) -> Committed:
    """Change an observation or what is still unknown, with the rights of its kind."""
    kind = kind_of(record)
    parsed = kind.parse(values)
    with change(record.workshop_id, actor=actor, needs=Action.VIEW, kind=f"change-{kind.name}") as tx:
        if parsed:
            tx.set(record, parsed, base=base)
    return tx.committed


def remove_noted(*, actor: Actor, record: Observation | Unknown) -> Committed:
    """Take an observation or a question away; Undo brings it back."""
    with change(record.workshop_id, actor=actor, needs=Action.VIEW, kind=f"remove-{kind_of(record).name}") as tx:
        tx.delete(record)
    return tx.committed
