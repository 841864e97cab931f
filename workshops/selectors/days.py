"""The days of a workshop as the agenda, a day's page and its summary show them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from workshops.access import Actor, get_record
from workshops.agenda import off_words
from workshops.models import AgendaItem, Barrier, Capture, LeaderQuestion, LeadershipVisit, Lesson, Participation, Workshop, WorkshopDay
from workshops.policy import ROLE_ACTIONS, Action
from workshops.selectors.running import AgendaLine, awaited, drift_of, leads_of, lines_as_it_went, lines_of, lines_wait, list_blocks
from workshops.selectors.workshops import list_days

_OPEN_FIRST = Case(When(status="open", then=Value(0)), When(status="taken", then=Value(1)), default=Value(2), output_field=IntegerField())
N = TypeVar("N", Barrier, LeaderQuestion, Lesson, AgendaItem)


@dataclass(frozen=True, slots=True)
class DayView:
    """One day with its blocks: done, now, to come or left out."""

    day: WorkshopDay
    number: int
    lines: tuple[AgendaLine, ...]
    is_past: bool
    is_today: bool
    open_questions: int = 0
    visit: LeadershipVisit | None = None
    drift: int = 0
    """By how many minutes it runs later than agreed, below zero earlier."""
    waits: bool = False
    """Whether its time has come, there is something left to start, and nobody has."""
    is_outside: bool = False
    """Whether it is none of the dates of the workshop any more and stays for what was noted or planned there."""

    @property
    def running(self) -> AgendaLine | None:
        """The block that was started and is not done."""
        return next((line for line in self.lines if line.state == "now" and line.item.started_at), None)

    @property
    def has_begun(self) -> bool:
        """Whether a block of it was started."""
        return any(line.item.started_at for line in self.lines)

    @property
    def awaited(self) -> AgendaLine | None:
        """The next block that somebody comes for at a time that was agreed."""
        return awaited(self.lines)

    @property
    def drift_text(self) -> str:
        """How far it is off, in words: `12 minutes`, `1 h 5 min`."""
        return off_words(self.drift)

    @property
    def late(self) -> int:
        """Minutes that it runs late; 0 when it does not."""
        return max(0, self.drift)

    @property
    def visit_is_elsewhere(self) -> time | None:
        """When the leaders come, where the agenda says another time."""
        line = next((line for line in self.lines if line.item.kind == "visit"), None)
        return self.visit.at if self.visit and line and not line.item.done and line.starts_at != self.visit.at else None

    @property
    def done(self) -> int:
        """How many blocks are ticked off."""
        return sum(line.item.done for line in self.lines)

    @property
    def times(self) -> tuple[time, time] | None:
        """From when to when it is, or was: from the first start to the end of the last block that was begun, once it is over."""
        held = [line for line in self.lines if line.state == "done" and line.item.started_at] if self._is_over else []
        shown = held or self.lines
        return (shown[0].starts_at, shown[-1].ends_at) if shown else None

    @property
    def _is_over(self) -> bool:
        return all(line.state in ("done", "left") for line in self.lines)

    @property
    def ends_at(self) -> time | None:
        """When the last block ends; None for an empty day."""
        return self.lines[-1].ends_at if self.lines else None


def list_agenda(workshop: Workshop, now: datetime) -> list[DayView]:
    """All days of a workshop that the person was let into, with their blocks, visits and open questions."""
    items: dict[UUID, list[AgendaItem]] = defaultdict(list)
    for item in list_blocks(workshop_id=workshop.pk):
        items[item.day_id].append(item)
    asked = LeaderQuestion.objects.present().filter(workshop_id=workshop.pk, answer="")
    questions = Counter(asked.values_list("day_id", flat=True))
    visits = {row.day_id: row for row in LeadershipVisit.objects.present().filter(workshop_id=workshop.pk).order_by("-at", "-id")}
    leads = leads_of(workshop)
    return [
        _view(workshop, day, place + 1, items[day.pk], now, leads, questions[day.pk], visits.get(day.pk))
        for place, day in enumerate(list_days(workshop))
    ]


def _view(
    workshop: Workshop,
    day: WorkshopDay,
    number: int,
    items: Sequence[AgendaItem],
    now: datetime,
    leads: Mapping[str, str],
    questions: int,
    visit: LeadershipVisit | None,
) -> DayView:
    today = workshop.today(now)
    is_over = day.closed or (day.date < today and any(item.started_at for item in items))
    if is_over:
        lines = lines_as_it_went(day, items, workshop.zone, leads)
    else:
        lines = lines_of(day, items, now if day.date == today else None, workshop.zone, leads)
    waits = not is_over and day.date == today and lines_wait(lines, now)
    outside = not workshop.first_day <= day.date <= workshop.last_day
    return DayView(day, number, lines, day.date < today, day.date == today, questions, visit, drift_of(day, lines), waits, outside)


def now_next(days: Sequence[DayView]) -> list[AgendaLine]:
    """What runs today at this time, and the two blocks after it; from the first that is to come where nothing runs now."""
    lines = next((day.lines for day in days if day.is_today), ())
    for wanted in ("now", "next"):
        place = next((place for place, line in enumerate(lines) if line.state == wanted), None)
        if place is not None:
            return list(lines[place : place + 3])
    return []


def get_day(actor: Actor, pk: UUID, needs: Action = Action.VIEW) -> WorkshopDay:
    """A day with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, WorkshopDay, pk, needs=needs)


def get_note(actor: Actor, model: type[N], pk: UUID, needs: Action = Action.VIEW) -> N:
    """A barrier, question, lesson or block with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, model, pk, needs=needs)


def view_day(day: WorkshopDay, now: datetime) -> DayView:
    """One day with its blocks and its visit."""
    items = list(list_blocks(day_id=day.pk))
    visit = LeadershipVisit.objects.present().filter(day_id=day.pk).order_by("at", "id").first()
    questions = LeaderQuestion.objects.present().filter(day_id=day.pk, answer="").count()
    return _view(day.workshop, day, number_of(day), items, now, leads_of(day.workshop), questions, visit)


def number_of(day: WorkshopDay) -> int:
    """The place of a day among those of its workshop, the first is 1."""
    return WorkshopDay.objects.present().filter(workshop_id=day.workshop_id, date__lt=day.date).count() + 1


def count_days(workshop: Workshop) -> int:
    """How many days the workshop has."""
    return WorkshopDay.objects.present().filter(workshop_id=workshop.pk).count()


def next_day(day: WorkshopDay) -> WorkshopDay | None:
    """The next day of the workshop; None after the last."""
    rows: QuerySet[WorkshopDay] = WorkshopDay.objects.present().filter(workshop_id=day.workshop_id, date__gt=day.date)
    return rows.filter(date__lte=F("workshop__last_day")).order_by("date", "id").first()


def next_open_day(day: WorkshopDay) -> WorkshopDay | None:
    """The next day of the workshop that is not closed: where what is left of this one can go on; None without one."""
    rows: QuerySet[WorkshopDay] = WorkshopDay.objects.present().filter(workshop_id=day.workshop_id, date__gt=day.date, closed=False)
    return rows.filter(date__lte=F("workshop__last_day")).order_by("date", "id").first()


def day_after(day: WorkshopDay, now: datetime) -> DayView | None:
    """The next day of the workshop with its blocks; None after the last."""
    following = next_day(day)
    if following is None:
        return None
    following.workshop = day.workshop
    return view_day(following, now)


def list_questions(day: WorkshopDay) -> QuerySet[LeaderQuestion]:
    """What the leaders are asked on a day."""
    rows: QuerySet[LeaderQuestion] = LeaderQuestion.objects.present().filter(day_id=day.pk).select_related("author", "owner__user")
    return rows.order_by("order_key", "id")


def list_lessons(day: WorkshopDay) -> QuerySet[Lesson]:
    """What the team learned on a day: what went well first, then what to change."""
    rows: QuerySet[Lesson] = Lesson.objects.present().filter(day_id=day.pk).select_related("author")
    return rows.order_by("-kind", "order_key", "id")


def list_barriers(workshop: Workshop, *, only_open: bool = False) -> QuerySet[Barrier]:
    """Barriers of a workshop that the person was let into: those nobody took first, the lifted last."""
    found: QuerySet[Barrier] = Barrier.objects.present().filter(workshop_id=workshop.pk)
    rows = found.select_related("raised_by", "owner__user", "decided_by__user", "written_by")
    if only_open:
        rows = rows.exclude(status="lifted")
    return rows.order_by(_OPEN_FIRST, "order_key", "id")


def leaders_of(workshop: Workshop) -> list[Participation]:
    """The sponsors of a workshop, who come to visit and lift barriers."""
    rows = Participation.objects.present().filter(workshop_id=workshop.pk, role="sponsor").select_related("user")
    return list(rows.order_by("order_key", "id"))


def readers_of_summary(workshop: Workshop, by: Actor) -> list[str]:
    """Who is told that a day's summary is there when this person closes the day: sponsors and process owner, by name."""
    roles = [role.value for role, rights in ROLE_ACTIONS.items() if Action.GET_SUMMARY in rights]
    rows = Participation.objects.present().filter(workshop_id=workshop.pk, role__in=roles, user__is_active=True)
    told = rows.exclude(user_id=by.user_id).select_related("user").order_by("order_key", "id")
    return list(dict.fromkeys(row.name for row in told))


def list_readers_of(day: WorkshopDay) -> QuerySet[Participation]:
    """Everybody with an account who may read the summary of a day."""
    roles = [role.value for role, rights in ROLE_ACTIONS.items() if Action.READ_REPORTS in rights]
    rows: QuerySet[Participation] = Participation.objects.present().filter(workshop_id=day.workshop_id, role__in=roles)
    return rows.filter(user__is_active=True).select_related("user").order_by("order_key", "id")


@dataclass(frozen=True, slots=True)
class Captured:
    """What was captured on a day: how many of each kind, and how many of all captures still have no place."""

    total: int
    kinds: Mapping[str, int]
    to_sort: int


def captured_on(workshop: Workshop, on: date) -> Captured:
    """What was captured on this date of the workshop's zone."""
    begin = datetime.combine(on, time.min, workshop.zone)
    rows = Capture.objects.present().filter(workshop_id=workshop.pk)
    today = Counter(rows.filter(captured_at__gte=begin, captured_at__lt=begin + timedelta(days=1)).values_list("kind", flat=True))
    return Captured(sum(today.values()), today, rows.filter(status="open").count())
