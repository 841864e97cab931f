"""What a preparation consists of beside its tasks: files that were gathered, and the meetings of sponsor, owner and coach."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone

from vsm_site.lib import files
from vsm_site.lib.ids import uuid7
from workshops.models.live import LiveRecord


class StoredFile(models.Model):
    """The bytes of a file, under a random name. They are given out as an attachment and never shown in a page."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="+")
    file = models.CharField(max_length=160)
    """Path below the media folder."""
    at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"File of {self.at:%Y-%m-%d}"


class KeptFile(LiveRecord):
    """A file that belongs to a record, given out as an attachment under its name."""

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8, choices=[(ending, kind.label) for ending, kind in files.KINDS.items()])
    size = models.PositiveIntegerField()
    """In bytes, as it is kept."""
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def size_text(self) -> str:
        """How large it is, in words."""
        return files.size_text(self.size)


class TaskFile(KeptFile):
    """A file that belongs to a set-up task: numbers from a system, an organisation chart, a sample form."""

    task = models.ForeignKey("workshops.SetupTask", on_delete=models.CASCADE, related_name="files")

    def get_absolute_url(self) -> str:
        """Where people of the workshop get it."""
        return reverse("task-file", args=[self.pk])


class Meeting(LiveRecord):
    """A meeting before or around the workshop: scoping and kick-off with the sponsor, a session of the coach with the owner, a briefing."""

    kind = models.CharField(
        max_length=10,
        choices=[
            ("scoping", "Scoping"),
            ("kickoff", "Kick-off"),
            ("coaching", "Coach prepares the owner"),
            ("current", "Briefing: current state"),
            ("future", "Briefing: future state"),
            ("plan", "Briefing: plan"),
            ("other", "Other meeting"),
        ],
    )
    date = models.DateField(null=True, blank=True)
    starts_at = models.TimeField("begins", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("minutes", default=60)
    place = models.CharField(max_length=300, blank=True, help_text="Room or link.")
    people = models.JSONField(default=list)
    """Ids of those of the workshop who take part."""
    others = models.CharField("who else", max_length=300, blank=True)
    agenda = models.TextField("what it is about", max_length=4000, blank=True)
    notes = models.TextField(max_length=10000, blank=True, help_text="What was said.")
    decisions = models.TextField(max_length=4000, blank=True, help_text="One line each.")
    handed_over = models.TextField(
        "what was handed over", max_length=4000, blank=True, help_text="What the owner does alone from now on, and what was given for it."
    )
    held = models.BooleanField("it took place", default=False)

    class Meta:
        ordering = ["date", "starts_at", "id"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def decided(self) -> list[str]:
        """What was decided, one by one."""
        return [line.strip() for line in self.decisions.splitlines() if line.strip()]
