"""Going on to the next stage of a workshop, and back to an earlier one."""

from __future__ import annotations

from uuid import UUID

from vsm_site.lib.errors import Invalid
from workshops import signals
from workshops.access import Actor
from workshops.change import Committed, change
from workshops.kinds import STAGE_MOVE
from workshops.models import Workshop
from workshops.policy import Action
from workshops.selectors.stages import facts_of
from workshops.stages import Stage, blockers


def move_stage(
    *, actor: Actor, workshop_id: UUID, to: Stage, reason: str = "", base: int | None = None, change_id: UUID | None = None
) -> Committed:
    """Go on to the next stage, or back to an earlier one; the move is kept with its reason and the warnings that were passed.

    Warnings do not stop: they ask for a reason, as going back does (Invalid at `reason` without one). `base` is the revision of the
    stage that the person looked at; Conflict when the workshop has moved since.
    """
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="stage") as tx:
        workshop = Workshop.objects.get(pk=workshop_id)
        before = Stage(workshop.stage)
        reason = reason.strip()
        workshop = tx.set(workshop, {"stage": to.value}, base={} if base is None else {"stage": base})
        warnings = _checked(workshop, before, to, reason)
        values = STAGE_MOVE.parse({"from": before.value, "to": to.value, "reason": reason, "blockers": warnings}, from_wire=False)
        tx.new(STAGE_MOVE, values)
        signals.stage_changed.send(sender=Workshop, tx=tx, workshop=workshop, before=before)
    return tx.committed


def _checked(workshop: Workshop, before: Stage, to: Stage, reason: str) -> list[str]:
    """The warnings of the stage that is left; Invalid for a stage that cannot be gone to, or a reason that is missing."""
    if to is before:
        raise Invalid({"to": f"The workshop is in {to.label} already."})
    if to.number > before.number + 1:
        raise Invalid({"to": f"After {before.label} comes {before.next.label if before.next else 'nothing'}."})
    if to.number < before.number:
        if not reason:
            raise Invalid({"reason": f"Say why you go back to {to.label}."})
        return []
    warnings = [blocker.text for blocker in blockers(before, facts_of(workshop, before))]
    if warnings and not reason:
        raise Invalid({"reason": "Say why you go on although something is open."})
    return warnings
