"""Who leads the room, and what is locked in it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from workshops.access import Actor
from workshops.models import Participation, Workshop
from workshops.policy import Role, runs_workshop

_LEADING = [role.value for role in Role if runs_workshop(role)]


def leaders(workshop_id: UUID) -> list[User]:
    """Everybody who may lead, the first who came in first."""
    rows = Participation.objects.present().filter(workshop_id=workshop_id, role__in=_LEADING, user__is_active=True)
    return [row.user for row in rows.select_related("user").order_by("order_key", "id")]


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads the room as somebody sees it, and to whom that person may give it."""

    leader: User | None
    is_me: bool
    heirs: tuple[User, ...]
    """The coaches to whom the person may hand over; for a coach who does not lead, nobody but oneself."""


def leader_of(workshop: Workshop) -> User | None:
    """Who leads: who it was handed to last, as long as that person runs the workshop, else the first who does."""
    return _leader(workshop, leaders(workshop.pk))


def _leader(workshop: Workshop, able: list[User]) -> User | None:
    return next((user for user in able if user.pk == workshop.lead_id), able[0] if able else None)


def lead_of(actor: Actor, workshop: Workshop) -> Lead:
    """The lead as this person sees it."""
    able = leaders(workshop.pk)
    leader = _leader(workshop, able)
    is_me = leader is not None and leader.pk == actor.user_id
    heirs = [user for user in able if user != leader and (is_me or user.pk == actor.user_id)]
    return Lead(leader, is_me, tuple(dict.fromkeys(heirs)))
