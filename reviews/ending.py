"""What a review ends in: the future becomes the new current map, and the stream has its next workshop. Reads and what is carried over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actionplans.derived import Places, Spot, numbers_of
from actionplans.promises import BY_KEY, metric_label
from mapping import snapshot
from mapping.facts import StepFacts
from mapping.models import Map, Step
from mapping.selectors import latest_pair
from reviews import measures, selectors
from reviews.models import Review
from vsm_site.lib import units
from workshops.access import Actor, visible_workshops
from workshops.models import Workshop

NOT_HELD = "A review ends in something after it was held."

_FUTURE = re.compile(r"[ ,:–-]*\bfuture\b( state\b)?( [B-Z]\b)?", re.IGNORECASE)
"""What a title says of the map being a future one."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One measured number that takes the place of a drawn one on the new current map."""

    spot: Spot
    """Where on the map: a datum of the step, or the wait or inventory on the flow beside it."""
    step: str
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
        """Statements by step or flow and field, as the map takes them."""
        found: dict[str, dict[str, Any]] = {}
        for entry in self.carried:
            found.setdefault(entry.spot.key, {})[entry.spot.field] = entry.value
        return found


def renewal_of(review: Review) -> Renewal | None:
    """What the latest future map becomes by a review that was held; None without a future map."""
    future = latest_pair(review.workshop).future
    if future is None:
        return None
    day = review.held_on or review.due_on
    title = _FUTURE.sub("", future.title).strip() or future.title
    return Renewal(future, f"{title}, as of {day.day} {day:%b %Y}", tuple(_carried(review, future)))


def _carried(review: Review, future: Map) -> list[Carried]:
    """The latest reading up to this review of each metric of a step that has a place on the map; nothing for a map without numbers."""
    latest: dict[str, Any] = {}
    days = dict(Review.objects.present().filter(workshop_id=review.workshop_id, day__lte=review.day).values_list("pk", "day"))
    readings = [reading for reading in selectors.list_readings([review.workshop_id]) if reading.review_id in days]
    for reading in sorted(readings, key=lambda reading: days[reading.review_id]):
        latest[reading.metric] = reading.value
    promises = [row for row in selectors.list_promises([review.workshop_id]) if f"{measures.PROMISE}{row.pk}" in latest and row.step_id]
    facts = snapshot.facts_of(future)
    numbers = numbers_of(facts)
    places = Places(facts, numbers) if numbers else None
    steps = Step.objects.present().in_bulk([row.step_id for row in promises])
    found = []
    for promise in promises:
        place = _place(steps.get(promise.step_id), future, facts.steps) if promise.step_id else None
        spot = places.spot_of(promise.metric, place.id) if places and place and promise.metric in BY_KEY else None
        value = latest[f"{measures.PROMISE}{promise.pk}"]
        if places and place and spot and not spot.datum.check(value, ""):
            drawn = places.row_of(spot).data.get(spot.field, "")
            text = measures.reading_text(value, measures.promise_kind(promise))
            found.append(Carried(spot, place.data["name"], metric_label(promise.metric), units.display(drawn), text, value))
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
