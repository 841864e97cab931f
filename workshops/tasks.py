"""Work of the worker: each task is one call, safe to run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from workshops.services import barrier_reminders, compaction, guests


@shared_task
def clear_lobbies() -> int:
    """Forget who asked to come in as a guest and never was let in."""
    return guests.clear_lobbies(now=timezone.now())


@shared_task
def send_barrier_reminders() -> int:
    """Bring up barriers that wait."""
    return barrier_reminders.send_due_reminders(now=timezone.now())


@shared_task
def compact_logs() -> int:
    """Keep what is old in the logs of workshops that are over as history; returns how many rows went."""
    return compaction.compact_logs(now=timezone.now())
