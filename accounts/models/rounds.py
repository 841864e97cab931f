"""What every announcement with a time has, whatever it is about."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from vsm_site.lib.ids import uuid7


class TimedRow(models.Model):
    """Something that people are told once its time has come. The row is the truth; whoever claims it by a guarded update, with a lease,
    tells them (accounts.services.rounds)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
