"""What a person can take back and do again, as the log says: for a browser that has lost its own list."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from workshops import access
from workshops.access import Actor
from workshops.history import NEVER_UNDONE
from workshops.models import Change

MOST = 100


@dataclass(frozen=True, slots=True)
class UndoList:
    """Numbers of one's own changes, the next to be used last."""

    done: tuple[int, ...]
    """To be taken back."""
    undone: tuple[int, ...]
    """What took others of them back, so that undoing it does them again."""


def undo_list(actor: Actor, workshop_id: UUID) -> UndoList:
    """At most a hundred of each. A change of another sort than taking back or doing again leaves nothing to do again before it."""
    workshop = access.get_workshop(actor, workshop_id)
    rows = Change.objects.filter(workshop_id=workshop.pk, user_id=actor.user_id).exclude(kind__in=NEVER_UNDONE)
    meant = dict(Change.objects.filter(workshop_id=workshop.pk).exclude(undo_of=None).order_by("seq").values_list("seq", "undo_of"))
    back: set[int] = set()
    for seq, of in meant.items():
        if of not in back:
            back.add(seq)
    stands = list(rows.filter(undone_by=None).order_by("seq").values_list("seq", flat=True))
    last = rows.filter(undo_of=None).order_by("-seq").values_list("seq", flat=True).first() or 0
    done = [seq for seq in stands if seq not in back]
    undone = [seq for seq in stands if seq in back and seq > last]
    return UndoList(tuple(done[-MOST:]), tuple(undone[-MOST:]))
