"""Barriers that are brought up again. Not live: it is between the product and one person."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models import TimedRow


class BarrierReminder(TimedRow):
    """One time that a barrier is brought up again. The row without recipient is the round, planned with the barrier; when its time has
    come, those who can lift it, and from the second level on those who lead the workshop, get a row each, once."""

    barrier = models.ForeignKey("workshops.Barrier", on_delete=models.CASCADE, related_name="reminders")
    level = models.PositiveSmallIntegerField()
    for_date = models.DateField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["barrier", "level", "for_date", "recipient"],
                condition=models.Q(recipient__isnull=False),
                name="barrier_reminder_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["barrier", "level", "for_date"], condition=models.Q(recipient__isnull=True), name="barrier_round_once"
            ),
        ]
        indexes = [models.Index(fields=["sent_at", "due_at"])]

    def __str__(self) -> str:
        return f"level {self.level} on {self.for_date}"
