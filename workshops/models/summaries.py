"""To whom the summary of a day was sent, and who read it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from vsm_site.lib.ids import uuid7


class SummarySending(models.Model):
    """One time that the summary of a closed day was sent by mail."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.ForeignKey("workshops.WorkshopDay", on_delete=models.CASCADE, related_name="sendings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    """When its letters were written; None while its PDF is made."""
    people = models.JSONField(default=list)
    """The names of those to whom a letter went."""

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"Summary of {self.day_id}, sent {self.asked_at}"


class SummaryReading(models.Model):
    """One person has opened the summary of one closed day: on its page, or by the personal link of the mail."""

    day = models.ForeignKey("workshops.WorkshopDay", on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first_at = models.DateTimeField(default=timezone.now)
    by_mail = models.BooleanField(default=False)
    """The first time it was opened by the link of the mail."""

    class Meta:
        ordering = ["first_at", "id"]
        constraints = [models.UniqueConstraint(fields=["day", "user"], name="summary_read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.day_id}"
