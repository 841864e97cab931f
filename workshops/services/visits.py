"""When somebody last looked at a workshop."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Greatest

from workshops.access import Actor
from workshops.models import Visit, Workshop


def record_visit(*, actor: Actor, workshop: Workshop, seq: int, now: datetime) -> None:
    """Note that the person has seen the workshop up to this change; what was seen in another tab stays seen."""
    row = Visit.objects.filter(workshop_id=workshop.pk, user_id=actor.user_id)
    if not row.update(seen_seq=Greatest("seen_seq", Value(seq)), seen_at=now):
        Visit.objects.get_or_create(workshop_id=workshop.pk, user_id=actor.user_id, defaults={"seen_seq": seq, "seen_at": now})
