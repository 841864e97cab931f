"""Hints to the worker. The row is the truth: a message that gets lost costs only the wait until the next sweep."""

from __future__ import annotations

import logging
import time

from celery import current_app
from django.db import transaction

CIRCUIT_SECONDS = 10.0  # publishing with the broker down takes most of a second, which nobody should wait for twice
log = logging.getLogger(__name__)


class Circuit:
    """Stays open for a while after a failure; while it is open nobody tries."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._closed_again_at = 0.0

    def is_open(self, now: float) -> bool:
        """Whether trying should be skipped at `now` (monotonic seconds)."""
        return now < self._closed_again_at

    def trip(self, now: float) -> None:
        """Skip everything for the circuit's time."""
        self._closed_again_at = now + self._seconds

    def reset(self) -> None:
        """Try again at once."""
        self._closed_again_at = 0.0


circuit = Circuit(CIRCUIT_SECONDS)


def after_commit(task: str, *args: str | int) -> None:
    """Ask the worker to run the task of this dotted path once the transaction has committed; never raises.

    Arguments are ids (JSON). A broker that is down is noted in the log and left alone for ten seconds.
    """
    transaction.on_commit(lambda: _publish(task, args))


def _publish(task: str, args: tuple[str | int, ...]) -> None:
    if circuit.is_open(time.monotonic()):
        return
    try:
        current_app.send_task(task, args=args, retry=False, ignore_result=True)
    except Exception as error:  # a hint may be lost: the work itself is stored already
        circuit.trip(time.monotonic())
        log.warning("The broker did not take %s (%s); the next sweep does it.", task, error)
