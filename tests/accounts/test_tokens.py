"""Keys to the API: hashed, for a while, revocable; and who may call with what."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.models import ApiToken, AuditEntry, OrganisationMembership, User
from accounts.services import tokens
from tests.accounts.house import NOW, House, browser
from vsm_site.lib.errors import Invalid, NotFound

ME = "/api/v1/me/"


def make(user: User, days: int = 90) -> str:
    return tokens.create_token(actor=user, label="Sheet", days=days, now=timezone.now()).secret


def call(header: str | None) -> Any:
    return Client().get(ME, headers={"Authorization": header} if header else {})


def test_a_token_opens_the_api(house: House) -> None:
    answer = call(f"Token {make(house.pia)}")
    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(house.pia.pk),
        "email": "pia@example.org",
        "display_name": "Pia",
        "time_zone": "UTC",
        "organisations": [{"id": str(house.riverside.pk), "name": "Riverside Hospital", "role": "member"}],
    }


def test_only_the_hash_is_kept(house: House) -> None:
    secret = make(house.pia)
    kept = ApiToken.objects.get()
    assert secret not in str(ApiToken.objects.values()[0])
    assert (kept.prefix, len(kept.token_hash)) == (secret[:8], 64)
    assert AuditEntry.objects.get().details == {"prefix": secret[:8], "days": 90}


@pytest.mark.parametrize("header", [None, "Token nonsense", "Token", "Token a b", "Bearer x", "Token \xff\xfe"])
def test_without_a_valid_token_it_is_401(house: House, header: str | None) -> None:
    answer = call(header)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 401


def test_an_expired_token_is_401(house: House) -> None:
    secret = make(house.pia, days=1)
    assert call(f"Token {secret}").status_code == 200
    ApiToken.objects.update(expires_at=timezone.now())
    assert call(f"Token {secret}").status_code == 401


def test_a_revoked_token_is_401(house: House) -> None:
    secret = make(house.pia)
    browser(house.pia).post(reverse("token-revoke", args=[ApiToken.objects.get().pk]))
    assert call(f"Token {secret}").status_code == 401
    assert AuditEntry.objects.first().action == "token-revoked"


def test_a_token_of_somebody_inactive_is_401(house: House) -> None:
    secret = make(house.pia)
    User.objects.filter(pk=house.pia.pk).update(is_active=False)
    assert call(f"Token {secret}").status_code == 401


def test_all_refusals_say_the_same(house: House) -> None:
    secret = make(house.pia)
    ApiToken.objects.update(revoked_at=NOW)
    assert call(f"Token {secret}").json() == call("Token nonsense").json()


def test_the_last_day_of_use_is_noted_once_a_day(house: House, django_assert_num_queries: Any) -> None:
    secret = make(house.pia)
    tokens.use_token(secret=secret, now=NOW)
    assert ApiToken.objects.get().last_used_on == NOW.date()
    with django_assert_num_queries(1):
        tokens.use_token(secret=secret, now=NOW + timedelta(hours=1))
    tokens.use_token(secret=secret, now=NOW + timedelta(days=1))
    assert ApiToken.objects.get().last_used_on == NOW.date() + timedelta(days=1)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_is_valid_for_a_day_to_a_year(house: House, days: int) -> None:
    with pytest.raises(Invalid) as refusal:
        make(house.pia, days)
    assert refusal.value.faults[0].path == "days"
    assert not ApiToken.objects.exists() and not AuditEntry.objects.exists()


def test_twenty_valid_tokens_are_enough(house: House) -> None:
    for _ in range(20):
        make(house.pia)
    with pytest.raises(Invalid):
        make(house.pia)
    assert ApiToken.objects.count() == 20
    ApiToken.objects.filter(pk=ApiToken.objects.first().pk).update(revoked_at=NOW)
    make(house.pia)


def test_nobody_revokes_anothers_token(house: House) -> None:
    make(house.pia)
    pk = ApiToken.objects.get().pk
    with pytest.raises(NotFound):
        tokens.revoke_token(actor=house.ada, token_id=pk, now=NOW)
    assert browser(house.ada).post(reverse("token-revoke", args=[pk])).status_code == 404
    assert ApiToken.objects.get().revoked_at is None


def test_the_page_shows_a_new_token_this_once(house: House) -> None:
    client, url = browser(house.pia), reverse("token-list")
    answer = client.post(url, {"label": "Weekly sheet", "days": "30"})
    assert answer.status_code == 201
    secret = answer.context["made"].secret
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    text = client.get(url).content.decode()
    assert secret not in text and secret[:8] in text and "Weekly sheet" in text
    assert (ApiToken.objects.get().expires_at - timezone.now()).days in (29, 30)


def test_the_page_lists_ones_own_tokens_only(house: House) -> None:
    tokens.create_token(actor=house.per, label="CANARY", days=1, now=NOW)
    assert "CANARY" not in browser(house.pia).get(reverse("token-list")).content.decode()


def test_bad_days_are_named_on_the_page(house: House) -> None:
    answer = browser(house.pia).post(reverse("token-list"), {"label": "", "days": "1000"})
    assert answer.status_code == 422
    assert "days" in answer.context["form"].errors
    assert not ApiToken.objects.exists()


def test_the_command_prints_the_token_and_nothing_else(house: House) -> None:
    out = StringIO()
    call_command("api_token", "PIA@example.org", "--days", "7", stdout=out)
    assert call(f"Token {out.getvalue().strip()}").status_code == 200
    assert out.getvalue().count("\n") == 1
    kept = ApiToken.objects.get()
    assert kept.expires_at - kept.created_at == timedelta(days=7)


@pytest.mark.parametrize("arguments", [("nobody@example.org",), ("pia@example.org", "--days", "0")])
def test_the_command_refuses(house: House, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("api_token", *arguments)
    assert not ApiToken.objects.exists()


def test_a_session_opens_the_api_too(house: House) -> None:
    assert browser(house.pia).get(ME).json()["email"] == "pia@example.org"


def test_the_api_names_all_organisations(house: House) -> None:
    OrganisationMembership.objects.create(organisation=house.elsewhere, user=house.pia)
    assert [entry["name"] for entry in browser(house.pia).get(ME).json()["organisations"]] == ["Elsewhere", "Riverside Hospital"]


def test_notifications_by_the_api_are_ones_own(house: House) -> None:
    membership = house.membership(house.pia)
    notices.tell_role(membership, house.ada, "k")
    body = browser(house.pia).get("/api/v1/notifications/").json()
    assert (body["count"], body["results"][0]["text"]) == (1, "Ada made you a member of Riverside Hospital.")
    assert browser(house.per).get("/api/v1/notifications/").json()["count"] == 0
