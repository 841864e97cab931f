"""The cadence of a plan, and the minutes of its check-ins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from actionplans import asking, notices, selectors
from actionplans.kinds_checkins import CHECK_IN, POINT
from actionplans.models import Action, ActionPlan, CheckIn, CheckInPoint
from actionplans.records import CADENCE_FIELDS, PLAN
from actionplans.services.actions import new_action
from actionplans.services.plans import plan_of
from vsm_site.lib.errors import Invalid
from workshops.access import Actor, get_record, get_workshop
from workshops.change import change
from workshops.policy import Action as Right

Values = Mapping[str, Any]


def set_cadence(
    *, actor: Actor, workshop_id: UUID, values: Values, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> ActionPlan:
    """Say when check-ins are (`checkin_weekday` None ends them); those to come follow in the same change."""
    if unknown := set(values) - CADENCE_FIELDS:
        raise Invalid(dict.fromkeys(sorted(unknown), "This is not part of the cadence."))
    parsed = PLAN.parse(values, from_wire=False)
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="set-cadence") as tx:
        plan: ActionPlan = tx.set(plan_of(tx), parsed, base=base)
    return plan


def begin_check_in(*, actor: Actor, workshop_id: UUID, on: date, change_id: UUID | None = None) -> CheckIn:
    """The minutes of the check-in of this day: those that there are, or new ones. Two who begin at once write one."""
    workshop = get_workshop(actor, workshop_id, Right.EDIT_PLAN)
    with change(workshop.pk, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="begin-check-in") as tx:
        found: CheckIn | None = CheckIn.objects.present().filter(workshop_id=workshop.pk, on=on).first()
        return found or tx.new(CHECK_IN, {"on": on})  # type: ignore[no-any-return]


def update_check_in(
    *, actor: Actor, check_in: CheckIn, values: Values, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> CheckIn:
    """Change the day or the notes of minutes."""
    parsed = CHECK_IN.parse(values, from_wire=False)
    with change(check_in.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="change-check_in") as tx:
        changed: CheckIn = tx.set(check_in, parsed, base=base)
    return changed


def set_attendance(
    *, actor: Actor, check_in: CheckIn, present: Collection[str], seen: Collection[str] | None = None, change_id: UUID | None = None
) -> None:
    """Say who was there, by people ids. With `seen`, who was noted when the writer looked, only the difference counts."""
    with change(check_in.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="check-in-attendance") as tx:
        tx.bring(check_in, "attendance", present, seen)


def add_decision(*, actor: Actor, check_in: CheckIn, text: str, change_id: UUID | None = None) -> CheckInPoint:
    """Note what was decided."""
    with change(check_in.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="add-check_in_point") as tx:
        point: CheckInPoint = tx.new(POINT, POINT.parse({"text": text}) | {"check_in": check_in.pk, "kind": "decision"})
    return point


def add_follow_up(*, actor: Actor, check_in: CheckIn, values: Values, change_id: UUID | None = None) -> CheckInPoint:
    """Note what follows; in the same change it becomes an action of the plan. `values` are the action's title, owner and end."""
    with change(check_in.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="check-in-to-action") as tx:
        action = new_action(tx, {"kind": Action.Kind.JUST_DO_IT.value, **values})
        point: CheckInPoint = tx.new(POINT, {"check_in": check_in.pk, "kind": "follow_up", "text": action.title, "action": action.pk})
    return point


def send_minutes(*, actor: Actor, check_in: CheckIn, change_id: UUID | None = None) -> int:
    """Send the minutes to those who were there, who lead, and who own what follows; returns how many are told.

    Invalid for minutes in which nothing is written down.
    """
    with change(check_in.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="send-check-in") as tx:
        fresh = CheckIn.objects.select_related("workshop").get(pk=check_in.pk)
        points = list(CheckInPoint.objects.present().filter(check_in=fresh).select_related("action__owner__user").order_by("id"))
        if not points and not fresh.notes.strip():
            raise Invalid({"notes": "Write down what was decided, what follows or what was said; then send it."})
        people = asking.receivers_of(fresh)
        tx.set(fresh, {"sent_at": tx.at, "sent_by": tx.actor.user_id})
        names = selectors.list_names(fresh.workshop, fresh.attendance)
        notices.send_minutes(tx, fresh, people, points, sorted(names, key=str.lower))
    return len(people)


def remove_point(*, actor: Actor, point_id: UUID, change_id: UUID | None = None) -> CheckInPoint:
    """Take a point out of the minutes; an action that it became stays in the plan."""
    point = get_record(actor, CheckInPoint, point_id, "check_in", needs=Right.EDIT_PLAN)
    with change(point.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="remove-check_in_point") as tx:
        tx.delete(point)
    return point


def remove_check_in(*, actor: Actor, check_in: CheckIn, change_id: UUID | None = None) -> None:
    """Take minutes out with their points; undoing brings all of it back."""
    with change(check_in.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="remove-check_in") as tx:
        tx.delete(check_in)
