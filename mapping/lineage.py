"""Where the steps of a map come from over several copies, so that a map can be compared with any that it descends from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mapping.facts import MapFacts, StepFacts

Origins = Mapping[str, Sequence[str]]
"""By step of one map the steps that it comes from; a step without any is not in it."""


def descended(facts: MapFacts, between: Iterable[Origins]) -> MapFacts:
    """A map whose steps name their origin on an earlier map; `between` are the maps on the way there, the nearest first."""
    steps = facts.steps
    for origins in between:
        steps = tuple(_further(step, origins) for step in steps)
    return replace(facts, steps=steps)


def _further(step: StepFacts, origins: Origins) -> StepFacts:
    """A step that names the origin of its origin."""
    given = step.data.get("origin", ())
    found = [one for key in given for one in origins.get(key) or [key]]
    return replace(step, data=dict(step.data) | {"origin": list(dict.fromkeys(found))}) if found else step


def at_two_moments(before: MapFacts, after: MapFacts) -> tuple[MapFacts, MapFacts]:
    """One map then and now, so that steps are the same by their ids, and only what was split or merged in between names its origin."""
    known = {step.id for step in before.steps}
    old = tuple(_without_origin(step) for step in before.steps)
    new = tuple(_without_origin(step) if step.id in known else step for step in after.steps)
    return replace(before, steps=old), replace(after, steps=new)


def _without_origin(step: StepFacts) -> StepFacts:
    return replace(step, data={key: value for key, value in step.data.items() if key != "origin"})
