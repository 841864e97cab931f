"""Flows, parties, information flows and notes of a map: add, change, move in their list, remove."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from mapping import fields, kinds, places, selectors
from mapping.facts import MapFacts
from mapping.forms import RowEditor, RowForm
from mapping.kinds import RowWords
from mapping.models.maps import MapRow
from mapping.services import links
from mapping.views.editing import MODELS, anchor_of, map_context, page, saved, says_what_is_gone, stored_before, to_table
from mapping.views.steps import sheets_of
from vsm_site.lib.errors import Invalid, Repeated
from workshops import panels
from workshops.access import actor_of
from workshops.policy import Action
from workshops.records import kind_named
from workshops.views.common import change_id_of


def _choices(words: RowWords, facts: MapFacts, *, is_new: bool) -> dict[str, Any]:
    """What a form chooses among: both ends of a new flow, the place of a note."""
    found: dict[str, Any] = {}
    if words.has_ends and is_new:
        found["ends"] = places.node_choices(facts)
    if words.has_place:
        found["places"] = places.place_choices(facts)
    return found


@require_http_methods(["GET", "POST"])
def link_new(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """A new flow, party, information flow or note; the address may say where (`?from=`, `?to=`, `?at=`) and of what kind."""
    actor, words = actor_of(request), kinds.BY_KEY[kind]
    map_ = selectors.get_map(actor, pk, needs=Action.EDIT_MAP)
    facts = selectors.drawn(map_).facts
    first = {name: request.GET[name] for name in ("from", "to", "at", "kind") if request.GET.get(name)}
    data = request.POST if request.method == "POST" else None
    form = RowForm(data, words=words, style=map_.shown_style, initial=first, **_choices(words, facts, is_new=True))
    if request.method == "POST" and form.is_valid():
        try:
            values = {key: value for key, value in form.changes.items() if value is not None}
            row = links.add_row(actor=actor, map_=map_, kind=kind_named(kind), values=values, change_id=change_id_of(request))
            messages.success(request, f"The {words.one} is on the map.")
            return to_table(request, pk, anchor_of(row))
        except Repeated:
            return stored_before(request, pk)
        except Invalid as invalid:
            form.show_invalid(invalid)
    context = map_context(map_) | {"form": form, "words": words, "has_nodes": bool(facts.steps or facts.parties)}
    return page(request, "link_new", context, map_.workshop, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@says_what_is_gone
def link_edit(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """All data of a flow, party, information flow or note, each number with what is known about it."""
    words = kinds.BY_KEY[kind]
    row = selectors.get_row_to_edit(actor_of(request), MODELS[kind], pk)
    map_ = row.map
    facts = selectors.drawn(map_).facts
    data = request.POST if request.method == "POST" else None
    calendar = fields.calendar_of(map_.calendar)
    editor = RowEditor(row, words, map_.shown_style, calendar, data, **_choices(words, facts, is_new=False))
    status = saved(request, editor, lambda values: links.update_row(actor=actor_of(request), row=row, values=values, base=editor.base))
    if not status:
        if editor.values:
            messages.success(request, f"The {words.one} is saved.")
        return to_table(request, map_.pk, anchor_of(row))
    context = map_context(map_) | sheets_of(editor) | {"row": row, "words": words, "called": _called(words, row, facts)}
    if words.has_place:
        context["outcomes"] = panels.outcomes({row.pk}).get(row.pk, [])
    return page(request, "link_edit", context, map_.workshop, status)


def _called(words: RowWords, row: Any, facts: MapFacts) -> str:
    """What the page calls a row."""
    if words.has_ends:
        names = dict(places.node_choices(facts))
        return f"{names.get(row.source, row.source)} → {names.get(row.target, row.target)}"
    return str(row)


@require_POST
@says_what_is_gone
def link_move(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Put a row one place up or down in its list."""
    actor = actor_of(request)
    row = selectors.get_row_to_edit(actor, MODELS[kind], pk)
    with suppress(Repeated):
        links.move_row(actor=actor, row=row, up=request.POST.get("to") == "up", change_id=change_id_of(request))
    return to_table(request, row.map_id, anchor_of(row))


@require_POST
@says_what_is_gone
def link_remove(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Take a flow, party, information flow or note off the map, with what hangs on it; Undo brings it back."""
    actor, words = actor_of(request), kinds.BY_KEY[kind]
    row: MapRow = selectors.get_row_to_edit(actor, MODELS[kind], pk)
    try:
        links.remove_row(actor=actor, row=row, change_id=change_id_of(request))
    except Repeated:
        return to_table(request, row.map_id, f"{kind}s")
    around = {"party": " with its flows and notes", "flow": " with the notes on it"}.get(kind, "")
    messages.success(request, f"The {words.one} is off the map{around}. Undo brings it back.")
    return to_table(request, row.map_id, f"{kind}s")


def _paths(kind: str, start: str) -> list[Any]:
    more = {"kind": kind}
    return [
        path(f"maps/<uuid:pk>/{start}/new/", link_new, more, name=f"{kind}-new"),
        path(f"{start}/<uuid:pk>/", link_edit, more, name=f"{kind}-edit"),
        path(f"{start}/<uuid:pk>/move/", link_move, more, name=f"{kind}-move"),
        path(f"{start}/<uuid:pk>/remove/", link_remove, more, name=f"{kind}-remove"),
    ]


urlpatterns = [
    *_paths("flow", "flows"),
    *_paths("party", "parties"),
    *_paths("information", "information"),
    *_paths("note", "notes"),
]
