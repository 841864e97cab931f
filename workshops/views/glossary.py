"""The glossary, its words for the pages that mark them, photos, and what captures become."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from vsm_site.lib.errors import Invalid, NotFound, Repeated
from workshops.access import Actor, actor_of, get_workshop
from workshops.capture_kinds import BY_KEY, term_of
from workshops.forms.captures import BlockForm, TermForm
from workshops.models import Capture
from workshops.policy import Action
from workshops.selectors import captures as selectors
from workshops.selectors.workshops import days_for_blocks
from workshops.services import converting
from workshops.views.common import change_id_of, enter
from workshops.views.fresh import shows

TERMS = 200
MARKED = 500
"""How many words pages mark at most."""


@require_safe
@shows("captures")
def glossary(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The acronyms of the workshop with their meaning, by word."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    enter(request, workshop, "captures")
    terms = selectors.list_terms(actor, workshop)
    page = Paginator(terms, TERMS).get_page(request.GET.get("page"))
    context = {"page": page, "count": len(terms), "bare": sum(not term.meaning for term in terms), "here": request.get_full_path()}
    return render(request, "workshops/glossary.html", context)


@require_safe
def glossary_words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Words with a meaning, the longest first, for the script that marks them on the pages."""
    workshop = get_workshop(actor_of(request), pk)
    response = HttpResponse(json.dumps(selectors.list_meanings(workshop)[:MARKED]), content_type="application/json")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A photo, to people of its workshop: as a file to keep, never as a page."""
    found = selectors.get_photo(actor_of(request), pk)
    try:
        with found.file.open("rb") as file:
            response = HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError:
        raise NotFound from None
    response.headers["Content-Disposition"] = f'attachment; filename="photo-{found.pk}.jpg"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _capture(request: HttpRequest, pk: UUID, needs: Action) -> tuple[Actor, Capture]:
    actor = actor_of(request)
    capture = selectors.get_capture(actor, pk)
    enter(request, get_workshop(actor, capture.workshop_id, needs), "captures")
    return actor, capture


def _page(request: HttpRequest, capture: Capture, form: Any, words: dict[str, str]) -> HttpResponse:
    context = {"form": form, "capture": capture, "kind": BY_KEY[capture.kind], **words}
    return render(request, "workshops/capture_become.html", context, status=422 if form.errors else 200)


BLOCK_WORDS = {"title": "Put it on the agenda", "send": "Make it a block", "icon": "calendar-days"}
TERM_WORDS = {"title": "Put it in the glossary", "send": "Keep the word", "icon": "book-a"}


@require_http_methods(["GET", "POST"])
def capture_to_agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a block of the agenda of what was parked."""
    actor, capture = _capture(request, pk, Action.RUN_WORKSHOP)
    days = days_for_blocks(capture.workshop)
    form = BlockForm(request.POST if request.method == "POST" else None, days=days, initial={"title": capture.text[:200]})
    if request.method == "POST" and form.is_valid():
        try:
            with suppress(Repeated):
                converting.capture_to_agenda(actor=actor, capture_id=pk, values=form.cleaned_data, change_id=change_id_of(request))
        except Invalid as invalid:
            _show(form, invalid)
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is on the agenda.")
            return redirect("workshop-captures", capture.workshop_id)
    return _page(request, capture, form, BLOCK_WORDS)


@require_http_methods(["GET", "POST"])
def capture_to_glossary(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a word of the glossary of a capture."""
    actor, capture = _capture(request, pk, Action.MANAGE_CAPTURES)
    word, meaning = term_of(capture.text)
    form = TermForm(request.POST if request.method == "POST" else None, initial={"word": word[:60], "meaning": meaning})
    if request.method == "POST" and form.is_valid():
        try:
            with suppress(Repeated):
                converting.capture_to_glossary(actor=actor, capture_id=pk, **form.cleaned_data, change_id=change_id_of(request))
        except Invalid as invalid:
            _show(form, invalid)
        else:
            messages.success(request, f"“{form.cleaned_data['word']}” is in the glossary.")
            return redirect("workshop-glossary", capture.workshop_id)
    return _page(request, capture, form, TERM_WORDS)


def _show(form: BlockForm | TermForm, invalid: Invalid) -> None:
    for fault in invalid.faults:
        form.add_error(fault.path if fault.path in form.fields else None, fault.text)


urlpatterns = [
    path("workshops/<uuid:pk>/glossary/", glossary, name="workshop-glossary"),
    path("workshops/<uuid:pk>/glossary/words/", glossary_words, name="glossary-words"),
    path("photos/<uuid:pk>/", photo, name="photo"),
    path("captures/<uuid:pk>/to-agenda/", capture_to_agenda, name="capture-to-agenda"),
    path("captures/<uuid:pk>/to-glossary/", capture_to_glossary, name="capture-to-glossary"),
]
