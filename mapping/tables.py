"""A map as tables: steps by data for each mapping pass, then flows, parties, information flows and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from mapping import fields, kinds, pages, places, typed
from mapping.facts import FlowFacts, MapFacts, StepFacts
from mapping.fields import Kind
from mapping.kinds import RowWords
from mapping.metrics import MapMetrics
from mapping.passes import WAIT, Pass
from mapping.render.content import is_bad, measure
from vsm_site.lib.errors import Fault
from vsm_site.lib.units import percent_text

NO_WAIT = "Nothing leads to this step yet, so there is no wait before it."
CONNECT = "Connect the supplier, the customer or the step before with it; their flow has the wait."
ADD_PARTY = "Add the supplier or the customer and connect it with the step; their flow has the wait."
LONG = frozenset({"trigger", "done", "output", "variation", "text"})
WORKED = {"part": "Of lead time", "load": "Load", "evidence": "Evidence"}
"""Columns that are worked out."""
UNMEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Bound:
    """What somebody typed into one row and could not be stored: by the names of its inputs."""

    texts: Mapping[str, str] = field(default_factory=dict)
    firsts: Mapping[str, str] = field(default_factory=dict)
    """The values that the inputs were rendered with."""
    revs: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    clashes: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""
    """What is wrong with the row as a whole."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a table. `kind` is text, long (may have several lines), choice, or not to be typed into: shown, badge."""

    key: str
    label: str
    kind: str
    name: str = ""
    first_name: str = ""
    rev_name: str = ""
    text: str = ""
    first: str = ""
    rev: str = "0"
    words: str = ""
    """For reading."""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    is_number: bool = False
    is_bad: bool = False
    is_guess: bool = False
    url: str = ""
    """What a cell that is only shown leads to; without words its text is what one presses, and the hint says why."""
    errors: tuple[str, ...] = ()
    clash: Any = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    words: RowWords
    uuid: str
    id: str
    number: int
    cells: tuple[Cell, ...]
    name: Cell | None = None
    source: str = ""
    target: str = ""
    place: str = ""
    faults: tuple[str, ...] = ()
    message: str = ""
    is_first: bool = False
    is_last: bool = False
    is_whole: bool = True
    """False for a row that the reader has already: only what is worked out on it may be new."""

    @property
    def called(self) -> str:
        """What a screen reader calls the row."""
        if self.name:
            return self.name.words
        if self.source:
            return f"{self.source} to {self.target}"
        return next((cell.words for cell in self.cells if cell.key in ("name", "text")), "")[:60]


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its label, and the totals beneath."""

    key: str
    label: str
    is_number: bool
    total: str = ""
    tone: str = ""
    sort: str = "none"


@dataclass(frozen=True)
class Tables:
    """The tables of one map. `metrics` is None where the map has faults of drawing."""

    facts: MapFacts
    metrics: MapMetrics | None
    faults: tuple[Fault, ...] = ()
    bound: Mapping[str, Bound] = field(default_factory=dict)
    """By UUID of a row: what was typed and not stored."""
    seen: int = -1
    """The change up to which the reader has all rows; only later ones are given whole."""

    @cached_property
    def calendar(self) -> Any:
        """The map's working time."""
        return fields.calendar_of(self.facts.head.get("calendar"))

    @cached_property
    def names(self) -> dict[str, str]:
        """Nodes and flows by their ids, steps with their numbers."""
        return dict(places.place_choices(self.facts))

    @cached_property
    def entering(self) -> dict[str, list[FlowFacts]]:
        """By node the flows that enter it, without rework."""
        found: dict[str, list[FlowFacts]] = {}
        for flow in self.facts.flows:
            if flow.kind != "rework":
                found.setdefault(flow.target, []).append(flow)
        return found

    def steps(self, columns: Pass, sort: str = "") -> list[Row]:
        """All steps with the data of one pass, in document order or sorted by a column (`-` in front: the greatest first)."""
        last = len(self.facts.steps) - 1
        rows = [self._step(step, place, columns, place == last) for place, step in enumerate(self.facts.steps)]
        key = sort.removeprefix("-")
        if key not in ("name", *columns.columns):
            return rows
        order = {step.uuid: self._sort_value(step, key) for step in self.facts.steps}
        known = [row for row in rows if order[row.uuid] is not None]
        known.sort(key=lambda row: order[row.uuid], reverse=sort.startswith("-"))
        return known + [row for row in rows if order[row.uuid] is None]

    def _sort_value(self, step: StepFacts, key: str) -> Any:
        numbers = self.metrics.steps.get(step.id) if self.metrics else None
        if key == WAIT:
            return numbers.wait_before.seconds if numbers else None
        if key == "part":
            return numbers.time.seconds + numbers.wait_before.seconds if numbers else None
        if key == "load":
            return numbers.load if numbers else None
        value = self._evidence(step) if key == "evidence" else step.data.get(key)
        if value is None or value == "":
            return None
        return measure(key, value, self.calendar) if key in fields.STEP and fields.STEP[key].is_stated else str(value).casefold()

    def heads(self, columns: Pass, sort: str = "") -> list[Head]:
        """The columns of a pass, the name first, with totals beneath."""
        found = [Head("name", "Step", False, "Whole stream")]
        for key in columns.columns:
            label, is_number = self._label(key), key in (WAIT, "part", "load") or (key in fields.STEP and fields.STEP[key].is_stated)
            total, tone = self._total(key)
            found.append(Head(key, label, is_number, total, tone))
        return [self._sorted(head, sort) for head in found]

    def _sorted(self, head: Head, sort: str) -> Head:
        state = "ascending" if sort == head.key else "descending" if sort == f"-{head.key}" else "none"
        return Head(head.key, head.label, head.is_number, head.total, head.tone, state)

    def _label(self, key: str) -> str:
        if key == WAIT:
            return "Wait before"
        return WORKED.get(key) or fields.STEP[key].short_in(self.facts.style)

    def _total(self, key: str) -> tuple[str, str]:
        if self.metrics is None:
            return "", ""
        found = self.metrics
        rolled, yielded = found.rolled_complete_accurate, found.rolled_throughput_yield
        totals: dict[str, tuple[str, str]] = {
            WAIT: (found.shown(found.wait_time), "wait"),
            "cycle_time": (found.shown(found.process_time), "value"),
            "complete_accurate": (rolled.text if rolled else "", ""),
            "defect_rate": (f"{yielded.text} good" if yielded else "", ""),
            "wip": (f"{found.wip:g}" if found.wip is not None else "", ""),
            "staffing": (f"{found.staffing:g}" if found.staffing is not None else "", ""),
            "lead_time": (found.shown(found.lead_time), ""),
            "part": (self._parts_text(), ""),
        }
        return totals.get(key, ("", ""))

    def _parts_text(self) -> str:
        shares = [share for step in self.facts.steps if (share := self._part(step)) is not None]
        return percent_text(sum(shares)) if shares else ""

    def _part(self, step: StepFacts) -> float | None:
        """Which part of the lead time passes at this step and in front of it, in percent; None off the longest path."""
        if self.metrics is None or step.id not in self.metrics.path or not self.metrics.lead_time.seconds:
            return None
        numbers = self.metrics.steps[step.id]
        return 100 * (numbers.time.seconds + numbers.wait_before.seconds) / self.metrics.lead_time.seconds

    def _part_words(self, step: StepFacts) -> str:
        part = self._part(step)
        if part is None or self.metrics is None:
            return ""
        numbers = self.metrics.steps[step.id]
        is_known = part > 0 or (numbers.time.complete and numbers.wait_before.complete)
        return percent_text(part) if is_known else UNMEASURED

    def _step(self, step: StepFacts, place: int, columns: Pass, is_last: bool) -> Row:
        bound = self.bound.get(step.uuid)
        name = self._cell(kinds.STEP, "name", step, bound)
        cells = tuple(self._step_cell(step, key, bound) for key in columns.columns)
        faults = self._problems_by_row.get(step.uuid, ())
        message, is_whole = bound.message if bound else "", self._is_new(step) or any(map(self._is_new, self.entering.get(step.id, ())))
        return Row(kinds.STEP, step.uuid, step.id, place + 1, cells, name, "", "", "", faults, message, not place, is_last, is_whole)

    def _is_new(self, row: Any) -> bool:
        """Whether a row is new to the reader, or holds what could not be stored."""
        return self.seen < 0 or row.uuid in self.bound or any(rev > self.seen for rev in row.revs.values())

    def _step_cell(self, step: StepFacts, key: str, bound: Bound | None) -> Cell:
        if key == WAIT:
            return self._wait_cell(step, bound)
        label = self._label(key)
        if key == "part":
            return Cell(key, label, "shown", words=self._part_words(step), is_number=True)
        if key == "load":
            load = self.metrics.steps[step.id].load if self.metrics else None
            words = percent_text(100 * load) if load is not None else ""
            return Cell(key, label, "shown", words=words, is_number=True, is_bad=load is not None and load > 1)
        if key == "evidence":
            evidence = self._evidence(step)
            words = typed.EVIDENCE_WORDS.get(evidence, "")
            return Cell(key, label, "badge", words=words, is_guess=evidence in ("guess", "estimate"))
        return self._cell(kinds.STEP, key, step, bound)

    def _evidence(self, step: StepFacts) -> str:
        """How the time of a step is known."""
        statement = step.data.get("cycle_time", step.data.get("lead_time"))
        return str(statement.get("evidence", "")) if isinstance(statement, Mapping) else ""

    def _wait_cell(self, step: StepFacts, bound: Bound | None) -> Cell:
        flows = self.entering.get(step.id, [])
        label = self._label(WAIT)
        numbers = self.metrics.steps.get(step.id) if self.metrics else None
        if not flows:
            place, how = ("#flows", CONNECT) if self.facts.parties or step is not self.facts.steps[0] else ("#partys", ADD_PARTY)
            return Cell(WAIT, label, "shown", text="Connect", hint=f"{NO_WAIT} {how}", is_number=True, url=place)
        if len(flows) > 1:
            words = numbers.wait_before.text if numbers else ""
            return Cell(WAIT, label, "shown", text="several", words=words, is_number=True, url="#flows")
        flow = flows[0]
        cell = self._cell(kinds.FLOW, WAIT, flow, bound, prefix=f"{flow.uuid}-")
        if "inventory" in flow.data and WAIT not in flow.data:
            waiting = f"{typed.stated(flow.data['inventory'])} waiting"
            worked = f"{numbers.wait_before.text}, {waiting}" if numbers else waiting
            return replace(cell, label=label, hint=worked, words=worked)
        return replace(cell, label=label)

    def _cell(self, words: RowWords, key: str, row: Any, bound: Bound | None, prefix: str = "") -> Cell:
        datum, value, rev = words.known[key], row.data.get(key), row.revs.get(key, 0)
        name = f"{prefix}{key}"
        text = typed.shown(datum, value)
        is_choice = datum.kind is Kind.CHOICE
        load = self.metrics.steps[row.id].load if self.metrics and words is kinds.STEP else None
        cell = Cell(
            key,
            datum.short_in(self.facts.style),
            "choice" if is_choice else "long" if key in LONG or "\n" in text else "text",
            name=name,
            first_name=f"initial-{name}",
            rev_name=f"{prefix}rev_{key}",
            text=text,
            first=text,
            rev=str(rev),
            words=typed.in_words(datum, value),
            choices=tuple(typed.choices_of(datum, value, is_required=key in words.required)) if is_choice else (),
            is_number=datum.is_stated,
            is_bad=words is kinds.STEP and key != "value" and is_bad(key, value, self.calendar, load),
        )
        return _typed_into(cell, bound) if bound else cell

    def links(self, words: RowWords) -> list[Row]:
        """All flows, parties, information flows or notes."""
        rows: Sequence[Any] = {
            "flow": self.facts.flows,
            "party": self.facts.parties,
            "information": self.facts.information,
            "note": self.facts.notes,
        }[words.key]
        last = len(rows) - 1
        return [self._link(words, row, place, place == last) for place, row in enumerate(rows)]

    def _link(self, words: RowWords, row: Any, place: int, is_last: bool) -> Row:
        bound = self.bound.get(row.uuid)
        cells = tuple(self._cell(words, key, row, bound) for key in words.cells)
        faults = self._problems_by_row.get(row.uuid, ())
        ends = (self.names.get(row.source, row.source), self.names.get(row.target, row.target)) if words.has_ends else ("", "")
        pinned = self.names.get(str(row.data.get("at", "")), "The whole map") if words.has_place else ""
        key = "" if words.has_ends else row.id
        return Row(
            words,
            row.uuid,
            key,
            place + 1,
            cells,
            None,
            source=ends[0],
            target=ends[1],
            place=pinned,
            faults=faults,
            message=bound.message if bound else "",
            is_first=not place,
            is_last=is_last,
            is_whole=self._is_new(row),
        )

    @cached_property
    def problems(self) -> tuple[pages.Trouble, ...]:
        """Why the map has no numbers, each with the row at which it is to be mended."""
        return pages.troubles(self.facts, self.faults)

    @cached_property
    def remarks(self) -> tuple[pages.Trouble, ...]:
        """Warnings of the numbers, each with its row."""
        return pages.troubles(self.facts, self.metrics.warnings) if self.metrics else ()

    @cached_property
    def _problems_by_row(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for trouble in self.problems:
            key = trouble.step or trouble.flow
            found[key] = (*found.get(key, ()), trouble.text)
        return found

    @property
    def guesses(self) -> int:
        """How many numbers of steps and flows are estimates or guesses."""
        rows: Sequence[Any] = (*self.facts.steps, *self.facts.flows)
        values = (value for row in rows for value in row.data.values() if isinstance(value, Mapping))
        return sum(value.get("evidence") in ("estimate", "guess") for value in values)


def _typed_into(cell: Cell, bound: Bound) -> Cell:
    name = cell.name
    if name not in bound.texts:
        return cell
    return replace(
        cell,
        text=bound.texts[name],
        first=bound.firsts.get(name, cell.first),
        rev=bound.revs.get(name, cell.rev),
        errors=tuple(bound.errors.get(name, ())),
        clash=bound.clashes.get(name),
    )
