"""Value streams: the organisation's, not a workshop's, and not live."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from vsm_site.lib.ids import uuid7


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
