"""The communication plan and the training plan. Every function is one change of the workshop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from actionplans.kinds_outreach import OUTREACH
from actionplans.models import Outreach
from workshops.access import Actor, get_record
from workshops.change import change
from workshops.policy import Action as Right

Values = Mapping[str, Any]


def add_line(*, actor: Actor, workshop_id: UUID, values: Values, change_id: UUID | None = None) -> Outreach:
    """A new line: `kind`, `audience`, `what`, and optional `channel`, `on`, `owner` (people id)."""
    parsed = OUTREACH.parse(values)
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="add-outreach") as tx:
        line: Outreach = tx.new(OUTREACH, parsed)
    return line


def update_line(
    *, actor: Actor, line_id: UUID, values: Values, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Outreach:
    """Change fields of a line. Conflict where one moved on past `base`."""
    line = get_record(actor, Outreach, line_id, needs=Right.EDIT_PLAN)
    parsed = OUTREACH.parse(values)
    with change(line.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="change-outreach") as tx:
        changed: Outreach = tx.set(line, parsed, base=base)
    return changed


def set_done(*, actor: Actor, line_id: UUID, done: bool, change_id: UUID | None = None) -> Outreach:
    """Say that it was told or taught today, or that it was not; whoever carries it may, and whoever edits the plan."""
    line = get_record(actor, Outreach, line_id, needs=Right.READ_REPORTS)
    with change(line.workshop_id, actor=actor, needs=Right.UPDATE_OWN_ACTION, change_id=change_id, kind="outreach-done") as tx:
        fresh: Outreach = tx.find(OUTREACH, line_id)
        if (fresh.done_on is not None) is not done:
            fresh = tx.set(fresh, {"done_on": line.workshop.today(tx.at) if done else None})
    return fresh


def remove_line(*, actor: Actor, line_id: UUID, change_id: UUID | None = None) -> Outreach:
    """Take a line out; undoing brings it back."""
    line = get_record(actor, Outreach, line_id, needs=Right.EDIT_PLAN)
    with change(line.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="remove-outreach") as tx:
        tx.delete(line)
    return line
