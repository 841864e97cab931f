"""What the actions of the plan promise about a map, as the app above tells it, so that each difference names who makes it true.

The plan registers a function when it is ready; nothing here imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from mapping.facts import MapFacts
from mapping.models import Step
from workshops.models import Workshop

WAIT = "wait_time"
"""What a promise calls the wait in front of a step."""


@dataclass(frozen=True, slots=True)
class Pledge:
    """One promised change of a metric: of a step (of any map of the workshop) or of the whole stream, and the action that owns it."""

    metric: str
    step: UUID | None
    text: str
    """The promise as it is read: `Lead time 11.5 → 7 h`."""
    title: str
    url: str
    owner: str = ""
    is_done: bool = False


PledgesOf = Callable[[Workshop], Iterable[Pledge]]
_sources: list[PledgesOf] = []


def register(function: PledgesOf) -> None:
    """Promises of actions that are not dropped; one number of queries however many there are."""
    _sources.append(function)


def pledges_of(workshop: Workshop) -> list[Pledge]:
    """All that is promised in a workshop."""
    return [pledge for function in _sources for pledge in function(workshop)]


@dataclass(frozen=True, slots=True)
class Pledged:
    """The promises of a workshop by what they are about, for two maps that are compared."""

    of_whole: Mapping[str, Sequence[Pledge]]
    of_steps: Sequence[tuple[frozenset[str], Pledge]]
    """Each with the document ids under which its step may be on the maps."""

    def total(self, key: str) -> list[Pledge]:
        """Who promises a change of this total of the whole stream."""
        return list(self.of_whole.get(key, ()))

    def datum(self, ids: Collection[str], key: str) -> list[Pledge]:
        """Who promises a change of this datum at one of these steps; `wait_before` for the wait in front of it."""
        metric = WAIT if key == "wait_before" else key
        return [pledge for own, pledge in self.of_steps if pledge.metric == metric and not own.isdisjoint(ids)]

    def steps(self, ids: Collection[str]) -> list[Pledge]:
        """Who promises anything at one of these steps; each action once."""
        found = {pledge.url: pledge for own, pledge in self.of_steps if not own.isdisjoint(ids)}
        return list(found.values())


def pledged(workshop: Workshop, maps: Sequence[MapFacts]) -> Pledged:
    """The promises of a workshop, tied to the steps of these maps."""
    rows = pledges_of(workshop)
    known = {step.uuid: frozenset({step.id}) for facts in maps for step in facts.steps}
    others = {pledge.step for pledge in rows if pledge.step is not None and str(pledge.step) not in known}
    if others:
        found = Step.objects.filter(workshop_id=workshop.pk, pk__in=others).values_list("pk", "doc_id", "origin")
        known |= {str(pk): frozenset({doc_id, *(origin or ())}) for pk, doc_id, origin in found}
    whole: dict[str, list[Pledge]] = {}
    for pledge in rows:
        if pledge.step is None:
            whole.setdefault(pledge.metric, []).append(pledge)
    return Pledged(whole, [(known.get(str(pledge.step), frozenset()), pledge) for pledge in rows if pledge.step is not None])
