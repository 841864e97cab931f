"""What the set-up of workshops asks of whoever leads them this week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse

from workshops.access import Actor
from workshops.models import SetupTask, Workshop
from workshops.panels import Need
from workshops.stages import Stage

NAMED = 2


def needs(workshops: Sequence[Workshop], actor: Actor, now: datetime) -> Mapping[UUID, Sequence[Need]]:
    """By workshop, the set-up tasks of its stage and of later ones that are late or due by Sunday; one query."""
    home = {row.pk: row for row in workshops}
    found: dict[tuple[UUID, str], list[tuple[str, date]]] = {}
    rows = SetupTask.objects.present().filter(workshop__in=list(home), done=False, due_on__lte=now.date() + timedelta(days=8))
    for pk, stage, title, due_on in rows.order_by("due_on", "order_key", "id").values_list("workshop_id", "stage", "title", "due_on"):
        workshop = home[pk]
        is_ahead = Stage(stage).number >= Stage(workshop.stage).number  # what an earlier stage left open was gone past on purpose
        if is_ahead and due_on <= sunday_after(workshop.today(now)):
            found.setdefault((pk, stage), []).append((title, due_on))
    answer: dict[UUID, list[Need]] = {}
    for (pk, stage), tasks in found.items():
        answer.setdefault(pk, []).append(_need(home[pk], stage, tasks, home[pk].today(now)))
    return answer


def sunday_after(today: date) -> date:
    """The last day of this week."""
    return today + timedelta(days=6 - today.weekday())


def _need(workshop: Workshop, stage: str, tasks: Sequence[tuple[str, date]], today: date) -> Need:
    late = sum(due_on < today for _, due_on in tasks)
    number = "One set-up task" if len(tasks) == 1 else f"{len(tasks)} set-up tasks"
    state = "late or due this week" if late else "due this week"
    names = ", ".join(title for title, _ in tasks[:NAMED]) + (f" and {len(tasks) - NAMED} more" if len(tasks) > NAMED else "")
    is_first = stage == Stage.PREPARE
    url = reverse("workshop-prepare", args=[workshop.pk]) if is_first else reverse("workshop-stage", args=[workshop.pk, stage])
    return Need("list-checks", f"{number} {state}", url, f"{names}{f'; {late} late' if late else ''}", urgent=late > 0)
