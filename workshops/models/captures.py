"""What is captured as the room talks, and the photos that go with it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone

from vsm_site.lib.ids import uuid7
from workshops.models.live import LiveRecord


class Photo(models.Model):
    """A picture somebody took in the workshop, drawn anew by us: none of the bytes that were uploaded are kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="+")
    file = models.FileField(max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"Photo, {self.width} by {self.height}"

    def get_absolute_url(self) -> str:
        """Where it is served to people of the workshop."""
        return reverse("photo", args=[self.pk])


class Capture(LiveRecord):
    """One thing said in the room and kept: issue, acronym, parking lot or improvement."""

    kind = models.CharField(
        max_length=12,
        choices=[("issue", "Issue"), ("acronym", "Acronym"), ("parking_lot", "Parking lot"), ("improvement", "Improvement")],
    )
    text = models.CharField(max_length=1000)
    at = models.CharField("about", max_length=160, blank=True, help_text="Where it belongs, for example a step of the map.")
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(
        "disposition",
        max_length=10,
        default="open",
        choices=[
            ("open", "Open"),
            ("carried", "Carried on"),
            ("action", "Became an action"),
            ("closed", "Closed"),
            ("dropped", "Not pursued"),
        ],
    )
    disposition = models.CharField("what became of it", max_length=500, blank=True)
    step = models.UUIDField(null=True, blank=True, help_text="The step of a map that it is about.")
    photo = models.ForeignKey(Photo, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    group = models.CharField(max_length=80, blank=True, help_text="What several captures have in common, in a few words.")
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")
    """The capture that says the same and stands for both in the lists."""
    carried_to = models.ForeignKey("workshops.WorkshopDay", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The day at whose close it is asked about again."""
    captured_at = models.DateTimeField()

    class Meta:
        ordering = ["-captured_at", "-id"]

    def __str__(self) -> str:
        return self.text
