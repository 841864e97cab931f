"""Handing the plan over, measuring it against a baseline, and signing it. Every function is one change of the workshop."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from actionplans import agreement, notices
from actionplans.baseline import content_of
from actionplans.health import CLOSED
from actionplans.kinds_agreement import BASELINE, HANDOVER, SIGNATURE
from actionplans.models import Action, ActionPlan, Baseline, Handover
from actionplans.models.agreement import SIGNERS
from actionplans.selectors import loaded
from vsm_site.lib.errors import Invalid
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.models import Workshop
from workshops.policy import Action as Right
from workshops.policy import Role

NO_OWNER = "Nobody is process owner yet. Give somebody this role on the page of people, then hand the plan over."
MOVED_ON = "The plan has another baseline since you opened this page. Read it, then sign."


def hand_over(*, actor: Actor, workshop_id: UUID, note: str = "", change_id: UUID | None = None) -> Handover:
    """Give the plan to the process owner: the coach gives it, or the owner takes it. From then on the coach no longer edits it.

    Invalid without an owner, and where it was handed over before.
    """
    values = HANDOVER.parse({"note": note}, from_wire=False)
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="hand-over-plan") as tx:
        owner = agreement.get_owner(workshop_id)
        if owner is None:
            raise Invalid(NO_OWNER)
        if tx.phase.plan_handed_over:
            raise Invalid("The plan was handed over already.")
        return _pass_on(tx, values | {"to_owner": True, "owner": owner.pk})


def give_back(*, actor: Actor, workshop_id: UUID, note: str, change_id: UUID | None = None) -> Handover:
    """Give the plan back to the coach, who edits it again, and say why. Invalid where it was not handed over."""
    values = HANDOVER.parse({"note": note}, from_wire=False)
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="give-plan-back") as tx:
        if not tx.phase.plan_handed_over:
            raise Invalid("The coach has the plan already.")
        owner = agreement.get_owner(workshop_id)
        return _pass_on(tx, values | {"to_owner": False, "owner": owner.pk if owner else None})


def _pass_on(tx: Tx, values: dict[str, object]) -> Handover:
    rows = Action.objects.present().filter(workshop_id=tx.workshop_id).exclude(status__in=CLOSED)
    opened = list(rows.values_list("owner_id", "end"))
    unready = sum(owner is None or end is None for owner, end in opened)
    made: Handover = tx.new(HANDOVER, values | {"actions": len(opened), "unready": unready})
    tx.set(Workshop.objects.get(pk=tx.workshop_id), {"plan_handed_over": made.to_owner})
    notices.tell_handover(tx, made)
    return made


def set_baseline(*, actor: Actor, workshop_id: UUID, reason: str = "", change_id: UUID | None = None) -> Baseline:
    """Measure the plan from now on against what it says now. Those who sign it are told.

    Invalid while no action has dates, when nothing is different from the last baseline, and for a further one without a reason.
    """
    values = BASELINE.parse({"reason": reason}, from_wire=False)
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="set-baseline") as tx:
        last = agreement.last_baseline(workshop_id)
        content = content_now(workshop_id)
        _refuse(last, content, reason)
        number = agreement.next_number(workshop_id)
        baseline: Baseline = tx.new(BASELINE, values | {"number": number, "content": content})
        notices.tell_baseline(tx, baseline, agreement.list_signers(workshop_id))
    return baseline


def content_now(workshop_id: UUID) -> dict[str, object]:
    """What the plan says now, as a baseline keeps it."""
    plan = ActionPlan.objects.present().filter(workshop_id=workshop_id).first()
    rows = loaded(Action.objects.present().filter(workshop_id=workshop_id)).order_by("order_key", "id")
    return content_of(plan.objective if plan else "", agreement.planned(rows))


def _refuse(last: Baseline | None, content: dict[str, object], reason: str) -> None:
    actions: list[dict[str, object]] = content["actions"]  # type: ignore[assignment]
    if not any(row["end"] for row in actions):
        raise Invalid({"reason": "No action has an end yet. Give the actions dates first; the time line drafts them for you."})
    if last is not None and last.content == content:
        raise Invalid({"reason": f"Nothing is different from baseline {last.number}."})
    if last is not None and not reason.strip():
        raise Invalid({"reason": "Say why the plan is measured against other dates from now on."})


def sign(*, actor: Actor, workshop_id: UUID, baseline_id: UUID | None, change_id: UUID | None = None) -> Committed:
    """Say yes to a baseline as sponsor, owner or both. Invalid when it is no longer the newest, and for somebody who is neither."""
    with change(workshop_id, actor=actor, needs=Right.SIGN_PLAN, change_id=change_id, kind="sign-plan") as tx:
        baseline = agreement.last_baseline(workshop_id)
        if baseline is None or baseline.pk != baseline_id:
            raise Invalid(MOVED_ON)
        signed = {row.role for row in baseline.signed if row.by_id == actor.user_id}  # type: ignore[attr-defined]
        for role in signing_roles(tx.standing.roles):
            if role.value not in signed:
                tx.new(SIGNATURE, {"baseline": baseline.pk, "role": role.value, "at": tx.at})
    return tx.committed


def unsign(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take one's own yes to the newest baseline back; nothing happens without one."""
    with change(workshop_id, actor=actor, needs=Right.SIGN_PLAN, change_id=change_id, kind="unsign-plan") as tx:
        baseline = agreement.last_baseline(workshop_id)
        for row in baseline.signed if baseline else ():  # type: ignore[attr-defined]
            if row.by_id == actor.user_id:
                tx.delete(row)
    return tx.committed


def signing_roles(held: Collection[Role]) -> list[Role]:
    """The roles of a person in which the plan is signed."""
    return [role for role in SIGNERS if role in held]
