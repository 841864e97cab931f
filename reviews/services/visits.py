"""When somebody last looked at workshops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from workshops.access import Actor
from workshops.models import Visit


def record_visits(*, actor: Actor, seen: Mapping[UUID, int], now: datetime) -> None:
    """Note that the person has seen each of these workshops up to this change; the workshops are those that the person sees."""
    Visit.objects.bulk_create(
        [Visit(workshop_id=pk, user_id=actor.user_id, seen_seq=seq, seen_at=now) for pk, seq in seen.items()],
        update_conflicts=True,
        unique_fields=["workshop", "user"],
        update_fields=["seen_seq", "seen_at"],
    )
