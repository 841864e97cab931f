"""The log of a workshop that is over: what is old is kept as history and replayed to nobody. See the live protocol, 3.10."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from workshops.models import Change, Workshop, WorkshopHead
from workshops.records import kinds
from workshops.stages import Stage

REPLAYED = timedelta(days=7)
"""For so long a browser that was away goes on from where it was; after that it fetches the state afresh."""
IDS_KEPT = timedelta(days=30)
"""For so long a change that is sent again is known by its id."""


def compact_logs(*, now: datetime) -> int:
    """Compact the log of every workshop in its last stage; returns how many rows went. While a workshop works, its log stays whole."""
    over = Workshop.objects.present().filter(stage=Stage.ALIGN, head__head__gt=0)
    return sum(compact_log(pk, now=now) for pk in over.order_by("pk").values_list("pk", flat=True))


def compact_log(workshop_id: UUID, *, now: datetime) -> int:
    """Raise the floor of one log below which nothing is replayed, and take out rows below it that are nobody's history.

    What stays is, record by record, every value with who gave it and when: histories, summaries and undo go on reading it. Rows of the
    last 7 days are replayed, those of the last 30 all kept. Returns how many rows went; doing it twice changes nothing.
    """
    with transaction.atomic():
        head = WorkshopHead.objects.select_for_update().get(workshop_id=workshop_id)  # as every writer does, so that no change is open
        rows = Change.objects.filter(workshop_id=workshop_id)
        floor = rows.filter(at__lt=now - REPLAYED).order_by("-seq").values_list("seq", flat=True).first() or 0
        if floor > head.floor:
            head.floor = floor
            head.save(update_fields=["floor"])
        old = rows.filter(seq__lte=head.floor, at__lt=now - IDS_KEPT, undo_of=None, undone_by=None).values_list("pk", "ops")
        gone = [pk for pk, ops in old.iterator(chunk_size=500) if all(map(_is_no_history, ops))]
        for start in range(0, len(gone), 500):
            rows.filter(pk__in=gone[start : start + 500]).delete()
    return len(gone)


def _is_no_history(op: dict[str, object]) -> bool:
    """Whether an operation only moved a record among others, or showed the room a place: the last writer wins, and no history tells."""
    kind = kinds().get(str(op["r"]).partition("/")[0])
    fields = op.get("f")
    if kind is None or op["k"] != "set" or not isinstance(fields, dict):
        return False
    return all(name in kind.fields and kind.fields[name].last_writer_wins for name in fields)
