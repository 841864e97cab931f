"""What happens outside our services but belongs into the audit log."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.services import sessions
from vsm_site.lib.http import address_of


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody signed in, by whichever door."""
    sessions.begin_session(
        user=user,
        session=request.session,
        address=address_of(request),
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        now=timezone.now(),
    )
    audit.record(actor=user, action="signed-in", obj=user)


@receiver(password_changed)
def note_password_change(request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody chose a new password while signed in; the session got a new key by it."""
    sessions.follow_session(session=request.session)
    audit.record(actor=user, action="password-changed", obj=user)


@receiver(password_reset)
def note_password_reset(user: User, **_: Any) -> None:
    """Somebody chose a new password by the link from a mail."""
    audit.record(actor=user, action="password-reset", obj=user)
