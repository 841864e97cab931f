"""Sessions: twelve hours without use, one write in ten minutes, a list of one's own, and signing out elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import selectors
from accounts.devices import device
from accounts.models import AuditEntry, User
from accounts.services import organisations, sessions
from tests.accounts.house import NOW, PASSWORD, House, browser
from vsm_site.lib.errors import NotFound

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1"
PAGE, NEW = "/accounts/sessions/", "a new long password"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time stands still at NOW until a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def sign_in(user: User, user_agent: str = FIREFOX, address: str = "203.0.113.7") -> Client:
    """A browser in which the person came in by the form."""
    client = Client(headers={"user-agent": user_agent}, REMOTE_ADDR=address)
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})["Location"] == "/"
    return client


def is_in(client: Client) -> bool:
    """Whether a page opens."""
    return client.get(reverse("profile")).status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15", "Safari on Mac"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/138.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Linux"),
        ("Firefox/1.0", "Firefox"),
        ("curl/8.5.0", "An unknown device"),
        ("", "An unknown device"),
    ],
)
def test_a_device_in_words(user_agent: str, words: str) -> None:
    assert device(user_agent) == words


@pytest.mark.parametrize(("idle", "stays"), [(timedelta(hours=11, minutes=59, seconds=59), True), (timedelta(hours=12), False)])
def test_a_session_ends_after_twelve_hours_without_a_request(
    house: House, clock: time_machine.Traveller, idle: timedelta, stays: bool
) -> None:
    client = sign_in(house.pia)
    assert client.cookies["sessionid"]["max-age"] == 12 * 3600
    clock.shift(idle)
    assert is_in(client) is stays


def test_a_session_in_use_goes_on(house: House, clock: time_machine.Traveller) -> None:
    client = sign_in(house.pia)
    for _ in range(5):
        clock.shift(timedelta(hours=11))
        assert is_in(client)
    assert Session.objects.get().expire_date == NOW + timedelta(hours=5 * 11 + 12)
    clock.shift(timedelta(hours=12))
    assert not is_in(client)


def test_use_is_written_once_in_ten_minutes(house: House, clock: time_machine.Traveller) -> None:
    client, seen = sign_in(house.pia), []
    for minutes in (9, 1, 9, 1, 5):
        clock.shift(timedelta(minutes=minutes))
        seen.append(("sessionid" in client.get(reverse("profile")).cookies, Session.objects.get().expire_date - NOW))
    written = [timedelta(hours=12, minutes=minutes) for minutes in (0, 10, 10, 20, 20)]
    assert seen == list(zip((False, True, False, True, False), written, strict=True))


@pytest.mark.parametrize("door", ["form", "another"])
def test_every_door_notes_the_session(house: House, clock: time_machine.Traveller, door: str) -> None:
    client = sign_in(house.pia) if door == "form" else browser(house.pia)
    (entry,) = selectors.list_sessions(house.pia, NOW, client.session.session_key)
    assert (entry.since, entry.used, entry.is_here) == (NOW, NOW, True)


def test_the_page_lists_ones_own_sessions(house: House, clock: time_machine.Traveller) -> None:
    sign_in(house.per, address="198.51.100.9")
    here = sign_in(house.pia)
    clock.shift(timedelta(hours=1))
    there = sign_in(house.pia, PHONE, "203.0.113.8")
    clock.shift(timedelta(minutes=20))
    listed = [(entry.device, entry.address, entry.since, entry.used, entry.is_here) for entry in there.get(PAGE).context["sessions"]]
    later = NOW + timedelta(hours=1)
    assert listed == [
        ("Safari on iPhone", "203.0.113.8", later, later, True),
        ("Firefox on Windows", "203.0.113.7", NOW, NOW, False),
    ]
    text = here.get(PAGE).content.decode()
    assert text.count("Sign out there") == 1 and "On 2 devices." in text and "198.51.100.9" not in text


def test_somebody_signed_in_once_has_nothing_to_end(house: House) -> None:
    text = sign_in(house.pia).get(PAGE).content.decode()
    assert "Only here." in text and "Sign out there" not in text and "Sign out everywhere else" not in text


def test_signing_out_another_device_ends_it_at_once(house: House) -> None:
    here, there = sign_in(house.pia), sign_in(house.pia, PHONE)
    row = UserSession.objects.get(user_agent=PHONE)
    answer = here.post(reverse("session-end", args=[row.pk]), follow=True)
    assert [str(said) for said in answer.context["messages"]] == ["Safari on iPhone is signed out."]
    assert (is_in(here), is_in(there)) == (True, False)
    assert Session.objects.count() == UserSession.objects.count() == 1
    last = AuditEntry.objects.first()
    assert (last.action, last.actor, last.details) == ("signed-out-elsewhere", house.pia, {"device": "Safari on iPhone"})


def test_signing_out_everywhere_else_leaves_this_one(house: House) -> None:
    here, *others = sign_in(house.pia), sign_in(house.pia, PHONE), sign_in(house.pia)
    bystander = sign_in(house.per)
    here.post(reverse("session-end-others"))
    assert [is_in(client) for client in (here, *others, bystander)] == [True, False, False, True]
    assert AuditEntry.objects.first().details == {"devices": ["Firefox on Windows", "Safari on iPhone"]}
    here.post(reverse("session-end-others"))
    assert AuditEntry.objects.filter(action="signed-out-elsewhere").count() == 1


def test_nobody_ends_anothers_session_nor_here_the_one_in_use(house: House) -> None:
    here, there = sign_in(house.pia), sign_in(house.per)
    rows = {row.user_id: row.pk for row in UserSession.objects.all()}
    for pk in (rows[house.pia.pk], rows[house.per.pk], 10**9):
        assert here.post(reverse("session-end", args=[pk])).status_code == 404
    with pytest.raises(NotFound):
        sessions.end_session(actor=house.ada, session_pk=rows[house.pia.pk], here=None, now=NOW)
    assert is_in(here) and is_in(there)
    assert not AuditEntry.objects.filter(action="signed-out-elsewhere").exists()


def test_a_session_that_ran_out_is_not_listed_and_forgotten_at_the_next_sign_in(house: House, clock: time_machine.Traveller) -> None:
    sign_in(house.pia, PHONE)
    clock.shift(timedelta(hours=12))
    assert selectors.list_sessions(house.pia, datetime.now(UTC)) == []
    sign_in(house.pia)
    assert [row.user_agent for row in UserSession.objects.all()] == [FIREFOX]
    assert Session.objects.count() == 1


def test_a_signed_out_session_is_not_listed(house: House) -> None:
    here, there = sign_in(house.pia), sign_in(house.pia, PHONE)
    there.post(reverse("account_logout"))
    assert [entry.device for entry in here.get(PAGE).context["sessions"]] == ["Firefox on Windows"]


def test_a_new_password_ends_the_other_sessions(house: House, clock: time_machine.Traveller) -> None:
    here, there = sign_in(house.pia), sign_in(house.pia, PHONE)
    clock.shift(timedelta(hours=1))
    answer: Any = here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    (entry,) = here.get(PAGE).context["sessions"]
    assert (entry.device, entry.since, entry.is_here) == ("Firefox on Windows", NOW, True)
    assert not is_in(there)


def test_a_password_set_elsewhere_ends_all(house: House) -> None:
    sign_in(house.pia)
    house.pia.set_password(NEW)
    house.pia.save()
    assert selectors.list_sessions(house.pia, datetime.now(UTC)) == []


def test_another_role_gives_each_session_a_new_key_with_its_next_page(house: House) -> None:
    here, there, bystander = sign_in(house.pia), sign_in(house.pia, PHONE), sign_in(house.per)
    before = [client.session.session_key for client in (here, there, bystander)]
    pk = house.membership(house.pia).pk
    organisations.set_member_role(actor=house.ada, organisation_id=house.riverside.pk, membership_id=pk, role="admin")
    old = Client()
    old.cookies["sessionid"] = before[0]
    assert here.get(reverse("profile"), headers={"sec-fetch-mode": "cors"}).status_code == 200
    assert here.session.session_key == before[0]
    assert [is_in(client) for client in (here, there, bystander)] == [True, True, True]
    after = [client.session.session_key for client in (here, there, bystander)]
    assert [new == last for new, last in zip(after, before, strict=True)] == [False, False, True]
    assert not is_in(old)
    assert [entry.device for entry in here.get(PAGE).context["sessions"]] == ["Firefox on Windows", "Safari on iPhone"]
    assert is_in(here) and here.session.session_key == after[0]


def test_who_signs_out_in_the_moment_of_getting_another_role_stays_out_and_the_role_is_given(house: House) -> None:
    here, there = sign_in(house.pia), sign_in(house.pia, PHONE)
    before = there.session.session_key
    left = here.session.session_key

    def sign_out_first(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """The row goes between the reading of the session and its writing."""
        if sql.startswith('UPDATE "django_session"'):
            Session.objects.filter(session_key=left).delete()
        return execute(sql, params, many, context)

    pk = house.membership(house.pia).pk
    with connection.execute_wrapper(sign_out_first):
        organisations.set_member_role(actor=house.ada, organisation_id=house.riverside.pk, membership_id=pk, role="admin")
    assert house.membership(house.pia).role == "admin"
    assert not Session.objects.filter(session_key=left).exists()
    assert [is_in(here), is_in(there)] == [False, True]
    assert there.session.session_key != before
