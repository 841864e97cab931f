"""How a total was computed: its terms, path, calendar, and what is missing. Sources of the formulas are named with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mapping import fields, loads
from mapping.facts import FlowFacts, MapFacts, StepFacts
from mapping.loads import Pace
from mapping.metrics import MapMetrics, Rolled, Share, Total
from mapping.results import ReworkTerm
from vsm_site.lib.units import display, near, number_text, percent_text, time_text, used


@dataclass(frozen=True, slots=True)
class Term:
    """One term: what it is of, as typed, what it counts (already times its probability), and that in words."""

    label: str
    """The step's or flow's name."""
    what: str
    """Which datum, in the map's words."""
    typed: str
    value: float
    """Seconds, percent or plain number, times `chance` where the total is a sum."""
    text: str
    chance: float = 1.0
    record: str = ""
    """Document id of the step, or `from>to` of the flow."""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """One total with everything that led to it. `joins` says how: the terms are summed, multiplied, or divided."""

    key: str
    title: str
    result: str
    formula: str
    source: str
    joins: str
    terms: tuple[Term, ...] = ()
    path: tuple[str, ...] = ()
    calendar: str = ""
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


LEAD_SOURCE = "Longest path by step times and waits; Rother and Shook, Learning to See; Martin and Osterling, Value Stream Mapping"
RATIO_SOURCE = "Martin and Osterling, Value Stream Mapping"


@dataclass(frozen=True)
class _Book:
    """A map with its numbers, and its words for both."""

    facts: MapFacts
    metrics: MapMetrics

    @property
    def pace(self) -> Pace:
        return loads.pace_of(self.facts, fields.calendar_of(self.facts.head.get("calendar")))

    def time(self, seconds: float) -> str:
        return time_text(seconds, self.pace.calendar)

    def name(self, key: str) -> str:
        names = {step.id: str(step.data["name"]) for step in self.facts.steps}
        names |= {party.id: str(party.data["name"]) for party in self.facts.parties}
        if key in names:
            return names[key]
        source, _, target = key.partition(">")
        return f"{names.get(source, source)} → {names.get(target, target)}"

    def label(self, key: str) -> str:
        return fields.STEP[key].label_in(self.facts.style)

    def step_time(self, step: StepFacts, chance: float) -> Term:
        key = "lead_time" if "lead_time" in step.data else "cycle_time"
        total = self.metrics.steps[step.id].time
        typed = display(step.data.get(key))
        value = total.seconds * chance
        return Term(self.name(step.id), self.label(key), typed, value, self.time(value), chance, step.id, not total.complete)

    def wait(self, flow: FlowFacts, chance: float) -> Term:
        value = loads.wait_of(flow, self.pace, self.metrics.flow_chances.get(flow.key, 0.0))
        typed = display(flow.data["wait"]) if "wait" in flow.data else f"{display(flow.data['inventory'])} waiting"
        what = "Wait" if "wait" in flow.data else "Inventory / demand"
        weighted = (value or 0.0) * chance
        return Term(self.name(flow.key), what, typed, weighted, self.time(weighted), chance, flow.key, value is None)

    def datum(self, step: StepFacts, key: str, chance: float) -> Term:
        known = key in step.data
        value = self.pace.duration(step.data[key]) * chance if known else 0.0
        return Term(self.name(step.id), self.label(key), display(step.data.get(key)), value, self.time(value), chance, step.id, not known)

    def calendar(self) -> str:
        found = self.metrics.calendar
        return (
            f"Working time: a day is {display(found['work_per_day'])}, a week {number_text(found['days_per_week'])} days, "
            f"a month {number_text(found['days_per_month'])} days."
        )

    def notes(self) -> tuple[str, ...]:
        if self.metrics.routings == 1:
            return ()
        return (
            f"The expectation over {self.metrics.routings:,} routings: "
            "each term counts with its probability of being on the longest path.",
        )


def explain(facts: MapFacts, metrics: MapMetrics, key: str) -> Explanation | None:
    """How this total was computed; None for a word that is no total."""
    builder = _BUILDERS.get(key)
    return builder(_Book(facts, metrics)) if builder else None


def keys() -> tuple[str, ...]:
    """Every total that can be explained."""
    return tuple(_BUILDERS)


def _names(book: _Book, total: Total) -> tuple[str, ...]:
    return tuple(book.name(key) for key in total.missing)


def _path(book: _Book) -> tuple[str, ...]:
    return tuple(book.name(key) for key in book.metrics.path)


def _path_terms(book: _Book) -> tuple[Term, ...]:
    steps = [book.step_time(step, book.metrics.on_path[step.id]) for step in book.facts.steps if step.id in book.metrics.on_path]
    waits = [
        book.wait(flow, book.metrics.flows_on_path[flow.key])
        for flow in book.facts.flows
        if flow.key in book.metrics.flows_on_path and ("wait" in flow.data or "inventory" in flow.data)
    ]
    return (*steps, *waits)


def _lead(book: _Book) -> Explanation:
    total = book.metrics.lead_time
    formula = "Step times and waits along the longest path from a start to an end. A step's time is its lead time, else its cycle time."
    return Explanation(
        "lead_time", "Lead time", total.text, formula, LEAD_SOURCE, "sum", _path_terms(book), _path(book), book.calendar(), book.notes(),
        _names(book, total),
    )  # fmt: skip


def _range(book: _Book) -> Explanation:
    low, high = book.metrics.lead_time_range
    terms = tuple(Term(label, "Lead time", "", total.seconds, total.text) for label, total in (("Shortest", low), ("Longest", high)))
    formula = "The least and the greatest lead time over all routings."
    return Explanation(
        "lead_time_range", "Lead time, shortest and longest routing", f"{low.text} to {high.text}", formula, LEAD_SOURCE, "list", terms,
        _path(book), book.calendar(), (), _names(book, low),
    )  # fmt: skip


def _cycles(book: _Book, key: str, title: str, formula: str, total: Total, counts: Callable[[StepFacts], bool]) -> Explanation:
    terms = tuple(
        book.datum(step, "cycle_time", book.metrics.on_path[step.id])
        for step in book.facts.steps
        if step.id in book.metrics.on_path and counts(step)
    )
    return Explanation(
        key, title, total.text, formula, RATIO_SOURCE, "sum", terms, _path(book), book.calendar(), book.notes(), _names(book, total)
    )


def _process(book: _Book) -> Explanation:
    label = book.label("cycle_time").lower()
    formula = f"The {label} of every step along the same path as the lead time."
    return _cycles(book, "process_time", "Process time", formula, book.metrics.process_time, lambda step: True)


def _added(book: _Book) -> Explanation:
    formula = "As process time, but only of steps classed as value added."
    found = _cycles(
        book, "value_added_time", "Value-added time", formula, book.metrics.value_added_time, lambda step: step.data.get("value") == "va"
    )
    if not book.metrics.unclassified:
        return found
    names = ", ".join(book.name(key) for key in book.metrics.unclassified)
    return replace(found, notes=(*found.notes, f"Not classed yet: {names}."))


def _labour(book: _Book) -> Explanation:
    total = book.metrics.labour_time
    terms = tuple(
        book.datum(step, "cycle_time", book.metrics.steps[step.id].visits)
        for step in book.facts.steps
        if book.metrics.steps[step.id].visits
    )
    formula = "The hands-on time of all steps that an item visits, on the longest path or beside it."
    return Explanation(
        "labour_time", "Labour time", total.text, formula, RATIO_SOURCE, "sum", terms, (),
        book.calendar(), book.notes(), _names(book, total),
    )


def _waiting(book: _Book) -> Explanation:
    total, lead, process = book.metrics.wait_time, book.metrics.lead_time, book.metrics.process_time
    terms = (
        Term("Lead time", "", "", lead.seconds, lead.text, missing=not lead.complete),
        Term("Process time", "taken off", "", -process.seconds, f"−{process.text}", missing=not process.complete),
    )
    return Explanation(
        "wait_time", "Waiting", total.text, "Lead time less process time.", LEAD_SOURCE, "sum", terms, _path(book), book.calendar(), (),
        _names(book, total),
    )  # fmt: skip


def _ratio(book: _Book, key: str, title: str, part: Total, name: str, found: Share | None) -> Explanation:
    lead = book.metrics.lead_time
    terms = (
        Term(name, "", "", part.seconds, part.text, missing=not part.complete),
        Term("Lead time", "divided by", "", lead.seconds, lead.text, missing=not lead.complete),
    )
    notes = () if found else ("There is no ratio while a term is incomplete or the lead time is 0.",)
    missing = tuple(dict.fromkeys((*_names(book, part), *_names(book, lead))))
    return Explanation(
        key, title, found.text if found else "none yet",
        f"{name} / lead time, on the same path.", RATIO_SOURCE, "ratio", terms, _path(book),
        book.calendar(), notes, missing,
    )  # fmt: skip


def _activity(book: _Book) -> Explanation:
    return _ratio(book, "activity_ratio", "Activity ratio", book.metrics.process_time, "Process time", book.metrics.activity_ratio)


def _efficiency(book: _Book) -> Explanation:
    total = book.metrics.value_added_time
    title = "Process cycle efficiency"
    return _ratio(book, "process_cycle_efficiency", title, total, "Value-added time", book.metrics.process_cycle_efficiency)


def _rolled(book: _Book, key: str, title: str, datum: str, found: Rolled | None, factor: Callable[[float], float]) -> Explanation:
    terms, without = [], []
    for step in book.facts.steps:
        chance = book.metrics.steps[step.id].visits
        if not chance:
            continue
        if datum not in step.data:
            without.append(book.name(step.id))
            continue
        value = factor(used(step.data[datum], float))
        terms.append(Term(book.name(step.id), book.label(datum), display(step.data[datum]), value, percent_text(value), chance, step.id))
    notes = ["No visited step has a value yet."]
    if found:
        notes = [f"{found.measured} of {found.of} visited steps have a value; the others are left out."]
    notes += book.notes()
    return Explanation(
        key, title, found.text if found else "none yet",
        "The product over all steps that an item visits, both branches of a split included.",
        RATIO_SOURCE, "product", tuple(terms), (), "", tuple(notes), tuple(without),
    )  # fmt: skip


def _accurate(book: _Book) -> Explanation:
    found = book.metrics.rolled_complete_accurate
    return _rolled(book, "rolled_complete_accurate", "Rolled % complete and accurate", "complete_accurate", found, lambda value: value)


def _yield(book: _Book) -> Explanation:
    found = book.metrics.rolled_throughput_yield
    return _rolled(book, "rolled_throughput_yield", "Rolled throughput yield", "defect_rate", found, lambda value: 100 - value)


def _takt(book: _Book) -> Explanation:
    found, pace = book.metrics.takt_time, book.pace
    day = pace.calendar.work_per_day
    terms = (Term("Working time a day", "", display(book.metrics.calendar["work_per_day"]), day, book.time(day)), *_demand_terms(book))
    notes = () if found else ("Without a demand above 0 there is no takt.",)
    return Explanation(
        "takt_time", "Takt time", found.text if found else "none yet", "Working time of a day / demand of a day.",
        "Rother and Shook, Learning to See", "ratio", terms, (), book.calendar(), notes,
    )  # fmt: skip


def _demand_terms(book: _Book) -> tuple[Term, ...]:
    given, per_day = book.facts.head.get("demand"), book.metrics.demand_per_day
    if not isinstance(given, Mapping) or per_day is None:
        return ()
    period = dict(fields.PERIODS)[given["per"]]
    return (Term("Demand a working day", "divided by", f"{display(given['quantity'])} {period}", per_day, number_text(per_day)),)


def _demand(book: _Book) -> Explanation:
    found = book.metrics.demand_per_day
    result = number_text(found) if found is not None else "none yet"
    return Explanation(
        "demand_per_day", "Demand a working day", result, "The demand as given, turned to a working day of the map's calendar.",
        "Rother and Shook, Learning to See", "list", _demand_terms(book), (), book.calendar(),
    )  # fmt: skip


def _counts(book: _Book, key: str, title: str, formula: str, found: float | None, rows: list[tuple[str, str, Any]]) -> Explanation:
    terms = tuple(
        Term(book.name(record), what, display(value), used(value, float), number_text(used(value, float)), record=record)
        for record, what, value in rows
    )
    text = number_text(found) if found is not None else "none yet"
    return Explanation(key, title, text, formula, "A sum of what was counted", "sum", terms)


def _wip(book: _Book) -> Explanation:
    rows = [(step.id, "Work in process", step.data["wip"]) for step in book.facts.steps if "wip" in step.data]
    rows += [
        (flow.key, "Inventory", flow.data["inventory"]) for flow in book.facts.flows if flow.kind != "rework" and "inventory" in flow.data
    ]
    return _counts(book, "wip", "Work in process", "What is counted at the steps and between them.", book.metrics.wip, rows)


def _staffing(book: _Book) -> Explanation:
    rows = [(step.id, "Staffing", step.data["staffing"]) for step in book.facts.steps if "staffing" in step.data]
    return _counts(book, "staffing", "Staffing", "The people of all steps.", book.metrics.staffing, rows)


def _bottleneck(book: _Book) -> Explanation:
    found = book.metrics.bottleneck
    by_load = bool(found and found.why == "load")
    terms = []
    for step in book.facts.steps:
        numbers = book.metrics.steps[step.id]
        if not numbers.visits:
            continue
        value = (numbers.load or 0.0) if by_load else numbers.time.seconds + numbers.wait_before.seconds
        text = percent_text(value * 100) if by_load else book.time(value)
        terms.append(Term(book.name(step.id), "Load" if by_load else "Time and wait before", "", value, text, numbers.visits, step.id))
    formula = "The greatest step time with the wait before it."
    if by_load:
        formula = "The greatest load: cycle time x visits / (takt x stations x uptime)."
    tied = tuple(f"Tied with {book.name(key)}." for key in found.tied if key != found.step) if found else ()
    return Explanation(
        "bottleneck", "Bottleneck", book.name(found.step) if found else "none yet", formula, "Rother and Shook, Learning to See", "list",
        tuple(terms), (), book.calendar(), tied,
    )  # fmt: skip


def _rework(book: _Book) -> Explanation:
    found = book.metrics.with_rework
    formula = "Each step and flow on a loop counts as often as it is really done: a share r sent back means 1/(1-r) passes."
    source = "Expected visits of an absorbing Markov chain"
    if found is None or found.lead_time is None or found.process_time is None:
        names = tuple(book.name(key) for key in found.not_computable) if found else ()
        note = "Cannot be computed while these loops leave or enter a parallel branch." if found else "There is no rework on this map."
        return Explanation("with_rework", "With rework", "none yet", formula, source, "list", notes=(note,), missing=names)
    terms = tuple(_rework_term(book, term) for term in found.terms if term.seconds)
    loops = [flow for flow in book.facts.flows if flow.kind == "rework"]
    notes = tuple(f"{book.name(flow.key)}: {display(flow.data.get('share'))} % go back." for flow in loops)
    notes += (f"The process time with rework is {found.process_time.text}.",)
    return Explanation(
        "with_rework", "With rework", found.lead_time.text, formula, source, "sum", terms, _path(book), book.calendar(), notes,
        _names(book, found.lead_time),
    )  # fmt: skip


def _rework_term(book: _Book, term: ReworkTerm) -> Term:
    """A step, wait or way back with how often it is passed."""
    what = "Wait on the way back" if term.is_return else "Wait" if ">" in term.record else "Time of the step"
    times = "once" if near(term.times, 1) else f"{number_text(term.times)} times"
    return Term(book.name(term.record), what, times, term.seconds, book.time(term.seconds), record=term.record)


_BUILDERS: dict[str, Callable[[_Book], Explanation]] = {
    "lead_time": _lead,
    "lead_time_range": _range,
    "process_time": _process,
    "value_added_time": _added,
    "labour_time": _labour,
    "wait_time": _waiting,
    "activity_ratio": _activity,
    "process_cycle_efficiency": _efficiency,
    "rolled_complete_accurate": _accurate,
    "rolled_throughput_yield": _yield,
    "takt_time": _takt,
    "demand_per_day": _demand,
    "wip": _wip,
    "staffing": _staffing,
    "bottleneck": _bottleneck,
    "with_rework": _rework,
}
