"""What accounts tells people about."""

from __future__ import annotations

from accounts import notifications
from accounts.models import Invitation, OrganisationMembership, OrganisationRole, User

JOINED = notifications.register(
    "joined", "Somebody takes my invitation", description="The person you invited has an account and belongs to the organisation."
)
MEMBERSHIP = notifications.register("membership", "My place in an organisation", description="You became an administrator or member.")


def tell_joined(invitation: Invitation, user: User, url: str) -> None:
    """Tell whoever invited that the person is here."""
    if invitation.invited_by is None or invitation.invited_by_id == user.pk:
        return
    notifications.notify(
        [invitation.invited_by],
        JOINED.kind,
        text=f"{user} took your invitation to {invitation.organisation}.",
        url=url,
        dedupe_key=f"joined:{invitation.pk}",
    )


def tell_role(membership: OrganisationMembership, by: User, key: str) -> None:
    """Tell a member that the role changed; `key` is the audit entry's hash, since a role may change back and forth."""
    role = OrganisationRole(membership.role).label.lower()
    notifications.notify(
        [membership.user],
        MEMBERSHIP.kind,
        text=f"{by} made you {'an' if role[0] == 'a' else 'a'} {role} of {membership.organisation}.",
        url="",
        dedupe_key=f"role:{key}",
    )
