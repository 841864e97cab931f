"""What an action waits for, what waits for it, and what it could wait for: read for its page and for the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from actionplans.chain import Task
from actionplans.health import CLOSED, Status, short_date
from actionplans.models import Action


@dataclass(frozen=True, slots=True)
class Waits:
    """The neighbours of one action in the order of the plan."""

    before: tuple[Action, ...]
    """What has to be done before it begins."""
    after: tuple[Action, ...]
    """What begins when it is done."""
    choices: tuple[Action, ...]
    """Open ones that it could wait for besides."""
    trouble: tuple[str, ...]
    """Where its dates cannot be kept."""


def waits_of(action: Action) -> Waits:
    """The neighbours of an action, in one query."""
    rows = Action.objects.present().filter(workshop_id=action.workshop_id).order_by("order_key", "id")
    found = {str(row.pk): row for row in rows.only("title", "status", "start", "end", "depends_on", "workshop_id", "deleted_seq")}
    own = str(action.pk)
    before = [found[key] for key in action.depends_on if key in found]
    after = [row for row in found.values() if own in row.depends_on]
    taken = {own, *action.depends_on, *_followers(own, found.values())}
    choices = [row for key, row in found.items() if key not in taken and row.status not in CLOSED]
    return Waits(tuple(before), tuple(after), tuple(choices), tuple(_trouble(action, before)))


def _followers(key: str, rows: Iterable[Action]) -> set[str]:
    """Everything that waits for an action, also by way of others."""
    waiting = {str(row.pk): set(row.depends_on) for row in rows}
    found: set[str] = set()
    new = {key}
    while new:
        found |= new
        new = {other for other, needs in waiting.items() if needs & new} - found
    return found


def _trouble(action: Action, before: Sequence[Action]) -> Iterable[str]:
    begins = action.start or action.end
    for other in before:
        ends = other.end or other.start
        if begins and ends and begins <= ends and other.status not in CLOSED and action.status == Status.TODO:
            yield f"It begins {short_date(begins)}, before “{other.title}” ends on {short_date(ends)}."


def tasks_of(actions: Iterable[Action], today: date) -> list[Task]:
    """The open actions with dates as tasks; what is late ends today at the earliest."""
    return [_task(row, today) for row in actions if row.status not in CLOSED and (row.start or row.end)]


def _task(action: Action, today: date) -> Task:
    start, end = action.start or action.end, action.end or action.start
    assert start is not None and end is not None, "one of them is there"
    return Task(
        key=str(action.pk),
        start=start,
        end=max(end, today),
        owner=str(action.owner_id or ""),
        after=tuple(action.depends_on),
        is_begun=action.status != Status.TODO,
    )
