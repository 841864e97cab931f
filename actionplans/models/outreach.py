"""Who has to hear of the change and who has to learn something for it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from workshops.models.live import LiveRecord


class Outreach(LiveRecord):
    """One line of the communication plan (a message to an audience) or of the training plan (a skill for those who need it)."""

    class Kind(models.TextChoices):
        """In which of the two plans it stands."""

        COMMUNICATION = "communication", "Communication"
        TRAINING = "training", "Training"

    kind = models.CharField(max_length=13, choices=Kind, default=Kind.COMMUNICATION)
    audience = models.CharField(max_length=200)
    what = models.CharField("message or skill", max_length=500)
    channel = models.CharField(max_length=120, blank=True)
    on = models.DateField("day", null=True, blank=True)
    """The day on which it is told or taught, in the workshop's zone."""
    owner = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    done_on = models.DateField("done", null=True, blank=True)
    """The day on which it was done; None while it is not."""

    class Meta:
        ordering = [models.F("on").asc(nulls_last=True), "id"]
        indexes = [models.Index(fields=["workshop", "kind"])]

    def __str__(self) -> str:
        return f"{self.audience}: {self.what}"

    @property
    def is_training(self) -> bool:
        """Whether it stands in the training plan."""
        return self.kind == self.Kind.TRAINING

    def get_absolute_url(self) -> str:
        """The plan that it stands in, at its line."""
        return f"{reverse('plan-training' if self.is_training else 'plan-communication', args=[self.workshop_id])}#line-{self.pk}"
