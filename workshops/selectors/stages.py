"""The tasks of the five stages, what speaks against going on, and who has which duties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from workshops import panels
from workshops.access import Actor, can, get_record
from workshops.duties import ROLE_DUTIES, duty_named
from workshops.models import ROLE_LABELS, Capture, Charter, CharterTarget, Participation, SetupTask, StageMove, Workshop
from workshops.policy import Action, Role
from workshops.stages import Duty, Stage, StageFacts


@dataclass(frozen=True, slots=True)
class Task:
    """One task as lists show it: the row, why the method asks for it, and what the person may do with it."""

    row: SetupTask
    duty: Duty | None
    today: date
    is_mine: bool
    may_work: bool
    """Tick it and write its notes."""
    sign: str = ""
    """What makes it look done while it is open, in words."""

    @property
    def is_late(self) -> bool:
        """Past its date and not done."""
        return not self.row.done and self.row.due_on is not None and self.row.due_on < self.today

    @property
    def due(self) -> str:
        """When it is due, as one says it; empty for what is done."""
        if self.row.done or self.row.due_on is None:
            return ""
        days = (self.row.due_on - self.today).days
        if days < 0:
            return f"{-days} {'day' if days == -1 else 'days'} late"
        if days == 0:
            return "Today"
        return "Tomorrow" if days == 1 else f"{self.row.due_on:%a} {self.row.due_on.day} {self.row.due_on:%b}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the tasks of a stage are."""

    done: int = 0
    total: int = 0
    late: int = 0
    without_owner: int = 0
    """Open ones that nobody has."""


def _tasks(workshop: Workshop) -> QuerySet[SetupTask]:
    found: QuerySet[SetupTask] = SetupTask.objects.present().filter(workshop_id=workshop.pk).select_related("owner__user")
    return found


def list_tasks(workshop: Workshop, stage: Stage) -> QuerySet[SetupTask]:
    """The tasks of a stage in their order, of a workshop that the person was let into."""
    return _tasks(workshop).filter(stage=stage)


def list_my_tasks(actor: Actor, workshop: Workshop) -> QuerySet[SetupTask]:
    """The person's tasks in all stages, the soonest first."""
    return _tasks(workshop).filter(owner__user_id=actor.user_id).order_by("due_on", "order_key", "pk")


def get_task(actor: Actor, pk: UUID) -> SetupTask:
    """A task with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, SetupTask, pk, "owner__user", needs=Action.READ_REPORTS)


def tasks_of(
    rows: Iterable[SetupTask], actor: Actor, workshop: Workshop, today: date, signs: Mapping[UUID, str] = MappingProxyType({})
) -> list[Task]:
    """Loaded tasks with what the person may do with each, and what makes them look done (`signs`, by task)."""
    edits, works = (can(actor, right, workshop) for right in (Action.EDIT_CHARTER, Action.UPDATE_OWN_ACTION))
    found = []
    for row in rows:
        is_mine = bool(row.owner and row.owner.user_id == actor.user_id)
        found.append(Task(row, duty_named(row.key), today, is_mine, edits or (is_mine and works), signs.get(row.pk, "")))
    return found


def list_owners(workshop: Workshop, keep: UUID | None = None) -> list[Participation]:
    """The people a task may be given to; `keep` stays in the list although that person has left."""
    rows = Participation.objects.filter(workshop_id=workshop.pk).filter(Q(deleted_seq=None) | Q(pk=keep)).exclude(role=Role.GUEST)
    return list(rows.select_related("user"))


def progress_by_stage(workshop: Workshop, today: date) -> dict[Stage, Progress]:
    """How far each stage's tasks are, in one query."""
    open_ones = Q(done=False)
    rows = (
        SetupTask.objects.present()
        .filter(workshop_id=workshop.pk)
        .order_by()
        .values("stage")
        .annotate(
            total=Count("pk"),
            ready=Count("pk", filter=Q(done=True)),
            late=Count("pk", filter=open_ones & Q(due_on__lt=today)),
            free=Count("pk", filter=open_ones & Q(owner=None)),
        )
    )
    found = {Stage(row["stage"]): Progress(row["ready"], row["total"], row["late"], row["free"]) for row in rows}
    return {stage: found.get(stage, Progress()) for stage in Stage}


def list_soon(actor: Actor, workshop: Workshop, today: date, days: int = 7) -> list[Task]:
    """The person's open tasks that are late or due within these days, the soonest first."""
    rows = list_my_tasks(actor, workshop).filter(done=False, due_on__lte=today + timedelta(days=days))
    return tasks_of(rows[:50], actor, workshop, today)


def list_moves(workshop: Workshop) -> QuerySet[StageMove]:
    """How the workshop went on and back, latest first."""
    found: QuerySet[StageMove] = StageMove.objects.present().filter(workshop_id=workshop.pk).select_related("by")
    return found


def facts_of(workshop: Workshop, stage: Stage) -> StageFacts:
    """What is known of a workshop that may speak against leaving this stage; apps above add theirs."""
    charter = Charter.objects.filter(workshop_id=workshop.pk).first() or Charter()
    people = Participation.objects.present().filter(workshop_id=workshop.pk).values_list("role", "email")
    known = StageFacts(
        open_tasks=tuple(list_tasks(workshop, stage).filter(done=False).values_list("title", flat=True)),
        has_case_for_change=bool(charter.case_for_change.strip()),
        has_scope=bool(charter.trigger.strip() and charter.first_step.strip() and charter.last_step.strip()),
        has_targets=CharterTarget.objects.present().filter(workshop_id=workshop.pk).exists(),
        charter_approved=charter.approved_at is not None,
        roles=frozenset(role for role, _ in people),
        participants=len({email for role, email in people if role == Role.PARTICIPANT}),
        captures_without_disposition=Capture.objects.present().filter(workshop_id=workshop.pk, status="open").count(),
    )
    return panels.facts(workshop, known)


# Duties


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who has a role, with the open tasks."""

    person: Participation
    open_tasks: int
    next_tasks: tuple[SetupTask, ...]


@dataclass(frozen=True, slots=True)
class RoleDuties:
    """A role: what the method asks of it, and who has it."""

    role: Role
    duties: tuple[str, ...]
    label: str
    holders: tuple[Holder, ...]
    more: int
    """How many further people have the role."""


SHOWN = 3
"""How many of somebody's next tasks stand on the page of duties."""


def list_role_duties(workshop: Workshop, limit: int) -> list[RoleDuties]:
    """Each role's duties, with who has the role (so many people at most) and what is on each one's list next."""
    people = Participation.objects.present().filter(workshop_id=workshop.pk).select_related("user")
    tasks: dict[UUID, list[SetupTask]] = defaultdict(list)
    for task in _tasks(workshop).filter(done=False).exclude(owner=None).order_by("due_on", "order_key"):
        if task.owner_id:
            tasks[task.owner_id].append(task)
    holders: dict[str, list[Holder]] = defaultdict(list)
    for person in people:
        mine = tasks[person.pk]
        holders[person.role].append(Holder(person, len(mine), tuple(mine[:SHOWN])))
    return [
        RoleDuties(role, duties, ROLE_LABELS[role], tuple(holders[role][:limit]), max(0, len(holders[role]) - limit))
        for role, duties in ROLE_DUTIES.items()
    ]
