"""The few pieces every symbol is made of: escaped text, numbers, lines, boxes."""

from __future__ import annotations

import re
from functools import lru_cache

from mapping.render.theme import Paint

FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters, which XML refuses, half surrogates, and marks that turn the direction of what stands around."""
SPECIAL = re.compile("[&<>\"'\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}


def clean(text: object) -> str:
    """User text as one line that can be drawn: control characters become blanks."""
    return FORBIDDEN.sub(" ", str(text))


@lru_cache(maxsize=20_000)
def escape(text: str) -> str:
    """Text safe in content and in quoted attributes."""
    return SPECIAL.sub(lambda match: ENTITIES.get(match.group(), " "), text)


def text(p: Paint, look: str, x: float, y: float, body: str, size: float = 12, weight: int = 400, anchor: str = "start") -> str:
    """One line of text with its baseline at y."""
    return f'<text {p[look]} x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" text-anchor="{anchor}">{escape(body)}</text>'


def path(p: Paint, look: str, data: str, width: float = 1.2, extra: str = "") -> str:
    """A path; `extra` holds further attributes."""
    return f'<path {p[look]} d="{data}" stroke-width="{width:g}"{extra and " "}{extra}/>'


def shape(p: Paint, look: str, data: str, extra: str = "") -> str:
    """A filled path without a line."""
    return f'<path {p[look]} d="{data}"{extra and " "}{extra}/>'


def rect(p: Paint, look: str, x: float, y: float, width: float, height: float, line: float = 0, radius: float = 0, extra: str = "") -> str:
    """A rectangle; without `line` it has no stroke width."""
    more = f' stroke-width="{line:g}"' if line else ""
    if radius:
        more += f' rx="{radius:g}"'
    return f'<rect {p[look]} x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{more}{extra and " "}{extra}/>'


def circle(p: Paint, look: str, x: float, y: float, radius: float, line: float = 0) -> str:
    """A circle; without `line` it has no stroke width."""
    more = f' stroke-width="{line:g}"' if line else ""
    return f'<circle {p[look]} cx="{x:g}" cy="{y:g}" r="{radius:g}"{more}/>'


def hit(x: float, y: float, width: float, height: float) -> str:
    """An unseen ground that takes the pointer and gives a value its place, for the page."""
    return f'<rect class="hit" fill="none" pointer-events="all" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"/>'


def hit_way(data: str) -> str:
    """An unseen broad line that takes the pointer, for the page."""
    return f'<path class="hit" fill="none" pointer-events="stroke" stroke-width="16" d="{data}"/>'


def attributes(**given: object) -> str:
    """Attributes in the order given, a blank in front of each; underscores are hyphens, and what is None is left out."""
    return "".join(f' {name.replace("_", "-")}="{escape(str(value))}"' for name, value in given.items() if value is not None)
