"""What a demo begins with: its people in two organisations, and their workshops told by those who would have made them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import audit
from accounts.models import Organisation, OrganisationMembership, OrganisationRole, OutboxMessage, User
from vsm_site.demo import CAST, DemoPerson
from vsm_site.demo_seed import acme, elsewhere, neighbours, patients

OURS, THEIRS = "Riverside Group", "Northgate Coffee"
ZONE = "Europe/London"
FOUNDED = timedelta(days=450)


def seed(now: datetime) -> None:
    """Make people and workshops, all or nothing; dates are relative to `now`."""
    with transaction.atomic():
        password = make_password(settings.DEMO_PASSWORD)  # one for all, since they share it and each would take its time
        users = {person.name: _person(person, password, now - FOUNDED) for person in CAST}
        stranger = users["Xena"]
        ours = _organisation(OURS, users["Ada"], [user for user in users.values() if user != stranger], now - FOUNDED)
        theirs = _organisation(THEIRS, stranger, [stranger], now - FOUNDED)
        brackets, journey = acme.tell(users, ours, now), patients.tell(users, ours, now)
        neighbours.tell(users, ours, brackets, journey)
        elsewhere.tell(users, theirs, now)
        OutboxMessage.objects.all().delete()  # what happened weeks ago is not written to anybody today


def _person(person: DemoPerson, password: str, since: datetime) -> User:
    zone = ZONE if person.name != "Xena" else "UTC"
    return User.objects.create(email=person.email, password=password, display_name=person.name, time_zone=zone, date_joined=since)


def _organisation(name: str, admin: User, members: list[User], founded: datetime) -> Organisation:
    organisation = Organisation.objects.create(name=name, time_zone=admin.time_zone, created_at=founded)
    audit.record(actor=admin, action="set-up", obj=organisation, organisation=organisation, at=founded)
    for user in members:
        role = OrganisationRole.ADMIN if user == admin else OrganisationRole.MEMBER
        row = OrganisationMembership.objects.create(organisation=organisation, user=user, role=role, joined_at=founded)
        audit.record(actor=user, action="joined", obj=row, organisation=organisation, details={"role": str(role)}, at=founded)
    return organisation
