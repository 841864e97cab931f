"""Lines that run in gutters: rework, information, carry-over, and material from and to the information band.

A link is a way of verticals and horizontals in turn. Which of them it uses follows from where its ends stand; where exactly they lie
is settled later: verticals by `gaps.py` and `gutters.py`, horizontals by `gutters.py`. So no two lines share a place by accident.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mapping.render.graph import Cell

Level = tuple[int, int]
BAND = (-1, 0)


@dataclass(eq=False, slots=True)
class Vertical:
    """`port` on a box or party, `riser` in a gap of a row, or `gutter` at a side."""

    kind: str
    side: str = ""
    cell: Cell | None = None
    party: str = ""
    row: int = 0
    gap: int = 0
    leads_from: Cell | None = None
    leads_to: Cell | None = None
    x: float = 0.0
    toward: float = 0.0


@dataclass(eq=False, slots=True)
class Horizontal:
    """A lane of the channel above a track (`band` says which part of it), or `flow`: the line on which a cell's flows run."""

    band: str
    row: int
    track: int = 0
    cell: Cell | None = None
    y: float = 0.0

    @property
    def level(self) -> Level:
        """Rank from top to bottom."""
        return (self.row, 2 * self.track + (self.band == "flow"))


@dataclass(eq=False, slots=True)
class Link:
    """One line in gutters. `index` counts in the list that `kind` names: rework, material, carry, information."""

    kind: str
    index: int
    way: list[Vertical | Horizontal] = field(default_factory=list)
    label: float = 0.0
    """Width that its chip takes, 0 without one."""
    along: float = 0.5
    """Where along its longest horizontal the chip would like to sit, from 0 to 1."""
    chip: Horizontal | None = None
    chip_x: float = 0.0
    forward: bool = False

    def verticals(self) -> list[Vertical]:
        """Its verticals in the order of the way."""
        return [part for part in self.way if isinstance(part, Vertical)]

    def horizontals(self) -> list[Horizontal]:
        """Its horizontals in the order of the way."""
        return [part for part in self.way if isinstance(part, Horizontal)]

    def neighbours(self, part: Vertical | Horizontal) -> list[Vertical | Horizontal]:
        """What comes before and after a part."""
        at = self.way.index(part)
        return self.way[max(0, at - 1) : at] + self.way[at + 1 : at + 2]

    def points(self) -> list[tuple[float, float]]:
        """Corners where a vertical meets a horizontal."""
        out = []
        for one, two in zip(self.way, self.way[1:], strict=False):
            vertical, horizontal = (one, two) if isinstance(one, Vertical) else (two, one)
            if isinstance(vertical, Vertical) and isinstance(horizontal, Horizontal):
                out.append((vertical.x, horizontal.y))
        return out


@dataclass(slots=True)
class Nodes:
    """Where the ends of links stand: cells in the flow, all else is a party of the band."""

    cells: dict[str, Cell]
    last: dict[int, int]
    """By row: the local number of the last column."""

    def port(self, key: str) -> Vertical:
        """The port of a box (top) or of a party (bottom)."""
        cell = self.cells.get(key)
        return Vertical("port", "top", cell) if cell else Vertical("port", "bottom", None, key)


def _riser(row: int, gap: int) -> Vertical:
    return Vertical("riser", row=row, gap=gap)


def _beside(nodes: Nodes, cell: Cell, onward: bool) -> Vertical:
    """A riser in the gap right (onward) or left of a cell, or the gutter where the row ends."""
    if onward:
        return _riser(cell.row, cell.local) if cell.local < nodes.last[cell.row] else Vertical("gutter", "right")
    return _riser(cell.row, cell.local - 1) if cell.local else Vertical("gutter", "left")


def between_boxes(nodes: Nodes, kind: str, source: Cell, target: Cell) -> list[Vertical | Horizontal]:
    """From the top of one box to the top of another."""
    start, end = Vertical("port", "top", source), Vertical("port", "top", target)
    if (source.row, source.track) == (target.row, target.track):
        return [start, Horizontal(kind, source.row, source.track), end]
    if source.row != target.row:
        bend = Vertical("gutter", "right" if kind == "rework" else "left")
    else:
        bend = _beside(nodes, source, target.local > source.local)
    return [start, Horizontal(kind, source.row, source.track), bend, Horizontal(kind, target.row, target.track), end]


def band_to_box(nodes: Nodes, kind: str, party: str, cell: Cell) -> list[Vertical | Horizontal]:
    """From the bottom of a party to the top of a box."""
    start, end = nodes.port(party), Vertical("port", "top", cell)
    top = Horizontal(kind, 0, 0)
    if cell.row == 0 and cell.track == 0:
        return [start, top, end]
    bend = _beside(nodes, cell, False) if cell.row == 0 else Vertical("gutter", "left")
    return [start, top, bend, Horizontal(kind, cell.row, cell.track), end]


def source_to_cell(nodes: Nodes, cell: Cell) -> list[Vertical | Horizontal]:
    """Material from a party of the band to where its flow begins."""
    start, top, line = nodes.port(cell.key), Horizontal("material", 0), Horizontal("flow", cell.row, cell.track, cell)
    bend = _beside(nodes, cell, False)
    bend.leads_to = cell
    if cell.row == 0 or bend.kind == "gutter":
        return [start, top, bend, line]
    return [start, top, Vertical("gutter", "left"), Horizontal("material", cell.row), bend, line]


def cell_to_sink(nodes: Nodes, cell: Cell) -> list[Vertical | Horizontal]:
    """Material from where its flow ends to a party of the band."""
    end, top, line = nodes.port(cell.key), Horizontal("material", 0), Horizontal("flow", cell.row, cell.track, cell)
    bend = _beside(nodes, cell, True)
    bend.leads_from = cell
    if cell.row == 0 or bend.kind == "gutter":
        return [line, bend, top, end]
    return [line, bend, Horizontal("material", cell.row), Vertical("gutter", "right"), top, end]


def carried_over(out: Cell, into: Cell) -> list[Vertical | Horizontal]:
    """From the end of a row to the start of the next."""
    return [
        Horizontal("flow", out.row, out.track, out),
        Vertical("gutter", "right"),
        Horizontal("carry", into.row),
        Vertical("gutter", "left"),
        Horizontal("flow", into.row, into.track, into),
    ]


def under_the_band(nodes: Nodes, kind: str, source: str, target: str) -> list[Vertical | Horizontal]:
    """From the bottom of one party to the bottom of another."""
    return [nodes.port(source), Horizontal(kind, 0), nodes.port(target)]
