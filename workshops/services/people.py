"""Who takes part in a workshop: inviting, roles, being freed, leaving; and what follows when somebody takes an invitation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Invitation, Organisation, User
from accounts.services import invitations, sessions
from accounts.services.people import clean_email
from vsm_site.lib.errors import Fault, Forbidden, Invalid
from workshops import access, notices, policy, signals
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.kinds import PARTICIPATION
from workshops.models import Change, Participation, SetupTask, Workshop
from workshops.policy import Action, Role
from workshops.selectors import people as selectors
from workshops.services.tasks import give_duties

GUEST_STAYS = "A guest has no account, so the role stays. Invite the person by e-mail instead."
NO_GUEST = "A guest comes in on the day, by code. Choose another role."
LAST_OWNER = "{name} is the last process owner of “{workshop}”. Invite another owner first."
OWN_RAISE = "Nobody gives oneself a higher role. Ask another owner, or the organisation’s administrator."
TOO_HIGH = "You cannot give a role that is as high as your own, or higher. Ask the organisation’s administrator."


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited, and the link to pass on, which is shown this once."""

    person: Participation
    invitation: Invitation
    link: str


def invite(*, actor: Actor, workshop_id: UUID, values: Mapping[str, Any], change_id: UUID | None = None) -> Invited:
    """Invite an address in a role (`email`, `role`, and optional `function`, `area`, `full_time`).

    A member of the organisation is in at once, anybody else when the invitation is taken; the mail and the answer are the same.
    Waiting duties of the role go to the person. Invalid for `guest` and for a role that the person has; Forbidden for a raise that
    is not the actor's to give.
    """
    workshop = access.get_workshop(actor, workshop_id, Action.MANAGE_PEOPLE)
    parsed = _parsed_invitation(values)
    user = selectors.find_member(workshop, parsed["email"])
    with transaction.atomic():
        with change(workshop_id, actor=actor, needs=Action.MANAGE_PEOPLE, change_id=change_id, kind="invite") as tx:
            _refuse_raise(tx, parsed["email"], user, Role(parsed["role"]))
            person = tx.new(PARTICIPATION, parsed | ({"user": user.pk} if user else {}), pk=_former_row(workshop_id, parsed))
            _give_duties(tx, person)
        invited = _send(actor, workshop, person)
        notices.tell_invited(person, workshop, actor.user, tx.change_id)
    return invited


def _parsed_invitation(values: Mapping[str, Any]) -> dict[str, Any]:
    faults: list[Fault] = []
    try:
        email = clean_email(str(values.get("email") or ""))
    except Invalid as error:
        faults += error.faults
    if values.get("role") == Role.GUEST:
        faults.append(Fault("role", NO_GUEST))
    try:
        parsed = PARTICIPATION.parse({name: value for name, value in values.items() if name != "email"}, from_wire=False)
    except Invalid as error:
        faults += error.faults
    if faults:
        raise Invalid(faults)
    return parsed | {"email": email}


def _former_row(workshop_id: UUID, parsed: Mapping[str, Any]) -> UUID | None:
    """The row of the same address and role that was removed before; bringing it back keeps what hangs on it."""
    rows = Participation.objects.filter(workshop_id=workshop_id, email=parsed["email"], role=parsed["role"]).exclude(deleted_seq=None)
    return rows.order_by("-deleted_seq").values_list("pk", flat=True).first()


def _refuse_raise(tx: Tx, email: str, user: User | None, role: Role) -> None:
    """Refuse a role that the actor may not give to this person as things stand under the lock."""
    held = {Role(row.role) for row in selectors.former_rows_of(tx.workshop_id, email, user)}
    _refuse_raise_from(tx, held, role, is_oneself=email == tx.actor.user.email or user == tx.actor.user)


def _refuse_raise_from(tx: Tx, held: set[Role], role: Role, *, is_oneself: bool) -> None:
    standing = tx.standing
    allowed = policy.may_give(role, held=held, own=standing.roles, is_oneself=is_oneself, is_administrator=standing.is_administrator)
    if not allowed:
        raise Forbidden(OWN_RAISE if is_oneself else TOO_HIGH)


def _give_duties(tx: Tx, person: Participation) -> None:
    """The duties go with the role, whoever gives it: the administrator, too, who edits no other content."""
    tx.granted |= {Action.EDIT_CHARTER}
    give_duties(tx, person)


def _send(actor: Actor, workshop: Workshop, person: Participation) -> Invited:
    made = invitations.invite_person(
        actor=actor.user,
        organisation=workshop.stream.organisation,
        email=person.email,
        grants=selectors.grants_of(person),
        about=f"the workshop “{workshop.title}” as {notices.role_words(person.role)}",
    )
    return Invited(person, made.invitation, made.link)


def bring_team(*, actor: Actor, source: Workshop, workshop: Workshop) -> int:
    """Let everybody with an account who is in one workshop into another of the same organisation, with the same roles; how many rows.

    Walk-up guests stay where they are.
    """
    rows = Participation.objects.present().filter(workshop_id=source.pk, user__is_active=True).exclude(role=Role.GUEST)
    with change(workshop.pk, actor=actor, needs=Action.MANAGE_PEOPLE, kind="invite") as tx:
        here = set(Participation.objects.present().filter(workshop_id=workshop.pk).values_list("user_id", "role"))
        brought = [row for row in rows.select_related("user") if (row.user_id, row.role) not in here]
        for row in brought:
            values = {name: getattr(row, name) for name in ("email", "role", "function", "area", "expert_of", "full_time")}
            person = tx.new(PARTICIPATION, values | {"user": row.user_id})
            if row.user_id != actor.user_id:
                notices.tell_invited(person, workshop, actor.user, tx.change_id)
    return len(brought)


def send_again(*, actor: Actor, person_id: UUID) -> Invited:
    """Send a new invitation, which voids the earlier link. Invalid for somebody who is in already."""
    person = selectors.get_person(actor, person_id)
    if person.has_joined:
        raise Invalid(f"{person.name} is in the workshop already.")
    return _send(actor, person.workshop, person)


def update_person(
    *, actor: Actor, person_id: UUID, values: Mapping[str, Any], base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Participation:
    """Change role, function, area, full-time; or `released`, which takes the sponsor's right to confirm it.

    Another role brings its waiting duties. Invalid for the last process owner's role and for a role the person has already,
    Forbidden for a raise that is not the actor's to give, Conflict where a field moved on past its base.
    """
    needs = Action.CONFIRM_RELEASE if set(values) == {"released"} else Action.MANAGE_PEOPLE
    person = selectors.get_person(actor, person_id, needs)
    if values.get("role") == Role.GUEST:
        raise Invalid({"role": NO_GUEST})
    if "role" in values and person.is_guest:
        raise Invalid({"role": GUEST_STAYS})
    parsed = PARTICIPATION.parse(values, from_wire=False)
    with change(person.workshop_id, actor=actor, needs=needs, change_id=change_id, kind="person") as tx:
        before = Participation.objects.get(pk=person.pk).role
        if (role := parsed.get("role", before)) != before:
            _refuse_raise(tx, person.email, person.user, Role(role))
        changed = tx.set(person, parsed, base=base)
        if role != before:
            _give_duties(tx, changed)
            notices.tell_role(changed, person.workshop, actor.user, tx.change_id)
    return changed


def set_released(*, actor: Actor, person_id: UUID, released: bool, change_id: UUID | None = None) -> Participation:
    """Confirm that a person is freed for the workshop, or take that back."""
    return update_person(actor=actor, person_id=person_id, values={"released": released}, change_id=change_id)


def release_all(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> int:
    """Confirm of every expert who was not confirmed that the person is freed; returns how many there were."""
    with change(workshop_id, actor=actor, needs=Action.CONFIRM_RELEASE, change_id=change_id, kind="release") as tx:
        waiting = list(Participation.objects.present().filter(workshop_id=workshop_id, role=Role.PARTICIPANT, released=False))
        for person in waiting:
            tx.set(person, {"released": True})
    return len(waiting)


def remove_person(*, actor: Actor, person_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take somebody out of a role, or withdraw the invitation of who has not come yet; Undo brings the person back.

    What the person contributed stays; open tasks go to another one in the same role, else to nobody. Invalid for the last owner.
    """
    person = selectors.get_person(actor, person_id)
    with change(person.workshop_id, actor=actor, needs=Action.MANAGE_PEOPLE, change_id=change_id, kind="remove-person") as tx:
        _take_out(tx, person)
        notices.tell_removed(person, person.workshop, actor.user, tx.change_id)
    return tx.committed


def _take_out(tx: Tx, person: Participation) -> None:
    tx.granted |= {Action.EDIT_CHARTER}
    for task in SetupTask.objects.present().filter(workshop_id=tx.workshop_id, owner=person, done=False):
        tx.set(task, {"owner": None})
    tx.delete(person)
    rows = Participation.objects.present().filter(workshop_id=tx.workshop_id, role=person.role)
    if heir := rows.order_by("order_key", "pk").first():
        give_duties(tx, heir)


# What follows from changes of people, whichever door they came through


def follow_person(tx: Tx, person: Participation, before: str) -> None:
    """Keep the last owner, withdraw invitations of who was taken out, renew sessions, and let nobody be raised by taking a change back."""
    is_out = person.deleted_seq is not None
    if person.user is not None and (is_out or person.role != before):
        sessions.renew_sessions(person.user)
    if before == Role.OWNER and person.has_joined and (is_out or person.role != before):
        _keep_an_owner(person)
    if is_out:
        organisation = _workshop_of(person).stream.organisation
        grants = selectors.grants_of(person)
        invitations.withdraw_granted(actor=tx.actor.user, organisation=organisation, email=person.email, grants=grants, now=tx.at)
    elif tx.undoing is not None and not _undoes_own(tx):
        others = {Role(row.role) for row in selectors.rows_of(tx.workshop_id, person.email, person.user) if row.pk != person.pk}
        held = others | ({Role(before)} if before else set())
        _refuse_raise_from(tx, held, Role(person.role), is_oneself=person.user_id == tx.actor.user_id)


def _keep_an_owner(person: Participation) -> None:
    others = Participation.objects.present().filter(workshop_id=person.workshop_id, role=Role.OWNER, user__is_active=True)
    if not others.exclude(pk=person.pk).exists():
        raise Invalid(LAST_OWNER.format(name=person.name, workshop=_workshop_of(person).title))


def _workshop_of(person: Participation) -> Workshop:
    return Workshop.objects.select_related("stream__organisation").get(pk=person.workshop_id)  # type: ignore[no-any-return]


def _undoes_own(tx: Tx) -> bool:
    return tx.undoing is not None and Change.objects.filter(workshop_id=tx.workshop_id, seq=tx.undoing, user_id=tx.actor.user_id).exists()


def join_workshop(*, user: User, person_id: UUID) -> None:
    """Let somebody in who took an invitation, in every role that waits for the address. Invalid when it was withdrawn meanwhile."""
    person = Participation.objects.present().filter(pk=person_id, workshop__deleted_seq=None).first()
    if person is None:
        raise Invalid("This invitation was withdrawn.")
    rows = Participation.objects.present().filter(workshop_id=person.workshop_id, email=person.email, user=None)
    if not rows.exists():
        return
    with change(person.workshop_id, actor=Actor(user), granted=frozenset({Action.MANAGE_PEOPLE}), kind="join") as tx:
        for row in rows:
            signals.person_joined.send(sender=Participation, tx=tx, person=tx.set(row, {"user": user.pk}))
        sessions.renew_sessions(user)


def leave_workshops(*, user: User, organisation: Organisation, actor: User) -> None:
    """Take somebody who no longer belongs to the organisation out of its workshops; Invalid where it is the last owner of one."""
    rows = Participation.objects.present().filter(user=user, workshop__stream__organisation=organisation, workshop__deleted_seq=None)
    for workshop_id in sorted(set(rows.values_list("workshop_id", flat=True))):
        rights = frozenset({Action.MANAGE_PEOPLE})
        with change(workshop_id, actor=Actor(actor), granted=rights, kind="remove-person") as tx:
            for person in rows.filter(workshop_id=workshop_id):
                _take_out(tx, person)
