"""What this app does when something happens elsewhere."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from mapping.services import prework
from workshops.signals import person_joined


@receiver(person_joined, dispatch_uid="mapping-person-joined")
def _hand_over(sender: Any, tx: Any, person: Any, **_: Any) -> None:
    prework.follow_joined(tx, person)
