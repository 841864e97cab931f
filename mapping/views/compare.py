"""Two maps under one camera: what became of the totals and of each step, and which actions promise it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from mapping import compared, fields, pages, pictures, pledges, promised, selectors
from mapping.comparison import Comparison
from mapping.models import Map
from mapping.render.options import RenderOptions
from mapping.selectors import Drawn
from mapping.views.editing import page
from mapping.views.room import View, view_of
from workshops.access import actor_of
from workshops.models import Workshop
from workshops.selectors.charter import list_targets

ASPECT = 2.4
"""Two maps share a screen, so each is folded for a wide and low sheet."""
ASPECT_BESIDE = 1.1
"""Beside each other each has half the width."""
ONE_LINE = 8
"""Up to this many steps stand in one line, so that a step is above what became of it."""


@dataclass(frozen=True, slots=True)
class OtherMap:
    """Another map of the workshop that the second one may be held against."""

    title: str
    state: str
    url: str


def _options(view: View, drawn: Drawn, prefix: str, *, is_beside: bool, **marked: Any) -> RenderOptions:
    one_line = not is_beside and len(drawn.facts.steps) <= ONE_LINE
    fold = view.fold if view.fold is not None else 0 if one_line else None
    href = f"{reverse('map-table', args=[drawn.map.pk])}#step-{{}}"
    aspect = ASPECT_BESIDE if is_beside else ASPECT
    return RenderOptions(fold=fold, lanes=view.lanes, interactive=True, prefix=prefix, aspect=aspect, step_href=href, **marked)


def _drawings(view: View, before: Drawn, after: Drawn, found: Comparison, *, is_beside: bool) -> dict[str, Any]:
    """Both drawings: changed steps outlined, removed ones ghosted, new, merged and split ones marked. A step leads to its data."""
    old, new = compared.outlined(found)
    (merged, split), (merged_new, split_new) = compared.joined(found)
    removed, added = frozenset(found.removed), frozenset(found.added)
    first = _options(view, before, "before-", is_beside=is_beside, changed=old, ghost=removed, merged=merged, split=split)
    second = _options(view, after, "after-", is_beside=is_beside, changed=new, new=added, merged=merged_new, split=split_new)
    width = max(pictures.width_of(before, first), pictures.width_of(after, second))
    first, second = replace(first, least_width=width), replace(second, least_width=width)
    return {
        "before_drawing": pictures.inline(before, first) if before.facts.steps else None,
        "after_drawing": pictures.inline(after, second) if after.facts.steps else None,
        "pairs": json.dumps(compared.counterparts(before.facts, after.facts, found), separators=(",", ":")),
        "is_beside": is_beside,
        "layouts": _layouts(before.map, after.map, is_beside=is_beside),
    }


def _layouts(before: Map, after: Map, *, is_beside: bool) -> list[tuple[str, str, bool]]:
    """Words, address, and whether it is shown."""
    address = reverse("map-compare", args=[before.pk, after.pk])
    return [("One above the other", address, not is_beside), ("Side by side", f"{address}?beside=1", is_beside)]


def _others(before: Map, after: Map) -> list[OtherMap]:
    rows = selectors.list_maps(after.workshop).exclude(pk__in=(before.pk, after.pk))[:20]
    return [OtherMap(row.title, pages.STATE_WORDS[row.shown_state], reverse("map-compare", args=[before.pk, row.pk])) for row in rows]


@require_GET
def map_compare(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse:
    """What becomes of one map in another, and which actions promise it."""
    actor = actor_of(request)
    first, second = selectors.get_map(actor, pk), selectors.get_map(actor, other)
    before, after = selectors.drawn_maps([first, second])
    found, view = selectors.compare_maps(before, after), view_of(request)
    changes = compared.step_changes(before.facts, after.facts, found)
    is_beside = request.GET.get("beside") == "1"
    context = _drawings(view, before, after, found, is_beside=is_beside) | _tables(first.workshop, before, after, found, changes)
    context |= {
        "before": first,
        "after": second,
        "heads": (pages.SHORT_STATES[first.shown_state], _second_head(first, second)),
        "sentence": compared.sentence(before.facts, after.facts, found, changes),
        "heroes": compared.heroes(found),
        "before_faults": pages.troubles(before.facts, found.before_faults),
        "after_faults": pages.troubles(after.facts, found.after_faults),
        "others": _others(first, second),
        "is_same": first.pk == second.pk,
        "is_untouched": first.pk != second.pk and compared.is_untouched(found, changes),
    }
    return page(request, "compare", context, first.workshop)


def _tables(workshop: Workshop, before: Drawn, after: Drawn, found: Comparison, changes: Sequence[compared.StepChange]) -> dict[str, Any]:
    """The rows of the tables of differences, each with who promises it."""
    who = pledges.pledged(workshop, [before.facts, after.facts])
    aims = [promised.Aim(row.total, row.target) for row in list_targets(workshop) if row.total]
    calendar = fields.calendar_of(after.facts.head.get("calendar"))
    rows = promised.steps(changes, who)
    moved = promised.moved(before.facts, after.facts, found, who)
    return {
        "totals": promised.totals(found, who, aims, calendar),
        "steps": rows,
        "moved": moved,
        "unpromised": promised.count_unpromised(rows, moved),
    }


def _second_head(first: Map, second: Map) -> str:
    """What the second map is called in a column's head; by its place where both show the same state."""
    return pages.SHORT_STATES[second.shown_state] if second.shown_state != first.shown_state else "Other"


urlpatterns = [
    path("maps/<uuid:pk>/compare/<uuid:other>/", map_compare, name="map-compare"),
]
