"""The steps of a workshop's maps as the plan names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from workshops import records


@dataclass(frozen=True, slots=True)
class StepName:
    """A step with its place on its map."""

    pk: UUID
    number: int
    name: str
    map_id: UUID
    map_title: str
    map_state: str


def list_steps(workshop_ids: Iterable[UUID]) -> dict[UUID, StepName]:
    """All steps of the present maps of these workshops, numbered within each map, future states first."""
    kind = records.kinds().get("step")
    if kind is None:
        return {}
    rows = kind.model.objects.present().filter(workshop_id__in=list(workshop_ids), map__deleted_seq=None).select_related("map")
    states = ("future", "ideal", "current")
    ordered = sorted(rows, key=lambda row: (states.index(row.map.shown_state), str(row.map_id), row.order_key, str(row.pk)))
    names: dict[UUID, StepName] = {}
    counts: dict[UUID, int] = {}
    for row in ordered:
        counts[row.map_id] = counts.get(row.map_id, 0) + 1
        names[row.pk] = StepName(row.pk, counts[row.map_id], row.name, row.map_id, row.map.title, row.map.shown_state)
    return names
