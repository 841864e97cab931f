"""The maps of a workshop: list, making, import, copies, files, removal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mapping import document, json_lines, pages, pictures, selectors
from mapping.forms import HeadForm
from mapping.forms.document import DocumentForm
from mapping.from_charter import Said, said_by_charter, words_of
from mapping.gathering import usual_style
from mapping.render.options import RenderOptions
from mapping.render.sheets import SIZES
from mapping.selectors import Drawn
from mapping.services import maps
from mapping.timeline import Rung
from mapping.views import room
from mapping.views.editing import page
from vsm_site.lib import units
from vsm_site.lib.errors import Fault, Invalid, NotFound, Repeated
from vsm_site.lib.pdf import PdfUnavailable
from workshops.access import actor_of, get_workshop
from workshops.models import Workshop
from workshops.policy import Action
from workshops.views.common import change_id_of
from workshops.views.fresh import shows

CARDS = 12
FAULTS_SHOWN = 40


# The list


@dataclass(frozen=True, slots=True)
class Card:
    """One map in the list."""

    drawn: Drawn
    state: str
    sentence: str
    figures: tuple[pages.Figure, ...]
    rungs: tuple[Rung, ...]
    strip: str
    """What a screen reader says for the stream to scale."""
    troubles: tuple[pages.Trouble, ...]
    """What keeps it from having totals."""


def _card(drawn: Drawn) -> Card:
    facts, found = drawn.facts, drawn.metrics
    shown = found if found is not None and facts.steps else None
    return Card(
        drawn=drawn,
        state=pages.STATE_WORDS[drawn.map.shown_state],
        sentence=pages.sentence(facts, found),
        figures=pages.figures(facts, shown)[:4] if shown else (),
        rungs=pages.rungs(facts, shown) if shown else (),
        strip=pages.strip_label(shown) if shown else "",
        troubles=pages.troubles(facts, drawn.faults),
    )


@require_GET
@shows("map", "captures", hints="map")
def map_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The maps of a workshop, each with its totals and its stream to scale."""
    workshop = get_workshop(actor_of(request), pk)
    found = Paginator(selectors.list_maps(workshop), CARDS).get_page(request.GET.get("page"))
    cards = [_card(drawn) for drawn in selectors.drawn_maps(list(found))]
    latest = selectors.latest_pair(workshop)
    context = {"page": found, "cards": cards, "latest": latest, "sentence": _list_sentence(found.paginator.count, latest)}
    return page(request, "maps", context, workshop)


def _list_sentence(total: int, latest: selectors.Pair) -> str:
    if not total:
        return "A map shows every step of the stream, and what waits between them."
    has = {
        (True, True): "a current and a future state",
        (True, False): "no future state yet",
        (False, True): "no current state yet",
        (False, False): "neither a current nor a future state yet",
    }[latest.current is not None, latest.future is not None]
    more = ", among them" if total > 2 and latest.current and latest.future else ":"
    return f"{pages.counted(total, 'map')}{more} {has}."


# Making, import, copy


@require_http_methods(["GET", "POST"])
def map_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An empty map."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_MAP)
    said = said_by_charter(actor, workshop)
    initial = _first_head(workshop, request.GET.get("state", "")) | _as_typed(said)
    form = HeadForm(request.POST if request.method == "POST" else None, initial=initial, stated=said.demand)
    if request.method == "POST" and form.is_valid():
        values = {key: value for key, value in form.changes.items() if value is not None}
        try:
            made = maps.create_map(actor=actor, workshop_id=pk, values=values, change_id=change_id_of(request))
        except Invalid as invalid:
            form.show_invalid(invalid)
        else:
            messages.success(request, f"“{made.title}” is there. Add its steps in the order in which the work is done.")
            return redirect(made)
    context = {"form": form, "taken": words_of({"demand": said.demand, "calendar": said.calendar})}
    return page(request, "map_new", context, workshop, 422 if request.method == "POST" else 200)


def _as_typed(said: Said) -> dict[str, Any]:
    """What the charter says as it stands in the fields of the form."""
    demand = {"quantity": units.display(said.demand["quantity"]), "per": said.demand["per"]} if said.demand else {}
    return demand | dict(said.calendar) | {"family": said.family}


def _first_head(workshop: Workshop, state: str) -> dict[str, str]:
    state = state if state in pages.STATE_WORDS else "current"
    title = f"{workshop.stream.name}, {pages.STATE_WORDS[state].lower()}"
    return {"title": title[:200], "state": state, "style": usual_style(workshop), "item": workshop.stream.item}


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault of a document: its JSON path, why, and the line of the pasted text."""

    path: str
    text: str
    line: int | None


@require_http_methods(["GET", "POST"])
def map_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A map from a document, pasted or from a file; what refuses it stands beside it."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_MAP)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            imported = maps.import_document(actor=actor, workshop_id=pk, source=text, change_id=change_id_of(request))
        except Invalid as invalid:
            form.show_text(text)
            context |= {"faults": _shown_faults(text, invalid.faults), "more": max(0, len(invalid.faults) - FAULTS_SHOWN)}
        else:
            _tell_import(request, imported)
            return redirect(imported.map)
    return page(request, "map_import", context, workshop, 422 if request.method == "POST" else 200)


def _shown_faults(text: str, faults: tuple[Fault, ...]) -> list[ShownFault]:
    lines, broken = json_lines.lines_of(text), json_lines.line_of_syntax(text)
    return [ShownFault(fault.path, fault.text, broken or json_lines.line_of(lines, fault.path)) for fault in faults[:FAULTS_SHOWN]]


def _tell_import(request: HttpRequest, imported: maps.Imported) -> None:
    drawn = selectors.drawn(imported.map)
    looked_at = drawn.faults or (drawn.metrics.warnings if drawn.metrics else ())
    steps = pages.counted(len(drawn.facts.steps), "step")
    messages.success(request, f"“{imported.map.title}” came in with {steps}.")
    if drawn.faults:
        messages.warning(request, "It has no totals until it is drawn to an end: see what to mend below.")
    elif looked_at:
        messages.info(request, f"{pages.counted(len(looked_at), 'thing')} to look at, listed under “To check”.")


@require_POST
def map_copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A copy of a map in another state, whose steps know where they come from."""
    actor = actor_of(request)
    source = selectors.get_map(actor, pk, needs=Action.EDIT_MAP)
    wanted = request.POST.get("state", "")
    change_id = uuid5(change_id_of(request), f"{pk} {wanted}")  # one form offers several copies, and each of them is made once
    made = maps.copy_map(actor=actor, source=source, workshop_id=source.workshop_id, state=wanted, change_id=change_id).map
    state = pages.STATE_WORDS[made.shown_state].lower()
    messages.success(request, f"This is a copy of “{source.title}” as {state}. Change it; the comparison shows what became of each step.")
    return redirect(made)


@require_POST
def map_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a map away; Undo brings it back."""
    actor = actor_of(request)
    found = selectors.get_map(actor, pk, needs=Action.EDIT_MAP)
    try:
        maps.remove_map(actor=actor, map_=found, change_id=change_id_of(request))
    except Repeated:
        return redirect("workshop-maps", found.workshop_id)
    messages.success(request, f"“{found.title}” is taken away with its steps, flows and notes. Undo brings all of it back.")
    return redirect("workshop-maps", found.workshop_id)


# Files


def _json_file(drawn: Drawn, options: RenderOptions) -> str:
    return json.dumps(document.write(drawn.facts), ensure_ascii=False, indent=2) + "\n"


FILES: dict[str, tuple[str, Callable[[Drawn, RenderOptions], str | bytes]]] = {
    "json": ("application/json", _json_file),
    "svg": ("image/svg+xml", pictures.svg),
    "png": ("image/png", pictures.png),
    "pdf": ("application/pdf", pictures.pdf),
}


@require_GET
def map_file(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """A map as a file: its document, or its drawing in the view that the person looks at."""
    drawn = selectors.get_drawn(actor_of(request), pk)
    if kind not in FILES:
        raise NotFound
    content_type, make = FILES[kind]
    try:
        options, paper = room.file_options(room.view_of(request)), request.GET.get("sheet", "A3")
        content = pictures.pdf(drawn, options, paper) if kind == "pdf" and paper in SIZES else make(drawn, options)
    except PdfUnavailable as error:
        messages.error(request, f"This needs a part of the server that is not installed: {error}. SVG and document work without it.")
        return redirect(drawn.map)
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{slugify(drawn.map.title) or "map"}.{kind}"'
    return answer


urlpatterns = [
    path("workshops/<uuid:pk>/maps/", map_list, name="workshop-maps"),
    path("workshops/<uuid:pk>/maps/new/", map_new, name="map-new"),
    path("workshops/<uuid:pk>/maps/import/", map_import, name="map-import"),
    path("maps/<uuid:pk>/copy/", map_copy, name="map-copy"),
    path("maps/<uuid:pk>/remove/", map_remove, name="map-remove"),
    path("maps/<uuid:pk>/file/<slug:kind>/", map_file, name="map-file"),
    *room.urlpatterns,
]
