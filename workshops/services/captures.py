"""What is captured as the room talks: kept, changed, merged, given a place, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Gone, Invalid
from vsm_site.lib.pictures import Picture
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.kinds import CAPTURE
from workshops.models import Capture, WorkshopDay
from workshops.policy import Action
from workshops.records import find, ref
from workshops.selectors import captures as selectors
from workshops.selectors.days import next_open_day
from workshops.services import photos

Values = Mapping[str, Any]


def add_capture(
    *, actor: Actor, workshop_id: UUID, values: Values, picture: Picture | None = None, change_id: UUID | None = None
) -> Capture:
    """Keep one thing that was said: `kind`, `text` and, where it belongs, `at` or `step`, `owner` and a picture.

    A "#4" in the text ties it to step 4 of the current map, an "@Omar" to a person. Raises what change() raises.
    """
    parsed = CAPTURE.parse(values)
    with (
        photos.stored(workshop_id, picture) as stored,
        change(workshop_id, actor=actor, needs=Action.CAPTURE, change_id=change_id, kind="capture") as tx,
    ):
        made: Capture = tx.new(CAPTURE, parsed)
        return _with_photo(tx, made, stored)


def add_photo(*, actor: Actor, capture_id: UUID, picture: Picture, change_id: UUID | None = None) -> Committed:
    """Put a picture to a capture, in place of one it may have: to one's own, or with the right to sort them to anybody's."""
    capture = get_record(actor, Capture, capture_id)
    with (
        photos.stored(capture.workshop_id, picture) as stored,
        change(capture.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="change-capture") as tx,
    ):
        tx.set(capture, {"at": find(tx.workshop_id, CAPTURE, capture_id).at})  # whether one may change it
        _with_photo(tx, capture, stored)
    return tx.committed


def _with_photo(tx: Tx, capture: Capture, stored: photos.Stored | None) -> Capture:
    if stored is None:
        return capture
    granted, tx.granted = tx.granted, tx.granted | {Action.MANAGE_CAPTURES}
    try:
        return tx.set(capture, {"photo": photos.keep(tx, stored).pk})
    finally:
        tx.granted = granted


def update_capture(
    *, actor: Actor, capture_id: UUID, values: Values, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Change a capture: one's own words, or with the right to sort them anything. Conflict where a field moved on past `base`."""
    capture = get_record(actor, Capture, capture_id)
    parsed = CAPTURE.parse(values)
    with change(capture.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="change-capture") as tx:
        if parsed:
            tx.set(capture, parsed, base=base)
    return tx.committed


def sort_captures(*, actor: Actor, workshop_id: UUID, capture_ids: Iterable[UUID], values: Values, change_id: UUID | None = None) -> int:
    """Give several captures the same place, owner or group, in one change; how many there were. NotFound where one is of elsewhere."""
    wanted = list(dict.fromkeys(capture_ids))
    if not wanted:
        raise Invalid({"capture": "Choose at least one capture."})
    parsed = CAPTURE.parse(values)
    with change(workshop_id, actor=actor, needs=Action.MANAGE_CAPTURES, change_id=change_id, kind="sort-captures") as tx:
        for pk in wanted:
            tx.set(find(workshop_id, CAPTURE, pk), parsed)
    return len(wanted)


def merge_captures(*, actor: Actor, workshop_id: UUID, capture_ids: Iterable[UUID], change_id: UUID | None = None) -> Capture:
    """Let the first said of these captures stand for all of them, with what was merged into the others before. Gives that one.

    Nothing that was said is lost: the others close and stay readable beneath it. Invalid for fewer than two, NotFound where one is of
    elsewhere.
    """
    wanted = list(dict.fromkeys(capture_ids))
    if len(wanted) < 2:
        raise Invalid({"capture": "Choose at least two captures that say the same."})
    with change(workshop_id, actor=actor, needs=Action.MANAGE_CAPTURES, change_id=change_id, kind="sort-captures") as tx:
        rows: list[Capture] = [find(workshop_id, CAPTURE, pk) for pk in wanted]
        if gone := next((row for row in rows if row.deleted_seq is not None), None):
            raise Gone(ref(gone))
        kept = min(rows, key=lambda row: (row.merged_into_id is not None, row.captured_at, row.pk))
        for other in rows:
            if other.pk != kept.pk:
                _merge(tx, other, kept)
    return kept


def _merge(tx: Tx, other: Capture, kept: Capture) -> None:
    for row in [*Capture.objects.present().filter(workshop_id=tx.workshop_id, merged_into_id=other.pk), other]:
        if row.pk != kept.pk:
            tx.set(row, {"merged_into": kept.pk, "status": "closed", "disposition": f"Merged into “{kept.text}”"[:500]})


def part_capture(*, actor: Actor, capture_id: UUID) -> Committed:
    """Let a merged capture stand for itself again."""
    capture = get_record(actor, Capture, capture_id)
    with change(capture.workshop_id, actor=actor, needs=Action.MANAGE_CAPTURES, kind="sort-captures") as tx:
        if find(tx.workshop_id, CAPTURE, capture_id).merged_into_id is not None:
            tx.set(capture, {"merged_into": None, "status": "open", "disposition": ""})
    return tx.committed


def remove_capture(*, actor: Actor, capture_id: UUID) -> Committed:
    """Take a capture off the list; Undo brings it back."""
    capture = get_record(actor, Capture, capture_id)
    with change(capture.workshop_id, actor=actor, needs=Action.VIEW, kind="remove-capture") as tx:
        tx.delete(capture)
    return tx.committed


# The close of a day


def settle_captures(tx: Tx, day: WorkshopDay, *, carry: bool) -> int:
    """What the close of a day does with captures that have no place; how many were carried over.

    With `carry`, all of them go on to the next open day, at whose close the parking lot is asked about again. Without it, or where no
    later day is open, a parking-lot item without a disposition is in the way: Invalid.
    """
    tomorrow = next_open_day(day)
    if not carry or tomorrow is None:
        if waiting := selectors.list_undisposed(day).count():
            raise Invalid({"parking_lot": _in_the_way(waiting, is_last=tomorrow is None)})
        if not carry:
            return 0
    rows = list(selectors.list_to_carry(day))
    for capture in rows:
        tx.set(capture, {"status": "carried", "carried_to": tomorrow.pk if tomorrow else None})
    return len(rows)


def _in_the_way(count: int, *, is_last: bool) -> str:
    items = "One parking-lot item has" if count == 1 else f"{count} parking-lot items have"
    return f"{items} no disposition: say what becomes of {'it' if count == 1 else 'them'}{'' if is_last else ', or carry over'}."
