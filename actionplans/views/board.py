"""The plan of one workshop: board, table, timeline, and its objective."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actionplans import agreement, gantt, pages, selectors
from actionplans.baseline import planned_in, shift, shift_words
from actionplans.chain import network
from actionplans.faces import faces
from actionplans.forms import FilterForm, ManyForm, ObjectiveForm, ViewForm
from actionplans.health import Status
from actionplans.selectors import Card, PlanFilter, list_views
from actionplans.services import dates, plans
from actionplans.views.common import change_id_of, enter, page
from actionplans.waiting import tasks_of
from vsm_site.lib.errors import Conflict, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops import panels
from workshops.access import Actor, actor_of, can, get_workshop, head_of
from workshops.live_forms import keep_theirs
from workshops.models import Workshop
from workshops.policy import Action as Right
from workshops.views.fresh import shows

ROWS = 50
VIEWED = (*FilterForm.base_fields, "mine", "sort")
"""What of an address a kept view keeps."""


def _wanted(request: HttpRequest) -> PlanFilter:
    given = request.GET
    names = ("status", "owner", "kind", "health", "step")
    return PlanFilter(**{name: given.get(name, "") for name in names}, text=given.get("q", "").strip(), mine=given.get("mine") == "1")


def _query(request: HttpRequest, *without: str) -> str:
    left = request.GET.copy()
    for name in ("page", *without):
        left.pop(name, None)
    return left.urlencode()


def _context(request: HttpRequest, actor: Actor, workshop: Workshop, view: str) -> dict[str, Any]:
    """What all three views of a plan show above the cards, and the cards that are wanted."""
    now = timezone.now()
    everything = selectors.list_cards(actor, workshop, now=now)
    wanted = _wanted(request)
    shown = [card for card in everything if wanted.takes(card)] if wanted != PlanFilter() else everything
    today = workshop.today(now)
    reviews = panels.reviews(workshop)
    figures = pages.figures(everything, reviews, today)
    owners = {card.action.owner.pk for card in everything if card.action.owner}
    steps = {card.step.pk: card.step for card in everything if card.step}
    baseline = agreement.last_baseline(workshop.pk)
    return {
        "view": view,
        "plan": selectors.get_plan(workshop),
        "figures": figures,
        "reviews": reviews,
        "sentence": pages.sentence(figures.summary),
        "everything": everything,
        "cards": shown,
        "today": today,
        "is_filtered": wanted != PlanFilter(),
        "wanted": wanted,
        "filters": FilterForm(request.GET, people=selectors.list_people(workshop, keep=owners), steps=steps),
        "query": _query(request),
        "views": list_views(workshop.pk),
        "chosen": chosen(request.GET),
        "view_form": ViewForm(),
        "kept": [(name, request.GET[name]) for name in request.GET if name not in ("page", "step")],
        "undated": _undated(everything),
        "improvements": selectors.count_improvements(workshop) if not everything else 0,
        "baseline": baseline,
        "planned": planned_in(baseline.content) if baseline else {},
    }


def chosen(given: Mapping[str, str]) -> dict[str, str]:
    """What a person chose to see, without what is empty: what a kept view keeps."""
    return {name: given[name].strip() for name in VIEWED if given.get(name, "").strip()}


def _undated(cards: list[Card]) -> int:
    return sum(card.is_open and card.action.start is None and card.action.end is None for card in cards)


@require_GET
@shows("plan", hints="plan")
def board(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan as columns of cards."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.READ_REPORTS)
    enter(request, workshop)
    context = _context(request, actor, workshop, "board")
    shown = faces(context["cards"], request.get_full_path(), _may_move(actor, workshop))
    more = {
        "columns": pages.columns(shown),
        "dropped": [face for face in shown if face.status == Status.DROPPED],
        "moves": pages.MOVES if any(face.move for face in shown) else (),
    }
    return page(request, "board", context | more)


def _may_move(actor: Actor, workshop: Workshop) -> Callable[[Card], bool]:
    """Of which cards it is the person's to say where they stand."""
    all_of_them = can(actor, Right.EDIT_PLAN, workshop)
    own = can(actor, Right.UPDATE_OWN_ACTION, workshop)
    return lambda card: all_of_them or (own and card.is_mine)


@require_GET
@shows("plan", hints="plan")
def table(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan as rows to sort, filter, count, and change several at once."""
    actor = actor_of(request)
    return show_table(request, actor, get_workshop(actor, pk, Right.READ_REPORTS))


def show_table(request: HttpRequest, actor: Actor, workshop: Workshop, status: int = 200, **more: Any) -> HttpResponse:
    """The table, also with what was wrong with something sent from it."""
    enter(request, workshop)
    seen = head_of(workshop.pk).head  # before the rows are read, so that nothing newer passes for seen
    context = _context(request, actor, workshop, "table")
    sort = request.GET.get("sort", "")
    rows = pages.sort_cards(context["cards"], sort)
    totals = selectors.summary([pages.facts_today(card) for card in rows])
    found = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    shown: dict[str, Any] = {"page": found, "sort": sort, "totals": totals, "query_sort": _query(request, "sort"), "heads": _heads(sort)}
    if can(actor, Right.EDIT_PLAN, workshop):
        shown |= {"bulk": ManyForm(people=selectors.list_people(workshop)), "seen": seen, "change_id": uuid7()}
    shifts = {card.action.pk: shift(context["planned"].get(str(card.action.pk)), card.action.end) for card in found}
    shown["shifts"] = {pk: shift_words(moved) for pk, moved in shifts.items() if moved}
    return page(request, "table", context | shown | more, status)


HEADS = (
    ("step", "Step"),
    ("title", "Action"),
    ("kind", "Kind"),
    ("owner", "Owner"),
    ("start", "Start"),
    ("end", "End"),
    ("status", "Status"),
    ("health", "Health"),
)


def _heads(sort: str) -> list[dict[str, Any]]:
    """The columns with what a click on each does."""
    heads = []
    for key, label in HEADS:
        state = "ascending" if sort == key else "descending" if sort == f"-{key}" else "none"
        turned = f"-{key}" if sort == key else key
        heads.append({"key": turned, "label": label, "state": state, "is_number": key in ("start", "end")})
    return heads


@require_GET
@shows("plan", hints="plan")
def timeline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan over the weeks, with a line at the day of each review."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.READ_REPORTS)
    enter(request, workshop)
    context = _context(request, actor, workshop, "timeline")
    drawn = [card for card in context["cards"] if card.facts.status is not Status.DROPPED]
    found = network(tasks_of([card.action for card in context["everything"]], context["today"]))
    measure = gantt.Measure(found, context["planned"])
    more = {
        "back": quote(request.get_full_path(), safe=""),
        "timeline": gantt.timeline(drawn, context["reviews"], context["today"], measure),
        "network": found,
        "chain": pages.chain_of(found, context["everything"]),
        "moved": pages.plan_moved(context["planned"], context["everything"]),
    }
    return page(request, "timeline", context | more)


@require_POST
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give actions without dates a first start and end."""
    count = plans.draft_timeline(actor=actor_of(request), workshop_id=pk)
    words = "1 action has dates now" if count == 1 else f"{count} actions have dates now"
    told = f"{words}: quick wins first, one thing after the other for each owner."
    messages.success(request, told if count else "All actions have dates.")
    return redirect("workshop-plan-timeline", pk)


@require_POST
def apart(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move what begins before that for which it waits has ended."""
    try:
        count = dates.move_apart(actor=actor_of(request), workshop_id=pk, change_id=change_id_of(request))
    except Repeated:
        return redirect("workshop-plan-timeline", pk)
    words = "1 action begins later now" if count == 1 else f"{count} actions begin later now"
    messages.success(request, f"{words}; each keeps its working days." if count else "Nothing begins too early.")
    return redirect("workshop-plan-timeline", pk)


@require_http_methods(["GET", "POST"])
def objective(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the plan is to achieve."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.EDIT_PLAN)
    enter(request, workshop)
    form = ObjectiveForm(request.POST or None, record=selectors.get_plan(workshop))
    status = 200
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST" and form.is_valid():
        try:
            values = form.changes
            if values:
                plans.update_plan(actor=actor, workshop_id=pk, objective=values["objective"], base=form.base)
            messages.success(request, "The objective is saved.")
            return redirect("workshop-board", pk)
        except Conflict as conflict:
            form.show_conflict(conflict)
            status = 409
        except Invalid as invalid:
            form.show_invalid(invalid)
            status = 422
    return page(request, "objective", {"form": form}, status)
