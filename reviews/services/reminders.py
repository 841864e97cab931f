"""Reminders of reviews: planned with the review, sent once, by whoever sweeps first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.notifications import notify
from reviews import due_dates
from reviews.models import Reminder, Review
from reviews.notices import REVIEW_DUE
from reviews.selectors import people_to_remind
from vsm_site.lib.queue import after_commit

LEASE = timedelta(minutes=5)
LATE = timedelta(hours=24)
BATCH = 200


def plan_reminders(review: Review, *, now: datetime) -> None:
    """Make the rounds of a planned review and cancel those of dates that no longer hold. Times already past are not made up for."""
    rounds = Reminder.objects.filter(review=review, recipient=None, sent_at=None)
    open_rounds = rounds.filter(cancelled_at=None)
    if review.status != "planned" or review.deleted_seq is not None:
        open_rounds.update(cancelled_at=now)
        return
    open_rounds.exclude(for_date=review.due_on).update(cancelled_at=now)
    zone = ZoneInfo(review.workshop.time_zone)
    for days in due_dates.REMINDER_DAYS:
        at = due_dates.reminder_at(review.due_on, days, zone)
        Reminder.objects.update_or_create(
            review=review,
            days_before=days,
            for_date=review.due_on,
            recipient=None,
            sent_at=None,
            defaults={"due_at": at, "cancelled_at": now if at < now else None},
        )


def send_due_reminders(*, now: datetime) -> int:
    """Announce every review whose time has come; returns how many rounds were sent.

    Each round is claimed by a guarded update with a lease, so several sweeps at once, or none for days, do no harm. What is more
    than a day late goes to each person in one message.
    """
    claimed = [row for row in _due(now) if _claim(row, now)]
    late = [row for row in claimed if now - row.due_at > LATE]
    for row in claimed:
        if row not in late:
            _send([row], now)
    for group in _by_workshop(late):
        _send(group, now)
    return len(claimed)


def _due(now: datetime) -> list[Reminder]:
    rows = Reminder.objects.filter(recipient=None, sent_at=None, cancelled_at=None, due_at__lte=now)
    free = rows.filter(Q(leased_until=None) | Q(leased_until__lt=now))
    return list(free.select_related("review__workshop__stream").order_by("due_at", "id")[:BATCH])


def _claim(row: Reminder, now: datetime) -> bool:
    free = Reminder.objects.filter(pk=row.pk, sent_at=None, cancelled_at=None).filter(Q(leased_until=None) | Q(leased_until__lt=now))
    return free.update(leased_until=now + LEASE) == 1


def _by_workshop(rows: Iterable[Reminder]) -> list[list[Reminder]]:
    groups: dict[object, list[Reminder]] = defaultdict(list)
    for row in rows:
        groups[row.review.workshop_id].append(row)
    return list(groups.values())


def _send(rounds: list[Reminder], now: datetime) -> None:
    """Tell everybody of these rounds and mark them sent, in one transaction; a review that is no longer planned is only cancelled."""
    with transaction.atomic():
        stale = [row for row in rounds if row.review.status != "planned" or row.review.due_on != row.for_date or _is_gone(row)]
        Reminder.objects.filter(pk__in=[row.pk for row in stale]).update(cancelled_at=now)
        live = [row for row in rounds if row not in stale]
        for user, rows in _recipients(live).items():
            _tell(user, rows, now)
        Reminder.objects.filter(pk__in=[row.pk for row in live]).update(sent_at=now, leased_until=None)
    after_commit("accounts.tasks.send_outbox")


def _is_gone(row: Reminder) -> bool:
    return row.review.deleted_seq is not None or row.review.workshop.deleted_seq is not None


def _recipients(rounds: list[Reminder]) -> dict[User, list[Reminder]]:
    found: dict[User, list[Reminder]] = defaultdict(list)
    for row in rounds:
        for user in people_to_remind(row.review, row.days_before):
            found[user].append(row)
    return found


def _tell(user: User, rounds: list[Reminder], now: datetime) -> None:
    fresh = [row for row in rounds if _record(user, row, now)]
    if not fresh:
        return
    message = wording(fresh, now)
    notify(
        [user],
        REVIEW_DUE,
        text=message.text,
        url=fresh[-1].review.get_absolute_url(),
        dedupe_key="review-due:" + ",".join(str(row.pk) for row in fresh),
        workshop_id=fresh[0].review.workshop_id,
        mail_subject=message.subject,
    )


def _record(user: User, row: Reminder, now: datetime) -> bool:
    values = {"due_at": row.due_at, "sent_at": now}
    key = {"kind": row.kind, "review": row.review, "days_before": row.days_before, "for_date": row.for_date, "recipient": user}
    return Reminder.objects.get_or_create(**key, defaults=values)[1]


@dataclass(frozen=True, slots=True)
class Wording:
    """One reminder in words."""

    subject: str
    text: str


def wording(rounds: list[Reminder], now: datetime) -> Wording:
    """What a reminder says; several late rounds are said together."""
    workshop = rounds[0].review.workshop
    today = workshop.today(now)
    parts = []
    for row in {row.review_id: row for row in rounds}.values():
        days = (row.review.due_on - today).days
        date = f"{row.review.due_on:%a} {row.review.due_on.day} {row.review.due_on:%b %Y}"
        when = (
            "is today" if days == 0 else f"is on {date}, tomorrow" if days == 1 else f"is on {date}" if days > 0 else f"was due on {date}"
        )
        parts.append(f"The {row.review.day}-day review {when}")
    text = "; ".join(parts) + f" ({workshop.title})."
    return Wording(f"{workshop.title}: {parts[0][4:]}", text[:300])
