"""Guests and joining as doors, pages and sockets read them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.models import User
from vsm_site.lib.errors import NotFound
from workshops import access, joining, records
from workshops.access import Actor
from workshops.models import Guest, GuestReturn, GuestSession, JoinFailure, Joining, LiveRecord, Participation, Workshop
from workshops.policy import Action, Role


@dataclass(frozen=True, slots=True)
class Door:
    """How guests come into a workshop now; without `until` they do not."""

    until: datetime | None
    direct: bool
    capacity: int
    code: str = ""
    """In two groups, as it is read out."""
    link_token: str = ""

    @property
    def is_open(self) -> bool:
        """Whether link and code work."""
        return self.until is not None


def key_hash(key: str) -> str:
    """What is kept of the key in a guest's cookie."""
    return hashlib.sha256(key.encode()).hexdigest()


def address_hash(address: str) -> str:
    """What is kept, for minutes, of the address of a wrong code."""
    return hmac.new(settings.SECRET_KEY.encode(), f"join-address|{address}".encode(), hashlib.sha256).hexdigest()


def door_of(workshop: Workshop, now: datetime) -> Door:
    """Whether joining is open, with link and code while it is; for whoever may open it."""
    row = Joining.objects.filter(workshop_id=workshop.pk).first()
    if row is None or row.open_until is None or row.open_until <= now:
        return Door(None, row.direct if row else True, row.capacity if row else Joining._meta.get_field("capacity").default)
    code, token = secrets_of(row)
    return Door(row.open_until, row.direct, row.capacity, joining.shown_code(code), token)


def secrets_of(row: Joining) -> tuple[str, str]:
    """Code and link of a row."""
    of_row = (settings.SECRET_KEY, row.pk, row.version)
    return joining.code_of(*of_row), joining.link_token_of(*of_row)


def find_open(*, code: str = "", token: str = "", now: datetime) -> Joining | None:
    """The open joining that a typed code or a link's token leads to. All open ones are looked at, whatever was found."""
    found = None
    for row in Joining.objects.filter(open_until__gt=now, workshop__deleted_seq=None).select_related("workshop").order_by("pk"):
        right_code, right_token = secrets_of(row)
        if joining.is_same(token, right_token) if token else joining.is_same(code, right_code):
            found = row
    return found


def codes_are_off(address: str, now: datetime) -> bool:
    """Whether so many wrong codes came, of this address or of all, that typed codes are not looked at."""
    recent = JoinFailure.objects.filter(at__gt=now - joining.FAILURES)
    of_address = recent.filter(address=address_hash(address)).count()
    return of_address >= joining.MOST_OF_ONE_ADDRESS or recent.count() >= joining.MOST_OF_ALL


def names_in(workshop_id: UUID) -> list[str]:
    """The names that nobody else may take: of everybody in the workshop, and of those who wait."""
    people = Participation.objects.present().filter(workshop_id=workshop_id).select_related("user")
    names = [person.user.display_name if person.user else person.name for person in people]
    return [*names, *Guest.objects.present().filter(workshop_id=workshop_id, state="waiting").values_list("name", flat=True)]


def count_guests(workshop_id: UUID) -> int:
    """Guests that are in or wait."""
    waiting = Guest.objects.present().filter(workshop_id=workshop_id, state="waiting").count()
    return waiting + int(Participation.objects.present().filter(workshop_id=workshop_id, role=Role.GUEST).count())


def list_waiting(workshop: Workshop) -> list[Guest]:
    """The lobby, who came first on top."""
    return list(Guest.objects.present().filter(workshop_id=workshop.pk, state="waiting").order_by("asked_at", "pk"))


def count_waiting(workshop: Workshop) -> int:
    """How many are in the lobby."""
    return int(Guest.objects.present().filter(workshop_id=workshop.pk, state="waiting").count())


def list_inside(workshop: Workshop) -> list[Participation]:
    """The guests who are in, by name."""
    rows = Participation.objects.present().filter(workshop_id=workshop.pk, role=Role.GUEST, user__is_guest=True).select_related("user")
    return list(rows.order_by("user__display_name", "pk"))


def get_waiting(actor: Actor, pk: UUID) -> Guest:
    """Somebody in a lobby, for whoever lets people in; NotFound for one who does not wait."""
    guest: Guest = access.get_record(actor, Guest, pk, needs=Action.MANAGE_PEOPLE)
    if guest.state != "waiting":
        raise NotFound
    return guest


def list_kept_out(workshop: Workshop) -> list[Guest]:
    """Who is kept out, the latest first."""
    return list(Guest.objects.present().filter(workshop_id=workshop.pk, state="banned").select_related("user").order_by("-asked_at", "pk"))


def get_kept_out(actor: Actor, pk: UUID) -> Guest:
    """Somebody who is kept out, for whoever lets people in; NotFound for one who is not."""
    guest: Guest = access.get_record(actor, Guest, pk, "user", needs=Action.MANAGE_PEOPLE)
    if guest.state != "banned":
        raise NotFound
    return guest


FORGOTTEN_AT_ONCE = 500
"""In one sweep; the next takes the others."""


def list_to_forget(now: datetime) -> list[Guest]:
    """Who never came in and asked more than a day ago; of those who are kept out, who can come to no open door any more."""
    old = Guest.objects.present().filter(asked_at__lte=now - joining.STAYS).exclude(state="in").select_related("user", "workshop")
    rows = old.order_by("asked_at", "pk")[:FORGOTTEN_AT_ONCE]
    return [row for row in rows if row.state != "banned" or now >= joining.end_of_stay(row.workshop.last_day, row.workshop.zone)]


@dataclass(frozen=True, slots=True)
class Visit:
    """What a guest's cookie says: who, in which workshop, and whether the person is in now."""

    guest: Guest
    state: str
    """`in`, `waiting`, `refused`, `banned`, `removed` or `over`."""

    @property
    def user(self) -> User:
        """The guest as a person."""
        user: User = self.guest.user
        return user


def visit_of(key: str, now: datetime) -> Visit | None:
    """Whose cookie this is; None for no guest."""
    row = GuestSession.objects.select_related("guest__user", "guest__workshop").filter(key_hash=key_hash(key)).first() if key else None
    return _visit(row.guest, now) if row else None


def way_back(secret: str, now: datetime) -> GuestReturn | None:
    """What the secret of a link opens for a guest who is in; None for one that is not ours, was used, or is too old."""
    rows = GuestReturn.objects.select_related("guest__user", "guest__workshop").filter(expires_at__gt=now)
    row = rows.filter(secret_hash=key_hash(secret)).first() if secret else None
    visit = _visit(row.guest, now) if row else None
    return row if visit is not None and visit.state == "in" else None


def _visit(guest: Guest, now: datetime) -> Visit | None:
    """How a guest stands; None for who has become somebody else, and where the workshop is gone."""
    if not guest.user.is_guest or not guest.user.is_active or guest.workshop.deleted_seq is not None:
        return None
    if now >= joining.end_of_stay(guest.workshop.last_day, guest.workshop.zone):
        return Visit(guest, "over")
    if guest.state == "in" and Role.GUEST not in access.roles_in(guest.user_id, guest.workshop_id):
        return Visit(guest, "removed")
    return Visit(guest, guest.state)


def names_place_of(visit: Visit, keys: Iterable[Any]) -> bool:
    """Whether one of these keys of an address is the guest's workshop or a record of it."""
    workshop_id = visit.guest.workshop_id
    wanted = {key for key in keys if isinstance(key, UUID)}
    if not wanted or workshop_id in wanted:
        return bool(wanted)
    models = [kind.model for kind in records.kinds().values() if issubclass(kind.model, LiveRecord)]
    return any(model.objects.filter(pk__in=wanted, workshop_id=workshop_id).exists() for model in models)


def is_banned(key: str, workshop_id: UUID) -> bool:
    """Whether this browser's key is of a guest who is kept out of the workshop."""
    return GuestSession.objects.filter(key_hash=key_hash(key), guest__workshop_id=workshop_id, guest__state="banned").exists()
