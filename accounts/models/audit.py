"""Security actions, append-only. The history of workshop data is the change log, not this."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """One security action: who did what to what, and when. Each entry carries the hash of the one before."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    # No database constraint: an entry keeps the ids it was hashed with, even after the person or organisation is gone.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True, unique=True, help_text="Unique, so that the chain cannot fork.")
    entry_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} {self.object_kind} {self.object_id}"

    @property
    def words(self) -> str:
        """The action as people read it: `role-changed` is "Role changed"."""
        return self.action.replace("-", " ").capitalize()

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """The details as people read them: name and value."""
        return [
            (name.replace("_", " ").capitalize(), ", ".join(map(str, value)) if isinstance(value, list) else str(value))
            for name, value in self.details.items()
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new entry; a stored one never changes."""
        if not self._state.adding:
            raise RuntimeError("Audit entries are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: audit entries are append-only."""
        raise RuntimeError("Audit entries are append-only.")
