"""A map as one SVG document, and how large it comes out on paper.

The same groups make the page, live patches, SVG files and PDF.
"""

from __future__ import annotations

from dataclasses import replace

from mapping.facts import MapFacts
from mapping.metrics import MapMetrics
from mapping.render import draw_head
from mapping.render.groups import Drawing, draw
from mapping.render.markup import attributes, clean, escape, rect
from mapping.render.options import RenderOptions
from mapping.render.picture import make_picture
from mapping.render.theme import FAMILY, paint

SHEET_WIDTH = {"A3": 1190.6, "A4": 841.9}
SHEET_HEIGHT = {"A3": 841.9, "A4": 595.3}
SHEET_MARGIN = 28.35
LEAST_POINTS = 6.5
SMALLEST_TEXT = 10.5


def render_groups(facts: MapFacts, metrics: MapMetrics | None, options: RenderOptions) -> Drawing:
    """Keyed groups of a map; `metrics` is None for a map with faults of drawing, whose totals then say what is wrong."""
    return draw(make_picture(facts, metrics, options))


def render_document(facts: MapFacts, metrics: MapMetrics | None, options: RenderOptions) -> str:
    """A whole SVG document, for a file as well as inside a page."""
    return document_of(facts, render_groups(facts, metrics, options), options)


def document_of(facts: MapFacts, drawing: Drawing, options: RenderOptions, **root: object) -> str:
    """The document of a drawing; `root` are more attributes of its root."""
    label = escape(clean(facts.title) + ", " + draw_head.STATES.get(facts.state, "").lower())
    ground = "" if options.interactive else rect(paint(options.theme), "n-canvas", 0, 0, drawing.width, drawing.height)
    body = "".join(group.markup for group in drawing.groups)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="vsm" viewBox="{drawing.view_box}" '
        f'width="{drawing.width:g}" height="{drawing.height:g}" role="group" aria-label="{label}"'
        f'{attributes(data_map=facts.uuid, data_rev=facts.rev, **root)} font-family="{FAMILY}" '
        f'stroke-linejoin="round">{ground}{body}</svg>'
    )


def printed_points(drawing: Drawing, sheet: str = "A3") -> float:
    """Size in points of the smallest text when the drawing fills a landscape sheet."""
    scale = min((SHEET_WIDTH[sheet] - 2 * SHEET_MARGIN) / drawing.width, (SHEET_HEIGHT[sheet] - 2 * SHEET_MARGIN) / drawing.height)
    return SMALLEST_TEXT * scale


def smallest_printed_point_size(facts: MapFacts, options: RenderOptions, sheet: str = "A3", metrics: MapMetrics | None = None) -> float:
    """Size in points of the smallest text of a map on a landscape sheet."""
    return printed_points(render_groups(facts, metrics, options), sheet)


def print_options(facts: MapFacts, metrics: MapMetrics | None, options: RenderOptions, sheet: str = "A3") -> RenderOptions:
    """The options with the fold with which the printed text is largest, unless a fold was asked for."""
    if options.fold is not None:
        return options
    aspect = (SHEET_WIDTH[sheet] - 2 * SHEET_MARGIN) / (SHEET_HEIGHT[sheet] - 2 * SHEET_MARGIN)
    folds = [fold for fold in (3, 4, 5, 6, 7, 8, 10, 12) if fold <= max(3, len(facts.steps))]
    choices = [replace(options, fold=fold, theme="print", aspect=aspect) for fold in folds]
    return max(choices, key=lambda one: smallest_printed_point_size(facts, one, sheet, metrics))
