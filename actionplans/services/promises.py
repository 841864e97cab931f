"""Which promises count, and the future that they make as a map of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from actionplans.models import Promise
from actionplans.promised import plan_of
from actionplans.records import PROMISE
from mapping.facts import MapFacts
from mapping.models import Map
from mapping.services import maps
from vsm_site.lib.errors import Invalid, Repeated
from workshops.access import Actor, get_record, get_workshop
from workshops.change import change
from workshops.policy import Action as Right

TITLE = "future state as promised"


def set_accepted(
    *, actor: Actor, promise: Promise, accepted: bool, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Promise:
    """Let a promise count towards the derived future, or leave it out. Conflict when somebody else decided meanwhile."""
    with change(promise.workshop_id, actor=actor, needs=Right.EDIT_PLAN, change_id=change_id, kind="accept-promise") as tx:
        tx.set(promise, PROMISE.parse({"accepted": accepted}), base=base)
    return promise


def get_promise(actor: Actor, pk: UUID, needs: Right) -> Promise:
    """A promise with its action and workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Promise, pk, "action", needs=needs)


def keep_derived(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> Map:
    """The current map with all accepted promises kept, as a future map beside the drawn one. Invalid where nothing is promised on it.

    Repeated calls with one change id give the map made first.
    """
    get_workshop(actor, workshop_id, Right.EDIT_MAP)
    plan = plan_of(workshop_id)
    current, derived = plan.basis.current, plan.derived
    if current is None or derived is None or not derived.moves:
        raise Invalid({"": "No accepted promise changes a number of the current map yet."})
    try:
        with change(workshop_id, actor=actor, needs=Right.EDIT_MAP, change_id=change_id, kind="promised-map") as tx:
            return maps.store(tx, _as_future(derived.facts), {"based_on": current.map.pk})
    except Repeated as repeated:
        return maps.made_map(workshop_id, repeated.seq)


def _as_future(facts: MapFacts) -> MapFacts:
    """A map without what ties it to the rows it was read from; its steps know where they come from."""
    title = facts.title.removesuffix("current state").rstrip(" ,")
    steps = tuple(replace(step, data={**step.data, "origin": [step.id]}) for step in facts.steps)
    return replace(facts, head={**facts.head, "state": "future", "title": f"{title}, {TITLE}"}, steps=steps)
