"""Folding: which columns stand in which row of the sheet, and what is carried over from row to row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

from mapping.render.graph import WIDE, Cell, Edge, Graph

Group = tuple[str, Hashable]


@dataclass(eq=False, slots=True)
class Hop:
    """A piece of an edge between neighbouring columns. Hops of one group share a vertical: f fork, m merge, s single."""

    edge: Edge
    source: Cell
    target: Cell
    group: Group


@dataclass(eq=False, slots=True)
class Carry:
    """A line from the end of a row to the start of the next; the flows of `edges` run along it."""

    out: Cell
    into: Cell
    edges: list[Edge]


@dataclass(slots=True)
class Row:
    """One row of the sheet: its columns from left to right, its tracks from top to bottom, hops by gap."""

    index: int
    columns: list[list[Cell]] = field(default_factory=list)
    tracks: list[int] = field(default_factory=list)
    gaps: dict[int, list[Hop]] = field(default_factory=lambda: defaultdict(list))
    """By the local number of the column before the gap; -1 is the gap before the first column."""


@dataclass(slots=True)
class Sheet:
    """All rows with what is carried between them."""

    graph: Graph
    rows: list[Row]
    carries: list[Carry]


def _group(graph: Graph, edge: Edge, at: int) -> Group:
    if at == 0 and graph.fan_out[edge.source] > 1:
        return ("f", edge.source)
    if at == len(edge.cells) - 2 and graph.fan_in[edge.target] > 1:
        return ("m", edge.target)
    return ("s", edge.flow)


def column_cells(graph: Graph) -> dict[int, list[Cell]]:
    """All cells, those that flows pass through included, by column."""
    columns: dict[int, list[Cell]] = defaultdict(list)
    for cell in graph.cells.values():
        columns[cell.column].append(cell)
    for edge in graph.edges:
        for cell in edge.cells[1:-1]:
            columns[cell.column].append(cell)
    return columns


def blocks(graph: Graph, columns: dict[int, list[Cell]]) -> list[list[int]]:
    """Columns that stay together: each with boxes, and the ones without boxes beside it."""
    feeds = {edge.source: edge.target for edge in graph.edges if edge.source.kind == "source"}
    out: list[list[int]] = []
    waiting: list[int] = []
    for number in sorted(columns):
        kinds = {cell.kind for cell in columns[number]}
        if kinds & WIDE:
            out.append([*waiting, number])
            waiting = []
        elif kinds == {"source"} or not out or any(cell in feeds for cell in columns[number]):
            waiting.append(number)
        else:
            out[-1].append(number)
    if waiting:
        out = [*out[:-1], [*out[-1], *waiting]] if out else [waiting]
    return out


def _crossings(graph: Graph) -> dict[int, int]:
    """By column: the number of lines that a cut right after it would carry over."""
    lines: dict[int, set[Group]] = defaultdict(set)
    for edge in graph.edges:
        for at, cell in enumerate(edge.cells[:-1]):
            lines[cell.column].add(_group(graph, edge, at))
    return {column: len(groups) for column, groups in lines.items()}


def cut(graph: Graph, fold: int, breaks: frozenset[int]) -> list[list[int]]:
    """Columns of each row: at most `fold` with boxes (0: no limit), cut where fewest lines cross; always before `breaks`."""
    parts = blocks(graph, column_cells(graph))
    lines = _crossings(graph)
    rows: list[list[int]] = []
    begin = 0
    for at in range(len(parts) + 1):
        if at == len(parts) or (at > begin and breaks.intersection(parts[at])):
            rows += _cut_stretch(parts[begin:at], fold, lines)
            begin = at
    return rows


def _cut_stretch(parts: list[list[int]], fold: int, lines: dict[int, int]) -> list[list[int]]:
    rows = []
    while parts:
        take = len(parts)
        if fold and take > fold:
            choices = range(fold, (fold + 1) // 2, -1) if fold > 1 else [1]
            take = min(choices, key=lambda size: lines.get(parts[size - 1][-1], 0) > 1)
        rows.append([number for part in parts[:take] for number in part])
        parts = parts[take:]
    return rows


def fold_sheet(graph: Graph, rows: list[list[int]]) -> Sheet:
    """Put the cells into rows, cut the edges that cross from one to the next, number columns and tracks of each row."""
    columns = column_cells(graph)
    sheet = Sheet(graph, [Row(index) for index in range(len(rows))], [])
    row_of = {number: index for index, numbers in enumerate(rows) for number in numbers}
    for index, numbers in enumerate(rows):
        sheet.rows[index].columns = [list(columns[number]) for number in numbers]
        for number in numbers:
            for cell in columns[number]:
                cell.row = index
    crossing: dict[int, dict[Group, list[Hop]]] = defaultdict(lambda: defaultdict(list))
    plain: list[Hop] = []
    for edge in graph.edges:
        for at, (source, target) in enumerate(zip(edge.cells, edge.cells[1:], strict=False)):
            hop = Hop(edge, source, target, _group(graph, edge, at))
            if row_of[source.column] == row_of[target.column]:
                plain.append(hop)
            else:
                crossing[row_of[source.column]][hop.group].append(hop)
    for index, groups in crossing.items():
        plain += _carry(sheet, index, groups)
    _number(sheet)
    for hop in plain:
        sheet.rows[hop.source.row].gaps[hop.source.local].append(hop)
    return sheet


def _carry(sheet: Sheet, index: int, groups: dict[Group, list[Hop]]) -> list[Hop]:
    above, below = sheet.rows[index], sheet.rows[index + 1]
    outs, ins, hops = [], [], []
    for group, members in groups.items():
        out = Cell("", "out", row=index, track=members[0].source.track)
        into = Cell("", "in", row=index + 1, track=members[0].target.track)
        outs.append(out)
        ins.append(into)
        sheet.carries.append(Carry(out, into, [hop.edge for hop in members]))
        for hop in members:
            leave: Group = ("m", out) if group[0] == "m" else ("s", hop.edge.flow)
            enter: Group = ("f", into) if group[0] == "f" else ("s", hop.edge.flow)
            hops += [Hop(hop.edge, hop.source, out, leave), Hop(hop.edge, into, hop.target, enter)]
            at = hop.edge.cells.index(hop.target)
            hop.edge.cells[at:at] = [out, into]
    above.columns.append(outs)
    below.columns.insert(0, ins)
    return hops


def _number(sheet: Sheet) -> None:
    """Local numbers of columns and tracks, once all cells of a row are known."""
    for row in sheet.rows:
        row.tracks = sorted({cell.track for column in row.columns for cell in column})
        place = {track: at for at, track in enumerate(row.tracks)}
        for at, column in enumerate(row.columns):
            for cell in column:
                cell.local = at
                cell.track = place[cell.track]
