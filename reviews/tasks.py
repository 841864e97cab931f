"""Background doors of reviews: ids in, one call, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from reviews.services import reminders, reports


@shared_task
def send_due_reminders() -> int:
    """Announce reviews whose time has come."""
    return reminders.send_due_reminders(now=timezone.now())


@shared_task
def produce_report(report_id: str) -> None:
    """Make one report."""
    reports.produce_report(report_id=report_id)


@shared_task
def resume_reports() -> int:
    """Make reports that no message reached, or whose worker died."""
    return reports.resume_reports(now=timezone.now())
