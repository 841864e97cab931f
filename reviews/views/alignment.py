"""Alignment meetings: their rhythm, and each meeting's page with the eight points, who was there and what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reviews import meetings, pages, selectors
from reviews.forms import AttendanceForm, CancelForm, DecisionForm, HeldForm, MeetingDayForm, MinutesForm, SeriesForm
from reviews.models import AlignmentMeeting, Decision
from reviews.services import alignment, reviews
from reviews.views.common import SECTION, page
from vsm_site.lib.errors import Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, can, get_workshop
from workshops.live_forms import LiveForm, seen_in
from workshops.pages import count
from workshops.policy import Action
from workshops.views.common import Save, change_id_of, enter, saved
from workshops.views.fresh import shows

ROWS = 20


@require_GET
@shows("reviews", "plan")
def alignment_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The alignment meetings of a workshop: the next one, the rhythm, what was held."""
    actor, now = actor_of(request), timezone.now()
    workshop = get_workshop(actor, pk, Action.READ_REPORTS)
    enter(request, workshop, SECTION)
    found = meetings.list_meetings(actor, workshop)
    rows = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "series": meetings.get_series(workshop),
        "rows": rows,
        "sentence": pages.meeting_sentence(found, workshop.today(now)),
        "today": workshop.today(now),
    }
    return page(request, "alignment", context)


@require_http_methods(["GET", "POST"])
def alignment_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From when on and how often the stream is looked at together."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_REVIEW)
    enter(request, workshop, SECTION)
    series = meetings.get_series(workshop)
    form = SeriesForm(request.POST or None, record=series) if series else SeriesForm(request.POST or None)
    if series is None:
        del form.fields["is_ended"]

    def save(form: LiveForm) -> None:
        alignment.plan_series(actor=actor, workshop=workshop, values=form.changes, base=form.base, change_id=change_id_of(request))

    def done() -> HttpResponse:
        return redirect("workshop-alignment", pk)

    context = {"series": series, "workshop": workshop}
    return _edit(request, form, "alignment_series", context, save, done, "Kept. The next meeting follows the rhythm.")


@require_GET
@shows("reviews", "plan", "map")
def meeting_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One meeting: its eight points with what happened since the last one, who was there, what follows."""
    actor = actor_of(request)
    return show_meeting(request, actor, meetings.get_meeting(actor, pk))


def show_meeting(request: HttpRequest, actor: Actor, meeting: AlignmentMeeting, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a meeting, also with what was wrong with something sent from it: `fault` in words, or a form."""
    workshop, now = meeting.workshop, timezone.now()
    enter(request, workshop, SECTION)
    since, points = meetings.points_of(actor, meeting, now)
    may_edit = can(actor, Action.EDIT_REVIEW, workshop)
    people = selectors.list_people(workshop, keep=meeting.attendance) if may_edit else []
    context = {
        "meeting": meeting,
        "series": meetings.get_series(workshop),
        "head": pages.meeting_head(meeting, workshop.today(now)),
        "since": since,
        "points": points,
        "names": meetings.names_of(meeting),
        "follow_ups": meetings.list_follow_ups(meeting),
        "may_edit": may_edit,
        "may_plan": may_edit and can(actor, Action.EDIT_PLAN, workshop),
        "is_due": meeting.status == "planned" and meeting.due_on <= workshop.today(now),
        "receivers": len(meetings.people_of(meeting)) if may_edit and meeting.is_held else 0,
        "attendance_form": AttendanceForm(people=people, initial={"present": meeting.attendance}) if may_edit else None,
        "decision_form": DecisionForm(people=people) if may_edit else None,
        "change_id": uuid7(),
    }
    return page(request, "alignment_meeting", context | more, status)


@require_http_methods(["GET", "POST"])
def meeting_minutes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write what is said to the eight points."""
    actor, meeting = _edited(request, pk)
    form = MinutesForm(request.POST or None, record=meeting)

    def save(form: LiveForm) -> None:
        alignment.write_minutes(actor=actor, meeting=meeting, values=form.changes, base=form.base)

    return _edit_meeting(request, meeting, form, "alignment_minutes", save, "Kept.")


@require_http_methods(["GET", "POST"])
def meeting_day(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a planned meeting on another day."""
    actor, meeting = _edited(request, pk)
    form = MeetingDayForm(request.POST or None, record=meeting)

    def save(form: LiveForm) -> None:
        if form.changes:
            alignment.move_meeting(actor=actor, meeting=meeting, due_on=form.cleaned_data["due_on"], base=form.base)

    return _edit_meeting(request, meeting, form, "alignment_day", save, "The meeting is moved.")


@require_http_methods(["GET", "POST"])
def meeting_hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record on which day a meeting was held."""
    actor, meeting = _edited(request, pk)
    form = HeldForm(request.POST or None, record=meeting, today=meeting.workshop.today(timezone.now()))

    def save(form: LiveForm) -> None:
        alignment.hold_meeting(actor=actor, meeting=meeting, held_on=form.cleaned_data["held_on"], base=form.base)

    return _edit_meeting(request, meeting, form, "alignment_hold", save, "Recorded. The minutes can be sent now.")


@require_http_methods(["GET", "POST"])
def meeting_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a meeting is not held, and why."""
    actor, meeting = _edited(request, pk)
    form = CancelForm(request.POST or None, record=meeting)

    def save(form: LiveForm) -> None:
        alignment.cancel_meeting(actor=actor, meeting=meeting, reason=form.cleaned_data["reason"], base=form.base)

    return _edit_meeting(request, meeting, form, "alignment_cancel", save, "The meeting is cancelled.")


@require_POST
def meeting_present(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was there."""
    actor, meeting = _edited(request, pk)
    form = AttendanceForm(request.POST, people=selectors.list_people(meeting.workshop, keep=meeting.attendance))
    if not form.is_valid():
        return show_meeting(request, actor, meeting, 422, attendance_form=form)
    present, seen = form.cleaned_data["present"], seen_in(form["present"])
    return _do(
        request,
        actor,
        meeting,
        lambda: alignment.set_present(actor=actor, meeting=meeting, present=present, seen=seen, change_id=change_id_of(request)),
    )


@require_POST
def meeting_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what was decided or follows."""
    actor, meeting = _edited(request, pk)
    form = DecisionForm(request.POST, people=selectors.list_people(meeting.workshop))
    if not form.is_valid():
        return show_meeting(request, actor, meeting, 422, decision_form=form)
    return _do(
        request,
        actor,
        meeting,
        lambda: alignment.record_follow_up(actor=actor, meeting=meeting, values=form.changes, change_id=change_id_of(request)),
        "It is written down.",
        "#follow-ups",
    )


@require_POST
def meeting_send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the minutes."""
    actor, meeting = _edited(request, pk)
    told: list[int] = []
    answer = _do(
        request,
        actor,
        meeting,
        lambda: told.append(alignment.send_minutes(actor=actor, meeting=meeting, change_id=change_id_of(request))),
    )
    if told:
        messages.success(request, f"The minutes are on their way to {count(told[0], 'person', 'people')}.")
    return answer


@require_http_methods(["GET", "POST"])
def follow_up_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another wording, carrier or date of a follow-up."""
    actor, decision, meeting = _follow_up(request, pk, Action.EDIT_REVIEW)
    keep = [str(decision.owner_id)] if decision.owner_id else []
    form = DecisionForm(request.POST or None, record=decision, people=selectors.list_people(meeting.workshop, keep=keep))

    def save(form: LiveForm) -> None:
        reviews.update_decision(actor=actor, decision=decision, values=form.changes, base=form.base)

    return _edit_meeting(request, meeting, form, "alignment_decision", save, "It is changed.")


@require_POST
def follow_up_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a follow-up out; Undo brings it back."""
    actor, decision, meeting = _follow_up(request, pk, Action.EDIT_REVIEW)
    return _do(
        request,
        actor,
        meeting,
        lambda: reviews.remove_decision(actor=actor, decision=decision, change_id=change_id_of(request)),
        "It is out of the minutes. Undo brings it back.",
        "#follow-ups",
    )


@require_POST
def follow_up_to_action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a follow-up into the plan as an action."""
    actor, decision, meeting = _follow_up(request, pk, Action.EDIT_PLAN)
    return _do(
        request,
        actor,
        meeting,
        lambda: alignment.make_action(actor=actor, decision=decision, change_id=change_id_of(request)),
        "It is an action of the plan now.",
        "#follow-ups",
    )


def _follow_up(request: HttpRequest, pk: UUID, needs: Action) -> tuple[Actor, Decision, AlignmentMeeting]:
    """A decision of a meeting for somebody with this right, and the meeting; NotFound for one of a review."""
    actor = actor_of(request)
    decision = selectors.get_decision(actor, pk, needs)
    meeting = meetings.meeting_of(actor, decision)
    enter(request, meeting.workshop, SECTION)
    return actor, decision, meeting


def _edited(request: HttpRequest, pk: UUID) -> tuple[Actor, AlignmentMeeting]:
    """The meeting for somebody who may edit it."""
    actor = actor_of(request)
    meeting = meetings.get_meeting(actor, pk, Action.EDIT_REVIEW)
    enter(request, meeting.workshop, SECTION)
    return actor, meeting


def _do(
    request: HttpRequest, actor: Actor, meeting: AlignmentMeeting, write: Callable[[], Any], words: str = "Kept.", part: str = ""
) -> HttpResponse:
    """Do one thing from the meeting's page: back to it, or the page with why nothing was stored."""
    try:
        write()
    except Repeated:
        return redirect(meeting)
    except Invalid as invalid:
        return show_meeting(request, actor, meetings.get_meeting(actor, meeting.pk), 422, fault=invalid.faults[0].text)
    if words:
        messages.success(request, words)
    return redirect(f"{meeting.get_absolute_url()}{part}")


def _edit_meeting(request: HttpRequest, meeting: AlignmentMeeting, form: LiveForm, template: str, save: Save, words: str) -> HttpResponse:
    return _edit(request, form, template, {"meeting": meeting}, save, lambda: redirect(meeting), words)


def _edit(
    request: HttpRequest,
    form: LiveForm,
    template: str,
    context: dict[str, Any],
    save: Save,
    done: Callable[[], HttpResponse],
    words: str,
) -> HttpResponse:
    """Show the form of a page of its own, or save it: 409 with both values, 422 with what to type."""
    status = 200
    if request.method == "POST":
        status = saved(request, form, save)
        if not status:
            messages.success(request, words)
            return done()
    return page(request, template, context | {"form": form, "change_id": uuid7()}, status)


urlpatterns = [
    path("workshops/<uuid:pk>/alignment/", alignment_list, name="workshop-alignment"),
    path("workshops/<uuid:pk>/alignment/rhythm/", alignment_series, name="alignment-series"),
    path("alignment/<uuid:pk>/", meeting_page, name="alignment-meeting"),
    path("alignment/<uuid:pk>/minutes/", meeting_minutes, name="alignment-minutes"),
    path("alignment/<uuid:pk>/day/", meeting_day, name="alignment-day"),
    path("alignment/<uuid:pk>/hold/", meeting_hold, name="alignment-hold"),
    path("alignment/<uuid:pk>/cancel/", meeting_cancel, name="alignment-cancel"),
    path("alignment/<uuid:pk>/present/", meeting_present, name="alignment-present"),
    path("alignment/<uuid:pk>/decisions/", meeting_decide, name="alignment-decide"),
    path("alignment/<uuid:pk>/send/", meeting_send, name="alignment-send"),
    path("alignment/decisions/<uuid:pk>/", follow_up_edit, name="alignment-decision"),
    path("alignment/decisions/<uuid:pk>/remove/", follow_up_remove, name="alignment-decision-remove"),
    path("alignment/decisions/<uuid:pk>/action/", follow_up_to_action, name="alignment-to-action"),
]
