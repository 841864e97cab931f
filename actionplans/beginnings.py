"""What a new action begins with: the burst, improvement or number of the map that it is made of. Reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from actionplans import promised, selectors, sources
from actionplans.derived import step_on
from actionplans.gap import OPEN, SHORT
from actionplans.models import Action
from actionplans.promised import Plan
from actionplans.promises import BY_KEY
from mapping.models import MapNote, Step
from mapping.snapshot import facts_of
from workshops.access import Actor
from workshops.models import Capture, Workshop

Values = dict[str, Any]
MOST_PROMISES = 6
MAP_WORDS = {"wait_before": "wait_time"}
"""What comparisons of maps call a metric that promises call otherwise."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first values of an action and of its promises, and what it is made of."""

    values: Values = field(default_factory=lambda: {"kind": Action.Kind.JUST_DO_IT.value})
    promises: tuple[Values, ...] = ()
    capture: Capture | None = None
    note: MapNote | None = None


def beginning(actor: Actor, workshop: Workshop, given: Mapping[str, str]) -> Beginning:
    """From an address: `?capture=` or `?note=`, else `?step=` with `metric`, `from` and `to` of a promise. The caller may edit the plan."""
    if capture := _capture(actor, workshop, _uuid(given.get("capture", ""))):
        return _of_capture(workshop, capture)
    if note := _note(actor, workshop, _uuid(given.get("note", ""))):
        return _of_note(workshop, note)
    step = _step(workshop, _uuid(given.get("step", "")))
    values: Values = {"kind": Action.Kind.JUST_DO_IT.value, "step": str(step.pk) if step else ""}
    metric = BY_KEY.get(MAP_WORDS.get(given.get("metric", ""), given.get("metric", "")))
    said = {name: given.get(name, "")[:60] for name in ("from", "to")}
    return Beginning(values, ({"metric": metric.label, "step": values["step"]} | said,) if metric else ())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _capture(actor: Actor, workshop: Workshop, pk: UUID | None) -> Capture | None:
    """A capture of this workshop; one of another counts as none."""
    capture = selectors.get_capture(actor, pk) if pk else None
    return capture if capture and capture.workshop_id == workshop.pk else None


def _note(actor: Actor, workshop: Workshop, pk: UUID | None) -> MapNote | None:
    """A note on a map of this workshop; one of another counts as none."""
    note = sources.get_note(actor, pk) if pk else None
    return note if note and note.workshop_id == workshop.pk and note.map.deleted_seq is None else None


def _step(workshop: Workshop, pk: UUID | None) -> Step | None:
    rows = Step.objects.present().filter(pk=pk, workshop_id=workshop.pk, map__deleted_seq=None)
    return rows.select_related("map").first() if pk else None


def _of_capture(workshop: Workshop, capture: Capture) -> Beginning:
    step, promises = _at(workshop, _step(workshop, capture.step))
    owner = str(capture.owner_id) if capture.owner_id else ""
    values = {"kind": Action.Kind.JUST_DO_IT.value, "title": capture.text[:200], "owner": owner, "step": step}
    return Beginning(values, promises, capture=capture)


def _of_note(workshop: Workshop, note: MapNote) -> Beginning:
    kind = Action.Kind.BURST if note.kind == "burst" else Action.Kind.JUST_DO_IT
    rows = {row.doc_id: row for row in Step.objects.present().filter(map_id=note.map_id).select_related("map")}
    start, _, end = (note.at or "").partition(">")
    step, promises = _at(workshop, rows.get(end) or rows.get(start))
    return Beginning({"kind": kind.value, "title": note.text[:200], "step": step}, promises, note=note)


def _at(workshop: Workshop, step: Step | None) -> tuple[str, tuple[Values, ...]]:
    """Where an action about this step happens, and what it could promise there: what is drawn and not promised, else what waits."""
    if step is None:
        return "", ()
    plan = promised.plan_of(workshop.pk)
    key = _on_current(plan, step)
    if key is None or plan.gap is None:
        return str(step.pk), ()
    drawn = [row for row in plan.gap.in_state(OPEN, SHORT) if row.step == key]
    rows = [{"metric": row.metric.label, "step": key, "from": row.now, "to": row.drawn} for row in drawn if row.now]
    return key, tuple(rows[:MOST_PROMISES]) or _as_it_is(plan, key)


def _on_current(plan: Plan, step: Step) -> str | None:
    """The id of the step of the current map that this one is."""
    current = plan.basis.current
    if current is None or step.map_id == current.map.pk:
        return str(step.pk) if current else None
    found = step_on(current.facts, facts_of(step.map), step.doc_id)
    return next((row.uuid for row in current.facts.steps if row.id == found), None)


def _as_it_is(plan: Plan, key: str) -> tuple[Values, ...]:
    """The wait before a step as it is now, to be promised less of; nothing where nothing waits."""
    current = plan.basis.current
    assert current is not None and current.metrics is not None, "there is a gap, so there are numbers"
    step = next(row for row in current.facts.steps if row.uuid == key)
    wait = current.metrics.steps[step.id].wait_before
    return ({"metric": BY_KEY["wait_time"].label, "step": key, "from": wait.text, "to": ""},) if wait.seconds and wait.complete else ()
