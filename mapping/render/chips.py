"""Where labels sit on their lines: on the longest horizontal, and there where no other line crosses them."""

from __future__ import annotations

from mapping.render.gutters import horizontal_span
from mapping.render.links import Horizontal, Link
from mapping.render.scene import MARGIN, Scene

Upright = tuple[float, float, float]
TRIES = (0.0, 0.12, -0.12, 0.24, -0.24, 0.36, -0.36, 0.48, -0.48)


def choose_chips(scene: Scene) -> None:
    """The longest horizontal of each labelled line carries its chip."""
    for link in scene.links:
        if not link.label:
            continue
        lanes = [part for part in link.horizontals() if part.band != "flow"]
        spans = {part: horizontal_span(link, part) for part in lanes}
        link.chip = max(lanes, key=lambda part: spans[part][1] - spans[part][0])
        low, high = spans[link.chip]
        link.chip_x = _within(scene, link, low + (high - low) * link.along)


def _within(scene: Scene, link: Link, wish: float) -> float:
    """The place nearest to the wish at which the chip lies within its line, or in its middle; on the sheet in any case."""
    if link.chip is None:
        return wish
    low, high = horizontal_span(link, link.chip)
    slack = max(0.0, (high - low - link.label) / 2)
    place = min(max(wish, (low + high) / 2 - slack), (low + high) / 2 + slack)
    edge = MARGIN / 2 + link.label / 2
    return round(max(edge, min(place, scene.width - edge)), 1)


def _uprights(scene: Scene) -> list[tuple[Link, Upright]]:
    """Every vertical piece as x and its upper and lower end."""
    out = []
    for link in scene.links:
        for part in link.verticals():
            ys = [near.y for near in link.neighbours(part) if isinstance(near, Horizontal)]
            if part.kind == "port":
                box = scene.boxes[part.cell.key if part.cell else part.party]
                ys.append(box.y if part.cell else box.bottom)
            out.append((link, (part.x, min(ys), max(ys))))
    return out


def settle_chips(scene: Scene) -> None:
    """Move chips along their lines to where the fewest verticals of other lines run through them."""
    uprights = _uprights(scene)
    for link in scene.links:
        if link.chip is None or not link.label:
            continue
        low, high = horizontal_span(link, link.chip)
        tries = [_within(scene, link, link.chip_x + (high - low) * away) for away in TRIES]
        link.chip_x = min(tries, key=lambda x: _crossed(link, x, uprights))


def _crossed(link: Link, x: float, uprights: list[tuple[Link, Upright]]) -> int:
    assert link.chip is not None
    y, half = link.chip.y, link.label / 2 + 3
    return sum(1 for other, (at, top, bottom) in uprights if other is not link and abs(at - x) < half and top < y + 9 and bottom > y - 9)


