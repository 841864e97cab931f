"""Reporting how an action goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from actionplans.models import Action, ProgressUpdate
from actionplans.records import ACTION, UPDATE
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


def remove_update(*, actor: Actor, update_id: UUID, change_id: UUID | None = None) -> None:
    """Take back a line that one wrote, or any for those who edit the plan; the action keeps its percentage."""
    update = get_record(actor, ProgressUpdate, update_id)
    with change(update.workshop_id, actor=actor, needs=Right.VIEW, change_id=change_id, kind="remove-update") as tx:
        tx.delete(update)
