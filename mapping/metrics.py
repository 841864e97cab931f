"""All totals of one map: map-format 3 and 4, to the letter. Times are working seconds, percentages 0 to 100; nothing is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mapping import drawing, fields, loads, rework, routing, warnings
from mapping.facts import MapFacts
from mapping.loads import Pace
from mapping.network import Network, build
from mapping.routing import Missing, Walk, Weights
from vsm_site.lib.errors import Fault
from vsm_site.lib.units import near, percent_text, time_text, used


class DrawingFaults(Exception):
    """The map has faults of drawing, so it has no numbers; `faults` say what and where."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.text}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Total:
    """A time. Incomplete, it counts what is missing as 0, and `missing` names it: step ids, then flows as `from>to`."""

    seconds: float
    text: str
    complete: bool = True
    missing: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The shape of map-format 4."""
        return {"seconds": self.seconds, "text": self.text, "complete": self.complete, "missing": list(self.missing)}


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage."""

    percent: float
    text: str

    def as_dict(self) -> dict[str, Any]:
        """The shape of map-format 4."""
        return {"percent": self.percent, "text": self.text}


@dataclass(frozen=True, slots=True)
class Rolled:
    """A product of percentages over the steps that an item visits: `measured` of the `of` visited steps have a value."""

    percent: float
    text: str
    measured: int
    of: int

    def as_dict(self) -> dict[str, Any]:
        """The shape of map-format 4."""
        return {"percent": self.percent, "text": self.text, "measured": self.measured, "of": self.of}


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The step that limits the stream, by `load` against takt or by `time`; `tied` names all of several."""

    step: str
    tied: tuple[str, ...]
    why: str

    def as_dict(self) -> dict[str, Any]:
        """The shape of map-format 4."""
        return {"step": self.step, "tied": list(self.tied), "why": self.why}


@dataclass(frozen=True, slots=True)
class WithRework:
    """Lead and process time with rework; None where a return flow cannot be computed, which is then named."""

    lead_time: Total | None
    process_time: Total | None
    not_computable: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The shape of map-format 4."""
        return {
            "lead_time": _dict(self.lead_time),
            "process_time": _dict(self.process_time),
            "not_computable": list(self.not_computable),
        }


@dataclass(frozen=True, slots=True)
class StepMetrics:
    """Numbers of one step."""

    time: Total
    wait_before: Total
    step_efficiency: Share | None
    load: float | None
    capacity_per_day: float | None
    visits: float

    def as_dict(self) -> dict[str, Any]:
        """The shape of map-format 4."""
        return {
            "time": self.time.as_dict(),
            "wait_before": self.wait_before.as_dict(),
            "step_efficiency": _dict(self.step_efficiency),
            "load": self.load,
            "capacity_per_day": self.capacity_per_day,
            "visits": self.visits,
        }


@dataclass(frozen=True, slots=True)
class MapMetrics:
    """All numbers of a map; the names are those of map-format 4."""

    lead_time: Total
    lead_time_range: tuple[Total, Total]
    process_time: Total
    value_added_time: Total
    labour_time: Total
    wait_time: Total
    activity_ratio: Share | None
    process_cycle_efficiency: Share | None
    unclassified: tuple[str, ...]
    rolled_complete_accurate: Rolled | None
    rolled_throughput_yield: Rolled | None
    takt_time: Total | None
    demand_per_day: float | None
    wip: float | None
    staffing: float | None
    path: tuple[str, ...]
    routings: int
    bottleneck: Bottleneck | None
    with_rework: WithRework | None
    steps: Mapping[str, StepMetrics]
    warnings: tuple[Fault, ...]
    calendar: Mapping[str, Any]
    flow_chances: Mapping[str, float] = field(default_factory=dict)
    """Probability, by `from>to`, that an item takes the flow; not part of map-format 4."""
    path_flows: tuple[str, ...] = ()
    """Flows along `path`, as `from>to`; not part of map-format 4."""
    on_path: Mapping[str, float] = field(default_factory=dict)
    """Probability, by step id, that the step is on the longest path; not part of map-format 4."""
    flows_on_path: Mapping[str, float] = field(default_factory=dict)
    """Probability, by `from>to`, that the flow is on the longest path; not part of map-format 4."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON object of map-format 4."""
        low, high = self.lead_time_range
        return {
            "lead_time": self.lead_time.as_dict(),
            "lead_time_range": {"low": low.as_dict(), "high": high.as_dict()},
            "process_time": self.process_time.as_dict(),
            "value_added_time": self.value_added_time.as_dict(),
            "labour_time": self.labour_time.as_dict(),
            "wait_time": self.wait_time.as_dict(),
            "activity_ratio": _dict(self.activity_ratio),
            "process_cycle_efficiency": _dict(self.process_cycle_efficiency),
            "unclassified": list(self.unclassified),
            "rolled_complete_accurate": _dict(self.rolled_complete_accurate),
            "rolled_throughput_yield": _dict(self.rolled_throughput_yield),
            "takt_time": _dict(self.takt_time),
            "demand_per_day": self.demand_per_day,
            "wip": self.wip,
            "staffing": self.staffing,
            "path": list(self.path),
            "routings": self.routings,
            "bottleneck": _dict(self.bottleneck),
            "with_rework": _dict(self.with_rework),
            "steps": {key: step.as_dict() for key, step in self.steps.items()},
            "warnings": [warning.as_dict() for warning in self.warnings],
            "calendar": dict(self.calendar),
        }


def _dict(value: Any) -> Any:
    return value.as_dict() if value is not None else None


@dataclass(frozen=True)
class _Parts:
    """What the totals are made of."""

    facts: MapFacts
    network: Network
    pace: Pace
    weights: Weights
    walk: Walk

    def names(self, nodes: Iterable[int], flows: Iterable[int] = ()) -> tuple[str, ...]:
        steps = [self.network.names[node] for node in sorted(nodes) if self.network.is_step(node)]
        return (*steps, *(self.facts.flows[flow].key for flow in sorted(flows)))

    def time(self, seconds: float, missing: Missing | None = None, *, is_bound: bool = True) -> Total:
        """A time with its text; incomplete it is `at least`, or `about` where it is no lower bound."""
        text = time_text(seconds, self.pace.calendar)
        if missing is None or not (missing.nodes or missing.flows):
            return Total(seconds, text)
        return Total(seconds, f"{'at least' if is_bound else 'about'} {text}", False, self.names(missing.nodes, missing.flows))


def compute(facts: MapFacts) -> MapMetrics:
    """All totals of one map. DrawingFaults for a map that is not drawn to an end."""
    if faults := drawing.faults(facts):
        raise DrawingFaults(faults)
    parts = _parts(facts)
    walk, pace = parts.walk, parts.pace
    lead = parts.time(walk.time, walk.lead_missing)
    process = parts.time(walk.process, walk.process_missing, is_bound=not walk.process_missing.off_path)
    added = parts.time(walk.added, walk.added_missing, is_bound=not walk.added_missing.off_path)
    steps = _steps(parts)
    return MapMetrics(
        lead_time=lead,
        lead_time_range=(parts.time(walk.low, walk.lead_missing), parts.time(walk.high, walk.lead_missing)),
        process_time=process,
        value_added_time=added,
        labour_time=_labour(parts),
        wait_time=_wait(parts),
        activity_ratio=_ratio(process, lead),
        process_cycle_efficiency=_ratio(added, lead),
        unclassified=parts.names(walk.unclassified),
        rolled_complete_accurate=_rolled(parts, 0),
        rolled_throughput_yield=_rolled(parts, 1),
        takt_time=parts.time(pace.takt) if pace.takt is not None else None,
        demand_per_day=pace.demand_per_day,
        wip=_wip(facts),
        staffing=_sum(step.data["staffing"] for step in facts.steps if "staffing" in step.data),
        path=_path(parts),
        routings=walk.routings,
        bottleneck=_bottleneck(parts, steps),
        with_rework=_with_rework(parts),
        steps=steps,
        warnings=_warnings(parts, process, lead),
        calendar=_calendar(facts),
        flow_chances={facts.flows[flow].key: chance for flow, chance in walk.taken.items()},
        path_flows=tuple(facts.flows[flow].key for flow in walk.path_flows),
        on_path={parts.network.names[node]: chance for node, chance in walk.on_path.items() if parts.network.is_step(node)},
        flows_on_path={facts.flows[flow].key: chance for flow, chance in walk.flows_on_path.items()},
    )


def _parts(facts: MapFacts) -> _Parts:
    network = build(facts)
    pace = loads.pace_of(facts, fields.calendar_of(facts.head.get("calendar")))
    chances = routing.walk(network, drawing.nothing(network)).taken
    weights = loads.weigh(network, pace, chances)
    return _Parts(facts, network, pace, weights, routing.walk(network, weights))


def _path(parts: _Parts) -> tuple[str, ...]:
    return tuple(parts.network.names[node] for node in parts.walk.path if parts.network.is_step(node))


def _labour(parts: _Parts) -> Total:
    visits = parts.walk.visits
    missing = Missing({node for node in parts.weights.cycle_missing if visits.get(node)})
    return parts.time(sum(parts.weights.cycle[node] * chance for node, chance in visits.items()), missing)


def _wait(parts: _Parts) -> Total:
    walk = parts.walk
    missing = Missing(walk.lead_missing.nodes | walk.process_missing.nodes, walk.lead_missing.flows | walk.process_missing.flows)
    return parts.time(walk.time - walk.process, missing, is_bound=False)


def share(percent: float) -> Share:
    """A percentage with its text."""
    return Share(percent, percent_text(percent))


def _ratio(part: Total, whole: Total) -> Share | None:
    if not (part.complete and whole.complete) or not whole.seconds:
        return None
    return share(part.seconds / whole.seconds * 100)


def _rolled(parts: _Parts, which: int) -> Rolled | None:
    visited = [node for node, chance in parts.walk.visits.items() if chance and parts.network.is_step(node)]
    measured = sum(node in parts.weights.quality[which] for node in visited)
    if not measured:
        return None
    percent = parts.walk.quality[which] * 100
    return Rolled(percent, percent_text(percent), measured, len(visited))


def _sum(statements: Iterable[Any]) -> float | None:
    values = [used(statement, float) for statement in statements]
    return sum(values) if values else None


def _wip(facts: MapFacts) -> float | None:
    given = [step.data["wip"] for step in facts.steps if "wip" in step.data]
    given += [flow.data["inventory"] for flow in facts.flows if flow.kind != "rework" and "inventory" in flow.data]
    return _sum(given)


def _steps(parts: _Parts) -> dict[str, StepMetrics]:
    entered = _entered(parts)
    return {step.id: _step(parts, node, entered) for node, step in enumerate(parts.network.steps)}


def _entered(parts: _Parts) -> dict[int, int]:
    """By which flow `path` enters each of its nodes."""
    targets = {edge.flow: edge.target for edge in parts.network.edges}
    return {targets[flow]: flow for flow in parts.walk.path_flows}


def _step(parts: _Parts, node: int, entered: Mapping[int, int]) -> StepMetrics:
    weights, step = parts.weights, parts.network.steps[node]
    time = parts.time(weights.time[node], Missing({node} & weights.time_missing))
    before = _wait_before(parts, node, entered)
    cycle = weights.cycle[node] if node not in weights.cycle_missing else None
    visits = parts.walk.visits.get(node, 0.0)
    around = time.seconds + before.seconds
    known = cycle is not None and time.complete and before.complete and around > 0
    strength = (loads.number(step, "stations") or 1.0) * (100.0 if (up := loads.number(step, "uptime")) is None else up) / 100
    takt, day = parts.pace.takt, parts.pace.calendar.work_per_day
    return StepMetrics(
        time,
        before,
        share(cycle / around * 100) if known and cycle is not None else None,
        cycle * visits / (takt * strength) if takt is not None and cycle is not None else None,
        day * strength / cycle if cycle else None,
        visits,
    )


def _wait_before(parts: _Parts, node: int, entered: Mapping[int, int]) -> Total:
    """W of the flow by which `path` enters the step; off the path the greatest of its incoming flows."""
    weights = parts.weights
    if node in parts.walk.path:
        flows = [entered[node]] if node in entered else []
    else:
        flows = [edge.flow for edge in parts.network.edges if edge.target == node]
    missing = Missing(flows=weights.wait_missing.intersection(flows))
    return parts.time(max((weights.wait[flow] for flow in flows), default=0.0), missing)


def _bottleneck(parts: _Parts, steps: Mapping[str, StepMetrics]) -> Bottleneck | None:
    visited = [key for key, step in steps.items() if step.visits]
    loaded = {key: steps[key].load or 0.0 for key in visited}
    if any(value > 0 for value in loaded.values()):
        return _greatest(loaded, "load")
    return _greatest({key: steps[key].time.seconds + steps[key].wait_before.seconds for key in visited}, "time")


def _greatest(values: Mapping[str, float], why: str) -> Bottleneck | None:
    most = max(values.values(), default=0.0)
    if not most:
        return None
    tied = tuple(key for key, value in values.items() if near(value, most))
    return Bottleneck(tied[0], tied if len(tied) > 1 else (), why)


def _with_rework(parts: _Parts) -> WithRework | None:
    network, visits = parts.network, parts.walk.visits
    if not any(flow.kind == "rework" for flow in parts.facts.flows):
        return None
    returns = rework.returns_of(network, visits)
    if broken := rework.not_computable(network, visits, returns):
        return WithRework(None, None, tuple(parts.facts.flows[back.flow].key for back in broken))
    found = rework.expected_visits(network, visits, returns)
    heavier = rework.weigh(network, parts.pace, parts.weights, visits, found, returns)
    walk = routing.walk(network, heavier)
    unknown = {back.flow for back in rework.returns_without_wait(network, parts.pace, found, returns)}
    for missing in (walk.lead_missing, walk.process_missing):
        blind = {back.source for back in returns if back.flow in unknown} & missing.nodes
        missing.nodes -= blind - parts.weights.time_missing - parts.weights.cycle_missing
        missing.flows |= unknown if blind else set()
    return WithRework(
        parts.time(walk.time, walk.lead_missing),
        parts.time(walk.process, walk.process_missing, is_bound=not walk.process_missing.off_path),
    )


def _calendar(facts: MapFacts) -> dict[str, Any]:
    given = facts.head.get("calendar") or {}
    return {"work_per_day": "8 h", "days_per_week": 5, "days_per_month": 20} | dict(given)


def _warnings(parts: _Parts, process: Total, lead: Total) -> tuple[Fault, ...]:
    ratio = _ratio(process, lead)
    return tuple(warnings.of_map(parts.facts, parts.network, parts.pace, parts.weights, parts.walk, ratio.percent if ratio else None))

