"""Reads across reviews, shaped for pages and filtered by rights."""

from __future__ import annotations

from accounts.models import User
from reviews.models import Review
from workshops.models import Participation
from workshops.policy import Role

REMINDED_ROLES = (Role.SPONSOR.value, Role.OWNER.value, Role.COACH.value)


def people_to_remind(review: Review, days_before: int) -> list[User]:
    """Who is sponsor, owner or coach now; seven days before also the owners of open actions."""
    people = Participation.objects.present().filter(workshop_id=review.workshop_id, user__is_active=True)
    wanted = set(people.filter(role__in=REMINDED_ROLES).values_list("user_id", flat=True))
    if days_before == 7:
        wanted |= set(open_action_owners(review.workshop_id))
        wanted &= set(people.values_list("user_id", flat=True))
    return list(User.objects.filter(pk__in=wanted).order_by("email"))
