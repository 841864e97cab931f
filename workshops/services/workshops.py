"""Making a workshop and changing what it is called and when it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from accounts.models import Organisation
from accounts.policy import OrganisationAction
from vsm_site.lib.errors import Fault, Forbidden, IdReused, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops import signals
from workshops.access import Actor
from workshops.agenda_templates import DayPlan
from workshops.change import Committed, Tx, change
from workshops.kinds import CHARTER, DAY, PARTICIPATION, WORKSHOP
from workshops.models import Change, Participation, ValueStream, Workshop, WorkshopDay, WorkshopHead
from workshops.policy import ROLE_ACTIONS, Action, Role
from workshops.records import find
from workshops.selectors.left_out import days_left_out, noted_on, planned_since
from workshops.selectors.workshops import begun_days, list_days
from workshops.services.agenda import plan_blocks
from workshops.services.streams import add_stream, clean, hold
from workshops.services.tasks import open_tasks, shift_tasks
from workshops.stages import Duty

LOCKS = ("paused", "map_locked", "guests_edit")


@dataclass(frozen=True, slots=True)
class NewStream:
    """A stream that is made together with its first workshop."""

    organisation: Organisation
    values: Mapping[str, str]


def item_kind_of(stream: ValueStream | NewStream) -> str:
    """What flows through a stream that is there or is to be made."""
    return str(stream.values.get("item_kind", "")) if isinstance(stream, NewStream) else stream.item_kind


@dataclass(frozen=True, slots=True)
class NewWorkshop:
    """What has to be said to make a workshop."""

    stream: ValueStream | NewStream
    title: str
    first_day: date
    last_day: date
    time_zone: str = "UTC"
    roles: frozenset[Role] = frozenset({Role.COACH})
    """What the maker is: coach, owner or both."""
    agenda: Sequence[DayPlan] = ()
    """What the days begin with, the first day first; a day without a plan is empty."""
    more_duties: Sequence[Duty] = ()
    """Points of the checklist, beside what the five steps themselves ask for."""
    practice: bool = False
    """Whether people only practise in it: then it has no tasks and no reviews."""


_MAKER_RIGHTS: frozenset[Action] = ROLE_ACTIONS[Role.COACH] | ROLE_ACTIONS[Role.OWNER]


def create_workshop(*, actor: Actor, plan: NewWorkshop, change_id: UUID | None = None) -> Workshop:
    """A workshop with its maker, charter, days with their agenda and the tasks of the five stages, in one change; its stream too if new.

    Repeated when the change id made one before (get_made_workshop finds it). Forbidden for those who may not create in the
    organisation, Invalid for what cannot be stored; then there is no new stream either.
    """
    _require_creator(actor, _organisation_id(plan.stream))
    change_id = change_id or uuid7()
    values = _checked(plan) | {"practice": plan.practice}
    with transaction.atomic():
        hold(actor)
        _refuse_repeats(actor, change_id)
        stream = plan.stream
        if isinstance(stream, NewStream):
            stream = add_stream(actor, stream.organisation, stream.values)
        return _make(actor, plan, values | {"stream": stream.pk}, change_id)


def _make(actor: Actor, plan: NewWorkshop, values: Mapping[str, Any], change_id: UUID) -> Workshop:
    pk = uuid7()
    WorkshopHead.objects.create(workshop_id=pk, state={"stage": "prepare"})
    with change(pk, actor=actor, change_id=change_id, kind="create", granted=_MAKER_RIGHTS) as tx:
        workshop = tx.new(WORKSHOP, values, pk=pk)
        people = _people(tx, actor, plan.roles)
        tx.new(CHARTER, {})
        if not plan.practice:
            open_tasks(tx, workshop, people, plan.more_duties)
        _days(tx, workshop, plan.agenda)
        signals.workshop_created.send(sender=Workshop, tx=tx, workshop=workshop)
    return workshop  # type: ignore[no-any-return]


def _organisation_id(stream: ValueStream | NewStream) -> UUID:
    return stream.organisation.pk if isinstance(stream, NewStream) else stream.organisation_id


def _refuse_repeats(actor: Actor, change_id: UUID) -> None:
    earlier = Change.objects.filter(change_id=change_id, kind="create").values("user_id", "seq").first()
    if earlier is None:
        return
    if earlier["user_id"] != actor.user_id:
        raise IdReused("This change id was used by somebody else.")
    raise Repeated(earlier["seq"])


def _checked(plan: NewWorkshop) -> dict[str, Any]:
    """The workshop's values, parsed; Invalid with the faults of a new stream beside them at `stream.<field>`."""
    raw = {"title": plan.title, "first_day": plan.first_day, "last_day": plan.last_day, "time_zone": plan.time_zone}
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    try:
        values = WORKSHOP.parse(raw)
    except Invalid as error:
        faults += error.faults
    if isinstance(plan.stream, NewStream):
        try:
            clean(plan.stream.values, needed=("name", "item_kind"))
        except Invalid as error:
            faults += [Fault(f"stream.{fault.path}", fault.text) for fault in error.faults]
    if faults:
        raise Invalid(faults)
    return values


def _people(tx: Tx, actor: Actor, roles: Collection[Role]) -> list[Participation]:
    values = {"user": actor.user_id, "email": actor.user.email, "full_time": True}
    return [tx.new(PARTICIPATION, values | {"role": role.value}) for role in sorted(roles)]


def _days(tx: Tx, workshop: Workshop, agenda: Sequence[DayPlan]) -> None:
    for place in range((workshop.last_day - workshop.first_day).days + 1):
        plan = agenda[place] if place < len(agenda) else DayPlan("", ())
        day = tx.new(DAY, {"date": workshop.first_day + timedelta(days=place), "theme": plan.theme})
        plan_blocks(tx, day, plan.blocks)


def _require_creator(actor: Actor, organisation_id: UUID) -> None:
    if OrganisationAction.CREATE_WORKSHOP not in accounts.rights_in(actor.user, organisation_id):
        raise Forbidden("Only members of the organisation make workshops in it.")


def update_workshop(
    *,
    actor: Actor,
    workshop: Workshop,
    values: Mapping[str, Any],
    base: Mapping[str, int] | None = None,
    drops: Collection[UUID] = (),
    change_id: UUID | None = None,
) -> Committed:
    """Set title, days, zone or locks. What depends on the days (tasks, days, planned reviews) moves in the same change.

    A day that the new dates leave out goes with the agenda it began with. One that somebody planned since stays unless it is among
    `drops`; one on which something was noted stays in any case.
    Conflict where a field moved on past its base; Invalid for days out of order.
    """
    parsed = WORKSHOP.parse(values)
    with change(workshop.pk, actor=actor, needs=Action.VIEW, change_id=change_id, kind="workshop") as tx:
        if drops:
            _drop_days(tx, find(workshop.pk, WORKSHOP, workshop.pk), parsed, frozenset(drops))
        tx.set(workshop, parsed, base=base)
    return tx.committed


def _drop_days(tx: Tx, workshop: Workshop, values: Mapping[str, Any], drops: Collection[UUID]) -> None:
    """Remove those of these days that the new dates leave out, and on which nothing was noted."""
    first, last = values.get("first_day", workshop.first_day), values.get("last_day", workshop.last_day)
    with _granted(tx, Action.RUN_WORKSHOP):
        for left in days_left_out(workshop, first, last):
            if left.day.pk in drops and not left.noted:
                _remove_day(tx, left.day)


def set_lock(*, actor: Actor, workshop: Workshop, lock: str, on: bool) -> Committed:
    """Pause the workshop (`paused`), lock its maps (`map_locked`), let guests change them (`guests_edit`), or take that back."""
    if lock not in LOCKS:
        raise Invalid({"lock": "Choose the pause, the lock of the maps, or whether guests change them."})
    with change(workshop.pk, actor=actor, needs=Action.RUN_WORKSHOP, kind="lock") as tx:
        if getattr(Workshop.objects.get(pk=workshop.pk), lock) is not on:
            tx.set(workshop, {lock: on})
    return tx.committed


def follow_days(tx: Tx, workshop: Workshop, before: Mapping[str, Any]) -> None:
    """Bring dates of tasks and the days along when the workshop moved from its days `before`.

    Once a day has begun the days stay where they are. Invalid, at the date, where such a day would be none of the workshop any more.

    Taking such a change back needs nothing here: its inverse holds every date.
    """
    if tx.undoing is not None:
        return
    first = workshop.first_day - before.get("first_day", workshop.first_day)
    last = workshop.last_day - before.get("last_day", workshop.last_day)
    if not first and not last:
        return
    begun = begun_days(workshop)
    _keep_begun(workshop, begun)
    shift_tasks(tx, first, last)
    with _granted(tx, Action.RUN_WORKSHOP):  # whoever may say when the workshop is may have the days that follow from it
        _fit_days(tx, workshop, timedelta() if begun else first)


def _keep_begun(workshop: Workshop, begun: Sequence[WorkshopDay]) -> None:
    for day in begun:
        words = f"{day.date:%a} {day.date.day} {day.date:%b} has begun and stays a day of the workshop."
        if day.date < workshop.first_day:
            raise Invalid({"first_day": f"{words} Begin on that day or before."})
        if day.date > workshop.last_day:
            raise Invalid({"last_day": f"{words} End on that day or later."})


@contextmanager
def _granted(tx: Tx, right: Action) -> Iterator[None]:
    before = tx.granted
    tx.granted = before | {right}
    try:
        yield
    finally:
        tx.granted = before


def _fit_days(tx: Tx, workshop: Workshop, first: timedelta) -> None:
    """One day for each date: days move along by `first`; those left over go unless somebody noted or planned something on them."""
    days, used = list_days(workshop), noted_on(workshop).keys() | planned_since(workshop)
    if first:
        days = [tx.set(day, {"date": day.date + first}) for day in days]
    for day in days:
        if not workshop.first_day <= day.date <= workshop.last_day and day.pk not in used:
            _remove_day(tx, day)
    known = {day.date for day in days}
    for place in range((workshop.last_day - workshop.first_day).days + 1):
        if (wanted := workshop.first_day + timedelta(days=place)) not in known:
            tx.new(DAY, {"date": wanted})


def _remove_day(tx: Tx, day: WorkshopDay) -> None:
    for item in day.agenda.filter(deleted_seq=None):  # type: ignore[attr-defined]
        tx.delete(item)
    tx.delete(day)
