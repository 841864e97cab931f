"""Marking notifications as read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from accounts.models import Notification, User
from vsm_site.lib.errors import NotFound


def mark_read(*, actor: User, notification_id: UUID, now: datetime) -> Notification:
    """Mark one of the person's notifications as read; NotFound for another person's. Reading twice keeps the first time."""
    own = Notification.objects.filter(user=actor, pk=notification_id)
    own.filter(read_at=None).update(read_at=now)
    found = own.first()
    if found is None:
        raise NotFound
    return found


def mark_all_read(*, actor: User, now: datetime, kind: str = "") -> int:
    """Mark all unread notifications of the person, or those of one kind; returns how many there were."""
    unread = Notification.objects.filter(user=actor, read_at=None)
    return (unread.filter(kind=kind) if kind else unread).update(read_at=now)
