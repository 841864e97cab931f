"""Who read the summary of a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


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
