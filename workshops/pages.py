"""How workshops are put into words and links on pages: the five steps, where to go on, how things stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from workshops.models import Workshop, WorkshopDay
from workshops.policy import Action, Role
from workshops.selectors.stages import Progress
from workshops.stages import Stage


@dataclass(frozen=True, slots=True)
class StageLink:
    """One of the five steps with its state (done, now, next) and page."""

    key: str
    label: str
    number: int
    state: str
    url: str


def stage_links(workshop: Workshop, rights: Collection[Action]) -> tuple[StageLink, ...]:
    """The five steps with what is done, now and next; they lead to their tasks for who reads these."""
    present = Stage(workshop.stage).number

    def state(stage: Stage) -> str:
        return "done" if stage.number < present else "now" if stage.number == present else "next"

    def url(stage: Stage) -> str:
        return reverse("workshop-stage", args=[workshop.pk, stage.value]) if Action.READ_REPORTS in rights else ""

    return tuple(StageLink(stage, stage.short, stage.number, state(stage), url(stage)) for stage in Stage)


@dataclass(frozen=True, slots=True)
class WayOn:
    """The button that leads to where the work of the stage is done."""

    label: str
    icon: str
    url: str


_WAYS: Mapping[Stage, tuple[str, str, str]] = {
    Stage.PREPARE: ("Open the charter", "file-text", "workshop-charter"),
    Stage.GATHER: ("Open the map room", "route", "workshop-maps"),
    Stage.FUTURE: ("Open the map room", "route", "workshop-maps"),
    Stage.EXECUTE: ("Open the board", "kanban", "workshop-board"),
    Stage.ALIGN: ("Open the reviews", "clipboard-check", "workshop-reviews"),
}


def way_on(workshop: Workshop, rights: Collection[Action]) -> WayOn:
    """Where the work of the present stage is done; the map for who reads neither charter nor plan."""
    label, icon, name = _WAYS[Stage(workshop.stage) if Action.READ_REPORTS in rights else Stage.GATHER]
    return WayOn(label, icon, reverse(name, args=[workshop.pk]))


def days_text(first: date, last: date) -> str:
    """The days of a workshop: `17–19 Nov 2026`, `30 Nov – 2 Dec 2026`, `19 Nov 2026`."""
    if first == last:
        return f"{first.day} {first:%b %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {last:%b %Y}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {first:%b}{year} – {last.day} {last:%b %Y}"


def date_text(day: date) -> str:
    """`Wed 18 Nov`."""
    return f"{day:%a} {day.day} {day:%b}"


YOU_ARE = {
    Role.SPONSOR: "the sponsor",
    Role.OWNER: "the process owner",
    Role.COACH: "the coach",
    Role.PARTICIPANT: "a subject-matter expert",
    Role.OBSERVER: "an observer",
    Role.GUEST: "a guest",
}


def roles_text(roles: Sequence[Role]) -> str:
    """What a person is in a workshop: `you are the process owner and the coach`."""
    return f"you are {joined([YOU_ARE[role] for role in roles])}" if roles else ""


def joined(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def count(number: int, one: str, many: str = "") -> str:
    """`1 day`, `3 days`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def greeting(now: datetime) -> str:
    """The greeting of the hour."""
    return "Good morning" if now.hour < 12 else "Good afternoon" if now.hour < 18 else "Good evening"


def where_it_is(workshop: Workshop, today: date, days: Sequence[WorkshopDay]) -> str:
    """One sentence on when the workshop is, for who reads neither its tasks nor its summaries."""
    if workshop.paused:
        return "The workshop is paused: everybody reads, only the coach writes."
    if today < workshop.first_day:
        return f"The workshop begins on {date_text(workshop.first_day)}."
    if today <= workshop.last_day:
        return _day_text(workshop, today, days)
    return f"The workshop ended on {date_text(workshop.last_day)}."


def how_it_stands(workshop: Workshop, today: date, days: Sequence[WorkshopDay], progress: Progress) -> str:
    """One sentence or two on where the workshop is, written from its days and tasks."""
    stage = Stage(workshop.stage)
    if workshop.paused:
        return "The workshop is paused: everybody reads, only the coach writes."
    if today < workshop.first_day:
        left = (workshop.first_day - today).days
        when = "tomorrow" if left == 1 else f"in {count(left, 'day')}, on {date_text(workshop.first_day)}"
        return f"The workshop begins {when}. {_tasks_text(stage, progress)}"
    if today <= workshop.last_day:
        return f"{_day_text(workshop, today, days)} {_last_day_text(today, days)}".strip()
    ago = (today - workshop.last_day).days
    return f"The workshop ended {'yesterday' if ago == 1 else f'{ago} days ago'}. {_tasks_text(stage, progress)}"


def _day_text(workshop: Workshop, today: date, days: Sequence[WorkshopDay]) -> str:
    place = next((place for place, day in enumerate(days, 1) if day.date == today), 0)
    if not place:
        return f"No workshop day today; it goes on until {date_text(workshop.last_day)}."
    theme = days[place - 1].theme
    return f"Day {place} of {len(days)}{f': {theme}' if theme else ''}."


def _last_day_text(today: date, days: Sequence[WorkshopDay]) -> str:
    """What the team got done on the day before, in its first line."""
    before = [day for day in days if day.date < today]
    lines = before[-1].accomplishments.strip().splitlines() if before else []
    return f"Last time: {lines[0][:160].rstrip('.')}." if lines else ""


def _tasks_text(stage: Stage, progress: Progress) -> str:
    if not progress.total:
        return f"Nothing is listed for {stage.label} yet."
    late = f", {progress.late} late" if progress.late else ""
    return f"{progress.done} of {progress.total} points of {stage.label} are done{late}."
