"""A guest who lost the browser comes in again by a link of the coach: once, within an hour, and not while a private round runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.models import AuditEntry
from tests.cast import Cast
from tests.workshops.test_rounds import begin, show, write
from vsm_site.lib.errors import Forbidden, Invalid, NotFound
from workshops.access import Actor
from workshops.models import Capture, GuestReturn, GuestSession, Participation
from workshops.selectors.guests import door_of
from workshops.services import captures, guests
from workshops.services.guest_returns import IN_A_ROUND, NO_WAY_BACK, WAIT_FOR_ROUND, come_back, make_way_back
from workshops.services.guests import Joined, Knock

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The morning of the first day."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def gwen(cast: Cast) -> Joined:
    """A guest who has captured something."""
    guests.open_joining(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"direct": True, "capacity": 60}, now=MORNING)
    joined = guests.join(knock=Knock(name="Gwen", token=door_of(cast.workshop, MORNING).link_token), now=MORNING)
    captures.add_capture(actor=Actor(joined.guest.user), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "No porter"})
    return joined


def row_of(joined: Joined) -> Participation:
    return Participation.objects.present().get(user=joined.guest.user)


def link_for(cast: Cast, joined: Joined) -> str:
    """The secret of a link that Fay makes on the page of the guests."""
    page = cast.client("fay").post(f"/people/{row_of(joined).pk}/way-back/")
    found = re.search(r'value="http://testserver/join/back/#([\w-]+)"', page.content.decode())
    assert page.status_code == 201 and found and page.headers["Cache-Control"].startswith("max-age=0")
    return found[1]


def test_the_guest_is_in_again_in_another_browser_and_the_first_one_is_out(cast: Cast, gwen: Joined) -> None:
    secret, home = link_for(cast, gwen), f"/workshops/{cast.workshop.pk}/"
    assert len(secret) == 22 and not GuestReturn.objects.filter(secret_hash=secret).exists()
    phone, lost = Client(), Client()
    lost.cookies[settings.GUEST_COOKIE_NAME] = gwen.key
    assert phone.get("/join/back/").status_code == 200
    answer = phone.post("/join/back/", {"token": secret})
    assert (answer.status_code, answer["Location"]) == (302, "/join/wait/")
    assert phone.get(home).status_code == 200
    assert lost.get(home).status_code == 302
    assert (GuestSession.objects.count(), Capture.objects.get().author) == (1, gwen.guest.user)
    actions = AuditEntry.objects.filter(action__in=("guest-way-back", "guest-came-back")).order_by("id")
    assert list(actions.values_list("action", "actor_id")) == [("guest-way-back", cast.fay.pk), ("guest-came-back", gwen.guest.user_id)]


def test_a_link_opens_once(cast: Cast, gwen: Joined) -> None:
    secret = link_for(cast, gwen)
    Client().post("/join/back/", {"token": f"http://testserver/join/back/#{secret}"})
    held = GuestSession.objects.get().key_hash
    again = Client().post("/join/back/", {"token": secret})
    assert again.status_code == 422 and "This link opens nothing any more" in again.content.decode()
    assert GuestSession.objects.get().key_hash == held


@pytest.mark.parametrize("reason", ["old", "another", "banned", "left", "unknown"])
def test_what_opens_nothing_is_refused_in_the_same_words(cast: Cast, gwen: Joined, clock: time_machine.Traveller, reason: str) -> None:
    secret = link_for(cast, gwen)
    if reason == "old":
        clock.shift(timedelta(hours=1))
    elif reason == "another":
        link_for(cast, gwen)
    elif reason == "banned":
        guests.ban(actor=cast.actor("fay"), person_id=row_of(gwen).pk)
    elif reason == "left":
        guests.leave(key=gwen.key, now=MORNING)
    else:
        secret = "A" * 22
    before = list(GuestSession.objects.values_list("key_hash", flat=True))
    with pytest.raises(Invalid) as refused:
        come_back(secret=secret, now=datetime.now(UTC))
    assert refused.value.faults[0].text == NO_WAY_BACK
    assert list(GuestSession.objects.values_list("key_hash", flat=True)) == before


def test_nobody_reads_in_a_private_round_what_a_guest_wrote(cast: Cast, gwen: Joined) -> None:
    secret = link_for(cast, gwen)
    row = begin(cast)
    with pytest.raises(Invalid) as refused:
        make_way_back(actor=cast.actor("fay"), person_id=row_of(gwen).pk, now=MORNING)
    assert refused.value.faults[0].text == IN_A_ROUND
    with pytest.raises(Invalid) as waiting:
        come_back(secret=secret, now=MORNING)
    assert waiting.value.faults[0].text == WAIT_FOR_ROUND
    page = cast.client("fay").post(f"/people/{row_of(gwen).pk}/way-back/", follow=True).content.decode()
    assert "A private round runs" in page and "join/back/#" not in page
    for who in ("omar", "pia", "per"):
        write(cast, row, who, f"by {who}")
    show(cast, row)
    assert come_back(secret=secret, now=MORNING).guest == gwen.guest


@pytest.mark.parametrize("who", ["omar", "spring", "pia", "obi", "ada"])
def test_only_coaches_make_such_a_link(cast: Cast, gwen: Joined, who: str) -> None:
    with pytest.raises(Forbidden):
        make_way_back(actor=cast.actor(who), person_id=row_of(gwen).pk, now=MORNING)
    assert not GuestReturn.objects.exists()


def test_there_is_none_for_somebody_with_an_account(cast: Cast) -> None:
    with pytest.raises(NotFound):
        make_way_back(actor=cast.actor("fay"), person_id=cast.person("pia").pk, now=MORNING)
    assert not GuestReturn.objects.exists()


def test_who_is_signed_in_signs_out_first(cast: Cast, gwen: Joined) -> None:
    secret = link_for(cast, gwen)
    answer = cast.client("pia").post("/join/back/", {"token": secret})
    assert answer.status_code == 422 and "You are signed in as Pia." in answer.content.decode()
    assert GuestReturn.objects.count() == 1
