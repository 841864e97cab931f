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
HOLDERS = {"html", "body", ":root", ".frame", ".main", ".room-page", ".map-room", ".map-canvas", ".map-sheet", ".map-overlay", ".vsm", ".wall", ".wall__stage"}
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
    found = {
        subject: path.name
        for path in (Path(settings.BASE_DIR) / "static/css").rglob("*.css")
        for subject in re.findall(r"([^\s,{}>~+(]+):has\(", path.read_text())
        if HOLDERS & set(re.findall(r"[.:]?[\w-]+", subject))
    }
    assert found == {}
    universal = [path.name for path in (Path(settings.BASE_DIR) / "static/css").rglob("*.css") if re.search(r":has\([^{]*\)[^{,]*[\s>]\*", path.read_text())]
    assert universal == []
