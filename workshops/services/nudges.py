"""Hints to the coach: put aside for good."""

from __future__ import annotations

from uuid import UUID

from workshops.access import Actor
from workshops.change import Committed, change
from workshops.kinds_nudges import DISMISSAL
from workshops.models import Dismissal
from workshops.policy import Action


def dismiss_nudge(*, actor: Actor, workshop_id: UUID, hint: str, change_id: UUID | None = None) -> Committed:
    """Show a hint (a key of workshops.nudges.NAMES) to no coach of this workshop again; Undo brings it back.

    Invalid for a hint that there is not; one that is aside already stays so.
    """
    values = DISMISSAL.parse({"hint": hint}, from_wire=False)
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="dismiss-hint") as tx:
        if not Dismissal.objects.present().filter(workshop_id=workshop_id, hint=hint).exists():
            tx.new(DISMISSAL, values)
    return tx.committed
