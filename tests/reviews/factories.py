"""Reviews and measured streams for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from mapping.services.maps import import_document
from reviews.models import Review
from reviews.services import reviews
from reviews.services.reviews import ReadingEdit
from tests.cast import Cast


def review_of(cast: Cast, day: int = 30) -> Review:
    """The review of this day as it is stored now."""
    return Review.objects.select_related("workshop").get(workshop=cast.workshop, day=day)


def draw_maps(cast: Cast) -> None:
    """A current map of 10 h lead time and 4 h work (C&A 80 %), and a future one of 6 h and 3 h (C&A 95 %)."""
    for state, wait, work, quality in (("current", "6 h", "2 h", 80), ("future", "3 h", "90 min", 95)):
        steps = [
            {"id": "a", "name": "Triage", "cycle_time": work, "complete_accurate": quality},
            {"id": "b", "name": "Ward", "cycle_time": work},
        ]
        document: dict[str, Any] = {"format": "vsm-map/1", "title": f"The {state} state", "state": state, "steps": steps}
        document["flows"] = [{"from": "a", "to": "b", "wait": wait}]
        import_document(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, source=document)


def hold(cast: Cast, day: int = 30, on: date | None = None) -> Review:
    """Record that a review was held on its day."""
    review = review_of(cast, day)
    reviews.hold_review(actor=cast.actor("omar"), review=review, held_on=on or review.due_on)
    return review_of(cast, day)


def measure(cast: Cast, day: int = 30, **values: Any) -> None:
    """Readings of one review by metric; `how` and date are left out."""
    edits = [ReadingEdit(metric, {"value": value}) for metric, value in values.items()]
    reviews.record_readings(actor=cast.actor("omar"), review=review_of(cast, day), edits=edits)
