"""The steps of the latest current map, for the workshop's page of people."""

from __future__ import annotations

from mapping.models import Map, Step
from workshops.models import Workshop
from workshops.panels import StepPlace


def step_places(workshop: Workshop) -> list[StepPlace]:
    """Steps with their areas in the order of the map, numbered as the drawing does; empty without a current map."""
    shown = Map.objects.present().filter(workshop_id=workshop.pk).order_by("-order_key", "-id")
    current = next((row for row in shown if row.shown_state == "current"), None)
    if current is None:
        return []
    steps = Step.objects.present().filter(map=current).order_by("order_key", "id").values_list("name", "area")
    return [StepPlace(number, name, area or "") for number, (name, area) in enumerate(steps, 1)]
