"""Who may do what in an organisation; no Django. Rights inside a workshop are in workshops.policy."""

from __future__ import annotations

from enum import StrEnum


class OrganisationAction(StrEnum):
    """What can be done to an organisation."""

    CREATE_WORKSHOP = "create-workshop"
    MANAGE_MEMBERS = "manage-members"
    MANAGE_ORGANISATION = "manage-organisation"
    MANAGE_OWN_TOKENS = "manage-own-tokens"


ROLE_ACTIONS: dict[str, frozenset[OrganisationAction]] = {
    "admin": frozenset(OrganisationAction),
    "member": frozenset({OrganisationAction.CREATE_WORKSHOP, OrganisationAction.MANAGE_OWN_TOKENS}),
}


def allowed(role: str | None) -> frozenset[OrganisationAction]:
    """Rights of a member with this role; none without membership."""
    return ROLE_ACTIONS.get(role or "", frozenset())
