"""The people of a workshop as pages and API show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from accounts.models import Invitation, User
from vsm_site.lib.errors import Forbidden, NotFound
from workshops import access, panels
from workshops.access import Actor, can
from workshops.coverage import Area, areas_in, cover, same
from workshops.models import ROLE_LABELS, Change, Charter, Participation, Workshop
from workshops.panels import StepPlace
from workshops.policy import Action, Role
from workshops.selectors import attendance

TOO_MANY = 15
"""The group of subject-matter experts works best below this size."""

TEAM = (Role.SPONSOR, Role.OWNER, Role.COACH, Role.PARTICIPANT)
_ORDER = {role.value: place for place, role in enumerate(Role)}


def enter_people(actor: Actor, pk: UUID) -> Workshop:
    """The workshop for whoever sees its people: all who see it, and the organisation's administrator, who sees nothing else of it."""
    try:
        return access.get_workshop(actor, pk)
    except Forbidden:
        return access.get_workshop(actor, pk, Action.MANAGE_PEOPLE)


def get_person(actor: Actor, pk: UUID, needs: Action = Action.MANAGE_PEOPLE) -> Participation:
    """A row of somebody in a workshop, with the workshop and the actor's rights."""
    return access.get_record(actor, Participation, pk, "user", needs=needs)


def get_editable_person(actor: Actor, pk: UUID) -> Participation:
    """A row of which the actor may change something: all of it, or whether the person is freed."""
    try:
        return get_person(actor, pk)
    except Forbidden:
        return get_person(actor, pk, Action.CONFIRM_RELEASE)


def get_made_person(workshop: Workshop, seq: int) -> Participation:
    """The row that a change of this workshop made; NotFound without one."""
    ops = Change.objects.filter(workshop_id=workshop.pk, seq=seq).values_list("ops", flat=True).first() or []
    keys = [op["r"].partition("/")[2] for op in ops if op["k"] == "new" and op["r"].startswith("person/")]
    row = Participation.objects.select_related("user").filter(workshop_id=workshop.pk, pk__in=keys).first()
    if row is None:
        raise NotFound
    return row


def list_people(workshop: Workshop, sort: str = "") -> QuerySet[Participation]:
    """Everybody in the order of the roles, each role by name; `name` and `-name` sort by name, `-role` turns the roles round."""
    roles = Case(*(When(role=role, then=Value(place)) for role, place in _ORDER.items()), output_field=IntegerField())
    found: QuerySet[Participation] = Participation.objects.present().filter(workshop_id=workshop.pk).select_related("user")
    found = found.annotate(role_place=roles, shown=Case(When(user=None, then=Lower("email")), default=Lower("user__display_name")))
    orders = {"name": ("shown", "role_place"), "-name": ("-shown", "role_place"), "-role": ("-role_place", "shown")}
    return found.order_by(*orders.get(sort, ("role_place", "shown")), "pk")


def list_team(workshop: Workshop) -> QuerySet[Participation]:
    """Everybody but walk-up guests, in the order of the roles."""
    return list_people(workshop).exclude(role=Role.GUEST)


def rows_of(workshop_id: UUID, email: str, user: User | None) -> list[Participation]:
    """The present rows of one person, by account or address."""
    same = Q(email=email) | Q(user=user) if user else Q(email=email)
    return list(Participation.objects.present().filter(same, workshop_id=workshop_id))


def former_rows_of(workshop_id: UUID, email: str, user: User | None) -> list[Participation]:
    """The rows of one person, those that were removed too: who comes back is not new."""
    same = Q(email=email) | Q(user=user) if user else Q(email=email)
    return list(Participation.objects.filter(same, workshop_id=workshop_id))


def find_member(workshop: Workshop, email: str) -> User | None:
    """The active member of the workshop's organisation with this address."""
    home = {"memberships__organisation": workshop.stream.organisation_id}
    return User.objects.filter(email=email, is_active=True, **home).first()


def grants_of(person: Participation) -> dict[str, str]:
    """What an invitation to this row of people grants, as plain JSON."""
    return {"person": str(person.pk), "url": Workshop(pk=person.workshop_id).get_absolute_url()}


def open_invitations(workshop: Workshop, people: Collection[Participation]) -> dict[UUID, Invitation]:
    """The latest invitation that was neither taken nor withdrawn, for each of these people who have not come yet."""
    waiting = {str(person.pk): person for person in people if not person.has_joined}
    rows = Invitation.objects.filter(
        organisation=workshop.stream.organisation_id,
        email__in={person.email for person in people},  # of all, so that a page takes as many queries with nobody to wait for
        accepted_at=None,
        revoked_at=None,
    )
    found: dict[UUID, Invitation] = {}
    for row in rows.order_by("created_at"):
        key = (row.grants or {}).get("person", "")
        if key in waiting:
            found[waiting[key].pk] = row
    return found


@dataclass(frozen=True, slots=True)
class Mark:
    """A badge: icon, words, tone."""

    text: str
    icon: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One person in one role, as the page shows it."""

    person: Participation
    days: str
    """What is planned over the days, in words."""
    steps: tuple[StepPlace, ...]
    invitation: Invitation | None
    now: datetime
    is_me: bool

    @property
    def role(self) -> str:
        """The role in words."""
        return ROLE_LABELS[Role(self.person.role)]

    @property
    def needs_release(self) -> bool:
        """Whether the sponsor still has to confirm that this expert is freed."""
        return self.person.role == Role.PARTICIPANT and not self.person.released

    @property
    def time(self) -> Mark:
        """Whether the person is freed for the workshop."""
        if self.person.role == Role.GUEST:
            return Mark("On the day")
        if self.person.released:
            return Mark(f"Freed, {self.days}", "check")
        if self.needs_release:
            return Mark(f"Not yet freed, {self.days}", "clock", "wait")
        return Mark(self.days[:1].upper() + self.days[1:])

    @property
    def arrival(self) -> Mark | None:
        """What has become of the invitation; None for who is here."""
        if self.person.has_joined:
            return None
        if self.invitation is None:
            return Mark("No open invitation", "mail", "wait")
        if not self.invitation.is_open(self.now):
            return Mark("Invitation has run out", "clock", "wait")
        until = self.invitation.expires_at
        return Mark(f"Invited, until {until.day} {until:%b}", "mail")


@dataclass(frozen=True, slots=True)
class Cover:
    """A step of the current map with the people of its area."""

    step: StepPlace
    names: tuple[str, ...]

    @property
    def is_bare(self) -> bool:
        """Nobody speaks for the step's area."""
        return bool(self.step.area) and not self.names


@dataclass(frozen=True, slots=True)
class Team:
    """How the team is made up, over all rows of people."""

    size: int
    experts: int
    unconfirmed: int
    without: tuple[Role, ...]
    """Of sponsor, owner and coach those that nobody is."""
    covers: tuple[Cover, ...] = ()
    areas: tuple[Area, ...] = ()
    """The areas on the map and in scope."""

    @property
    def is_too_large(self) -> bool:
        """Whether there are more experts than work well together."""
        return self.experts >= TOO_MANY

    @property
    def bare(self) -> tuple[Cover, ...]:
        """Steps whose area nobody speaks for."""
        return tuple(cover for cover in self.covers if cover.is_bare)

    @property
    def bare_areas(self) -> list[str]:
        """Areas that nobody speaks for, those of the map first."""
        return [area.name for area in self.areas if area.is_bare]

    @property
    def only_in_scope(self) -> tuple[Area, ...]:
        """Areas in scope that have no step on the map."""
        return tuple(area for area in self.areas if not area.on_map)


def areas_of(person: Participation) -> list[str]:
    """The areas that somebody speaks for: the own one, and those the person is an expert of."""
    return [area for area in (person.area, *areas_in(person.expert_of)) if area.strip()]


def _who(person: Participation) -> str:
    return str(person.user_id or person.email)


def team_of(actor: Actor, workshop: Workshop) -> Team:
    """The team of a workshop; what is on the map only for those who see it."""
    people = list(Participation.objects.present().filter(workshop_id=workshop.pk).select_related("user"))
    experts = [person for person in people if person.role == Role.PARTICIPANT]
    sees = can(actor, Action.VIEW, workshop)
    steps, scope = (panels.steps(workshop), _areas_in_scope(workshop)) if sees else ((), [])
    speakers = _speakers(people)
    present = {person.role for person in people}
    return Team(
        size=len({_who(person) for person in people if person.role in TEAM}),
        experts=len({_who(person) for person in experts}),
        unconfirmed=sum(not person.released for person in experts),
        without=tuple(role for role in TEAM[:3] if role not in present),
        covers=tuple(Cover(step, speakers.get(same(step.area), ()) if step.area else ()) for step in steps),
        areas=tuple(cover([step.area for step in steps], scope, speakers)),
    )


def _areas_in_scope(workshop: Workshop) -> list[str]:
    return areas_in(Charter.objects.filter(workshop_id=workshop.pk).values_list("areas", flat=True).first() or "")


def _speakers(people: Iterable[Participation]) -> dict[str, tuple[str, ...]]:
    """Names of the team by the area that they speak for, each person once."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for person in people:
        if person.role in TEAM:
            for area in areas_of(person):
                names[same(area)][_who(person)] = person.name
    return {area: tuple(found.values()) for area, found in names.items()}


def rows_for(actor: Actor, workshop: Workshop, people: Sequence[Participation], team: Team, now: datetime) -> list[Row]:
    """These people as rows of the page."""
    days = {row.person.pk: row for row in attendance.days_of(workshop, people)}
    sees_days = attendance.sees_days(actor, workshop)
    invitations = open_invitations(workshop, people) if can(actor, Action.MANAGE_PEOPLE, workshop) else {}
    steps: dict[str, list[StepPlace]] = defaultdict(list)
    for entry in team.covers:
        if entry.step.area:
            steps[same(entry.step.area)].append(entry.step)
    return [
        Row(
            person,
            days[person.pk].words if sees_days else days[person.pk].usual_words,
            _steps_of(person, steps),
            invitations.get(person.pk),
            now,
            person.user_id == actor.user_id,
        )
        for person in people
    ]


def _steps_of(person: Participation, steps: Mapping[str, Sequence[StepPlace]]) -> tuple[StepPlace, ...]:
    """The steps whose area somebody of the team speaks for, in the order of the map."""
    if person.role not in TEAM:
        return ()
    found = {step.pk: step for area in areas_of(person) for step in steps.get(same(area), ())}
    return tuple(sorted(found.values(), key=lambda step: step.number))


def sees_addresses(actor: Actor, workshop: Workshop) -> bool:
    """Whether the person may see e-mail addresses: with the right to people's data, or to manage them as administrator."""
    return can(actor, Action.SEE_PEOPLE_DATA, workshop) or can(actor, Action.MANAGE_PEOPLE, workshop)


def sees_more_than_names(actor: Actor, workshop: Workshop) -> bool:
    """Whether the person sees what others do and stand for; walk-up guests see names and roles."""
    return can(actor, Action.READ_REPORTS, workshop) or can(actor, Action.MANAGE_PEOPLE, workshop)


def known_areas(workshop: Workshop) -> list[str]:
    """Areas of the workshop's people and in scope, to choose from while typing another one."""
    rows = Participation.objects.present().filter(workshop_id=workshop.pk).exclude(area="")
    return sorted({*rows.values_list("area", flat=True), *_areas_in_scope(workshop)}, key=str.casefold)


def is_related(actor: Actor, workshop_id: UUID) -> bool:
    """Whether the person still has anything to do with a workshop."""
    return bool(access.roles_in(actor.user_id, workshop_id)) or access.is_administrator(actor.user_id, workshop_id)
