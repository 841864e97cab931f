"""What is captured as the room talks: kept, changed, given a place, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Invalid
from workshops import signals
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.kinds import CAPTURE
from workshops.models import Capture
from workshops.policy import Action
from workshops.records import find

Values = Mapping[str, Any]
RESOLVED = frozenset({"action", "closed", "dropped"})
"""What a capture has become when nobody has to look at it again."""


def add_capture(*, actor: Actor, workshop_id: UUID, values: Values, change_id: UUID | None = None) -> Capture:
    """Keep one thing that was said: `kind`, `text` and, where it belongs, `at`. Raises what change() raises."""
    parsed = CAPTURE.parse(values)
    with change(workshop_id, actor=actor, needs=Action.CAPTURE, change_id=change_id, kind="capture") as tx:
        return tx.new(CAPTURE, parsed)  # type: ignore[no-any-return]


def update_capture(
    *, actor: Actor, capture_id: UUID, values: Values, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Change a capture: one's own words, or with the right to sort them anything. Conflict where a field moved on past `base`."""
    capture = get_record(actor, Capture, capture_id)
    parsed = CAPTURE.parse(values)
    with change(capture.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="change-capture") as tx:
        if parsed:
            _set(tx, capture, parsed, base)
    return tx.committed


def sort_captures(*, actor: Actor, workshop_id: UUID, capture_ids: Iterable[UUID], values: Values, change_id: UUID | None = None) -> int:
    """Give several captures the same place or owner, in one change; how many there were. NotFound where one is of elsewhere."""
    wanted = list(dict.fromkeys(capture_ids))
    if not wanted:
        raise Invalid({"capture": "Choose at least one capture."})
    parsed = CAPTURE.parse(values)
    with change(workshop_id, actor=actor, needs=Action.MANAGE_CAPTURES, change_id=change_id, kind="sort-captures") as tx:
        for pk in wanted:
            _set(tx, find(workshop_id, CAPTURE, pk), parsed, None)
    return len(wanted)


def remove_capture(*, actor: Actor, capture_id: UUID) -> Committed:
    """Take a capture off the list; Undo brings it back."""
    capture = get_record(actor, Capture, capture_id)
    with change(capture.workshop_id, actor=actor, needs=Action.VIEW, kind="remove-capture") as tx:
        tx.delete(capture)
    return tx.committed


def _set(tx: Tx, capture: Capture, values: Values, base: Mapping[str, int] | None) -> None:
    before = Capture.objects.values_list("status", flat=True).get(pk=capture.pk)
    after = tx.set(capture, values, base=base)
    if after.status in RESOLVED and before not in RESOLVED:
        signals.capture_resolved.send(sender=Capture, tx=tx, workshop=after.workshop, capture=after)
