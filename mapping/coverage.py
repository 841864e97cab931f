"""The maps of a workshop and the steps of its latest current one, for pages of the workshop itself."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from mapping.models import Map, Step
from workshops.models import Workshop
from workshops.panels import MapPlace, StepPlace


def step_places(workshop: Workshop) -> list[StepPlace]:
    """Steps with their areas in the order of the map, numbered as the drawing does; empty without a current map."""
    shown = Map.objects.present().filter(workshop_id=workshop.pk).order_by("-order_key", "-id")
    current = next((row for row in shown if row.shown_state == "current"), None)
    if current is None:
        return []
    steps = Step.objects.present().filter(map=current).order_by("order_key", "id").values_list("pk", "name", "area")
    return [StepPlace(number, name, area or "", pk) for number, (pk, name, area) in enumerate(steps, 1)]


def map_places(workshop: Workshop) -> list[MapPlace]:
    """The maps to which everybody can be brought, the last one first."""
    rows = Map.objects.present().filter(workshop_id=workshop.pk).order_by("-order_key", "-id").only("pk", "title")
    return [MapPlace(row.pk, row.title, reverse("map-page", args=[row.pk])) for row in rows]


def steps_by_map(maps: Sequence[Map]) -> dict[UUID, list[Step]]:
    """The steps of each of these maps in their order."""
    found: dict[UUID, list[Step]] = {map_.pk: [] for map_ in maps}
    for step in Step.objects.present().filter(map__in=maps).order_by("order_key", "id"):
        found[step.map_id].append(step)
    return found
