"""Value streams: one stream with its workshops and touch points, a new one, and what can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts import selectors as accounts
from accounts.policy import OrganisationAction
from vsm_site.lib.digraph import Node
from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7
from workshops import pages, panels, touching
from workshops.access import Actor, actor_of
from workshops.flows import FLOWS, flow_named
from workshops.forms.streams import StreamForm, add_faults
from workshops.models import TouchPoint, ValueStream
from workshops.selectors import streams as selectors
from workshops.services import streams
from workshops.views.common import change_id_of, enter

WORKSHOPS_SHOWN = 50


@require_GET
def stream_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One stream: what flows, for whom, what is valuable, and its workshops."""
    actor = actor_of(request)
    stream = selectors.get_stream(actor, pk)
    enter(request, None, "streams")
    shown = list(selectors.list_workshops_of(actor, stream)[:WORKSHOPS_SHOWN])
    may_edit = selectors.may_edit_stream(actor, stream)
    points = list(selectors.touch_points_of([stream]))
    context = {
        "stream": stream,
        "flow": flow_named(stream.item_kind),
        "owner": selectors.owners_of(actor, [stream])[stream.pk],
        "cards": panels.stream_cards(stream, actor),
        "points": [_touch_line(actor, stream, point, may_edit) for point in points],
        "seen": {row.pk for row in selectors.list_other_streams(actor, stream)} if points else (),
        "picture": touching.picture(points, {stream.pk: Node(str(stream.pk), stream.name, word="this stream", tone="act")}),
        "removed": _removed(request, actor, stream),
        "workshops": [(row, pages.days_text(row.first_day, row.last_day)) for row in shown],
        "may_edit": may_edit,
        "new_url": f"{reverse('workshop-new')}?{urlencode({'stream': pk})}",
        "may_add": OrganisationAction.CREATE_WORKSHOP in accounts.rights_in(actor.user, stream.organisation_id),
    }
    return render(request, "workshops/stream_page.html", context)


@dataclass(frozen=True, slots=True)
class TouchLine:
    """A touch point in the table of one of its streams."""

    point: TouchPoint
    gives: bool
    other: ValueStream | None
    may_edit: bool


def _touch_line(actor: Actor, stream: ValueStream, point: TouchPoint, may_edit: bool) -> TouchLine:
    is_own = point.created_by_id == actor.user_id
    return TouchLine(point, point.giver_id == stream.pk, point.other_side(stream.pk), may_edit or is_own)


def _removed(request: HttpRequest, actor: Actor, stream: ValueStream) -> TouchPoint | None:
    """The touch point of this stream that the person has just removed, shown once."""
    pk = request.session.pop("removed_touch_point", None)
    return selectors.find_removed_touch_point(actor, stream, UUID(pk)) if pk else None


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
    form = StreamForm(request.POST or None, stream=stream, owners=selectors.list_possible_owners(actor, stream))
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
    path("streams/new/", stream_new, name="stream-new"),
    path("streams/<uuid:pk>/", stream_page, name="stream-page"),
    path("streams/<uuid:pk>/edit/", stream_edit, name="stream-edit"),
]
