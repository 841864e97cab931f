"""Two maps one above the other: what became of the totals and of each step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from mapping import compared, pages, pictures, selectors
from mapping.comparison import Comparison, compare
from mapping.models import Map
from mapping.render.options import RenderOptions
from mapping.selectors import Drawn
from mapping.views.editing import page
from mapping.views.room import View, view_of
from workshops.access import actor_of

ASPECT = 2.4
"""Two maps share a screen, so each is folded for a wide and low sheet."""
ONE_LINE = 8
"""Up to this many steps stand in one line, so that a step is above what became of it."""


@dataclass(frozen=True, slots=True)
class OtherMap:
    """Another map of the workshop that the second one may be held against."""

    title: str
    state: str
    url: str


def _options(view: View, drawn: Drawn, prefix: str, **marked: Any) -> RenderOptions:
    fold = view.fold if view.fold is not None else 0 if len(drawn.facts.steps) <= ONE_LINE else None
    href = f"{reverse('map-table', args=[drawn.map.pk])}#step-{{}}"
    return RenderOptions(fold=fold, lanes=view.lanes, interactive=True, prefix=prefix, aspect=ASPECT, step_href=href, **marked)


def _drawings(view: View, before: Drawn, after: Drawn, found: Comparison) -> dict[str, Any]:
    """Both drawings: changed steps outlined, removed ones ghosted, new ones marked. A step leads to its data."""
    old, new = compared.outlined(found)
    removed, added = frozenset(found.removed), frozenset(found.added)
    first = _options(view, before, "before-", changed=old, ghost=removed)
    second = _options(view, after, "after-", changed=new, new=added)
    width = max(pictures.width_of(before, first), pictures.width_of(after, second))
    first, second = replace(first, least_width=width), replace(second, least_width=width)
    return {
        "before_drawing": pictures.inline(before, first) if before.facts.steps else None,
        "after_drawing": pictures.inline(after, second) if after.facts.steps else None,
    }


def _others(before: Map, after: Map) -> list[OtherMap]:
    rows = selectors.list_maps(after.workshop).exclude(pk__in=(before.pk, after.pk))[:20]
    return [OtherMap(row.title, pages.STATE_WORDS[row.shown_state], reverse("map-compare", args=[before.pk, row.pk])) for row in rows]


@require_GET
def map_compare(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse:
    """What becomes of one map in another."""
    actor = actor_of(request)
    first, second = selectors.get_map(actor, pk), selectors.get_map(actor, other)
    before, after = selectors.drawn_maps([first, second])
    found, view = compare(before.facts, after.facts), view_of(request)
    changes = compared.step_changes(before.facts, after.facts, found)
    merged, split = compared.joints(before.facts, after.facts, found)
    context = _drawings(view, before, after, found) | {
        "before": first,
        "after": second,
        "heads": (pages.SHORT_STATES[first.shown_state], _second_head(first, second)),
        "sentence": compared.sentence(before.facts, after.facts, found, changes),
        "heroes": compared.heroes(found),
        "deltas": compared.deltas(found),
        "changes": changes,
        "added": compared.lone_steps(after.facts, found.after, found.added),
        "removed": compared.lone_steps(before.facts, found.before, found.removed),
        "merged": merged,
        "split": split,
        "before_faults": pages.troubles(before.facts, found.before_faults),
        "after_faults": pages.troubles(after.facts, found.after_faults),
        "others": _others(first, second),
        "is_same": first.pk == second.pk,
        "is_untouched": first.pk != second.pk and compared.is_untouched(found, changes),
    }
    return page(request, "compare", context, first.workshop)


def _second_head(first: Map, second: Map) -> str:
    """What the second map is called in a column's head; by its place where both show the same state."""
    return pages.SHORT_STATES[second.shown_state] if second.shown_state != first.shown_state else "Other"


urlpatterns = [
    path("maps/<uuid:pk>/compare/<uuid:other>/", map_compare, name="map-compare"),
]
