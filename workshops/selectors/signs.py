"""Which open tasks look done, by what the workshop has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Subquery

from workshops import panels
from workshops.duties import CHECKLIST, DUTIES
from workshops.models import AgendaItem, CalendarEntry, Capture, Meeting, Participation, SetupTask, TaskFile, Workshop, WorkshopDay
from workshops.policy import Role
from workshops.selectors import charter as charters
from workshops.selectors.workshops import count_column
from workshops.signs import KEYS, Known, signs, with_files
from workshops.stages import Stage

LOOKED_AT = (Stage.PREPARE, Stage.GATHER, Stage.FUTURE)
"""Stages whose tasks leave something behind that tells."""


def signs_of(workshop: Workshop, tasks: Iterable[SetupTask]) -> dict[UUID, str]:
    """By open task what makes it look done, in words; none where no task is open, else as many queries as its stages ask for.

    What the task asks for counts before files that were put to it.
    """
    rows = [row for row in tasks if not row.done and Stage(row.stage) in LOOKED_AT]
    if not rows:
        return {}
    stages = {row.stage for row in rows}
    keys = {rows[0].key} if len(rows) == 1 else {duty.key for duty in (*DUTIES, *CHECKLIST) if duty.stage in stages}
    by_key = (signs(_known(workshop)) if keys & KEYS else {}) | panels.signs(workshop, keys)
    files = TaskFile.objects.present().filter(task__in=[row.pk for row in rows]).order_by().values("task_id").annotate(number=Count("pk"))
    kept = {row["task_id"]: with_files(row["number"]) for row in files}
    found = {row.pk: by_key.get(row.key) or kept.get(row.pk, "") for row in rows}
    return {pk: words for pk, words in found.items() if words}


def _known(workshop: Workshop) -> Known:
    people = list(Participation.objects.present().filter(workshop_id=workshop.pk).exclude(role=Role.GUEST))
    experts = [person for person in people if person.role == Role.PARTICIPANT]
    missing = charters.state_of([workshop], people)[workshop.pk].missing
    scoped, targets, invited, days, visited, words = _columns(workshop)
    return Known(
        lacking=frozenset(entry.section for entry in missing),
        targets=targets,
        experts=len(experts),
        freed=sum(person.released for person in experts),
        scoped_on=scoped,
        reviews=len(panels.reviews(workshop)),
        invited_reviews=invited,
        days=days,
        visited_days=visited,
        words=words,
    )


def _columns(workshop: Workshop) -> tuple[date | None, int, int, int, int, int]:
    """What is counted, in one query: the day of the scoping meeting, targets, reviews to which somebody was invited, days, days with a
    leadership visit, words of the glossary."""
    here = {"workshop_id": workshop.pk}
    scoping = Meeting.objects.present().filter(**here, held=True, kind="scoping").exclude(date=None)
    invited = CalendarEntry.objects.filter(**here, event__startswith="review:", cancelled=False)
    visits = AgendaItem.objects.present().filter(**here, kind="visit", day__deleted_seq=None)
    columns = (
        Subquery(scoping.order_by("date").values("date")[:1]),
        count_column(charters.list_targets(workshop)),
        count_column(invited, "event"),
        count_column(WorkshopDay.objects.present().filter(**here)),
        count_column(visits, "day"),
        count_column(Capture.objects.present().filter(**here, kind="acronym", merged_into=None)),
    )
    return Workshop.objects.filter(pk=workshop.pk).order_by().values_list(*columns).get()
