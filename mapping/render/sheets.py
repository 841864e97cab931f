"""A map on paper: one sheet while its text stays readable, else several, each with some rows of the drawing.

The drawing is laid out once and cut between its rows, so that a line which goes on to another sheet ends at the edge of the paper where
it begins again. Every sheet has the title with the totals, the ladder of its rows, the legend, and says which of how many it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mapping.facts import MapFacts
from mapping.metrics import MapMetrics
from mapping.render import draw_head
from mapping.render.groups import Drawing, draw
from mapping.render.markup import clean, escape, text
from mapping.render.options import RenderOptions
from mapping.render.paths import ends_of
from mapping.render.picture import Picture, make_picture
from mapping.render.scene import MARGIN
from mapping.render.theme import FAMILY, paint

SIZES = {"A3": (1190.6, 841.9), "A4": (841.9, 595.3)}
"""Width and height in points, landscape."""
EDGE = 28.35
LEAST_POINTS = 6.5
SMALLEST_TEXT = 10.5
MOST_ON_ONE = 24
"""Steps on one sheet at most."""
FOLDS = (2, 3, 4, 5, 6, 7, 8, 10, 12)
GAP = 4.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How a map is spread over sheets: its picture, the rows of each sheet (first and last), and the scale in points a unit."""

    picture: Picture
    parts: tuple[tuple[int, int], ...]
    scale: float

    @property
    def points(self) -> float:
        """The size of the smallest text on paper."""
        return SMALLEST_TEXT * self.scale


def plan_sheets(facts: MapFacts, metrics: MapMetrics | None, options: RenderOptions, paper: str = "A3") -> Plan:
    """The fewest sheets on which all text is readable, and of those the largest text; a fold that was asked for where it is readable."""
    options = replace(options, theme="print", interactive=False)
    if options.fold is not None:
        asked = _best([make_picture(facts, metrics, options)], paper)
        if asked.points >= LEAST_POINTS:
            return asked
    folds = [fold for fold in FOLDS if fold <= max(3, len(facts.steps))]
    return _best([make_picture(facts, metrics, replace(options, fold=fold)) for fold in folds], paper)


def _best(pictures: list[Picture], paper: str) -> Plan:
    if len(pictures[0].facts.steps) <= MOST_ON_ONE:
        best = max((_on_one(picture, paper) for picture in pictures), key=lambda plan: plan.scale)
        if best.points >= LEAST_POINTS:
            return best
    plans = [_on_several(picture, paper) for picture in pictures]
    readable = [plan for plan in plans if plan.points >= LEAST_POINTS]
    if not readable:
        return max(plans, key=lambda plan: plan.scale)
    return min(readable, key=lambda plan: (len(plan.parts), -plan.scale))


def _room(paper: str) -> tuple[float, float]:
    width, height = SIZES[paper]
    return width - 2 * EDGE, height - 2 * EDGE


def _on_one(picture: Picture, paper: str) -> Plan:
    width, height = _room(paper)
    last = max(0, len(picture.scene.rows) - 1)
    return Plan(picture, ((0, last),), min(width / picture.scene.width, height / _height(picture, 0, last)))


def _on_several(picture: Picture, paper: str) -> Plan:
    """Rows in turn, as many on a sheet as fit at the scale at which the sheet's width is filled, or at which a row just fits."""
    width, height = _room(paper)
    rows = max(1, len(picture.scene.rows))
    tallest = max(_height(picture, row, row) for row in range(rows))
    scale = min(width / picture.scene.width, height / tallest)
    parts: list[tuple[int, int]] = []
    for row in range(rows):
        fits = parts and _height(picture, parts[-1][0], row) * scale <= height
        parts = [*parts[:-1], (parts[-1][0], row)] if fits else [*parts, (row, row)]
    return Plan(picture, tuple(parts), scale)


def _head(picture: Picture) -> float:
    return MARGIN + picture.head.height


def _span(picture: Picture, first: int, last: int) -> tuple[float, float]:
    """From where to where the drawing goes on a sheet with these rows."""
    scene = picture.scene
    if not scene.rows:
        return _head(picture), scene.foot
    top = _head(picture) if first == 0 else scene.rows[first - 1].bottom + GAP / 2
    bottom = scene.foot if last == len(scene.rows) - 1 else scene.rows[last].bottom + GAP / 2
    return top, bottom


def _foot(picture: Picture) -> float:
    return draw_head.FOOT + draw_head.LEGEND_LINE * (len(draw_head.legend(picture.content, picture.scene)) - 1)


def _height(picture: Picture, first: int, last: int) -> float:
    top, bottom = _span(picture, first, last)
    return _head(picture) + (bottom - top) + _foot(picture) + MARGIN


def print_sheets(facts: MapFacts, metrics: MapMetrics | None, options: RenderOptions, paper: str = "A3") -> tuple[str, ...]:
    """One SVG document a sheet, all in one scale: each is as wide and high as the paper within its edges."""
    plan = plan_sheets(facts, metrics, options, paper)
    drawing = draw(plan.picture)
    return tuple(_sheet(plan, drawing, number, paper) for number in range(len(plan.parts)))


def _sheet(plan: Plan, drawing: Drawing, number: int, paper: str) -> str:
    picture, (first, last) = plan.picture, plan.parts[number]
    width, p = picture.scene.width, paint("print")
    top, bottom = _span(picture, first, last)
    shown = set(_within(picture, top, bottom))
    ids = "" if number == 0 else f"sheet-{number + 1}-"
    groups = {group.id: group.markup.replace('<g id="', f'<g id="{ids}', 1) for group in drawing.groups}
    body = "".join(markup for key, markup in groups.items() if key in shown)
    head, foot = _head(picture), _height(picture, first, last) - _foot(picture) - MARGIN
    words = f"Sheet {number + 1} of {len(plan.parts)}"
    count = text(p, "t-mute", width - MARGIN, foot + _foot(picture) - 6, words, 11, 600, "end") if len(plan.parts) > 1 else ""
    room = _room(paper)
    tall = max(room[1] / plan.scale, _height(picture, first, last))
    wide = max(room[0] / plan.scale, width)
    label = escape(f"{clean(picture.facts.title)}, {words.lower()}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{(width - wide) / 2:g} 0 {wide:g} {tall:g}" width="{wide:g}" height="{tall:g}" '
        f'role="group" aria-label="{label}" font-family="{FAMILY}" stroke-linejoin="round">{groups["head"]}'
        f'<svg x="0" y="{head:g}" width="{width:g}" height="{bottom - top:g}" viewBox="0 {top:g} {width:g} {bottom - top:g}">{body}</svg>'
        f'<g transform="translate(0 {foot - picture.scene.foot:g})">{groups["foot"]}</g>{count}</svg>'
    )


def _within(picture: Picture, top: float, bottom: float) -> Iterator[str]:
    """Ids of the groups of which something lies between two heights."""
    for key, (low, high) in _extents(picture).items():
        if low < bottom and high > top:
            yield key


def _extents(picture: Picture) -> dict[str, tuple[float, float]]:
    """From where to where each group reaches, but for head and foot, which are on every sheet."""
    scene, facts, content = picture.scene, picture.facts, picture.content
    found: dict[str, tuple[float, float]] = {"lanes": (0.0, scene.height), "junctions": (0.0, scene.height)}
    for kind, rows in (("step", facts.steps), ("party", facts.parties)):
        for row in rows:
            box = scene.boxes[row.id]
            found[f"{kind}-{row.uuid or row.id}"] = (box.y, box.bottom)
            for mark in content.marks.get(row.id, ()):
                found[f"note-{mark.note.uuid or mark.note.id}"] = (box.y - 40, box.y - 4)
    links = {(link.kind, link.index): [y for _, y in ends_of(scene, link)] for link in scene.links if link.kind != "carry"}
    for index, flow in enumerate(facts.flows):
        heights = links.get(("rework", index)) or [y for _, y in scene.ways.get(index, [])]
        if heights:
            size = content.flows[index].size
            found[f"flow-{flow.uuid or f'{flow.source}:{flow.target}'}"] = (min(heights) - size.above, max(heights) + size.below)
            for mark in content.marks.get(flow.key, ()):
                found[f"note-{mark.note.uuid or mark.note.id}"] = (scene.arrows.get(index, (0, heights[0]))[1] - 50, max(heights))
    straight = {line.index: line.start[1] for line in scene.straight}
    seen: dict[str, int] = {}
    for index, info in enumerate(facts.information):
        heights = [straight[index]] if index in straight else links.get(("information", index), [])
        key = info.uuid or f"{info.source}:{info.target}"
        seen[key] = seen.get(key, 0) + 1
        if heights:
            found[f"information-{key}" + (f":{seen[key]}" if seen[key] > 1 else "")] = (min(heights) - 9, max(heights) + 9)
    for number, place in enumerate(scene.rows, 1):
        found[f"ladder-row-{number}"] = (place.ladder - 20, place.bottom)
    found["totals"] = (scene.totals.y, scene.totals.bottom)
    return found
