"""What is done from the table and above it: several actions changed at once, views of the plan kept and removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from actionplans import history, selectors
from actionplans.forms import ManyForm, ViewForm
from actionplans.services import many
from actionplans.services.many import Edit
from actionplans.views.board import chosen, show_table
from actionplans.views.common import change_id_of, go_back, uuid_of
from vsm_site.lib.errors import Conflict, Invalid, Repeated
from workshops.access import Actor, actor_of, get_workshop
from workshops.models import Workshop
from workshops.pages import count
from workshops.policy import Action as Right


@require_POST
def change_many(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the chosen actions of the table another owner, status, kind or week."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Right.EDIT_PLAN)
    rows = {key for text in request.POST.getlist("row") if (key := uuid_of(text))}
    form = ManyForm(request.POST, people=selectors.list_people(workshop))
    shown: dict[str, Any] = {"bulk": form, "picked": rows}
    if not form.is_valid():
        return show_table(request, actor, workshop, 422, **shown)
    try:
        done = _change(request, actor, workshop, rows, form)
    except Repeated:
        return _back(request, pk)
    except Conflict as conflict:
        return show_table(request, actor, workshop, 409, **shown, clashes=list(history.list_clashes(conflict)))
    except Invalid as invalid:
        for fault in invalid.faults:
            form.add_error(fault.path if fault.path in form.fields else None, fault.text)
        return show_table(request, actor, workshop, 422, **shown)
    words = f"{count(len(rows), 'action is', 'actions are')} changed. Undo takes all of it back."
    messages.success(request, words if done else "They were so already.")
    return _back(request, pk)


def _change(request: HttpRequest, actor: Actor, workshop: Workshop, rows: set[UUID], form: ManyForm) -> bool:
    """Whether anything was new."""
    seen = request.POST.get("seen", "")
    committed = many.change_many(
        actor=actor,
        workshop_id=workshop.pk,
        action_ids=rows,
        edit=Edit(form.values, form.weeks_later),
        seen=int(seen) if seen.isdecimal() else None,
        change_id=change_id_of(request),
    )
    return not committed.empty


def _back(request: HttpRequest, pk: UUID) -> HttpResponse:
    query = request.GET.urlencode()
    address = reverse("workshop-plan-table", args=[pk])
    return redirect(f"{address}?{query}" if query else address)


@require_POST
def keep_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what is shown under a name."""
    actor = actor_of(request)
    get_workshop(actor, pk, Right.UPDATE_OWN_ACTION)
    form, query = ViewForm(request.POST), chosen(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(_texts(form))))
        return go_back(request, "workshop-plan-table", pk)
    try:
        view = many.keep_view(actor=actor, workshop_id=pk, name=form.cleaned_data["name"], query=query, change_id=change_id_of(request))
        messages.success(request, f"The view “{view.name}” is kept for everybody who reads the plan.")
    except Repeated:
        pass
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    return go_back(request, "workshop-plan-table", pk)


def _texts(form: ViewForm) -> Iterator[str]:
    for errors in form.errors.values():
        yield from map(str, errors)


@require_POST
def remove_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a kept view away."""
    view = many.remove_view(actor=actor_of(request), view_id=pk, change_id=change_id_of(request))
    messages.success(request, f"The view “{view.name}” is gone. Undo brings it back.")
    return go_back(request, "workshop-plan-table", view.workshop_id)
