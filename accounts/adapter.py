"""What allauth asks the product: no open sign-up, mail through the outbox, our words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from accounts import mail
from accounts.models import User

RESET_BODY = """Hello {name},

Somebody, probably you, asked for a new password for this address.

Open this link to choose one:
{link}

It works once, for {days} days. If it was not you, leave it: your password stays as it is.
"""
MESSAGES = {"account/messages/password_changed.txt": "Your password is changed."}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation links and the first-administrator link only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-mail and password do not fit together. Try again, or ask for a link.",
        "too_many_login_attempts": "Too many attempts failed. Wait five minutes, or ask for a link.",
        "incorrect_password": "This is not your present password. Type the one you sign in with.",
        "enter_current_password": "Type your present password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: there is no open sign-up."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a reset mail; its host is configured, never what the request claims."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Put the reset mail into the outbox; sending it here would show by its time whether there is an account."""
        days = max(1, settings.PASSWORD_RESET_TIMEOUT // 86_400)
        letter = mail.message(
            to=email,
            user=user,
            kind="password",
            subject="Choose a new password",
            body=RESET_BODY.format(name=user, link=context["password_reset_url"], days=days),
            key=f"password-reset|{user.pk}|{context['key']}",
            holds_secret=True,
        )
        mail.queue([letter])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the profile."""
        return reverse("profile")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what happened in our words; signing in and out shows by itself."""
        text = message or MESSAGES.get(message_template or "", "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)
