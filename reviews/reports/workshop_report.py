"""The workshop report: everything a workshop has to show, from its charter to its reviews, as of one moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actionplans import selectors as plans
from actionplans.models import ActionPlan
from actionplans.pages import sentence
from actionplans.selectors import Card
from mapping import explain, fields, futures
from mapping import selectors as maps
from mapping.comparison import Comparison
from mapping.explain import Explanation
from mapping.facts import MapFacts
from mapping.fields import Kind
from mapping.futures import Choice
from mapping.models import Map
from mapping.pictures import svg
from mapping.render.options import RenderOptions
from mapping.selectors import Drawn
from mapping.timeline import Rung, ladder
from reviews import selectors
from reviews.curves import Curve
from reviews.reports.progress import Tell
from reviews.reports.scale import to_scale
from reviews.selectors import Dossier
from vsm_site.lib.errors import Fault
from vsm_site.lib.svg import Svg
from vsm_site.lib.units import display
from workshops.access import Actor, head_of
from workshops.agenda import starts
from workshops.capture_kinds import KINDS as CAPTURE_KINDS
from workshops.capture_kinds import CaptureKind, term_of
from workshops.models import (
    ROLE_LABELS,
    AgendaItem,
    Barrier,
    Capture,
    Charter,
    CharterTarget,
    LeaderQuestion,
    LeadershipVisit,
    Lesson,
    Participation,
    Workshop,
    WorkshopDay,
)
from workshops.policy import Role
from workshops.stages import Stage

STATES = ("current", "ideal", "future")
TITLES = {"current": "Current state", "ideal": "Ideal state", "future": "Future state"}
SHEET = (400.0, 240.0)
"""Millimetres that a drawing has on its A3 sheet."""

FIGURES = ("lead_time", "wait_time", "process_time", "activity_ratio", "rolled_complete_accurate")
EXPLAINED = (
    "lead_time",
    "process_time",
    "wait_time",
    "value_added_time",
    "activity_ratio",
    "process_cycle_efficiency",
    "rolled_complete_accurate",
    "takt_time",
    "bottleneck",
    "with_rework",
)
CHARTER_PARTS = (
    (
        "Why",
        ("case_for_change", "requirements", "benefit_customer", "benefit_business", "benefit_staff"),
    ),
    (
        "Scope",
        ("family", "trigger", "first_step", "last_step", "included", "excluded", "boundaries", "constraints", "interdependent"),
    ),
    (
        "Arrangements",
        ("working_calendar", "place", "walk_route", "food", "remote_link", "on_call", "briefings", "follow_up_place"),
    ),
)
LABELS = {
    "case_for_change": "Case for change",
    "benefit_customer": "Benefit to the customer",
    "benefit_business": "Benefit to the business",
    "benefit_staff": "Benefit to the staff",
    "included": "In scope",
    "excluded": "Out of scope",
    "interdependent": "Streams it depends on",
    "working_calendar": "When the stream works",
    "walk_route": "Route of the walk",
    "follow_up_place": "Place of the reviews",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A group of what the charter says: label and text of each field that is filled."""

    title: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the team, with all roles, without the address."""

    name: str
    roles: str
    function: str
    area: str
    full_time: bool
    released: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One total in the row of figures."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class MapNote:
    """One note of a map: its number on the drawing, what it is, where it is pinned and what it says."""

    number: int
    kind: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One map on its sheet."""

    key: str
    title: str
    name: str
    drawing: Svg
    notes: list[MapNote]
    figures: list[Figure]
    rungs: tuple[Rung, ...]
    explanations: list[Explanation]
    calendar: str
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class StepChange:
    """What became of one step from the current to the future map."""

    kind: str
    name: str
    what: list[str]


@dataclass(frozen=True, slots=True)
class Versus:
    """Current against future, and who stands behind that future."""

    found: Comparison
    steps: list[StepChange]
    scaled: Svg
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Captures:
    """The captures of one kind."""

    kind: CaptureKind
    rows: list[Capture]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the workshop with everything that was noted on it."""

    row: WorkshopDay
    agenda: list[tuple[str, AgendaItem]]
    lessons: list[Lesson]
    visits: list[LeadershipVisit]
    questions: list[LeaderQuestion]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all stands on the day."""
        return not (self.row.theme or self.row.accomplishments or self.agenda or self.lessons or self.visits or self.questions)


@dataclass(frozen=True, slots=True)
class Held:
    """One review with the names of those who were there."""

    dossier: Dossier
    names: list[str]
    owners: dict[Any, str]


@dataclass(frozen=True, slots=True)
class WorkshopReport:
    """What the report says. Times are in the workshop's zone."""

    workshop: Workshop
    stage: str
    made_at: datetime
    made_by: str
    version: int
    leaders: list[tuple[str, str]]
    charter: Charter | None
    charter_parts: list[Part]
    demand: str
    targets: list[CharterTarget]
    team: list[Member]
    sheets: list[Sheet]
    left_out: list[str]
    """Titles of further maps, which the report does not show."""
    versus: Versus | None
    plan: ActionPlan | None
    cards: list[Card]
    plan_sentence: str
    captures: list[Captures]
    glossary: list[tuple[str, str]]
    days: list[Day]
    barriers: list[Barrier]
    reviews: list[Held]
    curve: Curve | None

    @property
    def title(self) -> str:
        """Title of the document."""
        return f"{self.workshop.title}: workshop report"

    @property
    def sheet(self) -> dict[str, Sheet]:
        """The sheets by state."""
        return {sheet.key: sheet for sheet in self.sheets}


def collect(workshop: Workshop, actor: Actor, now: datetime, tell: Tell) -> WorkshopReport:
    """Read a workshop that the actor was let into. What another may not see of people, their addresses, is left out for everybody."""
    version = head_of(workshop.pk).head
    charter = Charter.objects.present().filter(workshop_id=workshop.pk).select_related("approved_by").first()
    people = list(Participation.objects.present().filter(workshop_id=workshop.pk).exclude(role=Role.GUEST.value).select_related("user"))
    cards = plans.list_cards(actor, workshop, now=now)
    captures = _captures(workshop)
    tell(20, "Drawing the maps")
    rows = list(maps.with_choice(maps.list_maps(workshop)))
    shown = _shown_maps(rows)
    sheets = [_sheet(state, shown[state], place) for place, state in enumerate(STATES) if state in shown]
    tell(45, "Reading plan and reviews")
    return WorkshopReport(
        workshop=workshop,
        stage=Stage(workshop.stage).label,
        made_at=now.astimezone(workshop.zone),
        made_by=str(actor.user),
        version=version,
        leaders=_leaders(people),
        charter=charter,
        charter_parts=_parts(charter) if charter else [],
        demand=_demand(charter) if charter else "",
        targets=selectors.list_targets([workshop.pk]),
        team=_team(people),
        sheets=sheets,
        left_out=[row.title for row in rows if row.pk not in {drawn.map.pk for drawn in shown.values()}],
        versus=_versus(workshop, shown),
        plan=plans.get_plan(workshop),
        cards=cards,
        plan_sentence=sentence(plans.summary([(card.facts, card.today) for card in cards])) if cards else "",
        captures=captures,
        glossary=_glossary(captures),
        days=_days(workshop),
        barriers=_barriers(workshop),
        reviews=_reviews(actor, workshop, people),
        curve=selectors.lead_time_curve(actor, workshop),
    )


def _leaders(people: Iterable[Participation]) -> list[tuple[str, str]]:
    """Sponsor, owner and coach by name, for the title block; a role without anybody says so."""
    found = []
    for role in (Role.SPONSOR, Role.OWNER, Role.COACH):
        names = [person.name for person in people if person.role == role.value]
        found.append((ROLE_LABELS[role], ", ".join(names) or "nobody yet"))
    return found


def _parts(charter: Charter) -> list[Part]:
    parts = []
    for title, names in CHARTER_PARTS:
        rows = [(_label(charter, name), str(getattr(charter, name))) for name in names if str(getattr(charter, name)).strip()]
        if rows:
            parts.append(Part(title, rows))
    return parts


def _label(charter: Charter, name: str) -> str:
    label = LABELS.get(name) or str(charter._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[0].upper() + label[1:]


def _demand(charter: Charter) -> str:
    if charter.demand_quantity is None:
        return ""
    return f"{display(float(charter.demand_quantity))} {charter.get_demand_per_display()}"


def _team(people: Sequence[Participation]) -> list[Member]:
    """Each person once, in the order of the roles."""
    order = [role.value for role in Role]
    by_person: dict[Any, list[Participation]] = {}
    for person in sorted(people, key=lambda row: order.index(row.role)):
        by_person.setdefault(person.user_id or person.email, []).append(person)
    return [
        Member(
            name=rows[0].name,
            roles=", ".join(dict.fromkeys(str(row.get_role_display()) for row in rows)),
            function=next((row.function for row in rows if row.function), ""),
            area=next((row.area for row in rows if row.area), ""),
            full_time=any(row.full_time for row in rows),
            released=any(row.released for row in rows),
        )
        for rows in by_person.values()
    ]


def _shown_maps(rows: Sequence[Map]) -> dict[str, Drawn]:
    """The latest map of each state; of the futures the one that was chosen."""
    return {drawn.map.shown_state: drawn for drawn in maps.drawn_maps(list(maps.by_state(rows).values()))}


def _sheet(state: str, drawn: Drawn, place: int) -> Sheet:
    facts, numbers = drawn.facts, drawn.metrics
    picture = svg(drawn, RenderOptions(theme="print", prefix=f"m{place}-", aspect=SHEET[0] / SHEET[1]))
    explained = [found for key in EXPLAINED if numbers and (found := explain.explain(facts, numbers, key)) and found.result != "none yet"]
    known = {found.key: found for found in explained}
    return Sheet(
        key=state,
        title=TITLES[state],
        name=facts.title,
        drawing=Svg(picture),
        notes=_notes(facts),
        figures=[Figure(known[key].title, known[key].result) for key in FIGURES if key in known],
        rungs=ladder(facts, numbers) if numbers else (),
        explanations=explained,
        calendar=known["lead_time"].calendar if "lead_time" in known else "",
        faults=drawn.faults,
        warnings=numbers.warnings if numbers else (),
    )


def _notes(facts: MapFacts) -> list[MapNote]:
    names = {step.id: str(step.data["name"]) for step in facts.steps} | {party.id: str(party.data["name"]) for party in facts.parties}
    kinds = dict(fields.NOTE["kind"].choices)
    found = []
    for number, note in enumerate(facts.notes, 1):
        ends = [end for end in str(note.data.get("at", "")).split(">") if end]
        place = " → ".join(names.get(end, end) for end in ends)
        found.append(MapNote(number, kinds[note.data["kind"]], place, str(note.data["text"])))
    return found


def _versus(workshop: Workshop, shown: dict[str, Drawn]) -> Versus | None:
    if "current" not in shown or "future" not in shown:
        return None
    before, after = shown["current"].facts, shown["future"].facts
    found = maps.compare_maps(shown["current"], shown["future"])
    rows = [(TITLES[key], shown[key]) for key in ("current", "future")]
    drawn = [(f"{title}, {entry.metrics.lead_time.text}", ladder(entry.facts, entry.metrics)) for title, entry in rows if entry.metrics]
    choice = futures.choice_of(workshop.pk, shown.values())
    return Versus(found, _step_changes(found, before, after), to_scale(drawn), choice)


def _step_changes(found: Comparison, before: MapFacts, after: MapFacts) -> list[StepChange]:
    old = {step.id: str(step.data["name"]) for step in before.steps}
    new = {step.id: str(step.data["name"]) for step in after.steps}
    changes = [StepChange("Removed", old[key], []) for key in found.removed]
    changes += [StepChange("New", new[key], []) for key in found.added]
    changes += [StepChange("Merged", new[key], [f"from {', '.join(old[one] for one in ids)}"]) for key, ids in found.merged.items()]
    changes += [StepChange("Split", old[key], [f"into {', '.join(new[one] for one in ids)}"]) for key, ids in found.split.items()]
    for step in found.changed:
        what = [f"{entry.label}: {_value(entry.field, entry.before)} → {_value(entry.field, entry.after)}" for entry in step.fields]
        changes.append(StepChange("Changed", step.name, what))
    return changes


def _value(key: str, statement: Any) -> str:
    """A datum of a step as it is read, with the words of its choices."""
    if statement is None:
        return "not given"
    if isinstance(statement, list):
        return ", ".join(str(entry) for entry in statement) or "none"
    field = fields.STEP[key]
    if key == "custom" and isinstance(statement, dict):
        return ", ".join(f"{name} {display(value)}" for name, value in statement.items()) or "none"
    if isinstance(statement, str) and statement in dict(field.choices):
        return dict(field.choices)[statement]
    return f"{display(statement)} %" if field.kind is Kind.PERCENT else display(statement)


def _captures(workshop: Workshop) -> list[Captures]:
    rows = list(
        Capture.objects.present().filter(workshop_id=workshop.pk).select_related("author", "owner__user").order_by("captured_at", "id")
    )
    groups = [Captures(kind, [row for row in rows if row.kind == kind.key]) for kind in CAPTURE_KINDS]
    return [group for group in groups if group.rows]


def _glossary(captures: Iterable[Captures]) -> list[tuple[str, str]]:
    terms = [term_of(row.text) for group in captures if group.kind.key == "acronym" for row in group.rows]
    return sorted(terms, key=lambda term: term[0].lower())


def _days(workshop: Workshop) -> list[Day]:
    """The days in order; a number of queries that does not depend on how many there are."""
    rows = list(WorkshopDay.objects.present().filter(workshop_id=workshop.pk).order_by("date", "id"))
    agenda, lessons = _by_day(AgendaItem, workshop, "order_key"), _by_day(Lesson, workshop, "order_key")
    visits, questions = _by_day(LeadershipVisit, workshop, "at"), _by_day(LeaderQuestion, workshop, "order_key")
    days = [Day(row, _timed(row, agenda.get(row.pk, [])), *(part.get(row.pk, []) for part in (lessons, visits, questions))) for row in rows]
    return [day for day in days if not day.is_empty]


def _by_day(model: type[Any], workshop: Workshop, order: str) -> dict[Any, list[Any]]:
    known = {field.name for field in model._meta.get_fields()}
    rows = model.objects.present().filter(workshop_id=workshop.pk)
    rows = rows.select_related("author") if "author" in known else rows
    found: dict[Any, list[Any]] = {}
    for row in rows.order_by(order, "id"):
        found.setdefault(row.day_id, []).append(row)
    return found


def _timed(day: WorkshopDay, items: Sequence[AgendaItem]) -> list[tuple[str, AgendaItem]]:
    times = starts(day.starts_at, [item.duration_minutes for item in items])
    return [(f"{time:%H:%M}", item) for time, item in zip(times, items, strict=True)]


def _barriers(workshop: Workshop) -> list[Barrier]:
    rows = Barrier.objects.present().filter(workshop_id=workshop.pk)
    return list(rows.select_related("owner__user", "raised_by").order_by("order_key", "id"))


def _reviews(actor: Actor, workshop: Workshop, people: Sequence[Participation]) -> list[Held]:
    names = {str(person.pk): person.name for person in people}
    owners = {person.pk: person.name for person in people}
    return [
        Held(dossier, sorted((names[pk] for pk in dossier.review.attendance if pk in names), key=str.lower), owners)
        for dossier in selectors.list_dossiers(actor, workshop)
    ]
