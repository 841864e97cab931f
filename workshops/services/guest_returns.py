"""A guest who lost the browser comes in again, in another one, by a link that the coach makes and that works once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.models.tokens import new_secret
from vsm_site.lib.errors import Invalid, NotFound
from workshops import hints
from workshops.access import Actor
from workshops.models import Guest, GuestReturn, GuestSession
from workshops.policy import Action, Role
from workshops.selectors import guests as selectors
from workshops.selectors import people
from workshops.selectors.rounds import has_private_round
from workshops.services.guests import Joined

WORKS = timedelta(hours=1)
BYTES = 16
"""128 bits, as in every link that lets somebody in."""
NO_WAY_BACK = "This link opens nothing any more: it was used, or an hour has passed. Ask the coach for another one."
IN_A_ROUND = "A private round runs, and what a guest wrote in it is for that guest’s own eyes. End the round first."
WAIT_FOR_ROUND = "The room is in a round just now. Open the link again when it has ended."


def make_way_back(*, actor: Actor, person_id: UUID, now: datetime) -> tuple[Guest, str]:
    """A guest who is in, and the secret of a link by which the person comes in again with name and contributions, given this once.

    It works once, for an hour; one that was made before stops working. Invalid while a private round runs: whoever holds the link
    would read what the guest wrote in it. NotFound for somebody who is no guest.
    """
    person = people.get_person(actor, person_id, Action.RUN_WORKSHOP)
    guest = Guest.objects.filter(workshop_id=person.workshop_id, user=person.user, state="in").first()
    if guest is None or person.role != Role.GUEST:
        raise NotFound
    if has_private_round(person.workshop_id):
        raise Invalid(IN_A_ROUND)
    secret = secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        GuestReturn.objects.filter(guest=guest).delete()
        said = {"guest": guest, "made_by": actor.user, "expires_at": now + WORKS}
        GuestReturn.objects.create(secret_hash=selectors.key_hash(secret), **said)
        home, said = person.workshop, {"name": guest.name}
        audit.record(actor=actor.user, action="guest-way-back", obj=home, organisation=home.stream.organisation, details=said)
    return guest, secret


def come_back(*, secret: str, now: datetime) -> Joined:
    """Be the guest of a link in this browser, and in no other any more. Invalid, always in the same words, for one that opens nothing."""
    with transaction.atomic():
        row = selectors.way_back(secret, now)
        if row is None:
            raise Invalid({"token": NO_WAY_BACK})
        guest = row.guest
        if has_private_round(guest.workshop_id):
            raise Invalid({"token": WAIT_FOR_ROUND})
        used, _ = GuestReturn.objects.filter(pk=row.pk).delete()
        if not used:  # by somebody else, at the same moment
            raise Invalid({"token": NO_WAY_BACK})
        key = new_secret()
        GuestSession.objects.filter(guest=guest).delete()
        GuestSession.objects.create(key_hash=selectors.key_hash(key), guest=guest, begun_at=now)
        audit.record(actor=guest.user, action="guest-came-back", obj=guest.workshop)
        transaction.on_commit(lambda: hints.sessions_moved(guest.user_id))
    return Joined(guest, key)
