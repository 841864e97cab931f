"""Which action waits for which, and dates that follow from it. Every function is one change of the workshop."""

from __future__ import annotations

from uuid import UUID

from actionplans.chain import moved_apart
from actionplans.health import CLOSED
from actionplans.models import Action
from actionplans.records import ACTION
from actionplans.services.actions import find_action
from actionplans.waiting import tasks_of
from workshops.access import Actor, get_record, get_workshop
from workshops.change import change
from workshops.policy import Action as Right


def add_dependency(*, actor: Actor, action_id: UUID, on: UUID, change_id: UUID | None = None) -> Action:
    """Let an action wait for another one of its workshop. Invalid where nothing could begin any more."""
    return _change(actor, action_id, on, wanted=True, change_id=change_id)


def remove_dependency(*, actor: Actor, action_id: UUID, on: UUID, change_id: UUID | None = None) -> Action:
    """Let an action not wait for another one any more; nothing happens where it does not."""
    return _change(actor, action_id, on, wanted=False, change_id=change_id)


def _change(actor: Actor, action_id: UUID, on: UUID, *, wanted: bool, change_id: UUID | None) -> Action:
    action = get_record(actor, Action, action_id, needs=Right.EDIT_PLAN)
    with change(action.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="depend-action") as tx:
        fresh = find_action(tx, action_id)
        others = [key for key in fresh.depends_on if key != str(on)]
        depends_on = [*others, str(on)] if wanted else others
        if depends_on != fresh.depends_on:
            fresh = tx.set(fresh, ACTION.parse({"depends_on": depends_on}))
    return fresh


def move_apart(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> int:
    """Move what begins before that for which it waits has ended, and what follows from that; returns how many were moved.

    Each keeps its working days; what is begun or closed stays where it is.
    """
    workshop = get_workshop(actor, workshop_id, Right.EDIT_PLAN)
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="move-apart") as tx:
        actions = list(Action.objects.present().filter(workshop_id=workshop_id).exclude(status__in=CLOSED).order_by("order_key", "id"))
        dates = moved_apart(tasks_of(actions, workshop.today(tx.at)))
        for action in actions:
            if str(action.pk) in dates:
                start, end = dates[str(action.pk)]
                tx.set(action, {"start": start, "end": end})
    return len(dates)
