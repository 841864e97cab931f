"""What looks wrong on a map without being a fault (map-format 3.8). Warnings never refuse anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mapping import fields, loads
from mapping.facts import MapFacts
from mapping.loads import Pace
from mapping.network import choice_steps
from mapping.walks import Walk, Weights
from vsm_site.lib.errors import Fault
from vsm_site.lib.units import below, near, number_text, time_text, used

MOST_STEPS = 15
MOST_ACTIVITY = 50.0
LITTLE = 0.25


def of_map(facts: MapFacts, pace: Pace, weights: Weights, walk: Walk, activity_ratio: float | None) -> Iterator[Fault]:
    """All warnings of a map, in the order of its parts."""
    yield from _whole(facts, activity_ratio)
    connected = {name for flow in facts.flows for name in (flow.source, flow.target)}
    for place, step in enumerate(facts.steps):
        yield from _step(facts, place, pace, connected)
        if "wip" in step.data and place not in weights.time_missing:
            chance = walk.visits.get(place, 0.0)
            yield from _little(f"steps[{place}].wip", loads.number(step, "wip") or 0.0, weights.time[place], chance, pace)
    chosen = choice_steps(facts)
    for place, flow in enumerate(facts.flows):
        if flow.kind in ("pull", "fifo") and "max" not in flow.data:
            yield Fault(f"flows[{place}].max", f"Say how many may wait at most in this {flow.kind.replace('fifo', 'FIFO')} flow.")
        if "share" in flow.data and flow.kind != "rework" and flow.source not in chosen:
            yield Fault(f"flows[{place}].share", "This share is ignored: all branches are done here.")
        if flow.kind != "rework" and "wait" in flow.data and "inventory" in flow.data:
            wait = pace.duration(flow.data["wait"])
            yield from _little(f"flows[{place}].inventory", used(flow.data["inventory"], float), wait, walk.taken.get(place, 0.0), pace)


def _whole(facts: MapFacts, activity_ratio: float | None) -> Iterator[Fault]:
    if not facts.steps:
        yield Fault("steps", "There are no steps yet.")
    if len(facts.steps) > MOST_STEPS:
        yield Fault("steps", f"{len(facts.steps)} steps: a map is easier to work with at {MOST_STEPS} or fewer.")
    if activity_ratio is not None and activity_ratio > MOST_ACTIVITY and not near(activity_ratio, MOST_ACTIVITY):
        yield Fault("$", "The activity ratio is above 50 %: check that waits and lead times are not forgotten.")


def _step(facts: MapFacts, place: int, pace: Pace, connected: Collection[str]) -> Iterator[Fault]:
    step = facts.steps[place]
    if "lead_time" in step.data and "cycle_time" in step.data:
        lead, cycle = pace.duration(step.data["lead_time"]), pace.duration(step.data["cycle_time"])
        if below(lead, cycle):
            called = fields.STEP["cycle_time"].label_in(facts.style).lower()
            shown = f"{time_text(lead, pace.calendar)} is below the {called} of {time_text(cycle, pace.calendar)}"
            yield Fault(f"steps[{place}].lead_time", f"The lead time of {shown}.")
    if not str(step.data.get("area", "")).strip():
        yield Fault(f"steps[{place}].area", "Say which area does this step.")
    if len(facts.steps) > 1 and step.id not in connected:
        yield Fault(f"steps[{place}]", "No flow leads to or from this step.")


def _little(path: str, counted: float, time: float, chance: float, pace: Pace) -> Iterator[Fault]:
    """Little's law: what is there = time x rate at which it comes. A question where they differ by more than a quarter of it."""
    if not pace.demand_per_day or not chance:
        return
    expected = time / pace.calendar.work_per_day * pace.demand_per_day * chance
    off, allowed = abs(counted - expected), LITTLE * expected
    if off > allowed and not near(off, allowed):
        yield Fault(path, f"{number_text(counted)} counted, but time and demand make {number_text(expected)}: ask again.")
