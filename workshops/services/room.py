"""The room while the team works in it: who leads, what everybody is shown, and which steps are locked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from vsm_site.lib.errors import Forbidden, Invalid, NotFound
from workshops.access import Actor
from workshops.change import Committed, change
from workshops.models import Workshop
from workshops.policy import Action
from workshops.records import find, split_ref
from workshops.selectors.room import leader_of, leaders

WHOLE = "all"
"""The anchor of the whole sheet."""
MOST_IN_LIGHT = 3
"""Steps in the spotlight at most: more cannot be read from the back of a room."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What everybody is shown: a map, the pass, the part of the sheet (x, y, width, height), and steps in the spotlight."""

    map_id: UUID
    pass_key: str = ""
    camera: Sequence[float] = ()
    spotlight: Sequence[UUID] = ()
    anchor: str = ""
    """The record that the part of the sheet is seen around, since others may look at another drawing of the map."""


def hand_over(*, actor: Actor, workshop_id: UUID, to: UUID, change_id: UUID | None = None) -> Committed:
    """Give the lead to a coach: one's own to anybody who may have it, somebody else's to oneself only.

    Nothing but this moves it, whoever goes offline. Invalid for somebody who does not run the workshop, Forbidden for giving away
    what somebody else has.
    """
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="lead") as tx:
        workshop = Workshop.objects.get(pk=workshop_id)
        now = leader_of(workshop)
        if to not in {user.pk for user in leaders(workshop_id)}:
            raise Invalid({"to": "Only a coach of this workshop can lead."})
        if now is not None and now.pk not in (actor.user_id, to) and to != actor.user_id:
            raise Forbidden("Take the lead yourself first.")
        if now is None or now.pk != to or workshop.lead_id is None:
            tx.set(workshop, {"lead": to})
    return tx.committed


def show(*, actor: Actor, workshop_id: UUID, what: Shown, bring: bool, change_id: UUID | None = None) -> Committed:
    """Put steps into the spotlight of the walls, and with `bring` bring everybody to this map, pass and part of the sheet."""
    if len(what.spotlight) > MOST_IN_LIGHT:
        raise Invalid({"spotlight": f"At most {MOST_IN_LIGHT} steps can be read from afar."})
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="show") as tx:
        _require_here(workshop_id, f"map/{what.map_id}", *(f"step/{step}" for step in what.spotlight))
        if what.anchor not in ("", WHOLE):
            _require_here(workshop_id, what.anchor)
        workshop = Workshop.objects.get(pk=workshop_id)
        before = workshop.shown or {}
        shown = {
            "map": str(what.map_id),
            "pass": what.pass_key,
            "camera": [round(number, 1) for number in what.camera],
            "anchor": what.anchor,
            "spotlight": [str(step) for step in what.spotlight],
            "brought": tx.seq if bring else before.get("brought", 0),
            "by": str(actor.user_id),
        }
        if not bring and before.get("map") == shown["map"]:  # the light alone leaves everybody where they were brought
            shown |= {name: before[name] for name in ("pass", "camera", "anchor")}
        if shown != before:
            tx.set(workshop, {"shown": shown})
    return tx.committed


def _require_here(workshop_id: UUID, *refs: str) -> None:
    """NotFound for a record that is not of this workshop, or not there any more."""
    for ref in refs:
        kind, pk = split_ref(ref)
        if find(workshop_id, kind, pk).deleted_seq is not None:
            raise NotFound("This was removed.")


def lock_steps(*, actor: Actor, workshop_id: UUID, steps: Collection[UUID], on: bool, change_id: UUID | None = None) -> Committed:
    """Lock steps for participants, or open them again. The steps are known to be of the workshop."""
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="lock-step") as tx:
        workshop = Workshop.objects.get(pk=workshop_id)
        for step in steps:
            (tx.add if on else tx.remove)(workshop, "locked_steps", str(step))
    return tx.committed
