"""PDF of HTML that our own templates made, in our own face. Nothing is fetched: whatever a text tries to load, only `data:` opens."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FONT_FILE = Path("vendor") / "inter-ui-4.1.1" / "InterVariable.woff2"
MOST_PAGES = 200
REMEDY = "PDF needs Pango: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PdfUnavailable(RuntimeError):
    """Pango is not installed, so nothing can be laid out."""


class TooManyPages(RuntimeError):
    """The document would be longer than anybody reads."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document."""

    data: bytes
    pages: int


def font_css() -> str:
    """Our face for WeasyPrint, read from our own file and handed over as data. A private name, since an installed face of the same
    name would be mixed with it."""
    data = base64.b64encode((Path(settings.BASE_DIR) / "static" / FONT_FILE).read_bytes()).decode()
    return f'@font-face{{font-family:"VSM Sans";src:url(data:font/woff2;base64,{data}) format("woff2")}}'


def make_pdf(html: str, css: str) -> Pdf:
    """A PDF of our own HTML and styles. PdfUnavailable without Pango, TooManyPages above 200."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PdfUnavailable(REMEDY) from error
    fetcher, fonts = URLFetcher(allowed_protocols={"data"}, allow_redirects=False), FontConfiguration()
    sheet = CSS(string=font_css() + css, url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=html, url_fetcher=fetcher).render(font_config=fonts, stylesheets=[sheet])
    if len(document.pages) > MOST_PAGES:
        raise TooManyPages(f"The document would have {len(document.pages)} pages, more than {MOST_PAGES}.")
    return Pdf(bytes(document.write_pdf()), len(document.pages))
