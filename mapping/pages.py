"""How maps are put into words and figures on pages: totals with a line of context each, the stream to scale, what is wrong and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mapping import fields, timeline
from mapping.facts import FlowFacts, MapFacts, StepFacts
from mapping.metrics import MapMetrics, Rolled, Share, Total
from mapping.places import name_of, named
from mapping.render.content import GOOD_FROM
from vsm_site.lib.errors import Fault
from vsm_site.lib.units import percent_text

NONE = "–"
BOUNDS = ("at least ", "about ")


@dataclass(frozen=True, slots=True)
class Figure:
    """One total: its key among the explanations, its number with unit, the words in front where it is incomplete, a line of context."""

    key: str
    label: str
    value: str
    unit: str = ""
    bound: str = ""
    note: str = ""
    tone: str = ""
    """Empty, `wait`, `value` or `bad`."""
    is_name: bool = False
    """A step's name rather than a number."""

    @property
    def text(self) -> str:
        """The total in words, as paper shows it: `at least 5 d`."""
        return " ".join(part for part in (self.bound, self.value, self.unit) if part)


def parts(text: str) -> tuple[str, str, str]:
    """A total in words as what is in front, number and unit: `at least 5 d` is ("at least", "5", "d")."""
    bound = next((word for word in BOUNDS if text.startswith(word)), "")
    number, _, unit = text.removeprefix(bound).partition(" ")
    return bound.strip(), number, unit


def figure(key: str, label: str, text: str, note: str = "", tone: str = "") -> Figure:
    """A figure of a total in words."""
    bound, number, unit = parts(text)
    return Figure(key, label, number, unit, bound, note, tone)


def counted(number: int, one: str) -> str:
    """`1 step`, `3 steps`."""
    return f"{number} {one}{'' if number == 1 else 's'}"


def figures(facts: MapFacts, metrics: MapMetrics) -> tuple[Figure, ...]:
    """The five figures of the title block: lead time, waiting, process time, ratio, quality."""
    return (
        figure("lead_time", "Lead time", metrics.shown(metrics.lead_time), _lead_note(facts, metrics)),
        figure("wait_time", "Waiting", metrics.shown(metrics.wait_time), _wait_note(facts, metrics), "wait"),
        figure("process_time", "Process time", metrics.shown(metrics.process_time), _process_note(facts, metrics), "value"),
        figure("activity_ratio", "Activity ratio", _text(metrics.activity_ratio), _ratio_note(metrics)),
        figure(
            "rolled_complete_accurate",
            "Rolled % C&A",
            _text(metrics.rolled_complete_accurate),
            _rolled_note(metrics.rolled_complete_accurate),
            _rolled_tone(metrics.rolled_complete_accurate),
        ),
    )


def pace_figures(facts: MapFacts, metrics: MapMetrics) -> tuple[Figure, ...]:
    """Takt and bottleneck."""
    takt = metrics.takt_time
    demand = "" if metrics.demand_per_day is None else f"{metrics.demand_per_day:.4g} a working day"
    found = metrics.bottleneck
    name = name_of(facts, found.step) if found else NONE
    return (
        figure("takt_time", "Takt", takt.text if takt else NONE, demand or "no demand given"),
        Figure("bottleneck", "Bottleneck", name, note=_bottleneck_note(facts, metrics), is_name=bool(found)),
    )


def _text(share: Share | Rolled | None) -> str:
    return share.text if share else NONE


def _missing_note(total: Total, facts: MapFacts) -> str:
    return f"{counted(len(total.missing), 'number')} missing" if total.missing else ""


def _lead_note(facts: MapFacts, metrics: MapMetrics) -> str:
    low, high = metrics.lead_time_range
    spread = f"{low.text} to {high.text}, by the way taken" if metrics.routings > 1 and low.text != high.text else ""
    again = rework(facts, metrics)
    if again is not None and not metrics.lead_time.missing:
        return f"with rework {again.lead}" if again.lead else "with rework not computable"
    walked = str(facts.head.get("walked", "")).strip()
    plain = counted(len(facts.steps), "step") + (f", walked {walked}" if walked else "")
    return _missing_note(metrics.lead_time, facts) or spread or plain


def _wait_note(facts: MapFacts, metrics: MapMetrics) -> str:
    waits = [(entry.wait_before.seconds, step) for step in facts.steps if (entry := metrics.steps[step.id]).wait_before.seconds]
    if not waits:
        return "all of it within steps" if metrics.wait_time.seconds else "no wait given"
    longest = max(waits, key=lambda one: one[0])[1]
    return f"longest: {longest.data['name']}, {metrics.steps[longest.id].wait_before.text}"


def _process_note(facts: MapFacts, metrics: MapMetrics) -> str:
    if metrics.process_time.missing:
        return _missing_note(metrics.process_time, facts)
    again = rework(facts, metrics)
    if again is not None and again.process:
        return f"with rework {again.process}"
    adding = sum(step.data.get("value") == "va" for step in facts.steps)
    return f"{adding} of {counted(len(facts.steps), 'step')} add value" if adding else "no step is classed as value added"


def _ratio_note(metrics: MapMetrics) -> str:
    if metrics.activity_ratio is None:
        return "needs all times" if metrics.lead_time.seconds else "needs a lead time"
    return f"{metrics.process_time.text} of {metrics.lead_time.text}"


def _rolled_note(found: Rolled | None) -> str:
    return f"{found.measured} of {counted(found.of, 'step')} measured" if found else "no % C&A given"


def _rolled_tone(found: Rolled | None) -> str:
    return "bad" if found and found.percent < GOOD_FROM["complete_accurate"] else ""


def _bottleneck_note(facts: MapFacts, metrics: MapMetrics) -> str:
    found = metrics.bottleneck
    if found is None:
        return "no time above 0"
    numbers = metrics.steps[found.step]
    tied = f", tied with {counted(len(found.tied) - 1, 'other')}" if len(found.tied) > 1 else ""
    if found.why == "load" and numbers.load is not None:
        return f"load {percent_text(numbers.load * 100)} of takt{tied}"
    waits = f"{numbers.wait_before.text} before it, " if numbers.wait_before.seconds else ""
    within = f"{numbers.time.text} in it" if numbers.time.complete or numbers.time.seconds else "its own time not known"
    return f"{waits}{within}{tied}"


@dataclass(frozen=True, slots=True)
class Rework:
    """Times with rework, shown beside the totals; or which loops cannot be computed."""

    lead: str = ""
    process: str = ""
    not_computable: tuple[str, ...] = ()


def rework(facts: MapFacts, metrics: MapMetrics) -> Rework | None:
    """Lead and process time with rework; None for a map without."""
    found = metrics.with_rework
    if found is None:
        return None
    if found.lead_time is None or found.process_time is None:
        return Rework(not_computable=tuple(name_of(facts, key) for key in found.not_computable))
    return Rework(found.lead_time.text, found.process_time.text)


def strip_label(metrics: MapMetrics) -> str:
    """What a screen reader says for the stream to scale."""
    return f"The stream to scale: {metrics.wait_time.text} waiting, {metrics.process_time.text} work"


def rungs(facts: MapFacts, metrics: MapMetrics) -> tuple[timeline.Rung, ...]:
    """The pieces of the stream to scale."""
    return timeline.ladder(facts, metrics)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to mend on a map: why, where in words, and the record to open (UUIDs; empty for the whole map)."""

    text: str
    where: str
    step: str = ""
    flow: str = ""


_PLACE = re.compile(r"(steps|flows|parties|information|notes)\[([0-9]+)\](?:\.(.+))?")


def troubles(facts: MapFacts, faults: Sequence[Fault]) -> tuple[Trouble, ...]:
    """Faults of drawing or warnings in people's words: names for ids, places for JSON paths."""
    return tuple(_trouble(facts, fault) for fault in faults)


def _trouble(facts: MapFacts, fault: Fault) -> Trouble:
    text, found = named(facts, fault.text), _PLACE.fullmatch(fault.path)
    if found is None:
        return Trouble(text, "The whole map")
    place, key = int(found[2]), found[3] or ""
    if found[1] == "steps" and place < len(facts.steps):
        step = facts.steps[place]
        return Trouble(text, _step_place(facts, step, place, key), step=step.uuid)
    if found[1] == "flows" and place < len(facts.flows):
        flow = facts.flows[place]
        return Trouble(text, _flow_place(facts, flow, key), flow=flow.uuid)
    return Trouble(text, "The whole map")


def _step_place(facts: MapFacts, step: StepFacts, place: int, key: str) -> str:
    label = fields.STEP[key].label_in(facts.style) if key in fields.STEP else ""
    return f"{place + 1} {step.data['name']}{f', {label.lower()}' if label else ''}"


def _flow_place(facts: MapFacts, flow: FlowFacts, key: str) -> str:
    label = fields.FLOW[key].label.lower() if key in fields.FLOW else ""
    return f"{name_of(facts, flow.key)}{f', {label}' if label else ''}"


def listed(facts: MapFacts, keys: Sequence[str], most: int) -> str:
    """The first of some steps and flows by name, and how many more there are."""
    names = [name_of(facts, key) for key in keys[:most]]
    more = len(keys) - most
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


STATE_WORDS = dict(fields.STATES)
"""The states of maps in words."""
SHORT_STATES = {"current": "Current", "ideal": "Ideal", "future": "Future"}


def sentence(facts: MapFacts, metrics: MapMetrics | None) -> str:
    """How things stand on a map, written from its data."""
    if not facts.steps:
        return "Nothing is drawn yet."
    if metrics is None:
        return "The map is not drawn to an end, so it has no totals yet."
    if not (metrics.lead_time.complete or metrics.lead_time.seconds):
        return f"{counted(len(facts.steps), 'step')}, no times yet."
    where = f"{counted(len(facts.steps), 'step')}, {metrics.lead_time.text} from start to end"
    work = f"{metrics.process_time.text} of it work" if metrics.process_time.seconds else "no work times yet"
    return f"{where}, {work}."
