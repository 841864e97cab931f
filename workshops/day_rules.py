"""What holds for the days of a workshop by whichever door: closed days stay as they were, and people are told of barriers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Invalid
from workshops import notices, signals
from workshops.models import AgendaItem, Barrier, Participation, WorkshopDay

PLAN_OF_A_DAY = frozenset({"date", "starts_at"})
"""What the times of a day's blocks follow from."""


def keep_closed_days(tx: Any, block: AgendaItem, fields: frozenset[str]) -> None:
    """What a closed day was stays as it was: Invalid, at `day`, for a block that comes to one, leaves it or is changed there.

    Undoing may bring it back.
    """
    if tx.undoing is not None:
        return
    came_from = tx.undo[0].get("f", {}).get("day")
    days = {block.day_id, *([UUID(came_from)] if came_from else [])}
    closed = WorkshopDay.objects.present().filter(workshop_id=tx.workshop_id, pk__in=days, closed=True).order_by("date").first()
    if closed is not None:
        raise Invalid({"day": _is_closed(closed)})


def keep_a_closed_day(tx: Any, day: WorkshopDay, fields: frozenset[str]) -> None:
    """That a closed day was, and when, stays as it was: Invalid where it is removed, or gets another date or start.

    Undoing may bring these back.
    """
    if tx.undoing is not None or not day.closed:
        return
    if day.deleted_seq is not None:
        raise Invalid({"day": _is_closed(day)})
    if fields & PLAN_OF_A_DAY and "closed" not in fields:
        raise Invalid({"date" if "date" in fields else "starts_at": _is_closed(day)})


def _is_closed(day: WorkshopDay) -> str:
    return f"{day.date:%a} {day.date.day} {day.date:%b} is closed. Open that day again first."


def follow_barrier(tx: Any, barrier: Barrier, fields: frozenset[str]) -> None:
    """Its reminders follow it; an answer is the decision of whoever wrote it, unless it is said whose it is; whom the barrier concerns is
    told once, of what all operations of the change made of it, also that it was taken off the list.
    """
    signals.barrier_moved.send(sender=Barrier, tx=tx, barrier=barrier)
    if tx.undoing is not None:
        return
    key = f"barrier/{barrier.pk}"
    if barrier.deleted_seq is not None:
        tx.at_end(key, partial(notices.tell_barrier_gone, tx, barrier))
        return
    if tx.ops[-1]["k"] == "new":
        tx.at_end(key, partial(notices.tell_barrier, tx, barrier))
        return
    tx.at_end(key, partial(_tell, tx, barrier.pk, _stood(barrier, tx.undo[0]["f"])))
    if "answer" in fields and "decided_by" not in fields:
        _decide(tx, barrier)


def _decide(tx: Any, barrier: Barrier) -> None:
    rows = Participation.objects.present().filter(workshop_id=tx.workshop_id, user_id=tx.actor.user_id).order_by("order_key", "id")
    mine = rows.first() if barrier.answer else None
    if barrier.decided_by_id != (mine.pk if mine else None) or barrier.written_by_id is not None:
        tx.set(barrier, {"decided_by": mine.pk if mine else None, "written_by": None})


def _stood(barrier: Barrier, before: Mapping[str, Any]) -> notices.BarrierWas:
    """How a barrier stood before its first operation of the change, whose inverse says what it wrote over."""

    def key(name: str) -> UUID | None:
        value = before.get(name, getattr(barrier, f"{name}_id"))
        return UUID(str(value)) if value else None

    return notices.BarrierWas(before.get("answer", barrier.answer), before.get("status", barrier.status), key("owner"), key("decided_by"))


def _tell(tx: Any, barrier_id: UUID, was: notices.BarrierWas) -> None:
    barrier = Barrier.objects.present().filter(pk=barrier_id).first()
    if barrier is not None:
        notices.tell_barrier_moved(tx, was, barrier)
