"""The live record kinds of reviews."""

from __future__ import annotations

from typing import Any

from reviews.models import Decision, Review, ReviewReading
from reviews.models.reviews import REVIEW_DAY_CHOICES, STATUS_CHOICES
from reviews.signals import review_moved
from vsm_site.lib.errors import Fault
from workshops import records
from workshops.models import Participation
from workshops.policy import Action
from workshops.records import LiveField, RecordKind


def _check_review(review: Review) -> list[Fault]:
    if review.status in ("held", "closed") and review.held_on is None:
        return [Fault("held_on", "Say on which day the review was held.")]
    if review.status == "closed" and review.closed_by_id is None:
        return [Fault("status", "The sponsor closes the review on its page.")]
    return []


def _after_review(tx: Any, review: Review, fields: frozenset[str]) -> None:
    if fields & {"due_on", "status"}:
        review_moved.send(sender=Review, review=review, now=tx.at)


def _fill_author(tx: Any, record: Any) -> None:
    record.author_id = tx.actor.user_id


def _day(value: Any) -> int:
    if value not in dict(REVIEW_DAY_CHOICES):
        raise ValueError("Choose 30, 60, 90, 180 or 365 days.")
    return int(value)


def _statement(value: Any) -> Any:
    if value is None or not isinstance(value, str | int | float | dict) or isinstance(value, bool):
        raise ValueError("Type what was measured, with its unit.")
    return value


REVIEW = RecordKind(
    "review",
    Review,
    {
        "day": LiveField(_day),
        "due_on": records.day(required=True),
        "status": records.choice(STATUS_CHOICES),
        "held_on": records.day(),
        "learned": records.text(4000),
        "sustainment": records.text(4000),
        "next_steps": records.text(4000),
        "closed_by": records.reference(
            "closed_by", Review._meta.get_field("closed_by").related_model, needs=Action.CLOSE_REVIEW, from_wire=False
        ),
        "closed_at": records.moment(needs=Action.CLOSE_REVIEW, from_wire=False),
    },
    needs=Action.EDIT_REVIEW,
    topics=("reviews",),
    sets={"attendance": Action.EDIT_REVIEW},
    deletable=False,
    check=_check_review,
    after=_after_review,
)

READING = RecordKind(
    "reading",
    ReviewReading,
    {
        "review": records.reference("review", Review, required=True),
        "metric": records.text(60, required=True),
        "value": LiveField(_statement),
        "measured_on": records.day(),
        "how": records.text(300),
        "author": records.reference("author", ReviewReading._meta.get_field("author").related_model, from_wire=False),
    },
    needs=Action.EDIT_REVIEW,
    topics=("reviews",),
    fill=_fill_author,
)

DECISION = RecordKind(
    "decision",
    Decision,
    {
        "review": records.reference("review", Review),
        "text": records.text(1000, required=True, merges=False),
        "owner": records.reference("owner", Participation),
        "due_on": records.day(),
        "author": records.reference("author", Decision._meta.get_field("author").related_model, from_wire=False),
    },
    needs=Action.EDIT_REVIEW,
    topics=("reviews",),
    fill=_fill_author,
)

KINDS = (REVIEW, READING, DECISION)
