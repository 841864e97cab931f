"""What was said in the room becomes a note on a map."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from mapping.coverage import steps_by_map
from mapping.forms.pins import PinForm, Places
from mapping.models import Step
from mapping.selectors import list_maps
from mapping.services import notes
from vsm_site.lib.errors import Invalid, Repeated
from workshops.access import actor_of, get_workshop
from workshops.capture_kinds import BY_KEY
from workshops.models import Capture, Workshop
from workshops.policy import Action
from workshops.selectors.captures import get_capture
from workshops.views.common import change_id_of, enter


@require_http_methods(["GET", "POST"])
def capture_to_map(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pin a capture on a map."""
    actor = actor_of(request)
    capture = get_capture(actor, pk)
    enter(request, get_workshop(actor, capture.workshop_id, Action.MANAGE_CAPTURES), "captures")
    places = _places(capture.workshop)
    form = PinForm(request.POST if request.method == "POST" else None, places=places, initial={"place": _first(capture, places)})
    if request.method == "POST" and form.is_valid():
        map_id, step_id = form.map_and_step
        try:
            with suppress(Repeated):
                notes.capture_to_note(actor=actor, capture_id=pk, map_id=map_id, step_id=step_id, change_id=change_id_of(request))
        except Invalid as invalid:
            form.add_error(None, invalid.faults[0].text)
        else:
            messages.success(request, f"“{capture.text}” is on the map.")
            return redirect("map-page", map_id)
    context = {"form": form, "capture": capture, "kind": BY_KEY[capture.kind], "title": "Put it on the map", "icon": "route"}
    context |= {"send": "Pin it", "has_none": not places}
    return render(request, "workshops/capture_become.html", context, status=422 if form.errors else 200)


def _places(workshop: Workshop) -> Places:
    """Every map with its steps, numbered as the drawing does."""
    maps = list(list_maps(workshop))
    steps = steps_by_map(maps)
    return [(map_.title, _options(map_.pk, steps[map_.pk])) for map_ in maps]


def _options(map_id: UUID, steps: list[Step]) -> list[tuple[str, str]]:
    whole = (str(map_id), "The whole map")
    return [whole, *((f"{map_id}/{step.pk}", f"{number} {step.name}") for number, step in enumerate(steps, 1))]


def _first(capture: Capture, places: Places) -> str:
    """The step that the capture is tied to or names, else the first map."""
    options = [option for _, found in places for option in found]
    tied = [key for key, _ in options if key.endswith(f"/{capture.step}")]
    named = [key for key, label in options if capture.at and capture.at in (label, label.partition(" ")[2])]
    return next(iter([*tied, *named, *(key for key, _ in options)]), "")


urlpatterns = [path("captures/<uuid:pk>/to-map/", capture_to_map, name="capture-to-map")]
