"""Accounts and profiles: addresses in one case, names in one line, the Django admin for accounts only."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEntry, Organisation, User
from accounts.services import people
from tests.accounts.house import PASSWORD, House, browser
from vsm_site.lib.errors import Invalid

PROFILE = {"display_name": "Pia Q.", "time_zone": "America/New_York", "theme": "dark"}


@pytest.mark.django_db
def test_one_address_is_one_account_in_any_case() -> None:
    people.create_person(email="Pia@Example.org", display_name="Pia", password=PASSWORD, time_zone="UTC")
    with pytest.raises(Invalid) as refusal:
        people.create_person(email="PIA@example.ORG", display_name="Other", password=PASSWORD, time_zone="UTC")
    assert refusal.value.faults[0].path == "email"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="PIA@example.org", display_name="Other")])
    assert User.objects.get().display_name == "Pia"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Pia   Q. ", "Pia Q."), ("Pia\u202eevil", "Pia evil"), ("Zo\u0308e", "Zo\u0308e"), ("P\tQ\nR", "P Q R"), ("李 小龙", "李 小龙")],
)
def test_names_are_kept_in_one_visible_line(typed: str, kept: str) -> None:
    assert people.clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u202e", "x" * 81])
def test_names_that_show_nothing_or_too_much_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        people.clean_name(typed)


def test_the_profile_is_saved(house: House) -> None:
    answer = browser(house.pia).post(reverse("profile"), PROFILE)
    assert answer["Location"] == reverse("profile")
    house.pia.refresh_from_db()
    assert (house.pia.display_name, house.pia.time_zone, house.pia.theme) == ("Pia Q.", "America/New_York", "dark")


@pytest.mark.parametrize("bad", [{"time_zone": "Mars/Base"}, {"theme": "pink"}, {"display_name": "\u200b"}])
def test_a_bad_profile_changes_nothing(house: House, bad: dict[str, str]) -> None:
    answer = browser(house.pia).post(reverse("profile"), PROFILE | bad)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(bad)
    house.pia.refresh_from_db()
    assert (house.pia.display_name, house.pia.time_zone, house.pia.theme) == ("Pia", "UTC", "auto")


def test_the_profile_sets_nothing_else(house: House) -> None:
    browser(house.pia).post(reverse("profile"), PROFILE | {"email": "x@example.org", "is_staff": "on", "is_superuser": "on"})
    house.pia.refresh_from_db()
    assert (house.pia.email, house.pia.is_staff, house.pia.is_superuser) == ("pia@example.org", False, False)


def test_a_zone_that_the_list_leaves_out_is_kept(house: House) -> None:
    User.objects.filter(pk=house.pia.pk).update(time_zone="US/Eastern")
    client = browser(house.pia)
    assert 'value="US/Eastern" selected' in client.get(reverse("profile")).content.decode()
    client.post(reverse("profile"), PROFILE | {"time_zone": "US/Eastern"})
    house.pia.refresh_from_db()
    assert house.pia.time_zone == "US/Eastern"


def test_the_profile_lists_ones_organisations(house: House) -> None:
    text = browser(house.pia).get(reverse("profile")).content.decode()
    assert "Riverside Hospital" in text and "Elsewhere" not in text


@pytest.mark.parametrize(("name", "initials"), [("Fay", "Fa"), ("Pia Quinn", "PQ"), ("Ada B. Cole", "AC"), ("x", "X")])
def test_initials(name: str, initials: str) -> None:
    assert User(display_name=name).initials == initials


def test_the_admin_shows_accounts_only() -> None:
    shown = {model._meta.label for model in admin.site._registry}
    assert shown == {"accounts.User", "accounts.Organisation", "accounts.OrganisationMembership", "accounts.AuditEntry"}
    assert apps.get_model("auth", "Group") not in admin.site._registry


def test_the_admin_opens_for_staff_only(house: House) -> None:
    User.objects.filter(pk=house.ada.pk).update(is_staff=True, is_superuser=True)
    assert browser(house.ada).get("/admin/").status_code == 200
    assert browser(house.ada).get("/admin/accounts/user/").status_code == 200
    assert browser(house.pia).get("/admin/accounts/user/").status_code == 302


def test_what_the_admin_changes_is_noted_without_values(house: House) -> None:
    User.objects.filter(pk=house.ada.pk).update(is_staff=True, is_superuser=True)
    client = browser(house.ada)
    answer = client.post("/admin/accounts/organisation/add/", {"name": "Third", "time_zone": "Europe/Berlin"})
    assert answer.status_code == 302
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.actor, entry.details) == ("made-in-admin", house.ada, {"fields": ["name", "time_zone"]})
    assert entry.organisation == Organisation.objects.get(name="Third")


def test_a_person_made_in_the_admin_has_an_address_in_lower_case(house: House) -> None:
    User.objects.filter(pk=house.ada.pk).update(is_staff=True, is_superuser=True)
    data = {"email": "Gus@Example.org", "display_name": "Gus", "usable_password": "false"}
    assert browser(house.ada).post("/admin/accounts/user/add/", data).status_code == 302
    gus = User.objects.get(email="gus@example.org")
    assert not gus.has_usable_password()


def test_the_admin_neither_deletes_people_nor_touches_the_audit_log(house: House) -> None:
    User.objects.filter(pk=house.ada.pk).update(is_staff=True, is_superuser=True)
    client = browser(house.ada)
    entry = AuditEntry.objects.first()
    assert client.post(f"/admin/accounts/user/{house.pia.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/accounts/auditentry/{entry.pk}/change/", {"action": "x"}).status_code == 403
    assert client.get("/admin/accounts/auditentry/add/").status_code == 403
    assert User.objects.filter(pk=house.pia.pk).exists()
