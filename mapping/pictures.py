"""A map's drawing as SVG, PDF and PNG: one drawing, three wrappings. Slow ones load their libraries only when they are asked for."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path

from django.conf import settings

from mapping.render.options import RenderOptions
from mapping.render.svg import render_document
from mapping.selectors import Drawn

MM_PER_INCH = 25.4
A3 = (420.0, 297.0)
MARGIN = 10.0
PNG_SCALE = 2.0
FONT_FILE = Path("vendor") / "inter-ui-4.1.1" / "InterVariable.woff2"


class PdfUnavailable(RuntimeError):
    """Pango is not installed, so nothing can be laid out."""


def svg(drawn: Drawn, options: RenderOptions) -> str:
    """The drawing of a map; one with faults of drawing has no totals."""
    return render_document(drawn.facts, drawn.metrics, options)


def font_css() -> str:
    """The face of the drawing for WeasyPrint, read from our own file and handed over as data: nothing is fetched."""
    import base64

    source = Path(settings.BASE_DIR) / "static" / FONT_FILE
    data = base64.b64encode(source.read_bytes()).decode()
    return f'@font-face{{font-family:"VSM Sans";src:url(data:font/woff2;base64,{data}) format("woff2");font-weight:100 900}}'


def write_pdf(html: str) -> bytes:
    """A PDF of our own HTML. No address but `data:` is ever fetched. PdfUnavailable without Pango."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PdfUnavailable("PDF needs Pango: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0") from error
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    return bytes(HTML(string=html, url_fetcher=fetcher).write_pdf())


def pdf(drawn: Drawn, options: RenderOptions) -> bytes:
    """The drawing on one A3 sheet, landscape."""
    width, height = A3[0] - 2 * MARGIN, A3[1] - 2 * MARGIN
    page = f"@page{{size:A3 landscape;margin:{MARGIN}mm}}body{{margin:0}}svg{{width:{width}mm;height:{height}mm;display:block}}"
    title = escape(drawn.facts.title)
    return write_pdf(f"<html lang=en><title>{title}</title><style>{font_css()}{page}</style><body>{svg(drawn, options)}</body></html>")


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
