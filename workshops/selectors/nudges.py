"""Which hints a coach sees now, and what charter and captures give away for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID

from django.urls import reverse

from vsm_site.lib.kept import Kept
from workshops import nudges, panels
from workshops.access import Actor, can
from workshops.models import Capture, CharterTarget, Dismissal, Workshop
from workshops.nudges import NAMES, Nudge, addressed
from workshops.policy import Action
from workshops.selectors.changes import last_change
from workshops.stages import Stage


def list_nudges(actor: Actor, workshop: Workshop, now: datetime, place: str = "") -> list[Nudge]:
    """The hints of a place where the coach works (of all places without one) that nobody put aside; none for who runs no workshop.

    They follow from the workshop and the day alone, so what was found is kept until either moves.
    """
    if not can(actor, Action.RUN_WORKSHOP, workshop):
        return []
    today = workshop.today(now)
    key = (last_change(workshop.pk), today, place)
    found = _kept.get(key)
    return list(_kept.put(key, _found(workshop, today, place)) if found is None else found)


Key = tuple[tuple[UUID, int, UUID | None], date, str]
"""How the workshop stands, the day, and the place."""
_kept: Kept[Key, tuple[Nudge, ...]] = Kept(500)


def _found(workshop: Workshop, today: date, place: str) -> tuple[Nudge, ...]:
    found = {nudge.key: nudge for nudge in panels.nudges(workshop, today, place)}
    if not found:
        return ()
    aside = set(Dismissal.objects.present().filter(workshop_id=workshop.pk).values_list("hint", flat=True))
    return tuple(found[key] for key in NAMES if key in found and key not in aside)


def of_charter(workshop: Workshop, today: date) -> Iterable[Nudge]:
    """What the charter lacks."""
    targets = CharterTarget.objects.present().filter(workshop_id=workshop.pk).count()
    nudge = nudges.no_target(stage=Stage(workshop.stage), targets=targets, days_left=(workshop.first_day - today).days)
    if nudge:
        yield addressed(nudge, {"targets": reverse("target-list", args=[workshop.pk])})


def of_parking_lot(workshop: Workshop, today: date) -> Iterable[Nudge]:
    """What was parked on earlier days and has no place yet."""
    begin = datetime.combine(today, time(), workshop.zone)
    rows = Capture.objects.present().filter(workshop_id=workshop.pk, kind="parking_lot", status="open", merged_into=None)
    times = list(rows.filter(captured_at__lt=begin).order_by("captured_at").values_list("captured_at", flat=True))
    oldest = (today - workshop.today(times[0])).days if times else 0
    if nudge := nudges.parked(waiting=len(times), oldest_days=oldest):
        yield addressed(nudge, {"parking": reverse("workshop-captures", args=[workshop.pk]) + "?kind=parking_lot&state=sort"})


def register() -> None:
    """Make these hints known."""
    panels.register_nudges(of_charter, "charter", "prepare")
    panels.register_nudges(of_parking_lot, "captures", "days")
