"""The timer of the room: set, paused, given more time, stopped. It runs by the server's clock, in whatever browser it is seen."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from uuid import UUID

from vsm_site.lib.errors import Invalid
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.kinds_rounds import LONGEST_SECONDS, TIMER
from workshops.models import Timer
from workshops.policy import Action

LEAST_SECONDS = 5


def start_timer(*, actor: Actor, workshop_id: UUID, seconds: int, label: str, now: datetime) -> Committed:
    """Let a time run down for everybody, in place of one that runs. Invalid below five seconds and above eight hours."""
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="timer") as tx:
        set_timer(tx, seconds=seconds, label=label, now=now)
    return tx.committed


def set_timer(tx: Tx, *, seconds: int, label: str, now: datetime) -> None:
    """The same within an open change."""
    if not LEAST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise Invalid({"minutes": "Type 1 to 480 minutes."})
    values = TIMER.parse({"label": label}, from_wire=False) | {"seconds": seconds, "ends_at": now + timedelta(seconds=seconds)}
    _write(tx, values | {"left_seconds": None})


def pause_timer(*, actor: Actor, workshop_id: UUID, now: datetime) -> Committed:
    """Hold the timer where it is; one that has run down, or is paused, stays as it is."""
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="timer") as tx:
        row = _row(workshop_id)
        if row and row.ends_at and row.ends_at > now:
            _write(tx, {"ends_at": None, "left_seconds": left_of(row, now)})
    return tx.committed


def resume_timer(*, actor: Actor, workshop_id: UUID, now: datetime) -> Committed:
    """Go on from where it was paused."""
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="timer") as tx:
        row = _row(workshop_id)
        if row and row.left_seconds is not None:
            _write(tx, {"ends_at": now + timedelta(seconds=row.left_seconds), "left_seconds": None})
    return tx.committed


def add_time(*, actor: Actor, workshop_id: UUID, seconds: int, now: datetime) -> Committed:
    """Give it more time; one that has run down runs for so long from now on. Invalid where none was set."""
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="timer") as tx:
        row = _row(workshop_id)
        if row is None or not row.seconds:
            raise Invalid("No timer is set.")
        total = min(row.seconds + seconds, LONGEST_SECONDS)
        if row.left_seconds is not None:
            _write(tx, {"seconds": total, "left_seconds": min(row.left_seconds + seconds, LONGEST_SECONDS)})
        else:
            _write(tx, {"seconds": total, "ends_at": max(row.ends_at or now, now) + timedelta(seconds=seconds)})
    return tx.committed


def stop_timer(*, actor: Actor, workshop_id: UUID) -> Committed:
    """Take the timer away."""
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="timer") as tx:
        row = _row(workshop_id)
        if row and row.seconds:
            _write(tx, {"seconds": 0, "ends_at": None, "left_seconds": None, "label": ""})
    return tx.committed


def left_of(row: Timer, now: datetime) -> int:
    """Seconds that are left at this moment, whole and rounded up; 0 once it has run down."""
    if row.left_seconds is not None:
        return row.left_seconds
    return max(0, math.ceil((row.ends_at - now).total_seconds())) if row.ends_at else 0


def _row(workshop_id: UUID) -> Timer | None:
    row: Timer | None = Timer.objects.filter(workshop_id=workshop_id).first()
    return row


def _write(tx: Tx, values: dict[str, object]) -> None:
    row = _row(tx.workshop_id)
    if row is None:
        tx.new(TIMER, values)
    else:
        tx.set(row, values)
