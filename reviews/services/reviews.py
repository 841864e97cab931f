"""Scheduling, holding and closing reviews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from reviews import due_dates
from reviews.models import Review, ReviewReading
from reviews.records import DECISION, READING, REVIEW
from vsm_site.lib.errors import Invalid
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.models import Workshop
from workshops.policy import Action


def schedule_reviews(tx: Tx, workshop: Workshop) -> None:
    """The reviews 30, 60 and 90 days after the last workshop day, in the change that makes the workshop."""
    for day in due_dates.REVIEW_DAYS:
        tx.new(REVIEW, {"day": day, "due_on": due_dates.due_on(workshop.last_day, day)})


def move_planned_reviews(tx: Tx, workshop: Workshop) -> None:
    """Planned reviews follow the last workshop day; held, closed and cancelled ones stay. A new zone only moves their reminders."""
    for review in Review.objects.present().filter(workshop_id=workshop.pk, status="planned"):
        tx.set(review, {"due_on": due_dates.due_on(workshop.last_day, review.day)})


def add_review(*, actor: Actor, workshop: Workshop, day: int, change_id: UUID | None = None) -> Committed:
    """A further review, 180 or 365 days after the workshop. Invalid when there is one for that day."""
    with change(workshop.pk, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="add-review") as tx:
        if Review.objects.filter(workshop_id=workshop.pk, day=day).exists():
            raise Invalid({"day": "There is a review for that day already."})
        tx.new(REVIEW, REVIEW.parse({"day": day}) | {"due_on": due_dates.due_on(workshop.last_day, day)})
    return tx.committed


def update_review(
    *, actor: Actor, review: Review, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Set parsed fields of a review. Conflict where somebody else changed one since `base`."""
    with change(review.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="review") as tx:
        _require_open(Review.objects.get(pk=review.pk))
        tx.set(review, values, base=base)
    return tx.committed


def hold_review(*, actor: Actor, review: Review, held_on: date, change_id: UUID | None = None) -> Committed:
    """Record that the review took place on this day."""
    with change(review.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="hold-review") as tx:
        _require_open(Review.objects.get(pk=review.pk))
        tx.set(review, {"status": "held", "held_on": held_on})
    return tx.committed


def close_review(*, actor: Actor, review: Review, change_id: UUID | None = None) -> Committed:
    """The sponsor closes a held review: from then on it is read only."""
    with change(review.workshop_id, actor=actor, needs=Action.CLOSE_REVIEW, change_id=change_id, kind="close-review") as tx:
        fresh = Review.objects.get(pk=review.pk)
        if fresh.status != "held":
            raise Invalid({"status": "A review is closed after it was held."})
        granted = tx.granted
        tx.granted = granted | {Action.EDIT_REVIEW}  # closing is the sponsor's whole right to the review
        tx.set(fresh, {"status": "closed", "closed_by": actor.user_id, "closed_at": tx.at})
        tx.granted = granted
    return tx.committed


def record_reading(
    *,
    actor: Actor,
    review: Review,
    metric: str,
    values: Mapping[str, Any],
    base: Mapping[str, int] | None = None,
    change_id: UUID | None = None,
) -> Committed:
    """What was measured of one metric for this review; a second reading of the same metric changes the first."""
    with change(review.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="reading") as tx:
        _require_open(Review.objects.get(pk=review.pk))
        reading = ReviewReading.objects.present().filter(review=review, metric=metric).first()
        if reading is None:
            tx.new(READING, dict(values) | {"review": review.pk, "metric": metric})
        else:
            tx.set(reading, values, base=base)
    return tx.committed


def record_decision(*, actor: Actor, review: Review, values: Mapping[str, Any], change_id: UUID | None = None) -> Committed:
    """A decision taken in the review."""
    with change(review.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="decision") as tx:
        _require_open(Review.objects.get(pk=review.pk))
        tx.new(DECISION, dict(values) | {"review": review.pk})
    return tx.committed


def set_attendance(*, actor: Actor, review: Review, present: set[str], change_id: UUID | None = None) -> Committed:
    """Who of the workshop was there: ids of its people."""
    with change(review.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="attendance") as tx:
        fresh = Review.objects.get(pk=review.pk)
        _require_open(fresh)
        before = set(fresh.attendance)
        for person in sorted(present - before):
            tx.add(fresh, "attendance", person)
        for person in sorted(before - present):
            tx.remove(fresh, "attendance", person)
    return tx.committed


def _require_open(review: Review) -> None:
    if review.status == "closed":
        raise Invalid({"status": "This review is closed; its record does not change any more."})
