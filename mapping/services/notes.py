"""What was said in the room, pinned on a map."""

from __future__ import annotations

from uuid import UUID

from mapping.models import Map, MapNote, Step
from mapping.records import MAP, NOTE
from vsm_site.lib.errors import Invalid
from vsm_site.lib.fractional import key_between
from workshops.access import Actor, get_record
from workshops.change import change
from workshops.models import Capture
from workshops.policy import Action
from workshops.records import find
from workshops.services.converting import waiting_capture


def capture_to_note(*, actor: Actor, capture_id: UUID, map_id: UUID, step_id: UUID | None = None, change_id: UUID | None = None) -> MapNote:
    """Pin a capture on a step of a map, or on the whole map; the capture closes with that place.

    Invalid for a step of another map, and for a capture that has its place already.
    """
    capture = get_record(actor, Capture, capture_id)
    with change(capture.workshop_id, actor=actor, needs=Action.MANAGE_CAPTURES, change_id=change_id, kind="sort-captures") as tx:
        fresh, map_ = waiting_capture(tx, capture_id), find(tx.workshop_id, MAP, map_id)
        step = _step_of(map_, step_id)
        kind = fresh.kind if fresh.kind in ("issue", "improvement") else "question"
        values = {"map": map_.pk, "kind": kind, "text": fresh.text, "at": step.doc_id if step else None, "capture": fresh.pk}
        note: MapNote = tx.new(NOTE, NOTE.parse(values) | {"order_key": _last_key(map_)})
        words = f"On the map: {step.name if step else map_.title}"[:500]
        places = {"step": step.pk, "at": fresh.at or step.name[:160]} if step else {}
        tx.set(fresh, {"status": "closed", "disposition": words, **places})
    return note


def _step_of(map_: Map, step_id: UUID | None) -> Step | None:
    if step_id is None:
        return None
    step: Step | None = Step.objects.present().filter(map=map_, pk=step_id).first()
    if step is None:
        raise Invalid({"step": "Choose a step of this map."})
    return step


def _last_key(map_: Map) -> str:
    last = MapNote.objects.present().filter(map=map_).order_by("-order_key").values_list("order_key", flat=True).first()
    return key_between(last or "", "")
