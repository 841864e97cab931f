"""Markup of the title band with its totals, of the totals box, and of the foot of a printed sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mapping import drawing, fields
from mapping.metrics import MapMetrics
from mapping.places import named
from mapping.render import ladder, symbols_flow, symbols_marks, symbols_nodes
from mapping.render.content import DASH, GOOD_FROM, Content, Part, given
from mapping.render.draw_nodes import cell, record
from mapping.render.fonts import clip, text_width, wrap
from mapping.render.markup import clean, path, rect, text
from mapping.render.scene import MARGIN, Scene
from mapping.render.theme import Paint
from vsm_site.lib.units import display, number_text

PERIODS = {"h": "hour", "d": "day", "wk": "week", "mo": "month"}
STATES = dict(fields.STATES)
TITLE_WIDTH = 620.0
FOOT = 62.0
LEGEND_LINE = 34.0


@dataclass(frozen=True, slots=True)
class Head:
    """Texts of the title band and the room that they take."""

    titles: tuple[str, ...]
    lines: tuple[tuple[Part, ...], ...]
    figures: tuple[tuple[str, str, str], ...]
    """Label, text and colour of each total; empty where the map has faults of drawing."""
    faults: tuple[str, ...]
    height: float
    least_width: float


def sub_line(content: Content, metrics: MapMetrics | None) -> list[Part]:
    """State, family, demand, takt, when it was walked; while the map is edited also that no demand is given yet."""
    head, interactive = content.facts.head, content.options.interactive
    parts = [Part(STATES.get(content.facts.state, ""), "state"), Part(clean(head.get("family", "")), "family")]
    demand = head.get("demand")
    if demand:
        parts.append(Part(f"demand {display(demand['quantity'])} / {PERIODS[demand['per']]}", "demand"))
    elif interactive:
        parts.append(Part(f"demand {DASH}", "demand"))
    if metrics and metrics.takt_time:
        parts.append(Part(f"takt {metrics.takt_time.text}"))
    if head.get("walked") and content.options.show_people:
        parts.append(Part(f"walked {clean(head['walked'])}", "walked"))
    return [Part(clip(part.text, TITLE_WIDTH, 12), part.field) for part in parts if part.text]


def _sub_lines(parts: list[Part]) -> tuple[tuple[Part, ...], ...]:
    """The parts on at most three lines, a dot between those of one line."""
    lines: list[list[Part]] = [[]]
    for part in parts:
        if lines[-1] and _line_width([*lines[-1], part]) > TITLE_WIDTH and len(lines) < 3:
            lines.append([])
        lines[-1].append(part)
    return tuple(tuple(line) for line in lines if line)


DOT_WIDTH = text_width("·", 12) + 10.0


def _line_width(line: Sequence[Part]) -> float:
    return sum(text_width(part.text, 12) for part in line) + DOT_WIDTH * (len(line) - 1)


def _figures(metrics: MapMetrics) -> tuple[tuple[str, str, str], ...]:
    if not metrics.steps:
        return tuple((label, DASH, "t-mute") for label in ("Lead time", "Process time", "Activity ratio", "Rolled % C&A"))
    ratio, rolled = metrics.activity_ratio, metrics.rolled_complete_accurate
    bad = rolled is not None and rolled.percent < GOOD_FROM["complete_accurate"]
    return (
        ("Lead time", metrics.shown(metrics.lead_time), "t-wait"),
        ("Process time", metrics.shown(metrics.process_time), "t-value"),
        ("Activity ratio", ratio.text if ratio else DASH, "t-act"),
        ("Rolled % C&A", rolled.text if rolled else DASH, "t-bad" if bad else "t-value" if rolled else "t-mute"),
    )


def figure_width(label: str, value: str) -> float:
    """Width of the box of one total."""
    return round(max(text_width(label, 11), text_width(value, 18, 700)) + 18)


def make_head(content: Content, metrics: MapMetrics | None) -> Head:
    """Texts of the title band."""
    titles = wrap(clean(content.facts.title), TITLE_WIDTH, 20, 700, 2)
    lines = _sub_lines(sub_line(content, metrics))
    figures = _figures(metrics) if metrics else ()
    faults: tuple[str, ...] = ()
    if metrics is None:
        first = [named(content.facts, fault.text) for fault in drawing.faults(content.facts)]
        faults = wrap("Totals wait for the drawing: " + " ".join(map(clean, first[:2])), 330, 11.5, 400, 4)
    side = sum(figure_width(label, value) + 8 for label, value, _ in figures) if metrics else 350.0
    marks = 40.0 * min(MOST_HEAD_MARKS, len(content.marks.get("", ())))
    left = max([text_width(line, 20, 700) for line in titles] + [_line_width(line) for line in lines])
    height = max(24.0 * len(titles) + 17 * len(lines) + 10, 20.0 + 16 * len(faults)) + 14
    return Head(titles, lines, figures, faults, height, round(left + marks + side + 24))


def draw_head(p: Paint, scene: Scene, content: Content, head: Head) -> str:
    """Title, sub-lines, and the totals at the right."""
    facts, out = content.facts, []
    rec = map_record(content)
    title = "".join(text(p, "t-ink", MARGIN, MARGIN + 16 + 24 * at, line, 20, 700) for at, line in enumerate(head.titles))
    out.append(cell(rec, "title", facts.title, facts.revs.get("title", 0), title))
    below = MARGIN + 24 * len(head.titles) + 13
    out += [_sub_line(p, content, line, below + 17 * at) for at, line in enumerate(head.lines)]
    right = scene.width - MARGIN
    if head.faults:
        out.append(rect(p, "n-bad", right - 350, MARGIN - 4, 350, 16 + 16 * len(head.faults), 0, 4))
        out += [text(p, "t-bad", right - 340, MARGIN + 15 + 16 * at, line, 11.5, 600) for at, line in enumerate(head.faults)]
    for label, value, look in reversed(head.figures):
        width = figure_width(label, value)
        right -= width
        out.append(rect(p, "f-light n-frame", right, MARGIN - 4, width, 46, 1, 4))
        out.append(text(p, "t-mute", right + 9, MARGIN + 11, label, 11) + text(p, look, right + 9, MARGIN + 33, value, 18, 700))
        right -= 8
    return "".join(out)


def _sub_line(p: Paint, content: Content, line: tuple[Part, ...], y: float) -> str:
    facts, out, x = content.facts, [], MARGIN
    for at, part in enumerate(line):
        if at:
            out.append(text(p, "t-mute", round(x - DOT_WIDTH / 2, 1), y, "·", 12, 400, "middle"))
        body = text(p, "t-mute", round(x, 1), y, part.text, 12)
        if part.field:
            body = cell(map_record(content), part.field, given(facts.head.get(part.field)), facts.revs.get(part.field, 0), body)
        out.append(body)
        x += text_width(part.text, 12) + DOT_WIDTH
    return "".join(out)


def map_record(content: Content) -> str:
    """How the editor names the map."""
    return record("map", content.facts.uuid, "map")


def place_head_marks(scene: Scene, head: Head, count: int) -> list[tuple[float, float, int]]:
    """Middle and radius of the notes on the whole map, from the totals to the left; at most MOST_HEAD_MARKS."""
    side = 350.0 if head.faults else sum(figure_width(label, value) + 8 for label, value, _ in head.figures)
    right = scene.width - MARGIN - side
    return [(right - 24 - 40 * at, MARGIN + 18, 16) for at in range(min(count, MOST_HEAD_MARKS))]


MOST_HEAD_MARKS = 4


def draw_totals(p: Paint, scene: Scene, metrics: MapMetrics, caption: str) -> str:
    """The box at the end of the ladder."""
    box, lines = scene.totals, ladder.total_lines(metrics)
    height = 12.0 + 18 * len(lines)
    out = [symbols_nodes.ladder_total(p, box.x, box.y, box.width, height)]
    for at, (label, value, look) in enumerate(lines):
        y = box.y + 19 + 18 * at
        out.append(text(p, "t-mute", box.x + 9, y, label, 11) + text(p, look, box.right - 9, y, value, 12, 700, "end"))
    if caption:
        out.append(text(p, "t-mute", box.right, box.y + height + 15, caption, 10.5, 400, "end"))
    return "".join(out)


Entry = tuple[str, float]


def _used(content: Content, scene: Scene) -> list[str]:
    """Which symbols the map uses, in the order of the legend."""
    facts = content.facts
    kinds = {flow.kind for flow in facts.flows}
    used: list[str] = [kind for kind in ("push", "pull", "fifo", "supermarket", "transport") if kind in kinds]
    if any(flow.letter for flow in content.flows.values()):
        used.append("waiting")
    if any(link.kind == "rework" for link in scene.links):
        used.append("rework")
    media = {str(info.data.get("medium", "manual")) for info in facts.information}
    used += [medium for medium in ("manual", "electronic", "verbal") if medium in media]
    noted = {str(note.data.get("kind", "issue")) for note in facts.notes}
    if "burst" in noted:
        noted.add("issue")
    return used + [kind for kind in ("issue", "improvement", "question", "assumption") if kind in noted]


WORDS = {
    "push": "Push", "pull": "Pull", "fifo": "FIFO lane", "supermarket": "Supermarket", "transport": "Transport", "waiting": "Waiting",
    "rework": "Rework", "manual": "On paper", "electronic": "Electronic", "verbal": "Spoken", "issue": "Issue",
    "improvement": "Improvement", "question": "Question", "assumption": "Assumption",
}  # fmt: skip


def _sample(p: Paint, name: str, x: float, y: float, letter: str) -> str:
    """A small picture of a symbol, 60 wide, around y."""
    line = symbols_marks.info_manual(p, f"M{x:g} {y:g}h52") + symbols_nodes.arrow_head(p, "f-info", x + 58, y)
    samples = {
        "push": lambda: symbols_flow.push(p, x, y, 56),
        "pull": lambda: symbols_flow.pull(p, x + 30, y),
        "fifo": lambda: path(p, "s-ink", f"M{x:g} {y - 8:g}h56M{x:g} {y + 8:g}h56", 1.6) + symbols_nodes.arrow_head(p, "f-ink", x + 50, y),
        "supermarket": lambda: f'<g transform="translate({x + 20:g} {y - 16:g}) scale(.66)">{symbols_flow.supermarket(p, 0, 0)}</g>',
        "transport": lambda: symbols_flow.shipment(p, x, y, 56),
        "waiting": lambda: f'<g transform="translate({x + 28:g} {y - 14:g}) scale(.7)">{symbols_flow.inventory(p, 0, 0, letter)}</g>',
        "rework": lambda: symbols_marks.rework(p, f"M{x:g} {y:g}h50") + symbols_nodes.arrow_head(p, "f-bad", x + 58, y),
        "manual": lambda: line,
        "electronic": lambda: line + symbols_marks.info_electronic(p, x + 26, y),
        "verbal": lambda: line + symbols_marks.info_verbal(p, x + 26, y),
        "issue": lambda: symbols_marks.burst(p, x + 30, y, "n", radius=14),
        "improvement": lambda: symbols_marks.burst(p, x + 30, y, "n", radius=14, better=True),
        "question": lambda: symbols_marks.question(p, x + 30, y, "n"),
        "assumption": lambda: symbols_marks.question(p, x + 30, y, "n", assumption=True),
    }
    return samples[name]()


def calendar_line(content: Content) -> str:
    """The working time that a day, a week and a month stand for, and how texts are rounded."""
    calendar = content.calendar
    hours = number_text(calendar.work_per_day / 3600)
    week, month = number_text(calendar.days_per_week), number_text(calendar.days_per_month)
    return f"Working time: {hours} h a day, {week} days a week, {month} days a month. Computed unrounded, shown with one decimal."


def legend(content: Content, scene: Scene) -> list[list[tuple[str, float]]]:
    """Lines of the legend: each symbol that the map uses with its left side."""
    lines: list[list[tuple[str, float]]] = [[]]
    x = MARGIN
    for name in _used(content, scene):
        width = 60 + 8 + text_width(WORDS[name], 11)
        if lines[-1] and x + width > scene.width - MARGIN:
            lines.append([])
            x = MARGIN
        lines[-1].append((name, x))
        x += round(width + 22)
    return lines


def draw_foot(p: Paint, scene: Scene, content: Content) -> str:
    """Legend of the symbols used, and the calendar; on printed sheets only."""
    y = scene.foot
    out = [path(p, "n-row", f"M{MARGIN:g} {y:g}H{scene.width - MARGIN:g}", 0.8)]
    letter = next((flow.letter for flow in content.flows.values() if flow.letter), "I")
    lines = legend(content, scene)
    for at, line in enumerate(lines):
        middle = y + 24 + LEGEND_LINE * at
        for name, x in line:
            out.append(_sample(p, name, x, middle, letter) + text(p, "t-mute", x + 66, middle + 4, WORDS[name], 11))
    y += LEGEND_LINE * (len(lines) - 1)
    out.append(text(p, "t-mute", MARGIN, y + 56, clip(calendar_line(content), scene.width - 2 * MARGIN, 11), 11))
    return "".join(out)


def head_value(content: Content, key: str) -> str:
    """A value of the head as given."""
    return given(content.facts.head.get(key))
