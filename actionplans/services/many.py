"""Changing several actions at once, and keeping views of the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from actionplans.health import CLOSED
from actionplans.kinds_views import PLAN_VIEW
from actionplans.models import Action, PlanView
from actionplans.records import ACTION
from actionplans.services.actions import set_action
from vsm_site.lib.errors import Clash, Conflict, Invalid
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.policy import Action as Right

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of several actions: values that all of them get, and by how many weeks the open ones move."""

    values: Mapping[str, Any] = field(default_factory=dict)
    weeks: int = 0


def change_many(
    *, actor: Actor, workshop_id: UUID, action_ids: Collection[UUID], edit: Edit, seen: int | None = None, change_id: UUID | None = None
) -> Committed:
    """Change several actions in one change, all or none; what an action has already is not written again.

    `seen` is the head of the workshop at which the page showed them: Conflict with everything that was changed since and would be
    overwritten. Invalid without actions, without anything to change, and where an action was removed meanwhile.
    """
    parsed = ACTION.parse(edit.values, from_wire=False)
    if not action_ids:
        raise Invalid("Choose the actions that are to be changed.")
    if not parsed and not edit.weeks:
        raise Invalid("Say what is to be changed.")
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="change-actions") as tx:
        clashes: list[Clash] = []
        for action in _found(tx, action_ids):
            clashes += _change_one(tx, action, parsed, edit.weeks, seen)
        if clashes:
            raise Conflict(clashes)
    return tx.committed


def _found(tx: Tx, action_ids: Collection[UUID]) -> list[Action]:
    rows = list(Action.objects.filter(workshop_id=tx.workshop_id, pk__in=action_ids).order_by("order_key", "id"))
    gone = [row for row in rows if row.deleted_seq is not None]
    if len(rows) < len(set(action_ids)):
        raise Invalid("One of these actions is not in this plan. Nothing was changed.")
    if gone:
        raise Invalid(f"“{gone[0].title}” was taken out of the plan meanwhile. Nothing was changed.")
    return rows


def _change_one(tx: Tx, action: Action, parsed: Mapping[str, Any], weeks: int, seen: int | None) -> list[Clash]:
    """Write what is new of one action; the clashes where somebody else did meanwhile."""
    new = {name: value for name, value in parsed.items() if getattr(action, ACTION.attr(name)) != value} | dict(_moved(action, weeks))
    if not new:
        return []
    try:
        set_action(tx, action.pk, new, None if seen is None else dict.fromkeys(new, seen))
    except Conflict as conflict:
        return list(conflict.clashes)
    return []


def _moved(action: Action, weeks: int) -> Iterator[tuple[str, Any]]:
    if weeks and action.status not in CLOSED:
        for name in ("start", "end"):
            if day := getattr(action, name):
                yield name, day + weeks * WEEK


def keep_view(*, actor: Actor, workshop_id: UUID, name: str, query: Mapping[str, str], change_id: UUID | None = None) -> PlanView:
    """Keep what is shown of a plan under a name. Invalid for a name that there is, and for a view of everything."""
    parsed = PLAN_VIEW.parse({"name": name, "query": dict(query)}, from_wire=False)
    with change(workshop_id, actor=actor, needs=Right.UPDATE_OWN_ACTION, change_id=change_id, kind="keep-plan-view") as tx:
        view: PlanView = tx.new(PLAN_VIEW, parsed)
    return view


def remove_view(*, actor: Actor, view_id: UUID, change_id: UUID | None = None) -> PlanView:
    """Take a kept view away: its author may, and whoever edits the plan."""
    view = get_record(actor, PlanView, view_id, needs=Right.READ_REPORTS)
    with change(view.workshop_id, actor=actor, needs=Right.UPDATE_OWN_ACTION, change_id=change_id, kind="remove-plan-view") as tx:
        tx.delete(view)
    return view
