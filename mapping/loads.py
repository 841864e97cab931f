"""What a map's nodes and flows weigh in seconds: T, W, cycle time, and which of it is missing (map-format 3, first paragraph)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mapping.facts import FlowFacts, MapFacts, StepFacts
from mapping.network import Network
from mapping.walks import Weights
from vsm_site.lib.units import Calendar, seconds, used


@dataclass(frozen=True, slots=True)
class Pace:
    """Calendar and demand of a map."""

    calendar: Calendar
    demand_per_day: float | None
    """Items per working day, None without a demand."""

    @property
    def takt(self) -> float | None:
        """Seconds of working time per item asked for; None without demand or with demand 0."""
        return self.calendar.work_per_day / self.demand_per_day if self.demand_per_day else None

    def duration(self, statement: Any) -> float:
        """Seconds of a duration or a statement of one."""
        if isinstance(statement, str):
            return seconds(statement, self.calendar)
        return used(statement, lambda text: seconds(text, self.calendar))

    def waiting(self, items: float, chance: float) -> float | None:
        """Seconds that an inventory lasts at the rate at which items take this way; None without a demand above 0."""
        if not items:
            return 0.0
        if not self.demand_per_day:
            return None
        return items / (self.demand_per_day * chance) * self.calendar.work_per_day


def pace_of(facts: MapFacts, calendar: Calendar) -> Pace:
    """Calendar and demand, the demand turned to a working day."""
    demand = facts.head.get("demand")
    if not isinstance(demand, Mapping):
        return Pace(calendar, None)
    quantity = used(demand["quantity"], float)
    days = {"h": 3600 / calendar.work_per_day, "d": 1.0, "wk": calendar.days_per_week, "mo": calendar.days_per_month}
    return Pace(calendar, quantity / days[demand["per"]])


def number(step: StepFacts, key: str) -> float | None:
    """A plain number or percentage of a step, None without one."""
    return used(step.data[key], float) if key in step.data else None


def counted(facts: MapFacts) -> set[int]:
    """Flows whose wait comes of an inventory, so that it depends on how many items take them."""
    return {place for place, flow in enumerate(facts.flows) if "inventory" in flow.data and "wait" not in flow.data}


def weigh(network: Network, pace: Pace, chances: Mapping[int, float]) -> Weights:
    """The weights of a map; `chances` are the probabilities that an item takes each flow (exact for `counted` ones)."""
    size = len(network.names)
    weights = Weights([0.0] * size, [0.0] * size, [0.0] * size, {})
    for node, step in enumerate(network.steps):
        _weigh_step(weights, node, step, pace)
    for edge in network.edges:
        wait = wait_of(network.flows[edge.flow], pace, chances.get(edge.flow, 0.0))
        weights.wait[edge.flow] = wait or 0.0
        if wait is None:
            weights.wait_missing.add(edge.flow)
    weights.quality = (
        {node: value / 100 for node, step in enumerate(network.steps) if (value := number(step, "complete_accurate")) is not None},
        {node: 1 - value / 100 for node, step in enumerate(network.steps) if (value := number(step, "defect_rate")) is not None},
    )
    return weights


def _weigh_step(weights: Weights, node: int, step: StepFacts, pace: Pace) -> None:
    cycle = pace.duration(step.data["cycle_time"]) if "cycle_time" in step.data else None
    time = pace.duration(step.data["lead_time"]) if "lead_time" in step.data else cycle
    value = step.data.get("value")
    weights.time[node], weights.cycle[node] = time or 0.0, cycle or 0.0
    weights.added[node] = weights.cycle[node] if value == "va" else 0.0
    if time is None:
        weights.time_missing.add(node)
    if cycle is None:
        weights.cycle_missing.add(node)
    if value is None and cycle != 0:
        weights.unclassified.add(node)
    if (cycle is None and value in (None, "va")) or (value is None and cycle):
        weights.added_missing.add(node)


def wait_of(flow: FlowFacts, pace: Pace, chance: float) -> float | None:
    """W of a flow in seconds, None where it is missing; a flow that is never taken has 0."""
    if not chance:
        return 0.0
    if "wait" in flow.data:
        return pace.duration(flow.data["wait"])
    if "inventory" in flow.data:
        return pace.waiting(used(flow.data["inventory"], float), chance)
    return 0.0
