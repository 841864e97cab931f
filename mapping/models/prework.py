"""Pre-work: what people look up about their own steps before the first day, by a link and without an account."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from vsm_site.lib.ids import uuid7
from workshops.models import LiveRecord

WORKS = timedelta(days=30)
ANSWER_KINDS = (("step", "Own step"), ("term", "Term"), ("pain", "What annoys"))
STATES = (("sent", "Waits"), ("accepted", "Accepted"), ("declined", "Not taken over"))


class PreworkLink(models.Model):
    """One person's way to the form of the pre-work. Its secret is in the mail alone; here is what it is recognised by."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("workshops.Participation", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    """Who answers are by: the person's account, or a row without one that carries the name."""
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workshop", "person"])]

    def __str__(self) -> str:
        return f"Pre-work of {self.person}"


class PreworkAnswer(LiveRecord):
    """What somebody wrote before day 1: the data of an own step, a term, or what annoys. It enters map and captures once accepted."""

    person = models.ForeignKey("workshops.Participation", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=ANSWER_KINDS)
    step = models.CharField("name of the step", max_length=200, blank=True)
    data = models.JSONField(default=dict)
    """Statements by field of a step (mapping.fields)."""
    text = models.CharField(max_length=1000, blank=True)
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=STATES, default="sent")
    answer = models.CharField("what became of it", max_length=300, blank=True)

    class Meta:
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return self.step or self.text
