"""The summary of a day: drawn up from its log, in the champion's words, with what waits and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from workshops import panels
from workshops.capture_kinds import KINDS
from workshops.daylog import Line, Net, Written, fold, in_order, lines_of
from workshops.models import Barrier, Change, LeaderQuestion, Lesson, SummaryReading, SummarySending, WorkshopDay
from workshops.selectors import days
from workshops.selectors.days import Captured, DayView

LENGTH = 8000
"""Letters that the list of what the team did may have."""


def list_written(day: WorkshopDay) -> Iterator[Written]:
    """What was written on the day of the workshop's zone, in the order of the log; only what everybody may see."""
    begin = datetime.combine(day.date, time.min, day.workshop.zone)
    rows = Change.objects.filter(workshop_id=day.workshop_id, audience=None, at__gte=begin, at__lt=begin + timedelta(days=1))
    for kind, ops, undo in rows.order_by("seq").values_list("kind", "ops", "undo").iterator():
        for op, back in zip(ops, reversed(undo), strict=False):
            yield Written(op, back, kind)


def draft_lines(day: WorkshopDay) -> list[Line]:
    """What the day's log comes to: steps mapped, data gathered, issues, decisions, accomplishments."""
    nets = fold(list_written(day))
    if not nets:
        return []
    return in_order([*lines_of(nets, _names(nets)), *panels.day_lines(day.workshop, nets)])


def draft(day: WorkshopDay) -> str:
    """The same as text, a line each."""
    return "\n".join(line.text for line in draft_lines(day))[:LENGTH]


def _names(nets: Sequence[Net]) -> dict[str, str]:
    """The words of the barriers and questions among them."""
    found: dict[str, str] = {}
    for kind, model in (("barrier", Barrier), ("question", LeaderQuestion)):
        if ids := [net.id for net in nets if net.kind == kind]:
            found |= {str(pk): text for pk, text in model.objects.filter(pk__in=ids).values_list("pk", "text")}
    return found


@dataclass(frozen=True, slots=True)
class DaySummary:
    """The summary of one day as its page, its mail and its PDF tell it."""

    day: WorkshopDay
    view: DayView
    length: int
    points: tuple[str, ...]
    """What the team did, a line each."""
    questions: tuple[LeaderQuestion, ...]
    barriers: tuple[Barrier, ...]
    """Those that are not lifted, and those that got their answer that day."""
    well: tuple[Lesson, ...]
    change: tuple[Lesson, ...]
    tomorrow: DayView | None
    captured: Captured

    @property
    def answered(self) -> int:
        """How many of the questions have their answer."""
        return sum(bool(question.answer) for question in self.questions)

    @property
    def captured_text(self) -> str:
        """What was captured, by kind: `8 issues, 1 improvement`."""
        kinds = ((kind, self.captured.kinds.get(kind.key, 0)) for kind in KINDS)
        return ", ".join(f"{number} {(kind.label if number == 1 else kind.plural).lower()}" for kind, number in kinds if number)

    @property
    def title(self) -> str:
        """Which day of which workshop."""
        return f"{self.day.workshop.title}, day {self.view.number} of {self.length}"


def summarise_day(day: WorkshopDay, now: datetime) -> DaySummary:
    """Everything that the summary of a day tells. What the team did is as it was kept, else as the log says now."""
    lessons = list(days.list_lessons(day))
    return DaySummary(
        day,
        days.view_day(day, now),
        days.count_days(day.workshop),
        tuple(line for line in (day.team_did or draft(day)).splitlines() if line.strip()),
        tuple(days.list_questions(day)),
        tuple(list_told_barriers(day)),
        tuple(lesson for lesson in lessons if lesson.kind == "well"),
        tuple(lesson for lesson in lessons if lesson.kind == "change"),
        days.day_after(day, now),
        days.captured_on(day.workshop, day.date),
    )


def list_told_barriers(day: WorkshopDay) -> list[Barrier]:
    """The barriers of a summary: those that are not lifted, and those that were answered or lifted that day."""
    begin = datetime.combine(day.date, time.min, day.workshop.zone)
    written = Change.objects.filter(workshop_id=day.workshop_id, at__gte=begin, at__lt=begin + timedelta(days=1))
    ends = written.order_by("seq").values_list("seq", flat=True)
    first, last = ends.first() or 0, ends.last() or 0

    def is_of_today(row: Barrier) -> bool:
        return first <= max(row.rev("status"), row.rev("answer")) <= last

    return [row for row in days.list_barriers(day.workshop) if row.status != "lifted" or is_of_today(row)]


# To whom it was sent, and who read it


def list_sendings(day: WorkshopDay) -> list[SummarySending]:
    """The times that the summary was sent, the latest first."""
    return list(SummarySending.objects.filter(day_id=day.pk).select_related("by"))


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the workshop: whether and when the summary was opened."""

    name: str
    role: str
    reading: SummaryReading | None


def list_readers(day: WorkshopDay) -> list[Reader]:
    """Everybody of the workshop with an account who may read the summary: who read it first, then who has not."""
    known: dict[UUID | None, SummaryReading] = {row.user_id: row for row in SummaryReading.objects.filter(day_id=day.pk)}
    people: dict[UUID | None, Reader] = {}
    for person in days.list_readers_of(day):
        people.setdefault(person.user_id, Reader(person.name, person.get_role_display(), known.get(person.user_id)))
    return sorted(people.values(), key=lambda row: (row.reading is None, row.reading.first_at.timestamp() if row.reading else 0))
