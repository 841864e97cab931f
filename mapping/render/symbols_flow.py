"""Symbols of how items wait and move: arrows, stocks, lanes, transport.

Arrows lie along y, from x to x + width; stocks have their origin at the top left unless they say otherwise.
"""

from __future__ import annotations

from mapping.render.markup import circle, path, rect, shape, text
from mapping.render.theme import Paint

ARROW_HEAD = 12


def push(p: Paint, x: float, y: float, width: float = 70) -> str:
    """A push arrow: a bar of dark and light segments with a solid head."""
    shaft = width - ARROW_HEAD
    count = max(2, round(shaft / 8 / 2) * 2)
    part = shaft / count
    dark = "".join(f"M{x + part * i:g} {y - 5:g}h{part:g}v10h-{part:g}z" for i in range(0, count, 2))
    head = f"M{x + shaft:g} {y - 10:g}l12 10l-12 10z"
    return rect(p, "f-light s-ink", x, y - 5, shaft, 10, 1) + shape(p, "f-ink", dark + head)


def inventory(p: Paint, x: float, y: float, letter: str) -> str:
    """A stock or a queue: a triangle of 46 by 40 with its tip at (x, y)."""
    outline = path(p, "n-inv", f"M{x:g} {y:g}l23 40h-46z", 1.6)
    return outline + text(p, "t-wait", x, y + 33, letter, 15, 700, "middle")


def safety_stock(p: Paint, x: float, y: float, *, buffer: bool = False) -> str:
    """A safety stock of 34 by 48; with a dashed outline a buffer stock."""
    dashed = 'stroke-dasharray="4 3"' if buffer else ""
    cells = "".join(f"M{x:g} {y + 16 * i:g}h34M{x:g} {y + 16 * i + 16:g}l34 -16" for i in range(3))
    return rect(p, "n-box", x, y, 34, 48, 1.6, 0, dashed) + path(p, "s-ink", cells, 0.8)


def supermarket(p: Paint, x: float, y: float) -> str:
    """A supermarket of 26 by 48: open to the left, where the supplying process fills it."""
    return path(p, "s-ink", f"M{x:g} {y:g}h26v48h-26M{x:g} {y + 16:g}h26M{x:g} {y + 32:g}h26", 1.6)


def pull(p: Paint, x: float, y: float) -> str:
    """Physical pull: three quarters of a circle with its middle at (x, y), open to the left, a head at the lower end."""
    arc = path(p, "s-ink", f"M{x - 9:g} {y - 6:g}A11 11 0 1 1 {x - 2:g} {y + 10.8:g}", 1.6)
    return arc + shape(p, "f-ink", f"M{x - 11:g} {y + 9:g}l11 -5.5l-1 11.5z")


def fifo(p: Paint, x: float, y: float, width: float = 78, *, full: bool = False) -> str:
    """A lane in which order is kept, 26 high around y; the dots turn red and words say so when it is full."""
    rails = path(p, "s-ink", f"M{x:g} {y - 13:g}h{width:g}M{x:g} {y + 13:g}h{width:g}", 1.6)
    dots = "".join(circle(p, "f-bad" if full else "f-act", x + 12 + 12 * i, y, 4) for i in range(3))
    head = shape(p, "f-ink", f"M{x + width - 14:g} {y - 5:g}l11 5l-11 5z")
    title = text(p, "t-bad" if full else "t-ink", x + width / 2, y - 18, "FULL" if full else "FIFO", 11, 700, "middle")
    return rails + dots + head + title


def sequenced_pull(p: Paint, x: float, y: float) -> str:
    """A sequenced pull ball; (x, y) is its middle."""
    return circle(p, "n-box", x, y, 10, 1.2) + circle(p, "s-ink", x, y, 6, 1.2) + circle(p, "f-ink", x, y, 2)


def shipment(p: Paint, x: float, y: float, width: float = 70) -> str:
    """Finished goods or a delivery: a wide hollow arrow."""
    shaft = width - 16
    return path(p, "n-box", f"M{x:g} {y - 7:g}h{shaft:g}v-6l16 13l-16 13v-6h-{shaft:g}z", 1.4)


def _truck(p: Paint, x: float, y: float) -> str:
    body = path(p, "n-box", f"M{x + 3:g} {y + 4:g}h34v20h-34zM{x + 37:g} {y + 10:g}h9l7 6v8h-16z", 1.2)
    return body + circle(p, "n-box", x + 13, y + 25, 4, 1.2) + circle(p, "n-box", x + 44, y + 25, 4, 1.2)


def _rail(p: Paint, x: float, y: float) -> str:
    body = path(p, "n-box", f"M{x + 3:g} {y + 6:g}h50v16h-50zM{x + 19:g} {y + 6:g}v16M{x + 36:g} {y + 6:g}v16M{x:g} {y + 29:g}h56", 1.2)
    return body + "".join(circle(p, "n-box", x + at, y + 25, 3, 1.2) for at in (10, 21, 35, 46))


def _air(p: Paint, x: float, y: float) -> str:
    hull = f"M{x + 2:g} {y + 16:g}q0 -4 8 -4h10l8 -11h5l-4 11h12l5 -6h4l-3 9q-2 4 -8 4h-8l-6 9h-5l4 -9h-14q-6 0 -8 -3z"
    return path(p, "n-box", hull, 1.2)


def _sea(p: Paint, x: float, y: float) -> str:
    cargo = f"M{x + 12:g} {y + 8:g}h10v9h-10zM{x + 22:g} {y + 8:g}h10v9h-10zM{x + 38:g} {y + 3:g}h8v14h-8z"
    hull = f"M{x + 1:g} {y + 17:g}h54l-8 11h-38z{cargo}"
    return path(p, "n-box", hull, 1.2)


def _courier(p: Paint, x: float, y: float) -> str:
    wheels = circle(p, "n-box", x + 14, y + 22, 6.5, 1.2) + circle(p, "n-box", x + 42, y + 22, 6.5, 1.2)
    frame = f"M{x + 14:g} {y + 22:g}l9 -13h13l6 13M{x + 23:g} {y + 9:g}l7 13h-16M{x + 30:g} {y + 22:g}l6 -13v-5h5"
    return wheels + path(p, "s-ink", frame, 1.2) + rect(p, "n-box", x + 8, y + 2, 11, 9, 1.2)


def _walk(p: Paint, x: float, y: float) -> str:
    limbs = f"M{x + 28:g} {y + 9:g}v9l-7 11M{x + 28:g} {y + 18:g}l7 11M{x + 28:g} {y + 11:g}l-8 6M{x + 28:g} {y + 11:g}l8 5"
    return circle(p, "n-box", x + 29, y + 4, 3.6, 1.2) + path(p, "s-ink", limbs, 1.6)


MODES = {"truck": _truck, "rail": _rail, "air": _air, "sea": _sea, "courier": _courier, "walk": _walk}


def transport(p: Paint, x: float, y: float, mode: str = "truck") -> str:
    """A pictogram of 56 by 30 of the way goods or papers travel: truck, rail, air, sea, courier or walk."""
    return MODES.get(mode, _truck)(p, x, y)


def production_kanban(p: Paint, x: float, y: float) -> str:
    """A card of 26 by 18 with a cut corner: make this."""
    return path(p, "n-box", f"M{x + 6:g} {y:g}h20v18h-26v-12z", 1.2)


def withdrawal_kanban(p: Paint, x: float, y: float) -> str:
    """The same card, hatched: fetch this."""
    hatch = f"M{x + 3:g} {y + 3:g}l15 15M{x + 8:g} {y:g}l18 18M{x + 14:g} {y:g}l12 12M{x + 20:g} {y:g}l6 6M{x:g} {y + 8:g}l10 10"
    return production_kanban(p, x, y) + path(p, "s-ink", hatch, 0.8)


def signal_kanban(p: Paint, x: float, y: float) -> str:
    """An inverted triangle of 22 by 20: the stock is down to its trigger."""
    return path(p, "n-box", f"M{x:g} {y:g}h22l-11 20z", 1.2) + text(p, "t-ink", x + 11, y + 11, "S", 10, 700, "middle")


def kanban_post(p: Paint, x: float, y: float) -> str:
    """Where cards are collected: a pole of 44 with a fork of 20 and a base of 16."""
    return path(p, "s-ink", f"M{x:g} {y:g}v10h20v-10M{x + 10:g} {y + 10:g}v34M{x + 2:g} {y + 44:g}h16", 2)
