"""What the pages share on which a map is edited: its tables with what was typed, and rows that are gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mapping import kinds, pages, places, selectors, typed
from mapping.editor import registry
from mapping.fields import Field
from mapping.forms import RowEditor, RowForm
from mapping.models import Flow, Information, Map, MapNote, Party, Step
from mapping.models.maps import MapRow
from mapping.passes import TABLE_LOOKS, look_named, progress
from mapping.selectors import Drawn
from mapping.services.steps import RowEdit
from mapping.tables import Bound, Row, Tables
from vsm_site.lib.errors import Conflict, Gone, Invalid
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of
from workshops.models import Workshop
from workshops.records import kind_of, ref, split_ref
from workshops.views.common import enter

MODELS: dict[str, type[MapRow]] = {"step": Step, "flow": Flow, "party": Party, "information": Information, "note": MapNote}
TITLES = {"current": "Current state", "ideal": "Ideal state", "future": "Future state"}
R = TypeVar("R", bound=MapRow)


def words_of(row: MapRow) -> kinds.RowWords:
    """The words of a row's kind."""
    return kinds.BY_KEY[kind_of(row).name]


def saved(request: HttpRequest, editor: RowEditor, save: Callable[[Mapping[str, Any]], object]) -> int:
    """Save what was changed on a posted sheet: 0 when it is done or nothing was, else the status with which it is shown again."""
    if request.method != "POST":
        return 200
    if request.POST.get("keep"):
        editor.keep(request.POST["keep"])
        return 200
    if not editor.is_valid():
        return 422
    try:
        if values := editor.values:
            save(values)
    except Conflict as conflict:
        editor.show_conflict(conflict)
        return 409
    except Invalid as invalid:
        editor.show_invalid(invalid)
        return 422
    return 0


def page(request: HttpRequest, template: str, context: dict[str, Any], workshop: Workshop, status: int = 200) -> HttpResponse:
    """One page on which a map is edited."""
    enter(request, workshop, "map")
    change_id = request.POST.get("change_id") or str(uuid7())
    return render(request, f"mapping/{template}.html", {"change_id": change_id} | context, status=status)


def map_context(map_: Map) -> dict[str, Any]:
    """What every page about a part of a map says of the map."""
    return {"map": map_, "state": TITLES.get(map_.shown_state, "Map")}


def table_query(request: HttpRequest) -> str:
    """The look at the table that this page came from."""
    found = {name: request.GET[name] for name in ("pass", "sort") if request.GET.get(name)}
    return f"?{urlencode(found)}" if found else ""


def to_table(request: HttpRequest, map_id: UUID, anchor: str = "") -> HttpResponse:
    """Back to the same look at the table, at a row."""
    return redirect(reverse("map-table", args=[map_id]) + table_query(request) + (f"#{anchor}" if anchor else ""))


def stored_before(request: HttpRequest, map_id: UUID) -> HttpResponse:
    """The same form came twice: it is stored once, and a form that was changed after going back says so."""
    messages.info(request, "This was stored already. To add something else, open the form afresh.")
    return to_table(request, map_id)


def anchor_of(row: MapRow) -> str:
    """Where a row stands on the table page."""
    return f"{kind_of(row).name}-{row.pk}"


@dataclass(frozen=True, slots=True)
class CellClash:
    """Both values of a cell that two people changed, in words."""

    who: str
    theirs: str
    mine: str
    at: int


class TypedRow:
    """One row of a table as it was typed: the form of its own data, and for a step that of the wait in front of it."""

    def __init__(self, data: Any, rows: Sequence[MapRow], style: str) -> None:
        self.data = data
        self.forms: list[RowForm] = []
        for place, row in enumerate(rows):
            words, prefix = words_of(row), str(row.pk) if place else None
            keys = [key for key in words.keys if (f"{prefix}-{key}" if prefix else key) in data]
            if keys:
                self.forms.append(RowForm(data, words=words, keys=keys, style=style, row=row, prefix=prefix))

    def is_valid(self) -> bool:
        """Whether everything typed can be read."""
        states = [form.is_valid() for form in self.forms]  # all of them, so that every fault is shown at once
        return all(states)

    def edits(self) -> list[RowEdit]:
        """What was changed, row by row."""
        return [RowEdit(form.row, form.changes, form.base) for form in self.forms if form.row is not None and form.changes]

    def show_invalid(self, invalid: Invalid) -> None:
        """Put each fault at its cell."""
        self.forms[0].show_invalid(invalid)

    def show_conflict(self, conflict: Conflict) -> None:
        """Put both values at each cell that clashed."""
        for form in self.forms:
            mine = [clash for clash in conflict.clashes if form.row is not None and clash.record == ref(form.row)]
            if mine:
                form.show_conflict(Conflict(mine))

    def bound(self, without: str = "") -> Bound:
        """What stands in the cells, but the one whose stored value was chosen."""
        texts: dict[str, str] = {}
        firsts: dict[str, str] = {}
        revs: dict[str, str] = {}
        errors: dict[str, list[str]] = {}
        clashes: dict[str, CellClash] = {}
        message = ""
        for form in self.forms:
            message = message or " ".join(str(error) for error in form.non_field_errors())
            for found in form:
                name = found.html_name
                if name == without:
                    continue
                rev_name = found.field.rev_name  # type: ignore[attr-defined]
                texts[name] = form.data.get(name, "")
                firsts[name], revs[name] = form.data.get(found.html_initial_name, ""), form.data.get(rev_name, "")
                errors[name] = [str(error) for error in found.errors]
                if shown := form.clashes.get(found.name):
                    datum = form.words.known[found.name]
                    theirs = typed.in_words(datum, shown.clash.value) or "empty"
                    mine = dict(getattr(found.field, "choices", ())).get(texts[name], texts[name]) or "empty"
                    clashes[name] = CellClash(shown.who, theirs, mine, shown.clash.at)
        return Bound(texts, firsts, revs, errors, clashes, message)


def table_page(request: HttpRequest, drawn: Drawn, *, bound: dict[str, Bound] | None = None, status: int = 200) -> HttpResponse:
    """The tables of a map as a page, or for a script (`part`) only what changes on it."""
    map_ = drawn.map
    seen = request.GET.get("seen", "") if request.GET.get("part") else ""
    tables = Tables(drawn.facts, drawn.metrics, drawn.faults, bound or {}, int(seen) if seen.isdecimal() else -1)
    look, sort = look_named(request.GET.get("pass", "")), request.GET.get("sort", "")
    context = map_context(map_) | {
        "tables": tables,
        "figures": pages.figures(drawn.facts, drawn.metrics) if drawn.metrics else (),
        "rows": tables.steps(look, sort),
        "heads": tables.heads(look, sort),
        "look": look,
        "progress": progress(drawn.facts, look) if look.number else None,
        "passes": TABLE_LOOKS,
        "sort": sort,
        "query": table_query(request),
        "links": [_List(words, tables.links(words), tuple(words.known[key] for key in words.cells)) for words in kinds.LINKS],
        "adding": _adding(drawn),
        "has_nodes": bool(drawn.facts.steps or drawn.facts.parties),
        "new_id": lambda: str(uuid7()),
        "kinds": json.dumps(registry(map_.shown_style), ensure_ascii=False),
    }
    template = "_edit_body" if request.GET.get("part") else "table"
    return page(request, template, context, map_.workshop, status)


@dataclass(frozen=True, slots=True)
class _List:
    """All rows of one kind with the words of their columns."""

    words: kinds.RowWords
    rows: Sequence[Row]
    heads: tuple[Field, ...]


def _adding(drawn: Drawn) -> dict[str, RowForm]:
    """The short forms beneath the tables."""
    style, ends = drawn.facts.style, places.node_choices(drawn.facts)
    found = {
        "flow": RowForm(words=kinds.FLOW, keys=("kind", "wait", "share"), style=style, ends=ends),
        "party": RowForm(words=kinds.PARTY, keys=("name", "kind"), style=style),
        "information": RowForm(words=kinds.INFORMATION, keys=("medium", "label"), style=style, ends=ends),
    }
    for key, form in found.items():
        form.auto_id = f"add-{key}-%s"
    return found


Page = Callable[..., HttpResponse]


def says_what_is_gone(view: Page) -> Page:
    """A page that, where its row was removed in the meantime, says so with what was typed."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: UUID, **more: Any) -> HttpResponse:
        try:
            return view(request, pk, **more)
        except Gone as gone:
            return _gone_page(request, gone)

    return wrapped


def _gone_page(request: HttpRequest, gone: Gone) -> HttpResponse:
    kind, key = split_ref(gone.record)
    map_ = selectors.get_map_of_removed(actor_of(request), kind, key)
    is_here = map_.deleted_seq is None
    typed_texts = list(_typed(request, kinds.BY_KEY[kind.name].keys))
    context = map_context(map_) | {"detail": gone.detail, "typed": typed_texts, "is_here": is_here}
    return page(request, "row_gone", context, map_.workshop, 409)


def _typed(request: HttpRequest, keys: Iterable[str]) -> Iterable[tuple[str, str]]:
    """What was typed anew, by the words of the data."""
    for key in keys:
        text = request.POST.get(key, "")
        if text and text != request.POST.get(f"initial-{key}", ""):
            yield key.replace("_", " ").capitalize(), text
