"""Files that people upload to pass on: what they are is read from their content, and they are only ever given out as attachments."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from vsm_site.lib.pictures import redraw

MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 5000
MAX_UNPACKED = 200 * 1024 * 1024
"""Of a document that is a packed folder, known from its table of contents, before anything is unpacked."""
MAX_NAME = 120
TAKEN = "PDF, picture (JPEG, PNG, WebP), Word, Excel, PowerPoint, OpenDocument, or plain text"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file that is taken."""

    ending: str
    content_type: str
    label: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
PDF = Kind("pdf", "application/pdf", "PDF")
PICTURE = Kind("jpg", "image/jpeg", "Picture")
TEXT = Kind("txt", "text/plain; charset=utf-8", "Text")
TABLE = Kind("csv", "text/csv; charset=utf-8", "Table as text")
DOCX = Kind("docx", f"{_OFFICE}wordprocessingml.document", "Word document")
XLSX = Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", "Excel sheet")
PPTX = Kind("pptx", f"{_OFFICE}presentationml.presentation", "PowerPoint")
ODT = Kind("odt", f"{_OPEN}text", "Text document")
ODS = Kind("ods", f"{_OPEN}spreadsheet", "Spreadsheet")
ODP = Kind("odp", f"{_OPEN}presentation", "Presentation")
KINDS = {kind.ending: kind for kind in (PDF, PICTURE, TEXT, TABLE, DOCX, XLSX, PPTX, ODT, ODS, ODP)}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_INSIDE = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_MIMETYPES = {kind.content_type.encode(): kind for kind in (ODT, ODS, ODP)}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: its name with the ending that its content has, its kind, and its bytes."""

    name: str
    kind: Kind
    content: bytes


def check(file: IO[bytes], name: str, size: int) -> Checked:
    """The file, if it is of a kind that is taken. ValueError in the user's words for anything else."""
    if size > MAX_BYTES:
        raise ValueError("A file may have 10 MB; this one is larger.")
    content = file.read()
    if not content:
        raise ValueError("This file is empty.")
    kind = _kind_of(content, name)
    if kind is None:
        raise ValueError(f"This kind of file is not taken. Take a {TAKEN}.")
    if kind is PICTURE:
        content = redraw(io.BytesIO(content), len(content)).content
    return Checked(clean_name(name, kind), kind, content)


def _kind_of(content: bytes, name: str) -> Kind | None:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return PICTURE
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    return _text(content, name)


def _packed(content: bytes) -> Kind | None:
    """The kind of a document that is a packed folder; ValueError where it holds macros or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            entries = folder.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise ValueError("This document unpacks to far more than it is. Save it anew, or as a PDF.")
            names = {entry.filename for entry in entries}
            if any(found.lower().endswith(("vbaproject.bin", ".bas", ".xba")) for found in names):
                raise ValueError("This document holds macros. Save it without them, or as a PDF.")
            if "[Content_Types].xml" in names:
                return next((kind for inside, kind in _INSIDE.items() if inside in names), None)
            return _MIMETYPES.get(folder.read("mimetype")[:100].strip()) if "mimetype" in names else None
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError("This document cannot be read; it is broken or locked with a password.") from error


def _text(content: bytes, name: str) -> Kind | None:
    """Plain text or a table of it; None for what is no text, and for pages and drawings, which may hold scripts."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text) or text.lstrip().startswith("<"):
        return None
    return TABLE if name.lower().endswith(".csv") else TEXT


def clean_name(name: str, kind: Kind) -> str:
    """What a file is called when it is given out: its last part, without signs that cannot be seen, with the ending of its content."""
    last = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable() and sign not in '<>:"|?*')
    path = PurePath(last or "file")
    stem = path.stem if path.suffix.lower().lstrip(".") in {*KINDS, "jpeg", "png", "webp", "text"} else path.name
    return f"{stem.strip(' .')[:MAX_NAME] or 'file'}.{kind.ending}"


def store(content: bytes, folder: str) -> str:
    """Write a file under a random name without an ending; gives the name with its folder."""
    return default_storage.save(f"{folder}/{uuid4().hex}", ContentFile(content))


def read(name: str) -> bytes:
    """The bytes of a stored file."""
    with default_storage.open(name) as kept:
        return bytes(kept.read())


def forget(name: str) -> None:
    """Take a stored file away."""
    default_storage.delete(name)


def size_text(size: int) -> str:
    """`340 kB`, `2.1 MB`."""
    return f"{max(1, round(size / 1000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
