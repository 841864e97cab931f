"""What owners are asked before a check-in, and the links by which they answer without signing in. Not live: it is between the product
and one person."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import TimedRow
from vsm_site.lib.ids import uuid7


class CheckInRound(TimedRow):
    """One check-in that is to be: when it begins, and, as `due_at`, when those owners are asked who have not said a word by then."""

    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    """Its day in the workshop's zone."""
    meets_at = models.DateTimeField()
    since = models.DateTimeField()
    """Since when a word counts."""

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["workshop", "on"], name="one_round_a_day")]
        indexes = [models.Index(fields=["sent_at", "due_at"])]

    def __str__(self) -> str:
        return f"Check-in on {self.on}"


class CheckInRequest(models.Model):
    """One person was asked how the own actions go: before a check-in, or by somebody who reminds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(CheckInRound, on_delete=models.CASCADE, null=True, related_name="requests")
    """The check-in before which everybody was asked; None where somebody reminded this person."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    message_id = models.CharField(max_length=200, blank=True)
    """Of its letter, by which the outbox says what became of it."""

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], condition=models.Q(round__isnull=False), name="asked_once_a_round"),
        ]
        indexes = [models.Index(fields=["workshop", "user", "at"])]

    def __str__(self) -> str:
        return f"{self.user_id} was asked {self.at:%Y-%m-%d}"


class CheckInLink(models.Model):
    """A link by which one person says how the own actions of one workshop go; only the hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["workshop", "user"])]

    def __str__(self) -> str:
        return f"link of {self.user_id}"

    def is_open(self, now: datetime) -> bool:
        """Whether it still works."""
        return self.revoked_at is None and now < self.expires_at
