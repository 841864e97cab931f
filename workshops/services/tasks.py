"""The tasks of the five stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Invalid
from vsm_site.lib.fractional import key_between, spread
from workshops import access
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.duties import CHECKLIST, DUTIES, due_on, duty_named, in_order, keys_of
from workshops.kinds import TASK
from workshops.models import Participation, SetupTask, Workshop
from workshops.policy import Action
from workshops.setup_templates import Template, area_of
from workshops.stages import Duty, Stage

_BEFORE = (Stage.PREPARE, Stage.GATHER)
"""Stages whose tasks are due by the first day."""


def open_tasks(tx: Tx, workshop: Workshop, people: Iterable[Participation] = (), more: Sequence[Duty] = ()) -> None:
    """Every thing that the five steps ask for as a task of its stage, dated, given to the first of these people with its role.

    `more` are further duties; within a stage they stand after the steps' own.
    """
    owners: dict[str, Participation] = {}
    for person in people:
        owners.setdefault(person.role, person)
    duties, today = in_order((*DUTIES, *more)), workshop.today(tx.at)
    for duty, key in zip(duties, spread(len(duties)), strict=True):
        owner = owners.get(duty.role)
        due = due_on(duty, workshop.first_day, workshop.last_day, today)
        _open(tx, duty, due, key, owner)


def _open(tx: Tx, duty: Duty, due: date | None, order_key: str, owner: Participation | None) -> None:
    values = {"key": duty.key, "stage": duty.stage.value, "area": area_of(duty.key), "title": duty.title, "due_on": due}
    tx.new(TASK, values | {"order_key": order_key} | ({"owner": owner.pk} if owner else {}))


def add_template(*, actor: Actor, workshop_id: UUID, template: Template, change_id: UUID | None = None) -> int:
    """Add the set-up tasks of a kind of stream, and the checklist's, that the workshop has never had; returns how many.

    Each is dated back from the first day and given to the first person with its role; who comes into the role later gets it then.
    Invalid when there is nothing to add.
    """
    with change(workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="setup") as tx:
        workshop = Workshop.objects.get(pk=workshop_id)
        had = set(SetupTask.objects.filter(workshop_id=workshop_id).values_list("key", flat=True))
        duties = [duty for duty in (*CHECKLIST, *template.duties) if duty.key not in had]
        if not duties:
            raise Invalid(f"The workshop has had every set-up task of {template.within} already.")
        owners: dict[str, Participation] = {}
        for person in Participation.objects.present().filter(workshop_id=workshop_id).order_by("order_key", "pk"):
            owners.setdefault(person.role, person)
        last = SetupTask.objects.filter(workshop_id=workshop_id).order_by("-order_key").values_list("order_key", flat=True).first() or ""
        today = workshop.today(tx.at)
        for duty in duties:
            last = key_between(last, "")
            _open(tx, duty, due_on(duty, workshop.first_day, workshop.last_day, today), last, owners.get(duty.role))
    return len(duties)


def give_duties(tx: Tx, person: Participation) -> None:
    """Give the duties of a role that nobody has yet to the person who is new in it."""
    waiting = SetupTask.objects.present().filter(workshop_id=tx.workshop_id, owner=None, done=False, key__in=keys_of([person.role]))
    for task in waiting:
        tx.set(task, {"owner": person.pk})


def shift_tasks(tx: Tx, first: timedelta, last: timedelta) -> None:
    """Move the dates of what is not done with the workshop: what comes before by its first day, the rest by its last."""
    for task in SetupTask.objects.present().filter(workshop_id=tx.workshop_id, done=False).exclude(due_on=None):
        by = first if Stage(task.stage) in _BEFORE else last
        if by:
            tx.set(task, {"due_on": task.due_on + by})


def add_task(*, actor: Actor, workshop_id: UUID, stage: Stage, values: Mapping[str, Any], change_id: UUID | None = None) -> SetupTask:
    """A task of the team's own, last in its stage. `values` are parsed: title, owner, due_on, notes."""
    with change(workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="add-task") as tx:
        last = SetupTask.objects.filter(workshop_id=workshop_id).order_by("-order_key").values_list("order_key", flat=True).first()
        return tx.new(TASK, {"stage": stage.value, "order_key": key_between(last or "", ""), **values})  # type: ignore[no-any-return]


def update_task(
    *, actor: Actor, task_id: UUID, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Change a task; its owner may set `done` and `notes` without any other right."""
    task = access.get_record(actor, SetupTask, task_id)
    with change(task.workshop_id, actor=actor, needs=Action.VIEW, change_id=change_id, kind="task") as tx:
        tx.set(task, dict(values), base=base)
    return tx.committed


def take_task(*, actor: Actor, task_id: UUID) -> Committed:
    """Make the person the owner of a task that nobody has; Invalid when somebody was faster."""
    task = access.get_record(actor, SetupTask, task_id)
    with change(task.workshop_id, actor=actor, needs=Action.EDIT_CHARTER, kind="task") as tx:
        mine = Participation.objects.present().filter(workshop_id=task.workshop_id, user_id=actor.user_id).order_by("pk")
        owner_id = SetupTask.objects.filter(pk=task.pk).values_list("owner_id", flat=True).first()
        if owner_id is not None and owner_id not in mine.values_list("pk", flat=True):
            raise Invalid("Somebody else has this by now.")
        if owner_id is None:
            duty = duty_named(task.key)
            person = mine.filter(role=duty.role).first() if duty else None
            tx.set(task, {"owner": (person or mine[0]).pk})
    return tx.committed


def move_task(*, actor: Actor, task_id: UUID, by: int) -> Committed:
    """Move a task one place up (`by` -1) or down (1) within its stage; at the end nothing happens."""
    task = access.get_record(actor, SetupTask, task_id)
    with change(task.workshop_id, actor=actor, needs=Action.EDIT_CHARTER, kind="task") as tx:
        rows = list(SetupTask.objects.present().filter(workshop_id=task.workshop_id, stage=task.stage).order_by("order_key", "id"))
        place = next((index for index, row in enumerate(rows) if row.pk == task.pk), None)
        if place is None:
            raise Invalid("The task is gone.")
        if 0 <= place + by < len(rows):
            tx.order(task, _key_at(rows, place, by))
    return tx.committed


def _key_at(rows: Sequence[SetupTask], place: int, by: int) -> str:
    """A key just beyond the neighbour that is passed."""
    target = place + by
    if by < 0:
        return key_between(rows[target - 1].order_key if target else "", rows[target].order_key)
    return key_between(rows[target].order_key, rows[target + 1].order_key if target + 1 < len(rows) else "")


def remove_task(*, actor: Actor, task_id: UUID) -> Committed:
    """Take a task off the list; Undo brings it back."""
    task = access.get_record(actor, SetupTask, task_id)
    with change(task.workshop_id, actor=actor, needs=Action.EDIT_CHARTER, kind="remove-task") as tx:
        tx.delete(task)
    return tx.committed
