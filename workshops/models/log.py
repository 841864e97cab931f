"""The change log: the only truth about what happened in a workshop, and in which order."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class WorkshopHead(models.Model):
    """One row per workshop: counter and lock in one. Whoever wants to write updates it first."""

    workshop = models.OneToOneField("workshops.Workshop", primary_key=True, on_delete=models.CASCADE, related_name="head")
    head = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(default=0)
    epoch = models.UUIDField(default=uuid.uuid4)
    perm_epoch = models.IntegerField(default=1)
    state = models.JSONField(default=dict)
    """Copy of the workshop's stage and locks, so that taking the counter tells the phase without another query."""

    def __str__(self) -> str:
        return f"{self.workshop_id} at {self.head}"


class Change(models.Model):
    """One confirmed change of a workshop: its operations, and those that take it back."""

    # no index of its own: those of the constraints begin with it
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="changes", db_index=False)
    seq = models.BigIntegerField()
    change_id = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    guest_id = models.UUIDField(null=True)
    client_id = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=60)
    """What was done in one word (`set`, `import`, `advance-stage`), for histories and summaries."""
    ops = models.JSONField()
    undo = models.JSONField()
    undo_of = models.BigIntegerField(null=True)
    undone_by = models.BigIntegerField(null=True)
    audience = models.CharField(max_length=60, null=True)  # noqa: DJ001 - NULL means everybody in the workshop
    schema = models.SmallIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["workshop_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "seq"], name="change_seq_once"),
            models.UniqueConstraint(fields=["workshop", "change_id"], name="change_id_once"),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} #{self.seq}"
