"""How wide text is in the drawing font, and how it breaks into lines.

Widths are those of the vendored font at its smallest optical size, so a text never comes out wider than measured.
Characters that the font lacks come from another one: 1 em where East Asian width says so, else 0.6 em.
"""

from __future__ import annotations

import base64
import unicodedata
import zlib
from array import array
from functools import lru_cache

from mapping.render.font_widths import PACKED, RUNS, UNITS_PER_EM

FALLBACK = 0.6
ELLIPSIS = "…"
INVISIBLE = frozenset({"Mn", "Me", "Cf"})


def _unpack(text: str) -> array[int]:
    values = array("H", zlib.decompress(base64.b85decode(text)))
    if array("H", [1]).tobytes()[0] == 1:
        values.byteswap()
    return values


def _table(weight: int) -> dict[str, float]:
    runs = _unpack(RUNS)
    codes = [code for at in range(0, len(runs), 2) for code in range(runs[at], runs[at] + runs[at + 1])]
    return {chr(code): units / UNITS_PER_EM for code, units in zip(codes, _unpack(PACKED[weight]), strict=True)}


TABLES = {weight: _table(weight) for weight in PACKED}


def _outside(character: str) -> float:
    if unicodedata.category(character) in INVISIBLE:
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else FALLBACK


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float, weight: int = 400) -> float:
    """Width of one line in units at this font size; weight is 400, 600 or 700."""
    table = TABLES[weight]
    try:
        return sum([table[character] for character in text]) * size
    except KeyError:
        return sum([table[c] if c in table else _outside(c) for c in text]) * size


@lru_cache(maxsize=20_000)
def clip(text: str, width: float, size: float, weight: int = 400) -> str:
    """The text, cut with an ellipsis where it would be wider than `width`."""
    if text_width(text, size, weight) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + ELLIPSIS, size, weight) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


@lru_cache(maxsize=10_000)
def wrap(text: str, width: float, size: float, weight: int = 400, lines: int = 2) -> tuple[str, ...]:
    """At most `lines` lines no wider than `width`, broken at blanks; the last one ends in an ellipsis if text is left."""
    words = text.split()
    done: list[str] = []
    while words and len(done) < lines - 1:
        taken = 1
        while taken < len(words) and text_width(" ".join(words[: taken + 1]), size, weight) <= width:
            taken += 1
        done.append(clip(" ".join(words[:taken]), width, size, weight))
        words = words[taken:]
    if words:
        done.append(clip(" ".join(words), width, size, weight))
    return tuple(done)
