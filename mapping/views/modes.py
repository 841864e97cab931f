"""Pages and parts of pages of the map room's modes: how far a pass is, the wall, and the lock of a step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mapping import editor, modes, pages, pictures, selectors, timeline
from mapping.models import Step
from mapping.selectors import Drawn
from workshops.access import Actor, actor_of
from workshops.policy import Action
from workshops.selectors.days import list_agenda, now_next
from workshops.selectors.room import leader_of
from workshops.services.room import lock_steps
from workshops.views.common import enter, go_back
from workshops.views.guests import how_to_join

MOST_ASKED = 3


@require_GET
def pass_bar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a pass is on a map; fetches itself again when the map changes."""
    drawn = selectors.get_drawn(actor_of(request), pk)
    enter(request, drawn.map.workshop, "map")
    return render(request, "mapping/_pass_bar.html", modes.bar_of(drawn, modes.pass_of(request.GET.get("pass"), drawn.map)))


@require_GET
def wall(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The map for a room: what the leader looks at, large, without anything to press."""
    actor = actor_of(request)
    drawn = selectors.get_drawn(actor, pk)
    enter(request, drawn.map.workshop, "map")
    chosen = modes.pass_of(None, drawn.map)
    context = _wall_parts(request, actor, drawn) | modes.state_of(drawn.map, actor, chosen)
    drawing = pictures.room(drawn, modes.wall_look(drawn.facts.style, chosen))
    context |= {"drawing": drawing, "room": editor.room_data(drawn.map), "state": pages.STATE_WORDS[drawn.map.shown_state]}
    return render(request, "mapping/wall.html", context)


@require_GET
def wall_parts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What changes on the wall beside the drawing: head, strip, spotlight, totals."""
    actor = actor_of(request)
    drawn = selectors.get_drawn(actor, pk)
    enter(request, drawn.map.workshop, "map")
    context = modes.state_of(drawn.map, actor, modes.pass_of(None, drawn.map)) | _wall_parts(request, actor, drawn)
    return render(request, "mapping/_wall_parts.html", context)


def _wall_parts(request: HttpRequest, actor: Actor, drawn: Drawn) -> dict[str, Any]:
    map_, found = drawn.map, drawn.metrics
    chosen = modes.pass_of(None, map_)
    rows = modes.wall_look(drawn.facts.style, chosen).metrics or ()
    asked = request.GET.getlist("light")[:MOST_ASKED]
    lit = modes.in_light(drawn, asked or modes.shown_on(map_).get("spotlight", ()), rows)
    block = next(iter(now_next(list_agenda(map_.workshop, timezone.now()))), None)
    return {
        "map": map_,
        "pass": chosen,
        "block": block,
        "leader": leader_of(map_.workshop),
        "lit": lit,
        "lit_numbers": [step.number for step in lit],
        "rungs": timeline.ladder(drawn.facts, found) if found and drawn.facts.steps else (),
        "strip_label": pages.strip_label(found) if found else "",
        "figures": pages.figures(drawn.facts, found) if found and drawn.facts.steps else (),
        "is_empty": not drawn.facts.steps,
        "joining": how_to_join(request, actor, map_.workshop),
    }


@require_POST
def step_lock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lock a step for participants, or open it again."""
    actor = actor_of(request)
    step = selectors.get_row(actor, Step, pk, needs=Action.RUN_WORKSHOP)
    is_on = request.POST.get("on") == "1"
    lock_steps(actor=actor, workshop_id=step.workshop_id, steps=[step.pk], on=is_on)
    if request.headers.get("X-Script"):
        return HttpResponse(status=204)
    messages.success(request, f"“{step}” is locked for participants." if is_on else f"“{step}” is open again.")
    return go_back(request, "map-page", step.map_id)


urlpatterns = [
    path("maps/<uuid:pk>/progress/", pass_bar, name="map-progress"),
    path("maps/<uuid:pk>/wall/", wall, name="map-wall"),
    path("maps/<uuid:pk>/wall/parts/", wall_parts, name="map-wall-parts"),
    path("steps/<uuid:pk>/lock/", step_lock, name="step-lock"),
]
