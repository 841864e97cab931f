"""What happens outside our services but belongs into the audit log."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts import audit
from accounts.models import User


@receiver(user_logged_in)
def note_sign_in(user: User, **_: Any) -> None:
    """Somebody signed in, by whichever door."""
    audit.record(actor=user, action="signed-in", obj=user)


@receiver(password_changed)
def note_password_change(user: User, **_: Any) -> None:
    """Somebody chose a new password while signed in."""
    audit.record(actor=user, action="password-changed", obj=user)


@receiver(password_reset)
def note_password_reset(user: User, **_: Any) -> None:
    """Somebody chose a new password by the link from a mail."""
    audit.record(actor=user, action="password-reset", obj=user)
