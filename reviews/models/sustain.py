"""What keeps the new way alive after the workshop: standard work, checks of it, resistance, and measurements between the reviews."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from reviews.models.reviews import HOLDS
from reviews.regress import RHYTHMS
from workshops.models import KeptFile, LiveRecord, Participation


class StandardWork(LiveRecord):
    """How a changed step is done from now on: where that is written, who keeps it, who was trained, when it is looked at."""

    step = models.ForeignKey("mapping.Step", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField("what is done from now on", max_length=200)
    document = models.CharField(max_length=200, blank=True, help_text="Its number or name, and where it hangs.")
    link = models.CharField(max_length=500, blank=True, help_text="Where it can be opened.")
    owner = models.ForeignKey(Participation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    trained = models.JSONField(default=list)
    """Ids of the people of the workshop who were trained."""
    others = models.CharField("who else was trained", max_length=300, blank=True, help_text="Names, or a shift with how many.")
    audit_days = models.PositiveSmallIntegerField("how often it is checked", choices=RHYTHMS, default=30)
    next_audit = models.DateField("next check", null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of this standard with its checks."""
        return reverse("standard", args=[self.pk])


class StandardFile(KeptFile):
    """The document of a standard itself, so that it is there where the standard is."""

    standard = models.ForeignKey(StandardWork, on_delete=models.CASCADE, related_name="files")

    def get_absolute_url(self) -> str:
        """Where people of the workshop get it."""
        return reverse("standard-file", args=[self.pk])


class SustainmentCheck(LiveRecord):
    """One look at a standard where the work is done: does it hold, and what was found."""

    standard = models.ForeignKey(StandardWork, on_delete=models.CASCADE, related_name="checks")
    on = models.DateField("looked at on")
    holds = models.CharField("does it hold?", max_length=6, choices=HOLDS)
    findings = models.TextField(max_length=2000, blank=True, help_text="What was seen, and what is done about it.")
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"Check of {self.on}"


class Resistance(LiveRecord):
    """One place where the old way comes back or the new one is not wanted: what is heard, why, and what is done about it."""

    text = models.CharField("what we see or hear", max_length=1000)
    who = models.CharField("where or among whom", max_length=200, blank=True)
    cause = models.CharField("why", max_length=1000, blank=True, help_text="Ask; people have their reasons.")
    response = models.CharField("what we do about it", max_length=1000, blank=True)
    owner = models.ForeignKey(Participation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField("until", null=True, blank=True)
    noted_on = models.DateField()
    outcome = models.CharField("what became of it", max_length=1000, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-noted_on", "-id"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        """Whether nobody has said what became of it."""
        return self.settled_on is None


class Measurement(LiveRecord):
    """One metric of the stream as it was measured between reviews."""

    metric = models.CharField(max_length=60)
    """As of a reading of a review."""
    value = models.JSONField()
    measured_on = models.DateField()
    n = models.PositiveIntegerField("how many", null=True, blank=True)
    how = models.CharField("how it was measured", max_length=300, blank=True)
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["measured_on", "id"]

    def __str__(self) -> str:
        return f"{self.metric}: {self.value}"
