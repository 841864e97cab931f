"""The implementation plan on the screen, as it is printed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from reviews.reports import implementation
from reviews.views.common import page
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of, get_workshop
from workshops.policy import Action
from workshops.views.common import enter
from workshops.views.fresh import shows


@require_GET
@shows("plan", "reviews")
def plan_document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The implementation plan."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.READ_REPORTS)
    enter(request, workshop, "board")
    report = implementation.collect(workshop, actor, timezone.now(), lambda percent, step: None)
    return page(request, "implementation", {"report": report, "change_id": uuid7()})


urlpatterns = [path("workshops/<uuid:pk>/board/document/", plan_document, name="plan-document")]
