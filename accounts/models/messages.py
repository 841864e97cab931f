"""What is told to a person: notifications on the page, and the outbox from which mail leaves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from vsm_site.lib.ids import uuid7


class Notification(models.Model):
    """One thing a person was told; at most once per `dedupe_key`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    workshop_id = models.UUIDField(null=True)
    dedupe_key = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "dedupe_key"], name="told_once")]
        indexes = [models.Index(fields=["user", "read_at"])]

    def __str__(self) -> str:
        return self.text


class NotificationPreference(models.Model):
    """Whether a person wants mail about one kind of notification (without a row: yes)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences")
    kind = models.CharField(max_length=40)
    by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {'mail' if self.by_mail else 'page only'}"


class OutboxMessage(models.Model):
    """A mail to send. The row is the truth; whoever claims it by a guarded update, with a lease, sends it."""

    class State(models.TextChoices):
        """Where the message stands."""

        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to = models.EmailField(max_length=254)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    calendar = models.TextField(blank=True)
    """A calendar that goes with the letter (iCalendar with its METHOD), so that mail programs offer to accept it."""
    attachment = models.CharField(max_length=200, blank=True)
    """Path below the media folder of a file that goes with the letter."""
    attachment_name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=40)
    holds_secret = models.BooleanField(default=False, help_text="The body holds a link that opens a door: forgotten once sent.")
    message_id = models.CharField(max_length=200, unique=True, help_text="Stays the same when the mail is sent again.")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["state", "not_before"])]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
