"""Reporting how an action goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from actionplans.health import Status
from actionplans.models import Action, ProgressUpdate
from actionplans.records import ACTION, UPDATE
from actionplans.services.actions import set_action
from vsm_site.lib.errors import Invalid, NotFound
from workshops.access import Actor, get_record
from workshops.change import change
from workshops.policy import Action as Right
from workshops.records import find


def report_progress(*, actor: Actor, action_id: UUID, values: Mapping[str, Any], change_id: UUID | None = None) -> ProgressUpdate:
    """Add a line on how an action goes: `text`, with `percent` (0 to 100) and `evidence` where there are some.

    Its owner may, and whoever edits the plan. A percentage becomes the action's own in the same change.
    """
    action = get_record(actor, Action, action_id)
    parsed = UPDATE.parse({name: value for name, value in values.items() if name in ("text", "percent", "evidence")})
    with change(action.workshop_id, actor=actor, needs=Right.UPDATE_OWN_ACTION, change_id=change_id, kind="report-progress") as tx:
        update: ProgressUpdate = tx.new(UPDATE, parsed | {"action": action_id})
        if parsed.get("percent") is not None:
            tx.set(find(tx.workshop_id, ACTION, action_id), {"percent": parsed["percent"]})
    return update


def answer_check_in(
    *, actor: Actor, action_id: UUID, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> ProgressUpdate:
    """Say how one of the actor's own actions goes, all in one change: `status`, `reason`, `percent` and a line of `text`.

    NotFound for an action of somebody else, whatever other rights the actor has. Without a line, the line says what was set; Invalid
    where nothing was said at all. What is done is 100 % done. Conflict where a field moved on past `base`.
    """
    action = get_record(actor, Action, action_id)
    with change(action.workshop_id, actor=actor, needs=Right.UPDATE_OWN_ACTION, change_id=change_id, kind="report-progress") as tx:
        fresh: Action = find(tx.workshop_id, ACTION, action_id)
        if fresh.owner is None or fresh.owner.user_id != actor.user_id:
            raise NotFound
        line = UPDATE.parse({"text": str(values.get("text") or "").strip() or _line(values)})
        given = {name: values[name] for name in ("status", "reason", "percent") if name in values}
        if given.get("status") == Status.DONE:
            given["percent"] = 100
        if given:
            set_action(tx, action_id, ACTION.parse(given, from_wire=False), base)
        percent = given.get("percent", fresh.percent)
        update: ProgressUpdate = tx.new(UPDATE, line | {"percent": percent, "action": action_id})
    return update


def _line(values: Mapping[str, Any]) -> str:
    """What was set, in words; Invalid for nothing."""
    status, percent, reason = values.get("status"), values.get("percent"), str(values.get("reason") or "").strip()
    if status:
        return f"{Action.Status(status).label}: {reason}" if reason else f"Now {Action.Status(status).label.lower()}"
    if percent is not None:
        return f"{percent} % done"
    raise Invalid({"text": "Say in one line how it goes."})


def remove_update(*, actor: Actor, update_id: UUID, change_id: UUID | None = None) -> None:
    """Take back a line that one wrote, or any for those who edit the plan; the action keeps its percentage."""
    update = get_record(actor, ProgressUpdate, update_id)
    with change(update.workshop_id, actor=actor, needs=Right.VIEW, change_id=change_id, kind="remove-update") as tx:
        tx.delete(update)
