"""What came of a check-in: its minutes, and what the sponsor was told of the week."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from workshops.models.live import LiveRecord


class CheckIn(LiveRecord):
    """The minutes of one check-in: who was there, what was said, and below it what was decided and follows."""

    on = models.DateField()
    """The day it was held, in the workshop's zone."""
    attendance = models.JSONField(default=list, blank=True)
    """People ids (participations) of those who were there."""
    notes = models.TextField(max_length=4000, blank=True, help_text="What was said and belongs to no action.")
    sent_at = models.DateTimeField(null=True)
    """When the minutes were last sent."""
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    led_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "on"], condition=models.Q(deleted_seq=None), name="one_check_in_a_day"),
        ]

    def __str__(self) -> str:
        return f"Check-in of {self.on:%a} {self.on.day} {self.on:%b %Y}"

    def get_absolute_url(self) -> str:
        """The page of the minutes."""
        return reverse("check-in", args=[self.pk])


class CheckInPoint(LiveRecord):
    """One thing that a check-in came to: something decided, or something that somebody does next."""

    class Kind(models.TextChoices):
        """What sort of thing it is."""

        DECISION = "decision", "Decision"
        FOLLOW_UP = "follow_up", "Follow-up"

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DECISION)
    text = models.CharField(max_length=500)
    action = models.ForeignKey("actionplans.Action", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The action that a follow-up became; its owner and date stand there."""

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class SponsorNote(LiveRecord):
    """What the sponsor is told of the week, in a few sentences: a draft until it is sent."""

    text = models.TextField(max_length=4000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["workshop", "sent_at"])]

    def __str__(self) -> str:
        return self.text[:80]
