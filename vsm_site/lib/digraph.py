"""A picture of things that hand something over to each other, drawn on the server: boxes in columns, arrows from left to right.

Boxes are links and the words on the arrows are text, so the drawing is read out in its order; give a table beside it all the same.
Colours are presentation attributes (light, for paper); the classes let static/css map them to the theme. Every text is escaped here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from vsm_site.lib.charts import ACCENT, CONTROL, FAMILY, INK, LINE, MUTE, SURFACE, TONES, WAIT
from vsm_site.lib.svg import Svg

WIDE, GAP, STUB = 180.0, 218.0, 152.0
"""Width of a box, between two columns, and of the straight piece of an arrow that carries its words."""
PORT, INTO, LEAST, APART, LANE = 40.0, 18.0, 72.0, 26.0, 22.0
"""Height that an arrow needs where it leaves a box and where it reaches one, of a box, between boxes, and of an arrow that passes."""
EDGE, WORD_LINE = 10.0, 17.0
SWEEPS = 4
NAME_CHARS, WORD_CHARS = 20, 22


@dataclass(frozen=True, slots=True)
class Node:
    """A box: its name, a figure, and a word with its tone ("", wait, value, bad). `is_outside` is drawn dashed."""

    key: str
    name: str
    figure: str = ""
    word: str = ""
    tone: str = ""
    url: str = ""
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """What one box hands over to another, and how long that takes."""

    source: str
    target: str
    text: str
    time: str = ""
    is_lit: bool = False


@dataclass(eq=False)
class _Spot:
    """A place in a column: a box, or where an arrow passes."""

    column: int
    node: Node | None = None
    into: list[_Way] = field(default_factory=list)
    out: list[_Way] = field(default_factory=list)
    y: float = 0.0

    @property
    def height(self) -> float:
        if self.node is None:
            return LANE
        return max(LEAST + _own_line(self.node), PORT * len(self.out) + 8, INTO * len(self.into) + 8)

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(eq=False)
class _Way:
    """An arrow with the spots that it goes through; one that goes back against the columns has two."""

    arrow: Arrow
    spots: list[_Spot]
    goes_back: bool = False


def digraph(nodes: Sequence[Node], arrows: Iterable[Arrow], label: str) -> Svg:
    """Boxes with their arrows; empty without boxes. Arrows of boxes that are not there are left out."""
    if not nodes:
        return Svg()
    known = {node.key for node in nodes}
    kept = [arrow for arrow in arrows if arrow.source in known and arrow.target in known and arrow.source != arrow.target]
    back = _against(nodes, kept)
    columns, ways = _placed(nodes, kept, back)
    _order(columns)
    bottom = _stack(columns)
    lanes = [way for way in ways if way.goes_back]
    left = 24.0 + 6 * len(lanes) if lanes else EDGE
    leaves_last = any(way.spots[0].column == len(columns) - 1 for way in lanes)
    wide = left + len(columns) * (WIDE + GAP) - GAP + (STUB + 6 * len(lanes) + EDGE if leaves_last else EDGE)
    tall = bottom + EDGE + 16 * len(lanes)
    body = [_drawn_way(way, left) for way in ways if not way.goes_back]
    body += [_drawn_back(way, left, bottom, place) for place, way in enumerate(lanes)]
    body += [_box(spot, left) for column in columns for spot in column if spot.node]
    return _svg(wide, tall, label, "".join(body))


def _against(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> frozenset[Arrow]:
    """Arrows that close a circle: they go back to a box on the way to which one already is."""
    out: dict[str, list[Arrow]] = {node.key: [] for node in nodes}
    for arrow in arrows:
        out[arrow.source].append(arrow)
    found: set[Arrow] = set()
    done: set[str] = set()
    on_way: set[str] = set()
    for node in nodes:
        stack = [(node.key, iter(out[node.key]))] if node.key not in done else []
        on_way.update(key for key, _ in stack)
        while stack:
            key, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                on_way.discard(key)
                done.add(key)
            elif following.target in on_way:
                found.add(following)
            elif following.target not in done:
                on_way.add(following.target)
                stack.append((following.target, iter(out[following.target])))
    return frozenset(found)


def _columns_of(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> dict[str, int]:
    """The column of each box: right of all that hand over to it; what only hands over stands as far right as it can."""
    column = {node.key: 0 for node in nodes}
    for _ in nodes:
        moved = False
        for arrow in arrows:
            if column[arrow.target] <= column[arrow.source]:
                column[arrow.target], moved = column[arrow.source] + 1, True
        if not moved:
            break
    receives = {arrow.target for arrow in arrows}
    for node in nodes:
        targets = [column[arrow.target] for arrow in arrows if arrow.source == node.key]
        if targets and node.key not in receives:
            column[node.key] = min(targets) - 1
    return column


def _placed(nodes: Sequence[Node], arrows: Sequence[Arrow], back: Collection[Arrow]) -> tuple[list[list[_Spot]], list[_Way]]:
    """Boxes in their columns, with the spots where long arrows pass."""
    column = _columns_of(nodes, [arrow for arrow in arrows if arrow not in back])
    columns: list[list[_Spot]] = [[] for _ in range(max(column.values()) + 1)]
    spots = {node.key: _Spot(column[node.key], node) for node in nodes}
    for spot in spots.values():
        columns[spot.column].append(spot)
    ways = []
    for arrow in arrows:
        first, last = spots[arrow.source], spots[arrow.target]
        passed = [] if arrow in back else [_Spot(place) for place in range(first.column + 1, last.column)]
        way = _Way(arrow, [first, *passed, last], arrow in back)
        for spot in passed:
            columns[spot.column].append(spot)
        for one, two in pairwise(way.spots):
            one.out.append(way)
            two.into.append(way)
        ways.append(way)
    return columns, ways


def _order(columns: list[list[_Spot]]) -> None:
    """Fewer crossings: each spot goes to the middle of those it is tied to, from the left and from the right in turn."""
    for sweep in range(SWEEPS):
        place = {spot: number for column in columns for number, spot in enumerate(column)}
        for column in columns if sweep % 2 == 0 else reversed(columns):
            middles = {spot: _middle(spot, place, forward=sweep % 2 == 0) for spot in column}
            column.sort(key=lambda spot: middles[spot])
            place.update({spot: number for number, spot in enumerate(column)})
    place = {spot: number for column in columns for number, spot in enumerate(column)}
    for column in columns:
        for spot in column:
            spot.out.sort(key=lambda way: (way.goes_back, place[_after(way, spot)]))
            spot.into.sort(key=lambda way: (way.goes_back, place[_before(way, spot)]))


def _middle(spot: _Spot, place: dict[_Spot, int], *, forward: bool) -> float:
    ways = [way for way in (spot.into if forward else spot.out) if not way.goes_back]
    tied = [place[_before(way, spot) if forward else _after(way, spot)] for way in ways]
    return sum(tied) / len(tied) if tied else float(place[spot])


def _after(way: _Way, spot: _Spot) -> _Spot:
    return way.spots[way.spots.index(spot) + 1]


def _before(way: _Way, spot: _Spot) -> _Spot:
    return way.spots[way.spots.index(spot) - 1]


def _stack(columns: list[list[_Spot]]) -> float:
    """Set the heights, each column in the middle of the drawing; gives where the lowest box ends."""
    heights = [sum(spot.height for spot in column) + APART * (len(column) - 1) for column in columns]
    for column, height in zip(columns, heights, strict=True):
        y = EDGE + (max(heights) - height) / 2
        for spot in column:
            spot.y = y
            y += spot.height + APART
    return EDGE + max(heights) + 14


def _left_of(spot: _Spot, left: float) -> float:
    return left + spot.column * (WIDE + GAP)


def _port(spot: _Spot, ways: Sequence[_Way], way: _Way, apart: float) -> float:
    """The height at which an arrow leaves or reaches a spot, so far apart from the next one."""
    return spot.middle + apart * (ways.index(way) - (len(ways) - 1) / 2)


def _drawn_way(way: _Way, left: float) -> str:
    """An arrow through its spots, straight where its words stand and where it passes a column."""
    first = way.spots[0]
    x, y = _left_of(first, left) + WIDE, _port(first, first.out, way, PORT)
    path, words = f"M{x:.1f} {y:.1f}", _words(way.arrow, x, y)
    for spot in way.spots[1:]:
        end, height = _left_of(spot, left), _port(spot, spot.into, way, INTO)
        bend, middle = x + STUB, (x + STUB + end) / 2
        path += f"H{bend:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {height:.1f} {end:.1f} {height:.1f}"
        x, y = end, height
        if spot.node is None:
            x += WIDE
            path += f"H{x:.1f}"
    return _line(way.arrow, path, x, y, 1) + words


def _drawn_back(way: _Way, left: float, bottom: float, place: int) -> str:
    """An arrow that goes back: down between the columns, below all boxes, and up again."""
    first, last = way.spots
    x, y = _left_of(first, left) + WIDE, _port(first, first.out, way, PORT)
    end, height = _left_of(last, left), _port(last, last.into, way, INTO)
    turn = 18 + 6 * place
    path = f"M{x:.1f} {y:.1f}H{x + STUB + 6 * place:.1f}V{bottom + 16 * place:.1f}H{end - turn:.1f}V{height:.1f}H{end:.1f}"
    return _line(way.arrow, path, end, height, 1) + _words(way.arrow, x, y)


def _line(arrow: Arrow, path: str, x: float, y: float, way: int) -> str:
    lit, stroke, width = (" is-lit", INK, 2.5) if arrow.is_lit else ("", CONTROL, 1.5)
    head = f'<path class="head{lit}" fill="{stroke}" d="M{x:.1f} {y:.1f}l-9 -4.5v9z"/>'
    return f'<path class="way{lit}" fill="none" stroke="{stroke}" stroke-width="{width}" d="{path}"/>{head}'


def _words(arrow: Arrow, x: float, y: float) -> str:
    what = _text("ti", x + 8, y - 6, _short(arrow.text, WORD_CHARS), 13, INK, 400)
    return f"<g><title>{escape(arrow.text)}</title>{what}{_text('tw', x + 8, y + 15, arrow.time, 12, WAIT, 650)}</g>"


def _box(spot: _Spot, left: float) -> str:
    node, x, y = spot.node, _left_of(spot, left), spot.y
    if node is None:
        return ""
    dash = ' stroke-dasharray="4 4"' if node.is_outside else ""
    sheet = f'<rect class="box" x="{x:.1f}" y="{y:.1f}" width="{WIDE:.0f}" height="{spot.height:.1f}" rx="6" fill="{SURFACE}"'
    parts = [f'{sheet} stroke="{LINE}"{dash}/>']
    if node.tone:
        edge = f'x="{x:.1f}" y="{y + 6:.1f}" width="4" height="{spot.height - 12:.1f}" fill="{TONES[node.tone]}"'
        parts.append(f'<rect class="tone tone--{node.tone}" {edge}/>')
    lines = _wrapped(node.name)
    below = [line for line in (node.figure, node.word) if line]
    top = spot.middle - (17 * len(lines) + 18 * bool(below) + _own_line(node)) / 2 + 13
    parts += [_text("tn", x + 14, top + 17 * place, line, 14, ACCENT if node.url else INK, 650) for place, line in enumerate(lines)]
    under = top + 17 * len(lines) + 2
    parts.append(_text("tf", x + 14, under, node.figure, 14, INK, 650))
    beside = _beside(node)
    parts.append(_text("tm", x + 14 + beside, under + (WORD_LINE if node.figure and not beside else 0), node.word, 12, MUTE, 400))
    if not node.url:
        return f"<g>{''.join(parts)}</g>"
    said = escape(", ".join([node.name, *below]))
    return f'<a href="{escape(node.url)}" aria-label="{said}">{"".join(parts)}</a>'


def _beside(node: Node) -> float:
    """How far right of its figure's beginning the word stands; 0 without a figure, and where both are too wide for one line."""
    after = 9.2 * len(node.figure) + 8 if node.figure else 0
    return after if after + 6.6 * len(node.word) <= WIDE - 28 else 0


def _own_line(node: Node | None) -> float:
    """How much taller a box is whose word stands below its figure."""
    return WORD_LINE if node and node.figure and node.word and not _beside(node) else 0


def _wrapped(name: str) -> list[str]:
    """A name in at most two lines."""
    first, rest = "", name.split()
    while rest and len(f"{first} {rest[0]}".strip()) <= NAME_CHARS:
        first = f"{first} {rest.pop(0)}".strip()
    if not first:
        return [_short(name, NAME_CHARS)]
    return [first, _short(" ".join(rest), NAME_CHARS)] if rest else [first]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _text(kind: str, x: float, y: float, text: str, size: int, fill: str, weight: int) -> str:
    attributes = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{fill}"'
    return f'<text class="{kind}" {attributes}>{escape(text)}</text>' if text else ""


def _svg(wide: float, tall: float, label: str, body: str) -> Svg:
    size = f'width="{wide:.0f}" height="{tall:.0f}" viewBox="0 0 {wide:.0f} {tall:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="digraph" {size} font-family="{FAMILY}" role="group"'
    return Svg(f'{head} aria-label="{escape(label)}">{body}</svg>')
