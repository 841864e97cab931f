"""Reports of a workshop."""

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
    path("workshops/<uuid:pk>/reports/", to_write, name="workshop-reports"),
]
