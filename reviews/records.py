"""The live record kinds of reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from actionplans.models import Action as PlannedAction
from reviews import agenda, kinds_sustain, measures
from reviews.alignment import POINTS, RHYTHMS
from reviews.kinds_common import check_people, count, fill_author, statement
from reviews.models import Alignment, AlignmentMeeting, Decision, Review, ReviewReading
from reviews.models.alignment import MEETING_STATUS_CHOICES
from reviews.models.reviews import HOLDS, REVIEW_DAY_CHOICES, STATUS_CHOICES
from reviews.rating import COLOURS
from reviews.signals import meeting_moved, metric_measured, review_moved
from vsm_site.lib.errors import Fault, Invalid
from workshops import records
from workshops.models import Participation
from workshops.policy import Action
from workshops.records import LiveField, OwnRule, RecordKind

CLOSED = "This review is closed; its record does not change any more."


def _check_review(review: Review) -> list[Fault]:
    if review.status in ("held", "closed") and review.held_on is None:
        return [Fault("held_on", "Say on which day the review was held.")]
    if review.status == "cancelled" and not review.reason.strip():
        return [Fault("reason", "Say why it is not held.")]
    if faults := _check_words(review):
        return faults
    if review.status != "closed":
        return []
    if review.closed_by_id is None:
        return [Fault("status", "The sponsor closes the review on its page.")]
    return [Fault("status", CLOSED)] if max(review.field_revs.values()) > review.rev("status") else []


def _check_words(review: Review) -> list[Fault]:
    """An agenda that can be read, and a reason for what is not green."""
    try:
        agenda.read(review.agenda)
    except ValueError as error:
        return [Fault("agenda", str(error))]
    if review.rating in ("amber", "red") and not review.rating_reason.strip():
        return [Fault("rating_reason", f"Say in a few words why it is {review.get_rating_display().lower()}.")]
    return []


def _is_closable(review: Review, user_id: UUID) -> bool:
    """Closing and taking that back is all that the sponsor does to a review."""
    return review.status in ("held", "closed")


def _after_review(tx: Any, review: Review, fields: frozenset[str]) -> None:
    if fields & {"due_on", "status"}:
        review_moved.send(sender=Review, review=review, now=tx.at)
    if fields == {"attendance"}:
        _check_attendance(review)


def _check_attendance(review: Review) -> None:
    if review.status == "closed":
        raise Invalid({"status": CLOSED})
    check_people(review.workshop_id, review.attendance, "attendance")


def _refuse_closed(record: ReviewReading | Decision) -> list[Fault]:
    return [Fault("review", CLOSED)] if record.review and record.review.status == "closed" else []


def _check_reading(reading: ReviewReading) -> list[Fault]:
    return _refuse_closed(reading) or measures.faults_of(reading.metric, reading.value)


def _after_reading(tx: Any, reading: ReviewReading, fields: frozenset[str]) -> None:
    if "value" in fields:
        metric_measured.send(sender=ReviewReading, tx=tx, record=reading)


def _before_delete(tx: Any, record: ReviewReading | Decision) -> None:
    if faults := _refuse_closed(record):
        raise Invalid(faults)


def _check_meeting(meeting: AlignmentMeeting) -> list[Fault]:
    if meeting.status == "held" and meeting.held_on is None:
        return [Fault("held_on", "Say on which day the meeting was held.")]
    if meeting.status == "cancelled" and not meeting.reason.strip():
        return [Fault("reason", "Say why it is not held.")]
    return []


def _after_meeting(tx: Any, meeting: AlignmentMeeting, fields: frozenset[str]) -> None:
    if fields & {"due_on", "status"} or meeting.deleted_seq is not None:
        meeting_moved.send(sender=AlignmentMeeting, meeting=meeting, now=tx.at)
    if fields == {"attendance"}:
        check_people(meeting.workshop_id, meeting.attendance, "attendance")


def _rhythm(value: Any) -> int:
    if value not in dict(RHYTHMS):
        raise ValueError("Choose one of: " + ", ".join(words.lower() for _, words in RHYTHMS) + ".")
    return int(value)


def _day(value: Any) -> int:
    if value not in dict(REVIEW_DAY_CHOICES):
        raise ValueError("Choose 30, 60, 90, 180 or 365 days.")
    return int(value)


REVIEW = RecordKind(
    "review",
    Review,
    {
        "day": LiveField(_day, from_wire=False, required=True, once=True),
        "due_on": records.day(required=True, from_wire=False),
        "status": records.choice(STATUS_CHOICES, from_wire=False),
        "held_on": records.day(from_wire=False),
        "reason": records.text(300, merges=False, from_wire=False),
        "learned": records.text(4000),
        "sustainment": records.text(4000),
        "next_steps": records.text(4000),
        "starts_at": records.clock(blank=True),
        "place": records.text(300),
        "agenda": records.text(2000),
        "rating": records.choice(COLOURS, blank=True),
        "rating_reason": records.text(300, merges=False),
        "closing_words": records.text(2000, merges=False, needs=Action.CLOSE_REVIEW, from_wire=False),
        "closed_by": records.reference(
            "closed_by", Review._meta.get_field("closed_by").related_model, needs=Action.CLOSE_REVIEW, from_wire=False
        ),
        "closed_at": records.moment(needs=Action.CLOSE_REVIEW, from_wire=False),
    },
    needs=Action.EDIT_REVIEW,
    own=OwnRule(Action.CLOSE_REVIEW, _is_closable, frozenset({"status", "closing_words", "closed_by", "closed_at"})),
    audience=Action.READ_REPORTS,
    topics=("reviews",),
    sets={"attendance": Action.EDIT_REVIEW},
    creatable=False,
    deletable=False,
    check=_check_review,
    after=_after_review,
)

READING = RecordKind(
    "reading",
    ReviewReading,
    {
        "review": records.reference("review", Review, required=True, once=True),
        "metric": records.text(60, required=True, once=True),
        "value": LiveField(statement, required=True),
        "measured_on": records.day(),
        "how": records.text(300),
        "n": LiveField(count),
        "holds": records.choice(HOLDS, blank=True),
        "note": records.text(300, merges=False),
        "author": records.reference("author", ReviewReading._meta.get_field("author").related_model, from_wire=False),
    },
    needs=Action.EDIT_REVIEW,
    audience=Action.READ_REPORTS,
    topics=("reviews",),
    fill=fill_author,
    check=_check_reading,
    before_delete=_before_delete,
    after=_after_reading,
)

DECISION = RecordKind(
    "decision",
    Decision,
    {
        "review": records.reference("review", Review),
        "meeting": records.reference("meeting", AlignmentMeeting),
        "text": records.text(1000, required=True, merges=False),
        "owner": records.reference("owner", Participation),
        "due_on": records.day(),
        "action": records.reference("action", PlannedAction, from_wire=False),
        "author": records.reference("author", Decision._meta.get_field("author").related_model, from_wire=False),
    },
    needs=Action.EDIT_REVIEW,
    audience=Action.READ_REPORTS,
    topics=("reviews",),
    fill=fill_author,
    check=_refuse_closed,
    before_delete=_before_delete,
)

ALIGNMENT = RecordKind(
    "alignment",
    Alignment,
    {
        "first_on": records.day(required=True),
        "months": LiveField(_rhythm, required=True),
        "place": records.text(200),
        "is_ended": records.flag(),
    },
    needs=Action.EDIT_REVIEW,
    audience=Action.READ_REPORTS,
    topics=("reviews",),
    creatable=False,
    deletable=False,
)

MEETING = RecordKind(
    "alignment_meeting",
    AlignmentMeeting,
    {
        "due_on": records.day(required=True, from_wire=False),
        "status": records.choice(MEETING_STATUS_CHOICES, from_wire=False),
        "held_on": records.day(from_wire=False),
        "reason": records.text(300, merges=False, from_wire=False),
        "sent_at": records.moment(from_wire=False),
        "sent_by": records.reference("sent_by", AlignmentMeeting._meta.get_field("sent_by").related_model, from_wire=False),
    }
    | {point.key: records.text(4000) for point in POINTS},
    needs=Action.EDIT_REVIEW,
    audience=Action.READ_REPORTS,
    topics=("reviews",),
    sets={"attendance": Action.EDIT_REVIEW},
    creatable=False,
    deletable=False,
    check=_check_meeting,
    after=_after_meeting,
)

KINDS = (REVIEW, READING, ALIGNMENT, MEETING, DECISION, *kinds_sustain.KINDS)
