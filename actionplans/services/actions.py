"""Making, changing, giving and moving actions. Every function is one change of the workshop, so one Undo takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from actionplans.health import NEEDS_REASON, Status
from actionplans.models import Action, ProgressUpdate, Promise
from actionplans.promises import metric_key
from actionplans.records import ACTION, PROMISE
from vsm_site.lib.errors import Conflict, Fault, Gone, Invalid
from vsm_site.lib.fractional import key_between
from workshops import records
from workshops.access import Actor, get_record
from workshops.change import Tx, change
from workshops.kinds import CAPTURE
from workshops.models import Capture
from workshops.policy import Action as Right
from workshops.records import find

Values = Mapping[str, Any]
"""Values by field name of the record kind, as a form or the API gives them; the kind checks them."""


@dataclass(frozen=True, slots=True)
class PromiseEdit:
    """What becomes of one promise: changed, made (without `pk`) or removed."""

    values: Values = field(default_factory=dict)
    pk: UUID | None = None
    base: Mapping[str, int] = field(default_factory=dict)
    remove: bool = False


def create_action(
    *, actor: Actor, workshop_id: UUID, values: Values, promises: Sequence[PromiseEdit] = (), change_id: UUID | None = None
) -> Action:
    """A new action at the end of the plan, with its promises. Raises what change() raises; faults of promises as `promises[0].to`."""
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="add-action") as tx:
        return new_action(tx, values, promises)


def create_action_from_capture(
    *, actor: Actor, capture_id: UUID, values: Values, promises: Sequence[PromiseEdit] = (), change_id: UUID | None = None
) -> Action:
    """A new action made of a capture, which keeps the title as its disposition, in the same change."""
    capture = get_record(actor, Capture, capture_id, needs=Right.EDIT_PLAN)
    with change(capture.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="capture-to-action") as tx:
        fresh = find(tx.workshop_id, CAPTURE, capture_id)
        if fresh.deleted_seq is not None:
            raise Gone(records.ref(fresh))
        return from_capture(tx, fresh, values, promises)


def from_capture(tx: Tx, capture: Capture, values: Values, promises: Sequence[PromiseEdit] = ()) -> Action:
    """Make an action of a capture inside an open change; the capture keeps the title as its disposition."""
    action = new_action(tx, {**values, "source_capture": capture.pk}, promises)
    tx.set(capture, {"status": "action", "disposition": f"Action: {action.title}"})
    return action


def new_action(tx: Tx, values: Values, promises: Sequence[PromiseEdit] = ()) -> Action:
    """Make an action inside an open change; for services that make several at once."""
    last = Action.objects.present().filter(workshop_id=tx.workshop_id).order_by("-order_key").values_list("order_key", flat=True).first()
    parsed = ACTION.parse(values, from_wire=False)
    action: Action = tx.new(ACTION, {"order_key": key_between(last or "", "")} | parsed)
    _edit_promises(tx, action, promises)
    return action


def update_action(
    *,
    actor: Actor,
    action_id: UUID,
    values: Values,
    base: Mapping[str, int] | None = None,
    promises: Sequence[PromiseEdit] = (),
    change_id: UUID | None = None,
) -> Action:
    """Change fields of an action and its promises together.

    A new status is dated today, and forgets its reason where it needs none. Conflict where a field moved on past `base`.
    """
    action = get_record(actor, Action, action_id)
    parsed = ACTION.parse(values, from_wire=False)
    with change(action.workshop_id, actor=actor, needs=Right.VIEW, change_id=change_id, kind="change-action") as tx:
        if parsed:
            set_action(tx, action_id, parsed, base)
        _edit_promises(tx, action, promises)
    return action


def replace_promises(
    *,
    actor: Actor,
    action_id: UUID,
    wanted: Sequence[Values],
    seen: int | None = None,
    values: Values | None = None,
    base: Mapping[str, int] | None = None,
    change_id: UUID | None = None,
) -> Action:
    """Let an action have exactly these promises, and change its own fields in the same change.

    Promises are matched by metric and step. `seen` is the latest revision of any promise that the editor saw: Conflict when one of
    them was written, made or removed since.
    """
    action = get_record(actor, Action, action_id)
    parsed = ACTION.parse(values or {}, from_wire=False)
    with change(action.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="change-action") as tx:
        if parsed:
            set_action(tx, action_id, parsed, base)
        if seen is not None:
            _refuse_moved_promises(tx, action, seen)
        _edit_promises(tx, action, _edits(action, wanted))
    return action


def assign_action(
    *, actor: Actor, action_id: UUID, owner_id: UUID | None, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Action:
    """Give an action to one person of the workshop (people id), or to nobody; the new owner is told."""
    return update_action(actor=actor, action_id=action_id, values={"owner": owner_id}, base=base, change_id=change_id)


def change_status(
    *,
    actor: Actor,
    action_id: UUID,
    values: Values,
    base: Mapping[str, int] | None = None,
    change_id: UUID | None = None,
) -> Action:
    """Say where an action stands: `status`, with `reason` and `waits_for` (people id) where it is blocked, and its `result`.

    Its owner may.
    """
    allowed = {"status", "reason", "waits_for", "status_on", "result"}
    if unknown := set(values) - allowed:
        raise Invalid(dict.fromkeys(sorted(unknown), "This is not part of the status."))
    return update_action(actor=actor, action_id=action_id, values=values, base=base, change_id=change_id)


def move_action(*, actor: Actor, action_id: UUID, values: Values, before: UUID | None, change_id: UUID | None = None) -> Action:
    """Put a card into a column (its status), before another card or at the end.

    Who only may report on one's own action changes the status; the place in the column stays the plan editors'.
    """
    action = get_record(actor, Action, action_id)
    parsed = ACTION.parse(values, from_wire=False)
    with change(action.workshop_id, actor=actor, needs=Right.VIEW, change_id=change_id, kind="move-action") as tx:
        fresh = find_action(tx, action_id)
        if parsed["status"] != fresh.status:
            set_action(tx, action_id, parsed, None)
        if Right.EDIT_PLAN in tx.standing.rights or parsed["status"] == fresh.status:
            tx.order(fresh, _place(tx, action_id, parsed["status"], before))
    return action


def remove_action(*, actor: Actor, action_id: UUID, base: int | None = None, change_id: UUID | None = None) -> None:
    """Take an action out of the plan with its promises and updates; undoing brings all of it back."""
    action = get_record(actor, Action, action_id, needs=Right.EDIT_PLAN)
    with change(action.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="remove-action") as tx:
        for model in (ProgressUpdate, Promise):
            for row in model.objects.present().filter(action_id=action_id):
                tx.delete(row)
        tx.delete(action, base=base)


def find_action(tx: Tx, action_id: UUID) -> Action:
    """An action as it stands under the lock; Gone for one that was removed."""
    action: Action = find(tx.workshop_id, ACTION, action_id)
    if action.deleted_seq is not None:
        raise Gone(records.ref(action))
    return action


def set_action(tx: Tx, action_id: UUID, parsed: dict[str, Any], base: Mapping[str, int] | None) -> Action:
    """Set fields of an action inside an open change; a new status comes with its day. Gone for one that was removed."""
    action = find_action(tx, action_id)
    if "status" in parsed:
        parsed = _with_status(tx, action, parsed)
    return tx.set(action, parsed, base=base)


def _with_status(tx: Tx, action: Action, parsed: dict[str, Any]) -> dict[str, Any]:
    """A status with what belongs to it: its day, and no reason left over from the one before."""
    same = parsed["status"] == action.status
    more: dict[str, Any] = {"status_on": action.status_on if same else action.workshop.today(tx.at)}
    if parsed["status"] not in NEEDS_REASON and action.reason:
        more["reason"] = ""
    if parsed["status"] != Status.BLOCKED and action.waits_for_id:
        more["waits_for"] = None
    return more | parsed


def _place(tx: Tx, action_id: UUID, status: str, before: UUID | None) -> str:
    """The order key at the end of a column, or just before a card of it."""
    column = Action.objects.present().filter(workshop_id=tx.workshop_id, status=status).exclude(pk=action_id).order_by("order_key", "id")
    keys = list(column.values_list("pk", "order_key"))
    place = next((index for index, (pk, _) in enumerate(keys) if pk == before), len(keys))
    upper = keys[place][1] if place < len(keys) else ""
    lower = keys[place - 1][1] if place else ""
    return key_between(lower if not upper or lower < upper else "", upper)


def _edit_promises(tx: Tx, action: Action, edits: Sequence[PromiseEdit]) -> None:
    for place, edit in enumerate(edits):
        with _at(place):
            _edit_promise(tx, action, edit)


@contextmanager
def _at(place: int) -> Iterator[None]:
    """Name the promise in the faults of what runs inside."""
    try:
        yield
    except Invalid as error:
        raise Invalid([Fault(f"promises[{place}].{fault.path}", fault.text) for fault in error.faults]) from None


def _edit_promise(tx: Tx, action: Action, edit: PromiseEdit) -> None:
    if edit.pk is None:
        tx.new(PROMISE, PROMISE.parse({name: edit.values.get(name) for name in ("metric", "step", "from", "to")}) | {"action": action.pk})
        return
    promise = find(tx.workshop_id, PROMISE, edit.pk)
    if promise.action_id != action.pk:
        raise Invalid({"id": "This promise belongs to another action."})
    if edit.remove:
        tx.delete(promise)
    elif edit.values:
        tx.set(promise, PROMISE.parse(edit.values), base=edit.base)


def _edits(action: Action, wanted: Sequence[Values]) -> list[PromiseEdit]:
    """The edits that turn the present promises into the wanted ones, those first, so that faults keep the caller's places."""
    present = {(row.metric, row.step_id): row for row in Promise.objects.present().filter(action_id=action.pk)}
    edits = []
    for place, values in enumerate(wanted):
        with _at(place):
            parsed = PROMISE.parse(values)
        row = present.pop((metric_key(parsed["metric"], at_step=bool(parsed.get("step"))), parsed.get("step")), None)
        changed = {name: values[name] for name in ("from", "to") if row is None or PROMISE.dump(row, name) != values[name]}
        edits.append(PromiseEdit(changed if row else values, row.pk if row else None))
    return edits + [PromiseEdit(pk=row.pk, remove=True) for row in present.values()]


def _refuse_moved_promises(tx: Tx, action: Action, seen: int) -> None:
    rows = Promise.objects.filter(action_id=action.pk)
    moved = [row for row in rows if max(row.deleted_seq or 0, *row.field_revs.values()) > seen]
    if moved:
        raise Conflict([tx.clash_of(row, max(PROMISE.fields, key=row.rev)) for row in moved])
