"""What reviews do when a workshop is made or its days move, inside the same change."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from reviews.services import reminders, reviews
from reviews.signals import review_moved
from workshops.signals import days_moved, workshop_created


@receiver(workshop_created, dispatch_uid="reviews-created")
def _schedule(sender: Any, tx: Any, workshop: Any, **_: Any) -> None:
    reviews.schedule_reviews(tx, workshop)


@receiver(days_moved, dispatch_uid="reviews-moved")
def _move(sender: Any, tx: Any, workshop: Any, **_: Any) -> None:
    reviews.move_planned_reviews(tx, workshop)


@receiver(review_moved, dispatch_uid="reminders-planned")
def _plan(sender: Any, review: Any, now: Any, **_: Any) -> None:
    reminders.plan_reminders(review, now=now)
