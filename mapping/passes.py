"""The rounds in which a team fills a map, so that fifteen people do not fill everything everywhere: what each asks for, and what is open.

One table for the boxes of the drawing, the step sheet and the table twin, for the server and, as JSON, for the browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mapping import fields
from mapping.facts import FlowFacts, MapFacts, StepFacts
from mapping.places import name_of

WAIT = "wait"
"""The wait in front of a step: a datum of the flow that enters it, beside the data of the step."""
EVIDENCE = "evidence"
"""How the time of a step is known, as a column of tables."""
UNSURE = ("estimate", "guess")
OPEN_NOTES = ("question", "assumption")


@dataclass(frozen=True, slots=True)
class Pass:
    """One look at all steps: just the data that are asked for in one round of the walk."""

    key: str
    label: str
    columns: tuple[str, ...]
    """Of the table twin."""
    number: int = 0
    """Its place among the rounds; 0 for a look of the table that is none."""
    ask: str = ""
    """What the facilitator asks the team for."""
    rows: tuple[str, ...] = ()
    """Data rows in the boxes of the drawing."""
    sheet: tuple[str, ...] = ()
    """Data on the sheet of a step."""
    counted: tuple[str, ...] = ()
    """Data that every step is to have."""


PASSES = (
    Pass(
        "flow",
        "Flow",
        ("area", "trigger", "done", "output"),
        1,
        "What happens, and who does it? Walk backwards from the customer.",
        rows=("trigger", "done"),
        sheet=("name", "area", "trigger", "done", "output", "split"),
        counted=("area", "trigger", "done"),
    ),
    Pass(
        "information",
        "Information",
        ("area", "trigger", "done", "output"),
        2,
        "Who tells whom what, on which way, how often?",
        sheet=("name", "trigger", "done"),
    ),
    Pass(
        "metrics",
        "Metrics",
        (WAIT, "cycle_time", "lead_time", "complete_accurate", "wip", "batch_size", "staffing", EVIDENCE),
        3,
        "How long, how many, how good? Ask for the usual case first.",
        rows=("cycle_time", "lead_time", "complete_accurate", "wip"),
        sheet=(
            "cycle_time", "lead_time", "complete_accurate", "defect_rate", "on_time_delivery", "wip", "batch_size", "changeover", "uptime",
            "stations", "staffing", "overtime",
        ),
        counted=(WAIT, "cycle_time", "lead_time", "complete_accurate"),
    ),
    Pass(
        "questions",
        "Questions",
        (WAIT, "cycle_time", "complete_accurate", EVIDENCE, "variation"),
        4,
        "Which numbers are guesses, and what do we not know yet?",
        rows=("cycle_time", "complete_accurate"),
        sheet=("cycle_time", "lead_time", "complete_accurate", "wip", "variation"),
    ),
    Pass(
        "value",
        "Value",
        ("area", "cycle_time", "value", "output"),
        5,
        "Would the customer pay for this step if they knew of it?",
        rows=("cycle_time", "value"),
        sheet=("value", "output", "cycle_time"),
        counted=("value",),
    ),
    Pass(
        "wastes",
        "Wastes",
        (WAIT, "value", "wastes", "variation"),
        6,
        "What annoys you here? Each waste becomes a kaizen burst.",
        rows=("value", "wastes"),
        sheet=("wastes", "variation", "value"),
        counted=("wastes",),
    ),
)  # fmt: skip
WALKED = (
    "trigger", "done", "output", WAIT, "lead_time", "cycle_time", "complete_accurate", "defect_rate", "on_time_delivery", "wip",
    "batch_size", "staffing", "overtime", "variation",
)  # fmt: skip
WALK = Pass("walk", "Walk", WALKED, counted=WALKED)
"""What is asked at each work place: what starts and ends the work, and the twelve data of the method, with the wait in front."""
BY_KEY: Mapping[str, Pass] = {one.key: one for one in PASSES}
MAIN = Pass("main", "Main numbers", ("area", WAIT, "cycle_time", "complete_accurate", "wip", "value", EVIDENCE, "part"))
PEOPLE = Pass("people", "People", ("area", "staffing", "overtime", "stations", "uptime", "load"))
EVERYTHING = Pass(
    "all",
    "Everything",
    (
        "area", "trigger", "done", "output", WAIT, "cycle_time", "lead_time", "changeover", "value", "complete_accurate", "defect_rate",
        "on_time_delivery", "staffing", "overtime", "stations", "uptime", "batch_size", "wip", "variation", "wastes", "split",
    ),
)  # fmt: skip
TABLE_LOOKS = (MAIN, *PASSES, PEOPLE, EVERYTHING)
"""The looks of the table twin, in the order of its tabs."""


def look_named(key: str) -> Pass:
    """The look of the table of this key, the main numbers for an unknown one."""
    return next((one for one in TABLE_LOOKS if one.key == key), MAIN)


def for_browser() -> list[dict[str, Any]]:
    """The rounds as JSON."""
    return [{"key": one.key, "label": one.label, "number": one.number, "ask": one.ask, "sheet": list(one.sheet)} for one in PASSES]


# What is open


@dataclass(frozen=True, slots=True)
class Gap:
    """A datum that a round asks for and nobody has given: at which record and field, and at which step (UUIDs; empty for none)."""

    record: str
    field: str
    words: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A datum that a round asks for, given or not."""

    gap: Gap
    is_given: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is: data given of those asked for, in all and by step (UUID), and what is open in the order of the flow."""

    done: int
    of: int
    steps: Mapping[str, tuple[int, int]]
    gaps: tuple[Gap, ...]


def progress(facts: MapFacts, one: Pass) -> Progress:
    """How far a round is on a map."""
    asked = list(_ASKED.get(one.key, _of_steps)(facts, one))
    steps: dict[str, tuple[int, int]] = {}
    for entry in asked:
        if entry.gap.step:
            done, of = steps.get(entry.gap.step, (0, 0))
            steps[entry.gap.step] = (done + entry.is_given, of + 1)
    gaps = tuple(entry.gap for entry in asked if not entry.is_given)
    return Progress(len(asked) - len(gaps), len(asked), steps, gaps)


def _of_steps(facts: MapFacts, one: Pass) -> Iterator[Asked]:
    """The counted data of every step; the wait is asked of each flow that enters it."""
    for step in facts.steps:
        for key in one.counted:
            if key == WAIT:
                yield from _waits(facts, step)
            else:
                words = f"{step.data['name']}: {fields.STEP[key].label_in(facts.style).lower()}"
                yield Asked(Gap(f"step/{step.uuid}", key, words, step.uuid), step.data.get(key) not in (None, ""))


def _entering(facts: MapFacts, step: StepFacts) -> Iterator[FlowFacts]:
    return (flow for flow in facts.flows if flow.target == step.id and flow.kind != "rework")


def _waits(facts: MapFacts, step: StepFacts) -> Iterator[Asked]:
    for flow in _entering(facts, step):
        given = WAIT in flow.data or "inventory" in flow.data
        yield Asked(Gap(f"flow/{flow.uuid}", WAIT, f"{name_of(facts, flow.key)}: wait", step.uuid), given)


def _of_flow(facts: MapFacts, one: Pass) -> Iterator[Asked]:
    """What happens at each step, and that each hangs on another."""
    joined = {end for flow in facts.flows for end in (flow.source, flow.target)}
    asked = list(_of_steps(facts, one))
    for step in facts.steps:
        yield from (entry for entry in asked if entry.gap.step == step.uuid)
        if len(facts.steps) > 1:
            yield Asked(Gap(f"step/{step.uuid}", "", f"{step.data['name']}: connect it", step.uuid), step.id in joined)


def _of_information(facts: MapFacts, one: Pass) -> Iterator[Asked]:
    """Way, content and rhythm of each information flow."""
    steps = {step.id: step.uuid for step in facts.steps}
    for row in facts.information:
        at = steps.get(row.target) or steps.get(row.source, "")
        called = f"{name_of(facts, row.source)} to {name_of(facts, row.target)}"
        for key in ("label", "medium", "frequency"):
            words = f"{called}: {fields.INFORMATION[key].label.lower()}"
            yield Asked(Gap(f"information/{row.uuid}", key, words, at), row.data.get(key) not in (None, ""))


def _of_questions(facts: MapFacts, one: Pass) -> Iterator[Asked]:
    """Numbers that somebody measured or was told, of all that are given; then questions and assumptions that are still pinned."""
    for step in facts.steps:
        for flow in _entering(facts, step):
            yield from _statements(f"flow/{flow.uuid}", name_of(facts, flow.key), flow.data, fields.FLOW, facts.style, step.uuid)
        yield from _statements(f"step/{step.uuid}", str(step.data["name"]), step.data, fields.STEP, facts.style, step.uuid)
    steps = {step.id: step.uuid for step in facts.steps}
    for note in facts.notes:
        if note.data["kind"] in OPEN_NOTES:
            at = str(note.data.get("at", "")).partition(">")[0]
            yield Asked(Gap(f"note/{note.uuid}", "text", str(note.data["text"]), steps.get(at, "")), False)


def _statements(record: str, called: str, data: Mapping[str, Any], known: fields.Fields, style: str, step: str) -> Iterator[Asked]:
    for key, field in known.items():
        if field.is_stated and key in data:
            value = data[key]
            sure = not (isinstance(value, Mapping) and value.get("evidence") in UNSURE)
            yield Asked(Gap(record, key, f"{called}: {field.label_in(style).lower()}", step), sure)


_ASKED = {"flow": _of_flow, "information": _of_information, "questions": _of_questions}
