"""The product's own files: whole, cached, only for its own pages."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.test import AsyncClient
from django.test.utils import override_settings

from vsm_site.lib.static_storage import ModuleManifestStorage

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


def test_a_change_reaches_the_names_of_all_that_import_it_however_far(tmp_path: Path) -> None:
    """Modules that import each other over several levels, one that imports nothing, and a file of others that is rarely asked for."""
    source = {f"js/{name}.js": f'import "./{after}.js";\n' for name, after in zip("abcd", "bcde", strict=True)}
    source |= {"js/e.js": "export const e = 1;\n", "js/alone.js": "export const alone = 1;\n" * 50, "admin/tool.js": "let x = 1;\n" * 50}
    names = _collected(tmp_path / "first", source)
    changed = _collected(tmp_path / "second", source | {"js/e.js": "export const e = 2;\n"})
    assert {name for name in source if names[name] != changed[name]} == {f"js/{name}.js" for name in "abcde"}
    for name, after in zip("abcd", "bcde", strict=True):
        text = (tmp_path / "second/out" / changed[f"js/{name}.js"]).read_text()
        assert text == f'import"./{Path(changed[f"js/{after}.js"]).name}";\n'
    compressed = {path.relative_to(tmp_path / "second/out").as_posix() for path in (tmp_path / "second/out").rglob("*.gz")}
    assert compressed == {f"{changed['js/alone.js']}.gz"}  # the others do not become smaller, and nothing asks for plain names


def _collected(folder: Path, source: dict[str, str]) -> dict[str, str]:
    """The names that files get, by their own."""
    for name, text in source.items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_text(text)
    storage = ModuleManifestStorage(location=folder / "out", base_url="/static/")
    where = FileSystemStorage(location=folder / "in")
    for name in source:
        storage.save(name, where.open(name))
    failed = [
        processed for *_, processed in storage.post_process({name: (storage, name) for name in source}) if isinstance(processed, Exception)
    ]
    assert failed == []
    return dict(storage.hashed_files)
