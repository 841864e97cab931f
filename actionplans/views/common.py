"""What the pages of the action plan share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from vsm_site.lib.ids import uuid7
from workshops.models import Workshop
from workshops.views import common


def enter(request: HttpRequest, workshop: Workshop) -> None:
    """Tell the frame which workshop and rail entry this page belongs to."""
    common.enter(request, workshop, "board")


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """One page of the plan."""
    return render(request, f"actionplans/{template}.html", context, status=status)


def change_id_of(request: HttpRequest) -> UUID:
    """The change id that a form carries, so that sending it twice stores it once; a new one without."""
    try:
        return UUID(request.POST.get("change_id", ""))
    except ValueError:
        return uuid7()


def uuid_of(text: str | None) -> UUID | None:
    """The id that a form or an address gave; None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def go_back(request: HttpRequest, fallback: str, *args: Any) -> HttpResponse:
    """To the page of this site that the form came from, else to the named one."""
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect(reverse(fallback, args=args))
