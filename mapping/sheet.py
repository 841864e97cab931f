"""The sheet that goes along on the walk: at each stop the questions of the method with what is known, as the team would ask them."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mapping import fields
from mapping.facts import MapFacts
from mapping.fields import Field
from mapping.gathering import StopLine, Walk, ties_of
from mapping.models import Observation, WalkStop
from mapping.passes import WAIT, WALK
from mapping.tables import Bound, Cell, Tables

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What comes, what goes", ("trigger", "done", "output")),
    ("How long", (WAIT, "lead_time", "cycle_time")),
    ("How good", ("complete_accurate", "defect_rate", "on_time_delivery")),
    ("How many", ("wip", "batch_size", "staffing", "overtime")),
    ("What varies", ("variation",)),
)
HOW = (
    ("estimate", "Told here by those who do it"),
    ("measured", "Timed or counted here"),
    ("system", "From the system"),
    ("guess", "A guess"),
)
"""How what is typed is known, as evidence of the map's statements; the first is meant unless something else is said."""
_TELEPHONE = re.compile(r"[,;(]?\s*\+?[0-9][0-9 ()/.-]{3,}\)?")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a stop: in words, the datum that its answer is, and the field to type into."""

    words: str
    label: str
    unit: str
    cell: Cell
    record: str

    @property
    def is_given(self) -> bool:
        """There is an answer."""
        return bool(self.cell.words or self.cell.text)


@dataclass(frozen=True, slots=True)
class Page:
    """One stop of the sheet. Without a step on the map there are no questions yet, only what is seen."""

    line: StopLine
    groups: tuple[tuple[str, tuple[Question, ...]], ...]
    notes: tuple[Observation, ...]
    ties: tuple[tuple[str, str], ...]
    by: str
    """Who says what is typed here."""


def pages(view: Walk, notes: Iterable[Observation], bound: Mapping[str, Bound]) -> list[Page]:
    """The walk's stops with questions, answers and notes; `bound`, by step, is what was typed and not stored."""
    by_stop: dict[UUID | None, list[Observation]] = defaultdict(list)
    for note in notes:
        by_stop[note.stop_id].append(note)
    drawn = view.drawn
    rows = {row.uuid: row for row in Tables(drawn.facts, drawn.metrics, drawn.faults, bound).steps(WALK)} if drawn else {}
    found = []
    for line in view.stops:
        step = line.stop.present_step
        row = rows.get(str(step.pk)) if step else None
        cells = {cell.key: cell for cell in row.cells} if row else {}
        groups = _groups(drawn.facts, cells, str(step.pk)) if drawn and step and row else ()
        ties = tuple(ties_of(drawn.facts, step)) if drawn and row else ()
        found.append(Page(line, groups, tuple(by_stop[line.stop.pk]), ties, who_says(line.stop)))
    return found


def _groups(facts: MapFacts, cells: Mapping[str, Cell], step: str) -> tuple[tuple[str, tuple[Question, ...]], ...]:
    return tuple((title, tuple(_question(facts, cells[key], step) for key in keys)) for title, keys in GROUPS)


def _question(facts: MapFacts, cell: Cell, step: str) -> Question:
    if cell.key == WAIT:
        flow = cell.name.rpartition("-")[0]
        return Question("How long does one wait in front of this place?", "Wait before", "", cell, f"flow/{flow}" if flow else "")
    datum = fields.STEP[cell.key]
    return Question(words_of(datum), datum.label_in(facts.style), datum.unit, cell, f"step/{step}")


_WORDS: Mapping[str, str] = {
    "trigger": "What starts your work here? Who gives it to you, by what way?",
    "done": "How do you know that you are done? Who gets it then?",
    "lead_time": "How long from its arrival here until you hand it on? Typical, best, worst.",
    "cycle_time": "How long is it in your hands, if nothing interrupts?",
    "wip": "How many do you have here right now? Count them.",
    "overtime": "How much overtime last month, per person and week?",
    "variation": "What varies, and why? Show me one that went wrong.",
}


def words_of(datum: Field) -> str:
    """The question as one asks it at the work place."""
    return _WORDS.get(datum.key, datum.question)


def who_says(stop: WalkStop) -> str:
    """Who answers at a stop: its contact without the telephone number, else what the place is called."""
    contact = _TELEPHONE.sub("", stop.contact).strip(" ,;")
    return contact or stop.name


def stamped(datum: Field, value: Any, *, how: str, by: str, at: datetime.date) -> Any:
    """An answer with how it is known, who says it, and when; a text or an emptied field as it is."""
    if value is None or not datum.is_stated or how not in dict(HOW):
        return value
    statement = dict(value) if isinstance(value, Mapping) else {"value": value}
    return statement | {"evidence": how, "by": by, "at": at.isoformat()}
