"""The ladder under each row: waits high and amber, work low and green, along the longest way of the map."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from mapping.facts import FlowFacts, StepFacts
from mapping.loads import pace_of, wait_of
from mapping.metrics import MapMetrics
from mapping.render.content import Content, measure
from mapping.render.fonts import text_width
from mapping.render.markup import text
from mapping.render.scene import Scene
from mapping.render.symbols_marks import ladder_steps
from mapping.render.theme import Paint
from vsm_site.lib.units import time_text

RISE = 24.0


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait on the way: where its text would like to stand, its seconds (None: missing), and whether anything was stated."""

    low: float
    high: float
    x: float
    seconds: float | None
    stated: bool


@dataclass(slots=True)
class Rungs:
    """What the ladder of one row shows: steps on the way from left to right, and waits."""

    steps: list[StepFacts] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    last: bool = False
    """Whether the way ends in this row with a step: nothing follows."""


def _flows_of(content: Content, metrics: MapMetrics) -> list[tuple[int, FlowFacts]]:
    place = {flow.key: (index, flow) for index, flow in enumerate(content.facts.flows)}
    return [place[key] for key in metrics.path_flows if key in place]


def plan_ladder(scene: Scene, content: Content, metrics: MapMetrics) -> dict[int, Rungs]:
    """Rungs by row of the sheet."""
    rows: dict[int, Rungs] = defaultdict(Rungs)
    steps = {step.id: step for step in content.facts.steps}
    pace = pace_of(content.facts, content.calendar)
    for key in metrics.path:
        cell = scene.cell(key)
        if cell is not None:
            rows[cell.row].steps.append(steps[key])
    flows = _flows_of(content, metrics)
    for index, flow in flows:
        seconds = wait_of(flow, pace, metrics.flow_chances.get(flow.key, 0.0))
        stated = "wait" in flow.data or "inventory" in flow.data
        row, low, high = _reach(scene, flow)
        x = scene.arrows[index][0] if index in scene.arrows else (low + high) / 2
        rows[row].waits.append(Wait(low, high, x if low <= x <= high else (low + high) / 2, seconds, stated))
    if metrics.path:
        end = scene.cell(metrics.path[-1])
        if end is not None:
            rows[end.row].last = not (flows and flows[-1][1].target not in steps)
    return rows


def _reach(scene: Scene, flow: FlowFacts) -> tuple[int, float, float]:
    """Row of the wait and from where to where it lasts."""
    source, target = scene.cell(flow.source), scene.cell(flow.target)
    if target is not None:
        row = target.row
        low = scene.boxes[flow.source].right if source is not None and source.row == row else scene.rows[row].left
        return row, low, scene.boxes[flow.target].x
    row = source.row if source is not None else 0
    low = scene.boxes[flow.source].right if source is not None else scene.rows[row].left
    return row, low, max(scene.rows[row].right, low + 86)


def draw_row(p: Paint, scene: Scene, content: Content, metrics: MapMetrics, row: int, rungs: Rungs) -> str:
    """Markup of the ladder of one row."""
    place = scene.rows[row]
    high, low = place.ladder, place.ladder + RISE
    way = [f"M{place.left:g} {high:g}"]
    out = []
    for step in rungs.steps:
        box = scene.boxes[step.id]
        way.append(f"H{box.x:g}V{low:g}H{box.right:g}V{high:g}")
        out.append(_step_text(p, content, metrics, step, box.x + 74, low))
    if rungs.steps and not rungs.last:
        end = max([place.right, *(wait.high for wait in rungs.waits)])
        way.append(f"H{min(end, scene.width - 24):g}")
    out.insert(0, ladder_steps(p, "".join(way)))
    waits = [wait for wait in rungs.waits if wait.seconds is None or wait.stated or wait.seconds]
    words = ["?" if wait.seconds is None else time_text(wait.seconds, content.calendar) for wait in waits]
    for wait, body, x in zip(waits, words, _apart([wait.x for wait in waits], words, scene.width - 8), strict=True):
        out.append(text(p, "t-bad" if wait.seconds is None else "t-wait", x, high - 8, body, 12, 600, "middle"))
    return "".join(out)


APART = 6.0
"""Between the texts of two waits."""


def _apart(wishes: list[float], words: list[str], most: float) -> list[float]:
    """Middles of texts as near to their wishes as they can be without touching each other, from left to right, none beyond `most`."""
    halves = [text_width(word, 12, 600) / 2 for word in words]
    order = sorted(range(len(wishes)), key=lambda at: wishes[at])
    found = list(wishes)
    for before, at in pairwise(order):
        found[at] = max(found[at], round(found[before] + halves[before] + APART + halves[at], 1))
    limit = most
    for at in reversed(order):
        found[at] = min(found[at], round(limit - halves[at], 1))
        limit = found[at] - halves[at] - APART
    return found


def _step_text(p: Paint, content: Content, metrics: MapMetrics, step: StepFacts, x: float, low: float) -> str:
    cycle = measure("cycle_time", step.data.get("cycle_time"), content.calendar)
    if cycle is None:
        out = text(p, "t-bad", x, low - 7, "?", 12, 600, "middle")
    else:
        out = text(p, "t-value", x, low - 7, time_text(cycle, content.calendar), 12, 600, "middle")
    if "lead_time" in step.data:
        total = metrics.steps[step.id].time
        out += text(p, "t-mute", x, low + 16, f"in step {total.text}", 11, 400, "middle")
    return out


def way_caption(metrics: MapMetrics, branches: bool) -> str:
    """What the ladder leaves out, in words; empty when it shows all there is."""
    if metrics.routings > 1:
        return f"Ladder: the most probable of {metrics.routings} ways"
    return "Ladder: the longest branch" if branches else ""


def total_lines(metrics: MapMetrics) -> list[tuple[str, str, str]]:
    """Label, text and colour of the lines of the totals box."""
    ratio = metrics.activity_ratio.text if metrics.activity_ratio else "–"
    lines = [
        ("Lead time", metrics.shown(metrics.lead_time), "t-wait"),
        ("Process time", metrics.shown(metrics.process_time), "t-value"),
        ("Activity ratio", ratio, "t-act"),
    ]
    if metrics.with_rework and metrics.with_rework.lead_time:
        lines.append(("With rework", metrics.with_rework.lead_time.text, "t-bad"))
    return lines


def totals_size(metrics: MapMetrics, caption: str) -> tuple[float, float]:
    """Width and height of the totals box with its caption."""
    lines = total_lines(metrics)
    width = max(text_width(label, 11) + text_width(value, 12, 700) for label, value, _ in lines) + 30
    below = round(text_width(caption, 10.5)) + 4.0 if caption else 0
    return max(132.0, round(width), below), 12.0 + 18 * len(lines) + (18 if caption else 0)
