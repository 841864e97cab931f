"""The gap between two columns: where lines leave, where they turn, where arrows stand, and how wide all that is.

From left to right a gap has an exit zone (fork dot, choice, or the arrow of a flow that joins others), lanes for verticals, and an
entry zone (the arrow of a flow that comes alone, or the dot where flows meet).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mapping.render.folding import Group, Hop, Row
from mapping.render.graph import WIDE, Cell
from mapping.render.links import Link, Vertical

LANE = 12
BOX = 148
SHIFT = 9
"""How far a line that would run over another enters lower."""


@dataclass(frozen=True, slots=True)
class FlowSize:
    """Room that the arrow of a flow takes: width of its slot, of its share, and how far it reaches above and below its line."""

    slot: float = 86
    share: float = 0
    above: float = 14
    below: float = 14


@dataclass(slots=True)
class Gap:
    """Places in one gap; x values count from its left side until `move` puts them on the sheet."""

    left: float = 0.0
    width: float = 0.0
    exit_width: float = 0.0
    entry_width: float = 0.0
    lanes: dict[Group, float] = field(default_factory=dict)
    shifted: set[Cell] = field(default_factory=set)

    @property
    def right(self) -> float:
        """Where the next column begins."""
        return self.left + self.width


@dataclass(slots=True)
class Turn:
    """Who needs a vertical in a gap: cells it comes from and goes to."""

    sources: set[Cell] = field(default_factory=set)
    targets: set[Cell] = field(default_factory=set)
    riser: Vertical | None = None
    rank: tuple[int, float] = (0, 0)


def _turns(hops: list[Hop], risers: list[Vertical]) -> tuple[dict[Group, Turn], dict[Group, Turn]]:
    """Groups whose line turns in this gap, and those that run straight through."""
    every: dict[Group, Turn] = {}
    for hop in hops:
        turn = every.setdefault(hop.group, Turn())
        turn.sources.add(hop.source)
        turn.targets.add(hop.target)
    bent: dict[Group, Turn] = {}
    straight: dict[Group, Turn] = {}
    for group, turn in every.items():
        tracks = {cell.track for cell in turn.sources | turn.targets}
        (bent if len(tracks) > 1 else straight)[group] = turn
    for at, riser in enumerate(risers):
        ends = Turn({riser.leads_from} if riser.leads_from else set(), {riser.leads_to} if riser.leads_to else set(), riser)
        bent["r", at] = ends
    return bent, straight


def _order(bent: dict[Group, Turn]) -> tuple[list[Group], set[Cell]]:
    """Lanes from left to right: what leaves on a track turns before what arrives on it. Where that goes in a circle, one enters lower."""
    shifted: set[Cell] = set()
    waits: dict[Group, set[Group]] = {group: set() for group in bent}
    leaving = {cell.track: group for group, turn in bent.items() for cell in turn.sources}
    for group, turn in bent.items():
        for cell in turn.targets:
            before = leaving.get(cell.track)
            if before is not None and before != group:
                waits[group].add(before)
    done: list[Group] = []
    while waits:
        ready = [group for group, before in waits.items() if not before]
        if not ready:
            ready = [next(iter(waits))]
            shifted |= {cell for cell in bent[ready[0]].targets if leaving.get(cell.track) in waits[ready[0]]}
        for group in ready:
            del waits[group]
            done.append(group)
        for earlier in waits.values():
            earlier.difference_update(ready)
    return done, shifted


def _exit_width(row_hops: list[Hop], sizes: Mapping[int, FlowSize], choices: frozenset[str]) -> float:
    width = 0.0
    for hop in row_hops:
        if hop.edge.glyph == "exit" and hop.source is hop.edge.source:
            width = max(width, sizes[hop.edge.flow].slot + sizes[hop.edge.flow].share)
        elif hop.group[0] == "f":
            width = max(width, 52 if hop.edge.source.key in choices else 8)
    return width


def _entry_width(row_hops: list[Hop], sizes: Mapping[int, FlowSize]) -> float:
    width = 0.0
    for hop in row_hops:
        if hop.target is hop.edge.target and hop.edge.glyph == "entry":
            size = sizes[hop.edge.flow]
            width = max(width, size.slot + size.share)
        elif hop.group[0] == "m":
            width = max(width, 30)
        elif hop.target.kind in WIDE:
            width = max(width, 16)
    return width


def plan_gap(hops: list[Hop], risers: list[Vertical], sizes: Mapping[int, FlowSize], choices: frozenset[str]) -> Gap:
    """Zones and lanes of one gap; gives risers their x."""
    bent, _ = _turns(hops, risers)
    order, shifted = _order(bent)
    gap = Gap(shifted=shifted)
    gap.exit_width = _exit_width(hops, sizes, choices)
    gap.entry_width = _entry_width(hops, sizes)
    lanes = LANE * (len(order) + 1) if order else 0
    gap.lanes = {group: gap.exit_width + LANE * (at + 1) for at, group in enumerate(order)}
    for group in order:
        riser = bent[group].riser
        if riser:
            riser.x = gap.lanes[group]
    gap.width = gap.exit_width + lanes + gap.entry_width
    return gap


def column_width(column: list[Cell], passes: Mapping[Cell, float]) -> float:
    """Width of a column: a box, the arrows of flows that pass, or nothing."""
    width = BOX if any(cell.kind in WIDE for cell in column) else 0.0
    return max([width, *(passes[cell] for cell in column if cell in passes)])


def place_columns(
    row: Row, links: list[Link], sizes: Mapping[int, FlowSize], choices: frozenset[str], passes: Mapping[Cell, float], left: float
) -> tuple[list[float], dict[int, Gap]]:
    """Left side of every column of a row and its gaps; moves the risers of the row to their place."""
    risers: dict[int, list[Vertical]] = {}
    for link in links:
        for part in link.verticals():
            if part.kind == "riser" and part.row == row.index:
                risers.setdefault(part.gap, []).append(part)
    gaps: dict[int, Gap] = {}
    xs: list[float] = []
    x = left
    for at, column in enumerate(row.columns):
        xs.append(x)
        x += column_width(column, passes)
        if at == len(row.columns) - 1:
            break
        gap = plan_gap(row.gaps.get(at, []), risers.get(at, []), sizes, choices)
        plain = not row.gaps.get(at) and not gap.width
        gap.width = 60 if plain and column_width(row.columns[at + 1], passes) and column_width(column, passes) else gap.width
        gap.left = x
        gap.lanes = {group: x + lane for group, lane in gap.lanes.items()}
        for riser in risers.get(at, []):
            riser.x += x
        gaps[at] = gap
        x += gap.width
    return xs, gaps
