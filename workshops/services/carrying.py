"""Blocks of the agenda when their day is closed, and what the closing changed when it is opened again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Invalid
from workshops.carrying import ended_at
from workshops.change import Tx
from workshops.kinds import AGENDA
from workshops.models import AgendaItem, Change, WorkshopDay
from workshops.policy import Action
from workshops.records import split_ref
from workshops.selectors import carrying as selectors
from workshops.selectors.days import next_open_day

ENDS = frozenset({"end", "carry"})
"""What may become of the block that runs as its day is closed."""
NO_DAY = "No later day is open to carry blocks to. Open one again first, or leave them."
NOT_OPEN = "One of these blocks is not open any more. Look at the list again, then close the day."


def settle_blocks(tx: Tx, day: WorkshopDay, carried: Collection[UUID], running: str) -> None:
    """Copy these open blocks to the next day that is open, before its closing block, and end the one that runs.

    `running` is `end` or `carry` (what is left of it goes on, too). The blocks stay with the day. Invalid, at `running`, where nothing is
    said of a block that runs; at `blocks` for one that is not open, or where no later day is.
    """
    rows = {row.pk: row for row in selectors.list_open(day)}
    if not rows.keys() >= set(carried):
        raise Invalid({"blocks": NOT_OPEN})
    runs = next((row for row in rows.values() if row.is_running), None)
    if runs and running not in ENDS:
        raise Invalid({"running": f"Say whether “{runs.title}” ends here or goes on."})
    wanted = [row for row in rows.values() if (running == "carry" if row == runs else row.pk in carried)]
    tx.granted |= {Action.RUN_WORKSHOP}  # the agenda is the coach's; what is left over belongs to closing a day
    _copy(tx, day, wanted)
    if runs:
        _end(tx, day, runs, is_done=running == "end")


def _copy(tx: Tx, day: WorkshopDay, rows: Collection[AgendaItem]) -> None:
    tomorrow = next_open_day(day) if rows else None
    if tomorrow is None:
        if rows:
            raise Invalid({"blocks": NO_DAY})
        return
    for row, key in zip(rows, selectors.keys_at_the_end(tomorrow, len(rows)), strict=True):
        words = {name: getattr(row, name) for name in selectors.CARRIED}
        owner = row.owner_id if row.owner and row.owner.deleted_seq is None else None
        where = {"day": tomorrow.pk, "order_key": key, "carried_from": row.pk}
        tx.new(AGENDA, words | where | {"owner": owner, "duration_minutes": selectors.length_of(row, tx.at)})


def _end(tx: Tx, day: WorkshopDay, row: AgendaItem, *, is_done: bool) -> None:
    assert row.started_at is not None
    is_same_day = day.workshop.today(tx.at) == day.date
    end = ended_at(row.started_at, row.duration_minutes, tx.at, is_same_day=is_same_day)
    tx.set(row, {"ended_at": end} | ({"done": True} if is_done else {}))


# Opened again


def remove_copies(tx: Tx, day: WorkshopDay) -> int:
    """Take the copies of this day's blocks away that nobody began; how many there were. Those on a closed day stay."""
    rows = AgendaItem.objects.present().filter(carried_from__day_id=day.pk, started_at=None, done=False, day__closed=False)
    tx.granted |= {Action.RUN_WORKSHOP}
    copies = list(rows)
    for row in copies:
        tx.delete(row)
    return len(copies)


def take_back(tx: Tx, closing: int) -> int:
    """Bring captures and blocks back to what they were before the change with this number closed the day; how many captures.

    What somebody changed since stays as it is.
    """
    row = Change.objects.filter(workshop_id=tx.workshop_id, seq=closing).first()
    before: dict[str, dict[str, Any]] = {}
    for op in row.undo if row else ():  # the newest first, so that what stood at first wins
        if op["k"] == "set" and op["r"].split("/")[0] in ("agenda", "capture"):
            before.setdefault(op["r"], {}).update(op["f"])
    return sum(_restore(tx, ref, values, closing) for ref, values in before.items())


def _restore(tx: Tx, ref: str, before: Mapping[str, Any], closing: int) -> bool:
    """Put the fields back that nobody wrote since the closing; whether that was a capture."""
    kind, pk = split_ref(ref)
    record = tx.find(kind, pk)
    values = {name: value for name, value in before.items() if record.rev(name) == closing}
    if record.deleted_seq is not None or not values:
        return False
    tx.set(record, kind.parse(values, from_wire=False))
    return kind.name == "capture"
