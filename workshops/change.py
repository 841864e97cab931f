"""The one way to change a workshop: counter and lock, repeats, rights, clashes, records, log row - all or nothing.

Pages, API calls, live frames, imports and tasks all end here. See the live protocol, sections 3.1, 3.2, 3.6, 3.8 and 3.9.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from vsm_site.lib import prepared
from vsm_site.lib.errors import Busy, IdReused, Invalid, NotFound, Repeated
from vsm_site.lib.ids import uuid7
from vsm_site.lib.prepared import Prepared
from workshops import access, hints
from workshops.access import Actor
from workshops.models import Change, Workshop, WorkshopHead
from workshops.models.live import writer
from workshops.policy import Action
from workshops.tx import PERMISSION_FIELDS, Committed, Tx

__all__ = ["Committed", "Tx", "change"]
LOCK_TIMEOUT = "SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '5s'"
TAKE_COUNTER = "UPDATE workshops_workshophead SET head = head + 1 WHERE workshop_id = %s RETURNING head, state, perm_epoch, epoch"
_EARLIER = Prepared(
    lambda workshop_id, change_id: (
        Change.objects.filter(workshop_id=workshop_id, change_id=change_id).order_by().values_list("seq", "user_id")
    )
)


class _Nothing(Exception):
    """Rolls the counter back when a change turned out to change nothing."""


def _take_counter(workshop_id: UUID, epoch: str) -> tuple[int, dict[str, Any], int]:
    """Move the counter, which is the lock; NotFound without a row, Busy in another epoch. The first statement of every change."""
    key = WorkshopHead._meta.pk.get_db_prep_value(workshop_id, connection)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # one message with the update
            cursor.execute(f"{LOCK_TIMEOUT}; {TAKE_COUNTER}", [key])
            while cursor.nextset():
                pass
        else:
            cursor.execute(TAKE_COUNTER, [key])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    if epoch and UUID(str(row[3])) != UUID(epoch):
        raise Busy
    state = WorkshopHead._meta.get_field("state").from_db_value(row[1], None, connection)  # type: ignore[union-attr, arg-type]
    return row[0], state, row[2]


def _refuse_repeats(workshop_id: UUID, change_id: UUID, user_id: UUID) -> None:
    for seq, whose in _EARLIER.rows(workshop_id, change_id):
        if whose != user_id:
            raise IdReused("This change id was used by somebody else.")
        raise Repeated(seq)


def _move_permissions(workshop_id: UUID) -> None:
    workshop = Workshop.objects.get(pk=workshop_id)
    head = WorkshopHead.objects.get(workshop_id=workshop_id)
    head.perm_epoch += 1
    head.state = {name: getattr(workshop, name) for name in sorted(PERMISSION_FIELDS)}
    head.save(update_fields=["perm_epoch", "state"])


def _give_counter_back(tx: Tx) -> None:
    """What was written is in no log, so that no number is used up for it; the lock is held, and nobody has seen the number."""
    WorkshopHead.objects.filter(workshop_id=tx.workshop_id).update(head=F("head") - 1)
    tx.seq -= 1


def _finish(tx: Tx, kind: str, undo_of: int | None, audience: str | None) -> None:
    if not tx.ops:
        if not tx.has_unlogged:
            raise _Nothing
        _give_counter_back(tx)
        return
    row = Change(
        workshop_id=tx.workshop_id,
        seq=tx.seq,
        change_id=tx.change_id,
        user_id=tx.logged_as,
        client_id=tx.client_id,
        kind=kind,
        ops=tx.ops,
        undo=tx.undo,
        undo_of=undo_of,
        audience=audience,
        at=tx.at,
    )
    prepared.insert(row)
    if undo_of is not None:
        Change.objects.filter(workshop_id=tx.workshop_id, seq=undo_of).update(undone_by=tx.seq)
    if tx.permissions_moved:
        _move_permissions(tx.workshop_id)
    transaction.on_commit(lambda: hints.wake(row.workshop_id, row.seq, row))


@contextmanager
def change(
    workshop_id: UUID,
    *,
    actor: Actor,
    needs: Action | None = None,
    change_id: UUID | None = None,
    client_id: str = "",
    kind: str = "set",
    audience: str | None = None,
    undo_of: int | None = None,
    epoch: str = "",
    granted: frozenset[Action] = frozenset(),
) -> Iterator[Tx]:
    """Open one change of a workshop and commit it with its log row, or roll everything back, the counter too.

    `needs` is the right without which nothing is looked at; each record kind asks for its own besides. `granted` are rights that the
    caller has proved in another way (an invitation's token, the making of the workshop). `epoch` is that of the log whose revisions the
    change is based on: after a restored backup they mean nothing, and the sender fetches afresh before it sends again.
    Raises NotFound for strangers, Forbidden, Locked, Conflict, Gone, Invalid, Repeated (the change id is in the log), IdReused, Busy (may
    be sent again).
    """
    change_id = change_id or uuid7()
    try:
        with transaction.atomic(), writer():
            seq, state, perm_epoch = _take_counter(workshop_id, epoch)
            phase = access.phase_of(state)
            found = actor.standing_at(workshop_id, perm_epoch) or access.standing(actor.user_id, workshop_id, phase)
            if not found.related and not granted:
                raise NotFound
            _refuse_repeats(workshop_id, change_id, actor.user_id)
            tx = Tx(workshop_id, actor, seq, change_id, client_id, phase, found, granted, timezone.now(), undoing=undo_of)
            tx.logged_as = actor.user_id
            if needs:
                tx.require(needs)
            yield tx
            tx.end()
            _finish(tx, kind, undo_of, audience)
    except _Nothing:
        tx.seq -= 1
    except OperationalError as error:
        raise Busy from error
    except IntegrityError as error:  # the last net: what the kinds' own checks let through and the database does not
        raise Invalid("This cannot be stored: it lacks something, or it is there already.") from error
    except DatabaseError as error:
        if getattr(error, "sqlstate", "") in {"57014", "55P03"}:
            raise Busy from error
        raise
