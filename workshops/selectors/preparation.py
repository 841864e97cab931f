"""How a workshop is prepared: its set-up tasks by area with what is missing and who owes it, its files and its meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from workshops import panels
from workshops.access import Actor, get_record
from workshops.models import ROLE_LABELS, Meeting, Participation, SetupTask, TaskFile, Workshop
from workshops.policy import Action, Role
from workshops.readiness import AREA_OF_SECTION, Area, Owed, areas
from workshops.readiness import Point as Task
from workshops.selectors import charter as charters
from workshops.selectors.charter import CharterState
from workshops.stages import Stage

_BY_DAY = ("date", "starts_at", "pk")
SPONSORED = ("scoping", "kickoff")
"""Meetings that the sponsor takes part in."""
_WITHOUT = {
    "scoping": ("the scoping meeting with the sponsor", Role.COACH),
    "kickoff": ("the kick-off with the sponsor", Role.OWNER),
    "coaching": ("a session in which the coach prepares the owner", Role.COACH),
}


def may_work(rights: Collection[Action], user_id: UUID, task: SetupTask) -> bool:
    """Whether somebody with these rights ticks a task, writes its notes and puts files to it."""
    is_mine = task.owner is not None and task.owner.user_id == user_id
    return Action.EDIT_CHARTER in rights or (is_mine and Action.UPDATE_OWN_ACTION in rights)


def list_files(workshop: Workshop) -> QuerySet[TaskFile]:
    """The files of a workshop, the newest first, with their tasks."""
    found: QuerySet[TaskFile] = TaskFile.objects.present().filter(workshop_id=workshop.pk, task__deleted_seq=None)
    return found.select_related("task", "by").order_by("-at", "-pk")


def list_files_of(task: SetupTask) -> QuerySet[TaskFile]:
    """The files of one task, the oldest first."""
    found: QuerySet[TaskFile] = TaskFile.objects.present().filter(task_id=task.pk).select_related("by").order_by("at", "pk")
    return found


def get_file(actor: Actor, pk: UUID) -> TaskFile:
    """A file with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, TaskFile, pk, "stored", "task", needs=Action.READ_REPORTS)


def list_meetings(workshop: Workshop) -> QuerySet[Meeting]:
    """The meetings of a workshop by day; those without a day last."""
    found: QuerySet[Meeting] = Meeting.objects.present().filter(workshop_id=workshop.pk)
    return found.order_by(*_BY_DAY)


def get_meeting(actor: Actor, pk: UUID, needs: Action = Action.READ_REPORTS) -> Meeting:
    """A meeting with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, Meeting, pk, needs=needs)


def names_of(workshop: Workshop) -> dict[str, str]:
    """What those who take part in meetings are called, by the id that meetings keep; those who left since, too."""
    rows = Participation.objects.filter(workshop_id=workshop.pk).exclude(role=Role.GUEST).select_related("user")
    return {str(row.pk): row.name for row in rows}


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a workshop is: its areas, and which meetings there were."""

    areas: list[Area]
    meetings: list[Meeting]

    @property
    def ready(self) -> int:
        """How many areas lack nothing."""
        return sum(area.state == "ready" for area in self.areas)

    @property
    def late(self) -> int:
        """How many things that are missing are late."""
        return sum(owed.is_late for area in self.areas for owed in area.missing)


def readiness_of(workshop: Workshop, today: date) -> Readiness:
    """Every area of the preparation with what is missing, in a fixed number of queries."""
    return readiness_by_workshop({workshop: today})[workshop.pk]


def readiness_by_workshop(days: Mapping[Workshop, date]) -> dict[UUID, Readiness]:
    """The same of several workshops, each on its own today; the same queries however many they are."""
    workshops, ids = list(days), [workshop.pk for workshop in days]
    rows = SetupTask.objects.present().filter(workshop__in=ids, stage=Stage.PREPARE).select_related("owner__user")
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    for row in rows.order_by("due_on", "order_key", "pk"):
        point = Task(row.pk, row.shown_area or "information", row.title, row.done, row.owner.name if row.owner else "", row.due_on)
        tasks[row.workshop_id].append(point)
    everybody = list(Participation.objects.present().filter(workshop__in=ids).exclude(role=Role.GUEST).select_related("user"))
    people, meetings = _by_workshop(everybody), _by_workshop(Meeting.objects.present().filter(workshop__in=ids).order_by(*_BY_DAY))
    states, others = charters.state_of(workshops, everybody), panels.owed(workshops)
    found = {}
    for workshop, today in days.items():
        pk = workshop.pk
        team, met = people[pk], meetings[pk]
        lacks = [*_of_charter(states[pk], team), *_of_people(team), *_of_meetings(met, team, today), *others[pk]]
        found[pk] = Readiness(areas(tasks[pk], lacks, today), met)
    return found


def _by_workshop(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.workshop_id].append(row)
    return found


def _who(people: list[Participation], role: Role) -> str:
    """Those of a role by name; the role itself while nobody has it."""
    names = [person.name for person in people if person.role == role]
    return ", ".join(names[:2]) or f"{ROLE_LABELS[role]} (nobody yet)"


def _of_charter(state: CharterState, people: list[Participation]) -> Iterator[tuple[str, Owed]]:
    owner = _who(people, Role.OWNER)
    for missing in state.missing:
        if missing.section != "people":
            yield AREA_OF_SECTION[missing.section], Owed(missing.text.capitalize(), owner, missing.section)
    if state.approval.state != "approved":
        words = "Approval of the charter" if state.approval.state == "open" else "Approval of what changed in the charter"
        yield "sponsor", Owed(words, _who(people, Role.SPONSOR), "approval")


def _of_people(people: list[Participation]) -> Iterator[tuple[str, Owed]]:
    present = {person.role for person in people}
    for role, words in charters.NOBODY.items():
        if role not in present:
            yield "people", Owed(words.capitalize(), _who(people, Role.OWNER), "people")
    tied = sorted((person.name for person in people if person.role == Role.PARTICIPANT and not person.released), key=str.casefold)
    if tied:
        names = ", ".join(tied[:3]) + (f" and {len(tied) - 3} more" if len(tied) > 3 else "")
        yield "people", Owed(f"Confirmation that {names} {'is' if len(tied) == 1 else 'are'} freed", _who(people, Role.SPONSOR), "people")


def _of_meetings(meetings: list[Meeting], people: list[Participation], today: date) -> Iterator[tuple[str, Owed]]:
    by_kind: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        by_kind[meeting.kind].append(meeting)
    for kind, (words, role) in _WITHOUT.items():
        if not any(meeting.held for meeting in by_kind[kind]):
            planned = next((meeting.date for meeting in by_kind[kind] if meeting.date), None)
            text = words[:1].upper() + words[1:] if not by_kind[kind] else f"Notes of {words}"
            is_late = planned is not None and planned < today
            yield "sponsor", Owed(text, _who(people, role), "meetings", planned, is_late=is_late)
