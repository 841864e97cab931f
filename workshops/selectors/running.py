"""How a day runs: its blocks with the time they start and end, who leads them, and how far the day is off what was agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, QuerySet, Subquery

from workshops import agenda
from workshops.agenda import Run
from workshops.agenda_templates import COACH, OWNER, SPONSOR
from workshops.models import AgendaItem, Participation, Workshop, WorkshopDay
from workshops.policy import Role
from workshops.screens import BY_KEY, Screen

AWAITED_KINDS = frozenset({"visit", "briefing"})
"""Blocks that somebody comes for at the agreed time."""
LEADS: Mapping[str, str] = {Role.SPONSOR: SPONSOR, Role.OWNER: OWNER, Role.COACH: COACH}


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One block of a day with the times it begins and ends as things stand; done, now, next, or left out when others went before."""

    item: AgendaItem
    begins: datetime
    until: datetime
    state: str
    who: str = ""

    @property
    def starts_at(self) -> time:
        """When it begins, by the clock of the room."""
        return self.begins.time().replace(second=0, microsecond=0)

    @property
    def ends_at(self) -> time:
        """When it ends, by the clock of the room."""
        return self.until.time().replace(second=0, microsecond=0)

    @property
    def screen(self) -> Screen | None:
        """The screen on which it is worked on."""
        return BY_KEY.get(self.item.screen)

    @property
    def off(self) -> int:
        """By how many minutes it comes later than agreed."""
        return agenda.minutes_off(self.begins, self.item.agreed_start) if self.state == "next" else 0


def list_blocks(**where: object) -> QuerySet[AgendaItem]:
    """Blocks with their owners, in their order, and with the dates of the day that each was carried on to or came from."""
    rows: QuerySet[AgendaItem] = AgendaItem.objects.present().filter(**where).select_related("owner__user")
    copies = AgendaItem.objects.present().filter(carried_from=OuterRef("pk")).order_by("-day__date").values("day__date")
    return rows.annotate(carried_on=Subquery(copies[:1]), came_on=F("carried_from__day__date")).order_by("order_key", "id")


def leads_of(workshop: Workshop) -> dict[str, str]:
    """Who leads what is the sponsor's, the owner's or the coach's: by the word of the role the name of the first who has it."""
    rows = Participation.objects.present().filter(workshop_id=workshop.pk, role__in=list(LEADS)).select_related("user")
    found: dict[str, str] = {}
    for row in rows.order_by("order_key", "id"):
        found.setdefault(LEADS[row.role], row.name)
    return found


def lines_of(
    day: WorkshopDay, items: Sequence[AgendaItem], now: datetime | None, zone: ZoneInfo, leads: Mapping[str, str] | None = None
) -> tuple[AgendaLine, ...]:
    """Blocks with their times; `now` is None on another day than today."""
    begin = datetime.combine(day.date, day.starts_at, zone)
    runs = [Run(item.duration_minutes, _local(item.started_at, zone), _local(item.ended_at, zone), item.done) for item in items]
    timings = agenda.timetable(begin, runs, _local(now, zone))
    rows = zip(items, timings, strict=True)
    return tuple(AgendaLine(item, at.starts, at.ends, at.state, _who(item, leads or {})) for item, at in rows)


def lines_as_it_went(day: WorkshopDay, items: Sequence[AgendaItem], zone: ZoneInfo, leads: Mapping[str, str]) -> tuple[AgendaLine, ...]:
    """Blocks of a day that is over, at the times they really had; what was neither begun nor done was left out.

    A day of which nothing was started went by its plan.
    """
    moments = [moment for item in items for moment in (item.started_at, item.ended_at) if moment]
    lines = lines_of(day, items, max(moments, default=None), zone, leads)
    return tuple(replace(line, state="left") if line.state in ("now", "next") else line for line in lines)


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at.astimezone(zone) if at else None


def _who(item: AgendaItem, leads: Mapping[str, str]) -> str:
    """The owner, else whoever has the role that leads, else the words."""
    if item.owner is not None and item.owner.deleted_seq is None:
        return item.owner.name
    return leads.get(item.lead, item.lead)


def drift_of(day: WorkshopDay, lines: Sequence[AgendaLine]) -> int:
    """By how many minutes the next visit or briefing, else the end of the day, comes later than agreed, below zero earlier.

    0 before the first start and after the last end.
    """
    if not any(line.item.started_at for line in lines) or not any(line.state in ("now", "next") for line in lines):
        return 0
    line = awaited(lines)
    return line.off if line else agenda.minutes_off(lines[-1].until, day.agreed_end)


def lines_wait(lines: Sequence[AgendaLine], now: datetime) -> bool:
    """Whether the time of today's first block has come, and nothing was started of what is to come."""
    is_to_come = any(line.state == "next" for line in lines)
    return is_to_come and lines[0].begins <= now and not any(line.item.started_at for line in lines)


def awaited(lines: Sequence[AgendaLine]) -> AgendaLine | None:
    """The next visit or briefing to come for which a time was agreed; None where nobody is waited for any more."""
    to_come = (line for line in lines if line.state == "next" and line.item.kind in AWAITED_KINDS)
    return next((line for line in to_come if line.item.agreed_start), None)
