"""Value streams and their touch points: the organisation's, not a workshop's, and not live."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from vsm_site.lib.ids import uuid7
from vsm_site.lib.units import display


class ItemKind(models.TextChoices):
    """What flows through a value stream, in the six kinds of work."""

    MATERIAL = "material", "Materials (manufacturing, distribution)"
    PATIENT = "patient", "Patients (health services)"
    INFORMATION = "information", "Information (office areas)"
    EXTERNAL_NEED = "external_need", "External customer needs (service areas)"
    INTERNAL_NEED = "internal_need", "Internal customer needs (administration)"
    CODE = "code", "Coding and testing (software development)"


class ValueStream(models.Model):
    """All that is done to bring one kind of item from request to delivery."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    item_kind = models.CharField("what flows", max_length=20, choices=ItemKind)
    item = models.CharField(max_length=80, blank=True, help_text="One of them, as you call it: patient, order, change request.")
    customer = models.CharField(max_length=120, blank=True, help_text="Who receives what the stream delivers.")
    value = models.TextField(max_length=1000, blank=True, help_text="What the customer would call valuable, in the customer's words.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """Who answers for the whole stream; nobody named is the process owner of its newest workshop."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The stream's page."""
        return reverse("stream-page", args=[self.pk])


class TouchPoint(models.Model):
    """Where one stream hands something over to another. One of both sides may be outside: a stream that is not kept here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    giver = models.ForeignKey(ValueStream, on_delete=models.CASCADE, null=True, blank=True, related_name="gives")
    taker = models.ForeignKey(ValueStream, on_delete=models.CASCADE, null=True, blank=True, related_name="takes")
    outside = models.CharField(max_length=120, blank=True, help_text="The side that is not kept here, by name.")
    item = models.CharField("what is handed over", max_length=160)
    lead_time = models.JSONField(null=True)
    """From the hand-over to the start of work on the other side, as typed; None where it is not known."""
    depends = models.CharField("who depends on it", max_length=160, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(giver__isnull=False, taker__isnull=False, outside="")
                | (models.Q(giver__isnull=False, taker=None) & ~models.Q(outside=""))
                | (models.Q(giver=None, taker__isnull=False) & ~models.Q(outside="")),
                name="touch_point_two_sides",
            ),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="touch_point_of_two_streams"),
        ]

    def __str__(self) -> str:
        return self.item

    @property
    def lead_time_text(self) -> str:
        """The lead time at the interface as it was typed; empty where it is not known."""
        return display(self.lead_time)

    @property
    def giver_name(self) -> str:
        """Who hands over."""
        return self.giver.name if self.giver else self.outside

    @property
    def taker_name(self) -> str:
        """Who receives."""
        return self.taker.name if self.taker else self.outside

    def other_side(self, stream_id: UUID) -> ValueStream | None:
        """The stream on the other side of this one; None where that is outside."""
        return self.taker if self.giver_id == stream_id else self.giver
