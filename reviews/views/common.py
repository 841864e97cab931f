"""What the pages of reviews share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SECTION = "reviews"
"""The entry of the rail."""


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """One page of reviews."""
    return render(request, f"reviews/{template}.html", context, status=status)
