"""Fixtures of the tests of accounts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from accounts.models import Organisation, OrganisationMembership
from tests.accounts.house import House, make_user


@pytest.fixture
def house(db: None) -> House:
    """Two organisations with their people."""
    ada, pia, per, xena = (make_user(name) for name in ("ada", "pia", "per", "xena"))
    riverside = Organisation.objects.create(name="Riverside Hospital", time_zone="Europe/Berlin")
    elsewhere = Organisation.objects.create(name="Elsewhere")
    for user, role in ((ada, "admin"), (pia, "member"), (per, "member")):
        OrganisationMembership.objects.create(organisation=riverside, user=user, role=role)
    OrganisationMembership.objects.create(organisation=elsewhere, user=xena, role="admin")
    return House(ada, pia, per, xena, riverside, elsewhere)


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Limits on failed sign-ins count in the cache; each test begins with none."""
    cache.clear()
    yield
    cache.clear()
