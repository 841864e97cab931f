"""Background doors of the action plan: one call, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from actionplans.services import rounds


@shared_task
def send_due_requests() -> int:
    """Ask owners before check-ins whose hour to ask has come."""
    return rounds.send_due_requests(now=timezone.now())
