"""What the action plan does when something happens in a workshop."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from actionplans.records import PLAN
from actionplans.services import rounds
from actionplans.signals import cadence_moved
from workshops import signals


@receiver(signals.workshop_created)
def open_plan(sender: Any, *, tx: Any, workshop: Any, **more: Any) -> None:
    """Every workshop has a plan from the beginning; it fills in step 3."""
    tx.new(PLAN, {})


@receiver(cadence_moved, dispatch_uid="rounds-planned")
def plan_rounds(sender: Any, *, plan: Any, workshop: Any, now: Any, **more: Any) -> None:
    """Check-ins follow the cadence of the plan."""
    rounds.plan_rounds(plan, workshop, now=now)


@receiver(signals.days_moved, dispatch_uid="rounds-moved")
def move_rounds(sender: Any, *, tx: Any, workshop: Any, **more: Any) -> None:
    """Another time zone moves the hour of what is still to come."""
    rounds.replan_rounds(workshop, now=tx.at)
