"""What maps tell people about: a future state that waits for their signature."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts import notifications
from mapping.models import FutureVersion
from workshops.models import Participation
from workshops.policy import ROLE_ACTIONS, Action

FUTURE = notifications.register(
    "future-chosen", "A future state waits for my signature", description="The team chose the future that it wants to make true."
)
_SIGNING = [role.value for role, rights in ROLE_ACTIONS.items() if Action.SIGN_FUTURE in rights]


def tell_chosen(tx: Any, version: FutureVersion) -> None:
    """Tell those who sign the future that one was chosen."""
    _tell(tx, version, f"The team of “{version.workshop.title}” chose its future state: {version.map.title}. Look at it and sign it.")


def tell_withdrawn(tx: Any, version: FutureVersion) -> None:
    """Tell those who sign the future that none is chosen any more, and why."""
    title = version.workshop.title
    _tell(tx, version, f"The team of “{title}” no longer chooses {version.map.title}; signatures fall. {version.reason}")


def _tell(tx: Any, version: FutureVersion, text: str) -> None:
    rows = Participation.objects.present().filter(workshop_id=tx.workshop_id, role__in=_SIGNING, user__is_active=True)
    by = tx.actor.user
    people = {row.user_id: row.user for row in rows.select_related("user") if row.user_id != by.pk}
    workshop = version.workshop
    notifications.notify(
        [user for user in people.values() if user is not None],
        FUTURE.kind,
        text=text,
        url=reverse("workshop-futures", args=[workshop.pk]),
        dedupe_key=f"{FUTURE.kind}:{version.pk}",
        workshop_id=workshop.pk,
    )
