"""The ladder of a map: waits high, work low, along the longest path of its most probable routing."""

from __future__ import annotations

from dataclasses import dataclass

from mapping import fields, loads
from mapping.facts import FlowFacts, MapFacts
from mapping.loads import Pace
from mapping.metrics import MapMetrics, Total
from vsm_site.lib.units import Calendar, seconds, time_text, used


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder with the wait before it. Work that is not known is None."""

    step: str
    """The step's document id; empty for the wait after the last step."""
    number: int
    """1 for the first step of the map in document order; 0 for the wait after the last step."""
    name: str
    wait: Total
    flow: str
    """The flow by which the path enters, as `from>to`; empty where the path starts."""
    work: Total | None
    lead: Total | None
    """Time of the step, its own queue included."""


def ladder(facts: MapFacts, metrics: MapMetrics) -> tuple[Rung, ...]:
    """The rungs along `path`, then the wait after the last step if there is one; waits through parties are added up."""
    calendar = fields.calendar_of(facts.head.get("calendar"))
    pace = loads.pace_of(facts, calendar)
    waits = {flow.key: _wait(flow, pace, metrics.flow_chances.get(flow.key, 0.0)) for flow in facts.flows}
    steps = {step.id: (place, step) for place, step in enumerate(facts.steps, 1)}
    rungs: list[Rung] = []
    flows = list(metrics.path_flows)
    for key in metrics.path:
        passed: list[str] = []
        entering = next((place for place, flow in enumerate(flows) if flow.partition(">")[2] == key), None)
        if entering is not None:  # else the path starts here
            passed, flows = flows[: entering + 1], flows[entering + 1 :]
        place, step = steps[key]
        work = None
        if "cycle_time" in step.data:
            value = used(step.data["cycle_time"], lambda text: seconds(text, calendar))
            work = Total(value, time_text(value, calendar))
        name = str(step.data["name"])
        waited = _together(passed, waits, calendar)
        rungs.append(Rung(key, place, name, waited, passed[-1] if passed else "", work, metrics.steps[key].time))
    if flows:
        rungs.append(Rung("", 0, "", _together(flows, waits, calendar), flows[-1], None, None))
    return tuple(rungs)


def _wait(flow: FlowFacts, pace: Pace, chance: float) -> Total:
    value = loads.wait_of(flow, pace, chance)
    if value is None:
        return Total(0.0, f"at least {time_text(0, pace.calendar)}", False, (flow.key,))
    return Total(value, time_text(value, pace.calendar))


def _together(flows: list[str], waits: dict[str, Total], calendar: Calendar) -> Total:
    found = [waits[key] for key in flows]
    value = sum(wait.seconds for wait in found)
    missing = tuple(key for wait in found for key in wait.missing)
    text = time_text(value, calendar)
    return Total(value, f"at least {text}" if missing else text, not missing, missing)
