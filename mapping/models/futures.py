"""How the team comes to a future state: answers to the design questions, the future it chose, and who signed that."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from mapping.design_questions import BY_KEY
from mapping.models.maps import Map
from workshops.models.live import LiveRecord
from workshops.models.workshop import ROLE_LABELS
from workshops.policy import Role

SIGNERS = (Role.SPONSOR, Role.OWNER)
SIGNER_CHOICES = [(role.value, ROLE_LABELS[role]) for role in SIGNERS]


class DesignAnswer(LiveRecord):
    """One thing that was said to a design question, and where on the map it happens."""

    question = models.CharField(max_length=20)
    """Its word among the design questions."""
    text = models.CharField(max_length=1000)
    steps = models.JSONField(default=list)
    """Ids of the steps, of any map of the workshop, that it is about."""
    map = models.ForeignKey(Map, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The candidate in which it is done; None for every future."""
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def asked(self) -> str:
        """The question in words."""
        return BY_KEY[self.question].text


class FutureVersion(LiveRecord):
    """The future state that the team chose, as it was drawn when it was chosen, signed, or chosen no more."""

    number = models.PositiveIntegerField()
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500, blank=True, help_text="Why this one, in a sentence.")
    content = models.JSONField(default=dict)
    """The map's document as it was."""
    is_withdrawn = models.BooleanField(default=False)
    """From then on no future was chosen, and what was signed before does not stand any more."""
    made_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["workshop", "number"], name="one_future_version")]

    def __str__(self) -> str:
        return f"Version {self.number}"

    def get_absolute_url(self) -> str:
        """What changed since this version."""
        return reverse("future-version", args=[self.pk])


class FutureSignature(LiveRecord):
    """One person's yes to one version of the chosen future, in a role."""

    version = models.ForeignKey(FutureVersion, on_delete=models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=12, choices=SIGNER_CHOICES)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.by}, {self.get_role_display()}"
