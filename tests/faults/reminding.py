"""Run as a program on a data folder: `plan COUNT` makes the cast with that many announcements due, `ask` sends the worker for them,
`later` is the sweep ten minutes on, `tell` says what became of them (JSON on standard output)."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")

import django

django.setup()

from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Notification, OutboxMessage  # noqa: E402
from reviews.models import Reminder, Review  # noqa: E402
from reviews.services.reminders import send_due_reminders  # noqa: E402
from tests.cast import make_cast  # noqa: E402
from vsm_site.celery import app  # noqa: E402


def plan(count: int) -> None:
    """Announcements of one review, all due an hour ago."""
    cast = make_cast()
    Reminder.objects.all().delete()
    review, due = Review.objects.get(workshop=cast.workshop, day=30), timezone.now() - timedelta(hours=1)
    rows = [Reminder(review=review, days_before=100 + place, for_date=review.due_on, due_at=due) for place in range(count)]
    Reminder.objects.bulk_create(rows)


def ask() -> None:
    """What the scheduler does every minute, and five minutes gone for whoever died with a claim."""
    Reminder.objects.exclude(leased_until=None).update(leased_until=timezone.now() - timedelta(seconds=1))
    app.send_task("reviews.tasks.send_due_reminders", ignore_result=True)


def tell() -> None:
    """Announcements that wait, those told by how many people each, and the messages that left for it."""
    rounds = Reminder.objects.filter(recipient=None)
    people = Reminder.objects.exclude(recipient=None)
    told = people.values("days_before").annotate(number=Count("pk"), different=Count("recipient", distinct=True))
    found = {
        "waiting": rounds.filter(sent_at=None).count(),
        "told": sorted({(row["number"], row["different"]) for row in told}),
        "announced": len(told),
        "people": people.count(),
        "notifications": Notification.objects.filter(kind="review-due").count(),
        "letters": OutboxMessage.objects.filter(kind="review-due").count(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    word = sys.argv[1]
    if word == "plan":
        plan(int(sys.argv[2]))
    elif word == "ask":
        ask()
    elif word == "later":
        print(send_due_reminders(now=timezone.now() + timedelta(minutes=10)))
    else:
        tell()
