"""The promise ledger of a workshop and of a value stream: pages and the sheet for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_safe

from actionplans.promises import metric_label, statement_text
from mapping.pages import Figure, counted, figure
from mapping.views.table import harmless
from reviews import ledger as ledgers
from reviews import overview
from reviews.ledger import Entry, Ledger, Line
from reviews.views.common import page
from vsm_site.lib.units import near
from workshops.access import actor_of, get_workshop
from workshops.policy import Action
from workshops.selectors import streams
from workshops.views.common import enter
from workshops.views.fresh import shows

SECTION = "board"
ROWS = 40
HEADS = (
    "Block", "Action", "Kind", "Owner", "Due", "Status", "Metric", "Where", "From", "To", "Counts", "Measured", "On", "Result",
    "Lead time promised, h", "Lead time realised, h",
)  # fmt: skip


@require_GET
@shows("plan", "reviews", "map")
def workshop_ledger(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was promised, what was measured, and the lead time burning down."""
    workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
    enter(request, workshop, SECTION)
    found, today = ledgers.ledger_of(workshop), workshop.today(timezone.now())
    entries = Paginator(found.entries, ROWS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "ledger": found,
        "page": entries,
        "blocks": _on_page(found, list(entries)),
        "chart": ledgers.chart_of([found], today),
        "sentence": _sentence(found, today),
        "figures": _figures(found, today),
        "days": _days(found),
    }
    return page(request, "ledger", context)


def _sentence(found: Ledger, today: date) -> str:
    """How promised and realised stand, from the data."""
    if not found.entries:
        return "Each action owns the change of a number. What it promised and what came of it stand here."
    if found.burn is None:
        return "What actions promise, and what was measured since."
    due = found.burn.promised_on(today)
    now = found.burn.realised
    if not found.end_text:
        measured = f"Measured are {found.realised_text}." if now else "Nothing was measured yet."
        return f"No action promises any of the lead time of {found.start_text}. {measured}"
    words = f"By today {found.text(due)} of lead time are promised, {found.end_text} in the end."
    if now is None:
        return f"{words} Nothing was measured yet."
    if now.seconds <= due or near(now.seconds, due):
        return f"{words} Measured are {found.text(now.seconds)}: no promise is behind."
    return f"{words} Measured are {found.text(now.seconds)}, {found.text(now.seconds - due)} more."


def _figures(found: Ledger, today: date) -> list[Figure]:
    """Start, promise so far, measured, promise in the end, drawing; each with a line of context."""
    burn = found.burn
    if burn is None:
        return []
    now, end = burn.realised, burn.end.on
    measured = figure("measured", "Measured", found.realised_text or "–", f"on {_day(now.on)}" if now else "at the next review")
    drawn = [figure("drawn", "Drawn future", found.drawn, "on the future map")] if found.drawn else []
    return [
        figure("start", "At the start", found.start_text, f"on {_day(burn.start.on)}"),
        figure("due", "Promised by today", found.text(burn.promised_on(today)), f"of {counted(len(found.entries), 'action')}"),
        measured,
        figure("end", "Promised in the end", found.end_text or found.start_text, f"by {_day(end)}" if found.end_text else "as it is"),
        *drawn,
    ]


def _day(value: date) -> str:
    return f"{value.day} {value:%b}"


def _on_page(found: Ledger, shown: Sequence[Entry]) -> list[tuple[Any, list[Entry]]]:
    """The blocks with those of their actions that are on this page."""
    keys = {entry.action.pk for entry in shown}
    rows = [(block, [entry for entry in block.entries if entry.action.pk in keys]) for block in found.blocks]
    return [(block, entries) for block, entries in rows if entries]


def _days(found: Ledger) -> list[dict[str, Any]]:
    """The lines of the burn-down as rows: each day on which something is due or was measured."""
    burn = found.burn
    if burn is None:
        return []
    measured, steps = {dot.on: dot for dot in burn.measured}, {dot.on: dot for dot in burn.steps}
    promised = {dot.on: dot for dot in burn.promised}

    def words(dots: Any, day: Any) -> str:
        return found.text(dots[day].seconds) if day in dots else ""

    days = sorted({*promised, *measured, *steps})
    return [
        {"on": day, "promised": found.text(burn.promised_on(day)), "measured": words(measured, day), "steps": words(steps, day)}
        for day in days
    ]


@require_safe
def ledger_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The ledger for a spreadsheet, a row for each promise."""
    workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
    found, out = ledgers.ledger_of(workshop), io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(HEADS)
    for entry in found.entries:
        for place, line in enumerate(entry.lines):
            sheet.writerow(_cells(entry, line, is_first=place == 0))
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(workshop.title) or "workshop"}-promises.csv"'
    return answer


def _cells(entry: Entry, line: Line, *, is_first: bool) -> list[Any]:
    """One promise; what the action comes to stands in its first row, so that a column can be added up."""
    action, row = entry.action, line.promise
    block = action.block if action.block and action.block.deleted_seq is None else ""
    of_action = (_hours(entry.sum.promised), _hours(entry.sum.realised)) if is_first else ("", "")
    cells = (
        block, action.title, action.get_kind_display(), action.owner.name if action.owner else "", action.end or "",
        action.get_status_display(), metric_label(row.metric), line.where, statement_text(row.metric, row.from_value),
        statement_text(row.metric, row.to_value), "yes" if row.accepted else "no", line.measured, line.measured_on or "", line.result,
    )  # fmt: skip
    return [*(harmless(str(cell)) for cell in cells), *of_action]


def _hours(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / 3600:.6g}"


@require_GET
def stream_ledger(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The ledgers of all workshops of a stream whose reports the person reads, one after the other."""
    actor = actor_of(request)
    stream = streams.get_stream(actor, pk)
    mine = [row.workshop for row in overview.list_mine(actor) if row.workshop.stream_id == pk and Action.READ_REPORTS in row.rights]
    mine.sort(key=lambda workshop: (workshop.last_day, workshop.pk))
    found = ledgers.ledgers(mine)
    today = timezone.now().astimezone(mine[-1].zone).date() if mine else timezone.now().date()
    return page(request, "stream_ledger", {"stream": stream, "ledgers": found, "chart": ledgers.chart_of(found, today)})


urlpatterns = [
    path("workshops/<uuid:pk>/promises/", workshop_ledger, name="workshop-promises"),
    path("workshops/<uuid:pk>/promises.csv", ledger_csv, name="workshop-promises-csv"),
    path("streams/<uuid:pk>/promises/", stream_ledger, name="stream-promises"),
]
