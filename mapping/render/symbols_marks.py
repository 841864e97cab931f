"""Symbols of what is said about the work: information lines, labels, bursts, rework, the time line."""

from __future__ import annotations

from math import cos, pi, sin

from mapping.render.markup import circle, path, rect, shape, text
from mapping.render.theme import Paint

STRETCH = 1.18
INNER = 0.74


def _star(radius: float) -> str:
    points = []
    for i in range(28):
        reach = radius * (1 if i % 2 == 0 else INNER)
        points.append(f"{reach * STRETCH * cos(pi * i / 14 - pi / 2):.1f} {reach * sin(pi * i / 14 - pi / 2):.1f}")
    return "M" + "L".join(points) + "Z"


STARS = {radius: _star(radius) for radius in (16, 14)}


def burst(p: Paint, x: float, y: float, number: str, *, radius: int = 16, severity: str = "low", better: bool = False) -> str:
    """A kaizen burst with its number; (x, y) is the middle. Severity is its outline: plain, double, filled."""
    look = "n-new" if better else "n-burst"
    if severity == "high":
        look = "n-new f-act" if better else "n-burst f-bad"
    width = 2.4 if severity == "medium" else 1.2
    star = f'<path {p[look]} transform="translate({x:g} {y:g})" d="{STARS[radius]}" stroke-width="{width:g}"/>'
    ink = "t-on" if severity == "high" else "t-act" if better else "t-bad"
    return star + text(p, ink, x, y + 4.3, number, 12 if len(number) < 3 else 10, 700, "middle")


def question(p: Paint, x: float, y: float, number: str, *, assumption: bool = False) -> str:
    """An open question (round) or an assumption (square) with its number; (x, y) is the middle."""
    frame = rect(p, "n-box", x - 12, y - 10, 24, 20, 1.2, 4, 'stroke-dasharray="3 2"') if assumption else circle(p, "n-box", x, y, 12, 1.2)
    return frame + text(p, "t-ink", x, y + 4.3, number, 12 if len(number) < 3 else 10, 700, "middle")


def info_manual(p: Paint, data: str) -> str:
    """The thin line of manual information along path data."""
    return path(p, "s-info", data, 1.4)


def info_electronic(p: Paint, x: float, y: float, *, leftwards: bool = False) -> str:
    """The lightning kink of electronic information, laid over its horizontal line at (x, y)."""
    way = -1 if leftwards else 1
    hide = rect(p, "n-chip", x - 9, y - 2, 18, 4)
    flash = f"M{x - 9 * way:g} {y:g}L{x + 5 * way:g} {y - 7:g}L{x - 5 * way:g} {y + 7:g}L{x + 9 * way:g} {y:g}"
    return hide + path(p, "s-info", flash, 1.4)


def info_electronic_upright(p: Paint, x: float, y: float) -> str:
    """The same kink over a vertical line."""
    hide = rect(p, "n-chip", x - 2, y - 9, 4, 18)
    return hide + path(p, "s-info", f"M{x:g} {y - 9:g}L{x + 7:g} {y + 5:g}L{x - 7:g} {y - 5:g}L{x:g} {y + 9:g}", 1.4)


def info_verbal(p: Paint, x: float, y: float) -> str:
    """A speech bubble of 14 by 10 over its line; (x, y) is the middle."""
    bubble = f"M{x - 7:g} {y - 6:g}h14v10h-6l-4 4v-4h-4z"
    return path(p, "f-light s-info", bubble, 1.2)


def chip(p: Paint, look: str, x: float, y: float, width: float, body: str) -> str:
    """A label on its own line; (x, y) is the middle. The ground hides the line, so no halo is needed."""
    return rect(p, "n-chip", x - width / 2, y - 8, width, 16, 0, 4) + text(p, look, x, y + 4, body, 11, 600, "middle")


def chip_ground(p: Paint, x: float, y: float, width: float) -> str:
    """The ground of a label that is written piece by piece; (x, y) is its middle."""
    return rect(p, "n-chip", x - width / 2, y - 8, width, 16, 0, 4)


def rework(p: Paint, data: str) -> str:
    """The dashed line of work that goes back."""
    return path(p, "s-bad", data, 1.4, 'stroke-dasharray="5 4"')


def ladder_steps(p: Paint, data: str) -> str:
    """The square wave of the time line."""
    return path(p, "s-ink", data, 1.6, 'stroke-linejoin="miter"')


def tick(p: Paint, x: float, y: float) -> str:
    """A done mark of 12 by 9."""
    return path(p, "s-act", f"M{x:g} {y + 5:g}l4 4l8 -9", 2)


def new_mark(p: Paint, x: float, y: float) -> str:
    """The word New on a ground that means something can be acted on; (x, y) is the top left corner."""
    return word_mark(p, x, y, "New", 36)


def word_mark(p: Paint, x: float, y: float, word: str, width: float) -> str:
    """A word on a ground of its own, as wide as it is told; (x, y) is the top left corner."""
    side = width - 6
    ground = f"M{x + 3:g} {y:g}h{side:g}a3 3 0 0 1 3 3v12a3 3 0 0 1 -3 3h-{side:g}a3 3 0 0 1 -3 -3v-12a3 3 0 0 1 3 -3z"
    return shape(p, "f-act", ground) + text(p, "t-on", x + width / 2, y + 13, word, 11, 700, "middle")
