"""How a plan came to be agreed on: who took it over, what it said then, and who signed it."""

from __future__ import annotations

from django.db import models

from workshops.models import ROLE_LABELS
from workshops.models.live import LiveRecord
from workshops.policy import Role

SIGNERS = (Role.SPONSOR, Role.OWNER)
SIGNER_CHOICES = [(role.value, ROLE_LABELS[role]) for role in SIGNERS]


class Handover(LiveRecord):
    """The moment at which the plan went from the coach to the process owner, or back."""

    to_owner = models.BooleanField(default=True)
    """False: the owner gave it back to the coach."""
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, related_name="+")
    """Who owns the process, and from now on the plan."""
    note = models.CharField(max_length=500, blank=True, help_text="What was agreed on besides; needed when the plan is given back.")
    actions = models.PositiveIntegerField(default=0)
    """How many actions were open."""
    unready = models.PositiveIntegerField(default=0)
    """How many of them had no owner or no end."""
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"Plan {'handed over' if self.to_owner else 'given back'} on {self.at:%d %b %Y}"


class Baseline(LiveRecord):
    """What the plan said at one moment: the dates against which it is measured, and what is signed."""

    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, blank=True, help_text="Why the plan is measured against other dates from now on.")
    content = models.JSONField(default=dict)
    """Objective and actions as they stood (actionplans.baseline)."""
    made_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["workshop", "number"], name="one_baseline")]

    def __str__(self) -> str:
        return f"Baseline {self.number}"


class PlanSignature(LiveRecord):
    """One person's yes to one baseline of the plan, in a role."""

    baseline = models.ForeignKey(Baseline, on_delete=models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=12, choices=SIGNER_CHOICES)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.by}, {self.get_role_display()}"
