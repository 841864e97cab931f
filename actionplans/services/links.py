"""Links by which an owner says how the own actions go without signing in: made for a letter, read, switched off.

A link proves who opens it and nothing more: what it writes goes through the person's own rights, and only to the person's own actions.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts.models.tokens import new_secret, secret_hash
from actionplans.models import CheckInLink
from vsm_site.lib.errors import NotFound
from workshops.access import Actor, get_workshop
from workshops.models import Participation
from workshops.policy import Action as Right

WORKS = timedelta(days=30)


def make_link(*, workshop_id: UUID, user_id: UUID, now: datetime) -> str:
    """The whole address of a new link of this person by which the own actions are answered for; it works for thirty days."""
    secret = make_token(workshop_id=workshop_id, user_id=user_id, now=now)
    return str(settings.BASE_URL) + reverse("check-in-answer", args=[secret])


def make_token(*, workshop_id: UUID, user_id: UUID, now: datetime) -> str:
    """The secret of a new link of this person, for pages that let somebody answer without signing in; it works for thirty days."""
    secret = new_secret()
    CheckInLink.objects.create(
        workshop_id=workshop_id, user_id=user_id, token_hash=secret_hash(secret), made_at=now, expires_at=now + WORKS
    )
    return secret


def read_link(token: str, *, now: datetime) -> CheckInLink | None:
    """The link with its person and workshop; None for one that is not ours, is too old, was switched off, or whose person has left."""
    link = CheckInLink.objects.select_related("workshop__head", "user").filter(token_hash=secret_hash(token)).first()
    if link is None or not link.is_open(now) or link.workshop.deleted_seq is not None or not link.user.is_active:
        return None
    is_here = Participation.objects.present().filter(workshop_id=link.workshop_id, user_id=link.user_id).exists()
    return link if is_here else None


def switch_off(*, link: CheckInLink, now: datetime) -> int:
    """End all links of the person of this link in its workshop, as that person asks for; returns how many worked until now."""
    return _end(link.workshop_id, link.user_id, now)


def revoke_links(*, actor: Actor, workshop_id: UUID, person_id: UUID, now: datetime) -> int:
    """End all links of somebody in this workshop, for those who edit the plan; returns how many worked until now.

    NotFound for somebody who is not of the workshop or has no account.
    """
    workshop = get_workshop(actor, workshop_id, Right.EDIT_PLAN)
    person = Participation.objects.present().filter(workshop_id=workshop.pk, pk=person_id).exclude(user=None).first()
    if person is None:
        raise NotFound
    return _end(workshop.pk, person.user_id, now)


def _end(workshop_id: UUID, user_id: UUID, now: datetime) -> int:
    rows = CheckInLink.objects.filter(workshop_id=workshop_id, user_id=user_id, revoked_at=None, expires_at__gt=now)
    return rows.update(revoked_at=now)
