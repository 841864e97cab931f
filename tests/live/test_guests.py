"""Walk-up guests on sockets and long-polls: let in by their own cookie, out within two seconds of being taken out (trust.md 4)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from tests.cast import Cast
from tests.live.client import Socket, chg, head_of, new_capture, run, socket
from tests.live.test_longpoll import ask
from workshops.change import change
from workshops.kinds import WORKSHOP
from workshops.live.hub import Hub
from workshops.models import Capture, Participation
from workshops.selectors.guests import door_of
from workshops.services import guests, people
from workshops.services.guests import Joined, Knock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
FOREIGN = "a-session-that-ended"


@pytest.fixture
def gwen(cast: Cast) -> Joined:
    """A guest of Fay's workshop, which is running now."""
    now = timezone.now()
    days = {"first_day": now.date().isoformat(), "last_day": (now.date() + timedelta(days=2)).isoformat()}
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.workshop, WORKSHOP.parse(days))
    guests.open_joining(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"direct": True, "capacity": 60}, now=now)
    return guests.join(knock=Knock(name="Gwen", token=door_of(cast.workshop, now).link_token), now=now)


def cookies_of(joined: Joined) -> str:
    """The cookie header after the name of the session's: a session that ended, and the guest's key."""
    return f"{FOREIGN}; {settings.GUEST_COOKIE_NAME}={joined.key}"


def row_of(joined: Joined) -> Participation:
    return Participation.objects.present().get(user=joined.guest.user)


def test_a_guest_captures_on_a_socket_and_is_seen_with_the_mark(cast: Cast, gwen: Joined) -> None:
    async def work(hub: Hub) -> None:
        async with socket(cookies_of(gwen), head) as line:
            hello = next(frame for frame in line.seen if frame["t"] == "hello")
            assert [person["name"] for person in hello["roster"]] == ["Gwen (guest)"]
            assert hello["can"] == ["capture", "view", "vote"]
            await line.send(chg(new_capture("No porter at night")))
            assert (await line.frame("ack", "no"))["t"] == "ack"

    head = head_of(cast)
    run(work)
    assert Capture.objects.get().author == gwen.guest.user


def test_a_guest_hears_nothing_of_who_else_joins(cast: Cast, gwen: Joined) -> None:
    head = head_of(cast)

    def knock() -> None:
        now = timezone.now()
        guests.join(knock=Knock(name="Gil", code=door_of(cast.workshop, now).code), now=now)

    async def work(hub: Hub) -> None:
        async with socket(cookies_of(gwen), head) as line:
            await hub.reads.run(knock)
            assert await line.frame("ch") == {"t": "ch", "s": head.head + 1}

    run(work)


@pytest.mark.parametrize("take_out", ["remove", "ban"])
def test_who_is_taken_out_is_off_the_socket_within_two_seconds(cast: Cast, gwen: Joined, take_out: str) -> None:
    head, person = head_of(cast), row_of(gwen)
    deeds: dict[str, Callable[[], Any]] = {
        "remove": lambda: people.remove_person(actor=cast.actor("fay"), person_id=person.pk),
        "ban": lambda: guests.ban(actor=cast.actor("fay"), person_id=person.pk),
    }

    async def work(hub: Hub) -> None:
        async with socket(cookies_of(gwen), head) as line:
            begun = time.monotonic()
            await hub.reads.run(deeds[take_out])
            assert await line.code() == 4403
            assert time.monotonic() - begun < 2
        again = Socket(cookies_of(gwen), cast.workshop.pk, f"since={head.head}&epoch={head.epoch}&v=1")
        await again.open()
        assert await again.code() == (4404 if take_out == "remove" else 4401)

    run(work)


def test_who_leaves_is_off_the_socket(cast: Cast, gwen: Joined) -> None:
    head = head_of(cast)

    async def work(hub: Hub) -> None:
        async with socket(cookies_of(gwen), head) as line:
            await hub.reads.run(lambda: guests.leave(key=gwen.key, now=timezone.now()))
            assert await line.code() in (4401, 4403)  # whichever the process sees first: the session ended, the role went

    run(work)


def test_no_socket_of_another_workshop_and_none_from_the_lobby(cast: Cast, gwen: Joined) -> None:
    now = timezone.now()
    waiting = guests.join(knock=Knock(name="Gil", code=door_of(cast.workshop, now).code), now=now)
    tries = ((gwen, cast.other_workshop.pk, 4404), (waiting, cast.workshop.pk, 4401))

    async def work(hub: Hub) -> None:
        for joined, workshop, code in tries:
            line = Socket(cookies_of(joined), workshop, "since=0&epoch=x&v=1")
            await line.open()
            assert (await line.code(), line.seen) == (code, [])

    run(work)


def test_a_guest_asks_by_long_poll_until_taken_out(cast: Cast, gwen: Joined) -> None:
    head, person = head_of(cast), row_of(gwen)

    async def work(hub: Hub) -> None:
        status, answer = await ask(cast, cookies_of(gwen), head.head - 1)
        assert (status, [frame["s"] for frame in answer["changes"]]) == (200, [head.head])
        await hub.reads.run(lambda: people.remove_person(actor=cast.actor("fay"), person_id=person.pk))
        status, answer = await ask(cast, cookies_of(gwen), head.head)
        assert status == 401

    run(work)
