"""What a review ends in: the future becomes the new current map, and the stream has its next workshop. Reads and what is carried over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actionplans.promises import BY_KEY, metric_label
from mapping import snapshot
from mapping.facts import StepFacts
from mapping.fields import STEP
from mapping.models import Map, Step
from mapping.selectors import latest_pair
from reviews import measures, selectors
from reviews.models import Review
from vsm_site.lib import units
from workshops.access import Actor, visible_workshops
from workshops.models import Workshop

NOT_HELD = "A review ends in something after it was held."


@dataclass(frozen=True, slots=True)
class Carried:
    """One measured number that takes the place of a drawn one on the new current map."""

    step_id: str
    """The step's id on the map."""
    step: str
    field: str
    label: str
    drawn: str
    measured: str
    value: Any


@dataclass(frozen=True, slots=True)
class Renewal:
    """The future that becomes the current state, with what was measured since."""

    future: Map
    title: str
    carried: tuple[Carried, ...]

    @property
    def measured(self) -> Mapping[str, Mapping[str, Any]]:
        """Statements by step and field, as the map takes them."""
        found: dict[str, dict[str, Any]] = {}
        for entry in self.carried:
            found.setdefault(entry.step_id, {})[entry.field] = entry.value
        return found


def renewal_of(review: Review) -> Renewal | None:
    """What the latest future map becomes by a review that was held; None without a future map."""
    future = latest_pair(review.workshop).future
    if future is None:
        return None
    day = review.held_on or review.due_on
    title = future.title
    for words in ("future state", "future"):
        title = title.removesuffix(words).rstrip(" ,:–-") or title
    return Renewal(future, f"{title}, current state of {day.day} {day:%b %Y}", tuple(_carried(review, future)))


def _carried(review: Review, future: Map) -> list[Carried]:
    """The latest reading up to this review of each metric of a step that has a place on the map."""
    latest: dict[str, Any] = {}
    days = dict(Review.objects.present().filter(workshop_id=review.workshop_id, day__lte=review.day).values_list("pk", "day"))
    readings = [reading for reading in selectors.list_readings([review.workshop_id]) if reading.review_id in days]
    for reading in sorted(readings, key=lambda reading: days[reading.review_id]):
        latest[reading.metric] = reading.value
    promises = [row for row in selectors.list_promises([review.workshop_id]) if f"{measures.PROMISE}{row.pk}" in latest and row.step_id]
    facts = snapshot.facts_of(future).steps
    steps = Step.objects.present().in_bulk([row.step_id for row in promises])
    found = []
    for promise in promises:
        place = _place(steps.get(promise.step_id), future, facts) if promise.step_id else None
        if place is not None and promise.metric in STEP and promise.metric in BY_KEY:
            value, kind = latest[f"{measures.PROMISE}{promise.pk}"], measures.promise_kind(promise)
            drawn = units.display(place.data.get(promise.metric)) if place.data.get(promise.metric) is not None else ""
            text = measures.reading_text(value, kind)
            found.append(Carried(place.id, place.data["name"], promise.metric, metric_label(promise.metric), drawn, text, value))
    return found


def _place(step: Step | None, future: Map, facts: tuple[StepFacts, ...]) -> StepFacts | None:
    """The step of the future map that a step is, or that came from it and from no other; what several became has numbers of its own."""
    if step is None:
        return None
    if step.map_id == future.pk:
        return next((entry for entry in facts if entry.id == step.doc_id), None)
    heirs = [entry for entry in facts if list(entry.data.get("origin") or (entry.id,)) == [step.doc_id]]
    return heirs[0] if len(heirs) == 1 else None


def following_workshops(actor: Actor, workshop: Workshop) -> list[Workshop]:
    """Later workshops of the same stream that the person sees, the first first."""
    rows = visible_workshops(actor).filter(stream_id=workshop.stream_id, first_day__gt=workshop.last_day, practice=False)
    return list(rows.order_by("first_day", "pk"))
