"""What the plan promises on the map: from bursts to actions, and the gap between the promised and the drawn future."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from actionplans import gap as gaps
from actionplans import promised, selectors, sources
from actionplans.gap import Number, Structure
from actionplans.models import Action
from actionplans.promised import Plan
from actionplans.services import promises
from actionplans.views.common import change_id_of, enter, go_back, page
from mapping import pictures
from mapping.render.options import RenderOptions
from mapping.selectors import drawn_of
from vsm_site.lib.errors import Conflict, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of, get_workshop
from workshops.models import Workshop
from workshops.policy import Action as Right
from workshops.views.fresh import shows

ROWS = 50
STATES = {
    gaps.OPEN: ("Nobody promises it", "bad"),
    gaps.SHORT: ("Promised, but not as far", "wait"),
    gaps.AWAY: ("Promised the other way", "bad"),
    gaps.UNDRAWN: ("Promised, not drawn", ""),
    gaps.OTHER: ("Promised at steps that are drawn otherwise", ""),
    gaps.PROMISED: ("Promised", "value"),
}
"""How a number stands, in words, with its tone; what needs somebody first."""


@require_GET
@shows("plan", "map", "captures")
def bursts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Kaizen bursts and improvements with the actions that they became."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.READ_REPORTS)
    enter(request, workshop)
    everything = sources.list_sources(workshop)
    open_ones = [row for row in everything if not row.actions]
    only_open = request.GET.get("show") == "open"
    rows = Paginator(open_ones if only_open else everything, ROWS).get_page(request.GET.get("page"))
    context = {"everything": everything, "open": open_ones, "page": rows, "only_open": only_open, "query": "show=open" if only_open else ""}
    return page(request, "bursts", context)


@require_GET
@shows("plan", "map")
def gap(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The future that accepted promises make, against the one that was drawn."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.READ_REPORTS)
    enter(request, workshop)
    return _show_gap(request, workshop)


def _show_gap(request: HttpRequest, workshop: Workshop, status: int = 200, **more: Any) -> HttpResponse:
    plan = promised.plan_of(workshop.pk)
    context: dict[str, Any] = {"plan": plan, "gap": plan.gap, "change_id": uuid7()}
    if plan.gap:
        actions = {str(row.action_id): row.action for row in plan.promises}
        context |= {
            "numbers": [(state, *STATES[state], _rows(workshop, plan.gap.in_state(state), actions)) for state in STATES],
            "structure": _structure(workshop, plan.gap.structure),
            "unplaced": [(actions[entry.pledge.group], _promise(plan, entry.pledge.key), entry.reason) for entry in _unplaced(plan)],
            "whole": [
                (row.action, row) for row in plan.accepted if plan.derived and str(row.pk) in {one.key for one in plan.derived.whole}
            ],
            "left_out": [row for row in plan.promises if not row.accepted],
            "picture": _picture(plan),
            "compare": _compare_url(plan),
        }
    return page(request, "gap", context | more, status)


def _unplaced(plan: Plan) -> Any:
    return plan.derived.unplaced if plan.derived else ()


def _promise(plan: Plan, key: str) -> Any:
    return next(row for row in plan.promises if str(row.pk) == key)


def _rows(workshop: Workshop, rows: list[Number], actions: dict[str, Action]) -> list[tuple[Number, list[Action], str]]:
    """Numbers with the actions that promise them, and where an action that promises one is begun."""
    return [(row, [actions[key] for key in row.groups if key in actions], _begin(workshop, row)) for row in rows]


def _begin(workshop: Workshop, row: Number) -> str:
    said = {"step": row.step, "metric": row.metric.key, "from": row.promised or row.now, "to": row.drawn}
    return f"{reverse('action-new', args=[workshop.pk])}?{urlencode(said)}"


def _structure(workshop: Workshop, rows: tuple[Structure, ...]) -> list[tuple[Structure, list[Action], str]]:
    """What becomes of steps, with the actions at these steps, and where one is begun."""
    wanted = {UUID(key) for row in rows for key in row.steps}
    at: dict[str, list[Action]] = {}
    for action in selectors.list_at_steps(workshop, wanted):
        at.setdefault(str(action.step_id), []).append(action)
    new = reverse("action-new", args=[workshop.pk])
    return [(row, [one for key in row.steps for one in at.get(key, ())], f"{new}?step={row.steps[-1]}") for row in rows]


def _picture(plan: Plan) -> Any:
    """The current map with its promised numbers, the steps that change outlined."""
    current, derived = plan.basis.current, plan.derived
    if current is None or derived is None or not derived.moves:
        return None
    changed = {move.spot.key if move.spot.kind == "step" else _beside(move.spot.key, current.facts) for move in derived.moves}
    options = RenderOptions(aspect=3, prefix="promised-", changed=frozenset(changed))
    return pictures.inline(drawn_of(current.map, derived.facts), options)


def _beside(flow: str, facts: Any) -> str:
    """The step at a flow: the one after it, else the one before."""
    start, _, end = flow.partition(">")
    return end if end in {step.id for step in facts.steps} else start


def _compare_url(plan: Plan) -> str:
    current, drawn = plan.basis.current, plan.basis.drawn
    return reverse("map-compare", args=[current.map.pk, drawn.map.pk]) if current and drawn else ""


@require_POST
def keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the derived future as a map beside the drawn one."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.EDIT_MAP)
    try:
        made = promises.keep_derived(actor=actor, workshop_id=pk, change_id=change_id_of(request))
    except Invalid as invalid:
        enter(request, workshop)
        return _show_gap(request, workshop, 422, fault=invalid.faults[0].text)
    messages.success(request, "This is the current map with everything kept that is promised. Undo takes it away.")
    return redirect(made)


@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a promise count, or leave it out."""
    actor = actor_of(request)
    promise = promises.get_promise(actor, pk, Right.EDIT_PLAN)
    seen = request.POST.get("seen", "")
    base = {"accepted": int(seen)} if seen.isdecimal() else None
    accepted = request.POST.get("accepted") == "yes"
    try:
        promises.set_accepted(actor=actor, promise=promise, accepted=accepted, base=base, change_id=change_id_of(request))
        words = "It counts again" if accepted else "It is left out of the derived future, and stays in the plan"
        messages.success(request, f"{words}: {promise}.")
    except Repeated:
        pass
    except Conflict as conflict:
        told = "counts" if conflict.clashes[0].value else "is left out"
        messages.error(request, f"Somebody decided about it meanwhile: “{promise}” {told} now. Nothing was changed by you.")
    return go_back(request, "action-page", promise.action_id)


urlpatterns = [
    path("workshops/<uuid:pk>/board/bursts/", bursts, name="workshop-bursts"),
    path("workshops/<uuid:pk>/board/gap/", gap, name="promise-gap"),
    path("workshops/<uuid:pk>/board/gap/keep/", keep, name="promise-gap-keep"),
    path("promises/<uuid:pk>/accept/", accept, name="promise-accept"),
]
