"""Views of the plan that people keep."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import models

from workshops.models.live import LiveRecord


class PlanView(LiveRecord):
    """What of a plan is shown, kept under a name for everybody who reads the plan: late ones of the lab, next month's events."""

    name = models.CharField(max_length=60)
    query = models.JSONField(default=dict)
    """What was chosen, by the names of the filter's fields."""
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Its query string."""
        query: dict[str, Any] = self.query
        return urlencode(sorted(query.items()))
