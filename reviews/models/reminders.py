"""Reminders: the row first, then the mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from accounts.models import TimedRow


class MeetingReminder(TimedRow):
    """One announcement of an alignment meeting; with and without recipient as those of reviews."""

    meeting = models.ForeignKey("reviews.AlignmentMeeting", on_delete=models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField()
    for_date = models.DateField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "days_before", "for_date", "recipient"],
                condition=models.Q(recipient__isnull=False),
                name="meeting_reminder_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["meeting", "days_before", "for_date"], condition=models.Q(recipient__isnull=True), name="meeting_round_once"
            ),
        ]
        indexes = [models.Index(fields=["sent_at", "due_at"])]

    def __str__(self) -> str:
        return f"{self.days_before} days before {self.for_date}"


class Reminder(TimedRow):
    """One announcement of a review, or question before it. The row without recipient is the round, made together with the review; when
    its time has come, those who are sponsor, owner or coach then (and owners of open actions seven days before) get a row each, once."""

    kind = models.CharField(max_length=20, default="review-due")
    """`review-due`; `prework` on its day; `pulse`, which asks the owners of the steps for numbers, `pulse-now` where somebody did."""
    review = models.ForeignKey("reviews.Review", on_delete=models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField()
    for_date = models.DateField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "review", "days_before", "for_date", "recipient"],
                condition=models.Q(recipient__isnull=False),
                name="reminder_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["kind", "review", "days_before", "for_date"],
                condition=models.Q(recipient__isnull=True),
                name="reminder_round_once",
            ),
        ]
        indexes = [models.Index(fields=["sent_at", "due_at"])]

    @property
    def place(self) -> dict[str, Any]:
        """Which announcement of its review it is."""
        return {"days_before": self.days_before, "for_date": self.for_date}

    def __str__(self) -> str:
        return f"{self.days_before} days before {self.for_date}"
