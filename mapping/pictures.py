"""A map's drawing as SVG, PDF and PNG: one drawing, three wrappings. Slow ones load their libraries only when they are asked for."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from html import escape

from mapping.looks import Look
from mapping.render import sheets
from mapping.render.options import RenderOptions
from mapping.render.picture import make_picture
from mapping.render.svg import document_of, render_document, render_groups
from mapping.selectors import Drawn
from mapping.totals import totals_of
from vsm_site.lib.pdf import make_pdf
from vsm_site.lib.svg import Svg

PNG_SCALE = 2.0
MOST_PIXELS = 60_000_000
"""Of a PNG: a larger drawing gets fewer pixels a unit."""


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


def pdf(drawn: Drawn, options: RenderOptions, paper: str = "A3") -> bytes:
    """The drawing on as many sheets of this paper, landscape, as its text needs to be readable."""
    width, height = (f"{(points - 2 * sheets.EDGE):g}pt" for points in sheets.SIZES[paper])
    page = (
        f"@page{{size:{paper} landscape;margin:{sheets.EDGE:g}pt}}body{{margin:0}}"
        f"body>svg{{width:{width};height:{height};display:block}}body>svg+svg{{break-before:page}}"
    )
    return _made(drawn, "".join(sheets.print_sheets(drawn.facts, drawn.metrics, options, paper)), page)


def png(drawn: Drawn, options: RenderOptions) -> bytes:
    """The drawing as pixels: our own PDF, rasterised, so that fonts are the same everywhere.

    One picture of all that is on the page, folded as there, however tall: it goes into slides and mails, where sheets of paper would
    have to be put together again. Sheets are what the PDF has.
    """
    import pypdfium2

    wanted = replace(options, theme="print")
    drawing = render_groups(drawn.facts, drawn.metrics, wanted)
    page = f"@page{{size:{drawing.width:g}pt {drawing.height:g}pt;margin:0}}body{{margin:0}}svg{{display:block}}"
    page += f"svg{{width:{drawing.width:g}pt;height:{drawing.height:g}pt}}"
    scale = min(PNG_SCALE, (MOST_PIXELS / (drawing.width * drawing.height)) ** 0.5)
    document = pypdfium2.PdfDocument(_made(drawn, document_of(drawn.facts, drawing, wanted), page))
    try:
        buffer = io.BytesIO()
        document[0].render(scale=scale).to_pil().save(buffer, format="PNG")
        return buffer.getvalue()
    finally:
        document.close()


def _made(drawn: Drawn, body: str, page: str) -> bytes:
    return make_pdf(f"<html lang=en><title>{escape(drawn.facts.title)}</title><body>{body}</body></html>", page).data
