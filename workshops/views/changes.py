"""History of a workshop, undo and revert."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from vsm_site.lib.errors import Conflict, Gone, Invalid
from workshops.access import actor_of, can, get_workshop
from workshops.history import label_of
from workshops.models import Change, Workshop
from workshops.policy import Action
from workshops.selectors import history as selectors
from workshops.services.changes import undo_change
from workshops.services.revert import revert_person
from workshops.views.common import enter, go_back
from workshops.views.fresh import shows

ROWS = 50
PASSING = frozenset({"show"})
"""Kinds of change that the history leaves out: what was only pointed at."""
SPANS = (("600", "of the last 10 minutes"), ("3600", "of the last hour"), ("86400", "of the last 24 hours"), ("", "from the beginning"))
"""How far back a person's changes are taken back: seconds, in words."""


@require_safe
@shows("tasks", "charter", "agenda", "captures", "map", "plan", "reviews", "barriers")
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who changed what and when, from what to what, the newest first; one's own can be taken back."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    enter(request, workshop, "history")
    person = _uuid(request.GET.get("person", ""))
    rows = selectors.list_changes(actor, workshop, person).exclude(kind__in=PASSING)
    page: Page[Change] = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "entries": selectors.entries_of(page, actor, workshop),
        "authors": selectors.list_authors(workshop),
        "person": person,
        "reverts": person if person and person != actor.user_id and can(actor, Action.RUN_WORKSHOP, workshop) else None,
        "spans": SPANS,
        "query": urlencode({"person": person}) if person else "",
        "here": request.get_full_path(),
    }
    return render(request, "workshops/history.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a change back, or make it again; where others changed the same since, show it and ask first."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    number = request.POST.get("seq", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Invalid({"seq": "This is the number of a change."})
    row = selectors.get_change(actor, workshop, int(number))
    try:
        undo_change(actor=actor, workshop_id=pk, seq=row.seq, anyway=request.POST.get("anyway") == "1")
    except Conflict as conflict:
        return _ask(request, workshop, row, conflict)
    except (Invalid, Gone) as refused:
        messages.error(request, f"This cannot be taken back: {_why(refused)}")
    else:
        words = "Made again" if row.undo_of is not None else "Taken back"
        messages.success(request, f"{words}: {_label(row)}.")
    return go_back(request, "workshop-history", pk)


@require_POST
def revert(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what one person changed in the last minutes, hours, or ever; what stays is named with the reason."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.RUN_WORKSHOP)
    person, span = _uuid(request.POST.get("person", "")), request.POST.get("span", "")
    if person is None or span not in dict(SPANS):
        raise Invalid({"person": "Choose whose changes, and how far back."})
    since = timezone.now() - timedelta(seconds=int(span)) if span else None
    found = revert_person(actor=actor, workshop_id=pk, person=person, since=since)
    enter(request, workshop, "history")
    context = {
        "found": found,
        "who": dict(selectors.list_authors(workshop)).get(person, "Nobody"),
        "person": person,
        "kept": [(entry, _label(entry.change)) for entry in found.kept],
        "here": f"{reverse('workshop-history', args=[pk])}?{urlencode({'person': person})}",
        "span": span,
    }
    return render(request, "workshops/history_reverted.html", context)


def _why(refused: Invalid | Gone) -> str:
    return refused.faults[0].text if isinstance(refused, Invalid) else refused.detail


def _label(row: Change) -> str:
    label = label_of(row.kind, row.ops[0]["r"].partition("/")[0] if row.ops else "")
    return label[:1].lower() + label[1:]


def _ask(request: HttpRequest, workshop: Workshop, row: Change, conflict: Conflict) -> HttpResponse:
    """Both values of each field that somebody else wrote since, and "undo anyway"."""
    enter(request, workshop, "history")
    context = {
        "row": row,
        "label": _label(row),
        "clashes": selectors.clash_lines(row, conflict.clashes),
        "next": request.POST.get("next", ""),
    }
    return render(request, "workshops/history_conflict.html", context, status=409)


urlpatterns = [
    path("workshops/<uuid:pk>/history/", history, name="workshop-history"),
    path("workshops/<uuid:pk>/undo/", undo, name="workshop-undo"),
    path("workshops/<uuid:pk>/revert/", revert, name="workshop-revert"),
]
