"""The people of the tests.

Fay is the coach, Omar owns the process, Spring sponsors, Pia and Per take part, Obi observes, Ada administers the organisation
and takes part in nothing; Xena belongs to another organisation with a workshop of her own. Uma is a member without a workshop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Organisation, OrganisationMembership, User
from workshops.access import Actor
from workshops.change import change
from workshops.kinds import PARTICIPATION
from workshops.models import ItemKind, Participation, ValueStream, Workshop
from workshops.policy import Action, Role
from workshops.services.workshops import NewWorkshop, create_workshop

PASSWORD = "correct horse battery"
ROLES = {
    "omar": Role.OWNER,
    "spring": Role.SPONSOR,
    "pia": Role.PARTICIPANT,
    "per": Role.PARTICIPANT,
    "obi": Role.OBSERVER,
}


@dataclass
class Cast:
    """Everybody by first name, the two workshops, and ways to act as somebody."""

    people: dict[str, User]
    organisation: Organisation
    other_organisation: Organisation
    workshop: Workshop
    other_workshop: Workshop
    clients: dict[str, Client] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def actor(self, name: str) -> Actor:
        """The person as an actor of services."""
        return Actor(self.people[name])

    def client(self, name: str) -> Client:
        """A browser in which the person is signed in."""
        if name not in self.clients:
            self.clients[name] = Client()
            self.clients[name].force_login(self.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return self.clients[name]

    def api(self, name: str) -> APIClient:
        """An API client of the person."""
        client = APIClient()
        client.force_login(self.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def person(self, name: str) -> Participation:
        """The person's row in the workshop (the first, if several)."""
        return Participation.objects.filter(workshop=self.workshop, user=self.people[name]).first()


def make_user(name: str) -> User:
    """A person who can sign in with PASSWORD."""
    return User.objects.create_user(f"{name}@example.org", PASSWORD, display_name=name.title())


def make_organisation(name: str, *members: User, admin: User | None = None) -> Organisation:
    """An organisation with these members."""
    organisation = Organisation.objects.create(name=name)
    rows = [OrganisationMembership(organisation=organisation, user=user) for user in members]
    if admin:
        rows.append(OrganisationMembership(organisation=organisation, user=admin, role="admin"))
    OrganisationMembership.objects.bulk_create(rows)
    return organisation


def make_workshop(organisation: Organisation, maker: User, title: str = "Patient journey", role: Role = Role.COACH) -> Workshop:
    """A three-day workshop of 16 to 18 November 2026 in UTC."""
    stream = ValueStream.objects.create(
        organisation=organisation,
        name=f"{title} stream",
        item_kind=ItemKind.PATIENT,
        customer="Patients",
        value="Home, and well",
        created_by=maker,
    )
    plan = NewWorkshop(stream=stream, title=title, first_day=date(2026, 11, 16), last_day=date(2026, 11, 18), roles=frozenset({role}))
    return create_workshop(actor=Actor(maker), plan=plan)


def add_person(workshop: Workshop, user: User, role: Role, *, by: User) -> Participation:
    """Put a person into a workshop."""
    with change(workshop.pk, actor=Actor(by), needs=Action.MANAGE_PEOPLE) as tx:
        return tx.new(PARTICIPATION, {"user": user.pk, "email": user.email, "role": role.value})


def make_cast() -> Cast:
    """Everybody, with Fay's workshop and Xena's."""
    names = ("fay", "omar", "spring", "pia", "per", "obi", "ada", "uma", "xena")
    people = {name: make_user(name) for name in names}
    ours = make_organisation("Riverside Hospital", *(people[name] for name in names[:6]), people["uma"], admin=people["ada"])
    theirs = make_organisation("Elsewhere", admin=people["xena"])
    workshop = make_workshop(ours, people["fay"])
    for name, role in ROLES.items():
        add_person(workshop, people[name], role, by=people["fay"])
    other = make_workshop(theirs, people["xena"], "CANARY-B workshop")
    return Cast(people, ours, theirs, workshop, other)
