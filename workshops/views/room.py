"""The room at work: who leads, what everybody is shown, the word about pause and locks, and the history of one field."""

from __future__ import annotations

import math
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vsm_site.lib.errors import Conflict, Invalid
from workshops.access import actor_of, get_workshop
from workshops.policy import Action
from workshops.selectors import history as selectors
from workshops.selectors.room import lead_of
from workshops.services.revert import restore_value
from workshops.services.room import Shown, hand_over, show
from workshops.views.common import enter, go_back


@require_GET
def room_state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The word about pause and locks at the top of every page; fetched again where the log cannot tell."""
    workshop = get_workshop(actor_of(request), pk)
    enter(request, workshop, "")
    return render(request, "workshops/_room_state.html", {"workshop": workshop, "here": request.headers.get("HX-Current-URL", "")})


@require_http_methods(["GET", "POST"])
def lead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who leads: the coaches, with the button to hand over or to take over."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.RUN_WORKSHOP)
    if request.method == "POST":
        hand_over(actor=actor, workshop_id=pk, to=_id(request.POST.get("to", ""), "to"))
        messages.success(request, "The lead is handed over." if request.POST["to"] != str(actor.user_id) else "You lead now.")
        return go_back(request, "workshop-lead", pk)
    enter(request, workshop, "people")
    return render(request, "workshops/lead.html", {"workshop": workshop, "lead": lead_of(actor, workshop)})


@require_POST
def show_all(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring everybody to a map, a pass and a part of its sheet, or put steps into the spotlight of the walls."""
    actor = actor_of(request)
    get_workshop(actor, pk, Action.RUN_WORKSHOP)
    what = Shown(
        map_id=_id(request.POST.get("map", ""), "map"),
        pass_key=request.POST.get("pass", "")[:20],
        camera=_numbers(request.POST.get("camera", "")),
        spotlight=[_id(step, "spotlight") for step in request.POST.getlist("spotlight")],
        anchor=request.POST.get("anchor", "")[:80],
    )
    show(actor=actor, workshop_id=pk, what=what, bring=request.POST.get("bring") == "1")
    return HttpResponse(status=204)


def _id(text: str, path: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid({path: "This is not an id."}) from None


def _numbers(text: str) -> list[float]:
    """`x,y,width,height`, or nothing."""
    if not text:
        return []
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = []
    if len(found) != 4 or not all(math.isfinite(number) and abs(number) < 1e7 for number in found):
        raise Invalid({"camera": "This is x,y,width,height."})
    return found


@require_http_methods(["GET", "POST"])
def field_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one field of a record was, who said so and when; one of its values can be used again."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    record, field = request.GET.get("record", ""), request.GET.get("field", "")
    status, refused = 200, ""
    if request.method == "POST":
        try:
            restore_value(
                actor=actor,
                workshop_id=pk,
                record=record,
                field=field,
                seq=_number(request.POST.get("seq", "")),
                base=_number(request.POST.get("base", "")),
            )
        except Conflict:
            status, refused = 409, "Somebody changed it meanwhile. Look at the value that stands there now, then choose again."
        except Invalid as invalid:
            status, refused = 422, invalid.faults[0].text
    enter(request, workshop, "history")
    found = selectors.field_history(actor, workshop, record, field, before=_number(request.GET.get("before", "0")))
    context = {"found": found, "record": record, "field": field, "workshop": workshop, "refused": refused}
    template = "_field_history" if request.headers.get("X-Script") else "field_history"
    return render(request, f"workshops/{template}.html", context, status=status)


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    raise Invalid({"seq": "This is the number of a change."})


urlpatterns = [
    path("workshops/<uuid:pk>/room/", room_state, name="workshop-room"),
    path("workshops/<uuid:pk>/lead/", lead, name="workshop-lead"),
    path("workshops/<uuid:pk>/show/", show_all, name="workshop-show"),
    path("workshops/<uuid:pk>/history/field/", field_history, name="workshop-field-history"),
]
