"""Pre-work of reviews on the day on which it is due: planned with its review and its tasks, told once, by whoever sweeps first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.notifications import notify
from accounts.services.rounds import Rounds, send_due
from reviews import notices, selectors
from reviews.models import Reminder, Review
from reviews.services.reminders import PREWORK, rounds_of, still_holds
from workshops.models import Participation, SetupTask
from workshops.policy import Role


def send_due_prework(*, now: datetime) -> int:
    """Tell everybody whose pre-work is due today; returns how many rounds were sent (accounts.services.rounds)."""
    return send_due(ROUNDS, now=now)


def _rows() -> QuerySet[Reminder]:
    return rounds_of(PREWORK)


def _recipients(rounds: list[Reminder]) -> dict[User, list[Reminder]]:
    """Whose pre-work a round is about and who has no row of it yet."""
    told = set(
        Reminder.objects.filter(kind=PREWORK, review__in={row.review_id for row in rounds})
        .exclude(recipient=None)
        .values_list("review_id", "days_before", "for_date", "recipient_id")
    )
    found: dict[User, list[Reminder]] = defaultdict(list)
    for row in rounds:
        for user in _due(row):
            if (row.review_id, row.days_before, row.for_date, user.pk) not in told:
                found[user].append(row)
    return found


def _due(row: Reminder) -> dict[User, list[SetupTask]]:
    """Who has which open pre-work on the day of a round; what nobody does is the process owners'."""
    review, found = row.review, defaultdict(list)
    owners = list(_owners(review.workshop_id))
    for task in selectors.open_prework(review).select_related("owner__user"):
        if selectors.days_before(review, task.due_on) == row.days_before:
            for user in _active(task.owner) or owners:
                found[user].append(task)
    return found


def _owners(workshop_id: UUID) -> Iterable[User]:
    rows = Participation.objects.present().filter(workshop_id=workshop_id, role=Role.OWNER, user__is_active=True)
    return dict.fromkeys(row.user for row in rows.select_related("user").order_by("order_key", "id"))


def _active(person: Participation | None) -> list[User]:
    user = person.user if person is not None and person.deleted_seq is None else None
    return [user] if user is not None and user.is_active else []


def _announce(user: User, rounds: list[Reminder], now: datetime) -> None:
    """One message with the row of each round that it stands for."""
    Reminder.objects.bulk_create(
        Reminder(
            kind=PREWORK,
            review=row.review,
            days_before=row.days_before,
            for_date=row.for_date,
            recipient=user,
            due_at=row.due_at,
            sent_at=now,
        )
        for row in rounds
    )
    said = [_sentence(row.review, _due(row).get(user, []), now) for row in rounds]
    workshops = {row.review.workshop_id for row in rounds}
    notify(
        [user],
        notices.PREWORK,
        text=" ".join(said),
        url=f"{rounds[0].review.get_absolute_url()}#prework",
        dedupe_key=f"{notices.PREWORK}:" + ",".join(str(row.pk) for row in rounds),
        workshop_id=workshops.pop() if len(workshops) == 1 else None,
        mail_subject=f"{rounds[0].review.workshop.title}: pre-work for the {rounds[0].review}",
        mail_body="\n\n".join(said) + f"\n\n{notices.address_of(rounds[0].review)}#prework\n",
        now=now,
    )


ROUNDS = Rounds(_rows, still_holds, _recipients, _announce)


def _sentence(review: Review, tasks: list[SetupTask], now: datetime) -> str:
    """`Patient journey, 30-day review on Fri 18 Dec: due today: Send hour, place and agenda.`"""
    today = review.workshop.today(now)
    names = "; ".join(selectors.plain_title(task, review) for task in tasks)
    first = min((task.due_on for task in tasks if task.due_on), default=today)
    when = "due today" if first == today else f"{'was due' if first < today else 'due'} on {first:%a} {first.day} {first:%b}"
    return f"{review.workshop.title}, {review} on {review.due_on:%a} {review.due_on.day} {review.due_on:%b}: {when}: {names}."
