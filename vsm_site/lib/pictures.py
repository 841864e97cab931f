"""Pictures that people upload: what they are is read from their bytes, and they are drawn anew, so that none of these bytes are kept."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from typing import IO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import ExifTags, Image

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
"""Known from a picture's first bytes, before anything is unpacked."""
LONGEST_SIDE = 2000
FORMATS = ("JPEG", "PNG", "WEBP")
UNREADABLE = "This is not a photo that can be read. Take a JPEG, PNG or WebP file."
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned upright, by the orientation that its camera noted."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG without place, camera or any other data about who took it."""

    content: bytes
    width: int
    height: int


class _TooManyPixels(ValueError):
    """A picture that could be read, and is not."""


def redraw(file: IO[bytes], size: int) -> Picture:
    """The picture in a file of this many bytes, upright and at most 2000 pixels long. ValueError in the user's words for anything else."""
    if size > MAX_BYTES:
        raise ValueError("A photo may have 10 MB; this file is larger.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redraw(file)
    except _TooManyPixels:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, SyntaxError, EOFError, ValueError) as error:
        raise ValueError(UNREADABLE) from error


def _redraw(file: IO[bytes]) -> Picture:
    with Image.open(file, formats=FORMATS) as found:
        if found.width * found.height > MAX_PIXELS:
            raise _TooManyPixels("A photo may have 50 million pixels; this one has more.")
        found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked no larger than it is needed
        upright = _upright(found)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        flat = _flat(upright)
    kept = io.BytesIO()
    flat.save(kept, "JPEG", quality=85, optimize=True)
    return Picture(kept.getvalue(), flat.width, flat.height)


def _upright(image: Image.Image) -> Image.Image:
    """The picture as its camera was held; as it is where what the camera noted cannot be read.

    Pillow's own turning writes all the other notes of the camera anew, which fails for a few that real cameras make; here they are dropped.
    """
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except (struct.error, SyntaxError, TypeError, ValueError):
        return image
    turn = _TURNS.get(orientation) if isinstance(orientation, int) else None
    return image if turn is None else image.transpose(turn)


def _flat(image: Image.Image) -> Image.Image:
    """The picture on white where one could see through it."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    sheet = Image.new("RGB", seen.size, "white")
    sheet.paste(seen, mask=seen.getchannel("A"))
    return sheet


def store(picture: Picture, folder: str) -> str:
    """Write a picture under a random name; gives the name with its folder."""
    return default_storage.save(f"{folder}/{uuid4().hex}.jpg", ContentFile(picture.content))


def forget(name: str) -> None:
    """Take a stored picture away."""
    default_storage.delete(name)
