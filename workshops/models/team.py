"""The team on its days: who is planned and came when, and who was trained in what."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from workshops.decks import DECKS
from workshops.models.days import WorkshopDay
from workshops.models.live import LiveRecord

PLANNED = [("full", "All day"), ("part", "Part of the day"), ("away", "Not here")]
CAME = [("full", "Was here"), ("part", "Was here for a part"), ("away", "Was not here")]


class Attendance(LiveRecord):
    """One person on one day of the workshop: what is planned, and whether the person came."""

    person = models.ForeignKey("workshops.Participation", on_delete=models.CASCADE, related_name="attendance")
    day = models.ForeignKey(WorkshopDay, on_delete=models.CASCADE, related_name="attendance")
    planned = models.CharField(max_length=4, blank=True, choices=PLANNED)
    """Blank for what the person has planned for all days: full-time or part-time."""
    came = models.CharField(max_length=4, blank=True, choices=CAME)
    """Blank until somebody notes it."""

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_attendance_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.day_id}"


class Training(LiveRecord):
    """Somebody was trained in one of the topics."""

    person = models.ForeignKey("workshops.Participation", on_delete=models.CASCADE, related_name="trainings")
    topic = models.CharField(max_length=12, choices=[(deck.key, deck.title) for deck in DECKS])
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="one_training_a_topic")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.topic}"
