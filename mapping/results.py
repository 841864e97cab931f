"""What the numbers of one map are: the shapes of map-format 4. Times are working seconds, percentages 0 to 100; nothing is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vsm_site.lib.errors import Fault


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
class ReworkTerm:
    """One term of the lead time with rework: a step, a flow, or the way back over a rework flow. Not part of map-format 4."""

    record: str
    """Step id, or `from>to`."""
    is_return: bool
    times: float
    """How often an item passes here, of those that come here at all; for a return, how often it is walked."""
    seconds: float
    """What it adds to the lead time, times the probability of being on the longest path."""
    process_seconds: float
    """What it adds to the process time, likewise."""


@dataclass(frozen=True, slots=True)
class WithRework:
    """Lead and process time with rework; None where a return flow cannot be computed, which is then named."""

    lead_time: Total | None
    process_time: Total | None
    not_computable: tuple[str, ...] = ()
    terms: tuple[ReworkTerm, ...] = ()

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

    def shown(self, total: Total) -> str:
        """The text of a total for people; a dash while nothing of the map is timed, since “at least 0 s” says nothing then."""
        return total.text if total.complete or self.lead_time.seconds else "–"

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
