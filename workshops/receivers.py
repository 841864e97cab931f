"""What this app does when something happens elsewhere, or in another part of it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from workshops.services import workshops
from workshops.signals import days_moved


@receiver(days_moved, dispatch_uid="workshop-days-moved")
def _follow_days(sender: Any, tx: Any, workshop: Any, before: Any, **_: Any) -> None:
    workshops.follow_days(tx, workshop, before)
