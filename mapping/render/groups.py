"""The keyed groups of a map. A group is named by the record that it draws, never by a position, so that what did not change keeps its
name and its digest. On the page each group of a record says what it is to people who do not see it, and to the editor which record it
is (`data-ref`), what documents call it (`data-key`), between what a flow runs (`data-from`, `data-to`) and where on the sheet it lies
(`data-at`: middle of a flow's arrow; `data-box`: x, y, width, height).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any

from mapping.facts import FlowFacts, StepFacts
from mapping.render import draw_head, ladder
from mapping.render.content import Mark
from mapping.render.draw_lines import draw_flow, draw_information, draw_rework, draw_straight, flow_sentence, information_sentence
from mapping.render.draw_nodes import (
    draw_note,
    draw_party,
    draw_step,
    note_sentence,
    party_sentence,
    place_marks,
    step_class,
    step_sentence,
)
from mapping.render.fonts import clip
from mapping.render.heat import Tint, tints
from mapping.render.markup import attributes, escape, rect, text
from mapping.render.paths import ends_of
from mapping.render.picture import Group, Picture
from mapping.render.scene import LANE_HEAD, Box
from mapping.render.symbols_nodes import branch_dot, decision

MOST_REMEMBERED = 2
"""Times the groups of the present drawing that a memory may hold before it forgets those of other drawings."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """All groups of a map, their order, and the size of the sheet."""

    groups: tuple[Group, ...]
    order: tuple[str, ...]
    view_box: str
    width: float
    height: float


def _group(picture: Picture, key: str, inputs: Any, body: Callable[[], str], more: Callable[[], str] | None = None) -> Group:
    """A group, the remembered one where its inputs are the same. `inputs` is all that `body` and `more` (attributes) read."""
    name = picture.options.prefix + key
    known = picture.memory.groups.get(name)
    if known is not None and known[0] == inputs:
        return known[1]
    markup = f'<g id="{name}"{more() if more else ""}>{body()}</g>'
    group = Group(name, markup, blake2b(markup.encode(), digest_size=9).hexdigest())
    picture.memory.groups[name] = (inputs, group)
    return group


def _about(picture: Picture, kind: str, uuid: str, key: str, sentence: Callable[[], str], **more: object) -> Callable[[], str]:
    """Attributes of a record's group on the page; files have none."""
    if not picture.options.interactive:
        return lambda: ""
    return lambda: attributes(role="group", tabindex="-1", aria_label=sentence(), data_ref=f"{kind}/{uuid or key}", data_key=key, **more)


def _box(box: Box) -> str:
    return f"{box.x:g} {box.y:g} {box.width:g} {box.height:g}"


def _lanes(picture: Picture) -> str:
    p, out = picture.p, []
    for at, lane in enumerate(picture.scene.lanes):
        box = lane.box
        body = rect(p, "n-lane", box.x, box.y, box.width, box.height) if at % 2 else ""
        body += rect(p, "n-frame", box.x, box.y, box.width, box.height, 0.8) + rect(p, "n-lane-head", box.x, box.y, LANE_HEAD, box.height)
        x, y = box.x + LANE_HEAD / 2 + 4, box.y + box.height / 2
        name = clip(lane.area or "No area yet", box.height - 12, 12, 600)
        body += f'<g transform="rotate(-90 {x:g} {y:g})">{text(p, "t-on-head", x, y, name, 12, 600, "middle")}</g>'
        about = attributes(data_area=lane.area, data_row=lane.row, data_box=_box(box)) if picture.options.interactive else ""
        out.append(f'<g class="lane"{about}>{body}</g>')
    return "".join(out)


def _flow_key(flow: FlowFacts) -> str:
    return flow.uuid or f"{flow.source}:{flow.target}"


def _flows(picture: Picture) -> Iterator[Group]:
    scene, facts, p, content = picture.scene, picture.facts, picture.p, picture.content
    critical = set(picture.metrics.path_flows) if picture.metrics and picture.caption else set()
    rework = {link.index: link for link in scene.links if link.kind == "rework"}
    for index, flow in enumerate(facts.flows):
        ends = (content.names.get(flow.source), content.names.get(flow.target))
        body: Callable[[], str]
        if index in rework:
            link = rework[index]
            at = (link.chip_x, link.chip.y if link.chip else 0)
            inputs: Any = (flow, ends, ends_of(scene, link), at, content.labels["rework", index])
            body = partial(draw_rework, p, scene, content, link, flow)
        elif index in scene.ways and (len(scene.ways[index]) > 1 or index in scene.arrows):
            way, share, thick = scene.ways[index], scene.shares.get(index), flow.key in critical
            at = scene.arrows.get(index, way[-1])
            inputs = (flow, ends, way, index in scene.arrows, at, share, content.flows[index], thick)
            body = partial(draw_flow, p, scene, content, index, flow, critical=thick)
        else:
            continue
        place = {"data_at": f"{at[0]:g} {at[1]:g}", "data_from": flow.source, "data_to": flow.target, "data_kind": flow.kind}
        more = _about(picture, "flow", flow.uuid, flow.key, partial(flow_sentence, content, flow), **place)
        yield _group(picture, f"flow-{_flow_key(flow)}", inputs, body, more)


def _information(picture: Picture) -> Iterator[Group]:
    scene, facts, p, content = picture.scene, picture.facts, picture.p, picture.content
    links = {link.index: link for link in scene.links if link.kind == "information"}
    straight = {line.index: line for line in scene.straight}
    seen: dict[str, int] = {}
    for index, info in enumerate(facts.information):
        ends = (content.names.get(info.source), content.names.get(info.target))
        label = content.labels["information", index]
        body: Callable[[], str]
        if index in straight:
            line = straight[index]
            at = (line.chip_x, line.start[1])
            inputs: Any = (info, ends, label, line.start, line.end, at, line.label)
            body = partial(draw_straight, p, content, line, info)
        elif index in links:
            link = links[index]
            at = (link.chip_x, link.chip.y) if link.chip else ends_of(scene, link)[0]
            inputs = (info, ends, label, ends_of(scene, link), at, link.label, [part.x for part in link.verticals()])
            body = partial(draw_information, p, scene, content, link, info)
        else:
            continue
        key = info.uuid or f"{info.source}:{info.target}"
        seen[key] = seen.get(key, 0) + 1
        place = {"data_at": f"{at[0]:g} {at[1]:g}", "data_from": info.source, "data_to": info.target}
        sentence = partial(information_sentence, content, info)
        more = _about(picture, "information", info.uuid, f"{info.source}>{info.target}", sentence, **place)
        yield _group(picture, f"information-{key}" + (f":{seen[key]}" if seen[key] > 1 else ""), inputs, body, more)


def _junctions(picture: Picture) -> Group:
    p, scene = picture.p, picture.scene
    chosen = {step.id for step in picture.facts.steps if step.data.get("split") == "choice"}
    forks = [(key, place) for key, place in scene.forks.items() if key in chosen]
    dots = tuple(scene.dots)

    def body() -> str:
        return "".join(branch_dot(p, x, y) for x, y in dots) + "".join(decision(p, x + 4, y) for _, (x, y) in forks)

    return _group(picture, "junctions", (dots, forks), body)


def _steps(picture: Picture) -> Iterator[Group]:
    scene, content, metrics = picture.scene, picture.content, picture.metrics
    found = tints(content, metrics)
    common = (content.metrics, content.facts.style, content.calendar)
    for number, step in enumerate(picture.facts.steps, 1):
        box, tint = scene.boxes[step.id], found.get(step.id)
        numbers = (metrics.steps.get(step.id), metrics.on_path.get(step.id, 0), step.id in metrics.path) if metrics else None
        inputs = (step, number, box, numbers, tint, scene.notes.get(step.id, 0), len(content.marks.get(step.id, ())), common)
        body, more = partial(_step, picture, step, number, tint), partial(_about_step, picture, step, number)
        yield _group(picture, f"step-{step.uuid or step.id}", inputs, body, more)


def _step(picture: Picture, step: StepFacts, number: int, tint: Tint | None) -> str:
    drawn = draw_step(picture.p, picture.scene, picture.content, step, number, picture.metrics, tint)
    if not picture.options.step_href:
        return drawn
    href = escape(picture.options.step_href.replace("{}", step.uuid or step.id))
    return f'<a href="{href}" aria-label="{escape(step_sentence(picture.content, step, number, picture.metrics))}">{drawn}</a>'


def _about_step(picture: Picture, step: StepFacts, number: int) -> str:
    about = f' class="{step_class(picture.content, step)}"'
    if not picture.options.interactive or picture.options.step_href:
        return about
    sentence = step_sentence(picture.content, step, number, picture.metrics)
    return f'{about} role="group" tabindex="{0 if number == 1 else -1}"' + attributes(
        aria_label=sentence, data_ref=f"step/{step.uuid or step.id}", data_key=step.id, data_box=_box(picture.scene.boxes[step.id])
    )


def _note(picture: Picture, mark: Mark, spot: tuple[float, float, int]) -> Group:
    content = picture.content
    where = content.names.get(str(mark.note.data.get("at", "")))
    more = _about(picture, "note", mark.note.uuid, mark.note.id, lambda: note_sentence(content, mark), data_on=mark.note.data.get("at"))
    key = f"note-{mark.note.uuid or mark.note.id}"
    return _group(picture, key, (mark, spot, where), lambda: draw_note(picture.p, mark, *spot), more)


def _notes(picture: Picture) -> Iterator[Group]:
    scene, content = picture.scene, picture.content
    places: dict[str, Box] = dict(scene.boxes)
    for index, flow in enumerate(picture.facts.flows):
        if index in scene.arrows and flow.key in content.marks:
            x, y = scene.arrows[index]
            places[flow.key] = Box(x - 20, y - content.flows[index].size.above + 36, 38, 0)
    for key, marks in content.marks.items():
        if not key:
            spots = draw_head.place_head_marks(scene, picture.head, len(marks))
        elif key in places:
            spots = place_marks(places[key], scene.notes.get(key, 1))
        else:
            continue
        for mark, spot in zip(marks, spots, strict=False):
            yield _note(picture, mark, spot)


def _parties(picture: Picture) -> Iterator[Group]:
    for party in picture.facts.parties:
        box = picture.scene.boxes[party.id]
        body = partial(draw_party, picture.p, picture.scene, picture.content, party)
        more = _about(picture, "party", party.uuid, party.id, partial(party_sentence, party), data_box=_box(box))
        yield _group(picture, f"party-{party.uuid or party.id}", (party, box), body, more)


def _ladder(picture: Picture) -> Iterator[Group]:
    p, scene, content, metrics = picture.p, picture.scene, picture.content, picture.metrics
    if metrics is None or not picture.facts.steps:
        return
    for row, rungs in sorted(ladder.plan_ladder(scene, content, metrics).items()):
        place, steps = scene.rows[row], [(scene.boxes[step.id].x, metrics.steps[step.id].time) for step in rungs.steps]
        inputs = (rungs, steps, (place.left, place.right, place.ladder), content.calendar, scene.width)
        yield _group(picture, f"ladder-row-{row + 1}", inputs, partial(ladder.draw_row, p, scene, content, metrics, row, rungs))
    shown = (scene.totals, ladder.total_lines(metrics), picture.caption)
    yield _group(picture, "totals", shown, partial(draw_head.draw_totals, p, scene, metrics, picture.caption))


def _all(picture: Picture) -> Iterator[Group]:
    p, scene, content = picture.p, picture.scene, picture.content
    if scene.lanes:
        yield _group(picture, "lanes", tuple((lane.area, lane.row, lane.box) for lane in scene.lanes), lambda: _lanes(picture))
    inputs = (picture.facts.head, picture.facts.revs, picture.head, scene.width)
    yield _group(picture, "head", inputs, partial(draw_head.draw_head, p, scene, content, picture.head))
    yield from _parties(picture)
    yield from _flows(picture)
    if scene.dots or scene.forks:
        yield _junctions(picture)
    yield from _information(picture)
    yield from _steps(picture)
    yield from _notes(picture)
    yield from _ladder(picture)
    if picture.options.theme == "print":
        yield _group(picture, "foot", None, lambda: draw_head.draw_foot(p, scene, content))


def draw(picture: Picture) -> Drawing:
    """Groups of a map whose texts and places are known."""
    groups = tuple(_all(picture))
    scene, known = picture.scene, picture.memory.groups
    if len(known) > MOST_REMEMBERED * len(groups):
        present = {group.id for group in groups}
        picture.memory.groups = {key: entry for key, entry in known.items() if key in present}
    return Drawing(groups, tuple(group.id for group in groups), f"0 0 {scene.width:g} {scene.height:g}", scene.width, scene.height)
