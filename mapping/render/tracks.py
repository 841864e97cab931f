"""Tracks: which cells stand on one line. The longest way takes the first track, branches the lowest free one below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from mapping.render.graph import Cell, Edge, Graph


@dataclass(slots=True)
class Chain:
    """Cells and flows that share one track from column `first` to column `last`."""

    first: int
    last: int
    cells: list[Cell] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


def _tight(edge: Edge) -> int:
    return edge.target.column - edge.source.column


def _main_chains(graph: Graph, outgoing: dict[Cell, list[Edge]]) -> list[Chain]:
    """The longest chain of each connected stretch of columns, greedily from the left."""
    reach: dict[Cell, int] = {}
    for cell in sorted(graph.cells.values(), key=lambda one: -one.column):
        reach[cell] = max((reach[edge.target] for edge in outgoing[cell]), default=cell.column)
    chains, taken = [], -1
    for cell in sorted(graph.cells.values(), key=lambda one: one.column):
        if cell.column <= taken:
            continue
        best = max((one for one in graph.cells.values() if one.column == cell.column), key=lambda one: reach[one])
        chains.append(_follow(best, outgoing, reach))
        taken = chains[-1].last
    return chains


def _follow(cell: Cell, outgoing: dict[Cell, list[Edge]], reach: dict[Cell, int]) -> Chain:
    chain = Chain(cell.column, cell.column, [cell])
    while outgoing[cell]:
        farthest = max(reach[edge.target] for edge in outgoing[cell])
        edge = min((edge for edge in outgoing[cell] if reach[edge.target] == farthest), key=_tight)
        cell = edge.target
        chain.cells.append(cell)
        chain.edges.append(edge)
        chain.last = cell.column
    return chain


def _branch_chains(graph: Graph, used: set[Cell], carried: set[Edge], outgoing: dict[Cell, list[Edge]]) -> list[Chain]:
    """Chains of the cells that no main chain has, and of flows over several columns that none carries."""
    incoming: dict[Cell, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        incoming[edge.target].append(edge)
    chains = []
    for cell in sorted((one for one in graph.cells.values() if one not in used), key=lambda one: one.column):
        if cell in used:
            continue
        chain = Chain(cell.column, cell.column)
        if incoming[cell] and incoming[cell][0] not in carried:
            chain.edges.append(incoming[cell][0])
            chain.first = incoming[cell][0].source.column + 1
        _grow(chain, cell, used, outgoing)
        carried.update(chain.edges)
        chains.append(chain)
    for edge in graph.edges:
        if edge not in carried and _tight(edge) > 1:
            chains.append(Chain(edge.source.column + 1, edge.target.column - 1, [], [edge]))
    return chains


def _grow(chain: Chain, cell: Cell, used: set[Cell], outgoing: dict[Cell, list[Edge]]) -> None:
    while True:
        used.add(cell)
        chain.cells.append(cell)
        chain.last = cell.column
        free = [edge for edge in outgoing[cell] if edge.target not in used]
        if not free:
            break
        edge = min(free, key=_tight)
        chain.edges.append(edge)
        cell = edge.target
    if outgoing[cell]:
        chain.edges.append(outgoing[cell][0])
        chain.last = outgoing[cell][0].target.column - 1


def _lowest(taken: dict[int, set[int]], chain: Chain, tracks: Callable[[int], int]) -> int:
    columns = range(chain.first, chain.last + 1)
    number = 0
    while not taken[tracks(number)].isdisjoint(columns):
        number += 1
    taken[tracks(number)].update(columns)
    return tracks(number)


def _put(chain: Chain, track: int) -> None:
    for cell in chain.cells:
        cell.track = track
    for edge in chain.edges:
        fill(edge, track)


def fill(edge: Edge, track: int) -> None:
    """Give the edge its cells, those between its ends on this track."""
    between = [Cell(f"{edge.flow}", "pass", column, track) for column in range(edge.source.column + 1, edge.target.column)]
    edge.cells = [edge.source, *between, edge.target]


def _outgoing(graph: Graph) -> dict[Cell, list[Edge]]:
    out: dict[Cell, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        out[edge.source].append(edge)
    return out


def assign_tracks(graph: Graph) -> None:
    """Give every cell a track and every edge its cells."""
    outgoing = _outgoing(graph)
    main = _main_chains(graph, outgoing)
    used = {cell for chain in main for cell in chain.cells}
    carried = {edge for chain in main for edge in chain.edges}
    taken: dict[int, set[int]] = defaultdict(set)
    for chain in main:
        _put(chain, _lowest(taken, chain, lambda number: number))
    for chain in sorted(_branch_chains(graph, used, carried, outgoing), key=lambda one: (one.last - one.first, one.first)):
        _put(chain, _lowest(taken, chain, lambda number: number))
    _fill_rest(graph)


def _fill_rest(graph: Graph) -> None:
    for edge in graph.edges:
        if not edge.cells:
            fill(edge, edge.source.track)


def assign_lanes(graph: Graph, areas: dict[str, str]) -> dict[int, str]:
    """The same with a lane for each area, in the order in which areas appear; answers the area of each track."""
    names = list(dict.fromkeys(areas.values()))
    owner = _owners(graph, areas)
    taken: dict[int, set[int]] = defaultdict(set)
    room = 1000  # tracks a lane may have; they are numbered through afterwards

    def place(chain: Chain, area: str) -> None:
        first = names.index(area) * room if area in names else len(names) * room
        _put(chain, _lowest(taken, chain, lambda number: first + number))

    for cell in graph.cells.values():
        place(Chain(cell.column, cell.column, [cell]), owner.get(cell, ""))
    for edge in graph.edges:
        if _tight(edge) > 1:
            place(Chain(edge.source.column + 1, edge.target.column - 1, [], [edge]), owner.get(edge.target, ""))
    _fill_rest(graph)
    return {track: names[track // room] if track // room < len(names) else "" for track in taken}


def _owners(graph: Graph, areas: dict[str, str]) -> dict[Cell, str]:
    """The area of each cell: its own, or that of the step beside it."""
    owner = {cell: areas[cell.key] for cell in graph.cells.values() if cell.kind == "step"}
    for _ in range(2):  # a party beside a party takes the area of the step behind it
        for edge in graph.edges:
            if edge.source in owner:
                owner.setdefault(edge.target, owner[edge.source])
            if edge.target in owner:
                owner.setdefault(edge.source, owner[edge.target])
    return owner
