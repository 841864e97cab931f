"""Hints to the coach: putting one aside."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from vsm_site.lib.errors import NotFound, Repeated
from workshops.access import actor_of, get_workshop
from workshops.nudges import NAMES
from workshops.policy import Action
from workshops.services import nudges as services
from workshops.views.common import change_id_of, go_back


@require_POST
def hint_dismiss(request: HttpRequest, pk: UUID, hint: str) -> HttpResponse:
    """Put a hint aside, for all coaches of the workshop and for good."""
    actor = actor_of(request)
    get_workshop(actor, pk, Action.RUN_WORKSHOP)
    if hint not in NAMES:
        raise NotFound
    with suppress(Repeated):
        services.dismiss_nudge(actor=actor, workshop_id=pk, hint=hint, change_id=change_id_of(request))
    messages.success(request, "The hint is aside for good. Undo brings it back.")
    return go_back(request, "workshop-cockpit", pk)


urlpatterns = [
    path("workshops/<uuid:pk>/hints/<slug:hint>/dismiss/", hint_dismiss, name="hint-dismiss"),
]
