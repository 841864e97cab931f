"""Markup of everything that runs: flows with their arrows, rework, information."""

from __future__ import annotations

from mapping.facts import FlowFacts
from mapping.render import symbols_flow as flows
from mapping.render import symbols_marks as marks
from mapping.render.content import Content, given
from mapping.render.draw_nodes import cell, record
from mapping.render.fonts import text_width
from mapping.render.links import Link
from mapping.render.markup import path, text
from mapping.render.paths import ends_of, length, split_at
from mapping.render.scene import Point, Scene, Straight
from mapping.render.symbols_nodes import arrow_head
from mapping.render.theme import Paint

RADIUS = 6.0


def line_data(points: list[Point]) -> str:
    """Path data of a way."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def round_data(points: list[Point], radius: float = RADIUS) -> str:
    """Path data of a way with rounded corners."""
    out = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        first, second = _toward(corner, before, radius), _toward(corner, after, radius)
        out.append(f"L{first[0]:g} {first[1]:g}Q{corner[0]:g} {corner[1]:g} {second[0]:g} {second[1]:g}")
    out.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(out)


def _toward(corner: Point, other: Point, radius: float) -> Point:
    across, down = other[0] - corner[0], other[1] - corner[1]
    reach = min(radius, (abs(across) + abs(down)) / 2)
    return (
        round(corner[0] + (reach if across > 0.01 else -reach if across < -0.01 else 0), 1),
        round(corner[1] + (reach if down > 0.01 else -reach if down < -0.01 else 0), 1),
    )


def direction(points: list[Point]) -> str:
    """Which way the last piece of a way points."""
    (x1, y1), (x2, y2) = points[-2], points[-1]
    if abs(x2 - x1) >= abs(y2 - y1):
        return "right" if x2 >= x1 else "left"
    return "down" if y2 > y1 else "up"


def draw_flow(p: Paint, scene: Scene, content: Content, index: int, flow: FlowFacts, *, critical: bool) -> str:
    """The line of a flow with its arrow, stock and texts."""
    points, width = scene.ways[index], 2.2 if critical else 1.4
    if index not in scene.arrows:
        shape = path(p, "s-ink", round_data(points, 4), width) if len(points) > 1 else ""
        return shape + (arrow_head(p, "f-ink", *points[-1], direction(points)) if len(points) > 1 else "")
    middle = scene.arrows[index]
    out = []
    span = content.flows[index].size.slot - 16
    before, after = split_at(points, middle, span)
    for piece, last in ((before, False), (after, True)):
        if length(piece) > 9:
            out.append(path(p, "s-ink", line_data(piece), width))
            if last:
                out.append(arrow_head(p, "f-ink", *piece[-1], direction(piece)))
    out.append(_arrow(p, content, index, flow, middle, span))
    rec = record("flow", flow.uuid, flow.key)
    words = content.flows[index]
    if index in scene.shares:
        x, y = scene.shares[index]
        chip = marks.chip(p, "t-ink", x, y, words.size.share - 6, words.share)
        out.append(cell(rec, "share", given(flow.data.get("share")), flow.revs.get("share", 0), chip))
    for line in words.lines:
        body = text(p, line.look, middle[0], middle[1] + line.drop, line.text, line.size, line.weight, "middle")
        out.append(cell(rec, line.field, given(flow.data.get(line.field)), flow.revs.get(line.field, 0), body) if line.field else body)
    return "".join(out)


def _arrow(p: Paint, content: Content, index: int, flow: FlowFacts, middle: Point, span: float) -> str:
    x, y = middle
    left = x - span / 2
    letter = content.flows[index].letter
    stock = flows.inventory(p, x, y + 17, letter) if letter else ""
    if flow.kind == "transport":
        return flows.shipment(p, left, y, span) + flows.transport(p, x - 28, y - 46, str(flow.data.get("mode", "truck"))) + stock
    if flow.kind == "fifo":
        full = _is_full(flow)
        return flows.fifo(p, left, y, span, full=full)
    if flow.kind == "supermarket":
        return flows.supermarket(p, x - 31, y - 24) + flows.pull(p, x + 17, y)
    if flow.kind == "pull":
        line = path(p, "s-ink", f"M{left:g} {y:g}h20M{x + 14:g} {y:g}h{span / 2 - 14:g}", 1.4)
        return line + flows.pull(p, x, y) + arrow_head(p, "f-ink", left + span, y)
    return flows.push(p, left, y, span) + stock


def _is_full(flow: FlowFacts) -> bool:
    stock, most = flow.data.get("inventory"), flow.data.get("max")
    return isinstance(stock, (int, float)) and isinstance(most, (int, float)) and stock >= most > 0


def draw_rework(p: Paint, scene: Scene, content: Content, link: Link, flow: FlowFacts) -> str:
    """The dashed way back with its chip."""
    points = ends_of(scene, link)
    out = [marks.rework(p, round_data(points, 10)), arrow_head(p, "f-bad", *points[-1], direction(points))]
    body = content.labels[link.kind, link.index]
    if link.chip is not None:
        chip = marks.chip(p, "t-bad", link.chip_x, link.chip.y, text_width(body, 11, 600) + 14, body)
        rec = record("flow", flow.uuid, flow.key)
        out.append(cell(rec, "share", given(flow.data.get("share")), flow.revs.get("share", 0), chip))
    return "".join(out)


def draw_information(p: Paint, scene: Scene, content: Content, link: Link, medium: str) -> tuple[str, str]:
    """The line of information, and its chip with the sign of its medium."""
    points = ends_of(scene, link)
    line = marks.info_manual(p, round_data(points, 4)) + arrow_head(p, "f-info", *points[-1], direction(points))
    if link.chip is None:
        return line, ""
    x = [part.x for part in link.verticals()]
    leftwards = x[-1] < x[0]
    return line, _chip(p, content.labels["information", link.index], link.chip_x, link.chip.y, link.label, medium, leftwards=leftwards)


def _chip(p: Paint, body: str, x: float, y: float, room: float, medium: str, *, leftwards: bool) -> str:
    """Words and, where there is one, the sign of the medium beside them; together centred at x."""
    sign = 24.0 if medium in ("electronic", "verbal") else 0.0
    words = room - sign
    at = x + room / 2 - 11
    out = marks.chip(p, "t-info", x - sign / 2, y, words, body) if body else ""
    if medium == "electronic":
        return out + marks.info_electronic(p, at, y, leftwards=leftwards)
    return out + (marks.info_verbal(p, at, y) if sign else "")


def draw_straight(p: Paint, content: Content, straight: Straight, medium: str) -> tuple[str, str]:
    """Information between neighbours of the band: the line, and its chip."""
    (x1, y), (x2, _) = straight.start, straight.end
    line = marks.info_manual(p, f"M{x1:g} {y:g}H{x2:g}") + arrow_head(p, "f-info", x2, y, "right" if x2 >= x1 else "left")
    body = content.labels["information", straight.index]
    if not straight.label:
        return line, ""
    return line, _chip(p, body, straight.chip_x, y, straight.label, medium, leftwards=x2 < x1)
