"""Walk-up guests as people: a row that carries a name, so that what they contribute has an author, and nothing to sign in with."""

from __future__ import annotations

from accounts.models import User
from accounts.services.people import clean_name, clean_time_zone
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
