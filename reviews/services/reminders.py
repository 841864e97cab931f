"""Reminders of reviews: planned with the review, sent once, by whoever sweeps first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.notifications import notify
from accounts.services.rounds import Rounds, send_due
from reviews import due_dates, preparation, selectors
from reviews.models import Reminder, Review
from reviews.notices import REVIEW_DUE
from reviews.selectors import people_to_remind
from workshops.models import SetupTask

PLANNED = (*(("review-due", days) for days in due_dates.REMINDER_DAYS), ("pulse", due_dates.PULSE_DAYS))
"""What is planned with each review: the sort of round, and how many days before."""
PREWORK = "prework"
"""The sort of the rounds of pre-work: one on each day on which open pre-work of a review is due."""


def plan_reminders(review: Review, *, now: datetime) -> None:
    """Make the rounds of a planned review and cancel those of dates that no longer hold.

    Pre-work has a round on each day on which some of it is due. A round that was sent stays as it is. A new one whose time is past is
    not made up for; one that was there and waits for the next sweep is not lost, whatever moves.
    """
    rounds = Reminder.objects.filter(review=review, recipient=None)
    waiting = rounds.filter(sent_at=None, cancelled_at=None)
    if review.status != "planned" or review.deleted_seq is not None:
        waiting.update(cancelled_at=now)
        return
    waiting.exclude(for_date=review.due_on).update(cancelled_at=now)
    zone = ZoneInfo(review.workshop.time_zone)
    prework = {(PREWORK, days) for days in selectors.prework_days(review)}
    waiting.filter(kind=PREWORK).exclude(days_before__in={days for _, days in prework}).update(cancelled_at=now)
    there = {(row.kind, row.days_before): row for row in rounds.filter(for_date=review.due_on)}
    for kind, days in (*PLANNED, *sorted(prework)):
        _plan_round(review, kind, days, due_dates.reminder_at(review.due_on, days, zone), there.get((kind, days)), now)


def _plan_round(review: Review, kind: str, days: int, at: datetime, row: Reminder | None, now: datetime) -> None:
    if row is None:
        missed = now if at < now else None
        Reminder.objects.create(kind=kind, review=review, days_before=days, for_date=review.due_on, due_at=at, cancelled_at=missed)
    elif row.sent_at is None:
        is_missed = row.cancelled_at is not None and at < now
        Reminder.objects.filter(pk=row.pk, sent_at=None).update(due_at=at, cancelled_at=row.cancelled_at if is_missed else None)


def follow_prework(task: SetupTask, *, now: datetime) -> None:
    """Another day of a piece of pre-work, or its end, for the rounds of its review; nothing for any other task."""
    day = preparation.review_day(task.key)
    review = Review.objects.present().select_related("workshop").filter(workshop_id=task.workshop_id, day=day).first() if day else None
    if review is not None:
        plan_reminders(review, now=now)


def send_due_reminders(*, now: datetime) -> int:
    """Announce every review whose time has come; returns how many rounds were sent (accounts.services.rounds)."""
    return send_due(ROUNDS, now=now)


def _rows() -> QuerySet[Reminder]:
    return rounds_of("review-due")


def rounds_of(kind: str) -> QuerySet[Reminder]:
    """The rounds of one sort with their reviews, in the order in which they are told."""
    rows = Reminder.objects.filter(kind=kind, recipient=None).select_related("review__workshop__stream")
    return rows.order_by("due_at", "review__workshop__title", "id")


def still_holds(row: Reminder) -> bool:
    """Whether the review that a round is about is planned for its day."""
    review = row.review
    is_there = review.deleted_seq is None and review.workshop.deleted_seq is None
    return is_there and review.status == "planned" and review.due_on == row.for_date


def _recipients(rounds: list[Reminder]) -> dict[User, list[Reminder]]:
    """Who is to be told of which rounds: those who are meant now and have no row of the round yet."""
    told = set(
        Reminder.objects.filter(kind="review-due", review__in={row.review_id for row in rounds})
        .exclude(recipient=None)
        .values_list("review_id", "days_before", "for_date", "recipient_id")
    )
    found: dict[User, list[Reminder]] = defaultdict(list)
    for row in rounds:
        for user in people_to_remind(row.review, row.days_before):
            if (row.review_id, row.days_before, row.for_date, user.pk) not in told:
                found[user].append(row)
    return found


def _announce(user: User, rounds: list[Reminder], now: datetime) -> None:
    """One message with the row of each round that it stands for."""
    Reminder.objects.bulk_create(
        Reminder(review=row.review, days_before=row.days_before, for_date=row.for_date, recipient=user, due_at=row.due_at, sent_at=now)
        for row in rounds
    )
    message, workshops = wording(rounds, now), {row.review.workshop_id for row in rounds}
    notify(
        [user],
        REVIEW_DUE,
        text=message.text,
        url=_address(rounds),
        dedupe_key="review-due:" + ",".join(str(row.pk) for row in rounds),
        workshop_id=workshops.pop() if len(workshops) == 1 else None,
        mail_subject=message.subject,
        now=now,
    )


ROUNDS = Rounds(_rows, still_holds, _recipients, _announce)


def _address(rounds: list[Reminder]) -> str:
    """Where what a message is about stands together."""
    reviews = {row.review_id: row.review for row in rounds}
    workshops = {review.workshop_id for review in reviews.values()}
    if len(reviews) == 1:
        return rounds[0].review.get_absolute_url()
    return reverse("workshop-reviews", args=[workshops.pop()]) if len(workshops) == 1 else reverse("sponsor-dashboard")


@dataclass(frozen=True, slots=True)
class Wording:
    """One reminder in words."""

    subject: str
    text: str


def wording(rounds: list[Reminder], now: datetime) -> Wording:
    """What a reminder says; several late rounds are said together, by workshop, each review once."""
    said: dict[UUID, list[str]] = {}
    titles = {row.review.workshop_id: row.review.workshop.title for row in rounds}
    reviews = {row.review_id: row.review for row in rounds}.values()
    for review in sorted(reviews, key=lambda review: (titles[review.workshop_id], str(review.workshop_id), review.day)):
        said.setdefault(review.workshop_id, []).append(_sentence(review, now))
    text = " ".join(f"{titles[pk]}: {'; '.join(lines)}." for pk, lines in said.items())
    first = next(iter(said))
    more = sum(len(lines) for lines in said.values()) - 1
    return Wording(f"{titles[first]}: {said[first][0]}" + (f", and {more} more" if more else ""), text)


def _sentence(review: Review, now: datetime) -> str:
    days = (review.due_on - review.workshop.today(now)).days
    date = f"{review.due_on:%a} {review.due_on.day} {review.due_on:%b %Y}"
    when = "is today" if days == 0 else f"is tomorrow, {date}" if days == 1 else f"is on {date}" if days > 0 else f"was due on {date}"
    return f"the {review.day}-day review {when}"
