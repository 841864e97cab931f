"""The pulse before a review: the owners of the steps are asked three questions each, and answer by a link without signing in.

A link proves who opens it and nothing more: what it writes is a reading of the own steps, of a review that is not closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts import notifications
from accounts.models import User
from accounts.services.rounds import Rounds, send_due
from actionplans.services.links import make_token
from reviews import pulse
from reviews.measures import MeasureRow
from reviews.models import Reminder, Review, ReviewReading
from reviews.notices import PULSE
from reviews.records import CLOSED, READING
from reviews.services.reminders import rounds_of, still_holds
from vsm_site.lib.errors import Invalid, NotFound
from workshops.access import Actor, get_record
from workshops.change import change
from workshops.models import Participation
from workshops.policy import Action

NOW = "pulse-now"


def send_due_questions(*, now: datetime) -> int:
    """Ask before every review whose hour to ask has come; returns how many rounds were sent (accounts.services.rounds)."""
    return send_due(ROUNDS, now=now)


def _rows() -> QuerySet[Reminder]:
    return rounds_of("pulse")


def _recipients(rounds: list[Reminder]) -> dict[User, list[Reminder]]:
    """Who has an own step whose number is still missing, and was not asked for this review and day yet."""
    told = set(
        Reminder.objects.filter(kind="pulse", review__in={row.review_id for row in rounds})
        .exclude(recipient=None)
        .values_list("review_id", "for_date", "recipient_id")
    )
    found: dict[User, list[Reminder]] = defaultdict(list)
    for row in rounds:
        for entry in pulse.asked(row.review):
            if entry.unanswered and (row.review_id, row.for_date, entry.user.pk) not in told:
                found[entry.user].append(row)
    return found


def _announce(user: User, rounds: list[Reminder], now: datetime) -> None:
    """One letter with the row of each round that it stands for."""
    Reminder.objects.bulk_create(
        Reminder(kind="pulse", review=row.review, recipient=user, due_at=row.due_at, sent_at=now, **row.place) for row in rounds
    )
    _ask([row.review for row in rounds], user, "pulse:" + ",".join(str(row.pk) for row in rounds), now)


ROUNDS = Rounds(_rows, still_holds, _recipients, _announce)


def ask_now(*, actor: Actor, review: Review, now: datetime) -> int:
    """Ask everybody whose step has no number yet, each once a day; returns how many were asked now. For those who edit reviews.

    Invalid for a review that is closed or cancelled.
    """
    fresh = get_record(actor, Review, review.pk, needs=Action.EDIT_REVIEW)
    if not fresh.is_open:
        raise Invalid({"status": CLOSED if fresh.status == "closed" else "This review is cancelled."})
    today = fresh.workshop.today(now)
    asked = 0
    with transaction.atomic():
        told = set(Reminder.objects.filter(kind=NOW, review=fresh, for_date=today).values_list("recipient_id", flat=True))
        for entry in pulse.asked(fresh):
            if not entry.unanswered or entry.user.pk in told:
                continue
            row = Reminder.objects.create(
                kind=NOW, review=fresh, days_before=0, for_date=today, recipient=entry.user, due_at=now, sent_at=now
            )
            _ask([fresh], entry.user, f"pulse:{row.pk}", now)
            asked += 1
    return asked


def _ask(reviews: Sequence[Review], user: User, key: str, now: datetime) -> None:
    """Tell one person on the page, and by a letter with a link for each review."""
    found = [(review, rows) for review in reviews if (rows := _unanswered(review, user))]
    if not found:
        return
    first, rows = found[0]
    text = f"{first.workshop.title}: three questions before the {first} about {_names(rows)}."
    workshops = {review.workshop_id for review, _ in found}
    fresh = notifications.tell(
        [user],
        PULSE,
        text=text,
        url=first.get_absolute_url(),
        dedupe_key=key,
        workshop_id=workshops.pop() if len(workshops) == 1 else None,
        now=now,
    )
    notifications.write_to(
        fresh,
        PULSE,
        subject=f"{first.workshop.title}: your numbers for the {first}",
        body_for=lambda _: _letter(found, user, now),
        dedupe_key=key,
        now=now,
        holds_secret=True,
    )


def _unanswered(review: Review, user: User) -> list[MeasureRow]:
    return [row for row in pulse.asked_of(review, user.pk) if row.reading is None]


def _names(rows: Sequence[MeasureRow]) -> str:
    first = f"{rows[0].metric.label} of {rows[0].metric.place}"
    return first if len(rows) == 1 else f"{first} and {len(rows) - 1} more"


def _letter(found: Sequence[tuple[Review, Sequence[MeasureRow]]], user: User, now: datetime) -> str:
    parts = [f"Hello {user},"]
    for review, rows in found:
        token = make_token(workshop_id=review.workshop_id, user_id=user.pk, now=now)
        link = str(settings.BASE_URL) + reverse("review-pulse", args=[token, review.pk])
        lines = "\n".join(f"- {row.metric.label}, {row.metric.place}: promised {row.metric.target or 'nothing'}" for row in rows)
        day = f"{review.due_on:%a} {review.due_on.day} {review.due_on:%b}"
        parts.append(
            f"“{review.workshop.title}” looks at its results on {day} ({review}). Three short questions about each of your steps:\n\n"
            f"{lines}\n\nWhat is it now, how do you know, does the new way hold? Without signing in, by your own link:\n{link}"
        )
    return "\n\n".join(parts) + "\n"


def answer_pulse(
    *,
    actor: Actor,
    review: Review,
    metric: str,
    values: Mapping[str, Any],
    base: Mapping[str, int] | None = None,
    change_id: UUID | None = None,
) -> ReviewReading:
    """The answer of a step's owner to the three questions, as a reading of the review: `value`, `n`, `how`, `holds`, `note`.

    NotFound for a metric that this person is not asked, whatever other rights the person has; Invalid for a closed review. Conflict
    where somebody else recorded one since it was seen.
    """
    with change(review.workshop_id, actor=actor, needs=Action.UPDATE_OWN_ACTION, change_id=change_id, kind="pulse") as tx:
        fresh = Review.objects.select_related("workshop").get(pk=review.pk)
        row = next((row for row in pulse.asked_of(fresh, actor.user_id) if row.metric.key == metric), None)
        if row is None or not Participation.objects.present().filter(workshop_id=tx.workshop_id, user_id=actor.user_id).exists():
            raise NotFound
        if not fresh.is_open:
            raise Invalid({"status": CLOSED})
        tx.granted |= {Action.EDIT_REVIEW}  # of the own steps: the question was put to this person
        today = fresh.workshop.today(tx.at)
        if row.reading is None:
            reading: ReviewReading = tx.new(READING, {**values, "review": fresh.pk, "metric": metric, "measured_on": today})
        else:
            given = {**values, "measured_on": today} if "value" in values else dict(values)
            reading = tx.set(row.reading, given, base=base) if given else row.reading
    return reading
