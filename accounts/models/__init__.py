"""People, organisations and what is addressed to a person."""

from accounts.models.audit import AuditEntry
from accounts.models.messages import Notification, NotificationPreference, OutboxMessage
from accounts.models.organisations import Invitation, Organisation, OrganisationMembership, OrganisationRole
from accounts.models.rounds import TimedRow
from accounts.models.tokens import ApiToken, SetupLink
from accounts.models.users import User

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Invitation",
    "Notification",
    "NotificationPreference",
    "Organisation",
    "OrganisationMembership",
    "OrganisationRole",
    "OutboxMessage",
    "SetupLink",
    "TimedRow",
    "User",
]
