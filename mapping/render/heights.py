"""Heights: channels above each track with their lanes, rows below each other, ladders, lanes of areas."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from mapping.render.graph import WIDE
from mapping.render.gutters import STEPS, channel_lanes
from mapping.render.links import Horizontal, Link
from mapping.render.scene import MARGIN, Box, LanePlace, Scene, Sizes

BANDS = ("rework", "information", "material", "carry")
"""From the boxes upwards."""
MARK_ZONE, PLAIN_ZONE = 44.0, 18.0
LADDER = 84.0
Lane = tuple[Link, Horizontal, int]


@dataclass(slots=True)
class Heights:
    """What stacking needs to know: lanes of every channel, the top of the flow band, areas by track."""

    sizes: Sizes
    scene: Scene
    top: float
    areas: dict[int, str]
    lanes: dict[tuple[int, int, str], list[Lane]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lanes = channel_lanes(self.scene.links)


def _reach(heights: Heights, row: int) -> tuple[dict[int, float], dict[int, float]]:
    """How far boxes, arrows and notes of each track of a row reach above its boxes, and below its flow line."""
    above: dict[int, float] = defaultdict(lambda: PLAIN_ZONE)
    below: dict[int, float] = defaultdict(lambda: 12.0)
    sizes = heights.sizes
    for column in heights.scene.sheet.rows[row].columns:
        for cell in column:
            if cell.kind in WIDE:
                tall = 37 + 21 * sizes.rows if cell.kind == "step" else 37
                below[cell.track] = max(below[cell.track], tall)
                if sizes.marks.get(cell.key):
                    above[cell.track] = MARK_ZONE
    for edge in heights.scene.edges:
        place = edge.target if edge.glyph == "entry" else edge.source if edge.glyph == "exit" else edge.middle
        if place.row == row:
            size = sizes.flows[edge.flow]
            below[place.track] = max(below[place.track], size.below + 9)
            above[place.track] = max(above[place.track], size.above - 37 + 8)
    return above, below


def _channel(heights: Heights, row: int, track: int, top: float, zone: float) -> float:
    """Place the lines of a channel that begins at `top`; answers where the boxes begin."""
    depth = zone + (14 if track or row else 18)
    counts = {}
    for band in BANDS:
        members = heights.lanes.get((row, track, band), [])
        counts[band] = 1 + max((lane for _, _, lane in members), default=-1)
        depth += counts[band] * STEPS[band]
    box = top + depth
    base = box - zone
    for band in BANDS:
        for _, part, lane in heights.lanes.get((row, track, band), []):
            part.y = round(base - STEPS[band] * (lane + 0.5), 1)
        base -= counts[band] * STEPS[band]
    return round(box)


def stack_rows(heights: Heights) -> float:
    """Give every channel, track, row and lane its height, from top to bottom; answers where the lowest ends."""
    scene, y = heights.scene, heights.top
    if not scene.sheet.rows and heights.lanes:  # parties alone, with lines between them
        y = _channel(heights, 0, 0, y, 0.0)
    for row in scene.sheet.rows:
        above, below = _reach(heights, row.index)
        place = scene.rows[row.index]
        tops: list[float] = []
        ends: list[float] = []
        for track in range(len(row.tracks)):
            box = _channel(heights, row.index, track, y, above[track])
            scene.lines[row.index, track] = box + 37
            tops.append(box - above[track] - (6 if track or not heights.areas else STEPS["rework"] * _reworks(heights, row.index)))
            y = box + 37 + below[track] + 12
            ends.append(y)
        place.top, place.bottom = tops[0] if tops else y, y
        _areas(heights, row.index, tops, ends)
        if heights.sizes.ladder:
            place.ladder = y + 22
            y += LADDER
            place.bottom = y
        y += 4
    for link in scene.links:
        for part in link.horizontals():
            if part.band == "flow":
                part.y = scene.lines[part.row, part.track]
    return y


def _reworks(heights: Heights, row: int) -> int:
    return 1 + max((lane for _, _, lane in heights.lanes.get((row, 0, "rework"), [])), default=-1)


def _areas(heights: Heights, row: int, tops: list[float], ends: list[float]) -> None:
    """One lane for neighbouring tracks of the same area."""
    if not heights.areas:
        return
    names = [heights.areas[track] for track in heights.scene.sheet.rows[row].tracks]
    width = heights.scene.width - 2 * MARGIN
    for at, name in enumerate(names):
        if at and names[at - 1] == name:
            continue
        last = at
        while last + 1 < len(names) and names[last + 1] == name:
            last += 1
        top = tops[at] if at == 0 else ends[at - 1]
        heights.scene.lanes.append(LanePlace(name, row, Box(MARGIN, top, width, ends[last] - top)))
