"""What captures become in their workshop: a block of the agenda, a word of the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Gone, Invalid
from vsm_site.lib.fractional import key_between
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.kinds import AGENDA, CAPTURE, DAY
from workshops.models import AgendaItem, Capture, WorkshopDay
from workshops.policy import Action
from workshops.records import find, ref


def capture_to_agenda(*, actor: Actor, capture_id: UUID, values: Mapping[str, Any], change_id: UUID | None = None) -> AgendaItem:
    """A block of a day (`day`, `title`, `duration_minutes`) made of a capture, before a closing block; the capture closes with its time.

    Invalid for a day that is closed, and for a capture that has its place already.
    """
    capture = get_record(actor, Capture, capture_id)
    parsed = AGENDA.parse(values)
    with change(capture.workshop_id, actor=actor, needs=Action.RUN_WORKSHOP, change_id=change_id, kind="sort-captures") as tx:
        fresh = waiting_capture(tx, capture_id)
        day = find(tx.workshop_id, DAY, parsed["day"])
        block = add_last_block(tx, day, parsed)
        words = f"On the agenda of {day.date:%a} {day.date.day} {day.date:%b}, {block.duration_minutes} min"
        tx.set(fresh, {"status": "closed", "disposition": words})
    return block


def add_last_block(tx: Tx, day: WorkshopDay, values: Mapping[str, Any]) -> AgendaItem:
    """Inside an open change, a new last block of a day (`title`, `duration_minutes`), before the one that closes it."""
    parsed = AGENDA.parse({"day": day.pk, **values})
    block: AgendaItem = tx.new(AGENDA, parsed | {"kind": "work", "order_key": _before_the_close(day)})
    return block


def _before_the_close(day: WorkshopDay) -> str:
    """The order key of a new last block; of the last but one where the day ends with its closing."""
    rows = list(AgendaItem.objects.present().filter(day_id=day.pk).order_by("order_key", "id"))
    keys = ["", *(row.order_key for row in rows)]
    if rows and rows[-1].kind == "close" and keys[-2] < keys[-1]:
        return key_between(keys[-2], keys[-1])
    return key_between(keys[-1], "")


def capture_to_glossary(*, actor: Actor, capture_id: UUID, word: str, meaning: str, change_id: UUID | None = None) -> Committed:
    """Make a capture a word of the glossary with its meaning."""
    capture = get_record(actor, Capture, capture_id)
    parsed = CAPTURE.parse({"kind": "acronym", "text": f"{word}: {meaning}"})
    with change(capture.workshop_id, actor=actor, needs=Action.MANAGE_CAPTURES, change_id=change_id, kind="sort-captures") as tx:
        fresh = present_capture(tx, capture_id)
        tx.set(fresh, parsed | {"status": "open", "disposition": ""})  # its meaning gives it its place
    return tx.committed


def waiting_capture(tx: Tx, capture_id: UUID) -> Capture:
    """A capture that waits for its place; Invalid for one that has it, Gone where it was taken off the list."""
    fresh = present_capture(tx, capture_id)
    if fresh.status not in ("open", "carried"):
        raise Invalid(f"This has its place already: {fresh.disposition or fresh.get_status_display()}.")
    return fresh


def present_capture(tx: Tx, capture_id: UUID) -> Capture:
    """A capture as it stands under the lock; Gone where it was taken off the list."""
    fresh: Capture = find(tx.workshop_id, CAPTURE, capture_id)
    if fresh.deleted_seq is not None:
        raise Gone(ref(fresh))
    return fresh
