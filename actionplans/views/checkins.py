"""The check-ins of a plan: where the next one stands, its cadence, who is reminded, and minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actionplans import asking, selectors, week
from actionplans.forms_checkins import CadenceForm, DecisionForm, FollowUpForm, MinutesForm
from actionplans.models import CheckIn
from actionplans.services import checkins, links, rounds
from actionplans.views.common import change_id_of, enter, go_back, page
from vsm_site.lib.errors import Conflict, Invalid, Repeated, TooMany
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, get_workshop
from workshops.live_forms import LiveForm, keep_theirs
from workshops.policy import Action as Right
from workshops.views.fresh import shows

ROWS = 20
NOTES = 5
USUAL = timedelta(days=90)
"""How long after the last workshop day check-ins usually go on: until the last review."""


@require_GET
@shows("plan")
def check_ins(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the next check-in stands, what is late or silent, and the minutes so far."""
    actor, now = actor_of(request), timezone.now()
    workshop = get_workshop(actor, pk, Right.READ_REPORTS)
    enter(request, workshop)
    plan = selectors.get_plan(workshop)
    cards = selectors.list_cards(actor, workshop, now=now)
    standing = asking.standings({workshop: cards}, now=now)[workshop.pk]
    context = {
        "cadence": plan.cadence if plan else None,
        "standing": standing,
        "has_actions": bool(cards),
        "today": workshop.today(now),
        "is_past": bool(standing.round and standing.round.meets_at < now),
        "page": Paginator(asking.list_check_ins(workshop), ROWS).get_page(request.GET.get("page")),
        "notes": list(week.sent_notes(workshop)[:NOTES]),
    }
    return page(request, "check_ins", context)


@require_http_methods(["GET", "POST"])
def cadence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say when check-ins are, or that there are none any more."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.EDIT_PLAN)
    enter(request, workshop)
    plan = selectors.get_plan(workshop)
    if request.method == "POST" and request.POST.get("do") == "end":
        checkins.set_cadence(actor=actor, workshop_id=pk, values={"checkin_weekday": None}, change_id=change_id_of(request))
        messages.success(request, "There are no more check-ins. Undo brings them back; the minutes stay.")
        return redirect("check-ins", pk)
    first: dict[str, Any] = {} if plan and plan.cadence else {"checkin_weekday": 0}
    days = {"checkin_from": workshop.last_day + timedelta(days=1), "checkin_until": workshop.last_day + USUAL}
    first |= {name: day for name, day in days.items() if plan is None or getattr(plan, name) is None}
    form = CadenceForm(request.POST or None, record=plan, initial=first)
    context = {"form": form, "cadence": plan.cadence if plan else None, "zone": workshop.time_zone}
    return _form(
        request, "check_in_cadence", form, context, lambda: _set_cadence(request, actor, pk, form, plan), lambda: redirect("check-ins", pk)
    )


def _set_cadence(request: HttpRequest, actor: Actor, pk: UUID, form: CadenceForm, plan: Any) -> None:
    """Suggested values count although nobody changed them, where there was no cadence before."""
    is_new = plan is None or plan.cadence is None
    values = {name: form.as_value(name, value) for name, value in form.cleaned_data.items()} if is_new else form.changes
    if values:
        made = checkins.set_cadence(actor=actor, workshop_id=pk, values=values, base=form.base, change_id=change_id_of(request))
        assert made.cadence is not None, "the form gives all of it"
        messages.success(
            request, f"{made.cadence.words()}, until {made.cadence.last:%a} {made.cadence.last.day} {made.cadence.last:%b %Y}."
        )


def _form(
    request: HttpRequest, template: str, form: Any, context: dict[str, Any], save: Callable[[], Any], done: Callable[[], HttpResponse]
) -> HttpResponse:
    """A form on a page of its own: kept and done, or shown again with what is wrong or clashed."""
    status = 200
    if isinstance(form, LiveForm) and request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save()
                return done()
            except Repeated:
                return done()
            except Conflict as conflict:
                form.show_conflict(conflict)
                status = 409
            except Invalid as invalid:
                for fault in invalid.faults:
                    form.add_error(fault.path if fault.path in form.fields else None, fault.text)
    return page(request, template, context | {"change_id": request.POST.get("change_id") or uuid7()}, status)


@require_POST
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask one owner how the own actions go."""
    try:
        person = rounds.remind_owner(actor=actor_of(request), workshop_id=pk, person_id=_person(request), now=timezone.now())
        messages.success(request, f"{person.name} is asked, with a link to answer.")
    except TooMany as soon:
        messages.info(request, soon.detail)
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    return go_back(request, "check-ins", pk)


@require_POST
def links_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Switch the links of one owner off."""
    count = links.revoke_links(actor=actor_of(request), workshop_id=pk, person_id=_person(request), now=timezone.now())
    words = "1 link no longer works" if count == 1 else f"{count} links no longer work" if count else "There was no link that worked"
    messages.success(request, f"{words}. The next letter brings a new one.")
    return go_back(request, "check-ins", pk)


def _person(request: HttpRequest) -> UUID:
    """The people id that was posted; one that is none belongs to nobody."""
    try:
        return UUID(request.POST.get("person", ""))
    except ValueError:
        return uuid7()


# Minutes


@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the minutes of today's check-in, or open those that there are."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.EDIT_PLAN)
    made = checkins.begin_check_in(actor=actor, workshop_id=pk, on=workshop.today(timezone.now()))
    return redirect("check-in", made.pk)


@require_GET
@shows("plan")
def check_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The minutes of one check-in."""
    actor = actor_of(request)
    return _minutes(request, actor, asking.get_check_in(actor, pk))


def _minutes(request: HttpRequest, actor: Actor, minutes: CheckIn, status: int = 200, **forms: Any) -> HttpResponse:
    enter(request, minutes.workshop)
    people = selectors.list_people(minutes.workshop)
    points, now = asking.list_points(minutes), timezone.now()
    context = {
        "minutes": minutes,
        "people": [(person, str(person.pk) in minutes.attendance) for person in people],
        "present": selectors.list_names(minutes.workshop, minutes.attendance),
        "decisions": [point for point in points if point.kind == "decision"],
        "follow_ups": asking.follow_ups(points, actor, now=now),
        "updates": asking.updates_before(minutes),
        "decision_form": DecisionForm(),
        "follow_up_form": FollowUpForm(people=people),
    }
    return page(request, "check_in", context | forms, status)


@require_http_methods(["GET", "POST"])
def check_in_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The day and the notes of minutes."""
    actor = actor_of(request)
    minutes = asking.get_check_in(actor, pk, Right.EDIT_PLAN)
    enter(request, minutes.workshop)
    form = MinutesForm(request.POST or None, record=minutes)

    def save() -> None:
        if form.changes:
            checkins.update_check_in(actor=actor, check_in=minutes, values=form.changes, base=form.base, change_id=change_id_of(request))

    return _form(request, "check_in_edit", form, {"form": form, "minutes": minutes}, save, lambda: redirect("check-in", pk))


@require_POST
def attendance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was there."""
    actor = actor_of(request)
    minutes = asking.get_check_in(actor, pk, Right.EDIT_PLAN)
    try:
        checkins.set_attendance(
            actor=actor,
            check_in=minutes,
            present=request.POST.getlist("present"),
            seen=request.POST.getlist("was"),
            change_id=change_id_of(request),
        )
    except Repeated:
        pass
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
        return _minutes(request, actor, minutes, 422)
    return redirect("check-in", pk)


@require_POST
def check_in_send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the minutes."""
    actor = actor_of(request)
    minutes = asking.get_check_in(actor, pk, Right.EDIT_PLAN)
    try:
        told = checkins.send_minutes(actor=actor, check_in=minutes, change_id=change_id_of(request))
    except Repeated:
        return redirect("check-in", pk)
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
        return _minutes(request, actor, minutes, 422)
    messages.success(request, f"The minutes are on their way to {'1 person' if told == 1 else f'{told} people'}.")
    return redirect("check-in", pk)


@require_POST
def decision(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note what was decided."""
    actor = actor_of(request)
    minutes = asking.get_check_in(actor, pk, Right.EDIT_PLAN)
    form = DecisionForm(request.POST)

    def add() -> None:
        checkins.add_decision(actor=actor, check_in=minutes, text=form.cleaned_data["text"], change_id=change_id_of(request))

    return _point(request, actor, minutes, form, add, "decision_form")


@require_POST
def follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note what follows; it becomes an action."""
    actor = actor_of(request)
    minutes = asking.get_check_in(actor, pk, Right.EDIT_PLAN)
    form = FollowUpForm(request.POST, people=selectors.list_people(minutes.workshop))

    def add() -> None:
        values = {"title": form.cleaned_data["title"], "owner": form.cleaned_data["owner"] or None, "end": form.cleaned_data["end"]}
        checkins.add_follow_up(actor=actor, check_in=minutes, values=values, change_id=change_id_of(request))

    return _point(request, actor, minutes, form, add, "follow_up_form")


def _point(request: HttpRequest, actor: Actor, minutes: CheckIn, form: Any, add: Callable[[], Any], name: str) -> HttpResponse:
    if form.is_valid():
        try:
            add()
            return redirect("check-in", minutes.pk)
        except Repeated:
            return redirect("check-in", minutes.pk)
        except Invalid as invalid:
            for fault in invalid.faults:
                form.add_error(fault.path if fault.path in form.fields else None, fault.text)
    return _minutes(request, actor, minutes, 422, **{name: form})


@require_POST
def point_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a point out of the minutes."""
    point = checkins.remove_point(actor=actor_of(request), point_id=pk)
    stays = " Its action stays in the plan." if point.action_id else ""
    messages.success(request, f"“{point.text}” is out of the minutes.{stays} Undo brings it back.")
    return redirect("check-in", point.check_in_id)


@require_POST
def check_in_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take minutes out."""
    actor = actor_of(request)
    minutes = asking.get_check_in(actor, pk, Right.EDIT_PLAN)
    checkins.remove_check_in(actor=actor, check_in=minutes)
    messages.success(
        request,
        f"The minutes of {minutes.on:%a} {minutes.on.day} {minutes.on:%b} are out. Undo brings them back; actions stay in the plan.",
    )
    return redirect("check-ins", minutes.workshop_id)
