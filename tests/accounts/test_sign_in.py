"""Signing in, out and finding a lost password, without telling who has an account."""

from __future__ import annotations

import re

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.models import AuditEntry, OutboxMessage, User
from tests.accounts.house import PASSWORD, House, browser

LOGIN = "/accounts/login/"


@pytest.mark.parametrize("typed", ["pia@example.org", "PIA@Example.ORG", " pia@example.org "])
def test_the_address_counts_in_any_case(house: House, typed: str) -> None:
    client = browser()
    answer = client.post(LOGIN, {"login": typed, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(house.pia.pk)


def test_signing_in_leads_on(house: House) -> None:
    answer = browser().post(LOGIN, {"login": "pia@example.org", "password": PASSWORD, "next": "/accounts/profile/"})
    assert answer["Location"] == "/accounts/profile/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http:///evil.example"])
def test_signing_in_leads_nowhere_else(house: House, target: str) -> None:
    answer = browser().post(LOGIN, {"login": "pia@example.org", "password": PASSWORD, "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_new_session_begins_at_sign_in(house: House) -> None:
    client = browser()
    client.get(LOGIN)
    session = client.session
    session["before"] = 1
    session.save()
    before = client.cookies["sessionid"].value if "sessionid" in client.cookies else session.session_key
    client.post(LOGIN, {"login": "pia@example.org", "password": PASSWORD})
    assert client.cookies["sessionid"].value != before


def test_a_wrong_password_and_an_unknown_address_answer_alike(house: House) -> None:
    def errors(address: str) -> list[str]:
        answer = browser().post(LOGIN, {"login": address, "password": "wrong"})
        assert answer.status_code == 200
        return answer.context["form"].non_field_errors() + answer.context["form"].errors.get("password", [])

    assert errors("pia@example.org") == errors("nobody@example.org")
    assert "do not fit together" in str(errors("pia@example.org"))


def test_sign_in_needs_the_csrf_token(house: House) -> None:
    client = browser(enforce_csrf_checks=True)
    assert client.post(LOGIN, {"login": "pia@example.org", "password": PASSWORD}).status_code == 403
    assert "_auth_user_id" not in client.session


def test_somebody_inactive_does_not_get_in(house: House) -> None:
    User.objects.filter(pk=house.pia.pk).update(is_active=False)
    client = browser()
    client.post(LOGIN, {"login": "pia@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_many_failures_close_the_door_for_a_while(house: House) -> None:
    client = browser()
    for _ in range(5):
        client.post(LOGIN, {"login": "pia@example.org", "password": "wrong"})
    answer = client.post(LOGIN, {"login": "pia@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 429)


def test_there_is_no_sign_up() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


@pytest.mark.parametrize("path", ["signup", "email", "confirm-email", "social/signup", "login/code"])
def test_routes_that_the_product_does_not_use_are_absent(house: House, path: str) -> None:
    assert browser(house.pia).get(f"/accounts/{path}/").status_code == 404


def test_signing_out_is_a_post(house: House) -> None:
    client = browser(house.pia)
    assert client.get("/accounts/logout/").status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["profile", "notification-list", "notification-mail", "token-list", "account_change_password"])
def test_pages_about_oneself_need_a_session(house: House, name: str) -> None:
    url = reverse(name)
    answer = browser().get(url)
    assert (answer.status_code, answer["Location"]) == (302, f"{LOGIN}?next={url}")
    assert browser(house.pia).get(url).status_code == 200


def ask_reset(address: str) -> tuple[int, str]:
    answer = browser().post(reverse("account_reset_password"), {"email": address})
    return answer.status_code, answer.headers.get("Location", "")


def test_a_reset_answers_alike_whether_or_not_there_is_an_account(house: House) -> None:
    User.objects.filter(pk=house.per.pk).update(is_active=False)
    answers = {ask_reset(address) for address in ("pia@example.org", "nobody@example.org", "per@example.org")}
    assert answers == {(302, reverse("account_reset_password_done"))}
    assert [letter.to for letter in OutboxMessage.objects.all()] == ["pia@example.org"]


def test_the_reset_link_sets_a_new_password_once(house: House) -> None:
    ask_reset("PIA@example.org")
    letter = OutboxMessage.objects.get()
    assert letter.holds_secret
    link = re.search(r"http://127\.0\.0\.1:8000(/accounts/password/reset/key/\S+)", letter.body)
    assert link is not None
    client = browser()
    answer = client.get(link[1])
    form_at = answer["Location"]
    assert client.get(form_at).status_code == 200
    new = {"password1": "a new long password", "password2": "a new long password"}
    assert client.post(form_at, new).status_code == 302
    house.pia.refresh_from_db()
    assert house.pia.check_password("a new long password")
    assert AuditEntry.objects.first().action == "password-reset"
    again = browser().get(link[1])
    assert again.status_code == 200 and again.context["token_fail"] is True


def test_changing_the_password_needs_the_present_one(house: House) -> None:
    client, url = browser(house.pia), reverse("account_change_password")
    new = {"password1": "a new long password", "password2": "a new long password"}
    client.post(url, {"oldpassword": "wrong"} | new)
    house.pia.refresh_from_db()
    assert house.pia.check_password(PASSWORD)
    assert client.post(url, {"oldpassword": PASSWORD} | new)["Location"] == reverse("profile")
    house.pia.refresh_from_db()
    assert house.pia.check_password("a new long password")
    assert client.get(reverse("profile")).status_code == 200
    assert AuditEntry.objects.first().action == "password-changed"


def test_other_sessions_end_when_the_password_changes(house: House) -> None:
    here, there = browser(house.pia), browser(house.pia)
    new = {"oldpassword": PASSWORD, "password1": "a new long password", "password2": "a new long password"}
    here.post(reverse("account_change_password"), new)
    assert there.get(reverse("profile")).status_code == 302
