"""The workshops that somebody coaches: how ready each is, and how much its team has made the work its own. Reads, for what the person may.

Shares are of a team, never of named people. Every read takes the same number of queries however many workshops there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from actionplans import selectors as plans
from actionplans.health import CLOSED
from actionplans.models import Action, ProgressUpdate
from actionplans.selectors import PlanSummary
from reviews.adoption import Facts, Part, advice
from reviews.measures import KINDS
from reviews.models import Review, ReviewReading
from reviews.overview import Mine, list_mine, still_counts
from workshops.access import Actor
from workshops.models import Change, Charter, Participation, SetupTask, Training, Workshop
from workshops.policy import Action as Right
from workshops.policy import Role
from workshops.stages import Stage

ACTIVE, HEARD = timedelta(weeks=4), timedelta(weeks=2)
TEAM = (Role.SPONSOR, Role.OWNER, Role.COACH, Role.PARTICIPANT)
LEARNS = (Role.OWNER, Role.PARTICIPANT)


@dataclass(frozen=True, slots=True)
class Coached:
    """One workshop that the person coaches."""

    workshop: Workshop
    facts: Facts
    next: str
    """What to look at next; empty where nothing holds it up."""

    @property
    def stage(self) -> str:
        """`1, prepare`."""
        stage = Stage(self.workshop.stage)
        return f"{stage.number}, {stage.short.lower()}"


@dataclass(frozen=True, slots=True)
class Sum:
    """All of them together."""

    workshops: int
    coming: int
    active: Part
    words: Part
    reviews: Part
    measured: Part

    @property
    def sentence(self) -> str:
        """How far it is, in one sentence."""
        over = self.workshops - self.coming
        parts = [f"{self.coming} to prepare and hold"] if self.coming else []
        parts += [f"{over} carried out"] if over else []
        return f"{self.workshops} {'workshop' if self.workshops == 1 else 'workshops'} of yours: {', '.join(parts)}."


def list_coached(actor: Actor, now: datetime) -> list[Coached]:
    """The person's workshops as their coach: those with something to look at first, then by day, the latest first."""
    mine = [entry for entry in still_counts(list_mine(actor), now) if Right.RUN_WORKSHOP in entry.rights]
    known = _Known(mine, now)
    found = [_coached(entry.workshop, known, now) for entry in mine]
    return sorted(found, key=lambda row: (not row.next, -row.workshop.last_day.toordinal(), row.workshop.title))


def sum_of(rows: Collection[Coached]) -> Sum:
    """These workshops together."""
    after = [row for row in rows if not row.facts.is_before]
    return Sum(
        len(rows),
        len(rows) - len(after),
        _together(row.facts.active for row in rows),
        _together(row.facts.words for row in after),
        _together(row.facts.reviews for row in after),
        Part(sum(row.facts.is_measured for row in after), len(after)),
    )


def _together(parts: Iterable[Part]) -> Part:
    return sum(parts, Part())


class _Known:
    """What is read of these workshops at once."""

    def __init__(self, mine: Collection[Mine], now: datetime) -> None:
        self.ids = [entry.workshop.pk for entry in mine]
        self.people: dict[UUID, list[Participation]] = defaultdict(list)
        for row in Participation.objects.present().filter(workshop__in=self.ids, role__in=TEAM):
            self.people[row.workshop_id].append(row)
        self.tasks: dict[UUID, list[tuple[bool, date | None]]] = defaultdict(list)
        tasks = SetupTask.objects.present().filter(workshop__in=self.ids, stage=Stage.PREPARE).order_by()
        for pk, is_done, due_on in tasks.values_list("workshop_id", "done", "due_on"):
            self.tasks[pk].append((is_done, due_on))
        charters = Charter.objects.present().filter(workshop__in=self.ids).exclude(approved_at=None)
        self.approved = set(charters.values_list("workshop_id", flat=True))
        trained = Training.objects.present().filter(workshop__in=self.ids, person__deleted_seq=None, person__role__in=LEARNS)
        self.trained = Counter(pk for pk, _ in trained.order_by().values_list("workshop_id", "person_id").distinct())
        self.plans: Mapping[UUID, PlanSummary] = plans.summarise_plan(self.ids, now=now)
        self.active = _active(self.ids, now)
        self.owners, self.heard = _owners(self.ids, now)
        self.reviews: dict[UUID, list[Review]] = defaultdict(list)
        for review in Review.objects.present().filter(workshop__in=self.ids).exclude(status="cancelled"):
            self.reviews[review.workshop_id].append(review)
        readings = ReviewReading.objects.present().filter(workshop__in=self.ids, metric__in=KINDS, review__deleted_seq=None)
        self.measured = set(readings.order_by().values_list("workshop_id", flat=True).distinct())


def _active(ids: Collection[UUID], now: datetime) -> set[tuple[UUID, UUID]]:
    """(workshop, user) of those who changed something lately."""
    rows = Change.objects.filter(workshop__in=ids, at__gte=now - ACTIVE).exclude(user=None).order_by()
    return set(rows.values_list("workshop_id", "user_id").distinct())


def _owners(ids: Collection[UUID], now: datetime) -> tuple[set[tuple[UUID, UUID]], set[tuple[UUID, UUID]]]:
    """(workshop, user) of those who own open actions, and of those among them of whom something was heard lately."""
    rows = Action.objects.present().filter(workshop__in=ids, owner__deleted_seq=None).exclude(owner__user=None).exclude(status__in=CLOSED)
    owners = set(rows.order_by().values_list("workshop_id", "owner__user_id").distinct())
    said = ProgressUpdate.objects.present().filter(Q(workshop__in=ids), at__gte=now - HEARD, action__deleted_seq=None)
    heard = set(said.order_by().values_list("workshop_id", "action__owner__user_id").distinct())
    return owners, owners & heard


def _coached(workshop: Workshop, known: _Known, now: datetime) -> Coached:
    facts = _facts(workshop, known, now)
    return Coached(workshop, facts, advice(facts))


def _facts(workshop: Workshop, known: _Known, now: datetime) -> Facts:
    pk, today, people, tasks = workshop.pk, workshop.today(now), known.people[workshop.pk], known.tasks[workshop.pk]
    users = {row.user_id for row in people if row.user_id}
    learners = [row for row in people if row.role in LEARNS]
    freed = [row for row in people if row.role == Role.PARTICIPANT]
    owners = {user for home, user in known.owners if home == pk}
    plan, due = known.plans[pk], [row for row in known.reviews[pk] if row.status != "planned" or row.due_on < today]
    return Facts(
        stage=Stage(workshop.stage),
        is_over=today > workshop.last_day,
        tasks=Part(sum(is_done for is_done, _ in tasks), len(tasks)),
        late_tasks=sum(not is_done and due_on is not None and due_on < today for is_done, due_on in tasks),
        is_approved=pk in known.approved,
        joined=Part(sum(row.user_id is not None for row in people), len(people)),
        freed=Part(sum(row.released for row in freed), len(freed)),
        trained=Part(known.trained[pk], len(learners)),
        active=Part(sum((pk, user) in known.active for user in users), len(users)),
        planned=Part(plan.open - plan.without_dates, plan.open),
        words=Part(sum((pk, user) in known.heard for user in owners), len(owners)),
        is_handed_over=workshop.plan_handed_over,
        reviews=Part(sum(row.status in ("held", "closed") for row in due), len(due)),
        is_measured=pk in known.measured,
    )
