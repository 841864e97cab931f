"""What the action plan does when something happens in a workshop."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from actionplans.records import PLAN
from workshops import signals


@receiver(signals.workshop_created)
def open_plan(sender: Any, *, tx: Any, workshop: Any, **more: Any) -> None:
    """Every workshop has a plan from the beginning; it fills in step 3."""
    tx.new(PLAN, {})
