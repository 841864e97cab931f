"""Reports that the worker makes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from vsm_site.lib.ids import uuid7


class GeneratedReport(models.Model):
    """A report somebody asked for. The row is the job; the message to the worker is only a hint."""

    class State(models.TextChoices):
        """Where the report stands."""

        QUEUED = "queued", "Waiting for the worker"
        RUNNING = "running", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=20)
    day = models.ForeignKey("workshops.WorkshopDay", on_delete=models.CASCADE, null=True, related_name="+")
    """The day whose summary it is; None for what is about the whole workshop."""
    sending = models.OneToOneField("workshops.SummarySending", on_delete=models.SET_NULL, null=True, related_name="report")
    """The sending that the file goes out with; None where nothing is mailed."""
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    """Percent done, for people who wait."""
    step = models.CharField(max_length=80, blank=True)
    file = models.CharField(max_length=200, blank=True)
    """Path below the media folder; blank until the report is ready."""
    pages = models.PositiveSmallIntegerField(null=True)
    head = models.BigIntegerField(default=0)
    """Sequence number of the workshop when it was made."""
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} report of {self.workshop_id}"
