"""Hints to the coach that were put aside."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from workshops.models.live import LiveRecord
from workshops.nudges import NAMES


class Dismissal(LiveRecord):
    """One hint that a coach has read and does not want to see again in this workshop."""

    hint = models.CharField(max_length=20, choices=list(NAMES.items()))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "hint"], condition=models.Q(deleted_seq=None), name="hint_dismissed_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_hint_display())  # type: ignore[attr-defined]
