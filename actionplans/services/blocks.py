"""Grouping the actions of a plan, and judging what each is worth. Every function is one change with one undo."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from actionplans.models import Action, PlanBlock
from actionplans.records import ACTION, BLOCK
from actionplans.services.actions import Values
from vsm_site.lib.fractional import key_between
from workshops.access import Actor, get_record
from workshops.change import Tx, change
from workshops.policy import Action as Right


@dataclass(frozen=True, slots=True)
class Members:
    """Which actions were ticked as those of a block, which of them were when the page was made, and the workshop's number then."""

    chosen: Collection[UUID]
    shown: Collection[UUID]
    seen: int


def create_block(*, actor: Actor, workshop_id: UUID, values: Values, change_id: UUID | None = None) -> PlanBlock:
    """A block at the end of the plan, without actions."""
    with change(workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="add-plan_block") as tx:
        rows = PlanBlock.objects.present().filter(workshop_id=workshop_id).order_by("-order_key")
        last = rows.values_list("order_key", flat=True).first()
        block: PlanBlock = tx.new(BLOCK, BLOCK.parse(values) | {"order_key": key_between(last or "", "")})
    return block


def update_block(
    *,
    actor: Actor,
    block: PlanBlock,
    values: Values,
    base: Mapping[str, int] | None = None,
    members: Members | None = None,
    change_id: UUID | None = None,
) -> PlanBlock:
    """Change a block's words and which actions are in it. Conflict where a word, or the block of an action, moved on meanwhile."""
    with change(block.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="change-plan_block") as tx:
        if values:
            tx.set(block, BLOCK.parse(values), base=base)
        if members:
            _regroup(tx, block, members)
    return block


def _regroup(tx: Tx, block: PlanBlock, members: Members) -> None:
    moved = dict.fromkeys(set(members.chosen) - set(members.shown), block.pk) | dict.fromkeys(set(members.shown) - set(members.chosen))
    rows = Action.objects.present().filter(workshop_id=tx.workshop_id, pk__in=list(moved)).order_by("order_key", "id")
    for action in rows:
        tx.set(action, {"block": moved[action.pk]}, base={"block": members.seen})


def move_block(*, actor: Actor, block: PlanBlock, up: bool, change_id: UUID | None = None) -> None:
    """Put a block one place up or down; at the end of the list nothing happens."""
    with change(block.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="move-plan_block") as tx:
        rows = list(PlanBlock.objects.present().filter(workshop_id=tx.workshop_id).values_list("pk", "order_key"))
        keys = [key for pk, key in rows if pk != block.pk]
        place = [pk for pk, _ in rows].index(block.pk) + (-1 if up else 1)
        if 0 <= place < len(rows):
            low = keys[place - 1] if place else ""
            tx.order(block, key_between(low, next((key for key in keys[place:] if key > low), "")))


def remove_block(*, actor: Actor, block: PlanBlock, change_id: UUID | None = None) -> None:
    """Take a block away; its actions stay in the plan without one."""
    with change(block.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="remove-plan_block") as tx:
        tx.delete(block)


def judge_action(
    *, actor: Actor, action_id: UUID, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Action:
    """Say how far an action moves the numbers (`impact`) and what it takes (`effort`): 1 to 3, or None."""
    action = get_record(actor, Action, action_id, needs=Right.EDIT_PLAN)
    parsed = ACTION.parse({name: values[name] for name in ("impact", "effort") if name in values})
    with change(action.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="judge-action") as tx:
        if parsed:
            tx.set(action, parsed, base=base)
    return action
