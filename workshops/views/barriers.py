"""Barriers: what only a leader can lift."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from vsm_site.lib.errors import Conflict, Forbidden
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, can, get_workshop
from workshops.forms.days import AnswerForm, BarrierForm, DecisionForm, LiftForm, WholeBarrierForm
from workshops.live_forms import LiveForm
from workshops.models import Barrier
from workshops.policy import Action
from workshops.selectors import days as selectors
from workshops.selectors.barriers import made_at, waiting, with_age, with_places
from workshops.selectors.captures import list_team
from workshops.services import days as services
from workshops.views.common import change_id_of, go_back, saved
from workshops.views.days_common import form_page, page_of
from workshops.views.fresh import shows

ROWS = 50
USUAL = timedelta(days=7)
"""Until when a leader usually lifts a barrier: what the date says before it is changed."""


@require_http_methods(["GET", "POST"])
@shows("barriers")
def barriers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that only a leader can lift; a POST raises one more and goes back to where it was typed."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.RAISE_BARRIER if request.method == "POST" else Action.READ_REPORTS)
    form = BarrierForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        change_id = change_id_of(request)
        status = saved(
            request,
            form,
            lambda form: services.raise_barrier(
                actor=actor, workshop_id=pk, text=form.cleaned_data["text"], about=request.POST.get("about", ""), change_id=change_id
            ),
        )
        if not status:
            messages.success(request, "The barrier is raised; whoever can lift it is told.")
            return go_back(request, "workshop-barriers", pk)
    page = Paginator(selectors.list_barriers(workshop), ROWS).get_page(request.GET.get("page"))
    with_places(with_age(page.object_list, workshop, timezone.now()))
    about = request.POST.get("about") or request.GET.get("about", "")
    context = {
        "about": about,
        "page": page,
        # who lifts barriers comes for those that wait, everybody else to raise one
        "list_first": bool(page.object_list) and not about and not form.is_bound and can(actor, Action.ANSWER_BARRIER, workshop),
        "form": form,
        "change_id": request.POST.get("change_id") or uuid7(),
        "here": request.get_full_path(),
    }
    return page_of(request, "barriers", workshop, context, status)


@require_POST
def barrier_take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that one lifts it."""
    actor = actor_of(request)
    barrier = selectors.get_note(actor, Barrier, pk)
    try:
        services.take_barrier(actor=actor, barrier_id=pk)
    except Conflict:
        messages.error(request, "Somebody else took this barrier before you.")
    else:
        messages.success(request, f"You lift it: “{barrier.text}”.")
    return go_back(request, "workshop-barriers", barrier.workshop_id)


@require_http_methods(["GET", "POST"])
@shows("barriers")
def barrier_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A barrier as its mail leads to it, for a phone: take it, then say what is decided and until when."""
    actor = actor_of(request)
    barrier = selectors.get_note(actor, Barrier, pk, Action.ANSWER_BARRIER)
    workshop, now = barrier.workshop, timezone.now()
    if request.method == "POST" and request.POST.get("do") == "take":
        return _taken(request, actor, barrier)
    due = {} if barrier.due_on else {"due_on": workshop.today(now) + USUAL}
    form = AnswerForm(request.POST if request.method == "POST" else None, record=barrier, initial=due)
    status = 0
    if request.method == "POST":
        status = saved(request, form, lambda form: _answer(request, actor, barrier, form))
        if not status:
            messages.success(request, "Your answer is with the team.")
            return redirect("workshop-barriers", workshop.pk)
    with_places([barrier])
    raised_at = made_at([barrier]).get(barrier.pk)
    age = waiting(workshop.today(raised_at) if raised_at else None, workshop.today(now))
    return page_of(request, "barrier_answer", workshop, {"barrier": barrier, "form": form, "age": age}, status or 200)


def _taken(request: HttpRequest, actor: Actor, barrier: Barrier) -> HttpResponse:
    try:
        services.take_barrier(actor=actor, barrier_id=barrier.pk)
    except Conflict:
        messages.error(request, "Somebody else took this barrier before you.")
    return redirect("barrier-answer", barrier.pk)


def _answer(request: HttpRequest, actor: Actor, barrier: Barrier, form: LiveForm) -> None:
    values, base = form.changes, form.base
    if barrier.due_on is None:  # the suggested date counts although nobody changed it
        values["due_on"], base["due_on"] = form.cleaned_data["due_on"], form.shown_at("due_on")
    values |= {"status": "lifted"} if request.POST.get("do") == "lift" else {}
    services.answer_barrier(actor=actor, barrier_id=barrier.pk, values=values, base=base, change_id=change_id_of(request))


@require_http_methods(["GET", "POST"])
def barrier_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words of a barrier for who raised it; owner, date and answer for those who lift them."""
    actor = actor_of(request)
    barrier = selectors.get_note(actor, Barrier, pk)
    form = _barrier_form(request, actor, barrier)
    may_lift = can(actor, Action.ANSWER_BARRIER, barrier.workshop)
    return form_page(
        request,
        barrier.workshop,
        form,
        lambda form: services.update_note(actor=actor, record=barrier, values=form.changes, base=form.base),
        back=f"{reverse('workshop-barriers', args=[barrier.workshop_id])}#barrier-{pk}",
        head="Lift a barrier" if may_lift else "Change a barrier",
        remove=reverse("barrier-remove", args=[pk]),
    )


def _barrier_form(request: HttpRequest, actor: Actor, barrier: Barrier) -> LiveForm:
    data = request.POST if request.method == "POST" else None
    may_lift = can(actor, Action.ANSWER_BARRIER, barrier.workshop)
    may_raise = can(actor, Action.RAISE_BARRIER, barrier.workshop) and (may_lift or barrier.raised_by_id == actor.user_id)
    if may_lift:
        form_type = WholeBarrierForm if may_raise else LiftForm
        return form_type(data, record=barrier, people=list_team(barrier.workshop, keep=barrier.owner_id))
    if may_raise:
        return BarrierForm(data, record=barrier)
    raise Forbidden


@require_http_methods(["GET", "POST"])
def barrier_decision(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what a leader decided in the room, on her behalf."""
    actor = actor_of(request)
    barrier = selectors.get_note(actor, Barrier, pk, Action.RECORD_VISIT)
    workshop, change_id = barrier.workshop, change_id_of(request)
    leaders = [row for row in selectors.leaders_of(workshop) if row.user_id]
    first = {} if barrier.decided_by_id or not leaders else {"decided_by": leaders[0].pk}
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        record=barrier,
        people=list_team(workshop, keep=barrier.owner_id),
        leaders=leaders,
        initial=first,
    )

    def save(form: LiveForm) -> None:
        given = form.cleaned_data
        values = {"answer": given["answer"]} | {key: value for key, value in form.changes.items() if key != "decided_by"}
        base = form.base | {"answer": form.shown_at("answer")}  # it is said again although nobody changed it
        services.write_decision(
            actor=actor, barrier_id=pk, leader_id=UUID(given["decided_by"]), values=values, base=base, change_id=change_id
        )

    return form_page(
        request,
        workshop,
        form,
        save,
        back=f"{reverse('workshop-barriers', args=[workshop.pk])}#barrier-{pk}",
        head="Write down a decision",
        about=barrier.text,
    )


@require_POST
def barrier_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a barrier off the list."""
    actor = actor_of(request)
    barrier = selectors.get_note(actor, Barrier, pk)
    services.remove_note(actor=actor, record=barrier)
    messages.success(request, f"“{barrier.text}” is off the list. Undo brings it back.")
    return redirect("workshop-barriers", barrier.workshop_id)


urlpatterns = [
    path("workshops/<uuid:pk>/barriers/", barriers, name="workshop-barriers"),
    path("barriers/<uuid:pk>/", barrier_edit, name="barrier-edit"),
    path("barriers/<uuid:pk>/answer/", barrier_answer, name="barrier-answer"),
    path("barriers/<uuid:pk>/decision/", barrier_decision, name="barrier-decision"),
    path("barriers/<uuid:pk>/take/", barrier_take, name="barrier-take"),
    path("barriers/<uuid:pk>/remove/", barrier_remove, name="barrier-remove"),
]
