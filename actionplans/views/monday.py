"""The week of whoever leads plans, and what the sponsor is told of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actionplans import asking, monday, selectors, week
from actionplans.forms_checkins import NoteForm
from actionplans.services import notes
from actionplans.views.common import change_id_of, enter, page
from vsm_site.lib.errors import Conflict, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, get_workshop
from workshops.live_forms import keep_theirs
from workshops.models import Workshop
from workshops.policy import Action as Right

PLANS = 6


@require_GET
def owner_monday(request: HttpRequest) -> HttpResponse:
    """What is due, what was said, who is silent and what comes up, in all workshops that the person leads."""
    actor, now = actor_of(request), timezone.now()
    request.section = "monday"  # type: ignore[attr-defined]
    found = Paginator(monday.list_led(actor, now=now), PLANS).get_page(request.GET.get("page"))
    weeks = monday.weeks_of(actor, list(found), now=now) if found.paginator.count else []
    return page(request, "monday", {"weeks": weeks, "page": found, "sentence": monday.sentence(weeks), "now": now})


@require_http_methods(["GET", "POST"])
def sponsor_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the sponsor is told: a draft from the week's data to be edited, kept or sent."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.WRITE_SUMMARY)
    enter(request, workshop)
    draft = week.draft_note(workshop)
    first = {} if draft else {"text": _news(actor, workshop)}
    form = NoteForm(request.POST or None, record=draft, initial=first)
    status = 200
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        status = _kept(request, actor, workshop, form)
        if not status:
            return redirect("owner-monday") if request.POST.get("do") == "send" else redirect("sponsor-note", pk)
    context = {
        "form": form,
        "draft": draft,
        "receivers": notes.who_receives(workshop.pk, by=actor),
        "change_id": request.POST.get("change_id") or uuid7(),
    }
    return page(request, "sponsor_note", context, status)


def _news(actor: Actor, workshop: Workshop) -> str:
    now = timezone.now()
    cards = selectors.list_cards(actor, workshop, now=now)
    standing = asking.standings({workshop: cards}, now=now)[workshop.pk]
    said = week.updates_since(standing.since, [workshop.pk])
    return week.news(workshop, standing, cards, said, week.decisions_since(workshop, standing.since), now)


def _kept(request: HttpRequest, actor: Actor, workshop: Workshop, form: NoteForm) -> int:
    """0 once it is kept or sent, else the status of the page that says why not."""
    if not form.is_valid():
        return 422
    is_sent = request.POST.get("do") == "send"
    write = notes.send_note if is_sent else notes.keep_note
    try:
        write(actor=actor, workshop_id=workshop.pk, text=form.cleaned_data["text"], base=form.base, change_id=change_id_of(request))
    except Repeated:
        pass
    except Conflict as conflict:
        form.show_conflict(conflict)
        return 409
    except Invalid as invalid:
        form.show_invalid(invalid)
        return 422
    messages.success(request, "It is on its way to the sponsor." if is_sent else "The draft is kept.")
    return 0
