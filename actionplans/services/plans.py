"""The plan as a whole: its objective and the draft timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from actionplans.health import CLOSED
from actionplans.models import Action, ActionPlan
from actionplans.records import PLAN
from actionplans.schedule import Undated, draft_dates, monday_after
from workshops.access import Actor, get_workshop
from workshops.change import Tx, change
from workshops.policy import Action as Right


def update_plan(
    *, actor: Actor, workshop_id: UUID, objective: str, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> ActionPlan:
    """Write what the plan is to achieve. Conflict when somebody else wrote it meanwhile and the lines do not merge."""
    values = PLAN.parse({"objective": objective})
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="change-plan") as tx:
        plan: ActionPlan = tx.set(plan_of(tx), values, base=base)
    return plan


def plan_of(tx: Tx) -> ActionPlan:
    """The workshop's plan, made where there is none yet."""
    plan: ActionPlan = ActionPlan.objects.present().filter(workshop_id=tx.workshop_id).first() or tx.new(PLAN, {})
    return plan


def draft_timeline(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> int:
    """Give every open action without dates a first start and end; returns how many. Dates that people set stay as they are.

    Work begins on the Monday after the last workshop day, or after today if that is later.
    """
    workshop = get_workshop(actor, workshop_id, Right.EDIT_PLAN)
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="draft-timeline") as tx:
        actions = list(Action.objects.present().filter(workshop_id=workshop_id).exclude(status__in=CLOSED).order_by("order_key", "id"))
        undated = {str(row.pk): row for row in actions if row.start is None and row.end is None}
        dates = draft_dates(
            [Undated(key, row.kind, str(row.owner_id or ""), tuple(row.depends_on)) for key, row in undated.items()],
            first=monday_after(max(workshop.last_day, workshop.today(tx.at))),
            busy=_busy(actions),
            ends={str(row.pk): day for row in actions if (day := row.end or row.start)},
        )
        for key, (start, end) in dates.items():
            tx.set(undated[key], {"start": start, "end": end})
    return len(dates)


def _busy(actions: list[Action]) -> dict[str, date]:
    """The last day on which each owner has something to do already."""
    busy: dict[str, date] = {}
    for action in actions:
        if action.owner_id and action.end:
            owner = str(action.owner_id)
            busy[owner] = max(action.end, busy.get(owner, action.end))
    return busy
