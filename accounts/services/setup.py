"""The first administrator: there is no open sign-up, so a one-use link makes the first account."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import audit, selectors
from accounts.models import Organisation, OrganisationMembership, OrganisationRole, SetupLink, User
from accounts.models.tokens import new_secret, secret_hash
from accounts.services import organisations, people
from vsm_site.lib.errors import NotFound

LINK_HOURS = 24


def new_setup_link(*, now: datetime) -> str | None:
    """A fresh link for the first administrator, valid 24 h, which voids the last; None once there is an administrator."""
    with transaction.atomic():
        if selectors.has_administrator():
            return None
        SetupLink.objects.all().delete()
        secret = new_secret()
        SetupLink.objects.create(token_hash=secret_hash(secret), created_at=now, expires_at=now + timedelta(hours=LINK_HOURS))
    return settings.BASE_URL + reverse("first-administrator", args=[secret])


def set_up(*, token: str, now: datetime, email: str, display_name: str, password: str, organisation_name: str, time_zone: str) -> User:
    """Make the first administrator with the organisation; NotFound when the link does not work, Invalid for what was typed.

    The person may also open the Django admin, where accounts and further organisations are looked after.
    """
    with transaction.atomic():
        _claim(token, now)
        user = people.create_person(email=email, display_name=display_name, password=password, time_zone=time_zone)
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
        organisation = Organisation.objects.create(
            name=organisations.clean_name(organisation_name, "organisation_name"), time_zone=user.time_zone
        )
        OrganisationMembership.objects.create(organisation=organisation, user=user, role=OrganisationRole.ADMIN)
        audit.record(actor=user, action="set-up", obj=organisation, organisation=organisation, at=now)
    return user


def _claim(token: str, now: datetime) -> None:
    claimed = SetupLink.objects.filter(token_hash=secret_hash(token), used_at=None, expires_at__gt=now).update(used_at=now)
    if not claimed or selectors.has_administrator():
        raise NotFound("This link no longer works.")
