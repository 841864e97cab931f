"""Colours of the drawing as presentation attributes.

A class name such as `n-box` stands for the same roles here (for PDF, SVG files, mail) and in static/css/map.css (for pages,
where the sheet wins over attributes). The values are those of static/css/tokens.css; print is light on white paper.
"""

from __future__ import annotations

from functools import cache

FAMILY = "VSM Sans, Inter, system-ui, Segoe UI, Roboto, sans-serif"

LIGHT = {
    "ink": "#16202b", "mute": "#55616e", "line": "#d3dad9", "line-strong": "#b9c3cc", "control": "#76838f",
    "canvas": "#f7f8f6", "surface": "#ffffff", "tint": "#e4f1f0", "lane": "#eef1ee", "head": "#0f3d40", "on-head": "#ffffff",
    "accent": "#0b6a6e", "on-accent": "#ffffff", "focus": "#0b57d0", "va": "#25703f", "nva": "#945200", "nva-fill": "#fff2d8",
    "bad": "#b8321c", "bad-fill": "#ffe8e1", "info": "#3f4fae", "nva-solid": "#e0a33c", "va-solid": "#3f9160",
}  # fmt: skip
DARK = {
    "ink": "#e8edf0", "mute": "#a3b3be", "line": "#2b3841", "line-strong": "#3d4e59", "control": "#7d8f9c",
    "canvas": "#11181d", "surface": "#1a242b", "tint": "#123c3e", "lane": "#161f25", "head": "#0b2a2c", "on-head": "#e8f4f4",
    "accent": "#5fd0d0", "on-accent": "#062223", "focus": "#8ab4ff", "va": "#73d39c", "nva": "#f0b455", "nva-fill": "#3a2d10",
    "bad": "#ff9a85", "bad-fill": "#46201a", "info": "#9aa8ff", "nva-solid": "#c98f35", "va-solid": "#4aa872",
}  # fmt: skip
TOKENS = {"light": LIGHT, "dark": DARK, "print": LIGHT | {"canvas": "#ffffff", "lane": "#f4f6f4"}}

ROLES = {
    "n-box": ("surface", "ink"), "n-head": ("tint", "ink"), "n-row": (None, "line-strong"), "n-canvas": ("canvas", None),
    "n-inv": ("nva-fill", "nva"), "n-bad": ("bad-fill", None), "n-burst": ("bad-fill", "bad"), "n-new": ("tint", "accent"),
    "n-chip": ("canvas", None), "n-lane": ("lane", None), "n-lane-head": ("head", None), "n-frame": (None, "line-strong"),
    "n-heat": ("nva-solid", None),
    "s-ink": (None, "ink"), "s-info": (None, "info"), "s-bad": (None, "bad"), "s-act": (None, "accent"),
    "s-mute": (None, "control"), "s-wait": (None, "nva-solid"),
    "f-ink": ("ink", None), "f-info": ("info", None), "f-bad": ("bad", None), "f-light": ("surface", None), "f-act": ("accent", None),
    "t-ink": ("ink", None), "t-mute": ("mute", None), "t-act": ("accent", None), "t-wait": ("nva", None), "t-value": ("va", None),
    "t-bad": ("bad", None), "t-info": ("info", None), "t-on": ("on-accent", None), "t-on-head": ("on-head", None),
    "ring": (None, "accent"), "ring--changed": (None, "accent"), "ring--focus": (None, None),
}  # fmt: skip
"""Class name -> (token of the fill, token of the stroke); None draws none."""


class Paint(dict[str, str]):
    """Class names, several with blanks between, to the attributes that go into an element. Later classes win."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        self.tokens = TOKENS[theme]

    def __missing__(self, classes: str) -> str:
        fill = stroke = None
        for name in classes.split():
            new_fill, new_stroke = ROLES[name]
            fill, stroke = new_fill or fill, new_stroke or stroke
        parts = [f'class="{classes}" fill="{self.tokens[fill] if fill else "none"}"']
        if stroke:
            parts.append(f'stroke="{self.tokens[stroke]}"')
        self[classes] = " ".join(parts)
        return self[classes]


@cache
def paint(theme: str) -> Paint:
    """The attributes of a theme: light, dark or print."""
    return Paint(theme)
