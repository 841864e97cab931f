"""Walk-up guests: joining is opened, renewed and closed; people come in without an account, wait, are let in, refused, kept out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.models.tokens import new_secret
from accounts.services import guests as accounts
from accounts.services.people import clean_name
from vsm_site.lib.errors import AppError, Invalid, NotFound, TooMany
from workshops import hints, joining
from workshops.access import Actor, get_workshop
from workshops.change import Committed, Tx, change
from workshops.kinds import PARTICIPATION
from workshops.kinds_guests import GUEST, JOINING
from workshops.models import Guest, GuestSession, JoinFailure, Joining, Participation, Workshop
from workshops.models.guests import NAME_LENGTH
from workshops.policy import Action, Role
from workshops.selectors import guests as selectors
from workshops.selectors import people

log = logging.getLogger(__name__)
CLOSED = "This does not open a workshop: the code or link is wrong, or joining is closed. Ask the coach."
CODES_ARE_OFF = "Too many codes were wrong. For ten minutes only the link and the QR code work; ask the coach for them."
FULL = "The workshop takes no more guests. Tell the coach."
NAME_IS_TAKEN = "Somebody else here is called {name} by now, and no two guests share a name. Take that guest out first."
OVER = "The workshop is over: guests can come in until a day after its last day."
_MAY = frozenset({Action.MANAGE_PEOPLE})


# The door, which whoever manages people opens and shuts


def open_joining(*, actor: Actor, workshop_id: UUID, values: Mapping[str, Any], now: datetime, change_id: UUID | None = None) -> Joining:
    """Let guests join for twelve hours, or until a day after the workshop if that is earlier; `values` are `direct` and `capacity`.

    Open already, it stays open for twelve hours from now, with the same link and code.
    """
    workshop = get_workshop(actor, workshop_id, Action.MANAGE_PEOPLE)
    end = joining.end_of_stay(workshop.last_day, workshop.zone)
    if now >= end:
        raise Invalid(OVER)
    parsed = JOINING.parse(values, from_wire=False)
    until = min(now + timedelta(hours=joining.OPEN_HOURS), end)
    return _set_door(actor, workshop, parsed | {"open_until": until}, "joining-opened", change_id)


def close_joining(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> Joining:
    """Let nobody in any more; the next opening has another link and code. Guests who are in stay."""
    workshop = get_workshop(actor, workshop_id, Action.MANAGE_PEOPLE)
    return _set_door(actor, workshop, {"open_until": None}, "joining-closed", change_id, renews=True)


def renew_joining(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> Joining:
    """Another link and another code; the earlier ones stop working at once."""
    workshop = get_workshop(actor, workshop_id, Action.MANAGE_PEOPLE)
    return _set_door(actor, workshop, {}, "joining-renewed", change_id, renews=True)


def _set_door(
    actor: Actor, workshop: Workshop, values: dict[str, Any], word: str, change_id: UUID | None, *, renews: bool = False
) -> Joining:
    with transaction.atomic():
        with change(workshop.pk, actor=actor, needs=Action.MANAGE_PEOPLE, change_id=change_id, kind="joining") as tx:
            row = Joining.objects.filter(workshop_id=workshop.pk).first() or tx.new(JOINING, {})
            more = {"version": row.version + 1} if renews else {}
            row = tx.set(row, values | more)
        audit.record(actor=actor.user, action=word, obj=workshop, organisation=workshop.stream.organisation)
    return row


# Coming in


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who came, and the key for the cookie of the browser, which is given this once."""

    guest: Guest
    key: str


@dataclass(frozen=True, slots=True)
class Knock:
    """What somebody brings along who wants to come in: the link's token or a typed code, a name, and where from."""

    name: str
    function: str = ""
    area: str = ""
    token: str = ""
    code: str = ""
    address: str = ""
    old_key: str = ""
    """Of the guest that this browser was before."""


def join(*, knock: Knock, now: datetime) -> Joined:
    """Come in as a guest: by the link at once where the coach says so, else into the lobby.

    Invalid for what opens nothing (always in the same words), a name that cannot be taken, and a full workshop; TooMany after ten
    wrong codes of one address, or a hundred of all, within ten minutes: then typed codes are not looked at, links are.
    """
    row = open_door(knock=knock, now=now)
    name, user = _guest_named(knock, row.workshop)
    with transaction.atomic():
        with change(row.workshop_id, actor=Actor(user), granted=_MAY, kind="join") as tx:
            fresh = tx.find(JOINING, row.pk)
            if fresh.open_until is None or fresh.open_until <= now or fresh.version != row.version:
                raise Invalid({"code": CLOSED})
            if selectors.count_guests(tx.workshop_id) >= fresh.capacity:
                raise Invalid(FULL)
            if fault := joining.name_fault(name, selectors.names_in(tx.workshop_id), NAME_LENGTH):
                raise Invalid({"name": fault})
            accounts.store_guest(user)
            guest = _new_guest(tx, user, name, knock, is_in=bool(knock.token) and fresh.direct)
        key = new_secret()
        GuestSession.objects.create(key_hash=selectors.key_hash(key), guest=guest, begun_at=now)
        audit.record(actor=user, action="guest-joined", obj=row.workshop, details={"state": guest.state})
    return Joined(guest, key)


def open_door(*, knock: Knock, now: datetime) -> Joining:
    """What link or code opens; Invalid and TooMany as `join` says."""
    if not knock.token and selectors.codes_are_off(knock.address, now):
        raise TooMany(CODES_ARE_OFF, after_seconds=int(joining.FAILURES.total_seconds()))
    row = selectors.find_open(code=joining.typed_code(knock.code), token=knock.token, now=now)
    if row is None or selectors.is_banned(knock.old_key, row.workshop_id):
        if not knock.token:
            JoinFailure.objects.filter(at__lte=now - joining.FAILURES).delete()
            JoinFailure.objects.create(address=selectors.address_hash(knock.address), at=now)
        raise Invalid({"code": CLOSED})
    return row


def _guest_named(knock: Knock, workshop: Workshop) -> tuple[str, User]:
    if fault := joining.name_fault(knock.name, (), NAME_LENGTH):
        raise Invalid({"name": fault})
    name = clean_name(knock.name, "name", NAME_LENGTH)
    return name, accounts.new_guest(name=name, time_zone=workshop.time_zone)


def _new_guest(tx: Tx, user: User, name: str, knock: Knock, *, is_in: bool) -> Guest:
    said = GUEST.parse({"name": name, "function": knock.function, "area": knock.area}, from_wire=False)
    guest: Guest = tx.new(GUEST, said | {"user": user.pk, "by_link": bool(knock.token), "state": "in" if is_in else "waiting"})
    if is_in:
        _give_role(tx, guest, user)
    return guest


def _give_role(tx: Tx, guest: Guest, user: User) -> None:
    former = Participation.objects.filter(workshop_id=tx.workshop_id, user=user, role=Role.GUEST).first()
    values = {"user": user.pk, "email": user.email, "role": Role.GUEST.value, "function": guest.function, "area": guest.area}
    tx.new(PARTICIPATION, values, pk=former.pk if former else None)


# The lobby, and out again


def admit(*, actor: Actor, guest_id: UUID, change_id: UUID | None = None) -> Guest:
    """Let somebody in who waits."""
    guest = selectors.get_waiting(actor, guest_id)
    with change(guest.workshop_id, actor=actor, needs=Action.MANAGE_PEOPLE, change_id=change_id, kind="admit") as tx:
        _admit(tx, guest)
    return guest


def admit_all(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> int:
    """Let everybody in who waits; how many there were."""
    workshop = get_workshop(actor, workshop_id, Action.MANAGE_PEOPLE)
    with change(workshop_id, actor=actor, needs=Action.MANAGE_PEOPLE, change_id=change_id, kind="admit") as tx:
        waiting = selectors.list_waiting(workshop)
        for guest in waiting:
            _admit(tx, guest)
    return len(waiting)


def _admit(tx: Tx, guest: Guest) -> None:
    fresh = tx.find(GUEST, guest.pk)
    if fresh.state == "waiting":
        _give_role(tx, tx.set(fresh, {"state": "in"}), fresh.user)


def refuse(*, actor: Actor, guest_id: UUID, change_id: UUID | None = None) -> Committed:
    """Do not let somebody in who waits."""
    guest = selectors.get_waiting(actor, guest_id)
    with change(guest.workshop_id, actor=actor, needs=Action.MANAGE_PEOPLE, change_id=change_id, kind="refuse") as tx:
        tx.set(guest, {"state": "refused"})
    return tx.committed


def ban(*, actor: Actor, person_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take a guest out and keep that browser out; link and code are others at once, and whoever joins from now on waits in the lobby.

    What the guest contributed stays; taking it back is another matter (workshops.services.revert).
    """
    person = people.get_person(actor, person_id)
    guest = Guest.objects.filter(workshop_id=person.workshop_id, user=person.user).first()
    if guest is None or person.role != Role.GUEST:
        raise NotFound
    with transaction.atomic():
        with change(person.workshop_id, actor=actor, needs=Action.MANAGE_PEOPLE, change_id=change_id, kind="ban") as tx:
            tx.set(guest, {"state": "banned"})
            tx.delete(person)
            if row := Joining.objects.filter(workshop_id=tx.workshop_id).first():
                tx.set(row, {"version": row.version + 1, "direct": False})
        organisation = person.workshop.stream.organisation
        audit.record(actor=actor.user, action="guest-banned", obj=person.workshop, organisation=organisation)
    return tx.committed


def let_back_in(*, actor: Actor, guest_id: UUID, change_id: UUID | None = None) -> Guest:
    """Take it back that somebody is kept out: in again, in the same browser, with the name and everything that was contributed.

    NotFound for who is not kept out; Invalid when the workshop is full by now or somebody else took the name.
    """
    guest = selectors.get_kept_out(actor, guest_id)
    workshop = guest.workshop
    with transaction.atomic():
        with change(guest.workshop_id, actor=actor, needs=Action.MANAGE_PEOPLE, change_id=change_id, kind="let-back-in") as tx:
            door = Joining.objects.filter(workshop_id=tx.workshop_id).first()
            if door and selectors.count_guests(tx.workshop_id) >= door.capacity:
                raise Invalid(FULL)
            if joining.name_fault(guest.name, selectors.names_in(tx.workshop_id), NAME_LENGTH):
                raise Invalid(NAME_IS_TAKEN.format(name=guest.name))
            _give_role(tx, tx.set(guest, {"state": "in"}), guest.user)
        audit.record(actor=actor.user, action="guest-let-back-in", obj=workshop, organisation=workshop.stream.organisation)
    return guest


def clear_lobbies(*, now: datetime) -> int:
    """Forget who asked to come in more than a day ago and never was let in: name, place and browser. How many there were.

    Who was kept out is forgotten a day after the workshop, when no link and no code of it opens anything any more.
    """
    forgotten = sum(_forget_if_free(guest) for guest in selectors.list_to_forget(now))
    JoinFailure.objects.filter(at__lte=now - joining.FAILURES).delete()
    return forgotten


def _forget_if_free(guest: Guest) -> bool:
    """As `forget`; a workshop that cannot be written now keeps no other one waiting, and its turn comes with the next sweep."""
    try:
        return forget(guest=guest)
    except AppError as error:
        log.warning("A guest was not forgotten: %s", error.code)
        return False


def forget(*, guest: Guest) -> bool:
    """Forget somebody who never was let in, unless that has changed since it was looked up; whether it was done."""
    with change(guest.workshop_id, actor=Actor(guest.user), granted=_MAY, kind="forget-guest") as tx:
        fresh = tx.find(GUEST, guest.pk)
        is_due = fresh.state == guest.state and fresh.deleted_seq is None
        if is_due:
            tx.delete(fresh)
            GuestSession.objects.filter(guest=guest).delete()
            accounts.forget_guest(guest.user)
    return is_due


def leave(*, key: str, now: datetime) -> None:
    """End the session of a guest in this browser; name and place are free again, and what the guest contributed stays."""
    visit = selectors.visit_of(key, now)
    if visit is None or visit.state == "banned":  # the key of who is kept out is what keeps the browser out
        return
    guest = visit.guest
    with transaction.atomic():
        if visit.state in ("waiting", "in"):
            with change(guest.workshop_id, actor=Actor(guest.user), granted=_MAY, kind="leave") as tx:
                _take_place(tx, guest)
        GuestSession.objects.filter(key_hash=selectors.key_hash(key)).delete()
        transaction.on_commit(lambda: hints.sessions_moved(guest.user_id))


def _take_place(tx: Tx, guest: Guest) -> None:
    """Out of the lobby, or out of the workshop, where nobody else may use the name while the guest is in."""
    fresh = tx.find(GUEST, guest.pk)
    if fresh.state == "waiting":
        tx.set(fresh, {"state": "refused"})
    for row in Participation.objects.present().filter(workshop_id=tx.workshop_id, user=guest.user, role=Role.GUEST):
        tx.delete(row)
