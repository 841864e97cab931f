"""People and an organisation without any workshop: what accounts needs and nothing from the apps above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.test import Client

from accounts.models import Organisation, OrganisationMembership, User

PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@dataclass
class House:
    """Ada administers Riverside, Pia and Per are members; Xena administers Elsewhere."""

    ada: User
    pia: User
    per: User
    xena: User
    riverside: Organisation
    elsewhere: Organisation

    def membership(self, user: User) -> OrganisationMembership:
        """The person's row in Riverside."""
        return OrganisationMembership.objects.get(organisation=self.riverside, user=user)


def make_user(name: str) -> User:
    """A person who can sign in with PASSWORD."""
    return User.objects.create_user(f"{name}@example.org", PASSWORD, display_name=name.title())


def browser(user: User | None = None, **options: bool) -> Client:
    """A browser, with the person signed in."""
    client = Client(**options)
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
