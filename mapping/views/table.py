"""The table twin of a map and the forms of its rows."""

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
]
