"""Workshops as the list and the home page show them, filtered by what the person may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from vsm_site.lib.errors import NotFound
from workshops.access import Actor, allowed, get_workshop, visible_workshops
from workshops.models import (
    ROLE_LABELS,
    AgendaItem,
    Barrier,
    Capture,
    Change,
    Charter,
    LeaderQuestion,
    Participation,
    Visit,
    Workshop,
    WorkshopDay,
)
from workshops.policy import Action, Role
from workshops.records import kinds
from workshops.selectors.running import AgendaLine, leads_of, lines_of, list_blocks

LOOKED_THROUGH = 500
"""How many of the latest changes are looked at for "what changed"."""


def list_workshops(actor: Actor, today: date) -> QuerySet[Workshop]:
    """The person's workshops: those that run now, then those to come, the next one first, then those that were, the last one first."""
    runs, comes = Q(first_day__lte=today, last_day__gte=today), Q(first_day__gt=today)
    group = Case(When(runs, then=Value(0)), When(comes, then=Value(1)), default=Value(2), output_field=IntegerField())
    soonest = Case(When(comes, then=F("first_day")), default=None, output_field=DateField())
    return visible_workshops(actor).order_by(group, soonest, "-first_day", "-pk")


def count_running(actor: Actor, today: date) -> int:
    """How many of the person's workshops have a day today."""
    return visible_workshops(actor).filter(first_day__lte=today, last_day__gte=today).count()


def roles_by_workshop(actor: Actor, workshops: Iterable[Workshop]) -> dict[UUID, list[Role]]:
    """The person's roles in each of these workshops, in the order of the rights table."""
    rows = Participation.objects.present().filter(user_id=actor.user_id, workshop__in=[row.pk for row in workshops])
    found: dict[UUID, set[str]] = defaultdict(set)
    for workshop_id, role in rows.values_list("workshop_id", "role"):
        found[workshop_id].add(role)
    return {pk: [role for role in Role if role in roles] for pk, roles in found.items()}


@dataclass(frozen=True, slots=True)
class Size:
    """How many people and captures a workshop has."""

    people: int = 0
    captures: int = 0
    open_captures: int = 0


def sizes(workshops: Sequence[Workshop]) -> dict[UUID, Size]:
    """People and captures of each of these workshops, in two queries."""
    ids = [workshop.pk for workshop in workshops]
    people = Participation.objects.present().filter(workshop__in=ids).order_by().values("workshop_id")
    heads = dict(people.annotate(number=Count("email", distinct=True)).values_list("workshop_id", "number"))
    captures = Capture.objects.present().filter(workshop__in=ids).order_by().values("workshop_id")
    counted = captures.annotate(number=Count("pk"), waiting=Count("pk", filter=Q(status="open")))
    known = {row["workshop_id"]: (row["number"], row["waiting"]) for row in counted}
    return {pk: Size(heads.get(pk, 0), *known.get(pk, (0, 0))) for pk in ids}


def get_made_workshop(actor: Actor, change_id: UUID) -> Workshop:
    """The workshop that the person made with this change id; NotFound without one."""
    row = Change.objects.filter(change_id=change_id, kind="create", user_id=actor.user_id).values("workshop_id").first()
    if row is None:
        raise NotFound
    return get_workshop(actor, row["workshop_id"])


def list_days(workshop: Workshop) -> list[WorkshopDay]:
    """The days of a workshop that the person was let into."""
    return list(WorkshopDay.objects.present().filter(workshop_id=workshop.pk))


def days_for_blocks(workshop: Workshop, keep: UUID | None = None) -> list[tuple[int, WorkshopDay]]:
    """Days to which a block can go, with their numbers: those of its dates that are not closed, and the day `keep`."""
    numbered = enumerate(list_days(workshop), start=1)
    return [
        (number, day)
        for number, day in numbered
        if day.pk == keep or (not day.closed and workshop.first_day <= day.date <= workshop.last_day)
    ]


def begun_days(workshop: Workshop) -> list[WorkshopDay]:
    """Days that are closed, or on which a block was begun."""
    started = AgendaItem.objects.present().filter(workshop_id=workshop.pk, started_at__isnull=False).values("day_id")
    return list(WorkshopDay.objects.present().filter(workshop_id=workshop.pk).filter(Q(closed=True) | Q(pk__in=started)).order_by("date"))


# The home page


@dataclass(frozen=True, slots=True)
class DayAgenda:
    """A day's agenda as the home page shows it."""

    day: WorkshopDay
    number: int
    lines: tuple[AgendaLine, ...]
    questions: int
    is_today: bool


def next_day(workshop: Workshop, days: Sequence[WorkshopDay], now: datetime) -> DayAgenda | None:
    """The agenda of today, before the workshop that of its first day; None where none of its days is left."""
    today = workshop.today(now)
    place = next((place for place, day in enumerate(days) if day.date >= today), None)
    if place is None:
        return None
    day = days[place]
    items = list(list_blocks(day=day))
    questions = LeaderQuestion.objects.present().filter(day=day, answer="").count()
    is_today = day.date == today
    lines = lines_of(day, items, now if is_today else None, workshop.zone, leads_of(workshop))
    return DayAgenda(day, place + 1, lines, questions, is_today)


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person of the workshop with all roles."""

    name: str
    roles: str
    has_joined: bool


def list_team(actor: Actor, workshop: Workshop) -> list[TeamMember]:
    """Everybody once, in the order of the roles: sponsor, owner, coach, then the others; with functions for who may know them."""
    rows = Participation.objects.present().filter(workshop_id=workshop.pk).select_related("user")
    order = {role.value: place for place, role in enumerate(Role)}
    people: dict[str, list[Participation]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: order[row.role]):
        people[str(row.user_id or row.email)].append(row)
    named = _what if Action.READ_REPORTS in allowed(actor, workshop) else _roles
    return [TeamMember(found[0].name, named(found), found[0].has_joined) for found in people.values()]


def _what(rows: Sequence[Participation]) -> str:
    """What somebody is here: the function for who takes part, else the roles."""
    labels = [row.function if row.function and row.role == Role.PARTICIPANT else ROLE_LABELS[Role(row.role)] for row in rows]
    return ", ".join([labels[0], *(label.lower() for label in labels[1:])])


def _roles(rows: Sequence[Participation]) -> str:
    labels = [ROLE_LABELS[Role(row.role)] for row in rows]
    return ", ".join([labels[0], *(label.lower() for label in labels[1:])])


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of this app waits for somebody: counts, zero where nothing does."""

    barriers: int = 0
    captures_without_owner: int = 0
    unconfirmed_people: int = 0
    charter_to_approve: bool = False


def waiting_in(workshop: Workshop) -> Waiting:
    """Barriers to lift, captures without an owner, people not confirmed as freed, and a written charter that is not approved.

    The open captures are counted on the way, for `count_open_captures`.
    """
    people = Participation.objects.present().filter(workshop_id=workshop.pk, role=Role.PARTICIPANT, released=False)
    charter = Charter.objects.filter(workshop_id=OuterRef("pk"), approved_at=None).exclude(case_for_change__regex=r"^\s*$")
    opened = Capture.objects.present().filter(workshop_id=workshop.pk, status="open")
    columns = (
        count_column(opened),
        count_column(Barrier.objects.present().filter(workshop_id=workshop.pk, status="open")),
        count_column(opened.filter(owner=None)),
        count_column(people),
        Exists(charter),
    )
    workshop.__dict__["_open_captures"], *found = Workshop.objects.filter(pk=workshop.pk).order_by().values_list(*columns).get()
    return Waiting(*found)


def count_column(rows: QuerySet[Any], of: str = "pk") -> Coalesce:
    """How many these rows of one workshop are, or how many different values they have in a field, as a column."""
    number = Count(of, distinct=of != "pk")
    return Coalesce(Subquery(rows.order_by().values("workshop_id").annotate(number=number).values("number")), 0)


# What changed since the last visit


@dataclass(frozen=True, slots=True)
class LastVisit:
    """How far the person had seen the workshop, and when."""

    seq: int
    at: datetime


def last_visit(actor: Actor, workshop: Workshop) -> LastVisit | None:
    """When the person last looked at the workshop's home page; None for the first time."""
    row = Visit.objects.filter(workshop_id=workshop.pk, user_id=actor.user_id).values_list("seen_seq", "seen_at").first()
    return LastVisit(*row) if row else None


TOPICS: Mapping[str, tuple[str, str]] = {
    "map": ("Map", "workshop-maps"),
    "captures": ("Captures", "workshop-captures"),
    "plan": ("Action plan", "workshop-board"),
    "charter": ("Charter", "workshop-charter"),
    "tasks": ("Tasks of the stages", "workshop-home"),
    "people": ("People", "workshop-people"),
    "agenda": ("Days and agenda", "workshop-agenda"),
    "barriers": ("Barriers", "workshop-agenda"),
    "reviews": ("Reviews", "workshop-reviews"),
    "workshop": ("Workshop and stage", "workshop-home"),
}
"""What changes are about, as people call it, and the page where it is seen."""


@dataclass(frozen=True, slots=True)
class News:
    """Changes of others about one thing."""

    label: str
    url_name: str
    count: int


def news_since(actor: Actor, workshop: Workshop, seq: int) -> list[News]:
    """What others changed after this number, most first; only the latest changes are looked through."""
    rows = Change.objects.filter(workshop_id=workshop.pk, seq__gt=seq, audience=None).exclude(user_id=actor.user_id)
    counted: Counter[str] = Counter()
    rights = allowed(actor, workshop)
    for ops in rows.order_by("-seq").values_list("ops", flat=True)[:LOOKED_THROUGH]:
        counted.update({topic for op in ops for topic in _topics(op, rights)})
    return [News(*TOPICS[topic], count) for topic, count in counted.most_common() if topic in TOPICS]


def _topics(op: Mapping[str, str], rights: Collection[Action]) -> tuple[str, ...]:
    kind = kinds().get(op["r"].partition("/")[0])
    return kind.topics[:1] if kind and kind.audience in rights else ()


def latest_seq(workshop: Workshop) -> int:
    """The number of the latest change, as the workshop was loaded."""
    return int(workshop.head.head)
