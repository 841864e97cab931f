"""Pre-work as its pages show it: who was asked, what came back, and which step of the current map an answer is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from accounts.models.tokens import secret_hash
from mapping import fields, typed
from mapping.coverage import step_places
from mapping.gathering import current_map, usual_style
from mapping.kinds_prework import ASKED
from mapping.models import Step
from mapping.models.prework import PreworkAnswer, PreworkLink
from vsm_site.lib.errors import Conflict, NotFound
from workshops import policy
from workshops.access import Actor, can, get_record, get_workshop, workshop_phase
from workshops.models import Participation, Workshop
from workshops.pages import date_text
from workshops.panels import Need, StepPlace
from workshops.policy import Action, Role
from workshops.readiness import Owed

ASKED_ROLES = (Role.PARTICIPANT, Role.OWNER)
"""Who has own steps to look up."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a link leads: the person, and why it does not open (`expired`, `revoked`, `over`); empty where it does."""

    person: Participation
    workshop: Workshop
    actor: Actor
    closed: str = ""


def door_of(token: str, now: datetime) -> Door | None:
    """What a link opens; None for one that is not ours, or whose person or workshop is gone."""
    rows = PreworkLink.objects.select_related("person__user", "workshop__stream", "user")
    link = rows.filter(secret_hash=secret_hash(token)).first()
    if link is None or link.person.deleted_seq is not None or link.workshop.deleted_seq is not None or not link.user.is_active:
        return None
    closed = "revoked" if link.revoked_at else "expired" if link.expires_at <= now else "" if is_open(link.workshop) else "over"
    return Door(link.person, link.workshop, Actor(link.user), closed)


def is_open(workshop: Workshop) -> bool:
    """Whether pre-work may be written now: while the workshop is prepared and data are gathered, and it is not paused."""
    return Action.PREWORK in policy.allowed([Role.PARTICIPANT], workshop_phase(workshop))


def own_door(actor: Actor, workshop: Workshop) -> Door | None:
    """The same for somebody who is signed in: as the person asked, if there is one."""
    rows = Participation.objects.present().filter(workshop_id=workshop.pk, user_id=actor.user_id).select_related("user")
    found = sorted(rows, key=lambda row: (row.role not in ASKED_ROLES, row.order_key))
    return Door(found[0], workshop, actor) if found else None


def own_answers(person: Participation) -> QuerySet[PreworkAnswer]:
    """What a person has said, the oldest first."""
    found: QuerySet[PreworkAnswer] = PreworkAnswer.objects.present().filter(person_id=person.pk)
    return found.order_by("said_at", "pk")


def own_steps(person: Participation, places: Sequence[StepPlace]) -> list[str]:
    """Names of the steps of the current map: those of the person's areas first."""
    areas = _areas_of(person)
    return [place.name for place in sorted(places, key=lambda place: (place.area.casefold() not in areas, place.number))]


def style_of(workshop: Workshop) -> str:
    """The style of the current map, whose words are used; before there is one, that of what flows."""
    current = current_map(workshop.pk)
    return current.shown_style if current else usual_style(workshop)


def has_no_step(person: Participation, places: Sequence[StepPlace]) -> bool:
    """Whether no step of the current map is of an area that the person speaks for; False of somebody without an area."""
    areas = _areas_of(person)
    return bool(areas) and not any(place.area.casefold() in areas for place in places)


def _areas_of(person: Participation) -> set[str]:
    return {area.strip().casefold() for area in (person.area, *person.expert_of.split(",")) if area.strip()}


def list_answers(workshop: Workshop) -> QuerySet[PreworkAnswer]:
    """Everything that came back, the newest first."""
    found: QuerySet[PreworkAnswer] = PreworkAnswer.objects.present().filter(workshop_id=workshop.pk)
    return found.select_related("person__user", "author").order_by("-said_at", "-pk")


def count_by_state(workshop: Workshop) -> dict[str, int]:
    """How many answers wait, were accepted, were not taken over."""
    rows = PreworkAnswer.objects.present().filter(workshop_id=workshop.pk).order_by().values("state").annotate(number=Count("pk"))
    return {row["state"]: row["number"] for row in rows}


def get_link(actor: Actor, pk: UUID) -> PreworkLink:
    """A link of a workshop in which the actor decides on answers; NotFound or Forbidden as get_workshop."""
    link = PreworkLink.objects.select_related("person__user").filter(pk=pk).first()
    if link is None:
        raise NotFound
    link.workshop = get_workshop(actor, link.workshop_id, Action.MANAGE_CAPTURES)
    return link


def get_answer(actor: Actor, pk: UUID) -> PreworkAnswer:
    """An answer with its workshop; NotFound or Forbidden as get_workshop."""
    return get_record(actor, PreworkAnswer, pk, "person__user", needs=Action.MANAGE_CAPTURES)


@dataclass(frozen=True, slots=True)
class Asked:
    """One person who is asked: the latest link, and how much came back."""

    person: Participation
    link: PreworkLink | None
    answers: int
    is_out: bool
    """Whether the link still opens."""


def list_asked(workshop: Workshop, now: datetime) -> list[Asked]:
    """Everybody with own steps, with link and answers."""
    people = Participation.objects.present().filter(workshop_id=workshop.pk, role__in=ASKED_ROLES).select_related("user")
    links = {link.person_id: link for link in PreworkLink.objects.filter(workshop_id=workshop.pk).order_by("made_at", "pk")}
    rows = PreworkAnswer.objects.present().filter(workshop_id=workshop.pk).order_by().values("person_id").annotate(number=Count("pk"))
    counts = {row["person_id"]: row["number"] for row in rows}
    found = []
    for person in sorted(people, key=lambda row: (row.role != Role.PARTICIPANT, row.name.casefold())):
        link = links.get(person.pk)
        is_out = link is not None and link.revoked_at is None and link.expires_at > now
        found.append(Asked(person, link, counts.get(person.pk, 0), is_out))
    return found


@dataclass(frozen=True, slots=True)
class Datum:
    """One number or word of an answer: its question's field, what was said, what the map says and the revision of that, and whether
    taking it over is proposed."""

    key: str
    label: str
    said: str
    present: str
    rev: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as those who decide see it."""

    row: PreworkAnswer
    data: tuple[Datum, ...]
    step: UUID | None
    """The step of the current map with the same name, or the one that was chosen."""


def shown_data(answer: PreworkAnswer, style: str, step: Step | None = None) -> tuple[Datum, ...]:
    """What was said of a step, in the order of the walk sheet and the words of the map's style, beside what the map says."""
    found = []
    for key in (key for key in ASKED if key in answer.data):
        datum, present = fields.STEP[key], getattr(step, key, None)
        is_new = present in (None, "")
        rev = step.rev(key) if step is not None else 0
        found.append(Datum(key, datum.label_in(style), typed.shown(datum, answer.data[key]), typed.shown(datum, present), rev, is_new))
    return tuple(found)


def with_steps(rows: Iterable[PreworkAnswer], workshop: Workshop, chosen: Mapping[UUID, UUID | None] | None = None) -> list[Answer]:
    """Loaded answers with the steps they are about, by name; of those in `chosen` the step of the workshop that somebody chose."""
    places = step_places(workshop)
    by_name, here = {place.name.casefold(): place.pk for place in places}, {place.pk for place in places}
    answers = list(rows)
    wanted = {row.pk: by_name.get(row.step.strip().casefold()) for row in answers if row.kind == "step"}
    wanted |= {pk: step if step in here else None for pk, step in (chosen or {}).items()}
    steps: Mapping[UUID, Step] = Step.objects.in_bulk([pk for pk in wanted.values() if pk])
    style, found = style_of(workshop), [(row, wanted.get(row.pk)) for row in answers]
    return [Answer(row, shown_data(row, style, steps.get(pk) if pk else None), pk) for row, pk in found]


def writers_of(conflict: Conflict) -> dict[str, str]:
    """Who wrote what was not seen, by the field of the step."""
    people = User.objects.in_bulk([clash.user for clash in conflict.clashes if clash.user])
    names = {str(pk): str(user) for pk, user in people.items()}
    return {clash.field: names.get(clash.user or "", "Somebody") for clash in conflict.clashes}


def needs(workshop: Workshop, actor: Actor) -> Iterable[Need]:
    """Answers that wait, for those who decide on them; one's own pre-work, for who was asked and has said nothing yet."""
    writes, decides = can(actor, Action.PREWORK, workshop), can(actor, Action.MANAGE_CAPTURES, workshop)
    if not is_open(workshop) or not (writes or decides):
        return
    is_owed, waiting = _owed_and_waiting(workshop, actor)
    if writes and is_owed:
        note = f"About a quarter of an hour, before {date_text(workshop.first_day)}"
        yield Need("square-pen", "Write your pre-work", reverse("prework-own", args=[workshop.pk]), note)
    if decides and waiting:
        words = "1 answer of the pre-work waits" if waiting == 1 else f"{waiting} answers of the pre-work wait"
        yield Need("inbox", words, reverse("workshop-prework", args=[workshop.pk]), "Take over what holds")


def _owed_and_waiting(workshop: Workshop, actor: Actor) -> tuple[bool, int]:
    """Whether the person was asked and has said nothing yet, and how many answers wait; in one query."""
    asked = PreworkLink.objects.filter(workshop_id=workshop.pk, person__user_id=actor.user_id, revoked_at=None, person__deleted_seq=None)
    answers = PreworkAnswer.objects.present().filter(workshop_id=workshop.pk)
    said = answers.filter(person__user_id=actor.user_id)
    waiting = answers.filter(state="sent").order_by().values("workshop_id").annotate(number=Count("pk")).values("number")
    row = Workshop.objects.filter(pk=workshop.pk).order_by().values_list(Exists(asked), Exists(said), Coalesce(Subquery(waiting), 0))
    was_asked, has_said, number = row.get()
    return was_asked and not has_said, number


def owed(workshops: Sequence[Workshop]) -> dict[UUID, list[tuple[str, Owed]]]:
    """By workshop what the area of pre-work lacks: links, answers, decisions. Nothing once the time for it is over."""
    ids = [workshop.pk for workshop in workshops if is_open(workshop)]
    people: dict[UUID, list[Participation]] = {pk: [] for pk in ids}
    for person in Participation.objects.present().filter(workshop__in=ids).select_related("user"):
        people[person.workshop_id].append(person)
    asked = set(PreworkLink.objects.filter(workshop__in=ids).values_list("person_id", flat=True))
    answers: dict[UUID, list[tuple[UUID, str]]] = {pk: [] for pk in ids}
    rows = PreworkAnswer.objects.present().filter(workshop__in=ids)
    for pk, person_id, state in rows.values_list("workshop_id", "person_id", "state"):
        answers[pk].append((person_id, state))
    return {pk: _owed(people[pk], asked, answers[pk]) for pk in ids}


def _owed(people: Sequence[Participation], asked: Collection[UUID], answers: Sequence[tuple[UUID, str]]) -> list[tuple[str, Owed]]:
    """The same of one workshop: its people, who of them was asked, and each answer's person and state."""
    coach = ", ".join(person.name for person in people if person.role == Role.COACH) or "Coach (nobody yet)"
    told = {person_id for person_id, _ in answers}
    found: list[tuple[str, Owed]] = []
    experts = [person for person in people if person.role == Role.PARTICIPANT]
    if experts and not any(person.pk in asked for person in people):
        found.append(("prework", Owed("Links for the pre-work", coach, "prework")))
    found += [("prework", Owed("Pre-work", person.name, "prework")) for person in experts if person.pk in asked and person.pk not in told]
    if waiting := sum(state == "sent" for _, state in answers):
        found.append(("prework", Owed(f"{waiting} {'answer waits' if waiting == 1 else 'answers wait'} for a decision", coach, "prework")))
    return found


def signs(workshop: Workshop) -> Mapping[str, str]:
    """That everybody with own steps has a link."""
    people = Participation.objects.present().filter(workshop_id=workshop.pk, role=Role.PARTICIPANT).order_by()
    asked = list(people.values_list(Exists(PreworkLink.objects.filter(workshop_id=workshop.pk, person=OuterRef("pk"))), flat=True))
    if not asked or not all(asked):
        return {}
    return {"pre-work": "the expert has a link" if len(asked) == 1 else f"all {len(asked)} experts have a link"}


def week_needs(workshops: Sequence[Workshop], actor: Actor, now: datetime) -> Mapping[UUID, Sequence[Need]]:
    """By workshop that is still to come, how much of the pre-work came back; two queries."""
    coming = {row.pk: row for row in workshops if is_open(row) and row.today(now) < row.first_day}
    links = PreworkLink.objects.filter(workshop__in=list(coming), revoked_at=None, person__deleted_seq=None)
    asked: dict[UUID, set[UUID]] = {}
    for workshop_id, person_id in links.values_list("workshop_id", "person_id"):
        asked.setdefault(workshop_id, set()).add(person_id)
    answers = PreworkAnswer.objects.present().filter(workshop__in=list(coming)).order_by()
    answered = set(answers.values_list("person_id", flat=True).distinct())
    return {pk: [_week_need(coming[pk], people, answered)] for pk, people in asked.items() if people - answered}


def _week_need(workshop: Workshop, people: set[UUID], answered: set[UUID]) -> Need:
    words = f"Pre-work: {len(people & answered)} of {len(people)} answered"
    return Need("inbox", words, reverse("workshop-prework", args=[workshop.pk]), f"The workshop begins on {date_text(workshop.first_day)}")
