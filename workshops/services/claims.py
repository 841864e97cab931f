"""A guest takes over what was contributed, by an e-mail address that is proved: as a new account, or with the one there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts import audit, mail
from accounts.models import OutboxMessage, User
from accounts.services import guests as accounts
from accounts.services.people import clean_email
from vsm_site.lib.errors import TooMany
from workshops import hints
from workshops.access import Actor
from workshops.change import Tx, change
from workshops.models import Guest, GuestSession, Participation
from workshops.models.live import LiveBase
from workshops.policy import Action
from workshops.records import kinds
from workshops.selectors.guests import Visit
from workshops.services import voices

SALT = "workshops.claim"
WORKS = timedelta(days=1)
MAILS_AN_HOUR = 3
KIND = "guest-claim"
EVERY_RIGHT = frozenset(Action)
"""The link proves the address, and what is written is only whose the contributions are."""

BODY = """Hello {name},

you took part in the workshop “{workshop}” as a guest. Open this link to keep what you contributed under this address:
{link}

It works once, for a day. If this was not you, leave it: nothing happens without you.
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link of `send_link` says: which guest, which address, and who has an account under it."""

    guest: Guest
    email: str
    account: User | None


def send_link(*, visit: Visit, email: str, now: datetime) -> None:
    """Send a guest the link; the same whether or not the address has an account. TooMany for more than three an hour."""
    address, guest = clean_email(email), visit.guest
    sent = OutboxMessage.objects.filter(kind=KIND, user=guest.user, not_before__gt=now - timedelta(hours=1)).count()
    if sent >= MAILS_AN_HOUR:
        raise TooMany("Three mails went out within an hour. Look for them, or try later.", after_seconds=3600)
    link = settings.BASE_URL + reverse("join-claim", args=[signing.dumps([str(guest.pk), address], salt=SALT)])
    letter = mail.message(
        to=address,
        user=guest.user,
        kind=KIND,
        subject=f"Keep what you contributed to “{guest.workshop.title}”",
        body=BODY.format(name=guest.name, workshop=guest.workshop.title, link=link),
        key=f"{KIND}|{guest.pk}|{address}|{now.timestamp()}",
        holds_secret=True,
        not_before=now,
    )
    mail.queue([letter])


def read_link(token: str) -> Claim | None:
    """What a link says; None for one that is not ours, is a day old, or was used."""
    try:
        key, email = signing.loads(token, salt=SALT, max_age=WORKS)
    except signing.BadSignature:
        return None
    guest = Guest.objects.select_related("user", "workshop").filter(pk=UUID(key), user__is_guest=True, user__is_active=True).first()
    if guest is None or guest.state == "banned" or guest.workshop.deleted_seq is not None:
        return None
    return Claim(guest, email, User.objects.filter(email=email, is_active=True).first())


def become_person(*, claim: Claim, display_name: str, password: str, time_zone: str) -> User:
    """Make the guest somebody with an account; the role in the workshop stays, until somebody there gives another one."""
    guest = claim.guest
    with transaction.atomic():
        with change(guest.workshop_id, actor=Actor(guest.user), granted=EVERY_RIGHT, kind="claim") as tx:
            for row in Participation.objects.present().filter(workshop_id=tx.workshop_id, user=guest.user):
                tx.set(row, {"email": claim.email})
        # outside the change, which keeps nothing where the guest was taken out and there is no row to write
        user = accounts.become_person(
            guest=guest.user, email=claim.email, display_name=display_name, password=password, time_zone=time_zone
        )
        _end(guest, user)
    return user


def take_over(*, claim: Claim) -> None:
    """Give the account of the address what the guest contributed, and the guest's place in the workshop if the account has none."""
    guest, account = claim.guest, claim.account
    assert account is not None, "somebody with the address has to be there"
    with transaction.atomic():
        with change(guest.workshop_id, actor=Actor(account), granted=EVERY_RIGHT, kind="claim") as tx:
            hand_over(tx, guest.user, account)
            has_place = Participation.objects.present().filter(workshop_id=tx.workshop_id, user=account).exists()
            for row in Participation.objects.present().filter(workshop_id=tx.workshop_id, user=guest.user):
                if has_place:
                    tx.delete(row)
                else:
                    tx.set(row, {"user": account.pk, "email": account.email})
        accounts.close_guest(guest.user)
        _end(guest, account)


def hand_over(tx: Tx, guest: User, account: User) -> None:
    """Every record of the workshop that names the guest names the account: as its author, as one of its members or voters; what the guest
    has given in rounds that are still open is the account's own, too.
    """
    for kind in kinds().values():
        names = [name for name, spec in kind.fields.items() if spec.refers_to is User]
        if kind.name in ("workshop", "person", "guest"):
            continue
        for name in names:
            for record in kind.model.objects.present().filter(workshop_id=tx.workshop_id, **{kind.attr(name): guest.pk}):
                tx.set(record, {name: account.pk})
        for name in [name for name, spec in kind.fields.items() if spec.lists is User]:
            for record in kind.model.objects.present().filter(workshop_id=tx.workshop_id).exclude(**{name: []}):
                _name_instead(tx, record, name, str(guest.pk), str(account.pk))
    voices.hand_over(tx, guest.pk, account.pk)


def _name_instead(tx: Tx, record: LiveBase, name: str, old: str, new: str) -> None:
    """Somebody's place in a list of people is another's, who stands in it once."""
    people = getattr(record, name)
    if old in people:
        tx.set(record, {name: list(dict.fromkeys(new if one == old else one for one in people))})


def _end(guest: Guest, user: User) -> None:
    """The guest's browser is nobody's any more."""
    GuestSession.objects.filter(guest=guest).delete()
    audit.record(actor=user, action="guest-claimed", obj=guest.workshop)
    transaction.on_commit(lambda: hints.sessions_moved(guest.user_id))
