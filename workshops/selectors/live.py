"""What a process reads for the sockets it holds: who comes in, where logs stand, and rows as they were committed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.utils import timezone

from accounts.models import User
from vsm_site.lib.errors import NotFound
from vsm_site.lib.prepared import Prepared
from workshops import access
from workshops.access import Standing
from workshops.models import Change, Workshop, WorkshopHead
from workshops.records import kinds
from workshops.selectors import guests
from workshops.selectors.changes import snapshot


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log of a workshop stands."""

    head: int
    floor: int
    epoch: str
    perm_epoch: int


@dataclass(frozen=True, slots=True)
class Admission:
    """A person at the door of a workshop: who, with which rights, and where the log stood at that moment."""

    user: User
    standing: Standing
    head: Head


def _head(row: WorkshopHead) -> Head:
    return Head(row.head, row.floor, str(row.epoch), row.perm_epoch)


GUEST = "|"
"""Between the key of a session and the key of a guest, where a browser has one: no key holds it."""


def keys(session: str, guest: str) -> str:
    """What a browser shows at the door, in one word."""
    return f"{session}{GUEST}{guest}" if guest else session


def user_of_session(session_key: str) -> User | None:
    """Whose browser it is: of who is signed in, else of a guest who is in. None when that has ended, by logout, new password, time, or a
    disabled account."""
    session, _, guest = session_key.partition(GUEST)
    if session:
        store = import_module(settings.SESSION_ENGINE).SessionStore(session)
        user: Any = get_user(SimpleNamespace(session=store))  # type: ignore[arg-type]
        if user.is_authenticated:
            return user  # type: ignore[no-any-return]
    visit = guests.visit_of(guest, timezone.now()) if guest else None
    return visit.user if visit and visit.state in ("in", "removed") else None


def ended_sessions(keys: Iterable[str]) -> set[str]:
    """Those of these session keys that let nobody in any more."""
    return {key for key in keys if user_of_session(key) is None}


def admit(session_key: str, workshop_id: UUID) -> Admission | None:
    """Who stands at the door; None for nobody signed in. NotFound for people without a relation to the workshop."""
    user = user_of_session(session_key)
    if user is None:
        return None
    with snapshot():
        found, head = standings([user.pk], workshop_id)
    if not found[user.pk].related:
        raise NotFound
    return Admission(user, found[user.pk], head)


def standings(user_ids: Collection[UUID], workshop_id: UUID) -> tuple[dict[UUID, Standing], Head]:
    """What these people are to the workshop now, and its head. NotFound when it was removed."""
    workshop = Workshop.objects.present().select_related("head").filter(pk=workshop_id).first()
    if workshop is None:
        raise NotFound
    return access.standings(user_ids, workshop_id, access.workshop_phase(workshop)), _head(workshop.head)


def read_standings(user_ids: Collection[UUID], workshop_id: UUID) -> tuple[dict[UUID, Standing], Head]:
    """`standings` of one moment."""
    with snapshot():
        return standings(user_ids, workshop_id)


def heads(workshop_ids: Collection[UUID]) -> dict[UUID, Head]:
    """Where these logs stand; a workshop that is gone for good is left out."""
    return {row.workshop_id: _head(row) for row in WorkshopHead.objects.filter(pk__in=workshop_ids)}


PAGE = 500
"""Rows of a log that are read at a time."""
_AFTER = Prepared(
    lambda workshop_id, seq: Change.objects.filter(workshop_id=workshop_id, seq__gt=seq).order_by("seq")[:PAGE], numbers=["seq"]
)


def rows_after(workshop_id: UUID, seq: int) -> list[Change]:
    """At most a page of rows of the log after a number, in order. For hubs, which show each person what is theirs to see."""
    return _AFTER.records(workshop_id, seq)


def has_map(workshop_id: UUID, map_id: UUID) -> bool:
    """Whether a map that was not removed is in this workshop; known by the register, since maps belong to a higher app."""
    kind = kinds().get("map")
    return kind is not None and kind.model.objects.filter(pk=map_id, workshop_id=workshop_id, deleted_seq=None).exists()
