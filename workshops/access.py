"""Who sees and may do what: the doors to rights and rows. Everything that reads a workshop goes through here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from accounts.models import OrganisationMembership, User
from vsm_site.lib.errors import Forbidden, NotFound
from vsm_site.lib.prepared import Prepared
from workshops import policy
from workshops.models import Participation, Workshop, WorkshopHead
from workshops.policy import Action, Phase, Role
from workshops.stages import Stage

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is to a workshop: roles, rights now, and whether there is any relation at all."""

    roles: frozenset[Role]
    rights: frozenset[Action]
    unlocked: frozenset[Action]
    """Rights with nothing paused or locked: tells `locked` from `denied`."""
    is_administrator: bool = False

    @property
    def related(self) -> bool:
        """Strangers get 404."""
        return bool(self.roles) or self.is_administrator


@dataclass(frozen=True, slots=True)
class Known:
    """What a person was to a workshop when its rights stood at `perm_epoch`; true for as long as that has not moved."""

    workshop_id: UUID
    perm_epoch: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a person, by page, token or socket."""

    user: User
    known: Known | None = field(default=None, compare=False)
    """What a socket remembers, so that its changes need not ask for the roles again each time."""

    @property
    def user_id(self) -> UUID:
        """The person's id."""
        return self.user.pk

    def standing_at(self, workshop_id: UUID, perm_epoch: int) -> Standing | None:
        """The remembered standing, if it is of this workshop and its rights have not moved since."""
        known = self.known
        return known.standing if known and (known.workshop_id, known.perm_epoch) == (workshop_id, perm_epoch) else None


def actor_of(request: Any) -> Actor:
    """The actor of a request; NotFound for nobody, since only public pages are open to nobody."""
    if not request.user.is_authenticated:
        raise NotFound
    return Actor(request.user)


def phase_of(state: dict[str, Any]) -> Phase:
    """The phase from what the head row keeps of it."""
    locks = {name: bool(state.get(name)) for name in ("paused", "map_locked", "guests_edit", "plan_handed_over")}
    locked = frozenset(state.get("locked_steps", ()))
    return Phase(stage=Stage(state.get("stage", Stage.PREPARE)), locked_steps=locked, **locks)


_ROLES = Prepared(
    lambda user_id, workshop_id: (
        Participation.objects.present()
        .filter(workshop_id=workshop_id, user_id=user_id, user__is_active=True)
        .order_by()
        .values_list("role")
    )
)
_ADMINISTRATORS = Prepared(
    lambda user_id, workshop_id: (
        OrganisationMembership.objects.filter(user_id=user_id, user__is_active=True, role="admin")
        .filter(organisation__in=Workshop.objects.filter(pk=workshop_id).values("stream__organisation"))
        .order_by()
        .values_list("id")
    )
)


def roles_in(user_id: UUID, workshop_id: UUID) -> frozenset[Role]:
    """The roles of a person in a workshop; a disabled account has none."""
    return frozenset(Role(role) for (role,) in _ROLES.rows(user_id, workshop_id))


def is_administrator(user_id: UUID, workshop_id: UUID) -> bool:
    """Whether the person administers the organisation that the workshop belongs to."""
    return bool(_ADMINISTRATORS.rows(user_id, workshop_id))


def _standing(roles: frozenset[Role], administrator: bool, phase: Phase) -> Standing:
    """What these roles, and the administrator's, give in this phase."""
    rights, unlocked = policy.allowed(roles, phase), policy.without_phase(roles)
    if administrator:
        rights, unlocked = rights | policy.ADMINISTRATOR_ACTIONS, unlocked | policy.ADMINISTRATOR_ACTIONS
    return Standing(roles, rights, unlocked, administrator)


def standing(user_id: UUID, workshop_id: UUID, phase: Phase) -> Standing:
    """Rights of a person in a workshop in this phase."""
    return _standing(roles_in(user_id, workshop_id), is_administrator(user_id, workshop_id), phase)


def standings(user_ids: Collection[UUID], workshop_id: UUID, phase: Phase) -> dict[UUID, Standing]:
    """The same for several people, in two queries."""
    roles: dict[UUID, set[Role]] = {}
    rows = Participation.objects.present().filter(workshop_id=workshop_id, user_id__in=user_ids, user__is_active=True)
    for user_id, role in rows.values_list("user_id", "role"):
        roles.setdefault(user_id, set()).add(Role(role))
    members = OrganisationMembership.objects.filter(user_id__in=user_ids, user__is_active=True, role="admin")
    home = Workshop.objects.filter(pk=workshop_id).values("stream__organisation")
    administrators = set(members.filter(organisation__in=home).values_list("user_id", flat=True))
    return {user_id: _standing(frozenset(roles.get(user_id, ())), user_id in administrators, phase) for user_id in user_ids}


def workshop_phase(workshop: Workshop) -> Phase:
    """The phase of a loaded workshop."""
    return Phase(
        stage=Stage(workshop.stage),
        paused=workshop.paused,
        map_locked=workshop.map_locked,
        guests_edit=workshop.guests_edit,
        plan_handed_over=workshop.plan_handed_over,
        locked_steps=frozenset(workshop.locked_steps),
    )


def allowed(actor: Actor, workshop: Workshop) -> frozenset[Action]:
    """All rights of the actor in this workshop now; asked once per loaded workshop and person."""
    known: dict[UUID, frozenset[Action]] = workshop.__dict__.setdefault("_rights", {})
    if actor.user_id not in known:
        known[actor.user_id] = standing(actor.user_id, workshop.pk, workshop_phase(workshop)).rights
    return known[actor.user_id]


def roles_of(actor: Actor, workshop: Workshop) -> frozenset[Role]:
    """The roles of the actor in this workshop, without another look where they came with it."""
    known: dict[UUID, frozenset[Role]] = workshop.__dict__.setdefault("_roles", {})
    if actor.user_id not in known:
        known[actor.user_id] = roles_in(actor.user_id, workshop.pk)
    return known[actor.user_id]


def can(actor: Actor, action: Action, workshop: Workshop) -> bool:
    """Whether the actor may do this in the workshop now."""
    return action in allowed(actor, workshop)


def visible_workshops(actor: Actor) -> QuerySet[Workshop]:
    """Workshops whose content the actor sees: those with a role in them."""
    mine = Participation.objects.present().filter(user_id=actor.user_id).values("workshop_id")
    return Workshop.objects.present().filter(pk__in=mine).select_related("stream")


_WORKSHOP = Prepared(lambda pk: Workshop.objects.present().select_related("stream", "head").filter(pk=pk).order_by())


def get_workshop(actor: Actor, pk: UUID, needs: Action = Action.VIEW) -> Workshop:
    """The workshop with the actor's rights known; NotFound for strangers, Forbidden for related people without `needs`."""
    workshop: Workshop | None = _WORKSHOP.record(pk)
    if workshop is None:
        raise NotFound
    found = standing(actor.user_id, workshop.pk, workshop_phase(workshop))
    if not found.related:
        raise NotFound
    workshop.__dict__["_rights"] = {actor.user_id: found.rights}
    workshop.__dict__["_roles"] = {actor.user_id: found.roles}
    if needs not in found.rights:
        raise Forbidden
    return workshop


def scope(actor: Actor, queryset: QuerySet[M]) -> QuerySet[M]:
    """Only rows of workshops whose content the actor sees. The model reaches its workshop by `workshop`."""
    return queryset.filter(workshop__in=visible_workshops(actor).values("pk"))


@cache
def _finding(model: type[Model], related: tuple[str, ...]) -> Prepared:
    rows = model._default_manager.filter(deleted_seq=None).order_by()
    return Prepared(lambda pk: (rows.select_related(*related) if related else rows).filter(pk=pk))


def get_record(actor: Actor, model: type[M], pk: UUID, *related: str, needs: Action = Action.VIEW) -> M:
    """A live record that is not removed, with its workshop and rights; NotFound or Forbidden as get_workshop."""
    record: M | None = _finding(model, related).record(pk)
    if record is None:
        raise NotFound
    record.workshop = get_workshop(actor, record.workshop_id, needs)  # type: ignore[attr-defined]
    return record


def head_of(workshop_id: UUID) -> WorkshopHead:
    """The workshop's counter row, read without a lock."""
    return WorkshopHead.objects.get(workshop_id=workshop_id)
