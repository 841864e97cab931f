"""Accounts of people: making them, and what a person sets for oneself."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from accounts import notifications
from accounts.models import NotificationPreference, User
from accounts.models.users import validate_time_zone
from vsm_site.lib.errors import Fault, Invalid, NotFound

NAME_LENGTH = 80


def clean_email(email: str) -> str:
    """The address as it is kept, in lower case; Invalid when it is none."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid({"email": "Type an e-mail address like pia@example.org."}) from error
    if len(address) > 254:
        raise Invalid({"email": "An e-mail address has at most 254 characters."})
    return address


def clean_name(name: str, field: str = "display_name", length: int = NAME_LENGTH) -> str:
    """A name in one line without invisible characters; Invalid when it is empty or too long."""
    kept = " ".join("".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in name).split())
    if not kept:
        raise Invalid({field: "Type a name."})
    if len(kept) > length:
        raise Invalid({field: f"A name has at most {length} characters."})
    return kept


def clean_time_zone(name: str) -> str:
    """The name of a time zone; Invalid when there is none like it."""
    try:
        validate_time_zone(name)
    except ValidationError as error:
        raise Invalid({"time_zone": error.messages[0]}) from error
    return name


def create_person(*, email: str, display_name: str, password: str, time_zone: str) -> User:
    """A new account; Invalid for a bad address, name, zone or weak password, and for an address that has an account."""
    user = User(email=clean_email(email), display_name=clean_name(display_name), time_zone=clean_time_zone(time_zone))
    check_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid({"email": "This address has an account already. Sign in with it."}) from error
    return user


def update_profile(*, actor: User, display_name: str, time_zone: str, theme: str) -> User:
    """Set how others see the person, in which zone times are shown, and how pages look."""
    if theme not in User.Theme.values:
        raise Invalid({"theme": "Choose as the system, light or dark."})
    actor.display_name, actor.time_zone, actor.theme = clean_name(display_name), clean_time_zone(time_zone), theme
    actor.save(update_fields=["display_name", "time_zone", "theme"])
    return actor


def set_mail_preferences(*, actor: User, by_mail: Mapping[str, bool]) -> None:
    """Say of each kind of notification whether it also comes by mail; kinds left out stay as they are."""
    known = {entry.kind for entry in notifications.kinds() if entry.mails}
    if unknown := sorted(set(by_mail) - known):
        raise Invalid([Fault(kind, "There is no such kind of notification.") for kind in unknown])
    with transaction.atomic():
        for kind, wanted in by_mail.items():
            NotificationPreference.objects.update_or_create(user=actor, kind=kind, defaults={"by_mail": wanted})


def stop_mail(*, token: str) -> notifications.NoticeKind:
    """Stop mail of one kind for the person that the link of a mail names; NotFound for a link that we did not make."""
    named = notifications.read_unsubscribe(token)
    user = User.objects.filter(pk=named[0]).first() if named else None
    if named is None or user is None:
        raise NotFound
    set_mail_preferences(actor=user, by_mail={named[1].kind: False})
    return named[1]


def check_password(password: str, user: User) -> None:
    """Invalid for a password that is too weak for this person."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid([Fault("password", text) for text in error.messages]) from error
