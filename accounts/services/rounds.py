"""Announcements whose time has come: claimed by whoever sweeps first, told to each person once, also after days of standing still.

Reviews and check-ins say what a round is, whom it is for and what it says; here is what makes it reliable.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import TimedRow, User

LEASE = timedelta(minutes=5)
LATE = timedelta(hours=24)
BATCH = 200
SWEEP_SECONDS = 40.0  # below the worker's soft limit, so that no sweep is killed in the middle
log = logging.getLogger(__name__)
R = TypeVar("R", bound=TimedRow)


@dataclass(frozen=True, slots=True)
class Rounds(Generic[R]):
    """One sort of round."""

    rows: Callable[[], QuerySet[R]]
    """All of them, with what is needed loaded, in the order in which they are told."""
    holds: Callable[[R], bool]
    """Whether a claimed round still stands; one that does not is only cancelled."""
    recipients: Callable[[list[R]], Mapping[User, list[R]]]
    """Who is to be told of which of these rounds: those who are meant now and have no row of the round yet."""
    announce: Callable[[User, list[R], datetime], None]
    """One message to a person, with the row of each round that it stands for."""


def plan(
    rows: QuerySet[R], wanted: Mapping[Any, datetime], *, key_of: Callable[[R], Any], new: Callable[[Any, datetime], R], now: datetime
) -> None:
    """Make the rounds of one thing, by their keys with the hour of each, and cancel those of it (`rows`) that no longer hold.

    One that was sent stays as it is. A new one whose time is past is not made up for; one that was there and waits for the next sweep
    is not lost, whatever moves.
    """
    there = {key_of(row): row for row in rows}
    gone = [row.pk for key, row in there.items() if key not in wanted]
    rows.filter(pk__in=gone, sent_at=None, cancelled_at=None).update(cancelled_at=now)
    for key, at in wanted.items():
        _plan_one(rows, there.get(key), lambda key=key, at=at: new(key, at), at, now)  # type: ignore[misc]


def _plan_one(rows: QuerySet[R], row: R | None, make: Callable[[], R], at: datetime, now: datetime) -> None:
    missed = now if at < now else None
    if row is None:
        made = make()
        made.cancelled_at = missed
        made.save()
    elif row.sent_at is None and (row.cancelled_at is not None or row.due_at != at):
        rows.filter(pk=row.pk, sent_at=None).update(due_at=at, cancelled_at=missed if row.cancelled_at is not None else None)


def send_due(kind: Rounds[R], *, now: datetime) -> int:
    """Announce every round whose time has come; returns how many were sent.

    Each round is claimed by a guarded update with a lease, so several sweeps at once, or none for days, do no harm. Whoever is told
    something more than a day late gets all of it in one message.
    """
    sent, until = 0, time.monotonic() + SWEEP_SECONDS
    while time.monotonic() < until and (claimed := [row for row in kind.rows().filter(_free(now))[:BATCH] if _claim(kind, row, now)]):
        sent += _send(kind, claimed, now)
    return sent


def _free(now: datetime) -> Q:
    waiting = Q(sent_at=None, cancelled_at=None, due_at__lte=now)
    return waiting & (Q(leased_until=None) | Q(leased_until__lt=now))


def _of(kind: Rounds[R], rows: list[R]) -> QuerySet[R]:
    return kind.rows().model._default_manager.filter(pk__in=[row.pk for row in rows], sent_at=None)


def _claim(kind: Rounds[R], row: R, now: datetime) -> bool:
    return _of(kind, [row]).filter(_free(now)).update(leased_until=now + LEASE) == 1


def _send(kind: Rounds[R], rounds: list[R], now: datetime) -> int:
    """Tell everybody of these rounds, each person in a transaction of its own, then mark the rounds sent; returns how many.

    Killed in between, the next sweep tells those who were not told yet: who has a row of a round is not told again. A round of
    somebody who could not be told is left for the next sweep.
    """
    live = [row for row in rounds if kind.holds(row)]
    _of(kind, [row for row in rounds if row not in live]).update(cancelled_at=now, leased_until=None)
    failed = {row.pk for user, rows in kind.recipients(live).items() if not _tell(kind, user, rows, now) for row in rows}
    return _of(kind, [row for row in live if row.pk not in failed]).update(sent_at=now, leased_until=None)


def _tell(kind: Rounds[R], user: User, rounds: list[R], now: datetime) -> bool:
    """Tell one person, all or nothing; whatever goes wrong belongs to this person alone."""
    is_late = any(now - row.due_at > LATE for row in rounds)
    try:
        with transaction.atomic():
            for together in [rounds] if is_late else [[row] for row in rounds]:
                kind.announce(user, together, now)
    except SoftTimeLimitExceeded:  # the worker's time is up: the lease ends, and the next sweep goes on
        raise
    except Exception:  # one recipient's failure never blocks the others, whatever it is
        log.exception("%s could not be reminded; the next sweep tries again", user.pk)
        return False
    return True
