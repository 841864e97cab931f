"""The stream as a graph of cells: who stands in the flow, in which column, on which track.

A *cell* is one place of the flow band. Steps and parties in the stream have one; a flow over several columns passes through a
cell in each of them; a flow from or to a party of the information band begins or ends in a cell of its own. Since every cell has
a column and a track to itself, nothing can lie on anything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from mapping.facts import MapFacts

WIDE = frozenset({"step", "party"})


@dataclass(eq=False, slots=True)
class Cell:
    """One place; `kind` is step, party, pass, source, sink, or out and in at the end and start of a folded row."""

    key: str
    kind: str
    column: int = 0
    track: int = 0
    row: int = 0
    local: int = 0


@dataclass(eq=False, slots=True)
class Edge:
    """One flow between two cells and the cells it passes; `glyph` says where its arrow is drawn: entry, exit or pass."""

    flow: int
    source: Cell
    target: Cell
    cells: list[Cell] = field(default_factory=list)
    glyph: str = "entry"

    @property
    def middle(self) -> Cell:
        """The first cell that it only passes."""
        return next(cell for cell in self.cells if cell.kind == "pass")


@dataclass(slots=True)
class Graph:
    """Cells and edges of a map, before folding. `backward` are indexes of flows that close a cycle, `across` of flows between parties."""

    cells: dict[str, Cell]
    edges: list[Edge]
    backward: list[int]
    across: list[int]
    sides: dict[str, str]
    """Where each party stands: left, centre, right, or flow."""
    fan_out: dict[Cell, int] = field(default_factory=dict)
    fan_in: dict[Cell, int] = field(default_factory=dict)


def _reaches(start: str, links: dict[str, list[str]]) -> bool:
    """Whether a node can be reached from itself."""
    seen, open_ends = set(), list(links.get(start, ()))
    while open_ends:
        node = open_ends.pop()
        if node == start:
            return True
        if node not in seen:
            seen.add(node)
            open_ends += links.get(node, ())
    return False


def party_sides(facts: MapFacts) -> dict[str, str]:
    """Where each party stands. In the flow: suppliers and external parties that pass work on and are on no cycle."""
    links: dict[str, list[str]] = defaultdict(list)
    receives = set()
    for flow in facts.flows:
        if flow.kind != "rework":
            links[flow.source].append(flow.target)
            receives.add(flow.target)
    sides = {}
    for party in facts.parties:
        kind, gives, gets = party.data.get("kind"), party.id in links, party.id in receives
        if kind in ("supplier", "external") and gives and gets and not _reaches(party.id, links):
            sides[party.id] = "flow"
        elif kind == "control":
            sides[party.id] = "centre"
        elif kind == "supplier" or (gives and not gets):
            sides[party.id] = "left"
        else:
            sides[party.id] = "right" if kind == "customer" or gets else "centre"
    return sides


def _edges(facts: MapFacts, cells: dict[str, Cell], sides: dict[str, str]) -> tuple[list[Edge], list[int]]:
    edges, across = [], []
    for index, flow in enumerate(facts.flows):
        source, target = cells.get(flow.source), cells.get(flow.target)
        if flow.kind == "rework" or flow.source == flow.target:
            continue
        if source is None and target is None:
            across.append(index)
            continue
        if source is None:
            source = cells[f"source {index}"] = Cell(flow.source, "source")
        if target is None:
            target = cells[f"sink {index}"] = Cell(flow.target, "sink")
        edges.append(Edge(index, source, target))
    return edges, across


def _without_cycles(cells: Iterable[Cell], edges: list[Edge]) -> tuple[list[Edge], list[int], list[Cell]]:
    """Edges that close no cycle, the flows of those that do, and the cells so that every kept edge points onwards."""
    out: dict[Cell, list[Edge]] = defaultdict(list)
    for edge in edges:
        out[edge.source].append(edge)
    state: dict[Cell, int] = {}
    backward: set[int] = set()
    order: list[Cell] = []
    for start in cells:
        if start in state:
            continue
        state[start] = 1
        stack = [(start, iter(out[start]))]
        while stack:
            cell, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[cell] = 2
                order.append(cell)
                stack.pop()
            elif state.get(following.target) == 1:
                backward.add(following.flow)
            elif following.target not in state:
                state[following.target] = 1
                stack.append((following.target, iter(out[following.target])))
    order.reverse()
    return [edge for edge in edges if edge.flow not in backward], sorted(backward), order


def _fans(graph: Graph) -> None:
    for edge in graph.edges:
        graph.fan_out[edge.source] = graph.fan_out.get(edge.source, 0) + 1
        graph.fan_in[edge.target] = graph.fan_in.get(edge.target, 0) + 1


def _span(graph: Graph, edge: Edge) -> int:
    """Columns an edge needs: one more where many leave and many arrive, so that its arrow has a cell."""
    return 2 if graph.fan_out[edge.source] > 1 and graph.fan_in[edge.target] > 1 else 1


def _columns(graph: Graph, order: list[Cell]) -> None:
    """As far left as the flows allow; what only joins later stands just before where it joins."""
    incoming: dict[Cell, list[Edge]] = defaultdict(list)
    outgoing: dict[Cell, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        incoming[edge.target].append(edge)
        outgoing[edge.source].append(edge)
    for cell in order:
        cell.column = max((edge.source.column + _span(graph, edge) for edge in incoming[cell]), default=0)
    for group in _components(order, graph.edges):
        _pull_right(graph, group, incoming, outgoing)
    _side_by_side(graph, order)


def _pull_right(graph: Graph, group: list[Cell], incoming: dict[Cell, list[Edge]], outgoing: dict[Cell, list[Edge]]) -> None:
    """Move what does not descend from the head of the longest way next to where it joins."""
    last = max(group, key=lambda cell: cell.column)
    while incoming[last]:
        last = next(edge.source for edge in incoming[last] if edge.source.column + _span(graph, edge) == last.column)
    core, open_ends = {last}, [last]
    while open_ends:
        for edge in outgoing[open_ends.pop()]:
            if edge.target not in core:
                core.add(edge.target)
                open_ends.append(edge.target)
    for cell in reversed(group):
        if cell not in core and outgoing[cell]:
            cell.column = min(edge.target.column - _span(graph, edge) for edge in outgoing[cell])


def _components(order: list[Cell], edges: list[Edge]) -> list[list[Cell]]:
    """Connected parts; cells of a part in the given order, parts by their first step in document order."""
    root = {cell: cell for cell in order}

    def find(cell: Cell) -> Cell:
        while root[cell] is not cell:
            root[cell] = root[root[cell]]
            cell = root[cell]
        return cell

    for edge in edges:
        root[find(edge.source)] = find(edge.target)
    groups: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in order:
        groups[find(cell)].append(cell)
    return list(groups.values())


def _side_by_side(graph: Graph, order: list[Cell]) -> None:
    """Parts without a flow between them follow each other in document order."""
    rank = {cell: at for at, cell in enumerate(graph.cells.values())}
    groups = _components(order, graph.edges)
    groups.sort(key=lambda group: min(rank[cell] for cell in group))
    begin = 0
    for group in groups:
        first = min(cell.column for cell in group)
        for cell in group:
            cell.column += begin - first
        begin = max(cell.column for cell in group) + 1


def build_graph(facts: MapFacts) -> Graph:
    """Cells with their columns and edges with the place of their arrow; tracks are given by `tracks.py`."""
    sides = party_sides(facts)
    cells = {step.id: Cell(step.id, "step") for step in facts.steps}
    cells |= {party.id: Cell(party.id, "party") for party in facts.parties if sides[party.id] == "flow"}
    edges, across = _edges(facts, cells, sides)
    kept, backward, order = _without_cycles(list(cells.values()), edges)
    for edge in edges:  # a source or sink of an edge that was taken out is no cell
        if edge.flow in backward:
            cells.pop(f"source {edge.flow}", None)
            cells.pop(f"sink {edge.flow}", None)
    graph = Graph(cells, kept, backward, across, sides)
    _fans(graph)
    _columns(graph, order)
    for edge in kept:
        many_out, many_in = graph.fan_out[edge.source] > 1, graph.fan_in[edge.target] > 1
        edge.glyph = "entry" if not many_in else "pass" if many_out else "exit"
    return graph
