"""A map, the parties around it, and what is pinned on it. A column that is NULL was not given in the document."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone

from workshops.models.live import LiveRecord


class Map(LiveRecord):
    """One picture of the value stream: current, ideal or future."""

    title = models.TextField()
    state = models.CharField(max_length=10, null=True)  # noqa: DJ001 - NULL is "not given" in all these columns
    style = models.CharField(max_length=20, null=True)  # noqa: DJ001
    item = models.TextField(null=True)  # noqa: DJ001
    family = models.TextField(null=True)  # noqa: DJ001
    walked = models.TextField(null=True)  # noqa: DJ001
    calendar = models.JSONField(null=True)
    demand = models.JSONField(null=True)
    given_lists = models.JSONField(default=list)
    """Lists that the document had although they were empty."""
    based_on = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The map's page."""
        return reverse("map-page", args=[self.pk])

    @property
    def shown_state(self) -> str:
        """current, ideal or future, with the format's default."""
        return self.state or "current"

    @property
    def shown_style(self) -> str:
        """office or manufacturing, with the format's default."""
        return self.style or "office"


class MapRow(LiveRecord):
    """A row of one map."""

    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Party(MapRow):
    """A node that takes no time: customer, supplier, planning or another party."""

    doc_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    name = models.TextField()
    text = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        ordering = ["order_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["map", "doc_id"], condition=models.Q(deleted_seq=None), name="party_id_once"),
        ]

    def __str__(self) -> str:
        return self.name


class MapNote(MapRow):
    """One note or kaizen burst pinned on a step, a flow, a party, or the whole map."""

    doc_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    at = models.CharField(max_length=160, null=True)  # noqa: DJ001
    text = models.TextField()
    waste = models.TextField(null=True)  # noqa: DJ001
    severity = models.CharField(max_length=6, null=True)  # noqa: DJ001
    capture = models.ForeignKey("workshops.Capture", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["order_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["map", "doc_id"], condition=models.Q(deleted_seq=None), name="note_id_once"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
