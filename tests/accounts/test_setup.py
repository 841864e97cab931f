"""The first administrator: one link, once, for a day."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Organisation, OrganisationMembership, SetupLink, User
from accounts.services import setup
from tests.accounts.house import NOW, PASSWORD, House, browser
from vsm_site.lib.errors import Invalid, NotFound

TYPED = {
    "display_name": "Ada",
    "email": "Ada@Example.org",
    "password": PASSWORD,
    "organisation_name": "Riverside Hospital",
    "time_zone": "Europe/Berlin",
}


def token_of(link: str | None) -> str:
    assert link is not None
    return link.rstrip("/").rpartition("/")[2]


@pytest.mark.django_db
def test_the_link_makes_administrator_and_organisation_and_signs_in() -> None:
    link = setup.new_setup_link(now=timezone.now())
    client = browser()
    answer = client.post(reverse("first-administrator", args=[token_of(link)]), TYPED)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    user = User.objects.get()
    assert (user.email, user.display_name, user.time_zone, user.is_superuser) == ("ada@example.org", "Ada", "Europe/Berlin", True)
    assert user.check_password(PASSWORD)
    membership = OrganisationMembership.objects.get(user=user)
    assert (membership.role, membership.organisation.name, membership.organisation.time_zone) == (
        "admin",
        "Riverside Hospital",
        "Europe/Berlin",
    )
    assert client.session["_auth_user_id"] == str(user.pk)
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == ["set-up", "signed-in"]


@pytest.mark.django_db
def test_the_link_works_once() -> None:
    token = token_of(setup.new_setup_link(now=NOW))
    setup.set_up(token=token, now=NOW, **TYPED)
    with pytest.raises(NotFound):
        setup.set_up(token=token, now=NOW, **TYPED | {"email": "per@example.org"})
    assert User.objects.count() == Organisation.objects.count() == 1


@pytest.mark.django_db
def test_the_link_works_for_a_day() -> None:
    token = token_of(setup.new_setup_link(now=NOW))
    with pytest.raises(NotFound):
        setup.set_up(token=token, now=NOW + timedelta(hours=24), **TYPED)
    assert not User.objects.exists()
    setup.set_up(token=token, now=NOW + timedelta(hours=23, minutes=59), **TYPED)
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_new_link_voids_the_last() -> None:
    first, second = setup.new_setup_link(now=NOW), setup.new_setup_link(now=NOW)
    with pytest.raises(NotFound):
        setup.set_up(token=token_of(first), now=NOW, **TYPED)
    setup.set_up(token=token_of(second), now=NOW, **TYPED)
    assert User.objects.count() == 1


def test_no_link_once_there_is_an_administrator(house: House) -> None:
    assert setup.new_setup_link(now=NOW) is None
    assert not SetupLink.objects.exists()


def test_an_old_link_makes_no_second_administrator(house: House) -> None:
    OrganisationMembership.objects.filter(role="admin").update(role="member")
    token = token_of(setup.new_setup_link(now=NOW))
    OrganisationMembership.objects.filter(user=house.ada).update(role="admin")
    with pytest.raises(NotFound):
        setup.set_up(token=token, now=NOW, **TYPED | {"email": "new@example.org"})
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.django_db
def test_only_the_hash_of_the_link_is_kept() -> None:
    token = token_of(setup.new_setup_link(now=NOW))
    assert SetupLink.objects.filter(token_hash__contains=token).count() == 0
    assert len(SetupLink.objects.get().token_hash) == 64


@pytest.mark.django_db
def test_a_weak_password_is_refused_and_the_link_still_works() -> None:
    token = token_of(setup.new_setup_link(now=NOW))
    with pytest.raises(Invalid) as refusal:
        setup.set_up(token=token, now=NOW, **TYPED | {"password": "password"})
    assert {fault.path for fault in refusal.value.faults} == {"password"}
    assert not User.objects.exists()
    setup.set_up(token=token, now=NOW, **TYPED)


@pytest.mark.django_db
def test_the_page_shows_what_is_wrong_at_its_field() -> None:
    token = token_of(setup.new_setup_link(now=timezone.now()))
    answer = browser().post(reverse("first-administrator", args=[token]), TYPED | {"password": "short"})
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.context["form"].errors["password"][0]
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_unknown_link_says_how_to_get_a_new_one() -> None:
    answer = browser().get(reverse("first-administrator", args=["nothing"]))
    assert answer.status_code == 404
    assert "./vsm up" in answer.content.decode()


def test_with_an_administrator_the_page_leads_to_sign_in(house: House) -> None:
    answer = browser().get(reverse("first-administrator", args=["nothing"]))
    assert answer.status_code == 404
    assert reverse("account_login") in answer.content.decode()


@pytest.mark.django_db
def test_the_command_prints_the_link_and_nothing_else() -> None:
    out = StringIO()
    call_command("first_admin_link", stdout=out)
    assert out.getvalue().startswith("http://127.0.0.1:8000/accounts/first/")
    assert out.getvalue().count("\n") == 1


def test_the_command_prints_nothing_when_none_is_needed(house: House) -> None:
    out = StringIO()
    call_command("first_admin_link", stdout=out)
    assert out.getvalue() == ""
