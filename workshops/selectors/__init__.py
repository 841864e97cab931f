"""Reads across rows of workshops, shaped for pages and already filtered by what the person may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from workshops.access import Actor, visible_workshops
from workshops.history import NEVER_UNDONE, label_of
from workshops.models import Capture, Change, Participation, Workshop


@dataclass(frozen=True, slots=True)
class LastChange:
    """The person's latest change that can be taken back."""

    seq: int
    label: str


def last_change_to_undo(actor: Actor, workshop: Workshop) -> LastChange | None:
    """One's last change of this workshop that was not taken back; an undo itself is skipped, redo is on the history page."""
    rows = Change.objects.filter(workshop_id=workshop.pk, user_id=actor.user_id, undone_by=None, undo_of=None)
    row = rows.exclude(kind__in=NEVER_UNDONE).order_by("-seq").values("seq", "kind", "ops__0__r").first()
    return LastChange(row["seq"], label_of(row["kind"], str(row["ops__0__r"]).partition("/")[0])) if row else None


def count_open_captures(workshop: Workshop) -> int:
    """Captures without a disposition; counted once per loaded workshop."""
    if "_open_captures" not in workshop.__dict__:
        workshop.__dict__["_open_captures"] = Capture.objects.present().filter(workshop_id=workshop.pk, status="open").count()
    found: int = workshop.__dict__["_open_captures"]
    return found


def sub_line(workshop: Workshop) -> str:
    """Where the workshop stands today, under its name: "Day 2 of 3 · Wed 18 Nov"."""
    today = workshop.today(timezone.now())
    length = (workshop.last_day - workshop.first_day).days + 1
    date = f"{today:%a} {today.day} {today:%b}"
    if today < workshop.first_day:
        days = (workshop.first_day - today).days
        return f"Starts in {days} {'day' if days == 1 else 'days'} · {date}"
    if today <= workshop.last_day:
        return f"Day {(today - workshop.first_day).days + 1} of {length} · {date}"
    return f"Day {(today - workshop.last_day).days} after the workshop · {date}"


def last_workshop(actor: Actor) -> Workshop | None:
    """The workshop that the person looked at last, of those whose content they see."""
    return visible_workshops(actor).filter(visits__user_id=actor.user_id).order_by("-visits__seen_at", "-pk").first()


def my_roles(actor: Actor) -> frozenset[str]:
    """Every role the person has in any workshop."""
    rows = Participation.objects.present().filter(user_id=actor.user_id, workshop__deleted_seq=None)
    return frozenset(rows.values_list("role", flat=True))
