"""Calendar invitations: what stands in whose calendar. Not live: the letters have left, and no change takes them back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from vsm_site.lib.ids import uuid7


class CalendarEntry(models.Model):
    """One event in one person's calendar, as the last letter about it said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="calendar_entries")
    event = models.CharField(max_length=60)
    """What it is of: `day:<uuid>`, `visit:`, `briefing:`, `part:`, `meeting:` or `review:`; the UID of the calendar follows from it."""
    email = models.EmailField(max_length=254)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=300)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    place = models.CharField(max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    """Grows with each letter about it to this person."""
    organiser_name = models.CharField(max_length=120)
    organiser_email = models.EmailField(max_length=254)
    cancelled = models.BooleanField(default=False)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["starts", "event", "email"]
        constraints = [models.UniqueConstraint(fields=["workshop", "event", "email"], name="one_calendar_entry")]

    def __str__(self) -> str:
        return f"{self.title} for {self.email}"
