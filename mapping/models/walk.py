"""The walk of the stream: where the team goes, what it sees there, and what nobody knows yet."""

from __future__ import annotations

from django.db import models

from mapping.models.steps import Flow, Information, Step
from workshops.models.live import LiveRecord

OBSERVED = [("item", "Item flow"), ("information", "Information flow"), ("place", "Work place")]
"""What an observation is about."""


class WalkStop(LiveRecord):
    """One work place that the team goes to see, in the order of the walk: who shows it, who asks and who writes, and when."""

    title = models.CharField("where", max_length=120, blank=True)
    step = models.ForeignKey(Step, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    place = models.CharField("place", max_length=160, blank=True, help_text="Building, floor, room or link.")
    contact = models.CharField("who shows it", max_length=160, blank=True, help_text="Name and telephone of somebody who works there.")
    asks = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    writes = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    on = models.DateField(null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    """Empty: it follows on what the same pair sees before."""
    minutes = models.PositiveSmallIntegerField(default=15)
    walked_at = models.DateTimeField(null=True, blank=True)
    """When somebody stood at the work place and saw the work done."""
    walked_by = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def present_step(self) -> Step | None:
        """The step of the map that this place is, while it is on the map."""
        return self.step if self.step is not None and self.step.deleted_seq is None else None

    @property
    def name(self) -> str:
        """What the place is called: as its step, else as it was planned."""
        step = self.present_step
        return step.name if step else self.title or "A work place"


class Observation(LiveRecord):
    """One thing seen on the walk: how the item moves, how information moves, or what the work place is like."""

    kind = models.CharField(max_length=12, choices=OBSERVED)
    text = models.CharField(max_length=1000)
    stop = models.ForeignKey(WalkStop, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    step = models.ForeignKey(Step, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    information = models.ForeignKey(Information, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    photo = models.ForeignKey("workshops.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["noted_at", "id"]

    def __str__(self) -> str:
        return self.text


class Unknown(LiveRecord):
    """One thing that nobody in the room knows, and who brings it until when: a datum of the map, or a question in words."""

    text = models.CharField("what", max_length=300, blank=True)
    record = models.CharField(max_length=60, blank=True, help_text="Whose datum it is, for example step/<uuid>; empty for a question.")
    datum = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey("workshops.Participation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    source = models.CharField("where it is to be found", max_length=160, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.text
