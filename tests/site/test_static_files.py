"""The product's own files: whole, cached, only for its own pages."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import AsyncClient
from django.test.utils import override_settings

FILE = "favicon.svg"
HOLDERS = {"html", "body", ":root", ".frame", ".main", ".room-page", ".map-room", ".map-canvas", ".map-overlay", ".map-sheet", ".vsm"}
HOLDERS |= {".wall", ".wall__stage"}
"""What a drawing lies in."""


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_file_is_sent_whole_and_to_no_other_origin(method: str) -> None:
    content = (Path(settings.BASE_DIR) / "static" / FILE).read_bytes()
    with override_settings(WHITENOISE_AUTOREFRESH=True, WHITENOISE_USE_FINDERS=True):
        answer = asyncio.run(getattr(AsyncClient(), method)(f"/static/{FILE}"))
    assert (answer.status_code, answer["Content-Type"], answer["Content-Length"]) == (200, "image/svg+xml", str(len(content)))
    assert answer.content == (content if method == "get" else b"")
    assert not answer.has_header("Access-Control-Allow-Origin")


def test_no_style_asks_what_holds_a_drawing_for_what_is_in_it() -> None:
    """A browser looks at such a style again at each element that comes or goes, and then at all that lies under its holder."""
    sheets = {path.name: path.read_text() for path in (Path(settings.BASE_DIR) / "static/css").rglob("*.css")}
    subjects = [(name, subject) for name, sheet in sheets.items() for subject in re.findall(r"([^\s,{}>~+(]+):has\(", sheet)]
    assert [found for found in subjects if HOLDERS & set(re.findall(r"[.:]?[\w-]+", found[1]))] == []
    assert [name for name, sheet in sheets.items() if re.search(r":has\([^{]*\)[^{,]*[\s>]\*", sheet)] == []
