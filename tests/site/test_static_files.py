"""The product's own files: whole, cached, only for its own pages."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from django.conf import settings
from django.test import AsyncClient
from django.test.utils import override_settings

FILE = "favicon.svg"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_file_is_sent_whole_and_to_no_other_origin(method: str) -> None:
    content = (Path(settings.BASE_DIR) / "static" / FILE).read_bytes()
    with override_settings(WHITENOISE_AUTOREFRESH=True, WHITENOISE_USE_FINDERS=True):
        answer = asyncio.run(getattr(AsyncClient(), method)(f"/static/{FILE}"))
    assert (answer.status_code, answer["Content-Type"], answer["Content-Length"]) == (200, "image/svg+xml", str(len(content)))
    assert answer.content == (content if method == "get" else b"")
    assert not answer.has_header("Access-Control-Allow-Origin")
