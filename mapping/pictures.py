"""A map's drawing as SVG, PDF and PNG: one drawing, three wrappings. Slow ones load their libraries only when they are asked for."""

from __future__ import annotations

import io
import json
from html import escape

from mapping.looks import Look
from mapping.render.options import RenderOptions
from mapping.render.picture import make_picture
from mapping.render.svg import document_of, render_document, render_groups
from mapping.selectors import Drawn
from mapping.totals import totals_of
from vsm_site.lib.pdf import make_pdf
from vsm_site.lib.svg import Svg

A3 = (420.0, 297.0)
MARGIN = 10.0
PNG_SCALE = 2.0


def svg(drawn: Drawn, options: RenderOptions) -> str:
    """The drawing of a map; one with faults of drawing has no totals."""
    return render_document(drawn.facts, drawn.metrics, options)


def room(drawn: Drawn, look: Look) -> Svg:
    """The drawing where a map is looked at live: its root says what is looked at and how, its groups are those of `map` frames."""
    options = look.options
    drawing = render_groups(drawn.facts, drawn.metrics, options)
    totals = json.dumps(totals_of(drawn.facts, drawn.metrics, drawn.faults), ensure_ascii=False, separators=(",", ":"))
    return Svg(document_of(drawn.facts, drawing, options, data_view=look.key, data_look=look.frame, data_totals=totals))


def inline(drawn: Drawn, options: RenderOptions) -> Svg:
    """The drawing of a map for a page: the groups of the file, with links where the options say so."""
    return Svg(svg(drawn, options))


def width_of(drawn: Drawn, options: RenderOptions) -> float:
    """How wide the sheet of a drawing is."""
    return make_picture(drawn.facts, drawn.metrics, options).scene.width


def pdf(drawn: Drawn, options: RenderOptions) -> bytes:
    """The drawing on one A3 sheet, landscape."""
    width, height = A3[0] - 2 * MARGIN, A3[1] - 2 * MARGIN
    page = f"@page{{size:A3 landscape;margin:{MARGIN}mm}}body{{margin:0}}svg{{width:{width}mm;height:{height}mm;display:block}}"
    title = escape(drawn.facts.title)
    return make_pdf(f"<html lang=en><title>{title}</title><body>{svg(drawn, options)}</body></html>", page).data


def png(drawn: Drawn, options: RenderOptions) -> bytes:
    """The drawing as pixels: our own PDF, rasterised, so that fonts are the same everywhere."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf(drawn, options))
    try:
        buffer = io.BytesIO()
        document[0].render(scale=PNG_SCALE).to_pil().save(buffer, format="PNG")
        return buffer.getvalue()
    finally:
        document.close()
