"""Letters for the outbox: rows to be sent after the commit, with a Message-ID that stays the same when a letter is sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from accounts.models import OutboxMessage, User
from vsm_site.lib.queue import after_commit


def one_line(text: str, length: int) -> str:
    """The text without line breaks and cut to a length, fit for a header or a list."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def message_id(key: str) -> str:
    """The Message-ID of the letter with this key: the same key gives the same id on every call."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def message(
    *,
    to: str,
    kind: str,
    subject: str,
    body: str,
    key: str,
    user: User | None = None,
    holds_secret: bool = False,
    not_before: datetime | None = None,
) -> OutboxMessage:
    """An unsaved letter. `key` says which letter this is: the outbox takes one per key."""
    return OutboxMessage(
        to=to,
        user=user,
        kind=kind,
        subject=one_line(subject, 200),
        body=body,
        message_id=message_id(key),
        holds_secret=holds_secret,
        not_before=not_before or timezone.now(),
    )


def queue(messages: Iterable[OutboxMessage]) -> None:
    """Put letters into the outbox, within the caller's transaction; one that is there already stays as it is."""
    rows = list(messages)
    if rows:
        OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
        after_commit("accounts.tasks.send_outbox")
