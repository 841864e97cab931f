"""Walk-up guests as people: a row that carries a name, so that what they contribute has an author, and nothing to sign in with."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services.people import check_password, clean_email, clean_name, clean_time_zone
from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7

HOUSE = "guest.invalid"
"""The domain of the addresses that stand in for one: no mail ever leaves for it (RFC 2606)."""


def new_guest(*, name: str, time_zone: str) -> User:
    """Somebody without an account, not stored yet; Invalid for a bad name."""
    pk, kept = uuid7(), clean_name(name, "name")
    user = User(pk=pk, email=f"{pk}@{HOUSE}", display_name=kept, time_zone=clean_time_zone(time_zone), is_guest=True)
    user.set_unusable_password()
    return user


def store_guest(user: User) -> User:
    """Keep somebody of `new_guest`."""
    user.save(force_insert=True)
    return user


def create_guest(*, name: str, time_zone: str) -> User:
    """Somebody new without an account."""
    return store_guest(new_guest(name=name, time_zone=time_zone))


def become_person(*, guest: User, email: str, display_name: str, password: str, time_zone: str) -> User:
    """Make a guest somebody with an account under an address that was proved; what the guest contributed stays the person's own.

    Invalid for a bad name, zone or weak password, and for an address that has an account.
    """
    guest.email, guest.display_name, guest.time_zone = clean_email(email), clean_name(display_name), clean_time_zone(time_zone)
    check_password(password, guest)
    guest.set_password(password)
    guest.is_guest = False
    try:
        with transaction.atomic():
            guest.save(update_fields=["email", "display_name", "time_zone", "password", "is_guest"])
    except IntegrityError as error:
        raise Invalid({"email": "This address has an account already. Sign in with it."}) from error
    return guest


FORGOTTEN = "Somebody who did not come in"


def forget_guest(guest: User) -> None:
    """Keep nothing of somebody who asked to come in and contributed nothing: the row stays for the log, without a name."""
    guest.display_name, guest.is_active = FORGOTTEN, False
    guest.save(update_fields=["display_name", "is_active"])


def close_guest(guest: User) -> None:
    """End a guest whose contributions somebody with an account took over."""
    guest.is_active = False
    guest.save(update_fields=["is_active"])
