"""What this app does when something happens elsewhere, or in another part of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import invitation_accepted, member_removed
from workshops import hints
from workshops.services import barrier_reminders, people, workshops
from workshops.signals import barrier_moved, days_moved, person_changed


@receiver(days_moved, dispatch_uid="workshop-days-moved")
def _follow_days(sender: Any, tx: Any, workshop: Any, before: Any, **_: Any) -> None:
    workshops.follow_days(tx, workshop, before)


@receiver(days_moved, dispatch_uid="barriers-days-moved")
def _replan_barriers(sender: Any, tx: Any, workshop: Any, before: Any, **_: Any) -> None:
    if "time_zone" in before:
        barrier_reminders.replan(workshop, now=tx.at)


@receiver(barrier_moved, dispatch_uid="barrier-reminders-planned")
def _plan_barrier(sender: Any, tx: Any, barrier: Any, **_: Any) -> None:
    barrier_reminders.plan_reminders(barrier, barrier.workshop, now=tx.at)


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


@receiver(post_delete, sender=Session, dispatch_uid="workshop-session-ended")
def _session_ended(sender: Any, instance: Session, **_: Any) -> None:
    """Logout, a new password and a new login end a session: its sockets are closed at once."""
    if key := instance.get_decoded().get(SESSION_KEY):
        transaction.on_commit(lambda: hints.sessions_moved(UUID(key)))


@receiver(post_save, sender=User, dispatch_uid="workshop-user-changed")
def _user_changed(sender: Any, instance: User, update_fields: Collection[str] | None, **_: Any) -> None:
    """A password or an account that was disabled ends sessions without deleting them."""
    if update_fields is None or {"password", "is_active"}.intersection(update_fields):
        transaction.on_commit(lambda: hints.sessions_moved(instance.pk))
