"""Background doors of reviews: ids in, one call, safe to run twice."""

from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from reviews.services import meeting_reminders, prework, pulse, reminders, reports


@shared_task
def send_due_reminders() -> int:
    """Announce reviews, alignment meetings and pre-work whose time has come, and ask the owners of the steps for their numbers."""
    now = timezone.now()
    sweeps = (
        reminders.send_due_reminders,
        pulse.send_due_questions,
        prework.send_due_prework,
        meeting_reminders.send_due_reminders,
    )
    return sum(sweep(now=now) for sweep in sweeps)


@shared_task
def produce_report(report_id: str) -> None:
    """Make one report; one that takes too long is given up, since the next try would take as long."""
    try:
        reports.produce_report(report_id=UUID(report_id), now=timezone.now())
    except SoftTimeLimitExceeded:
        reports.give_up_on(report_id=UUID(report_id), now=timezone.now())


@shared_task
def resume_reports() -> int:
    """Make reports that no message reached, or whose worker died."""
    return reports.resume_reports(now=timezone.now())
