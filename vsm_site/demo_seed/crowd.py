"""Many participants for one workshop of the demo."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import OrganisationMembership, User
from workshops.access import Actor
from workshops.change import change
from workshops.kinds import PARTICIPATION
from workshops.models import Participation, Workshop
from workshops.policy import Action, Role


class NoCoach(Exception):
    """There is no such workshop, or nobody in it who may let people in."""


def fill(workshop_id: UUID, count: int) -> int:
    """Let `crowd1@` to `crowd<count>@demo.example` take part; returns how many were not in the workshop before."""
    workshop = Workshop.objects.present().select_related("stream").filter(pk=workshop_id).first()
    coach = Participation.objects.present().filter(workshop_id=workshop_id, role=Role.COACH.value).exclude(user=None).first()
    if workshop is None or coach is None:
        raise NoCoach("There is no such workshop with a coach.")
    with transaction.atomic():
        users = _users(count)
        OrganisationMembership.objects.bulk_create(
            [OrganisationMembership(organisation_id=workshop.stream.organisation_id, user=user) for user in users], ignore_conflicts=True
        )
        known = set(Participation.objects.present().filter(workshop_id=workshop_id).values_list("user_id", flat=True))
        fresh = [user for user in users if user.pk not in known]
        with change(workshop_id, actor=Actor(coach.user), needs=Action.MANAGE_PEOPLE, kind="person") as tx:
            for user in fresh:
                values = {"user": user.pk, "email": user.email, "role": Role.PARTICIPANT.value, "area": "Rehearsal", "full_time": True}
                tx.new(PARTICIPATION, values)
    return len(fresh)


def _users(count: int) -> list[User]:
    """The accounts, made where they are missing. They share one hash: so many one by one would take minutes."""
    names = [f"crowd{number}" for number in range(1, count + 1)]
    password = make_password(settings.DEMO_PASSWORD)
    rows = [User(email=f"{name}@demo.example", display_name=name.capitalize(), password=password) for name in names]
    User.objects.bulk_create(rows, ignore_conflicts=True)
    by_email = {user.email: user for user in User.objects.filter(email__in=[row.email for row in rows])}
    return [by_email[row.email] for row in rows]
