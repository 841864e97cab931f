"""The table twin of a map: every datum in a cell that is typed into like a spreadsheet's."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from mapping import selectors
from mapping.models import Flow, Step
from mapping.models.maps import MapRow
from mapping.passes import EVERYTHING, WAIT
from mapping.services import steps
from mapping.tables import Tables
from mapping.views.editing import MODELS, TypedRow, anchor_of, says_what_is_gone, table_page, to_table
from vsm_site.lib.errors import Conflict, Invalid, NotFound
from workshops.access import Actor, actor_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would take a text that begins so for a formula."""


@require_safe
def map_table(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Steps by data, flows, parties, information flows and notes of a map."""
    return table_page(request, selectors.get_drawn(actor_of(request), pk))


@require_safe
def map_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All data of the steps for a spreadsheet."""
    drawn = selectors.get_drawn(actor_of(request), pk)
    tables = Tables(drawn.facts, drawn.metrics, drawn.faults)
    look = EVERYTHING
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["No.", *(head.label for head in tables.heads(look))])
    for row in tables.steps(look):
        assert row.name is not None
        sheet.writerow([row.number, *(harmless(cell.words) for cell in (row.name, *row.cells))])
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(drawn.map.title) or "map"}.csv"'
    return answer


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


@require_POST
@says_what_is_gone
def row_save(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Store what was typed into one row. What cannot be stored stands in its cell again, with what to type or both values."""
    actor = actor_of(request)
    row = selectors.get_row_to_edit(actor, MODELS[kind], pk)
    rows = [row, *_entering(request, actor, row)]
    typed = TypedRow(request.POST, rows, row.map.shown_style)
    kept = request.POST.get("keep", "")
    status = 200
    if not kept:
        status = _save(request, actor, typed)
        if status == 200:
            return to_table(request, row.map_id, anchor_of(row))
    bound = {str(row.pk): typed.bound(kept)}
    return table_page(request, selectors.drawn(row.map), bound=bound, status=status)


def _save(request: HttpRequest, actor: Actor, typed: TypedRow) -> int:
    """The status of the answer: 200 stored, 409 both values are shown, 422 something cannot be read."""
    if not typed.is_valid():
        return 422
    try:
        if edits := typed.edits():
            steps.update_rows(actor=actor, edits=edits)
    except Conflict as conflict:
        typed.show_conflict(conflict)
        return 409
    except Invalid as invalid:
        typed.show_invalid(invalid)
        return 422
    return 200


def _entering(request: HttpRequest, actor: Actor, row: MapRow) -> list[MapRow]:
    """The flow whose wait stands in the row of a step."""
    if not isinstance(row, Step):
        return []
    found: list[MapRow] = []
    for name in request.POST:
        key, dash, datum = name.rpartition("-")
        if dash and datum == WAIT and not key.startswith("initial-"):
            flow = selectors.get_row_to_edit(actor, Flow, _uuid(key))
            if flow.map_id != row.map_id:
                raise NotFound
            found.append(flow)
    return found[:1]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _row_path(kind: str, start: str) -> Any:
    return path(f"{start}/<uuid:pk>/row/", row_save, {"kind": kind}, name=f"{kind}-row")


urlpatterns = [
    path("maps/<uuid:pk>/table/", map_table, name="map-table"),
    path("maps/<uuid:pk>/table.csv", map_csv, name="map-table-csv"),
    _row_path("step", "steps"),
    _row_path("flow", "flows"),
    _row_path("party", "parties"),
    _row_path("information", "information"),
    _row_path("note", "notes"),
]
