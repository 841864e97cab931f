"""Symbols of what work passes through: parties, process boxes and their data, control and systems.

Every function answers markup with its origin at (x, y), the top left corner unless it says otherwise.
"""

from __future__ import annotations

from mapping.render.markup import circle, path, rect, shape, text
from mapping.render.theme import Paint

BOX_WIDTH, HEAD_HEIGHT, BODY_HEIGHT, ROW_HEIGHT = 148, 22, 52, 21
PARTY_WIDTH, PARTY_HEIGHT, ROOF = 132, 92, 26
CONTROL_WIDTH, CONTROL_HEIGHT = 190, 72


def outside_source(p: Paint, x: float, y: float) -> str:
    """Customer or supplier: a saw-tooth roof over a plain wall."""
    teeth = "".join(f"L{x + 44 * i:g} {y:g}V{y + ROOF:g}" for i in (1, 2, 3))
    return path(p, "n-box", f"M{x:g} {y + PARTY_HEIGHT:g}V{y + ROOF:g}{teeth}V{y + PARTY_HEIGHT:g}Z", 1.6)


def external(p: Paint, x: float, y: float, width: float = BOX_WIDTH, height: float = 74) -> str:
    """A party outside the stream that is neither customer nor supplier: a plain box with square corners."""
    return rect(p, "n-box", x, y, width, height, 1.6)


def process(p: Paint, x: float, y: float, rows: int = 0, *, dotted: bool = False) -> str:
    """A process box with `rows` rows of data beneath; dotted where the step is not on the time line."""
    height = HEAD_HEIGHT + BODY_HEIGHT + rows * ROW_HEIGHT
    dots = 'stroke-dasharray="2 3"' if dotted else ""
    out = [
        rect(p, "n-box", x, y, BOX_WIDTH, height, 1.6, 3, dots),
        path(p, "n-head", f"M{x:g} {y + 22:g}V{y + 3:g}a3 3 0 0 1 3 -3h142a3 3 0 0 1 3 3v19z", 1.2),
    ]
    if rows:
        out.append(path(p, "s-ink", f"M{x:g} {y + 74:g}h148", 1.2))
    return "".join(out)


def shared(p: Paint, x: float, y: float) -> str:
    """Corner hatch of a process that other streams use too; (x, y) is the top right corner of the body."""
    strokes = f"M{x - 6:g} {y:g}L{x:g} {y + 6:g}M{x - 12:g} {y:g}L{x:g} {y + 12:g}M{x - 14:g} {y + 4:g}L{x - 4:g} {y + 14:g}"
    return path(p, "s-ink", strokes, 0.8)


def cell(p: Paint, x: float, y: float, width: float = 24, height: float = 16) -> str:
    """A work cell: a U, open below."""
    arm = width * 0.3
    notch = height * 0.46
    outline = f"M{x:g} {y:g}h{width:g}v{height:g}h-{arm:g}v-{height - notch:g}h-{width - 2 * arm:g}v{height - notch:g}h-{arm:g}z"
    return path(p, "n-box", outline, 1.6 if width > 40 else 1.2)


def data_row(p: Paint, x: float, y: float, label: str, value: str, *, look: str = "t-ink", bad: bool = False, last: bool = False) -> str:
    """A row of the data box: label left, value right; a bad value is tinted, red and wears "!"."""
    ground = rect(p, "n-bad" if bad else "f-light", x + 0.8, y + 0.6, BOX_WIDTH - 1.6, ROW_HEIGHT - (2.2 if last else 1))
    shown = f"{value} !" if bad else value
    return (
        ground
        + text(p, "t-bad" if bad else "t-mute", x + 8, y + 15, label, 11.5)
        + text(p, "t-bad" if bad else look, x + 140, y + 15, shown, 12, 600, "end")
        + ("" if last else path(p, "n-row", f"M{x + 1:g} {y + 21:g}h146", 0.8))
    )


def data_box(p: Paint, x: float, y: float, rows: tuple[tuple[str, str], ...]) -> str:
    """A data box by itself."""
    frame = rect(p, "n-box", x, y, BOX_WIDTH, ROW_HEIGHT * len(rows), 1.2)
    last = len(rows) - 1
    return frame + "".join(data_row(p, x, y + ROW_HEIGHT * i, label, value, last=i == last) for i, (label, value) in enumerate(rows))


def operator(p: Paint, x: float, y: float) -> str:
    """A person who works at the step; (x, y) is the middle of the head."""
    return circle(p, "s-ink", x, y, 4, 1.2) + path(p, "s-ink", f"M{x - 7:g} {y + 14:g}a7 7 0 0 1 14 0", 1.2)


def control(p: Paint, x: float, y: float, *, system: bool = False, plain: bool = False) -> str:
    """Planning or an office that steers (head strip, none if `plain`), or an IT system (the lid of a cylinder)."""
    if plain:
        return rect(p, "n-box", x, y, CONTROL_WIDTH, CONTROL_HEIGHT, 1.6, 3)
    if not system:
        return rect(p, "n-box", x, y, CONTROL_WIDTH, CONTROL_HEIGHT, 1.6, 3) + path(
            p, "n-head", f"M{x:g} {y + 22:g}V{y + 3:g}a3 3 0 0 1 3 -3h184a3 3 0 0 1 3 3v19z", 1.2
        )
    half = CONTROL_WIDTH / 2
    wall = f"M{x:g} {y + 6:g}V{y + CONTROL_HEIGHT - 6:g}a{half:g} 6 0 0 0 {CONTROL_WIDTH} 0V{y + 6:g}"
    lid = f'<ellipse {p["n-head"]} cx="{x + half:g}" cy="{y + 6:g}" rx="{half:g}" ry="6" stroke-width="1.6"/>'
    return path(p, "n-box", wall, 1.6) + lid


def go_see(p: Paint, x: float, y: float) -> str:
    """Glasses: somebody goes and looks, then adjusts the plan."""
    lenses = circle(p, "s-ink", x + 8, y + 10, 6, 1.2) + circle(p, "s-ink", x + 24, y + 10, 6, 1.2)
    return lenses + path(p, "s-ink", f"M{x + 14:g} {y + 10:g}q2 -4 4 0M{x + 2:g} {y + 8:g}l-2 -8M{x + 30:g} {y + 8:g}l2 -8", 1.2)


def load_levelling(p: Paint, x: float, y: float) -> str:
    """A box in which volume and mix are levelled."""
    return rect(p, "n-box", x, y, 64, 18, 1.2) + text(p, "t-ink", x + 32, y + 13, "O X O X", 11, 700, "middle")


def ladder_total(p: Paint, x: float, y: float, width: float, height: float) -> str:
    """The frame at the end of the ladder."""
    return rect(p, "n-box", x, y, width, height, 1.6, 3)


def add_point(p: Paint, x: float, y: float) -> str:
    """A plus of 24 units: here a step can go in."""
    return rect(p, "n-new", x, y, 24, 24, 1.2, 4) + path(p, "s-act", f"M{x + 12:g} {y + 6:g}v12M{x + 6:g} {y + 12:g}h12", 1.6)


def decision(p: Paint, x: float, y: float) -> str:
    """A choice, 44 by 30; (x, y) is its left corner."""
    return path(p, "n-box", f"M{x:g} {y:g}l22 -15l22 15l-22 15z", 1.6)


def branch_dot(p: Paint, x: float, y: float) -> str:
    """Where branches part or meet; (x, y) is the middle."""
    return circle(p, "f-ink", x, y, 3)


def arrow_head(p: Paint, look: str, x: float, y: float, toward: str = "right", size: float = 9) -> str:
    """A small closed head whose tip is (x, y)."""
    half = size * 0.42
    points = {
        "right": f"l{-size:g} {-half:g}v{2 * half:g}z",
        "left": f"l{size:g} {-half:g}v{2 * half:g}z",
        "down": f"l{-half:g} {-size:g}h{2 * half:g}z",
        "up": f"l{-half:g} {size:g}h{2 * half:g}z",
    }
    return shape(p, look, f"M{x:g} {y:g}{points[toward]}")
