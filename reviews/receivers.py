"""What reviews do when a workshop is made, its days move, or one of them is closed, inside the same change."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from reviews.services import meeting_reminders, reminders, reports, reviews, sustain
from reviews.signals import meeting_moved, metric_measured, review_moved
from workshops.signals import days_moved, summary_wanted, task_moved, workshop_created


@receiver(workshop_created, dispatch_uid="reviews-created")
def _schedule(sender: Any, tx: Any, workshop: Any, **_: Any) -> None:
    if not workshop.practice:
        reviews.schedule_reviews(tx, workshop)


@receiver(days_moved, dispatch_uid="reviews-moved")
def _move(sender: Any, tx: Any, workshop: Any, **_: Any) -> None:
    reviews.move_planned_reviews(tx, workshop)
    meeting_reminders.replan(workshop, now=tx.at)


@receiver(review_moved, dispatch_uid="reminders-planned")
def _plan(sender: Any, review: Any, now: Any, **_: Any) -> None:
    reminders.plan_reminders(review, now=now)


@receiver(task_moved, dispatch_uid="prework-reminders-planned")
def _follow_prework(sender: Any, tx: Any, task: Any, **_: Any) -> None:
    reminders.follow_prework(task, now=tx.at)


@receiver(meeting_moved, dispatch_uid="meeting-reminders-planned")
def _plan_meeting(sender: Any, meeting: Any, now: Any, **_: Any) -> None:
    meeting_reminders.plan_reminders(meeting, now=now)


@receiver(metric_measured, dispatch_uid="metrics-watched")
def _watch(sender: Any, tx: Any, record: Any, **_: Any) -> None:
    sustain.tell_if_it_slid_back(tx, record)


@receiver(summary_wanted, dispatch_uid="reviews-summary-wanted")
def _make_summary(sender: Any, day: Any, by: Any, sending: Any, **_: Any) -> None:
    reports.make_summary(day=day, by=by, sending=sending)
