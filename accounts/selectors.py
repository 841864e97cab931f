"""Reads of accounts, filtered by what the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Count, F, Q, QuerySet

from accounts.devices import device
from accounts.models import (
    ApiToken,
    AuditEntry,
    Invitation,
    Notification,
    NotificationPreference,
    Organisation,
    OrganisationMembership,
    OrganisationRole,
    SetupLink,
    User,
)
from accounts.models.tokens import secret_hash
from accounts.policy import OrganisationAction, allowed
from vsm_site.lib.errors import Forbidden, Invalid, NotFound

USED, ROW = "used", "sign_in"
"""What a session holds beside Django's: the time of its last noted use, and its place on the list of sessions."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One place where a person is signed in; `used` is right to ten minutes."""

    pk: int
    device: str
    address: str
    since: datetime
    used: datetime
    is_here: bool


def has_administrator() -> bool:
    """Whether any organisation has an administrator who can sign in."""
    return OrganisationMembership.objects.filter(role=OrganisationRole.ADMIN, user__is_active=True).exists()


def find_setup_link(token: str, now: datetime) -> SetupLink | None:
    """The link for the first administrator with this token, if it still works."""
    if has_administrator():
        return None
    return SetupLink.objects.filter(token_hash=secret_hash(token), used_at=None, expires_at__gt=now).first()


def find_user_by_email(email: str) -> User | None:
    """The person with this address, typed in any case."""
    return User.objects.filter(email=email.strip().lower()).first()


def list_memberships(user: User) -> QuerySet[OrganisationMembership]:
    """The person's organisations with the role in each, by name."""
    return OrganisationMembership.objects.filter(user=user).select_related("organisation").order_by("organisation__name", "pk")


def rights_in(user: User, organisation_id: UUID) -> frozenset[OrganisationAction]:
    """What the person may do in this organisation; nothing without membership."""
    role = OrganisationMembership.objects.filter(user=user, organisation_id=organisation_id).values_list("role", flat=True).first()
    return allowed(role if user.is_active else None)


def get_organisation(user: User, pk: UUID, needs: OrganisationAction | None = None) -> Organisation:
    """An organisation of the person; NotFound for strangers, Forbidden for members without the right it needs."""
    organisation = Organisation.objects.filter(pk=pk, memberships__user=user).first()
    if organisation is None:
        raise NotFound
    if needs is not None and needs not in rights_in(user, organisation.pk):
        raise Forbidden("Only an administrator of the organisation may do this.")
    return organisation


def get_working_organisation(user: User, pk: UUID | None, needs: OrganisationAction) -> Organisation:
    """The organisation that was named, or the person's only one; Invalid at `organisation` where there are several or none."""
    if pk is not None:
        return get_organisation(user, pk, needs)
    own = list(Organisation.objects.filter(memberships__user=user)[:2])
    if len(own) != 1:
        raise Invalid(
            {"organisation": "Say which of your organisations." if own else "You belong to no organisation yet. Ask for an invitation."}
        )
    return get_organisation(user, own[0].pk, needs)


def list_members(organisation: Organisation) -> QuerySet[OrganisationMembership]:
    """Members with their people, administrators first, then by name."""
    return organisation.memberships.select_related("user").order_by("role", "user__display_name", "pk")


def get_membership(organisation: Organisation, pk: UUID) -> OrganisationMembership:
    """A membership of this organisation; NotFound for one of another."""
    found = OrganisationMembership.objects.select_related("user", "organisation").filter(organisation=organisation, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def list_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations that nobody took and nobody revoked (open and expired), newest first."""
    return organisation.invitations.filter(accepted_at=None, revoked_at=None).select_related("invited_by").order_by("-created_at", "-pk")


def get_invitation_by_token(token: str) -> Invitation:
    """The invitation behind a link, in whatever state; NotFound when there never was one."""
    found = Invitation.objects.select_related("organisation", "invited_by").filter(token_hash=secret_hash(token)).first()
    if found is None:
        raise NotFound
    return found


def list_audit(organisation: Organisation) -> QuerySet[AuditEntry]:
    """The organisation's security actions, newest first: its own, and sign-ins, passwords and tokens of its present members."""
    members = organisation.memberships.values("user_id")
    return (
        AuditEntry.objects.filter(Q(organisation=organisation) | Q(organisation=None, actor__in=members))
        .select_related("actor")
        .order_by("-pk")
    )


def list_notifications(user: User, kind: str = "") -> QuerySet[Notification]:
    """What the person was told: unread first, each part newest first; of one kind if given."""
    own = Notification.objects.filter(user=user).order_by(F("read_at").asc(nulls_first=True), "-created_at", "-pk")
    return own.filter(kind=kind) if kind else own


def count_unread(user: User) -> int:
    """How many notifications the person has not read."""
    return Notification.objects.filter(user=user, read_at=None).count()


def count_notifications_by_kind(user: User) -> dict[str, int]:
    """How many notifications of each kind the person has."""
    counted = Notification.objects.filter(user=user).order_by().values_list("kind").annotate(number=Count("pk"))
    return dict(counted)


def mail_preferences(user: User) -> dict[str, bool]:
    """What the person chose of the kinds that were ever set; the others come by mail."""
    return dict(NotificationPreference.objects.filter(user=user).values_list("kind", "by_mail"))


def list_tokens(user: User) -> QuerySet[ApiToken]:
    """The person's API tokens that were not revoked, newest first."""
    return ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at", "-pk")


def list_sessions(user: User, now: datetime, here: str | None = None) -> list[SignedIn]:
    """Where the person is signed in, the session with the key `here` first, then the last used.

    A session that ran out is not there, nor one from before the password was changed: neither opens anything any more.
    """
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    good = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    found = []
    for session in Session.objects.filter(session_key__in=rows, expire_date__gt=now):
        row, held = rows[session.session_key], session.get_decoded()
        if held.get(HASH_SESSION_KEY) in good:
            used = datetime.fromtimestamp(held.get(USED, row.created_at.timestamp()), UTC)
            found.append(SignedIn(row.pk, device(row.user_agent), row.ip, row.created_at, used, row.session_key == here))
    return sorted(found, key=lambda entry: (entry.is_here, entry.used, entry.pk), reverse=True)
