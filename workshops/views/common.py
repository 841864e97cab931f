"""What the pages of a workshop share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from vsm_site.lib.errors import Conflict, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.live_forms import LiveForm, keep_theirs
from workshops.models import Workshop
from workshops.views.fresh import refuse_same

Save = Callable[[LiveForm], object]


def enter(request: HttpRequest, workshop: Workshop | None, section: str) -> None:
    """Tell the frame which workshop and which entry of the rail this page belongs to; its times are those of the workshop's place from
    here on. Unchanged as refuse_same."""
    if workshop is not None:
        timezone.activate(workshop.zone)  # until the end of the request: TimeZoneMiddleware
        request.workshop = workshop  # type: ignore[attr-defined]
        refuse_same(request, workshop)
    request.section = section  # type: ignore[attr-defined]


def change_id_of(request: HttpRequest) -> UUID:
    """The change id that a form carries, so that sending it twice stores it once; a new one without."""
    try:
        return UUID(request.POST.get("change_id", ""))
    except ValueError:
        return uuid7()


def saved(request: HttpRequest, form: LiveForm, save: Save) -> int:
    """Save a posted form: 0 when it is done, else the status with which it is shown again."""
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
        return 200
    if not form.is_valid():
        return 422
    try:
        save(form)
    except Conflict as conflict:
        form.show_conflict(conflict)
        return 409
    except Invalid as invalid:
        form.show_invalid(invalid)
        return 422
    except Repeated:
        return 0
    return 0


def go_back(request: HttpRequest, fallback: str, *args: Any) -> HttpResponse:
    """To the page of this site that the form came from, else to the named one."""
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect(reverse(fallback, args=args))
