"""Days that other dates of a workshop would leave out: what goes with them, and why some stay."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from workshops.models import AgendaItem, Attendance, Capture, LeaderQuestion, LeadershipVisit, Lesson, Workshop, WorkshopDay
from workshops.selectors.workshops import begun_days, list_days

NOTED = (
    (Lesson, "lesson", "lessons"),
    (LeaderQuestion, "question for the leaders", "questions for the leaders"),
    (LeadershipVisit, "leadership visit", "leadership visits"),
)
"""What is noted on a day and would be lost with it."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A day that is not among the new dates."""

    day: WorkshopDay
    blocks: tuple[AgendaItem, ...]
    noted: tuple[str, ...]
    """What was noted on it, in words: such a day stays on the agenda. Empty for one that goes."""


def days_left_out(workshop: Workshop, first_day: date, last_day: date) -> list[LeftOut]:
    """The days that these dates would leave out; none where a day that has begun is among them, since such dates are refused."""
    begun = begun_days(workshop)
    if any(not first_day <= day.date <= last_day for day in begun):
        return []
    moved = timedelta() if begun else first_day - workshop.first_day
    out = [day for day in list_days(workshop) if not first_day <= day.date + moved <= last_day]
    noted, blocks = noted_on(workshop) if out else {}, defaultdict(list)
    for item in AgendaItem.objects.present().filter(workshop_id=workshop.pk, day__in=out):
        blocks[item.day_id].append(item)
    return [LeftOut(day, tuple(blocks[day.pk]), tuple(noted.get(day.pk, ()))) for day in out]


def noted_on(workshop: Workshop) -> dict[UUID, list[str]]:
    """What was noted on the days of a workshop, in words, by day; no more than what there is."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for model, one, many in NOTED:
        days = list(model.objects.present().filter(workshop_id=workshop.pk).values_list("day_id", flat=True))
        for day in dict.fromkeys(days):
            number = days.count(day)
            found[day].append(f"{number} {one if number == 1 else many}")
    came = Attendance.objects.present().filter(workshop_id=workshop.pk).exclude(came="")
    for day in came.order_by().values_list("day_id", flat=True).distinct():
        found[day].append("who came")
    carried = Capture.objects.present().filter(workshop_id=workshop.pk, status="carried").exclude(carried_to=None)
    for day in carried.order_by().values_list("carried_to", flat=True).distinct():
        found[day].append("what was carried over to it")
    for row in list_days(workshop):
        if row.accomplishments or row.team_did:
            found[row.pk].append("its summary")
        if row.closed:
            found[row.pk].append("that it is closed")
    return dict(found)


def planned_since(workshop: Workshop) -> set[UUID]:
    """Days with blocks that the workshop did not begin with, or that somebody changed."""
    made = workshop.revs["stream"][0]
    rows = AgendaItem.objects.present().filter(workshop_id=workshop.pk)
    return {item.day_id for item in rows if any(seq > made for seq, _ in item.revs.values())}
