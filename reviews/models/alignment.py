"""Alignment meetings: the rhythm in which leaders look at the stream, and each meeting with its minutes."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from reviews.alignment import RHYTHMS
from workshops.models import LiveRecord

MEETING_STATUS_CHOICES = [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")]


class Alignment(LiveRecord):
    """The series of a workshop's value stream: from when on, how often, where. One for each workshop."""

    first_on = models.DateField("first meeting on")
    months = models.PositiveSmallIntegerField("how often", choices=RHYTHMS, default=3)
    place = models.CharField("where", max_length=200, blank=True)
    is_ended = models.BooleanField(default=False)
    """Whether no further meetings are planned by themselves."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop"], name="one_alignment_series")]

    def __str__(self) -> str:
        return self.get_months_display()


class AlignmentMeeting(LiveRecord):
    """One meeting: when, who was there, and what was said to each of the eight points."""

    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=MEETING_STATUS_CHOICES, default="planned")
    held_on = models.DateField(null=True, blank=True)
    reason = models.CharField("why it is not held", max_length=300, blank=True)
    attendance = models.JSONField(default=list)
    """Ids of the people of the workshop who were there."""
    results = models.TextField("implementations and results", max_length=4000, blank=True)
    impact = models.TextField("impact on the metrics", max_length=4000, blank=True)
    coming = models.TextField("events ahead", max_length=4000, blank=True)
    environment = models.TextField("business environment", max_length=4000, blank=True)
    communication = models.TextField(max_length=4000, blank=True)
    map_update = models.TextField("value stream map", max_length=4000, blank=True)
    plan_update = models.TextField("implementation plan", max_length=4000, blank=True)
    sustainment = models.TextField("resistance and sustainment", max_length=4000, blank=True)
    sent_at = models.DateTimeField(null=True)
    """When the minutes were last sent."""
    sent_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"A{self.name[1:]}"

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("alignment-meeting", args=[self.pk])

    @property
    def name(self) -> str:
        """What it is called within a sentence: `alignment meeting of 18 Feb 2027`."""
        day = self.held_on or self.due_on
        return f"alignment meeting of {day.day} {day:%b %Y}"

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return bool(self.status == "held")
