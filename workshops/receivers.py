"""What this app does when something happens elsewhere, or in another part of it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.signals import invitation_accepted, member_removed
from workshops.services import people, workshops
from workshops.signals import days_moved, person_changed


@receiver(days_moved, dispatch_uid="workshop-days-moved")
def _follow_days(sender: Any, tx: Any, workshop: Any, before: Any, **_: Any) -> None:
    workshops.follow_days(tx, workshop, before)


@receiver(person_changed, dispatch_uid="workshop-person-changed")
def _follow_person(sender: Any, tx: Any, person: Any, before: Any, **_: Any) -> None:
    people.follow_person(tx, person, before)


@receiver(invitation_accepted, dispatch_uid="workshop-invitation-accepted")
def _join(sender: Any, invitation: Any, user: Any, **_: Any) -> None:
    if key := (invitation.grants or {}).get("person"):
        people.join_workshop(user=user, person_id=key)


@receiver(member_removed, dispatch_uid="workshop-member-removed")
def _leave(sender: Any, organisation: Any, user: Any, actor: Any, **_: Any) -> None:
    people.leave_workshops(user=user, organisation=organisation, actor=actor)
