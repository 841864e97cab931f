"""When things are done and what waits for what: dates of an action, its dependencies, the baseline."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from actionplans import selectors
from actionplans.forms import DatesForm
from actionplans.health import short_date
from actionplans.models import Action
from actionplans.services import actions, dates
from actionplans.views.common import change_id_of, enter, go_back, page, uuid_of
from actionplans.waiting import waits_of
from vsm_site.lib.errors import Conflict, Invalid, Repeated
from workshops.access import Actor, actor_of, get_workshop
from workshops.live_forms import keep_theirs
from workshops.policy import Action as Right


@require_http_methods(["GET", "POST"])
def action_dates(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The dates of an action, typed or dragged on the timeline."""
    actor = actor_of(request)
    action = selectors.get_action(actor, pk)
    get_workshop(actor, action.workshop_id, Right.EDIT_PLAN)
    enter(request, action.workshop)
    form = DatesForm(request.POST or None, record=action)
    status = 200
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _save_dates(request, actor, action, form)
            except Conflict as conflict:
                form.show_conflict(conflict)
                status = 409
            except Invalid as invalid:
                form.show_invalid(invalid)
    context = {"form": form, "action": action, "waits": waits_of(action), "next": request.POST.get("next", request.GET.get("next", ""))}
    return page(request, "action_dates", context, status)


def _save_dates(request: HttpRequest, actor: Actor, action: Action, form: DatesForm) -> HttpResponse:
    if form.changes:
        actions.update_action(actor=actor, action_id=action.pk, values=form.changes, base=form.base)
        messages.success(request, f"“{action.title}” {_span(form.cleaned_data['start'], form.cleaned_data['end'])}.")
    return go_back(request, "action-page", action.pk)


def _span(start: date | None, end: date | None) -> str:
    """When something is done, in words."""
    if start and end:
        return f"is done from {short_date(start)} to {short_date(end)} now"
    if end:
        return f"is done by {short_date(end)} now"
    return f"begins {short_date(start)} now" if start else "has no dates any more"


@require_POST
def action_wait(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let an action wait for another one (`on`), or not any more (`off`)."""
    actor = actor_of(request)
    action = selectors.get_action(actor, pk)
    get_workshop(actor, action.workshop_id, Right.EDIT_PLAN)
    on, off = uuid_of(request.POST.get("on")), uuid_of(request.POST.get("off"))
    try:
        if off is not None:
            dates.remove_dependency(actor=actor, action_id=pk, on=off, change_id=change_id_of(request))
        elif on is not None:
            dates.add_dependency(actor=actor, action_id=pk, on=on, change_id=change_id_of(request))
        else:
            messages.error(request, "Choose what has to be done before it.")
    except Repeated:
        pass
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    return redirect(f"{action.get_absolute_url()}#waits")
