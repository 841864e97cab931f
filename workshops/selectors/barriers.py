"""How long barriers wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from workshops.models import Barrier, Change, LiveRecord, Workshop


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


def with_age(rows: Iterable[Barrier], workshop: Workshop, now: datetime) -> list[Barrier]:
    """These barriers, each with its `age` in words; of a lifted one empty."""
    found, today = list(rows), workshop.today(now)
    made = made_at(found)
    for row in found:
        since = workshop.today(made[row.pk]) if row.pk in made else None
        row.age = "" if row.status == "lifted" else waiting(since, today)
    return found
