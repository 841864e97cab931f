"""Members and their roles: who may change them, and the administrator who must stay."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import selectors
from accounts.models import AuditEntry, Notification, OrganisationMembership, User
from accounts.policy import OrganisationAction
from accounts.services import organisations
from accounts.signals import member_removed
from tests.accounts.house import House, browser
from vsm_site.lib.errors import Forbidden, Invalid, NotFound


def set_role(house: House, actor: User, user: User, role: str) -> OrganisationMembership:
    return organisations.set_member_role(
        actor=actor, organisation_id=house.riverside.pk, membership_id=house.membership(user).pk, role=role
    )


def remove(house: House, actor: User, user: User) -> None:
    organisations.remove_member(actor=actor, organisation_id=house.riverside.pk, membership_id=house.membership(user).pk)


def test_an_administrator_makes_another(house: House) -> None:
    set_role(house, house.ada, house.pia, "admin")
    assert house.membership(house.pia).role == "admin"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.organisation, entry.details) == (
        "role-changed",
        house.ada,
        house.riverside,
        {"person": "Pia", "role": "member → admin"},
    )
    assert Notification.objects.get(user=house.pia).text == "Ada made you an administrator of Riverside Hospital."


def test_nobody_raises_the_own_role(house: House) -> None:
    with pytest.raises(Forbidden):
        set_role(house, house.pia, house.pia, "admin")
    assert house.membership(house.pia).role == "member"
    assert not AuditEntry.objects.exists()


def test_the_last_administrator_stays_one(house: House) -> None:
    with pytest.raises(Invalid):
        set_role(house, house.ada, house.ada, "member")
    assert house.membership(house.ada).role == "admin"


def test_the_last_administrator_cannot_be_removed(house: House) -> None:
    with pytest.raises(Invalid):
        remove(house, house.ada, house.ada)
    assert house.membership(house.ada).role == "admin"
    assert not AuditEntry.objects.exists()


def test_an_administrator_who_cannot_sign_in_does_not_count(house: House) -> None:
    set_role(house, house.ada, house.pia, "admin")
    User.objects.filter(pk=house.pia.pk).update(is_active=False)
    with pytest.raises(Invalid):
        remove(house, house.ada, house.ada)
    assert OrganisationMembership.objects.filter(organisation=house.riverside).count() == 3


def test_an_administrator_may_go_when_another_stays(house: House) -> None:
    set_role(house, house.ada, house.pia, "admin")
    remove(house, house.ada, house.ada)
    assert not OrganisationMembership.objects.filter(user=house.ada).exists()


def test_removal_is_told_to_the_apps_above(house: House) -> None:
    heard = []

    def hear(organisation: object, user: object, actor: object, **_: object) -> None:
        heard.append((organisation, user, actor))

    member_removed.connect(hear)
    try:
        remove(house, house.ada, house.per)
    finally:
        member_removed.disconnect(hear)
    assert heard == [(house.riverside, house.per, house.ada)]


def test_a_member_removes_nobody(house: House) -> None:
    with pytest.raises(Forbidden):
        remove(house, house.pia, house.per)
    assert OrganisationMembership.objects.filter(user=house.per).exists()


def test_an_administrator_of_another_organisation_finds_nothing(house: House) -> None:
    with pytest.raises(NotFound):
        remove(house, house.xena, house.per)
    with pytest.raises(NotFound):
        organisations.set_member_role(
            actor=house.xena, organisation_id=house.elsewhere.pk, membership_id=house.membership(house.per).pk, role="admin"
        )
    assert house.membership(house.per).role == "member"


def test_the_name_is_kept_in_one_line(house: House) -> None:
    organisations.update_organisation(
        actor=house.ada, organisation_id=house.riverside.pk, name=" River\nside \u202eClinic ", time_zone="UTC"
    )
    house.riverside.refresh_from_db()
    assert (house.riverside.name, house.riverside.time_zone) == ("River side Clinic", "UTC")


@pytest.mark.parametrize(("name", "zone", "path"), [("  ", "UTC", "name"), ("x" * 121, "UTC", "name"), ("Fine", "Mars/Base", "time_zone")])
def test_bad_facts_are_refused(house: House, name: str, zone: str, path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        organisations.update_organisation(actor=house.ada, organisation_id=house.riverside.pk, name=name, time_zone=zone)
    assert [fault.path for fault in refusal.value.faults] == [path]
    house.riverside.refresh_from_db()
    assert house.riverside.name == "Riverside Hospital"


def test_rights_in_an_organisation(house: House) -> None:
    assert OrganisationAction.MANAGE_MEMBERS in selectors.rights_in(house.ada, house.riverside.pk)
    assert selectors.rights_in(house.pia, house.riverside.pk) == {OrganisationAction.CREATE_WORKSHOP, OrganisationAction.MANAGE_OWN_TOKENS}
    assert selectors.rights_in(house.xena, house.riverside.pk) == frozenset()


def test_somebody_inactive_has_no_rights(house: House) -> None:
    house.ada.is_active = False
    assert selectors.rights_in(house.ada, house.riverside.pk) == frozenset()


def test_the_working_organisation_is_the_only_one(house: House) -> None:
    assert selectors.get_working_organisation(house.pia, None, OrganisationAction.CREATE_WORKSHOP) == house.riverside


def test_with_several_organisations_one_must_be_named(house: House) -> None:
    OrganisationMembership.objects.create(organisation=house.elsewhere, user=house.pia)
    with pytest.raises(Invalid) as refusal:
        selectors.get_working_organisation(house.pia, None, OrganisationAction.CREATE_WORKSHOP)
    assert refusal.value.faults[0].path == "organisation"
    assert selectors.get_working_organisation(house.pia, house.elsewhere.pk, OrganisationAction.CREATE_WORKSHOP) == house.elsewhere


PAGES = ["organisation", "organisation-settings", "organisation-audit"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_for_administrator_member_stranger_and_visitor(house: House, name: str) -> None:
    url = reverse(name, args=[house.riverside.pk])
    assert browser(house.ada).get(url).status_code == 200
    assert browser(house.pia).get(url).status_code == 403
    assert browser(house.xena).get(url).status_code == 404
    answer = browser().get(url)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={url}")


def test_the_page_lists_members_with_their_addresses(house: House) -> None:
    text = browser(house.ada).get(reverse("organisation", args=[house.riverside.pk])).content.decode()
    assert "pia@example.org" in text and "per@example.org" in text and "xena@example.org" not in text


def test_roles_change_by_the_page(house: House) -> None:
    url = reverse("member-role", args=[house.riverside.pk, house.membership(house.pia).pk])
    assert browser(house.pia).post(url, {"role": "admin"}).status_code == 403
    assert browser(house.xena).post(url, {"role": "admin"}).status_code == 404
    assert house.membership(house.pia).role == "member"
    assert browser(house.ada).post(url, {"role": "admin"}).status_code == 302
    assert house.membership(house.pia).role == "admin"


def test_removal_asks_first(house: House) -> None:
    url = reverse("member-remove", args=[house.riverside.pk, house.membership(house.per).pk])
    client = browser(house.ada)
    assert "stays" in client.get(url).content.decode()
    assert OrganisationMembership.objects.filter(user=house.per).exists()
    assert client.post(url)["Location"] == reverse("organisation", args=[house.riverside.pk])
    assert not OrganisationMembership.objects.filter(user=house.per).exists()


def test_the_page_says_why_the_last_administrator_stays(house: House) -> None:
    url = reverse("member-remove", args=[house.riverside.pk, house.membership(house.ada).pk])
    text = browser(house.ada).post(url, follow=True).content.decode()
    assert organisations.LAST_ADMIN in text
    assert house.membership(house.ada).role == "admin"


def test_posts_without_the_csrf_token_are_refused(house: House) -> None:
    client = browser(house.ada, enforce_csrf_checks=True)
    url = reverse("member-remove", args=[house.riverside.pk, house.membership(house.per).pk])
    assert client.post(url).status_code == 403
    assert OrganisationMembership.objects.filter(user=house.per).exists()


def test_the_audit_page_shows_actions_newest_first_and_only_ours(house: House) -> None:
    set_role(house, house.ada, house.pia, "admin")
    organisations.update_organisation(actor=house.xena, organisation_id=house.elsewhere.pk, name="CANARY", time_zone="UTC")
    browser(house.xena)
    answer = browser(house.ada).get(reverse("organisation-audit", args=[house.riverside.pk]))
    actions = [(entry.action, entry.actor) for entry in answer.context["page"]]
    assert actions == [("signed-in", house.ada), ("role-changed", house.ada)]
    assert "CANARY" not in answer.content.decode()
