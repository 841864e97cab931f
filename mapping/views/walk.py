"""The walk of the stream: its plan with what is still unknown, and each stop of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapping import gathering
from mapping.forms.walk import PlanForm, StopForm
from mapping.models import WalkStop
from mapping.services import walk as services
from vsm_site.lib.errors import Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of, get_record, get_workshop
from workshops.live_forms import LiveForm
from workshops.models import Workshop
from workshops.policy import Action
from workshops.selectors.captures import list_team
from workshops.views.common import Save, change_id_of, enter, saved
from workshops.views.fresh import shows

ROWS = 50


def form_page(
    request: HttpRequest,
    workshop: Workshop,
    form: LiveForm,
    save: Save,
    *,
    back: str,
    head: str,
    remove: str = "",
    parent: str = "Walk",
    hidden: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    """The page of one form: saved, it goes back to the page called `parent`; refused, it is shown again with what is wrong or both
    values. `hidden` goes along with it."""
    status = 200
    if request.method == "POST":
        status = saved(request, form, save)
        if not status:
            return redirect(back)
    enter(request, workshop, "map")
    context = {"form": form, "back": back, "head": head, "remove": remove, "parent": parent}
    context |= {"hidden": {"change_id": _change_id(request), **hidden}}
    return render(request, "mapping/walk_form.html", context, status=status)


def _change_id(request: HttpRequest) -> str:
    return request.POST.get("change_id") or str(uuid7())


@require_safe
@shows("walk", "map", hints="walk")
def walk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the team goes, who is where when, what was seen, and what is still unknown."""
    return _walk_page(request, get_workshop(actor_of(request), pk))


def _walk_page(request: HttpRequest, workshop: Workshop, *, plan: PlanForm | None = None, status: int = 200) -> HttpResponse:
    enter(request, workshop, "map")
    view = gathering.read_walk(workshop)
    notes = Paginator(gathering.list_observations(workshop.pk).reverse(), ROWS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "view": view,
        "plan": plan or _proposed(workshop),
        "page": notes,
        "sentence": _sentence(view),
        "change_id": _change_id(request),
        "unknown": view.still_open,
        "asked_for": view.asked_for,
        "by_place": view.by_place,
        "today": workshop.today(timezone.now()),
    }
    return render(request, "mapping/walk.html", context, status=status)


def _proposed(workshop: Workshop) -> PlanForm:
    """The form of a plan, at the hour that the agenda has for the walk."""
    return PlanForm(initial=_when(workshop))


def _when(workshop: Workshop) -> dict[str, Any]:
    """The day of the walk, and its hour where the agenda has one."""
    day, begins = gathering.planned_walk(workshop)
    return {"on": day} | ({"starts_at": begins} if begins else {})


def _sentence(view: gathering.Walk) -> str:
    """How far the walk is."""
    if not view.stops:
        return "See the actual work place: plan who goes where, and take the questions along on a phone."
    number = len(view.stops)
    seen = f"{view.walked} of {number} work place{'' if number == 1 else 's'} seen"
    given, asked = sum(line.given for line in view.stops), sum(line.asked for line in view.stops)
    return f"{seen}, {given} of {asked} answers gathered." if asked else f"{seen}."


@require_POST
def walk_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Draw up the route: a stop of every step that is none yet."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.RUN_WORKSHOP)
    form = PlanForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        when = {name: data[name] for name in ("on", "starts_at", "minutes")}
        try:
            made = services.plan_walk(
                actor=actor, workshop_id=pk, backwards=data["backwards"] == "yes", change_id=change_id_of(request), **when
            )
            messages.success(request, f"{made} stop{'' if made == 1 else 's'} planned. Say for each who goes and who shows it.")
        except Repeated:
            pass
        except Invalid as invalid:
            form.add_error(None, invalid.faults[0].text)
    return _walk_page(request, workshop, plan=form, status=422) if form.errors else redirect("workshop-walk", pk)


@require_http_methods(["GET", "POST"])
def stop_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One more stop at the end of the walk."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.RUN_WORKSHOP)
    change_id = change_id_of(request)
    begin = {} if request.method == "POST" or gathering.list_stops(pk) else _when(workshop)
    form = StopForm(
        request.POST if request.method == "POST" else None, people=list_team(workshop), steps=gathering.step_choices(pk), initial=begin
    )
    return form_page(
        request,
        workshop,
        form,
        lambda form: services.add_stop(actor=actor, workshop_id=pk, values=form.changes, change_id=change_id),
        back=reverse("workshop-walk", args=[pk]),
        head="Add a stop",
    )


@require_http_methods(["GET", "POST"])
def stop_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a stop is, who shows it, who goes, and when."""
    actor = actor_of(request)
    stop = get_record(actor, WalkStop, pk, "step", needs=Action.RUN_WORKSHOP)
    steps = gathering.step_choices(stop.workshop_id)
    form = StopForm(request.POST if request.method == "POST" else None, record=stop, people=list_team(stop.workshop), steps=steps)
    return form_page(
        request,
        stop.workshop,
        form,
        lambda form: services.update_stop(actor=actor, stop_id=pk, values=form.changes, base=form.base),
        back=f"{reverse('workshop-walk', args=[stop.workshop_id])}#stop-{pk}",
        head=f"Stop: {stop.name}",
        remove=reverse("walk-stop-remove", args=[pk]),
    )


@require_POST
def stop_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a stop one place up or down (`to`)."""
    actor = actor_of(request)
    stop = get_record(actor, WalkStop, pk, needs=Action.RUN_WORKSHOP)
    services.move_stop(actor=actor, stop_id=pk, by=1 if request.POST.get("to") == "down" else -1)
    return redirect(f"{reverse('workshop-walk', args=[stop.workshop_id])}#stop-{pk}")


@require_POST
def stop_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a stop off the walk; Undo brings it back."""
    actor = actor_of(request)
    stop = get_record(actor, WalkStop, pk, "step", needs=Action.RUN_WORKSHOP)
    services.remove_stop(actor=actor, stop_id=pk)
    messages.success(request, f"“{stop.name}” is off the walk. Undo brings it back.")
    return redirect("workshop-walk", stop.workshop_id)


urlpatterns = [
    path("workshops/<uuid:pk>/walk/", walk, name="workshop-walk"),
    path("workshops/<uuid:pk>/walk/plan/", walk_plan, name="walk-plan"),
    path("workshops/<uuid:pk>/walk/stops/new/", stop_new, name="walk-stop-new"),
    path("walk/stops/<uuid:pk>/", stop_edit, name="walk-stop"),
    path("walk/stops/<uuid:pk>/move/", stop_move, name="walk-stop-move"),
    path("walk/stops/<uuid:pk>/remove/", stop_remove, name="walk-stop-remove"),
]
