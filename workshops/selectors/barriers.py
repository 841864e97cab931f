"""How long barriers wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from vsm_site.lib.errors import Invalid
from workshops import records
from workshops.escalation import is_escalated
from workshops.models import Barrier, Change, LiveRecord, Workshop
from workshops.selectors.days import list_barriers


def made_at(rows: Sequence[LiveRecord]) -> dict[UUID, datetime]:
    """When records were made, by the change log."""
    first = {row.pk: (row.workshop_id, min(row.field_revs.values(), default=0)) for row in rows}
    wanted = Q()
    for workshop_id, seq in set(first.values()):
        wanted |= Q(workshop_id=workshop_id, seq=seq)
    known = {(pk, seq): at for pk, seq, at in Change.objects.filter(wanted).values_list("workshop_id", "seq", "at")} if first else {}
    return {pk: known[key] for pk, key in first.items() if key in known}


def waiting(since: date | None, today: date) -> str:
    """How long something waits, in words."""
    if since is None or since >= today:
        return "New today"
    days = (today - since).days
    return f"Waits {days} {'day' if days == 1 else 'days'}"


PLACES = {
    "action": "Action: {}",
    "check_in": "{}",
    "review": "{}",
    "alignment_meeting": "{}",
    "map": "Map: {}",
    "step": "Step: {}",
    "standard": "Standard: {}",
}
"""Kinds of record where barriers are raised, and how one is called."""
STANDS = {"step": {"map__deleted_seq": None}}
"""What has to be there besides the record itself."""


def place_of(workshop_id: UUID, about: str) -> str:
    """`kind/uuid` of a record of this workshop where a barrier may be raised; Invalid or NotFound otherwise."""
    kind, pk = records.split_ref(about)
    if kind.name not in PLACES:
        raise Invalid({"about": "A barrier is raised at an action, a check-in, a review, a map, a step or a standard."})
    return records.ref(records.find(workshop_id, kind, pk))


def with_places(rows: Iterable[Barrier]) -> list[Barrier]:
    """These barriers, each with its `place` where it was raised at one that is still there; a query for each kind of place."""
    found = list(rows)
    wanted: dict[str, list[UUID]] = {}
    for row in found:
        kind, _, pk = row.about.partition("/")
        if kind in PLACES:
            wanted.setdefault(kind, []).append(UUID(pk))
    known = {
        kind: records.kind_named(kind).model.objects.present().filter(**STANDS.get(kind, {})).in_bulk(ids) for kind, ids in wanted.items()
    }
    for row in found:
        kind, _, pk = row.about.partition("/")
        record = known[kind].get(UUID(pk)) if kind in known else None
        row.place = (PLACES[kind].format(record), record.get_absolute_url()) if record is not None else None
    return found


def list_at(workshop: Workshop, about: str, now: datetime) -> list[Barrier]:
    """The barriers raised at one place (`kind/uuid`) of a workshop that the person was let into, with their age; the lifted last."""
    return with_age(list_barriers(workshop).filter(about=about), workshop, now)


def with_age(rows: Iterable[Barrier], workshop: Workshop, now: datetime) -> list[Barrier]:
    """These barriers, each with its `age` in words, of a lifted one empty, and whether it is escalated."""
    found, today = list(rows), workshop.today(now)
    made = made_at(found)
    for row in found:
        since = workshop.today(made[row.pk]) if row.pk in made else None
        row.age = "" if row.status == "lifted" else waiting(since, today)
        row.is_escalated = row.status == "open" and since is not None and is_escalated((today - since).days)
    return found
