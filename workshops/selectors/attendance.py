"""Who is here on which day of a workshop: what is planned, and who came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vsm_site.lib.errors import Forbidden
from workshops.access import Actor, can, get_record, get_workshop
from workshops.models import Attendance, Participation, Workshop, WorkshopDay
from workshops.policy import Action
from workshops.selectors.workshops import list_days


def enter_days(actor: Actor, pk: UUID) -> Workshop:
    """The workshop for whoever sees who is here when: owner and coach, and the sponsor, who frees them."""
    try:
        return get_workshop(actor, pk, Action.SEE_PEOPLE_DATA)
    except Forbidden:
        return get_workshop(actor, pk, Action.CONFIRM_RELEASE)


def get_day_to_note(actor: Actor, pk: UUID) -> WorkshopDay:
    """A day on which the person may note who came; NotFound or Forbidden as get_workshop."""
    return get_record(actor, WorkshopDay, pk, needs=Action.MANAGE_PEOPLE)


def sees_days(actor: Actor, workshop: Workshop) -> bool:
    """Whether the person sees who is here when."""
    return can(actor, Action.SEE_PEOPLE_DATA, workshop) or can(actor, Action.CONFIRM_RELEASE, workshop)


@dataclass(frozen=True, slots=True)
class Cell:
    """One person on one day."""

    day: WorkshopDay
    planned: str
    """`full`, `part` or `away`, also where nothing was said for the day."""
    came: str

    @property
    def is_missing(self) -> bool:
        """Planned and not there, or for a part only where the whole day was planned."""
        return (self.came == "away" and self.planned != "away") or (self.came == "part" and self.planned == "full")


@dataclass(frozen=True, slots=True)
class DaysOf:
    """One person over all days."""

    person: Participation
    cells: tuple[Cell, ...]

    @property
    def words(self) -> str:
        """What is planned: `3 days`, `2 days, 1 part-time`, `part-time`, `not on these days`."""
        return planned_words([cell.planned for cell in self.cells])

    @property
    def usual_words(self) -> str:
        """The same without what was planned for single days."""
        return planned_words([usual(self.person)] * len(self.cells))


def planned_words(planned: Sequence[str]) -> str:
    """Days of one person in words."""
    counted = Counter(planned)
    full, part = counted["full"], counted["part"]
    if not full and not part:
        return "not on these days"
    if not full:
        return "part-time" if part == len(planned) else f"{part} of {len(planned)} days part-time"
    days = f"{full} day{'' if full == 1 else 's'}"
    return f"{days}, {part} part-time" if part else days if full == len(planned) else f"{full} of {len(planned)} days"


def away_by_day(workshop_id: UUID, days: Collection[date]) -> dict[date, set[UUID]]:
    """Accounts of those who are not here on these days: noted as not come, or planned away while nobody noted that they came.

    Who is here in one role is here.
    """
    away: dict[date, set[UUID]] = {day: set() for day in days}
    here: dict[date, set[UUID]] = {day: set() for day in days}
    rows = Attendance.objects.present().filter(workshop_id=workshop_id, day__date__in=days, day__deleted_seq=None, person__deleted_seq=None)
    for day, user_id, planned, came in rows.values_list("day__date", "person__user_id", "planned", "came"):
        if user_id is not None and (came or planned):
            (away if (came or planned) == "away" else here)[day].add(user_id)
    return {day: away[day] - here[day] for day in days}


def usual(person: Participation) -> str:
    """What is planned for a person where nothing else was said for the day."""
    return "full" if person.full_time else "part"


def rows_by_person(workshop: Workshop, people: Sequence[Participation]) -> dict[UUID, dict[UUID, Attendance]]:
    """What was noted of these people, by person and day."""
    found: dict[UUID, dict[UUID, Attendance]] = {person.pk: {} for person in people}
    for row in Attendance.objects.present().filter(workshop_id=workshop.pk, person__in=list(found)):
        found[row.person_id][row.day_id] = row
    return found


def days_of(workshop: Workshop, people: Sequence[Participation]) -> list[DaysOf]:
    """These people over all days of the workshop."""
    days, rows = list_days(workshop), rows_by_person(workshop, people)
    return [DaysOf(person, tuple(_cell(person, day, rows[person.pk].get(day.pk)) for day in days)) for person in people]


def _cell(person: Participation, day: WorkshopDay, row: Attendance | None) -> Cell:
    return Cell(day, (row.planned if row else "") or usual(person), row.came if row else "")


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many of the team a day has: planned, and noted as here."""

    day: WorkshopDay
    planned: int
    came: int
    is_noted: bool


def count_days(rows: Sequence[DaysOf], days: Sequence[WorkshopDay]) -> list[DayCount]:
    """The foot of the table, over all rows."""
    return [_count(day, [row.cells[place] for row in rows]) for place, day in enumerate(days)]


def _count(day: WorkshopDay, cells: Sequence[Cell]) -> DayCount:
    return DayCount(
        day,
        planned=sum(cell.planned != "away" for cell in cells),
        came=sum(cell.came in ("full", "part") for cell in cells),
        is_noted=any(cell.came for cell in cells),
    )
