"""The five stages with their tasks, gates, and each role's duties."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe


@require_safe
def to_write(request: HttpRequest, **where: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404


urlpatterns = [
    path("workshops/<uuid:pk>/stages/<str:stage>/", to_write, name="workshop-stage"),
]
