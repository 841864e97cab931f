"""The days of a workshop: agenda, leadership visit, barriers, lessons, and the close of each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Conflict, Forbidden, Gone, Invalid
from vsm_site.lib.fractional import key_between, spread
from workshops import notices
from workshops.access import Actor, get_record
from workshops.agenda import Block, first_agenda
from workshops.change import Committed, Tx, change
from workshops.kinds import AGENDA, BARRIER, DAY, LESSON, QUESTION, VISIT
from workshops.models import (
    AgendaItem,
    Barrier,
    Capture,
    LeaderQuestion,
    LeadershipVisit,
    Lesson,
    LiveRecord,
    Participation,
    WorkshopDay,
)
from workshops.policy import Action
from workshops.records import RecordKind, find, kind_of, ref
from workshops.selectors import days as selectors

Values = Mapping[str, Any]
Base = Mapping[str, int]


# Agenda


def fill_agenda(*, actor: Actor, workshop_id: UUID) -> Committed:
    """Give every day that has no blocks yet those that the method begins with, and its theme where it has none."""
    with change(workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="fill-agenda") as tx:
        days = list(WorkshopDay.objects.present().filter(workshop_id=workshop_id).order_by("date", "id"))
        planned = set(AgendaItem.objects.present().filter(workshop_id=workshop_id).values_list("day_id", flat=True))
        for day, plan in zip(days, first_agenda(len(days)), strict=False):
            if day.pk in planned:
                continue
            if not day.theme:
                tx.set(day, {"theme": plan.theme})
            _plan(tx, day, plan.blocks)
    return tx.committed


def _plan(tx: Tx, day: WorkshopDay, blocks: Sequence[Block]) -> None:
    for block, key in zip(blocks, spread(len(blocks)), strict=True):
        said = {"title": block.title, "duration_minutes": block.minutes, "kind": block.kind, "lead": block.lead, "note": block.note}
        tx.new(AGENDA, said | {"day": day.pk, "order_key": key})


def update_day(*, actor: Actor, day_id: UUID, values: Values, base: Base | None = None, change_id: UUID | None = None) -> Committed:
    """Change when a day starts and what it is about; the times of its blocks follow."""
    day = get_record(actor, WorkshopDay, day_id)
    parsed = DAY.parse(values)
    with change(day.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="day") as tx:
        if parsed:
            tx.set(day, parsed, base=base)
    return tx.committed


def add_block(*, actor: Actor, day_id: UUID, values: Values, change_id: UUID | None = None) -> AgendaItem:
    """A block at the end of a day."""
    day = get_record(actor, WorkshopDay, day_id)
    parsed = AGENDA.parse(values)
    with change(day.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="add-block") as tx:
        return tx.new(AGENDA, {"day": day.pk, "order_key": _last(AgendaItem, day_id=day.pk)} | parsed)  # type: ignore[no-any-return]


def update_block(*, actor: Actor, block_id: UUID, values: Values, base: Base | None = None, change_id: UUID | None = None) -> Committed:
    """Change a block, or tick it off (`done`). Moved to another day, it stands last there."""
    block = get_record(actor, AgendaItem, block_id)
    parsed = AGENDA.parse(values)
    with change(block.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="change-block") as tx:
        if "day" in parsed and parsed["day"] != block.day_id:
            parsed["order_key"] = _last(AgendaItem, day_id=parsed["day"])
        if parsed:
            tx.set(block, parsed, base=base)
    return tx.committed


def move_block(*, actor: Actor, block_id: UUID, by: int) -> Committed:
    """Move a block one place up (`by` -1) or down (1) within its day; at the end nothing happens."""
    if by not in (-1, 1):
        raise Invalid({"by": "This is up or down."})
    block = get_record(actor, AgendaItem, block_id)
    with change(block.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="move-block") as tx:
        rows = list(AgendaItem.objects.present().filter(day_id=block.day_id).order_by("order_key", "id"))
        place = next((index for index, row in enumerate(rows) if row.pk == block.pk), None)
        if place is None:
            raise Gone(ref(block))
        if 0 <= place + by < len(rows):
            _pass(tx, rows, place, place + by)
    return tx.committed


def _pass(tx: Tx, rows: Sequence[AgendaItem], place: int, target: int) -> None:
    """Place a block just beyond the neighbour that it passes; rows with equal keys get new ones first."""
    keys = [row.order_key for row in rows]
    if len(set(keys)) < len(keys) or "" in keys:
        keys = list(spread(len(rows)))
        for row, key in zip(rows, keys, strict=True):
            tx.order(row, key)
    if target < place:
        key = key_between(keys[target - 1] if target else "", keys[target])
    else:
        key = key_between(keys[target], keys[target + 1] if target + 1 < len(keys) else "")
    tx.order(rows[place], key)


def remove_block(*, actor: Actor, block_id: UUID) -> Committed:
    """Take a block off the agenda; what follows moves up, and Undo brings it back."""
    block = get_record(actor, AgendaItem, block_id)
    with change(block.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, kind="remove-block") as tx:
        tx.delete(block)
    return tx.committed


def _last(model: type[LiveRecord], **where: Any) -> str:
    """An order key after all rows there are."""
    keys = model.objects.present().filter(**where).order_by("-order_key").values_list("order_key", flat=True)
    return key_between(keys.first() or "", "")


# What is noted on a day


def note_visit(*, actor: Actor, day_id: UUID, values: Values, base: Base | None = None, change_id: UUID | None = None) -> Committed:
    """Say when the leaders come, who they are and what they are told; the day's first visit is made where there is none."""
    day = get_record(actor, WorkshopDay, day_id)
    parsed = VISIT.parse(values)
    with change(day.workshop_id, actor=actor, needs=Action.RECORD_VISIT, change_id=change_id, kind="visit") as tx:
        visit = LeadershipVisit.objects.present().filter(day_id=day.pk).order_by("at", "id").first()
        if visit is None:
            tx.new(VISIT, {"day": day.pk} | parsed)
        elif parsed:
            tx.set(visit, parsed, base=base)
    return tx.committed


def ask_leaders(*, actor: Actor, day_id: UUID, text: str, change_id: UUID | None = None) -> LeaderQuestion:
    """A question for the leaders when they come that day."""
    return _add_to_day(actor, day_id, QUESTION, {"text": text}, Action.ASK_LEADERS, "ask", change_id)  # type: ignore[no-any-return]


def add_lesson(*, actor: Actor, day_id: UUID, values: Values, change_id: UUID | None = None) -> Lesson:
    """What the team learned that day."""
    return _add_to_day(actor, day_id, LESSON, values, Action.CAPTURE, "lesson", change_id)  # type: ignore[no-any-return]


def _add_to_day(actor: Actor, day_id: UUID, kind: RecordKind, values: Values, needs: Action, word: str, change_id: UUID | None) -> Any:
    day = get_record(actor, WorkshopDay, day_id)
    parsed = kind.parse(values)
    with change(day.workshop_id, actor=actor, needs=needs, change_id=change_id, kind=word) as tx:
        return tx.new(kind, {"day": day.pk, "order_key": _last(kind.model, day_id=day.pk)} | parsed)  # type: ignore[arg-type]


def raise_barrier(*, actor: Actor, workshop_id: UUID, text: str, change_id: UUID | None = None) -> Barrier:
    """Something that only a leader can lift; the leaders are told."""
    parsed = BARRIER.parse({"text": text})
    with change(workshop_id, actor=actor, needs=Action.RAISE_BARRIER, change_id=change_id, kind="raise-barrier") as tx:
        barrier: Barrier = tx.new(BARRIER, {"order_key": _last(Barrier, workshop_id=workshop_id)} | parsed)
        notices.tell_barrier(tx, barrier)
    return barrier


def take_barrier(*, actor: Actor, barrier_id: UUID) -> Committed:
    """Say that one lifts it oneself. Conflict where somebody else took it first."""
    barrier = get_record(actor, Barrier, barrier_id)
    with change(barrier.workshop_id, actor=actor, needs=Action.ANSWER_BARRIER, kind="take-barrier") as tx:
        fresh = find(tx.workshop_id, BARRIER, barrier_id)
        mine = list(Participation.objects.present().filter(workshop_id=tx.workshop_id, user_id=actor.user_id).order_by("order_key", "id"))
        if not mine:
            raise Forbidden("Only people of the workshop take a barrier.")
        if fresh.owner_id and fresh.owner_id not in {row.pk for row in mine}:
            raise Conflict([tx.clash_of(fresh, "owner")])
        if fresh.owner_id is None:
            tx.set(barrier, {"owner": mine[0].pk, "status": "taken"})
    return tx.committed


def update_note(
    *, actor: Actor, record: Barrier | LeaderQuestion | Lesson, values: Values, base: Base | None = None, change_id: UUID | None = None
) -> Committed:
    """Change a barrier, a question or a lesson: one's own words, or with the right for it anything."""
    kind = kind_of(record)
    parsed = kind.parse(values)
    with change(record.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind=f"change-{kind.name}") as tx:
        if parsed:
            tx.set(record, parsed, base=base)
    return tx.committed


def remove_note(*, actor: Actor, record: Barrier | LeaderQuestion | Lesson) -> Committed:
    """Take a barrier, a question or a lesson away; Undo brings it back."""
    with change(record.workshop_id, actor=actor, needs=Action.VIEW, kind=f"remove-{kind_of(record).name}") as tx:
        tx.delete(record)
    return tx.committed


# The end of a day


def write_summary(*, actor: Actor, day_id: UUID, values: Values, base: Base | None = None, change_id: UUID | None = None) -> Committed:
    """Keep the words of the day's summary. Conflict where they moved on past `base`."""
    day = get_record(actor, WorkshopDay, day_id)
    parsed = DAY.parse(values)
    with change(day.workshop_id, actor=actor, needs=Action.WRITE_SUMMARY, change_id=change_id, kind="summary") as tx:
        if parsed:
            tx.set(day, parsed, base=base)
    return tx.committed


def close_day(
    *,
    actor: Actor,
    day_id: UUID,
    values: Values,
    base: Base | None = None,
    carry: bool = False,
    carry_blocks: bool = False,
    change_id: UUID | None = None,
) -> Committed:
    """Close a day with its last words; those who receive the summary are told.

    With `carry`, captures without a place go on to tomorrow; with `carry_blocks`, what of the agenda is still to do.
    """
    day = get_record(actor, WorkshopDay, day_id)
    parsed = DAY.parse({**values, "closed": True})
    with change(day.workshop_id, actor=actor, needs=Action.WRITE_SUMMARY, change_id=change_id, kind="close-day") as tx:
        if find(tx.workshop_id, DAY, day_id).closed:
            raise Invalid("This day is closed already.")
        tx.set(day, parsed, base=base)
        if carry:
            for capture in Capture.objects.present().filter(workshop_id=tx.workshop_id, status="open"):
                tx.set(capture, {"status": "carried"})
        if carry_blocks:
            _carry_blocks(tx, day)
        notices.tell_summary(tx, day)
    return tx.committed


def _carry_blocks(tx: Tx, day: WorkshopDay) -> None:
    """Put what is still to do before the closing block of the next day, in its order. Invalid on the last day."""
    tomorrow = selectors.next_day(day)
    if tomorrow is None:
        raise Invalid("There is no other day to carry blocks to.")
    tx.granted |= {Action.RUN_WORKSHOP}  # the agenda is the coach's; carrying what is left over belongs to closing a day
    before, after = _room_at_the_end(tomorrow)
    for block in selectors.list_left_over(day):
        before = key_between(before, after)
        tx.set(block, {"day": tomorrow.pk, "order_key": before})


def _room_at_the_end(day: WorkshopDay) -> tuple[str, str]:
    """The order keys between which there is room for more blocks: before a closing block that stands last, else after all."""
    rows = list(AgendaItem.objects.present().filter(day_id=day.pk).order_by("order_key", "id"))
    keys = ["", *(row.order_key for row in rows)]
    if rows and rows[-1].kind == "close" and keys[-2] < keys[-1]:
        return keys[-2], keys[-1]
    return keys[-1], ""


def reopen_day(*, actor: Actor, day_id: UUID) -> Committed:
    """Open a closed day again."""
    day = get_record(actor, WorkshopDay, day_id)
    with change(day.workshop_id, actor=actor, needs=Action.WRITE_SUMMARY, kind="reopen-day") as tx:
        if find(tx.workshop_id, DAY, day_id).closed:
            tx.set(day, {"closed": False})
    return tx.committed
