"""From facts to places: pure geometry, no text.

Columns and tracks come from the flows (`graph.py`, `tracks.py`), rows from folding, widths from gaps, heights from data rows and from the
lines that run above each track. Every line has a lane of its own, so drawings of any acyclic stream come out without overlaps.
"""

from __future__ import annotations

from math import ceil

from mapping.facts import MapFacts
from mapping.render import chips, folding, gaps, gutters, tracks, wiring
from mapping.render.band import Band, band_width, place_band, plan_band, size_of, straight_lines
from mapping.render.graph import WIDE, Cell, build_graph
from mapping.render.heights import Heights, stack_rows
from mapping.render.paths import trace_flows
from mapping.render.scene import LANE_HEAD, MARGIN, Box, RowPlace, Scene, Sizes

PITCH = 234.0


def automatic_fold(parts: list[set[int]], sizes: Sizes) -> int:
    """Boxes per row with which the map comes out largest on a screen of this aspect; of equal ones the fewest rows, evenly filled.

    `parts` are the tracks (or lanes) that each column of boxes needs.
    """
    count = max(1, len(parts))
    track = 74 + 21 * sizes.rows + 60
    best, chosen = 0.0, count
    for rows in range(1, count + 1):
        per_row = ceil(count / rows)
        if rows > 1 and per_row < 3:
            break
        if sizes.most and per_row > sizes.most:
            continue
        tall = sum(len(set().union(*parts[at : at + per_row])) for at in range(0, count, per_row))
        width = per_row * PITCH + 86 + 130
        height = 300 + tall * track + rows * 110
        scale = min(sizes.aspect * 1000 / width, 1000 / height)
        if scale > best * 1.001:
            best, chosen = scale, per_row
    return chosen


def _breaks(facts: MapFacts, cells: dict[str, Cell]) -> frozenset[int]:
    return frozenset(cells[step.id].column for step in facts.steps if step.data.get("break_before"))


def _sheet(facts: MapFacts, sizes: Sizes) -> tuple[folding.Sheet, dict[int, str], int]:
    """The folded graph, the area of each track (with lanes only), and the boxes per row."""
    graph = build_graph(facts)
    areas: dict[int, str] = {}
    if sizes.areas is None:
        tracks.assign_tracks(graph)
    else:
        areas = tracks.assign_lanes(graph, dict(sizes.areas))
    columns = folding.column_cells(graph)
    fold = sizes.fold
    if fold is None:
        blocks = folding.blocks(graph, columns)
        fold = automatic_fold([{cell.track for number in block for cell in columns[number]} for block in blocks], sizes)
    rows = folding.cut(graph, fold, _breaks(facts, graph.cells))
    return folding.fold_sheet(graph, rows), areas, fold


def make_scene(facts: MapFacts, sizes: Sizes) -> Scene:
    """Places of everything on the sheet."""
    sheet, areas, fold = _sheet(facts, sizes)
    scene = Scene(sheet, folded=fold)
    band = plan_band(facts, sheet.graph.sides)
    scene.links = wiring.make_links(facts, sheet, band, sizes)
    _place_columns(scene, sizes, bool(areas))
    _place_band(facts, scene, band, sizes)
    chips.choose_chips(scene)
    heights = Heights(sizes, scene, MARGIN + sizes.title + (110 if band.order else 0), areas)
    below = stack_rows(heights)
    _place_boxes(scene, sizes)
    chips.settle_chips(scene)
    trace_flows(scene, sizes)
    _close(scene, sizes, below)
    return scene


def _place_columns(scene: Scene, sizes: Sizes, lanes: bool) -> None:
    """Left sides of all columns, and the x of every riser and gutter lane."""
    left_lanes, right_lanes = gutters.gutter_lanes(scene.links, "left"), gutters.gutter_lanes(scene.links, "right")
    head = LANE_HEAD + 8 if lanes else 0
    left = MARGIN + head + gutters.GUTTER_LANE * (max(left_lanes.values(), default=-1) + 1) + (8 if left_lanes else 0)
    passes = {}
    for edge in scene.edges:
        if edge.glyph == "pass":
            size = sizes.flows[edge.flow]
            passes[edge.middle] = size.slot + size.share
    right = left
    for row in scene.sheet.rows:
        xs, row_gaps = gaps.place_columns(row, scene.links, sizes.flows, sizes.choices, passes, left)
        scene.columns.append(xs)
        scene.gaps.append(row_gaps)
        end = xs[-1] + gaps.column_width(row.columns[-1], passes)
        scene.rows.append(RowPlace(left, end))
        right = max(right, end)
    for part, lane in left_lanes.items():
        part.x = left - 8 - gutters.GUTTER_LANE * lane
    for part, lane in right_lanes.items():
        part.x = right + 14 + gutters.GUTTER_LANE * lane
    scene.width = right + (14 + gutters.GUTTER_LANE * (max(right_lanes.values()) + 1) if right_lanes else 0)
    if scene.rows and sizes.totals[0]:
        scene.width = max(scene.width, scene.rows[-1].right + 16 + sizes.totals[0])


def _place_band(facts: MapFacts, scene: Scene, band: Band, sizes: Sizes) -> None:
    party_sizes = size_of(facts)
    width = max(scene.width - MARGIN, band_width(band, party_sizes, sizes.labels), sizes.least_width)
    scene.width = round(width + 2 * MARGIN)
    top = MARGIN + sizes.title
    scene.boxes |= place_band(band, party_sizes, sizes.labels, top, width)
    scene.straight = straight_lines(facts, band, scene.boxes, sizes.labels, top)
    columns = {(row, at): x for row, xs in enumerate(scene.columns) for at, x in enumerate(xs)}
    scene.notes = wiring.place_top_ports(scene.links, columns, scene.boxes, sizes.marks)
    wiring.place_bottom_ports(scene.links, columns, scene.boxes)


def _place_boxes(scene: Scene, sizes: Sizes) -> None:
    for key, cell in scene.sheet.graph.cells.items():
        if cell.kind in WIDE:
            tall = 74 + 21 * sizes.rows if cell.kind == "step" else 74
            scene.boxes[key] = Box(scene.columns[cell.row][cell.local], scene.lines[cell.row, cell.track] - 37, 148, tall)


def _close(scene: Scene, sizes: Sizes, below: float) -> None:
    """Totals box, foot, and the height of the sheet."""
    width, height = sizes.totals
    bottom = scene.rows[-1].bottom if scene.rows else max(below, MARGIN + sizes.title + 60.0)
    if width:
        top = scene.rows[-1].ladder - 14 if scene.rows else bottom
        scene.totals = Box(scene.width - MARGIN - width, top, width, height)
        bottom = max(bottom, scene.totals.bottom + 6)
    scene.foot = bottom + 10
    scene.height = round(bottom + 10 + sizes.foot + MARGIN - 10)
