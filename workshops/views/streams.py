"""Value streams: the list, one stream with its workshops, a new one, and what can be changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts import selectors as accounts
from accounts.policy import OrganisationAction
from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7
from workshops import pages
from workshops.access import Actor, actor_of
from workshops.flows import FLOWS, flow_named
from workshops.forms.streams import StreamForm, add_faults
from workshops.selectors import streams as selectors
from workshops.services import streams
from workshops.views.common import change_id_of, enter

ROWS = 20
WORKSHOPS_SHOWN = 50


@require_GET
def stream_list(request: HttpRequest) -> HttpResponse:
    """The streams of the person's workshops and those the person made."""
    actor = actor_of(request)
    enter(request, None, "streams")
    found = Paginator(selectors.list_streams(actor), ROWS).get_page(request.GET.get("page"))
    rows = [(stream, flow_named(stream.item_kind)) for stream in found]
    return render(request, "workshops/stream_list.html", {"page": found, "rows": rows, "may_add": _may_add(actor)})


def _may_add(actor: Actor) -> bool:
    """Whether the person belongs to an organisation in which streams are made."""
    return accounts.list_memberships(actor.user).exists()


@require_GET
def stream_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One stream: what flows, for whom, what is valuable, and its workshops."""
    actor = actor_of(request)
    stream = selectors.get_stream(actor, pk)
    enter(request, None, "streams")
    shown = list(selectors.list_workshops_of(actor, stream)[:WORKSHOPS_SHOWN])
    context = {
        "stream": stream,
        "flow": flow_named(stream.item_kind),
        "workshops": [(row, pages.days_text(row.first_day, row.last_day)) for row in shown],
        "may_edit": selectors.may_edit_stream(actor, stream),
        "new_url": f"{reverse('workshop-new')}?{urlencode({'stream': pk})}",
        "may_add": OrganisationAction.CREATE_WORKSHOP in accounts.rights_in(actor.user, stream.organisation_id),
    }
    return render(request, "workshops/stream_page.html", context)


@require_http_methods(["GET", "POST"])
def stream_new(request: HttpRequest) -> HttpResponse:
    """A new stream."""
    actor = actor_of(request)
    enter(request, None, "streams")
    organisations = [row.organisation for row in accounts.list_memberships(actor.user)]
    form = StreamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stream = streams.create_stream(
                actor=actor, values=form.changes, organisation_id=_organisation(request), change_id=change_id_of(request)
            )
        except Invalid as invalid:
            add_faults(form, invalid)
        else:
            messages.success(request, f"“{stream.name}” is there. A workshop of it comes next.")
            return redirect("stream-page", stream.pk)
    context = _form_context(form) | {
        "organisations": organisations,
        "organisation": str(_organisation(request) or ""),
        "change_id": request.POST.get("change_id") or str(uuid7()),
    }
    return render(request, "workshops/stream_new.html", context, status=422 if request.method == "POST" else 200)


def _organisation(request: HttpRequest) -> UUID | None:
    """The organisation that was chosen; None where there is nothing to choose."""
    try:
        return UUID(request.POST.get("organisation", ""))
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
def stream_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a stream."""
    actor = actor_of(request)
    stream = selectors.get_stream_to_edit(actor, pk)
    enter(request, None, "streams")
    form = StreamForm(request.POST or None, stream=stream)
    if request.method == "POST" and form.is_valid():
        try:
            streams.update_stream(actor=actor, stream_id=pk, values=form.changes)
        except Invalid as invalid:
            add_faults(form, invalid)
        else:
            messages.success(request, "The stream is saved.")
            return redirect("stream-page", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/stream_edit.html", _form_context(form) | {"stream": stream}, status=status)


def _form_context(form: StreamForm) -> dict[str, Any]:
    return {"form": form, "flows": FLOWS, "chosen": form["item_kind"].value()}


urlpatterns = [
    path("streams/", stream_list, name="stream-list"),
    path("streams/new/", stream_new, name="stream-new"),
    path("streams/<uuid:pk>/", stream_page, name="stream-page"),
    path("streams/<uuid:pk>/edit/", stream_edit, name="stream-edit"),
]
