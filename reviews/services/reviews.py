"""Scheduling, holding and closing reviews."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from reviews import due_dates, notices, selectors
from reviews.models import Decision, Review, ReviewReading
from reviews.records import CLOSED, DECISION, READING, REVIEW
from reviews.services.preparation import drop_prework, move_prework
from vsm_site.lib.errors import Fault, Invalid
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.models import Workshop
from workshops.policy import Action

TEXTS = ("learned", "sustainment", "next_steps", "starts_at", "place", "agenda", "rating", "rating_reason")
"""What can be said of a review at any time before it is closed."""


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
        former = Review.objects.filter(workshop_id=workshop.pk, day=day).first()
        if former is not None and former.deleted_seq is None:
            raise Invalid({"day": "There is a review for that day already."})
        values = REVIEW.parse({"day": day}, from_wire=False) | {"due_on": due_dates.due_on(workshop.last_day, day)}
        tx.new(REVIEW, values, pk=former.pk if former else None)
    return tx.committed


def update_review(
    *, actor: Actor, review: Review, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Set parsed fields of a review: what was learned, what comes next. Conflict where somebody else changed one since `base`."""
    with _editing(actor, review, "review", change_id) as (tx, fresh):
        if values:
            tx.set(fresh, values, base=base)
    return tx.committed


def reschedule_review(
    *, actor: Actor, review: Review, due_on: date, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Put a planned review on another day after the workshop; its reminders follow."""
    with _editing(actor, review, "reschedule-review", change_id) as (tx, fresh):
        _move(tx, fresh, due_on, base)
    return tx.committed


def hold_review(
    *, actor: Actor, review: Review, held_on: date, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Record that the review took place on this day, or that the day was another one."""
    with _editing(actor, review, "hold-review", change_id) as (tx, fresh):
        _hold(tx, fresh, held_on, base)
    return tx.committed


def cancel_review(
    *, actor: Actor, review: Review, reason: str, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Say that a planned review is not held, and why; nobody is reminded of it any more."""
    with _editing(actor, review, "cancel-review", change_id) as (tx, fresh):
        _cancel(tx, fresh, reason, base)
    return tx.committed


def replan_review(*, actor: Actor, review: Review, change_id: UUID | None = None) -> Committed:
    """Plan a cancelled review again, on the day that it had."""
    with _editing(actor, review, "replan-review", change_id) as (tx, fresh):
        _replan(tx, fresh)
    return tx.committed


def close_review(*, actor: Actor, review: Review, words: str = "", change_id: UUID | None = None) -> Committed:
    """The sponsor closes a held review, with a word on it or without: from then on it is read only, and those who were there are told."""
    with change(review.workshop_id, actor=actor, needs=Action.CLOSE_REVIEW, change_id=change_id, kind="close-review") as tx:
        fresh = _fresh(review)
        _require_open(fresh)
        close_held(tx, fresh, words)
    return tx.committed


def _move(tx: Tx, review: Review, due_on: date, base: Mapping[str, int] | None) -> None:
    if review.status != "planned":
        raise Invalid({"due_on": "Only a planned review moves to another day."})
    _require_after_workshop(review, due_on, "due_on")
    by = due_on - review.due_on
    tx.set(review, {"due_on": due_on}, base=base)
    move_prework(tx, review, by)


def _hold(tx: Tx, review: Review, held_on: date, base: Mapping[str, int] | None) -> None:
    if review.status == "cancelled":
        raise Invalid({"status": "This review is cancelled. Plan it again first."})
    if held_on > review.workshop.today(tx.at):
        raise Invalid({"held_on": "This day has not come yet. Say on which day the review was held."})
    _require_after_workshop(review, held_on, "held_on")
    tx.set(review, {"status": "held", "held_on": held_on}, base=base)


def _cancel(tx: Tx, review: Review, reason: str, base: Mapping[str, int] | None = None) -> None:
    if review.status != "planned":
        raise Invalid({"status": "Only a planned review can be cancelled."})
    tx.set(review, REVIEW.parse({"reason": reason.strip()}, from_wire=False) | {"status": "cancelled"}, base=base)
    drop_prework(tx, review)


def _replan(tx: Tx, review: Review) -> None:
    if review.status != "cancelled":
        raise Invalid({"status": "Only a cancelled review is planned again."})
    tx.set(review, {"status": "planned", "reason": ""})


def close_held(tx: Tx, review: Review, words: str) -> None:
    """Close a review that was held, at the moment of this change, and tell who was asked to it."""
    if review.status != "held":
        raise Invalid({"status": "A review is closed after it was held."})
    said = REVIEW.parse({"closing_words": words.strip()}, from_wire=False)
    tx.set(review, said | {"status": "closed", "closed_by": tx.actor.user_id, "closed_at": tx.at})
    notices.tell_closed(tx, _fresh(review), selectors.people_of_review(review), selectors.next_planned(review))


def _require_after_workshop(review: Review, day: date, path: str) -> None:
    last = review.workshop.last_day
    if day <= last:
        raise Invalid({path: f"Choose a day after the workshop, which ends on {last.day} {last:%b %Y}."})


@dataclass(frozen=True, slots=True)
class ReadingEdit:
    """What was measured of one metric; without `values` the reading is taken out. `base` as seen, 0 for what was not there."""

    metric: str
    values: Mapping[str, Any] = field(default_factory=dict)
    base: Mapping[str, int] = field(default_factory=dict)
    remove: bool = False


def record_readings(*, actor: Actor, review: Review, edits: Sequence[ReadingEdit], change_id: UUID | None = None) -> Committed:
    """What was measured of several metrics for this review, all or nothing; a second reading of a metric changes the first.

    Conflict where somebody else recorded one since it was seen; Invalid names the metric, `readings[2].value`.
    """
    with _editing(actor, review, "readings", change_id) as (tx, fresh):
        _record_all(tx, fresh, edits)
    return tx.committed


def _record_all(tx: Tx, review: Review, edits: Sequence[ReadingEdit]) -> None:
    if not edits:
        return
    present = {reading.metric: reading for reading in ReviewReading.objects.present().filter(review=review)}
    for place, edit in enumerate(edits):
        try:
            _record(tx, review, present.get(edit.metric), edit)
        except Invalid as error:
            raise Invalid([Fault(f"readings[{place}].{fault.path}", fault.text) for fault in error.faults]) from None


def _record(tx: Tx, review: Review, reading: ReviewReading | None, edit: ReadingEdit) -> None:
    if edit.remove and reading is not None:
        tx.delete(reading, base=max(edit.base.values(), default=None))
    elif reading is not None and edit.values:
        tx.set(reading, edit.values, base=edit.base)
    elif edit.values and "value" in edit.values:
        day = edit.values.get("measured_on") or review.held_on or review.workshop.today(tx.at)
        tx.new(READING, dict(edit.values) | {"review": review.pk, "metric": edit.metric, "measured_on": day})
    elif edit.values:
        raise Invalid({"value": "Type what was measured, with its unit."})


def record_decision(*, actor: Actor, review: Review, values: Mapping[str, Any], change_id: UUID | None = None) -> Committed:
    """A decision taken in the review."""
    with _editing(actor, review, "decision", change_id) as (tx, fresh):
        tx.new(DECISION, dict(values) | {"review": fresh.pk})
    return tx.committed


def update_decision(
    *, actor: Actor, decision: Decision, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Another wording, owner or date of a decision. Conflict where somebody else changed the field since `base`."""
    with change(decision.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="decision") as tx:
        if values:
            tx.set(decision, values, base=base)
    return tx.committed


def remove_decision(*, actor: Actor, decision: Decision, change_id: UUID | None = None) -> Committed:
    """Take a decision out of its review; Undo brings it back."""
    with change(decision.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="remove-decision") as tx:
        tx.delete(decision)
    return tx.committed


def set_attendance(
    *, actor: Actor, review: Review, present: Collection[str], seen: Collection[str] | None = None, change_id: UUID | None = None
) -> Committed:
    """Who of the workshop was there: ids of its people. With `seen`, who was noted when the writer looked, only the difference counts."""
    with _editing(actor, review, "attendance", change_id) as (tx, fresh):
        tx.bring(fresh, "attendance", present, seen)
    return tx.committed


@dataclass(frozen=True, slots=True)
class Amendment:
    """Several things said of a review at once: parsed fields (status by word), who was there, what was measured."""

    values: Mapping[str, Any] = field(default_factory=dict)
    base: Mapping[str, int] = field(default_factory=dict)
    present: Collection[str] | None = None
    readings: Sequence[ReadingEdit] = ()


def amend_review(*, actor: Actor, review: Review, given: Amendment, change_id: UUID | None = None) -> Committed:
    """All of it in one change or nothing; a new status last, by the same rules as one by one."""
    with change(review.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="review") as tx:
        tx.require(Action.EDIT_REVIEW, Action.CLOSE_REVIEW)
        fresh, base = _fresh(review), given.base
        _require_open(fresh)
        texts = {name: given.values[name] for name in TEXTS if name in given.values}
        if texts:
            tx.set(fresh, texts, base={name: base[name] for name in texts if name in base})
        if "due_on" in given.values:
            _move(tx, fresh, given.values["due_on"], {"due_on": base["due_on"]} if "due_on" in base else None)
        if given.present is not None:
            tx.bring(fresh, "attendance", given.present)
        _record_all(tx, fresh, given.readings)
        _go_to(tx, _fresh(review), given)
    return tx.committed


def _go_to(tx: Tx, review: Review, given: Amendment) -> None:
    """The status that was asked for, with the day or the reason that belongs to it."""
    status = given.values.get("status", review.status)
    held_on = given.values.get("held_on")
    if "closing_words" in given.values and status != "closed":
        raise Invalid({"closing_words": "The sponsor says the closing words when closing the review."})
    base = {name: given.base[name] for name in ("status", "held_on") if name in given.base}
    if held_on and status not in ("held", "closed"):
        raise Invalid({"held_on": "Only a held review has a day on which it was held."})
    if status == "held" and (held_on or review.status != "held"):
        _hold(tx, review, held_on or review.workshop.today(tx.at), base)
    elif status == "cancelled" and review.status != "cancelled":
        _cancel(tx, review, given.values.get("reason", ""))
    elif status == "planned" and review.status != "planned":
        _replan(tx, review)
    elif status == "closed":
        if held_on:
            _hold(tx, review, held_on, base)
        close_held(tx, _fresh(review), given.values.get("closing_words", ""))


@contextmanager
def _editing(actor: Actor, review: Review, kind: str, change_id: UUID | None) -> Iterator[tuple[Tx, Review]]:
    """An open change with the review as it stands under the lock; Invalid for a closed one."""
    with change(review.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind=kind) as tx:
        fresh = _fresh(review)
        _require_open(fresh)
        yield tx, fresh


def _fresh(review: Review) -> Review:
    found: Review = Review.objects.select_related("workshop").get(pk=review.pk)
    return found


def _require_open(review: Review) -> None:
    if review.status == "closed":
        raise Invalid({"status": CLOSED})
