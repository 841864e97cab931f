"""The communication plan and the training plan as pages and the document show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, QuerySet

from actionplans.health import days
from actionplans.models import Outreach
from workshops.access import Actor, get_record
from workshops.models import Workshop
from workshops.pages import count
from workshops.policy import Action as Right

SOON = timedelta(days=7)
WORDS = {
    "communication": ("message", "messages", "told"),
    "training": ("training", "trainings", "held"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line with how it stands today."""

    row: Outreach
    today: date

    @property
    def is_late(self) -> bool:
        """Its day has passed and it is not done."""
        return self.row.done_on is None and self.row.on is not None and self.row.on < self.today

    @property
    def is_due(self) -> bool:
        """It is late, or its day comes within a week."""
        return self.row.done_on is None and self.row.on is not None and self.row.on <= self.today + SOON

    @property
    def state(self) -> str:
        """How it stands, in words."""
        if self.row.done_on:
            return f"{WORDS[self.row.kind][2].capitalize()} {self.row.done_on:%a} {self.row.done_on.day} {self.row.done_on:%b}"
        if self.row.on is None:
            return "No day yet"
        left = (self.row.on - self.today).days
        return f"{days(-left)} late" if left < 0 else "Today" if left == 0 else f"In {days(left)}"


def list_outreach(workshop: Workshop, kind: str = "") -> QuerySet[Outreach]:
    """The lines of one plan, or of both: what is open by its day, then what was done, the latest first."""
    rows: QuerySet[Outreach] = Outreach.objects.present().filter(workshop_id=workshop.pk).select_related("owner__user")
    rows = rows.filter(kind=kind) if kind else rows
    return rows.order_by(F("done_on").desc(nulls_first=True), F("on").asc(nulls_last=True), "id")


def lines(rows: Iterable[Outreach], today: date) -> list[Line]:
    """Lines as they stand today."""
    return [Line(row, today) for row in rows]


def sentence(kind: str, found: Sequence[Line]) -> str:
    """How a plan stands: `2 of 5 trainings are held, 1 is late.`"""
    one, several, done = WORDS[kind]
    if not found:
        return f"No {one} is planned yet."
    finished = sum(line.row.done_on is not None for line in found)
    late = sum(line.is_late for line in found)
    told = f"{finished} of {count(len(found), f'{one} is', f'{several} are')} {done}"
    return f"{told}, {late} {'is' if late == 1 else 'are'} late." if late else f"{told}."


def get_line(actor: Actor, pk: UUID, needs: Right = Right.READ_REPORTS) -> Outreach:
    """A line with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Outreach, pk, "owner__user", needs=needs)


def list_own_due(workshop: Workshop, actor: Actor, today: date) -> list[Line]:
    """What the person has to tell or teach within a week, or should have already."""
    rows = list_outreach(workshop).filter(owner__user_id=actor.user_id, done_on=None, on__lte=today + SOON)
    return lines(rows, today)
