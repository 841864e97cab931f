"""Which lines run in gutters, and where they touch boxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from mapping.facts import MapFacts
from mapping.render import links as ways
from mapping.render.band import Band
from mapping.render.folding import Sheet
from mapping.render.graph import Cell
from mapping.render.links import Link, Nodes, Vertical
from mapping.render.scene import Box, Sizes

MARK_PITCH, NARROW_PITCH = 40.0, 35.0
MORE_WIDTH = 20.0
MOST_MARKS = 3
CROWDED = 3
"""So many lines at the top of a box leave room for one note."""


def shown_marks(count: int, lines: int) -> int:
    """How many notes are drawn above a box at which so many lines end; the others are counted beside them."""
    return min(count, 1 if lines >= CROWDED else MOST_MARKS)


def marks_width(shown: int) -> float:
    """Room that notes above a box take from its right."""
    return MARK_PITCH * shown if shown <= 2 else NARROW_PITCH * shown


def _is_back(source: Cell, target: Cell) -> bool:
    return (target.row, target.local) <= (source.row, source.local)


def _rework(facts: MapFacts, nodes: Nodes, backward: list[int]) -> list[Link]:
    links = []
    for index, flow in enumerate(facts.flows):
        source, target = nodes.cells.get(flow.source), nodes.cells.get(flow.target)
        loop = flow.source == flow.target
        if not (flow.kind == "rework" or index in backward or loop):
            continue
        if source is not None and target is not None:
            way = ways.between_boxes(nodes, "rework", source, target)
            links.append(Link("rework", index, way, forward=not _is_back(source, target)))
        elif source is not None or target is not None:
            cell, party = (source, flow.target) if source is not None else (target, flow.source)
            assert cell is not None
            way = ways.band_to_box(nodes, "rework", party, cell)
            links.append(Link("rework", index, way if target is not None else way[::-1]))
        elif not loop:
            links.append(Link("rework", index, ways.under_the_band(nodes, "rework", flow.source, flow.target)))
    return links


def _information(facts: MapFacts, nodes: Nodes, band: Band) -> list[Link]:
    done, links = band.straight(), []
    for index, info in enumerate(facts.information):
        if index in done or (info.source == info.target and info.source not in nodes.cells):
            continue
        source, target = nodes.cells.get(info.source), nodes.cells.get(info.target)
        if source is not None and target is not None:
            way = ways.between_boxes(nodes, "information", source, target)
        elif target is not None:
            way = ways.band_to_box(nodes, "information", info.source, target)
        elif source is not None:
            way = ways.band_to_box(nodes, "information", info.target, source)[::-1]
        else:
            way = ways.under_the_band(nodes, "information", info.source, info.target)
        links.append(Link("information", index, way))
    return links


def _material(facts: MapFacts, nodes: Nodes, sheet: Sheet) -> list[Link]:
    links = []
    for edge in sheet.graph.edges:
        if edge.source.kind == "source":
            links.append(Link("material", edge.flow, ways.source_to_cell(nodes, edge.source)))
        if edge.target.kind == "sink":
            links.append(Link("material", edge.flow, ways.cell_to_sink(nodes, edge.target)))
    for index in sheet.graph.across:
        flow = facts.flows[index]
        links.append(Link("material", index, ways.under_the_band(nodes, "material", flow.source, flow.target)))
    return links


def make_links(facts: MapFacts, sheet: Sheet, band: Band, sizes: Sizes) -> list[Link]:
    """All lines of the gutters, without places yet."""
    nodes = Nodes(sheet.graph.cells, {row.index: len(row.columns) - 1 for row in sheet.rows})
    links = _rework(facts, nodes, sheet.graph.backward) + _information(facts, nodes, band) + _material(facts, nodes, sheet)
    links += [Link("carry", at, ways.carried_over(carry.out, carry.into)) for at, carry in enumerate(sheet.carries)]
    for link in links:
        link.label = sizes.labels.get((link.kind, link.index), 0.0)
        link.along = sizes.along.get(link.index, 0.5) if link.kind == "information" else 0.5
    return links


def _heading(link: Link, port: Vertical, columns: Mapping[tuple[int, int], float], parties: Mapping[str, Box]) -> float:
    """Roughly where a line goes from its port, to order the ports of a box without crossings."""
    at = 2 if link.way[0] is port else len(link.way) - 3
    other = link.way[at]
    if not isinstance(other, Vertical):
        return 0.0
    if other.kind == "gutter":
        return -1e6 if other.side == "left" else 1e6
    if other.kind == "riser":
        return other.x
    if other.cell is not None:
        return columns[other.cell.row, other.cell.local] + 74
    box = parties[other.party]
    return box.x + box.width / 2


def _ports(links: list[Link], side: str) -> dict[str, list[tuple[Link, Vertical]]]:
    found: dict[str, list[tuple[Link, Vertical]]] = defaultdict(list)
    for link in links:
        for part in (link.way[0], link.way[-1]):
            if isinstance(part, Vertical) and part.kind == "port" and part.side == side:
                found[part.cell.key if part.cell else part.party].append((link, part))
    return found


def place_top_ports(
    links: list[Link], columns: Mapping[tuple[int, int], float], parties: Mapping[str, Box], marks: Mapping[str, int]
) -> dict[str, int]:
    """Spread the lines that meet the top of a box over what its notes leave free. Answers how many notes are drawn, by box."""
    drawn = {key: shown_marks(count, 0) for key, count in marks.items()}
    for key, members in _ports(links, "top").items():
        cell = members[0][1].cell
        assert cell is not None
        left = columns[cell.row, cell.local]
        members.sort(key=lambda one: (_heading(one[0], one[1], columns, parties), one[0].way[0] is not one[1]))
        count = marks.get(key, 0)
        drawn[key] = shown_marks(count, len(members))
        free = 148 - marks_width(drawn[key]) - (MORE_WIDTH if count > drawn[key] else 0)
        step = min(26.0, free / (len(members) + 1))
        first = left + free / 2 - step * (len(members) - 1) / 2
        for at, (_, port) in enumerate(members):
            port.x = round(first + step * at, 1)
    return drawn


def place_bottom_ports(links: list[Link], columns: Mapping[tuple[int, int], float], parties: Mapping[str, Box]) -> None:
    """Spread the lines that meet the bottom of a party, straight down where nothing else stands in the way."""
    used = [port.x for members in _ports(links, "top").values() for _, port in members if port.cell and port.cell.row == 0]
    used += [part.x for link in links for part in link.verticals() if part.kind != "port"]
    outermost = 8 + max((part.x for link in links for part in link.verticals() if part.side == "right"), default=0.0)
    for key, found in _ports(links, "bottom").items():
        box = parties[key]
        found.sort(key=lambda one: _heading(one[0], one[1], columns, parties))
        members: list[tuple[Link, Vertical | None]] = list(found)
        step = min(28.0, (box.width - 16) / (len(members) + 1))
        first = box.x + box.width / 2 - step * (len(members) - 1) / 2
        for at, (link, port) in enumerate(found):
            below = _straight_below(link, port)
            if below is not None and box.x + 10 <= below <= box.right - 10:
                port.x = below
                used.append(below)
                members[at] = (link, None)
        for at, (link, open_port) in enumerate(members):
            if open_port is not None:
                open_port.x = _free(first + step * at, used, box)
                used.append(open_port.x)
                if open_port.x > outermost:
                    _move_gutter(link, open_port)


def _straight_below(link: Link, port: Vertical) -> float | None:
    """The x of the vertical that the line would reach by going straight down."""
    other = link.way[2 if link.way[0] is port else len(link.way) - 3]
    if not isinstance(other, Vertical):
        return None
    if other.kind == "port":
        return other.x if other.cell is not None else None
    return other.x if link.kind == "material" else None


def _move_gutter(link: Link, port: Vertical) -> None:
    """A line to a party that stands farther right than all rows goes straight up below it."""
    other = link.way[2 if link.way[0] is port else len(link.way) - 3]
    if link.kind == "material" and isinstance(other, Vertical) and other.side == "right" and port.x > other.x:
        other.x = port.x


def _free(wish: float, used: list[float], box: Box) -> float:
    """The place nearest to the wish that no other vertical has."""
    for away in range(0, 60, 4):
        for x in (wish + away, wish - away):
            if box.x + 6 <= x <= box.right - 6 and all(abs(x - other) >= 6 for other in used):
                return round(x, 1)
    return round(wish, 1)
