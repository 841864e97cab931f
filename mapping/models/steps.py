"""Steps with their data, and the flows of items and information between nodes. A column that is NULL was not given."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from mapping.models.maps import MapRow


class Step(MapRow):
    """One process box. Numbers are statements as given: `"5 min"`, a number, or an object with range, observations and evidence."""

    doc_id = models.CharField(max_length=64)
    name = models.TextField()
    area = models.TextField(null=True)  # noqa: DJ001
    trigger = models.TextField(null=True)  # noqa: DJ001
    done = models.TextField(null=True)  # noqa: DJ001
    lead_time = models.JSONField(null=True)
    output = models.TextField(null=True)  # noqa: DJ001
    cycle_time = models.JSONField(null=True)
    on_time_delivery = models.JSONField(null=True)
    staffing = models.JSONField(null=True)
    defect_rate = models.JSONField(null=True)
    batch_size = models.JSONField(null=True)
    overtime = models.JSONField(null=True)
    complete_accurate = models.JSONField(null=True)
    variation = models.TextField(null=True)  # noqa: DJ001
    wip = models.JSONField(null=True)
    changeover = models.JSONField(null=True)
    uptime = models.JSONField(null=True)
    stations = models.JSONField(null=True)
    value = models.CharField(max_length=4, null=True)  # noqa: DJ001
    wastes = models.JSONField(null=True)
    split = models.CharField(max_length=6, null=True)  # noqa: DJ001
    origin = models.JSONField(null=True)
    custom = models.JSONField(null=True)
    break_before = models.BooleanField(null=True)

    class Meta:
        ordering = ["order_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["map", "doc_id"], condition=models.Q(deleted_seq=None), name="step_id_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where everybody who sees the map finds it: its row in the table."""
        return f"{reverse('map-table', args=[self.map_id])}#step-{self.pk}"


class Flow(MapRow):
    """The way of the item between two nodes, named by their document ids."""

    source = models.CharField(max_length=64)
    target = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, null=True)  # noqa: DJ001
    wait = models.JSONField(null=True)
    inventory = models.JSONField(null=True)
    share = models.JSONField(null=True)
    max = models.JSONField(null=True)
    mode = models.CharField(max_length=8, null=True)  # noqa: DJ001
    label = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        ordering = ["order_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["map", "source", "target"], condition=models.Q(deleted_seq=None), name="flow_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source}>{self.target}"


class Information(MapRow):
    """The way of information between two nodes."""

    source = models.CharField(max_length=64)
    target = models.CharField(max_length=64)
    medium = models.CharField(max_length=10, null=True)  # noqa: DJ001
    label = models.TextField(null=True)  # noqa: DJ001
    frequency = models.TextField(null=True)  # noqa: DJ001
    label_at = models.JSONField(null=True)

    class Meta:
        ordering = ["order_key", "id"]

    def __str__(self) -> str:
        return f"{self.source}>{self.target}"
