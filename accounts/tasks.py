"""Tasks of accounts: one call each, safe to run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.services import outbox


@shared_task
def send_outbox() -> int:
    """Send the mail that is due; returns how many letters left."""
    return outbox.send_due(now=timezone.now())
