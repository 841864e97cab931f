"""The audit log: security actions in a hash chain, so that a changed or missing entry shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import AuditEntry, Organisation, User

LOCK = 0x76736D_617564  # "vsm aud": one number for one chain


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the chain found: entries in order, the hash of the last one, and the first broken entry's id if any."""

    entries: int
    last_hash: str
    broken_at: int | None = None


def record(
    *,
    actor: User | None,
    action: str,
    obj: models.Model,
    organisation: Organisation | None = None,
    details: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Note a security action. Record it last in a transaction: on PostgreSQL others wait from here until the commit.

    `action` is a word in the past like `role-changed`; `details` are plain JSON values and hold no secret.
    """
    with transaction.atomic():
        _hold_chain()
        last = AuditEntry.objects.order_by("-id").values_list("entry_hash", flat=True).first()
        entry = AuditEntry(
            at=at or timezone.now(),
            actor_id=actor.pk if actor else None,
            organisation_id=organisation.pk if organisation else None,
            action=action,
            object_kind=obj._meta.model_name or "",
            object_id=str(obj.pk),
            details=dict(details or {}),
            previous_hash=last or "",
        )
        entry.entry_hash = hash_of(entry)
        entry.save()
    return entry


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over everything the entry says and the hash of the one before."""
    said = [
        entry.previous_hash,
        entry.at.astimezone(UTC).isoformat(),
        str(entry.actor_id),
        str(entry.organisation_id),
        entry.action,
        entry.object_kind,
        entry.object_id,
        entry.details,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def verify() -> Verdict:
    """Walk the whole chain. A shortened end cannot be seen from inside: compare count and last hash with those noted before."""
    previous, count = "", 0
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=500):
        if entry.previous_hash != previous or entry.entry_hash != hash_of(entry):
            return Verdict(count, previous, entry.pk)
        previous, count = entry.entry_hash, count + 1
    return Verdict(count, previous)


def _hold_chain() -> None:
    """One writer at a time; SQLite's immediate transactions hold the only write lock anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
