"""What is written on a map, and how much room it takes: facts and metrics to texts and to the sizes that layout needs."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mapping import fields
from mapping.facts import FlowFacts, InformationFacts, MapFacts, NoteFacts, StepFacts
from mapping.fields import Kind
from mapping.places import place_choices
from mapping.render.fonts import clip, text_width, wrap
from mapping.render.gaps import FlowSize
from mapping.render.markup import clean
from mapping.render.options import RenderOptions
from vsm_site.lib.units import Calendar, display, used
from vsm_site.lib.units import seconds as seconds_of

BASICS = {"office": ("cycle_time", "lead_time", "complete_accurate"), "manufacturing": ("cycle_time", "changeover", "uptime")}
ORDER = {
    "office": (
        "cycle_time", "lead_time", "complete_accurate", "on_time_delivery", "wip", "batch_size", "defect_rate", "value",
        "changeover", "uptime",
        "stations", "overtime",
    ),
    "manufacturing": (
        "cycle_time", "changeover", "uptime", "batch_size", "defect_rate", "wip", "lead_time", "stations", "complete_accurate",
        "on_time_delivery", "value", "overtime",
    ),
}  # fmt: skip
MOST_ROWS, LEAST_ROWS = 6, 3
GOOD_FROM = {"complete_accurate": 80.0, "on_time_delivery": 80.0, "uptime": 80.0}
"""A percentage below this is marked."""
BAD_ABOVE = {"defect_rate": 20.0}
"""A percentage above this is marked. Besides, work that only wastes, and a cycle time above takt (load over 1)."""
VALUE_WORDS = {"va": ("Value added", "t-value"), "nnva": ("Necessary", "t-ink"), "nva": ("Waste", "t-ink")}
LETTERS = {"office": ("Q", "W"), "manufacturing": ("I", "I")}
SLOT = 86.0
CHIP_WIDTH = 240.0
PART_GAP = 4.0
"""Between the pieces of a label."""
DASH = "–"


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row of a data box."""

    field: str
    label: str
    value: str
    given: str
    """The value as given, for the editor."""
    rev: int
    bad: bool = False
    look: str = "t-ink"


@dataclass(frozen=True, slots=True)
class Mark:
    """A note as it is pinned: its number in the document, its kind and severity."""

    note: NoteFacts
    number: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text under an arrow and the field that it shows ("" for none)."""

    text: str
    look: str
    size: float
    weight: int
    field: str
    drop: float
    """How far its baseline is below the line of the flow."""
    is_empty: bool = False
    """Whether it only says that nothing is given, for the editor."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a label and the field that it shows ("" for none)."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class FlowText:
    """What stands at an arrow."""

    letter: str
    """In its triangle; "" without one."""
    lines: tuple[Line, ...]
    share: str
    size: FlowSize


@dataclass(slots=True)
class Content:
    """All texts of a map."""

    facts: MapFacts
    options: RenderOptions
    calendar: Calendar
    metrics: tuple[str, ...]
    names: Mapping[str, str]
    """Words of every node and flow, by id and `from>to`."""
    marks: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    """By id of the step or party, `from>to` of a flow; "" for the whole map."""
    flows: dict[int, FlowText] = field(default_factory=dict)
    labels: dict[tuple[str, int], tuple[Part, ...]] = field(default_factory=dict)
    """Pieces of each chip by kind and index of its line."""


def given(statement: Any) -> str:
    """A value as the editor takes it back: text as it is, all else as JSON."""
    return statement if isinstance(statement, str) else "" if statement is None else json.dumps(statement, ensure_ascii=False)


def measure(key: str, statement: Any, calendar: Calendar) -> float | None:
    """The number that counts of a step datum: seconds of a duration, else the plain number; None where nothing is given."""
    if statement is None:
        return None
    if fields.STEP[key].kind is Kind.DURATION:
        return used(statement, lambda text: seconds_of(text, calendar))
    return used(statement, float)


def chosen_metrics(facts: MapFacts, options: RenderOptions) -> tuple[str, ...]:
    """Which data rows are drawn: those asked for, else what a third of the steps have; at least three, at most six."""
    if options.metrics is not None:
        return tuple(key for key in options.metrics if key in fields.STEP and key not in ("name", "area", "staffing"))
    style = facts.style if facts.style in ORDER else "office"
    known = Counter(key for step in facts.steps for key in step.data)
    found = [key for key in ORDER[style] if known[key] * 3 >= len(facts.steps) and known[key]][:MOST_ROWS]
    rare = [key for key in (*ORDER[style], *BASICS[style]) if key not in found and (known[key] or key in BASICS[style])]
    rare = list(dict.fromkeys(sorted(rare, key=lambda key: not known[key])))[: max(0, LEAST_ROWS - len(found))]
    return tuple(sorted(found + rare, key=ORDER[style].index))


def shown(key: str, statement: Any) -> str:
    """A step datum as its cell shows it."""
    if statement is None:
        return DASH
    datum = fields.STEP[key]
    if key == "value":
        return VALUE_WORDS.get(statement, (str(statement), ""))[0]
    if datum.kind is Kind.PERCENT:
        return f"{display(statement)} %"
    if datum.is_stated:
        return display(statement)
    return clean(", ".join(map(str, statement)) if isinstance(statement, (list, tuple)) else statement)


def is_bad(key: str, statement: Any, calendar: Calendar, load: float | None) -> bool:
    """Whether a value wants attention: see GOOD_FROM and BAD_ABOVE."""
    if statement is None:
        return False
    if key == "value":
        return bool(statement == "nva")
    if key == "cycle_time":
        return load is not None and load > 1 + 1e-9
    if key in GOOD_FROM:
        return (measure(key, statement, calendar) or 0) < GOOD_FROM[key]
    return key in BAD_ABOVE and (measure(key, statement, calendar) or 0) > BAD_ABOVE[key]


def data_rows(content: Content, step: StepFacts, load: float | None) -> list[DataRow]:
    """The rows of a step's data box."""
    rows = []
    for key in content.metrics:
        statement = step.data.get(key)
        value = shown(key, statement)
        bad = is_bad(key, statement, content.calendar, load)
        look = VALUE_WORDS.get(str(statement), ("", "t-ink"))[1] if key == "value" else "t-ink" if statement is not None else "t-mute"
        value = clip(value, 96, 12, 600)
        label = clip(fields.STEP[key].short_in(content.facts.style), 148 - 24 - text_width(value + (" !" if bad else ""), 12, 600), 11.5)
        rows.append(DataRow(key, label, value, given(statement), step.revs.get(key, 0), bad, look))
    return rows


def _flow_lines(content: Content, flow: FlowFacts) -> list[tuple[str, str, str]]:
    """Text, look and field of each line under an arrow; while the map is edited also what is not given yet."""
    head, stock, wait = content.facts.head, flow.data.get("inventory"), flow.data.get("wait")
    parts: list[tuple[str, str, str]] = []
    if flow.kind == "fifo" and "max" in flow.data:
        parts.append((f"max {display(flow.data['max'])}", "mute", "max"))
    elif flow.kind == "fifo" and content.options.interactive:
        parts.append((f"max {DASH}", "empty", "max"))
    if stock is not None:
        parts.append((display(stock), "strong", "inventory"))
    if wait is not None:
        parts.append((display(wait), "strong" if stock is None else "mute", "wait"))
    elif stock is not None and head.get("item"):
        parts.append((clean(head["item"]), "mute", ""))
    if content.options.interactive:
        parts += [(f"{word} {DASH}", "empty", key) for key, word in EMPTY_WORDS.items() if flow.data.get(key) is None]
    parts += [(part, "small", "label") for part in wrap(clean(flow.data.get("label", "")), 96, 10.5, 400, 2)]
    return parts


LOOKS = {"strong": ("t-ink", 12.0, 600), "mute": ("t-mute", 11.0, 400), "small": ("t-mute", 10.5, 400), "empty": ("t-mute", 10.5, 400)}
EMPTY_WORDS = {"wait": "wait", "inventory": "queue"}


def _flow_text(content: Content, flow: FlowFacts, *, is_marked: bool, is_choice: bool) -> FlowText:
    letters = LETTERS.get(content.facts.style, LETTERS["office"])
    stock, wait = flow.data.get("inventory"), flow.data.get("wait")
    stands = flow.kind in ("push", "transport") and any(_above_zero(one) for one in (stock, wait))
    letter = (letters[0] if stock is not None else letters[1]) if stands else ""
    drop = 72.0 if stands else {"supermarket": 40.0, "fifo": 28.0, "pull": 30.0}.get(flow.kind, 26.0)
    lines, widest = [], 0.0
    for at, (body, look, key) in enumerate(_flow_lines(content, flow)):
        body = clip(body, 110, LOOKS[look][1], LOOKS[look][2])
        widest = max(widest, text_width(body, LOOKS[look][1], LOOKS[look][2]))
        lines.append(Line(body, *LOOKS[look], key, drop + 14 * at, look == "empty"))
    share = f"{display(flow.data['share'])} %" if "share" in flow.data and is_choice else ""
    if not share and content.options.interactive and flow.kind != "rework" and is_choice:
        share = f"{DASH} %"
    below = lines[-1].drop + 5 if lines else 58.0 if stands else 26.0
    above = {"transport": 52.0, "fifo": 32.0, "supermarket": 28.0}.get(flow.kind, 14.0) + (34.0 if is_marked else 0)
    slot = max(SLOT, round(widest) + 12.0)
    return FlowText(letter, tuple(lines), share, FlowSize(slot, round(text_width(share, 11, 600)) + 18 if share else 0, above, below))


def _above_zero(statement: Any) -> bool:
    if statement is None:
        return False
    return any(character in "123456789" for character in display(statement)) or isinstance(statement, Mapping)


def _rework_label(flow: FlowFacts, *, interactive: bool) -> tuple[Part, ...]:
    """Word, share and wait of a way back; one that is no rework but goes back asks."""
    data, is_rework = flow.data, flow.kind == "rework"
    share = f"{display(data['share'])} %" if "share" in data else f"{DASH} %" if interactive else ""
    share = share if is_rework else ""
    rest = [Part(share, "share")] if share else []
    rest += [Part(f"· {display(data['wait'])}", "wait")] if "wait" in data else []
    word = clean(data.get("label", "")) or ("rework" if is_rework else "goes back?")
    return _fitted(Part(word, "label"), *rest)


def _fitted(first: Part, *rest: Part) -> tuple[Part, ...]:
    """The pieces of a label, the longest ones clipped so that the whole fits on its line."""
    rest = tuple(Part(clip(part.text, CHIP_WIDTH / 2 / len(rest), 11, 600), part.field) for part in rest)
    room = CHIP_WIDTH - sum(text_width(part.text, 11, 600) + PART_GAP for part in rest)
    return (Part(clip(first.text, room, 11, 600), first.field), *rest)


def information_label(info: InformationFacts, *, interactive: bool = False) -> tuple[Part, ...]:
    """Label and frequency of an information line; while the map is edited a dash stands for a label that is not given yet."""
    label, often = (clean(info.data.get(key, "")).strip() for key in ("label", "frequency"))
    if label and often:
        return _fitted(Part(label, "label"), Part(f"· {often}", "frequency"))
    if often:
        return _fitted(Part(often, "frequency"))
    return _fitted(Part(label or DASH, "label")) if label or interactive else ()


def label_width(parts: tuple[Part, ...]) -> float:
    """Width of the words of a label."""
    return sum(text_width(part.text, 11, 600) for part in parts) + PART_GAP * max(0, len(parts) - 1)


def chip_width(parts: tuple[Part, ...], medium: str = "manual") -> float:
    """Room of a chip with the kink or bubble of its medium beside it."""
    words = label_width(parts) + 14 if parts else 0
    return round(words + (24 if medium in ("electronic", "verbal") else 0))


Texts = dict[int, tuple[Any, FlowText, tuple[Part, ...]]]


def make_content(facts: MapFacts, options: RenderOptions, known: Texts | None = None) -> Content:
    """All texts of a map as far as they do not need metrics. `known` keeps texts of flows from one drawing to the next."""
    known = {} if known is None else known
    calendar = fields.calendar_of(facts.head.get("calendar"))
    content = Content(facts, options, calendar, chosen_metrics(facts, options), dict(place_choices(facts)))
    for number, note in enumerate(facts.notes, 1):
        content.marks[str(note.data.get("at", ""))].append(Mark(note, str(number)))
    common = (facts.style, facts.head.get("item"))
    choices = {step.id for step in facts.steps if step.data.get("split") == "choice"}
    for index, flow in enumerate(facts.flows):
        if flow.kind == "rework" or flow.source == flow.target:
            content.marks[flow.source] += content.marks.pop(flow.key, [])
        is_marked, is_choice = bool(content.marks.get(flow.key)), flow.source in choices
        inputs = (flow, is_marked, is_choice, common)
        if index not in known or known[index][0] != inputs:
            text = _flow_text(content, flow, is_marked=is_marked, is_choice=is_choice)
            known[index] = (inputs, text, _rework_label(flow, interactive=options.interactive))
        _, content.flows[index], content.labels["rework", index] = known[index]
    for index, info in enumerate(facts.information):
        content.labels["information", index] = information_label(info, interactive=options.interactive)
    return content


def label_widths(content: Content) -> dict[tuple[str, int], float]:
    """Room of every chip."""
    facts = content.facts
    out = {}
    for (kind, index), parts in content.labels.items():
        medium = str(facts.information[index].data.get("medium", "manual")) if kind == "information" else "manual"
        out[kind, index] = chip_width(parts, medium)
    return out
