"""Rectangles and lines of a drawn map, for tests of geometry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from mapping import metrics as numbers
from mapping.document import parse, read
from mapping.facts import MapFacts
from mapping.metrics import MapMetrics
from mapping.render.draw_nodes import place_marks
from mapping.render.fonts import text_width
from mapping.render.groups import draw
from mapping.render.options import RenderOptions
from mapping.render.paths import ends_of
from mapping.render.picture import Picture, make_picture
from mapping.render.scene import Box, Point

TESTS = Path(__file__).resolve().parents[2]
VECTORS = TESTS / "vectors"
MAPS = TESTS / "golden" / "maps"
DEMO = TESTS.parent / "vsm_site" / "demo_seed" / "maps"


def document_of(name: str) -> Any:
    """A document of the vectors, of the golden maps or of the demo by its name."""
    found = next(path for folder in (MAPS, VECTORS, DEMO) if (path := folder / f"{name}.json").exists())
    return json.loads(found.read_text())


def facts_of(name: str) -> MapFacts:
    """A map of the vectors, of the golden maps or of the demo by its name."""
    return facts_from(document_of(name))


def facts_from(document: str | dict[str, object]) -> MapFacts:
    """Facts of a document that has to be valid."""
    reading = parse(document) if isinstance(document, str) else read(json.loads(json.dumps(document)))
    assert reading.facts is not None, reading.faults
    return reading.facts


def metrics_of(facts: MapFacts) -> MapMetrics | None:
    """The numbers of a map, None with faults of drawing."""
    try:
        return numbers.compute(facts)
    except numbers.DrawingFaults:
        return None


def picture_of(facts: MapFacts, **options: object) -> Picture:
    """A map with its texts and places."""
    return make_picture(facts, metrics_of(facts), RenderOptions(**options))  # type: ignore[arg-type]


def chips(picture: Picture) -> dict[str, Box]:
    """Labels of lines, and shares."""
    out = {}
    for link in picture.scene.links:
        if link.chip is not None and link.label:
            out[f"{link.kind} {link.index}"] = Box(link.chip_x - link.label / 2, link.chip.y - 8, link.label, 16)
    for line in picture.scene.straight:
        if line.label:
            out[f"band {line.index}"] = Box(line.chip_x - line.label / 2, line.start[1] - 8, line.label, 16)
    for index, (x, y) in picture.scene.shares.items():
        width = picture.content.flows[index].size.share - 6
        out[f"share {index}"] = Box(x - width / 2, y - 8, width, 16)
    return out


def arrows(picture: Picture) -> dict[str, Box]:
    """Arrows of flows with what stands above and below them."""
    out = {}
    for index, (x, y) in picture.scene.arrows.items():
        size = picture.content.flows[index].size
        out[f"arrow {index}"] = Box(x - size.slot / 2 + 6, y - min(size.above, 48), size.slot - 12, min(size.above, 48) + size.below)
    return out


def notes(picture: Picture) -> dict[str, Box]:
    """Notes above boxes of the flow and of the band."""
    out = {}
    for key in picture.content.marks:
        if key in picture.scene.boxes:
            for at, (x, y, radius) in enumerate(place_marks(picture.scene.boxes[key], picture.scene.notes[key])):
                out[f"note {key} {at}"] = Box(x - radius * 1.18, y - radius, radius * 2.36, radius * 2)
    return out


TEXT = re.compile(
    r'<text class="[^"]*"[^>]* x="([-0-9.e]+)" y="([-0-9.e]+)" font-size="([0-9.]+)" font-weight="([0-9]+)" text-anchor="([a-z]+)">([^<]*)<'
)


def texts(picture: Picture) -> list[tuple[str, float, Box]]:
    """Every line of text that is drawn level: its group and words, its size, and the rectangle of its letters."""
    found = []
    for group in draw(picture).groups:
        for x, y, size, weight, anchor, body in TEXT.findall(group.markup) if group.id != "lanes" else ():
            words, high = unescape(body), float(size)
            width = text_width(words, high, int(weight))
            left = float(x) - {"start": 0, "middle": width / 2, "end": width}[anchor]
            found.append((f"{group.id}: {words}", high, Box(left, float(y) - 0.74 * high, width, 0.76 * high)))
    return found


def boxes(picture: Picture) -> dict[str, Box]:
    """Steps, parties, totals."""
    out = dict(picture.scene.boxes)
    if picture.scene.totals.width:
        out["totals"] = picture.scene.totals
    return out


def lines(picture: Picture) -> Iterator[tuple[str, list[Point]]]:
    """Ways of flows and links with a name; what may share a trunk has the same word in front."""
    scene = picture.scene
    for index, way in scene.ways.items():
        yield f"flow {index}", way
    for link in scene.links:
        if link.kind in ("rework", "information"):
            yield f"{link.kind} {link.index}", ends_of(scene, link)


def overlaps(named: dict[str, Box]) -> list[tuple[str, str]]:
    """Pairs that share an area."""
    return [(one, two) for (one, a), (two, b) in combinations(named.items(), 2) if a.meets(b)]


def pieces(way: list[Point]) -> Iterator[tuple[Point, Point]]:
    """Straight pieces of a way."""
    return pairwise(way)


def runs_through(way: list[Point], box: Box) -> bool:
    """Whether a way enters a box; touching its side is no entering."""
    for (x1, y1), (x2, y2) in pieces(way):
        piece = Box(min(x1, x2) - 0.01, min(y1, y2) - 0.01, abs(x2 - x1) + 0.02, abs(y2 - y1) + 0.02)
        if piece.meets(Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2)):
            return True
    return False


def common_run(one: list[Point], two: list[Point]) -> float:
    """The longest stretch on which two ways lie on each other."""
    longest = 0.0
    for (ax, ay), (bx, by) in pieces(one):
        for (cx, cy), (dx, dy) in pieces(two):
            if ay == by == cy == dy:
                longest = max(longest, min(max(ax, bx), max(cx, dx)) - max(min(ax, bx), min(cx, dx)))
            elif ax == bx == cx == dx:
                longest = max(longest, min(max(ay, by), max(cy, dy)) - max(min(ay, by), min(cy, dy)))
    return longest
