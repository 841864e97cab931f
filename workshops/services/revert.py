"""Taking back what one person did, and giving one field a value again that it had before. Both by ordinary changes of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vsm_site.lib.errors import AppError, Conflict, Forbidden, Gone, Invalid, NotFound
from workshops import access
from workshops.access import Actor
from workshops.change import Committed, change
from workshops.history import NEVER_UNDONE, visible_op
from workshops.models import Change
from workshops.policy import Action
from workshops.records import split_ref
from workshops.selectors.history import get_change, list_changes
from workshops.services.changes import undo_change

MOST = 300
"""Changes that one request takes back at most, so that others are not kept waiting."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A change that was not taken back, and why."""

    change: Change
    why: str
    may_be_forced: bool = False
    """Somebody else changed the same since: the coach may look at both values and take it back anyway."""


@dataclass(frozen=True, slots=True)
class Reverted:
    """What became of a person's changes."""

    done: tuple[Change, ...]
    kept: tuple[Kept, ...]
    more: bool = False
    """There are earlier ones that were not looked at yet."""


def revert_person(*, actor: Actor, workshop_id: UUID, person: UUID, since: datetime | None = None) -> Reverted:
    """Take back what somebody changed since a moment (None: ever), the latest first, each by a change of its own.

    What somebody else wrote over, and what cannot be taken back at all, stays and is named. For those who run the workshop.
    """
    workshop = access.get_workshop(actor, workshop_id, Action.RUN_WORKSHOP)
    rows = list_changes(actor, workshop, person, since).filter(undone_by=None, undo_of=None).exclude(kind__in=NEVER_UNDONE)
    found = list(rows[: MOST + 1])
    done: list[Change] = []
    kept: list[Kept] = []
    for row in found[:MOST]:
        try:
            undo_change(actor=actor, workshop_id=workshop_id, seq=row.seq)
            done.append(row)
        except Conflict:
            kept.append(Kept(row, "somebody else changed the same since", may_be_forced=True))
        except (Invalid, Gone, Forbidden, NotFound) as error:
            kept.append(Kept(row, _words(error)))
    return Reverted(tuple(done), tuple(kept), len(found) > MOST)


def _words(error: AppError) -> str:
    text = error.faults[0].text if isinstance(error, Invalid) and error.faults else error.detail
    return (text or "this cannot be taken back").rstrip(".")


def restore_value(
    *, actor: Actor, workshop_id: UUID, record: str, field: str, seq: int, base: int, change_id: UUID | None = None
) -> Committed:
    """Give a field the value again that the change `seq` gave it. `base` is the revision that the person saw: Conflict past it.

    NotFound for a change that did not write this field, or not for this person to see.
    """
    kind, pk = split_ref(record)
    workshop = access.get_workshop(actor, workshop_id)
    row, rights = get_change(actor, workshop, seq), access.allowed(actor, workshop)
    seen = [op for raw in row.ops if raw["r"] == record and (op := visible_op(raw, rights)) and field in op.get("f", {})]
    if not seen or field not in kind.fields or not kind.fields[field].from_wire:
        raise NotFound("This change did not write that.")
    with change(workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="set") as tx:
        tx.set(tx.find(kind, pk), kind.parse({field: seen[-1]["f"][field]}), base={field: base})
    return tx.committed
