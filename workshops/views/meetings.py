"""Meetings of sponsor, owner and coach: the list, and one to read or to write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vsm_site.lib.errors import Conflict, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of, can, get_workshop
from workshops.forms.preparation import KINDS, MeetingForm
from workshops.live_forms import keep_theirs, seen_in
from workshops.models import Meeting, Workshop
from workshops.pages import count
from workshops.policy import Action
from workshops.selectors import preparation as selectors
from workshops.selectors.stages import list_owners
from workshops.services import meetings as services
from workshops.views.common import change_id_of, enter
from workshops.views.fresh import shows


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting as the list shows it."""

    meeting: Meeting
    who: str
    is_late: bool
    """Its day has passed, and nothing says that it took place."""


@require_safe
@shows("tasks")
def meetings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was agreed with whom, and which meetings are still to come."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.READ_REPORTS)
    enter(request, workshop, "home")
    today = workshop.today(timezone.now())
    found, names = list(selectors.list_meetings(workshop)), selectors.names_of(workshop)
    rows = [_row(meeting, names, today) for meeting in found]
    kinds = {meeting.kind for meeting in found}
    context = {
        "groups": [
            ("To come", [row for row in rows if not row.meeting.held]),
            ("Took place", [row for row in reversed(rows) if row.meeting.held]),
        ],
        "offered": [(key, label) for key, label in KINDS if key not in kinds and key != "other"],
        "sentence": _sentence(found),
        "has_any": bool(rows),
    }
    return render(request, "workshops/meetings.html", context)


def _row(meeting: Meeting, names: dict[str, str], today: date) -> Row:
    who = [names[pk] for pk in meeting.people if pk in names] + ([meeting.others] if meeting.others else [])
    return Row(meeting, ", ".join(who), not meeting.held and meeting.date is not None and meeting.date < today)


def _sentence(found: list[Meeting]) -> str:
    if not found:
        return "Scoping and kick-off with the sponsor, sessions of the coach with the owner, briefings: when, who, what was decided."
    held = sum(meeting.held for meeting in found)
    return f"{count(len(found), 'meeting')}, {held} took place."


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan a meeting."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_CHARTER)
    enter(request, workshop, "home")
    asked = request.GET.get("kind", "")
    kind = asked if asked in dict(KINDS) else ""
    form, status = MeetingForm(request.POST or None, team=list_owners(workshop), workshop=workshop, kind=kind), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.add_meeting(
                    actor=actor,
                    workshop_id=pk,
                    values=form.values,
                    people=form.cleaned_data["people"],
                    change_id=change_id_of(request),
                )
            except Repeated:
                return redirect("workshop-meetings", pk)
            except Invalid as invalid:
                form.show_invalid(invalid)
            else:
                messages.success(request, "The meeting is on the list.")
                return redirect("workshop-meetings", pk)
    return _form_page(request, form, None, status)


@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One meeting: to read, or to write for those who prepare the workshop."""
    actor = actor_of(request)
    found = selectors.get_meeting(actor, pk, Action.EDIT_CHARTER if request.method == "POST" else Action.READ_REPORTS)
    workshop = found.workshop
    enter(request, workshop, "home")
    if not can(actor, Action.EDIT_CHARTER, workshop):
        return _to_read(request, workshop, found)
    form, status = MeetingForm(request.POST or None, record=found, team=list_owners(workshop), workshop=workshop), 200
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _store(request, actor, found, form)
            except Repeated:
                return redirect("workshop-meetings", workshop.pk)
            except Conflict as conflict:
                form.show_conflict(conflict)
                status = 409
            except Invalid as invalid:
                form.show_invalid(invalid)
            else:
                messages.success(request, f"{found}: saved.")
                return redirect("workshop-meetings", workshop.pk)
    return _form_page(request, form, found, status)


def _store(request: HttpRequest, actor: Any, found: Meeting, form: MeetingForm) -> None:
    people = form.cleaned_data["people"] if "people" in form.changed_data else None
    if form.changes:
        services.update_meeting(
            actor=actor,
            meeting_id=found.pk,
            values=form.values,
            people=people,
            people_seen=seen_in(form["people"]),
            base=form.base,
            change_id=change_id_of(request),
        )


def _form_page(request: HttpRequest, form: MeetingForm, found: Meeting | None, status: int) -> HttpResponse:
    change_id = request.POST.get("change_id") if status != 200 else ""
    context = {"form": form, "meeting": found, "change_id": change_id or uuid7()}
    return render(request, "workshops/meeting_edit.html", context, status=status)


def _to_read(request: HttpRequest, workshop: Workshop, found: Meeting) -> HttpResponse:
    row = _row(found, selectors.names_of(workshop), workshop.today(timezone.now()))
    return render(request, "workshops/meeting.html", {"meeting": found, "row": row})


@require_POST
def meeting_from_charter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a meeting of what the charter says of briefings, to give it day, place and people."""
    actor = actor_of(request)
    get_workshop(actor, pk, Action.EDIT_CHARTER)
    try:
        made = services.add_from_charter(actor=actor, workshop_id=pk, change_id=change_id_of(request))
    except Repeated:
        return redirect("workshop-meetings", pk)
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text if invalid.faults else str(invalid))
        return redirect("workshop-meetings", pk)
    messages.success(request, "It is a meeting now. Say which kind, when and who; Undo puts it back into the charter.")
    return redirect("meeting", made.pk)


@require_POST
def meeting_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a meeting off the list."""
    actor = actor_of(request)
    found = selectors.get_meeting(actor, pk, Action.EDIT_CHARTER)
    services.remove_meeting(actor=actor, meeting_id=pk)
    messages.success(request, f"“{found}” is off the list with its notes. Undo brings it back.")
    return redirect("workshop-meetings", found.workshop_id)


urlpatterns = [
    path("workshops/<uuid:pk>/meetings/", meetings, name="workshop-meetings"),
    path("workshops/<uuid:pk>/meetings/from-charter/", meeting_from_charter, name="meeting-from-charter"),
    path("workshops/<uuid:pk>/meetings/new/", meeting_new, name="meeting-new"),
    path("meetings/<uuid:pk>/", meeting, name="meeting"),
    path("meetings/<uuid:pk>/remove/", meeting_remove, name="meeting-remove"),
]
