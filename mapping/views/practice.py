"""A practice workshop for the team."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from mapping.services.practice import make_practice
from vsm_site.lib.errors import Repeated
from workshops.access import actor_of
from workshops.selectors.workshops import get_made_workshop
from workshops.views.common import change_id_of


@require_POST
def practice_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a practice workshop with the people of this one, and go there."""
    actor, change_id = actor_of(request), change_id_of(request)
    try:
        made = make_practice(actor=actor, workshop_id=pk, change_id=change_id)
    except Repeated:
        return redirect("workshop-maps", get_made_workshop(actor, change_id).pk)
    messages.success(request, "The practice workshop is made; everybody of the team who has an account is in.")
    return redirect("workshop-maps", made.pk)


urlpatterns = [path("workshops/<uuid:pk>/training/practice/", practice_new, name="practice-new")]
