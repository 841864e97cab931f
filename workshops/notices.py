"""What workshops tell people about: their own place in one, and what waits for their yes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts import notifications
from accounts.models import User
from workshops.models import ROLE_LABELS, Barrier, Participation, Workshop, WorkshopDay
from workshops.policy import ROLE_ACTIONS, Action, Role

INVITED = notifications.register(
    "workshop-invited",
    "I am put into a workshop",
    description="You see it here at once; the invitation comes by mail as well.",
    mails=False,  # the invitation itself is the mail
)
PLACE = notifications.register("workshop-role", "My role in a workshop", description="It changed, or you were taken out.")
APPROVAL = notifications.register("charter-approval", "A charter waits for my approval", description="Somebody asks you to read it.")

BARRIER = notifications.register("barrier-raised", "A barrier waits for me", description="The team cannot go on without you.")
SUMMARY = notifications.register("day-summary", "The summary of a workshop day", description="What the team did, learned and asks for.")


def role_words(role: str) -> str:
    """A role within a sentence."""
    return ROLE_LABELS[Role(role)].lower()


def tell_invited(person: Participation, workshop: Workshop, by: User, key: UUID) -> None:
    """Tell a member who was put into a workshop."""
    words = f"{by} invites you to the workshop “{workshop.title}” as {role_words(person.role)}."
    _tell([person.user], by, INVITED.kind, words, workshop, f"{person.pk}:{key}")


def tell_role(person: Participation, workshop: Workshop, by: User, key: UUID) -> None:
    """Tell somebody whose role is another one now."""
    words = f"{by} made you {role_words(person.role)} in the workshop “{workshop.title}”."
    _tell([person.user], by, PLACE.kind, words, workshop, f"{person.pk}:{key}")


def tell_removed(person: Participation, workshop: Workshop, by: User, key: UUID) -> None:
    """Tell somebody who was taken out of a role; without any other one the workshop's page would be closed, so there is no link."""
    words = f"{by} took you out of the workshop “{workshop.title}” as {role_words(person.role)}."
    _tell([person.user], by, PLACE.kind, words, workshop, f"{person.pk}:{key}", url="")


def ask_for_approval(people: Iterable[User | None], workshop: Workshop, by: User, key: str) -> int:
    """Tell those who approve the charter that it waits; once for each state of the charter."""
    words = f"{by} asks you to read and approve the charter of “{workshop.title}”."
    return _tell(people, by, APPROVAL.kind, words, workshop, key, url=reverse("workshop-charter", args=[workshop.pk]))


def tell_barrier(tx: Any, barrier: Barrier) -> None:
    """Tell those who can lift barriers of the workshop about a new one."""
    words = f"{tx.actor.user} raised a barrier: {shorten(barrier.text)}"
    url = reverse("workshop-barriers", args=[tx.workshop_id])
    _tell(_with_right(tx, Action.ANSWER_BARRIER), tx.actor.user, BARRIER.kind, words, barrier.workshop, str(barrier.pk), url=url)


def tell_summary(tx: Any, day: WorkshopDay) -> None:
    """Tell those who receive the summary of a day that it can be read; once for each time that the day is closed."""
    words = f"The summary of {day.date:%a} {day.date.day} {day.date:%b} is there: “{day.workshop.title}”."
    url = reverse("day-close", args=[day.pk])
    _tell(_with_right(tx, Action.GET_SUMMARY), tx.actor.user, SUMMARY.kind, words, day.workshop, f"{day.pk}:{tx.seq}", url=url)


def shorten(text: str, limit: int = 90) -> str:
    """A text that fits into one line."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _with_right(tx: Any, right: Action) -> list[User | None]:
    """Everybody of the workshop whose role has this right."""
    roles = [role.value for role, rights in ROLE_ACTIONS.items() if right in rights]
    rows = Participation.objects.present().filter(workshop_id=tx.workshop_id, role__in=roles, user__is_active=True)
    return [row.user for row in rows.select_related("user")]


def _tell(people: Iterable[User | None], by: User, kind: str, text: str, workshop: Workshop, key: str, **more: Any) -> int:
    users = [user for user in people if user is not None and user.pk != by.pk]
    url = more.get("url", workshop.get_absolute_url())
    return notifications.notify(users, kind, text=text, url=url, dedupe_key=f"{kind}:{key}", workshop_id=workshop.pk)
