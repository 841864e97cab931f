"""The agenda: the blocks of the days, their order, and how a day runs by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Gone, Invalid
from vsm_site.lib.fractional import key_between, spread
from workshops.access import Actor, get_record
from workshops.agenda import spread_delay
from workshops.agenda_templates import KEYS, Block, plan_days
from workshops.change import Committed, Tx, change
from workshops.kinds import AGENDA, DAY
from workshops.models import AgendaItem, LiveRecord, WorkshopDay
from workshops.policy import Action
from workshops.records import find, ref
from workshops.selectors.running import AWAITED_KINDS, AgendaLine, drift_of, lines_of

Values = Mapping[str, Any]
Base = Mapping[str, int]
FIXED_KINDS = frozenset({"break", "visit", "briefing", "close"})
"""Others count on them: a delay neither shortens nor moves them if that can be helped."""
_OFF_THE_CLOCK = {"agreed_start": None, "started_at": None, "ended_at": None}


# Planning


def fill_agenda(*, actor: Actor, workshop_id: UUID, template: str = "method") -> Committed:
    """Give every open day that has no blocks yet those of a template, and its theme where it has none. Invalid for an unknown template."""
    if template not in KEYS:
        raise Invalid({"template": "Choose one of the agendas."})
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="fill-agenda") as tx:
        days = list(WorkshopDay.objects.present().filter(workshop_id=workshop_id).select_related("workshop__stream").order_by("date", "id"))
        planned = set(AgendaItem.objects.present().filter(workshop_id=workshop_id).values_list("day_id", flat=True))
        flow = days[0].workshop.stream.item_kind if days else ""
        for day, plan in zip(days, plan_days(len(days), flow, template), strict=False):
            if day.pk in planned or day.closed:
                continue
            if not day.theme:
                tx.set(day, {"theme": plan.theme})
            plan_blocks(tx, day, plan.blocks)
    return tx.committed


def plan_blocks(tx: Tx, day: WorkshopDay, blocks: Sequence[Block]) -> None:
    """Give a day without blocks these, in their order."""
    for block, key in zip(blocks, spread(len(blocks)), strict=True):
        words = {name: getattr(block, name) for name in ("title", "kind", "lead", "note", "screen", "materials")}
        tx.new(AGENDA, words | {"duration_minutes": block.minutes, "day": day.pk, "order_key": key})


def clear_day(*, actor: Actor, day_id: UUID) -> Committed:
    """Take all blocks of a day off, so that it can be planned anew; Invalid once one of them was started."""
    day = get_record(actor, WorkshopDay, day_id)
    with change(day.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="clear-day") as tx:
        rows = _rows(day_id)
        if any(row.started_at for row in rows):
            raise Invalid("This day has begun: its blocks can be changed one by one.")
        for row in rows:
            tx.delete(row)
    return tx.committed


def update_day(*, actor: Actor, day_id: UUID, values: Values, base: Base | None = None, change_id: UUID | None = None) -> Committed:
    """Change when a day starts and what it is about; the times of its blocks follow."""
    day = get_record(actor, WorkshopDay, day_id)
    parsed = DAY.parse(values)
    with change(day.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="day") as tx:
        if parsed:
            tx.set(day, parsed, base=base)
    return tx.committed


def add_block(*, actor: Actor, day_id: UUID, values: Values, before: UUID | None = None, change_id: UUID | None = None) -> AgendaItem:
    """A block of a day before another one, or last. `before` that went elsewhere meanwhile counts as none. Invalid for a closed day."""
    day = get_record(actor, WorkshopDay, day_id)
    parsed = AGENDA.parse(values)
    with change(day.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="add-block") as tx:
        rows = _rows(day.pk)
        key = _key_at(tx, rows, _place_before(rows, before))
        return tx.new(AGENDA, {"day": day.pk, "order_key": key} | parsed)  # type: ignore[no-any-return]


def update_block(*, actor: Actor, block_id: UUID, values: Values, base: Base | None = None, change_id: UUID | None = None) -> Committed:
    """Change a block. Moved to another day, it stands last there; Invalid where either day is closed."""
    block = get_record(actor, AgendaItem, block_id)
    parsed = AGENDA.parse(values)
    with change(block.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="change-block") as tx:
        if "day" in parsed and parsed["day"] != _fresh(tx, block_id).day_id:
            parsed |= {"order_key": last_key(AgendaItem, day_id=parsed["day"]), **_OFF_THE_CLOCK}
        if parsed:
            tx.set(block, parsed, base=base)
    return tx.committed


def remove_block(*, actor: Actor, block_id: UUID) -> Committed:
    """Take a block off the agenda; what follows moves up, and Undo brings it back."""
    block = get_record(actor, AgendaItem, block_id)
    with change(block.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="remove-block") as tx:
        tx.delete(block)
    return tx.committed


# Order


def move_block(*, actor: Actor, block_id: UUID, by: int) -> Committed:
    """Move a block one place up (`by` -1) or down (1) within its day; at the end nothing happens."""
    if by not in (-1, 1):
        raise Invalid({"by": "This is up or down."})
    block = get_record(actor, AgendaItem, block_id)
    with change(block.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="move-block") as tx:
        rows = _rows(_fresh(tx, block_id).day_id)
        place = [row.pk for row in rows].index(block_id)
        if 0 <= place + by < len(rows):
            moved = rows.pop(place)
            _put(tx, moved, rows, place + by)
    return tx.committed


def place_block(*, actor: Actor, block_id: UUID, day_id: UUID, before: UUID | None = None) -> Committed:
    """Put a block on a day of its workshop before another block, or last; where it stands already nothing happens.

    `before` that went elsewhere meanwhile counts as none. Invalid onto or off a closed day.
    """
    block = get_record(actor, AgendaItem, block_id)
    with change(block.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="move-block") as tx:
        row = _fresh(tx, block_id)
        rows = _rows(day_id)
        keys = [other.pk for other in rows]
        if row.day_id == day_id and _follows(keys, block_id) == before:
            return tx.committed
        rest = [other for other in rows if other.pk != block_id]
        place = _place_before(rest, before)
        if row.day_id != day_id:
            tx.set(row, {"day": day_id, **_OFF_THE_CLOCK})
        _put(tx, row, rest, place)
    return tx.committed


def _follows(keys: Sequence[UUID], key: UUID) -> UUID | None:
    place = keys.index(key)
    return keys[place + 1] if place + 1 < len(keys) else None


def _place_before(rows: Sequence[AgendaItem], before: UUID | None) -> int:
    """The place of this block, the end where it is not among them."""
    return next((place for place, other in enumerate(rows) if other.pk == before), len(rows))


def _put(tx: Tx, row: AgendaItem, others: Sequence[AgendaItem], place: int) -> None:
    tx.order(row, _key_at(tx, others, place))


def _key_at(tx: Tx, others: Sequence[AgendaItem], place: int) -> str:
    """The key between the rows that are to be around a place; rows with equal keys get new ones first."""
    keys = [other.order_key for other in others]
    if len({*keys, ""}) <= len(keys):
        keys = list(spread(len(others)))
        for other, key in zip(others, keys, strict=True):
            tx.order(other, key)
    return key_between(keys[place - 1] if place else "", keys[place] if place < len(keys) else "")


def _fresh(tx: Tx, block_id: UUID) -> AgendaItem:
    row: AgendaItem = find(tx.workshop_id, AGENDA, block_id)
    if row.deleted_seq is not None:
        raise Gone(ref(row))
    return row


def _rows(day_id: UUID) -> list[AgendaItem]:
    return list(AgendaItem.objects.present().filter(day_id=day_id).order_by("order_key", "id"))


def last_key(model: type[LiveRecord], **where: Any) -> str:
    """An order key after all rows there are."""
    keys = model.objects.present().filter(**where).order_by("-order_key").values_list("order_key", flat=True)
    return key_between(keys.first() or "", "")


# Running the day


def start_block(*, actor: Actor, block_id: UUID, now: datetime) -> Committed:
    """Begin a block of today; the one that runs is done. The day's first start keeps its times as the agreed ones.

    Invalid on another day and once the day is closed.
    """
    block = get_record(actor, AgendaItem, block_id)
    with change(block.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="start-block") as tx:
        day = _running_day(tx, _fresh(tx, block_id).day_id, now)
        rows = _rows(day.pk)
        if not any(row.started_at for row in rows):
            _agree(tx, day, lines_of(day, rows, now, day.workshop.zone))
        for row in rows:
            if row.pk == block_id:
                tx.set(row, {"started_at": now, "ended_at": None, "done": False})
            elif row.started_at and not row.done:
                tx.set(row, {"ended_at": row.ended_at or now, "done": True})
    return tx.committed


def _running_day(tx: Tx, day_id: UUID, now: datetime) -> WorkshopDay:
    day: WorkshopDay = find(tx.workshop_id, DAY, day_id)
    if day.date != day.workshop.today(now):
        raise Invalid("Only the blocks of today run. Change the dates of the workshop, or tick the block off.")
    if day.closed:
        raise Invalid("This day is closed. Open it again first.")
    return day


def _agree(tx: Tx, day: WorkshopDay, lines: Sequence[AgendaLine]) -> None:
    """Keep the times that stand on the agenda as those that everybody counts on."""
    for line in lines:
        tx.set(line.item, {"agreed_start": line.starts_at})
    tx.set(day, {"agreed_end": lines[-1].ends_at if lines else None})


def tick_block(*, actor: Actor, block_id: UUID, done: bool, now: datetime) -> Committed:
    """Say that a block is done, or open it again. One that runs ends now."""
    block = get_record(actor, AgendaItem, block_id)
    with change(block.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="change-block") as tx:
        row = _fresh(tx, block_id)
        values: dict[str, Any] = {"done": done}
        if row.started_at:
            values["ended_at"] = (row.ended_at or now) if done else None
        if row.done is not done:
            tx.set(row, values)
    return tx.committed


def extend_block(*, actor: Actor, block_id: UUID, minutes: int) -> Committed:
    """Give a block more minutes; what follows moves."""
    block = get_record(actor, AgendaItem, block_id)
    with change(block.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="change-block") as tx:
        row = _fresh(tx, block_id)
        tx.set(row, AGENDA.parse({"duration_minutes": row.duration_minutes + minutes}))
    return tx.committed


def catch_up(*, actor: Actor, day_id: UUID, now: datetime) -> int:
    """Spread a delay over the blocks before the next visit (else the end of the day), or give them the minutes that were gained.

    Returns by how many minutes that visit or the end is still off; for the blocks before it the times that result are the agreed ones
    from then on. Breaks, visits and the close keep their length. Invalid when nothing was started or nothing is off.
    """
    day = get_record(actor, WorkshopDay, day_id)
    with change(day.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="catch-up") as tx:
        day = _running_day(tx, day_id, now)
        lines = lines_of(day, _rows(day_id), now, day.workshop.zone)
        off = drift_of(day, lines)
        if not off:
            raise Invalid("The day runs as agreed.")
        ahead = list(takewhile(lambda line: line.item.kind not in AWAITED_KINDS, (line for line in lines if line.state == "next")))
        minutes = [line.item.duration_minutes for line in ahead]
        lengths, left = spread_delay(minutes, [line.item.kind not in FIXED_KINDS for line in ahead], off)
        for line, length in zip(ahead, lengths, strict=True):
            if length != line.item.duration_minutes:
                tx.set(line.item, AGENDA.parse({"duration_minutes": length}))
        moved = {line.item.pk for line in ahead}
        for line in lines_of(day, _rows(day_id), now, day.workshop.zone):
            if line.item.pk in moved and line.starts_at != line.item.agreed_start:
                tx.set(line.item, {"agreed_start": line.starts_at})
    return left
