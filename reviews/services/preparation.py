"""Preparing a review: its pre-work as tasks of its owners, each with a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from actionplans.models import Action as PlannedAction
from reviews import notices, preparation, selectors
from reviews.models import Review
from vsm_site.lib.errors import Invalid
from vsm_site.lib.fractional import key_between
from workshops.access import Actor
from workshops.change import Tx, change
from workshops.kinds import TASK
from workshops.models import Participation, SetupTask
from workshops.policy import Action
from workshops.stages import Stage


def prepare_review(*, actor: Actor, review: Review, change_id: UUID | None = None) -> int:
    """Give out the pre-work of a planned review, and a line for each late action to its owner; returns how many tasks were made.

    What was given out before is not given out again. Those who got something are told once. Invalid where nothing is to be added.
    """
    with change(review.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="prepare-review") as tx:
        fresh = Review.objects.select_related("workshop").get(pk=review.pk)
        if fresh.status != "planned":
            raise Invalid({"status": "Only a planned review is prepared."})
        had = set(SetupTask.objects.filter(workshop_id=tx.workshop_id, deleted_seq=None).values_list("key", flat=True))
        made = [_task(tx, fresh, *entry) for entry in _wanted(tx, fresh) if entry[0] not in had]
        if not made:
            raise Invalid("All pre-work of this review is given out already.")
        counts = Counter(person for person in made if person is not None)
        notices.tell_prework(tx, fresh, counts)
    return len(made)


Wanted = tuple[str, str, date, Participation | None]
"""Key, title, due date and owner."""


def _wanted(tx: Tx, review: Review) -> Iterator[Wanted]:
    today = review.workshop.today(tx.at)
    first: dict[str, Participation] = {}
    for person in Participation.objects.present().filter(workshop_id=tx.workshop_id).select_related("user").order_by("order_key", "pk"):
        first.setdefault(person.role, person)
    for entry in preparation.PREWORK:
        day = preparation.due(review.due_on, entry.days_before, today)
        yield f"{preparation.prefix(review.day)}{entry.key}", f"{review}: {entry.title}", day, first.get(entry.role)
    for action in selectors.late_actions(review, today):
        day = preparation.due(review.due_on, preparation.RECOVERY_DAYS, today)
        yield preparation.recovery_key(review.day, action.pk), _recovery(review, action), day, action.owner


def _recovery(review: Review, action: PlannedAction) -> str:
    title = f"{review}: say how “{action.title}” recovers"
    return title if len(title) <= 200 else f"{title[:198]}…”"


def _task(tx: Tx, review: Review, key: str, title: str, due_on: date, owner: Participation | None) -> Participation | None:
    last = SetupTask.objects.filter(workshop_id=tx.workshop_id).order_by("-order_key").values_list("order_key", flat=True).first()
    values = {"key": key, "stage": Stage.EXECUTE.value, "title": title, "due_on": due_on, "order_key": key_between(last or "", "")}
    former = SetupTask.objects.filter(workshop_id=tx.workshop_id, key=key).values_list("pk", flat=True).first()
    tx.new(TASK, values | ({"owner": owner.pk} if owner else {}), pk=former)
    return owner


def move_prework(tx: Tx, review: Review, by: timedelta) -> None:
    """Let the open pre-work of a review follow its day."""
    for task in (
        SetupTask.objects.present()
        .filter(workshop_id=tx.workshop_id, key__startswith=preparation.prefix(review.day), done=False)
        .exclude(due_on=None)
    ):
        tx.set(task, {"due_on": task.due_on + by})


def drop_prework(tx: Tx, review: Review) -> None:
    """Take the open pre-work of a review that is not held off everybody's list."""
    for task in SetupTask.objects.present().filter(workshop_id=tx.workshop_id, key__startswith=preparation.prefix(review.day), done=False):
        tx.delete(task)
