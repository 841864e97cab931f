"""A map as keyed groups of SVG, and as one document.

The same groups make the page, live patches, SVG files and PDF. A group is named by the record that it draws, never by a position, so
that what did not change keeps its name and its digest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b

from mapping import fields
from mapping.facts import MapFacts
from mapping.metrics import MapMetrics
from mapping.render import draw_head, ladder
from mapping.render.content import Content, label_widths, make_content, measure
from mapping.render.draw_lines import draw_flow, draw_information, draw_rework, draw_straight
from mapping.render.draw_nodes import draw_mark, draw_party, draw_step, place_marks, step_class, step_sentence
from mapping.render.fonts import clip
from mapping.render.layout import make_scene
from mapping.render.markup import clean, escape, rect, text
from mapping.render.options import RenderOptions
from mapping.render.scene import LANE_HEAD, MARGIN, Box, Scene, Sizes
from mapping.render.symbols_nodes import branch_dot, decision
from mapping.render.theme import FAMILY, Paint, paint

SHEET_WIDTH = {"A3": 1190.6, "A4": 841.9}
SHEET_HEIGHT = {"A3": 841.9, "A4": 595.3}
SHEET_MARGIN = 28.35
MARK_ROOM = 26.0
"""Height that notes above a party of the band need under the title."""
LEAST_POINTS = 6.5
SMALLEST_TEXT = 10.5


@dataclass(frozen=True, slots=True)
class Group:
    """One keyed group: its id, its markup, and a digest that changes with the markup."""

    id: str
    markup: str
    digest: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All groups of a map, their order, and the size of the sheet."""

    groups: tuple[Group, ...]
    order: tuple[str, ...]
    view_box: str
    width: float
    height: float


@dataclass(slots=True)
class Picture:
    """Everything that drawing needs."""

    facts: MapFacts
    metrics: MapMetrics | None
    options: RenderOptions
    content: Content
    head: draw_head.Head
    scene: Scene
    caption: str
    p: Paint


def _sizes(content: Content, metrics: MapMetrics | None, head: draw_head.Head, caption: str) -> Sizes:
    facts, options = content.facts, content.options
    areas = {step.id: clean(step.data.get("area", "")) for step in facts.steps} if options.lanes else None
    along = {index: float(info.data["label_at"]) for index, info in enumerate(facts.information) if "label_at" in info.data}
    return Sizes(
        rows=len(content.metrics),
        flows={index: words.size for index, words in content.flows.items()},
        marks={key: len(marks) for key, marks in content.marks.items() if ">" not in key},
        labels=label_widths(content),
        along=along,
        choices=frozenset(step.id for step in facts.steps if step.data.get("split") == "choice"),
        areas=areas,
        fold=options.fold,
        aspect=options.aspect,
        most=options.most,
        ladder=metrics is not None and bool(facts.steps),
        title=head.height + (MARK_ROOM if any(content.marks.get(party.id) for party in facts.parties) else 0),
        least_width=max(head.least_width, options.least_width - 2 * MARGIN),
        totals=ladder.totals_size(metrics, caption) if metrics and facts.steps else (0.0, 0.0),
        foot=draw_head.FOOT if options.theme == "print" else 0.0,
    )


def _has_branches(facts: MapFacts) -> bool:
    leaving = [flow.source for flow in facts.flows if flow.kind != "rework"]
    return len(set(leaving)) < len(leaving)


def make_picture(facts: MapFacts, metrics: MapMetrics | None, options: RenderOptions) -> Picture:
    """Texts and places of a map."""
    content = make_content(facts, options)
    head = draw_head.make_head(content, metrics)
    caption = ladder.way_caption(metrics, _has_branches(facts)) if metrics else ""
    scene = make_scene(facts, _sizes(content, metrics, head, caption))
    if options.theme == "print":
        scene.height += draw_head.LEGEND_LINE * (len(draw_head.legend(content, scene)) - 1)
    return Picture(facts, metrics, options, content, head, scene, caption, paint(options.theme))


def _group(picture: Picture, key: str, body: str, attributes: str = "") -> Group:
    name = picture.options.prefix + key
    markup = f'<g id="{name}"{attributes and " "}{attributes}>{body}</g>'
    return Group(name, markup, blake2b(markup.encode(), digest_size=9).hexdigest())


def _lanes(picture: Picture) -> str:
    p, out = picture.p, []
    for at, lane in enumerate(picture.scene.lanes):
        box = lane.box
        if at % 2:
            out.append(rect(p, "n-lane", box.x, box.y, box.width, box.height))
        out.append(rect(p, "n-frame", box.x, box.y, box.width, box.height, 0.8))
        out.append(rect(p, "n-lane-head", box.x, box.y, LANE_HEAD, box.height))
        x, y = box.x + LANE_HEAD / 2 + 4, box.y + box.height / 2
        name = clip(lane.area or "No area yet", box.height - 12, 12, 600)
        out.append(f'<g transform="rotate(-90 {x:g} {y:g})">{text(p, "t-on-head", x, y, name, 12, 600, "middle")}</g>')
    return "".join(out)


def _flow_key(flow_uuid: str, source: str, target: str) -> str:
    return flow_uuid or f"{source}:{target}"


def _flows(picture: Picture) -> Iterator[Group]:
    scene, facts, p = picture.scene, picture.facts, picture.p
    critical = set(picture.metrics.path_flows) if picture.metrics and picture.caption else set()
    rework = {link.index: link for link in scene.links if link.kind == "rework"}
    for index, flow in enumerate(facts.flows):
        body = ""
        if index in rework:
            body = draw_rework(p, scene, picture.content, rework[index], flow)
        elif index in scene.ways:
            body = draw_flow(p, scene, picture.content, index, flow, critical=flow.key in critical)
        if body:
            yield _group(picture, f"flow-{_flow_key(flow.uuid, flow.source, flow.target)}", body)


def _information(picture: Picture) -> Iterator[Group]:
    scene, facts = picture.scene, picture.facts
    links = {link.index: link for link in scene.links if link.kind == "information"}
    straight = {line.index: line for line in scene.straight}
    seen: dict[str, int] = {}
    for index, info in enumerate(facts.information):
        medium = str(info.data.get("medium", "manual"))
        if index in straight:
            line, chip = draw_straight(picture.p, picture.content, straight[index], medium)
        elif index in links:
            line, chip = draw_information(picture.p, scene, picture.content, links[index], medium)
        else:
            continue
        key = info.uuid or f"{info.source}:{info.target}"
        seen[key] = seen.get(key, 0) + 1
        yield _group(picture, f"information-{key}" + (f":{seen[key]}" if seen[key] > 1 else ""), line + chip)


def _junctions(picture: Picture) -> str:
    p, scene = picture.p, picture.scene
    chosen = {step.id for step in picture.facts.steps if step.data.get("split") == "choice"}
    dots = "".join(branch_dot(p, x, y) for x, y in scene.dots)
    return dots + "".join(decision(p, x + 4, y) for key, (x, y) in scene.forks.items() if key in chosen)


def _heat(picture: Picture) -> dict[str, float]:
    """How deep each box is tinted: its share of the worst, at most 0.6."""
    key, content = picture.options.heat, picture.content
    if not key:
        return {}
    values: dict[str, float] = {}
    for step in picture.facts.steps:
        if key == "wait":
            value = picture.metrics.steps[step.id].wait_before.seconds if picture.metrics else None
        else:
            value = measure(key, step.data.get(key), content.calendar) if key in fields.STEP else None
        if value is not None:
            values[step.id] = 100 - value if key in fields.STEP and fields.STEP[key].better == "higher" else value
    worst = max(values.values(), default=0)
    return {name: round(0.6 * max(0.0, value) / worst, 2) for name, value in values.items()} if worst > 0 else {}


def _steps(picture: Picture) -> Iterator[Group]:
    heat = _heat(picture)
    for number, step in enumerate(picture.facts.steps, 1):
        body = draw_step(picture.p, picture.scene, picture.content, step, number, picture.metrics, heat.get(step.id, 0))
        attributes = f'class="{step_class(picture.content, step)}"'
        href, sentence = picture.options.step_href, ""
        if href or picture.options.interactive:
            sentence = escape(step_sentence(picture.content, step, number, picture.metrics))
        if href:
            body = f'<a href="{escape(href.replace("{}", step.uuid or step.id))}" aria-label="{sentence}">{body}</a>'
        elif picture.options.interactive:
            attributes += f' role="group" tabindex="{0 if number == 1 else -1}" aria-label="{sentence}"'
        yield _group(picture, f"step-{step.uuid or step.id}", body, attributes)


def _notes(picture: Picture) -> Iterator[Group]:
    scene, content = picture.scene, picture.content
    places: dict[str, Box] = dict(scene.boxes)
    for index, flow in enumerate(picture.facts.flows):
        if index in scene.arrows and flow.key in content.marks:
            x, y = scene.arrows[index]
            places[flow.key] = Box(x - 20, y - content.flows[index].size.above + 36, 38, 0)
    for key, marks in content.marks.items():
        if not key or key not in places:
            continue
        spots = place_marks(places[key], scene.notes.get(key, 1))
        for mark, (x, y, radius) in zip(marks, spots, strict=False):
            yield _group(picture, f"note-{mark.note.uuid or mark.note.id}", draw_mark(picture.p, mark, x, y, radius))


def _parties(picture: Picture) -> Iterator[Group]:
    for party in picture.facts.parties:
        yield _group(picture, f"party-{party.uuid or party.id}", draw_party(picture.p, picture.scene, picture.content, party))


def _all(picture: Picture) -> Iterator[Group]:
    p, scene, content, metrics = picture.p, picture.scene, picture.content, picture.metrics
    if scene.lanes:
        yield _group(picture, "lanes", _lanes(picture))
    yield _group(picture, "head", draw_head.draw_head(p, scene, content, picture.head))
    yield from _parties(picture)
    yield from _flows(picture)
    if scene.dots or scene.forks:
        yield _group(picture, "junctions", _junctions(picture))
    yield from _information(picture)
    yield from _steps(picture)
    yield from _notes(picture)
    if metrics and picture.facts.steps:
        for row, rungs in sorted(ladder.plan_ladder(scene, content, metrics).items()):
            yield _group(picture, f"ladder-row-{row + 1}", ladder.draw_row(p, scene, content, metrics, row, rungs))
        yield _group(picture, "totals", draw_head.draw_totals(p, scene, metrics, picture.caption))
    if picture.options.theme == "print":
        yield _group(picture, "foot", draw_head.draw_foot(p, scene, content))


def draw(picture: Picture) -> Drawing:
    """Groups of a map whose texts and places are known."""
    groups = tuple(_all(picture))
    scene = picture.scene
    return Drawing(groups, tuple(group.id for group in groups), f"0 0 {scene.width:g} {scene.height:g}", scene.width, scene.height)


def render_groups(facts: MapFacts, metrics: MapMetrics | None, options: RenderOptions) -> Drawing:
    """Keyed groups of a map; `metrics` is None for a map with faults of drawing, whose totals then say what is wrong."""
    return draw(make_picture(facts, metrics, options))


def render_document(facts: MapFacts, metrics: MapMetrics | None, options: RenderOptions) -> str:
    """A whole SVG document, for a file as well as inside a page."""
    drawing = render_groups(facts, metrics, options)
    label = escape(clean(facts.title) + ", " + draw_head.STATES.get(facts.state, "").lower())
    ground = "" if options.interactive else rect(paint(options.theme), "n-canvas", 0, 0, drawing.width, drawing.height)
    body = "".join(group.markup for group in drawing.groups)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="vsm" viewBox="{drawing.view_box}" '
        f'width="{drawing.width:g}" height="{drawing.height:g}" '
        f'role="group" aria-label="{label}" data-rev="{facts.rev}" data-view="{escape(options.view)}" font-family="{FAMILY}" '
        f'stroke-linejoin="round">{ground}{body}</svg>'
    )


def printed_points(drawing: Drawing, sheet: str = "A3") -> float:
    """Size in points of the smallest text when the drawing fills a landscape sheet."""
    scale = min((SHEET_WIDTH[sheet] - 2 * SHEET_MARGIN) / drawing.width, (SHEET_HEIGHT[sheet] - 2 * SHEET_MARGIN) / drawing.height)
    return SMALLEST_TEXT * scale


def smallest_printed_point_size(facts: MapFacts, options: RenderOptions, sheet: str = "A3", metrics: MapMetrics | None = None) -> float:
    """Size in points of the smallest text of a map on a landscape sheet."""
    return printed_points(render_groups(facts, metrics, options), sheet)


def print_options(facts: MapFacts, metrics: MapMetrics | None, options: RenderOptions, sheet: str = "A3") -> RenderOptions:
    """The options with the fold with which the printed text is largest, unless a fold was asked for."""
    if options.fold is not None:
        return options
    aspect = (SHEET_WIDTH[sheet] - 2 * SHEET_MARGIN) / (SHEET_HEIGHT[sheet] - 2 * SHEET_MARGIN)
    folds = [fold for fold in (3, 4, 5, 6, 7, 8, 10, 12) if fold <= max(3, len(facts.steps))]
    choices = [replace(options, fold=fold, theme="print", aspect=aspect) for fold in folds]
    return max(choices, key=lambda one: smallest_printed_point_size(facts, one, sheet, metrics))
