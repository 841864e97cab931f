"""Invitations: a single-use link by which one address joins an organisation, and with it what an app above grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit, mail, notices, selectors
from accounts.models import Invitation, Organisation, OrganisationMembership, OrganisationRole, User
from accounts.models.organisations import INVITATION_DAYS
from accounts.models.tokens import new_secret, secret_hash
from accounts.policy import OrganisationAction
from accounts.services import people
from accounts.signals import invitation_accepted
from vsm_site.lib.errors import Forbidden, Invalid, NotFound

MOST_A_DAY = 200

MAIL_BODY = """Hello,

{inviter} invites you to {aim}.

Open this link to join:
{link}

It works once, until {until} (UTC), and for this address only.
If you do not know what this is about, leave it: nothing happens without you.
"""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation with its link, which is shown this once to whoever invites."""

    invitation: Invitation
    link: str


def invite_person(
    *,
    actor: User,
    organisation: Organisation,
    email: str,
    role: str = OrganisationRole.MEMBER,
    grants: Mapping[str, Any] | None = None,
    about: str = "",
    now: datetime | None = None,
) -> NewInvitation:
    """Invite an address; the same answer and mail whether or not it has an account. An open invitation to the same is voided.

    Without `grants` the actor needs MANAGE_MEMBERS, and a member cannot be invited again. With `grants` (plain JSON that receivers of
    `invitation_accepted` understand; its optional `url` is where the person lands) the calling app answers for the right, the person
    becomes a plain member, and `about` says in words what it is for ("the workshop “Patient journey” as participant").
    """
    at = now or timezone.now()
    address = people.clean_email(email)
    if role not in OrganisationRole.values or (grants is not None and role != OrganisationRole.MEMBER):
        raise Invalid({"role": "Choose administrator or member."})
    with transaction.atomic():
        if grants is None:
            _may_invite_members(actor, organisation, address)
        _keep_to_quota(organisation, at)
        _void_earlier(organisation, address, grants, at)
        invitation, link = _create(actor, organisation, address, role, grants, mail.one_line(about, 200), at)
        mail.queue([_letter(invitation, link)])
        audit.record(
            actor=actor, action="invited", obj=invitation, organisation=organisation, details={"email": address, "role": str(role)}, at=at
        )
    return NewInvitation(invitation, link)


def revoke_invitation(*, actor: User, organisation_id: UUID, invitation_id: UUID, now: datetime) -> None:
    """Make an invitation's link stop working; Invalid when somebody took it meanwhile."""
    with transaction.atomic():
        organisation = selectors.get_organisation(actor, organisation_id, OrganisationAction.MANAGE_MEMBERS)
        invitation = organisation.invitations.filter(pk=invitation_id).first()
        if invitation is None:
            raise NotFound
        if invitation.revoked_at is not None:
            return
        if not organisation.invitations.filter(pk=invitation_id, accepted_at=None, revoked_at=None).update(revoked_at=now):
            raise Invalid("The invitation was taken already. Remove the member instead.")
        audit.record(
            actor=actor, action="invitation-revoked", obj=invitation, organisation=organisation, details={"email": invitation.email}, at=now
        )


def withdraw_granted(*, actor: User, organisation: Organisation, email: str, grants: Mapping[str, Any], now: datetime) -> int:
    """Make the open links stop that were sent to an address for just these grants; the calling app answers for the right.

    Returns how many there were.
    """
    with transaction.atomic():
        waiting = organisation.invitations.filter(email=email, accepted_at=None, revoked_at=None)
        same = [invitation for invitation in waiting if invitation.grants == dict(grants)]
        organisation.invitations.filter(pk__in=[invitation.pk for invitation in same], accepted_at=None).update(revoked_at=now)
        for invitation in same:
            audit.record(
                actor=actor, action="invitation-revoked", obj=invitation, organisation=organisation, details={"email": email}, at=now
            )
    return len(same)


def accept_invitation(*, actor: User, token: str, now: datetime) -> Invitation:
    """Join with the account one is signed in with; Forbidden when the invitation is for another address.

    NotFound for an unknown link, Invalid for one that was used, revoked or has expired.
    """
    with transaction.atomic():
        invitation = _claim(token, now)
        if invitation.email != actor.email:
            raise Forbidden("This invitation is for another address.")
        return _join(invitation, actor, now)


def accept_invitation_as_new(*, token: str, display_name: str, password: str, time_zone: str, now: datetime) -> User:
    """Make an account for the invited address and join with it; Invalid for what was typed and for an address that has an account."""
    with transaction.atomic():
        invitation = _claim(token, now)
        user = people.create_person(email=invitation.email, display_name=display_name, password=password, time_zone=time_zone)
        _join(invitation, user, now)
    return user


def landing_url(invitation: Invitation) -> str:
    """Where somebody who took the invitation goes first: what it was for, else the start page."""
    return str((invitation.grants or {}).get("url") or "/")


def _may_invite_members(actor: User, organisation: Organisation, address: str) -> None:
    selectors.get_organisation(actor, organisation.pk, OrganisationAction.MANAGE_MEMBERS)
    member = organisation.memberships.select_related("user").filter(user__email=address).first()
    if member is not None:
        raise Invalid({"email": f"{member.user} is a member already."})


def _keep_to_quota(organisation: Organisation, at: datetime) -> None:
    if organisation.invitations.filter(created_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Invalid(f"{MOST_A_DAY} invitations went out within a day. Invite the others tomorrow.")


def _void_earlier(organisation: Organisation, address: str, grants: Mapping[str, Any] | None, at: datetime) -> None:
    waiting = organisation.invitations.filter(email=address, accepted_at=None, revoked_at=None)
    same = [invitation.pk for invitation in waiting if invitation.grants == (dict(grants) if grants is not None else None)]
    organisation.invitations.filter(pk__in=same, accepted_at=None).update(revoked_at=at)


def _create(
    actor: User, organisation: Organisation, address: str, role: str, grants: Mapping[str, Any] | None, about: str, at: datetime
) -> tuple[Invitation, str]:
    secret = new_secret()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=address,
        role=role,
        about=about,
        grants=dict(grants) if grants is not None else None,
        token_hash=secret_hash(secret),
        invited_by=actor,
        created_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    return invitation, settings.BASE_URL + reverse("invitation-accept", args=[secret])


def _letter(invitation: Invitation, link: str) -> Any:
    aim = invitation.about or str(invitation.organisation)
    return mail.message(
        to=invitation.email,
        kind="invitation",
        subject=f"{invitation.invited_by} invites you to {aim}",
        body=MAIL_BODY.format(inviter=invitation.invited_by, aim=aim, link=link, until=f"{invitation.expires_at:%d %B %Y, %H:%M}"),
        key=f"invitation|{invitation.pk}",
        holds_secret=True,
        not_before=invitation.created_at,
    )


def _claim(token: str, now: datetime) -> Invitation:
    invitation = selectors.get_invitation_by_token(token)
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=now)
    if not waiting.update(accepted_at=now):
        raise Invalid("This invitation no longer works.")
    invitation.accepted_at = now
    return invitation


def _join(invitation: Invitation, user: User, now: datetime) -> Invitation:
    organisation = invitation.organisation
    membership, _ = OrganisationMembership.objects.get_or_create(
        organisation=organisation, user=user, defaults={"role": invitation.role, "joined_at": now}
    )
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_by"])
    invitation_accepted.send(sender=Invitation, invitation=invitation, user=user)
    people_page = reverse("organisation", args=[organisation.pk]) if invitation.grants is None else ""
    notices.tell_joined(invitation, user, (invitation.grants or {}).get("url") or people_page)
    audit.record(actor=user, action="joined", obj=membership, organisation=organisation, details={"role": str(membership.role)}, at=now)
    return invitation
