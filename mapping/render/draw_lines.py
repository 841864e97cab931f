"""Markup of everything that runs: flows with their arrows, rework, information."""

from __future__ import annotations

from collections.abc import Sequence

from mapping.facts import FlowFacts, InformationFacts
from mapping.fields import FLOW, INFORMATION
from mapping.render import symbols_flow as flows
from mapping.render import symbols_marks as marks
from mapping.render.content import PART_GAP, Content, Part, given, label_width
from mapping.render.draw_nodes import cell, record
from mapping.render.fonts import text_width
from mapping.render.links import Link
from mapping.render.markup import clean, hit, hit_way, path, text
from mapping.render.paths import ends_of, length, split_at
from mapping.render.scene import Point, Scene, Straight
from mapping.render.symbols_nodes import arrow_head
from mapping.render.theme import Paint
from vsm_site.lib.units import display

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


def draw_label(p: Paint, look: str, x: float, y: float, rec: str, row: FlowFacts | InformationFacts, parts: Sequence[Part]) -> str:
    """A label on its line, each piece of it a value that can be edited; (x, y) is its middle."""
    width = label_width(tuple(parts))
    out, left = [marks.chip_ground(p, x, y, width + 14)], x - width / 2
    for part in parts:
        body = text(p, look, round(left, 1), y + 4, part.text, 11, 600)
        out.append(cell(rec, part.field, given(row.data.get(part.field)), row.revs.get(part.field, 0), body) if part.field else body)
        left += text_width(part.text, 11, 600) + PART_GAP
    return "".join(out)


FLOW_WORDS, MEDIUM_WORDS = dict(FLOW["kind"].choices), dict(INFORMATION["medium"].choices)


def flow_sentence(content: Content, flow: FlowFacts) -> str:
    """A flow as a sentence."""
    ends = " to ".join(clean(content.names.get(key, key)) for key in (flow.source, flow.target))
    said = [f"{FLOW[key].label.lower()} {display(flow.data[key])}" for key in ("wait", "inventory", "share", "max") if key in flow.data]
    return ", ".join([f"{FLOW_WORDS.get(flow.kind, flow.kind)} from {ends}", *said])


def information_sentence(content: Content, info: InformationFacts) -> str:
    """An information line as a sentence."""
    ends = " to ".join(clean(content.names.get(key, key)) for key in (info.source, info.target))
    medium = str(info.data.get("medium", "manual"))
    said = [clean(info.data[key]) for key in ("label", "frequency") if info.data.get(key)]
    return ", ".join([f"Information from {ends}", MEDIUM_WORDS.get(medium, medium).lower(), *said])


def draw_flow(p: Paint, scene: Scene, content: Content, index: int, flow: FlowFacts, *, critical: bool) -> str:
    """The line of a flow with its arrow, stock and texts."""
    points, width = scene.ways[index], 2.2 if critical else 1.4
    out = [hit_way(line_data(points))] if content.options.interactive and len(points) > 1 else []
    if index not in scene.arrows:
        if len(points) > 1:
            out += [path(p, "s-ink", round_data(points, 4), width), arrow_head(p, "f-ink", *points[-1], direction(points))]
        return "".join(out)
    middle = scene.arrows[index]
    span = content.flows[index].size.slot - 16
    before, after = split_at(points, middle, span)
    for piece, last in ((before, False), (after, True)):
        if length(piece) > 9:
            out.append(path(p, "s-ink", line_data(piece), width))
            if last:
                out.append(arrow_head(p, "f-ink", *piece[-1], direction(piece)))
    if content.options.interactive:
        tall = content.flows[index].size.below + 14
        out.append(hit(middle[0] - span / 2, middle[1] - 14, span, tall))
    out.append(_arrow(p, content, index, flow, middle, span))
    rec = record("flow", flow.uuid, flow.key)
    words = content.flows[index]
    if index in scene.shares:
        x, y = scene.shares[index]
        chip = marks.chip(p, "t-ink", x, y, words.size.share - 6, words.share)
        out.append(cell(rec, "share", given(flow.data.get("share")), flow.revs.get("share", 0), chip))
    for line in words.lines:
        body = text(p, line.look, middle[0], middle[1] + line.drop, line.text, line.size, line.weight, "middle")
        if line.field and content.options.interactive:
            body = hit(middle[0] - span / 2, middle[1] + line.drop - 11, span, 14) + body
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
    out = [hit_way(line_data(points))] if content.options.interactive else []
    out += [marks.rework(p, round_data(points, 10)), arrow_head(p, "f-bad", *points[-1], direction(points))]
    if link.chip is not None:
        rec = record("flow", flow.uuid, flow.key)
        out.append(draw_label(p, "t-bad", link.chip_x, link.chip.y, rec, flow, content.labels[link.kind, link.index]))
    return "".join(out)


def draw_information(p: Paint, scene: Scene, content: Content, link: Link, info: InformationFacts) -> str:
    """The line of information, and its chip with the sign of its medium."""
    points = ends_of(scene, link)
    line = hit_way(line_data(points)) if content.options.interactive else ""
    line += marks.info_manual(p, round_data(points, 4)) + arrow_head(p, "f-info", *points[-1], direction(points))
    if link.chip is None:
        return line
    x = [part.x for part in link.verticals()]
    return line + _chip(p, content, link.index, info, (link.chip_x, link.chip.y), link.label, leftwards=x[-1] < x[0])


def _chip(p: Paint, content: Content, index: int, info: InformationFacts, middle: Point, room: float, *, leftwards: bool) -> str:
    """Words and, where there is one, the sign of the medium beside them; together centred at the middle."""
    medium, (x, y) = str(info.data.get("medium", "manual")), middle
    sign = 24.0 if medium in ("electronic", "verbal") else 0.0
    parts = content.labels["information", index]
    rec = record("information", info.uuid, f"{info.source}>{info.target}")
    out = draw_label(p, "t-info", x - sign / 2, y, rec, info, parts) if parts else ""
    at = x + room / 2 - 11
    if medium == "electronic":
        return out + marks.info_electronic(p, at, y, leftwards=leftwards)
    return out + (marks.info_verbal(p, at, y) if sign else "")


def draw_straight(p: Paint, content: Content, straight: Straight, info: InformationFacts) -> str:
    """Information between neighbours of the band: the line, and its chip."""
    (x1, y), (x2, _) = straight.start, straight.end
    data = f"M{x1:g} {y:g}H{x2:g}"
    line = hit_way(data) if content.options.interactive else ""
    line += marks.info_manual(p, data) + arrow_head(p, "f-info", x2, y, "right" if x2 >= x1 else "left")
    if not straight.label:
        return line
    return line + _chip(p, content, straight.index, info, (straight.chip_x, y), straight.label, leftwards=x2 < x1)
