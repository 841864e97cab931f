"""Making a workshop and changing what it is called and when it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import OrganisationMembership
from accounts.policy import OrganisationAction
from accounts.policy import allowed as organisation_rights
from vsm_site.lib.errors import Forbidden, IdReused, Repeated
from vsm_site.lib.ids import uuid7
from workshops import signals
from workshops.access import Actor
from workshops.change import Tx, change
from workshops.kinds import CHARTER, DAY, PARTICIPATION, WORKSHOP
from workshops.models import Change, ValueStream, Workshop, WorkshopHead
from workshops.policy import ROLE_ACTIONS, Action, Role
from workshops.services.tasks import open_tasks


@dataclass(frozen=True, slots=True)
class NewWorkshop:
    """What has to be said to make a workshop."""

    stream: ValueStream
    title: str
    first_day: date
    last_day: date
    time_zone: str = "UTC"
    roles: frozenset[Role] = frozenset({Role.COACH})
    """What the maker is: coach, owner or both."""


_MAKER_RIGHTS: frozenset[Action] = ROLE_ACTIONS[Role.COACH] | ROLE_ACTIONS[Role.OWNER]


def create_workshop(*, actor: Actor, plan: NewWorkshop, change_id: UUID | None = None) -> Workshop:
    """A workshop with its maker, charter, the tasks of the five stages and its days, in one change.

    Repeated calls with the same change id give the workshop made first. Forbidden for those who may not create in the organisation.
    """
    _require_creator(actor, plan.stream.organisation_id)
    change_id = change_id or uuid7()
    if earlier := Change.objects.filter(change_id=change_id, kind="create").first():
        if earlier.user_id != actor.user_id:
            raise IdReused("This change id was used by somebody else.")
        raise Repeated(earlier.seq)
    pk = uuid7()
    with transaction.atomic():
        WorkshopHead.objects.create(workshop_id=pk, state={"stage": "prepare"})
        with change(pk, actor=actor, change_id=change_id, kind="create", granted=_MAKER_RIGHTS) as tx:
            workshop = tx.new(WORKSHOP, _values(plan), pk=pk)
            _people(tx, actor, plan.roles)
            tx.new(CHARTER, {})
            open_tasks(tx, workshop)
            for place in range((plan.last_day - plan.first_day).days + 1):
                tx.new(DAY, {"date": plan.first_day + timedelta(days=place)})
            signals.workshop_created.send(sender=Workshop, tx=tx, workshop=workshop)
    return workshop  # type: ignore[no-any-return]


def _values(plan: NewWorkshop) -> dict[str, object]:
    raw = {"title": plan.title, "first_day": plan.first_day, "last_day": plan.last_day, "time_zone": plan.time_zone}
    return WORKSHOP.parse(raw) | {"stream": plan.stream.pk}


def _people(tx: Tx, actor: Actor, roles: Collection[Role]) -> None:
    for role in sorted(roles):
        tx.new(PARTICIPATION, {"user": actor.user_id, "email": actor.user.email, "role": role.value, "full_time": True})


def _require_creator(actor: Actor, organisation_id: UUID) -> None:
    role = (
        OrganisationMembership.objects.filter(organisation_id=organisation_id, user_id=actor.user_id).values_list("role", flat=True).first()
    )
    if OrganisationAction.CREATE_WORKSHOP not in organisation_rights(role):
        raise Forbidden("Only members of the organisation make workshops in it.")
