"""The communication plan and the training plan: who has to hear or learn what, how, when, from whom, and whether it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actionplans import outreach, selectors
from actionplans.forms_outreach import WORDS, OutreachForm
from actionplans.models import Outreach
from actionplans.services import outreach as services
from actionplans.views.common import change_id_of, enter, page
from vsm_site.lib.errors import Conflict, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of, get_workshop
from workshops.live_forms import keep_theirs
from workshops.policy import Action as Right
from workshops.views.fresh import shows

ROWS = 50


@require_GET
@shows("plan")
def communication(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has to hear of the change."""
    return _show(request, pk, "communication")


@require_GET
@shows("plan")
def training(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has to learn something for it."""
    return _show(request, pk, "training")


def _show(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.READ_REPORTS)
    enter(request, workshop)
    found = outreach.lines(outreach.list_outreach(workshop, kind), workshop.today(timezone.now()))
    context = {
        "kind": kind,
        "labels": {name: label for name, (label, _) in WORDS[kind].items()},
        "sentence": outreach.sentence(kind, found),
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
    }
    return page(request, "outreach", context)


@require_http_methods(["GET", "POST"])
def line_new(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """A new line of one of the two plans."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.EDIT_PLAN)
    enter(request, workshop)
    form = OutreachForm(request.POST or None, kind=kind, people=selectors.list_people(workshop))

    def save() -> None:
        services.add_line(actor=actor, workshop_id=pk, values=form.changes | {"kind": kind}, change_id=change_id_of(request))

    return _edit(request, form, {"kind": kind}, save, lambda: redirect(f"plan-{kind}", pk))


@require_http_methods(["GET", "POST"])
def line_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a line."""
    actor = actor_of(request)
    line = outreach.get_line(actor, pk, Right.EDIT_PLAN)
    enter(request, line.workshop)
    people = selectors.list_people(line.workshop, keep=[line.owner_id] if line.owner_id else [])
    form = OutreachForm(request.POST or None, record=line, kind=line.kind, people=people)

    def save() -> None:
        if form.changes:
            services.update_line(actor=actor, line_id=pk, values=form.changes, base=form.base, change_id=change_id_of(request))

    return _edit(request, form, {"kind": line.kind, "line": line}, save, lambda: redirect(line))


def _edit(
    request: HttpRequest, form: OutreachForm, context: dict[str, Any], save: Callable[[], None], done: Callable[[], HttpResponse]
) -> HttpResponse:
    """Show the form, or save it: 409 with both values, 422 with what to type."""
    status = 200
    if request.POST.get("keep"):
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
                form.show_invalid(invalid)
    return page(request, "outreach_edit", context | {"form": form, "change_id": uuid7()}, status)


@require_POST
def line_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It was told or taught, or it was not."""
    line = services.set_done(actor=actor_of(request), line_id=pk, done=request.POST.get("done") == "1")
    return redirect(line)


@require_POST
def line_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a line out; Undo brings it back."""
    line: Outreach = services.remove_line(actor=actor_of(request), line_id=pk, change_id=change_id_of(request))
    messages.success(request, f"“{line.what[:80]}” is out of the plan. Undo brings it back.")
    return redirect(f"plan-{line.kind}", line.workshop_id)
