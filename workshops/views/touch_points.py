"""Where a stream touches others: noting, changing, removing and putting back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of
from workshops.forms.streams import add_faults
from workshops.forms.touch_points import TouchPointForm
from workshops.models import TouchPoint, ValueStream
from workshops.selectors import streams as selectors
from workshops.services import touch_points
from workshops.views.common import change_id_of, enter


@require_http_methods(["GET", "POST"])
def touch_point_new(request: HttpRequest, stream: UUID) -> HttpResponse:
    """Another place where the stream touches something."""
    actor = actor_of(request)
    ours = selectors.get_stream_to_edit(actor, stream)
    enter(request, None, "streams")
    form = TouchPointForm(request.POST or None, others=selectors.list_other_streams(actor, ours))
    if request.method == "POST" and form.is_valid():
        try:
            made = touch_points.create_touch_point(actor=actor, stream_id=stream, values=form.changes, change_id=change_id_of(request))
        except Invalid as invalid:
            add_faults(form, invalid)
        else:
            messages.success(request, f"“{made.item}” is noted.")
            return redirect("stream-page", stream)
    context = {"change_id": request.POST.get("change_id") or str(uuid7())}
    return _page(request, ours, form, context)


@require_http_methods(["GET", "POST"])
def touch_point_edit(request: HttpRequest, stream: UUID, pk: UUID) -> HttpResponse:
    """Change a touch point as this stream sees it."""
    actor = actor_of(request)
    point = selectors.get_touch_point(actor, stream, pk)
    ours = selectors.get_stream(actor, stream)
    enter(request, None, "streams")
    there = point.other_side(stream)
    others = selectors.list_other_streams(actor, ours)
    if there and there not in others:  # a stream that the person does not see, which somebody else chose
        others.append(there)
    form = TouchPointForm(request.POST or None, others=others, typed=touch_points.as_typed(point, ours))
    if request.method == "POST" and form.is_valid():
        try:
            touch_points.update_touch_point(actor=actor, stream_id=stream, touch_point_id=pk, values=form.changes)
        except Invalid as invalid:
            add_faults(form, invalid)
        else:
            messages.success(request, "The touch point is saved.")
            return redirect("stream-page", stream)
    return _page(request, ours, form, {"point": point})


def _page(request: HttpRequest, stream: ValueStream, form: TouchPointForm, more: dict[str, TouchPoint] | dict[str, str]) -> HttpResponse:
    context: dict[str, Any] = {"stream": stream, "form": form} | more
    return render(request, "workshops/touch_point.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def touch_point_remove(request: HttpRequest, stream: UUID, pk: UUID) -> HttpResponse:
    """Take it away; the stream's page offers to put it back."""
    touch_points.remove_touch_point(actor=actor_of(request), stream_id=stream, touch_point_id=pk)
    request.session["removed_touch_point"] = str(pk)
    return redirect("stream-page", stream)


@require_POST
def touch_point_restore(request: HttpRequest, stream: UUID, pk: UUID) -> HttpResponse:
    """Put it back."""
    point = touch_points.restore_touch_point(actor=actor_of(request), stream_id=stream, touch_point_id=pk)
    messages.success(request, f"“{point.item}” is back.")
    return redirect("stream-page", stream)


urlpatterns = [
    path("streams/<uuid:stream>/touch-points/new/", touch_point_new, name="touch-point-new"),
    path("streams/<uuid:stream>/touch-points/<uuid:pk>/", touch_point_edit, name="touch-point-edit"),
    path("streams/<uuid:stream>/touch-points/<uuid:pk>/remove/", touch_point_remove, name="touch-point-remove"),
    path("streams/<uuid:stream>/touch-points/<uuid:pk>/restore/", touch_point_restore, name="touch-point-restore"),
]
