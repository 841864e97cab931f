"""The change log and the state it led to, as a person may see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction

from vsm_site.lib.errors import NotFound
from vsm_site.lib.prepared import Prepared
from workshops import access, history
from workshops.access import Actor
from workshops.models import Change, LiveRecord, WorkshopHead
from workshops.models.live import LiveBase
from workshops.records import RecordKind, kind_of, kinds, ref

MAX_FRAMES = 500
R = TypeVar("R", bound=LiveRecord)


def last_change(workshop_id: UUID) -> tuple[UUID, int, UUID | None]:
    """Workshop, number and id of its latest change: another value whenever anything of it may be another."""
    row = Change.objects.filter(workshop_id=workshop_id).order_by("-seq").values_list("seq", "change_id").first()
    return (workshop_id, *(row or (0, None)))


@contextmanager
def snapshot() -> Iterator[None]:
    """Reads that all see the same moment, without taking a write lock. Inside a transaction or another snapshot that is its moment."""
    if connection.in_atomic_block or _is_reading():
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would take the write lock (BEGIN IMMEDIATE)
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _is_reading() -> bool:
    """Whether a snapshot on SQLite is open, of which Django does not know."""
    return connection.vendor == "sqlite" and connection.connection is not None and connection.connection.in_transaction


@dataclass(frozen=True, slots=True)
class LiveState:
    """A workshop as one person sees it at one moment of its log."""

    head: int
    epoch: UUID
    perm_epoch: int
    records: dict[str, dict[str, Any]]
    """`{"step/<uuid>": {"f": {...}, "revs": {...}}}`."""


def read_state(actor: Actor, workshop_id: UUID) -> LiveState:
    """Head, epoch and all records that the person may see, of one moment. NotFound or Forbidden as get_workshop."""
    with snapshot():
        workshop = access.get_workshop(actor, workshop_id)
        rights = access.allowed(actor, workshop)
        head: WorkshopHead = workshop.head
        records: dict[str, dict[str, Any]] = {}
        for kind in kinds().values():
            if kind.audience in rights:
                hidden = {name for name, spec in kind.fields.items() if spec.private and spec.private not in rights}
                records |= dict(_shown(kind, workshop_id, hidden))
    return LiveState(head.head, head.epoch, head.perm_epoch, records)


@cache
def _present(model: type[LiveBase]) -> Prepared:
    home = "workshop_id" if issubclass(model, LiveRecord) else "pk"
    return Prepared(lambda workshop_id: model.objects.filter(**{"deleted_seq": None, home: workshop_id}).order_by("pk"))


def _shown(kind: RecordKind, workshop_id: UUID, hidden: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for record in _present(kind.model).records(workshop_id):
        values = {name: value for name, value in kind.shown(record).items() if name not in hidden}
        yield ref(record), {"f": values, "revs": {name: rev for name, rev in record.field_revs.items() if name not in hidden}}


@dataclass(frozen=True, slots=True)
class Replay:
    """What a client that knows the log up to a number has missed, or that it must fetch the state afresh."""

    head: int
    frames: list[dict[str, Any]]


def replay(actor: Actor, workshop_id: UUID, *, since: int, limit: int = MAX_FRAMES, epoch: str = "") -> Replay:
    """`ch` frames after `since` in order, as this person may see them; one `reset` frame where the log cannot tell what was missed.

    That is so below the log's floor, for another epoch, and for a client that is ahead of the log (a restored backup).
    """
    with snapshot():
        workshop = access.get_workshop(actor, workshop_id)
        rights = access.allowed(actor, workshop)
        head: WorkshopHead = workshop.head
        if since < head.floor or since > head.head or (epoch and epoch != str(head.epoch)):
            return Replay(head.head, [{"t": "reset", "head": head.head}])
        rows = Change.objects.filter(workshop_id=workshop_id, seq__gt=since, seq__lte=head.head).order_by("seq")[:limit]
        return Replay(head.head, [history.frame(row, rights, actor.user_id) for row in rows])


def get_made(model: type[R], workshop_id: UUID, seq: int) -> R:
    """The record of this model that a change of the workshop made: what a request that was sent twice has made. NotFound without one."""
    ops = Change.objects.filter(workshop_id=workshop_id, seq=seq).values_list("ops", flat=True).first() or []
    name = f"{kind_of(model).name}/"
    keys = [op["r"].removeprefix(name) for op in ops if op["k"] == "new" and op["r"].startswith(name)]
    found: R | None = model.objects.filter(workshop_id=workshop_id, pk__in=keys).first()
    if found is None:
        raise NotFound
    return found
