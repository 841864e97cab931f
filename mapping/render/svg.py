"""A map as one SVG document.

The same groups make the page, live patches, SVG files and PDF.
"""

from __future__ import annotations

from mapping.facts import MapFacts
from mapping.metrics import MapMetrics
from mapping.render import draw_head
from mapping.render.groups import Drawing, draw
from mapping.render.markup import attributes, clean, escape, rect
from mapping.render.options import RenderOptions
from mapping.render.picture import make_picture
from mapping.render.theme import FAMILY, paint


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
