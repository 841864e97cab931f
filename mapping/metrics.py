"""All totals of one map: map-format 3 and 4, to the letter. Times are working seconds, percentages 0 to 100; nothing is rounded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mapping import drawing, fields, loads, rework, warnings
from mapping.facts import MapFacts
from mapping.loads import Pace
from mapping.network import Network, build
from mapping.results import Bottleneck, DrawingFaults, MapMetrics, ReworkTerm, Rolled, Share, StepMetrics, Total, WithRework
from mapping.routing import Plan
from mapping.walks import Walk, Weights
from vsm_site.lib.errors import Fault
from vsm_site.lib.units import near, percent_text, time_text, used

__all__ = [
    "Bottleneck", "DrawingFaults", "MapMetrics", "ReworkTerm", "Rolled", "Share", "StepMetrics", "Total", "WithRework", "compute", "share",
]  # fmt: skip


@dataclass(frozen=True)
class _Parts:
    """What the totals are made of."""

    facts: MapFacts
    network: Network
    plan: Plan
    pace: Pace
    weights: Weights
    walk: Walk

    def names(self, bits: int) -> tuple[str, ...]:
        """Step ids, then flows as `from>to`, each in document order."""
        nodes, flows = self.plan.bits.split(bits)
        return (*(self.network.names[node] for node in nodes), *(self.facts.flows[flow].key for flow in flows))

    def time(self, seconds: float, lacks: int = 0, *, is_bound: bool = True) -> Total:
        """A time with its text; incomplete it is `at least`, or `about` where it is no lower bound."""
        text = time_text(seconds, self.pace.calendar)
        if not lacks:
            return Total(seconds, text)
        return Total(seconds, f"{'at least' if is_bound else 'about'} {text}", False, self.names(lacks))


def compute(facts: MapFacts) -> MapMetrics:
    """All totals of one map. DrawingFaults for a map that is not drawn to an end."""
    if faults := drawing.faults(facts):
        raise DrawingFaults(faults)
    parts = _parts(facts)
    walk, pace, names = parts.walk, parts.pace, parts.network.names
    lead = _lead(parts, walk)
    process = _work(parts, walk, walk.process, parts.weights.cycle_missing)
    added = _work(parts, walk, walk.added, parts.weights.added_missing)
    ratio, steps = _ratio(process, lead), _steps(parts)
    return MapMetrics(
        lead_time=lead,
        lead_time_range=(parts.time(walk.low, walk.lacks), parts.time(walk.high, walk.lacks)),
        process_time=process,
        value_added_time=added,
        labour_time=_labour(parts),
        wait_time=_wait(parts, lead, process),
        activity_ratio=ratio,
        process_cycle_efficiency=_ratio(added, lead),
        unclassified=parts.names(_bits(parts.weights.unclassified.intersection(walk.on_path))),
        rolled_complete_accurate=_rolled(parts, 0),
        rolled_throughput_yield=_rolled(parts, 1),
        takt_time=parts.time(pace.takt) if pace.takt is not None else None,
        demand_per_day=pace.demand_per_day,
        wip=_wip(facts),
        staffing=_sum(step.data["staffing"] for step in facts.steps if "staffing" in step.data),
        path=tuple(names[node] for node in walk.path if parts.network.is_step(node)),
        routings=walk.routings,
        bottleneck=_bottleneck(steps),
        with_rework=_with_rework(parts),
        steps=steps,
        warnings=_warnings(parts, ratio),
        calendar=_calendar(facts),
        flow_chances={facts.flows[flow].key: chance for flow, chance in walk.taken.items()},
        path_flows=tuple(facts.flows[flow].key for flow in walk.path_flows),
        on_path={names[node]: chance for node, chance in walk.on_path.items() if parts.network.is_step(node)},
        flows_on_path={facts.flows[flow].key: chance for flow, chance in walk.flows_on_path.items()},
    )


def _parts(facts: MapFacts) -> _Parts:
    network = build(facts)
    plan = Plan(network)
    pace = loads.pace_of(facts, fields.calendar_of(facts.head.get("calendar")))
    weights = loads.weigh(network, pace, plan.chances(loads.counted(facts)).taken)
    return _Parts(facts, network, plan, pace, weights, plan.walk(weights))


def _bits(nodes: Iterable[int]) -> int:
    return sum(1 << node for node in nodes)


def _lead(parts: _Parts, walk: Walk) -> Total:
    return parts.time(walk.time, walk.lacks)


def _work(parts: _Parts, walk: Walk, seconds: float, missing: set[int]) -> Total:
    """A sum of cycle times along the path; what is missing beside the path makes the path itself uncertain, so it is no lower bound."""
    on_path = _bits(missing.intersection(walk.on_path))
    return parts.time(seconds, on_path | walk.beside, is_bound=not walk.beside)


def _labour(parts: _Parts) -> Total:
    visits = parts.walk.visits
    seconds = math.fsum(parts.weights.cycle[node] * chance for node, chance in visits.items())
    return parts.time(seconds, _bits(parts.weights.cycle_missing.intersection(visits)))


def _wait(parts: _Parts, lead: Total, process: Total) -> Total:
    """Lead time less process time; what either of them lacks."""
    text = time_text(lead.seconds - process.seconds, parts.pace.calendar)
    if lead.complete and process.complete:
        return Total(lead.seconds - process.seconds, text)
    lacking = {*lead.missing, *process.missing}
    order = [*(step.id for step in parts.facts.steps), *(flow.key for flow in parts.facts.flows)]
    return Total(lead.seconds - process.seconds, f"about {text}", False, tuple(key for key in order if key in lacking))


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
    looked_at = _looked_at(parts)
    return {step.id: _step(parts, node, looked_at[node]) for node, step in enumerate(parts.network.steps)}


def _looked_at(parts: _Parts) -> list[list[int]]:
    """By node the flows whose wait is before it: that by which `path` enters it, or all incoming ones of a step off the path."""
    on_path, path_flows = set(parts.walk.path), set(parts.walk.path_flows)
    found: list[list[int]] = [[] for _ in parts.network.names]
    for edge in parts.network.edges:
        if edge.target not in on_path or edge.flow in path_flows:
            found[edge.target].append(edge.flow)
    return found


def _step(parts: _Parts, node: int, flows: list[int]) -> StepMetrics:
    weights, step = parts.weights, parts.network.steps[node]
    time = parts.time(weights.time[node], parts.plan.bits.late(node, weights))
    before = _wait_before(parts, flows)
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


def _wait_before(parts: _Parts, flows: list[int]) -> Total:
    weights = parts.weights
    lacks = sum(parts.plan.bits.held_up(flow, weights) for flow in flows)
    return parts.time(max((weights.wait[flow] for flow in flows), default=0.0), lacks)


def _bottleneck(steps: Mapping[str, StepMetrics]) -> Bottleneck | None:
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
    loops = rework.Loops(network, parts.pace, parts.weights, visits, returns)
    walk = parts.plan.walk(loops.weights())
    process = _work(parts, walk, walk.process, parts.weights.cycle_missing)
    return WithRework(_lead(parts, walk), process, (), tuple(loops.terms(walk)))


def _calendar(facts: MapFacts) -> dict[str, Any]:
    given = facts.head.get("calendar") or {}
    return {"work_per_day": "8 h", "days_per_week": 5, "days_per_month": 20} | dict(given)


def _warnings(parts: _Parts, ratio: Share | None) -> tuple[Fault, ...]:
    return tuple(warnings.of_map(parts.facts, parts.pace, parts.weights, parts.walk, ratio.percent if ratio else None))
