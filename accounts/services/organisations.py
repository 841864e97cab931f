"""Organisations and who belongs to them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts import audit, notices, selectors
from accounts.models import Organisation, OrganisationMembership, OrganisationRole, User
from accounts.policy import OrganisationAction
from accounts.services import people
from accounts.services.sessions import renew_sessions
from accounts.signals import member_removed
from vsm_site.lib.errors import Invalid

LAST_ADMIN = "This is the last administrator. Make somebody else an administrator first."


def clean_name(name: str, field: str = "name") -> str:
    """An organisation's name in one line of at most 120 characters; else Invalid."""
    return people.clean_name(name, field, 120)


def update_organisation(*, actor: User, organisation_id: UUID, name: str, time_zone: str) -> Organisation:
    """Set the organisation's name and the time zone that new workshops begin with."""
    with transaction.atomic():
        organisation = selectors.get_organisation(actor, organisation_id, OrganisationAction.MANAGE_ORGANISATION)
        before = {"name": organisation.name, "time_zone": organisation.time_zone}
        organisation.name, organisation.time_zone = clean_name(name), people.clean_time_zone(time_zone)
        organisation.save(update_fields=["name", "time_zone"])
        after = {"name": organisation.name, "time_zone": organisation.time_zone}
        changed = {field: f"{before[field]} → {after[field]}" for field in after if before[field] != after[field]}
        if changed:
            audit.record(actor=actor, action="organisation-changed", obj=organisation, organisation=organisation, details=changed)
    return organisation


def set_member_role(*, actor: User, organisation_id: UUID, membership_id: UUID, role: str) -> OrganisationMembership:
    """Give a member another role; nobody raises the own one, and the last administrator stays one (Invalid)."""
    if role not in OrganisationRole.values:
        raise Invalid({"role": "Choose administrator or member."})
    with transaction.atomic():
        organisation = _locked(actor, organisation_id)
        membership = selectors.get_membership(organisation, membership_id)
        if membership.role == role:
            return membership
        _keep_an_administrator(membership)
        before, membership.role = membership.role, role
        membership.save(update_fields=["role"])
        renew_sessions(membership.user)
        entry = audit.record(
            actor=actor,
            action="role-changed",
            obj=membership,
            organisation=organisation,
            details={"person": str(membership.user), "role": f"{before} → {role}"},
        )
        if membership.user_id != actor.pk:
            notices.tell_role(membership, actor, entry.entry_hash)
    return membership


def remove_member(*, actor: User, organisation_id: UUID, membership_id: UUID) -> None:
    """End somebody's membership; what the person contributed stays. Invalid for the last administrator."""
    with transaction.atomic():
        organisation = _locked(actor, organisation_id)
        membership = selectors.get_membership(organisation, membership_id)
        _keep_an_administrator(membership)
        user, pk = membership.user, membership.pk
        membership.delete()
        renew_sessions(user)
        member_removed.send(sender=OrganisationMembership, organisation=organisation, user=user, actor=actor)
        membership.pk = pk
        audit.record(actor=actor, action="member-removed", obj=membership, organisation=organisation, details={"person": str(user)})


def _locked(actor: User, organisation_id: UUID) -> Organisation:
    """The organisation with its row locked, so that two administrators cannot remove each other at once; the right is asked under it."""
    Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    return selectors.get_organisation(actor, organisation_id, OrganisationAction.MANAGE_MEMBERS)


def _keep_an_administrator(membership: OrganisationMembership) -> None:
    if membership.role != OrganisationRole.ADMIN:
        return
    others = OrganisationMembership.objects.filter(organisation=membership.organisation, role=OrganisationRole.ADMIN, user__is_active=True)
    if not others.exclude(pk=membership.pk).exists():
        raise Invalid(LAST_ADMIN)
