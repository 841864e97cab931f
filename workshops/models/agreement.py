"""How a charter came to be agreed: its versions, who signed which, and what people said about its parts."""

from __future__ import annotations

from django.db import models

from workshops.charter_parts import COMMENTED
from workshops.models.live import LiveRecord
from workshops.models.workshop import ROLE_LABELS
from workshops.policy import Role

SIGNERS = (Role.SPONSOR, Role.OWNER, Role.COACH)
SIGNER_CHOICES = [(role.value, ROLE_LABELS[role]) for role in SIGNERS]


class CharterVersion(LiveRecord):
    """What the charter said at one moment, kept to compare with: a state that was agreed on, or that somebody wanted to keep."""

    number = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True, help_text="Why it is kept, for example: after the scoping meeting.")
    content = models.JSONField(default=dict)
    """The charter's texts, targets and days as they were shown (workshops.charter_versions)."""
    made_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["workshop", "number"], name="one_charter_version")]

    def __str__(self) -> str:
        return f"Version {self.number}"


class CharterSignature(LiveRecord):
    """One person's yes to one version of the charter, in a role."""

    version = models.ForeignKey(CharterVersion, on_delete=models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=12, choices=SIGNER_CHOICES)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    lacking = models.TextField(max_length=4000, blank=True, default="")
    """What the charter still lacked, as the signer was told and accepted; one thing a line."""

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.by}, {self.get_role_display()}"

    @property
    def accepted_without(self) -> list[str]:
        """What was missing when it was signed, one by one."""
        return self.lacking.splitlines()


class CharterComment(LiveRecord):
    """What somebody said about a part of the charter, until it is settled."""

    part = models.CharField(max_length=20, choices=COMMENTED)
    text = models.CharField(max_length=1000)
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()
    settled = models.BooleanField(default=False)

    class Meta:
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return self.text
