"""The way of each flow: through gaps, past other boxes, over folds, and the place of its arrow, share and dots."""

from __future__ import annotations

from itertools import pairwise

from mapping.render.gaps import SHIFT, Gap
from mapping.render.graph import WIDE, Cell, Edge
from mapping.render.links import Link
from mapping.render.scene import Point, Scene, Sizes


def trace_flows(scene: Scene, sizes: Sizes) -> None:
    """Fill in ways, arrows, shares, forks and dots of the scene."""
    hops = {(hop.edge.flow, hop.source): hop for row in scene.sheet.rows for gap in row.gaps.values() for hop in gap}
    carried = {id(carry.out): scene_link for carry, scene_link in zip(scene.carries, _of_kind(scene, "carry"), strict=True)}
    material: dict[int, list[Link]] = {}
    for link in _of_kind(scene, "material"):
        material.setdefault(link.index, []).append(link)
    for edge in scene.edges:
        points: list[Point] = []
        if edge.source.kind == "source":
            points += from_band(scene, _leading(material[edge.flow], start=True))
        for at, (source, target) in enumerate(zip(edge.cells, edge.cells[1:], strict=False)):
            if source.kind == "out":
                points += carried[id(source)].points()
            else:
                hop = hops[edge.flow, source]
                gap = scene.gaps[source.row][source.local]
                points += _through(scene, gap, hop.group, source, target)
                _marks(scene, sizes, edge, at, hop.group, gap)
        if edge.target.kind == "sink":
            points += to_band(scene, _leading(material[edge.flow], start=False))
        scene.ways[edge.flow] = tidy(points)
        scene.arrows[edge.flow] = _arrow(scene, sizes, edge)
        if sizes.flows[edge.flow].share:
            x, y = scene.arrows[edge.flow]
            scene.shares[edge.flow] = (round(x - sizes.flows[edge.flow].slot / 2 - sizes.flows[edge.flow].share / 2 + 2, 1), y)
    for index in scene.sheet.graph.across:
        scene.ways[index] = tidy(from_band(scene, material[index][0], both=True))


def _of_kind(scene: Scene, kind: str) -> list[Link]:
    return [link for link in scene.links if link.kind == kind]


def _leading(links: list[Link], *, start: bool) -> Link:
    """Of the links of a flow the one at its start, or the one at its end."""
    ports = [link for link in links if getattr(link.way[0 if start else -1], "kind", "") == "port"]
    return ports[0]


def line_of(scene: Scene, cell: Cell) -> float:
    """Height of the line on which a cell's flows run."""
    return scene.lines[cell.row, cell.track]


def _side(scene: Scene, cell: Cell, *, right: bool) -> float:
    """Left or right side of the column of a cell."""
    x = scene.columns[cell.row][cell.local]
    if not right:
        return x
    gap = scene.gaps[cell.row].get(cell.local)
    if gap is not None:
        return gap.left
    return x + (148 if cell.kind in WIDE else 0)


def _through(scene: Scene, gap: Gap, group: tuple[str, object], source: Cell, target: Cell) -> list[Point]:
    start, end = (_side(scene, source, right=True), line_of(scene, source)), line_of(scene, target)
    left = _side(scene, target, right=False)
    lane = gap.lanes.get(group)
    if target in gap.shifted:
        lower = end + SHIFT
        out = [start, (lane or start[0], start[1]), (lane or start[0], lower), (left, lower)]
        return out if target.kind in WIDE else [*out, (left, end)]
    if lane is None:
        return [start, (left, end)]
    return [start, (lane, start[1]), (lane, end), (left, end)]


def _marks(scene: Scene, sizes: Sizes, edge: Edge, at: int, group: tuple[str, object], gap: Gap) -> None:
    """Dots where lines part or meet."""
    lane = gap.lanes.get(group)
    if group[0] == "f" and (at == 0 or edge.cells[at].kind == "in"):
        cell = edge.cells[at]
        scene.forks[edge.source.key] = (_side(scene, cell, right=True), line_of(scene, cell))
        if lane is not None and edge.source.key not in sizes.choices:
            _dot(scene, (lane, line_of(scene, cell)))
    elif group[0] == "m" and lane is not None:
        target = edge.cells[at + 1]
        _dot(scene, (lane, line_of(scene, target) + (SHIFT if target in gap.shifted else 0)))


def _dot(scene: Scene, point: Point) -> None:
    if point not in scene.dots:
        scene.dots.append(point)


def _arrow(scene: Scene, sizes: Sizes, edge: Edge) -> Point:
    slot = sizes.flows[edge.flow].slot
    if edge.glyph == "pass":
        cell = edge.middle
        gap = scene.gaps[cell.row][cell.local]
        return round(gap.left - slot / 2, 1), line_of(scene, cell)
    if edge.glyph == "exit":
        gap = scene.gaps[edge.source.row][edge.source.local]
        return round(gap.left + sizes.flows[edge.flow].share + slot / 2, 1), line_of(scene, edge.source)
    cell = edge.target
    gap = scene.gaps[cell.row][cell.local - 1]
    low = SHIFT if cell in gap.shifted else 0
    return round(gap.right - slot / 2, 1), line_of(scene, cell) + low


def from_band(scene: Scene, link: Link, *, both: bool = False) -> list[Point]:
    """Corners of a line that begins at the bottom of a party."""
    first = link.way[0]
    points = link.points()
    party = getattr(first, "party", "")
    start = (points[0][0], scene.boxes[party].bottom)
    end = []
    if both:
        end = [(points[-1][0], scene.boxes[getattr(link.way[-1], "party", "")].bottom)]
    return [start, *points, *end]


def to_band(scene: Scene, link: Link) -> list[Point]:
    """Corners of a line that ends at the bottom of a party."""
    points = link.points()
    party = getattr(link.way[-1], "party", "")
    return [*points, (points[-1][0], scene.boxes[party].bottom)]


def ends_of(scene: Scene, link: Link) -> list[Point]:
    """All corners of a line between tops of boxes and bottoms of parties."""
    points = link.points()
    out = []
    for part, point in ((link.way[0], points[0]), (link.way[-1], points[-1])):
        cell, party = getattr(part, "cell", None), getattr(part, "party", "")
        box = scene.boxes[cell.key if cell else party]
        out.append((point[0], box.y if cell else box.bottom))
    return tidy([out[0], *points, out[1]])


def tidy(points: list[Point]) -> list[Point]:
    """The same way without points that repeat or lie on a straight line between their neighbours."""
    out: list[Point] = []
    for point in points:
        if out and abs(out[-1][0] - point[0]) < 0.05 and abs(out[-1][1] - point[1]) < 0.05:
            continue
        if len(out) > 1 and (out[-2][0] == out[-1][0] == point[0] or out[-2][1] == out[-1][1] == point[1]):
            out[-1] = point
        else:
            out.append(point)
    return out


def split_at(points: list[Point], middle: Point, width: float) -> tuple[list[Point], list[Point]]:
    """The way before and after an arrow of this width whose middle lies on it."""
    low, high = middle[0] - width / 2, middle[0] + width / 2
    for at, (one, two) in enumerate(pairwise(points)):
        if one[1] == two[1] == middle[1] and one[0] <= middle[0] <= two[0]:
            before, after = points[: at + 1], points[at + 1 :]
            if one[0] < low:
                before = [*before, (low, middle[1])]
            if two[0] > high:
                after = [(high, middle[1]), *after]
            return before, after
    return points, []


def length(points: list[Point]) -> float:
    """How long a way is."""
    return sum(abs(one[0] - two[0]) + abs(one[1] - two[1]) for one, two in pairwise(points))

