"""Long-polls: the same frames as on sockets, answered as soon as there is one, with rights that move meanwhile (live-protocol 3.4)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.live.client import commit, head_of, http, run, session_of, socket
from tests.live.schema import check
from workshops.live.hub import Hub
from workshops.live.threads import Threads
from workshops.models import WorkshopHead
from workshops.selectors.live import admit
from workshops.services.workshops import set_lock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


async def ask(cast: Cast, session: str, since: int, wait: int = 25, **more: Any) -> tuple[int, Any]:
    """Status and body of one long-poll."""
    query = "&".join(f"{name}={value}" for name, value in {"since": since, "wait": wait, **more}.items())
    status, answer = await http("GET", f"/api/v1/workshops/{cast.workshop.pk}/live/changes/", session, query)
    if status == 200:
        check("changes", answer)
    return status, answer


async def begun(hub: Hub, cast: Cast, poll: Awaitable[Any]) -> asyncio.Future[Any]:
    """A long-poll that waits."""
    asked = asyncio.ensure_future(poll)
    while not ((room := hub.rooms.get(cast.workshop.pk)) and room.waiting):
        assert not asked.done(), asked.result()
        await asyncio.sleep(0.01)
    return asked


def test_a_poll_waits_for_the_next_change_and_sees_what_a_socket_sees(cast: Cast) -> None:
    before, pia = head_of(cast), session_of(cast, "pia")

    async def work(hub: Hub) -> None:
        async with socket(pia, before) as line:
            asked = await begun(hub, cast, ask(cast, pia, before.head))
            await hub.reads.run(commit, cast, "one")
            status, answer = await asked
            assert (status, answer["head"], answer["changes"]) == (200, before.head + 1, [await line.frame("ch")])
            await hub.reads.run(commit, cast, "two")
            await line.frame("ch")
            status, answer = await ask(cast, pia, before.head)
            assert [frame["s"] for frame in answer["changes"]] == [before.head + 1, before.head + 2]
            status, answer = await ask(cast, pia, before.head, limit=1)
            assert ([frame["s"] for frame in answer["changes"]], answer["head"]) == ([before.head + 1], before.head + 2)
            assert await ask(cast, pia, before.head + 2, wait=1) == (200, {"head": before.head + 2, "changes": []})

    run(work)


def test_a_poll_is_answered_at_once_when_the_process_stops(cast: Cast) -> None:
    before, pia = head_of(cast), session_of(cast, "pia")

    async def work(hub: Hub) -> None:
        asked = await begun(hub, cast, ask(cast, pia, before.head))
        hub.say_bye()
        assert await asked == (200, {"head": before.head, "changes": []})

    run(work)


def test_who_is_removed_while_a_poll_waits_gets_no_frame_more(cast: Cast) -> None:
    before, pia = head_of(cast), session_of(cast, "pia")

    def remove() -> None:
        answer = cast.api("fay").delete(f"/api/v1/people/{cast.person('pia').pk}/")
        assert answer.status_code == 204, answer.content

    async def work(hub: Hub) -> None:
        asked = await begun(hub, cast, ask(cast, pia, before.head))
        await hub.reads.run(remove)
        assert (await asked)[0] == 404

    run(work)


def test_a_page_that_says_its_version_hears_its_rights_or_that_it_is_too_old(cast: Cast) -> None:
    before, pia, path = head_of(cast), session_of(cast, "pia"), f"/api/v1/workshops/{cast.workshop.pk}/live/changes/"

    def pause() -> None:
        set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=True)

    async def work(hub: Hub) -> None:
        (_, first), (_, then) = await http("GET", path, pia, f"since={before.head}&v=1"), await ask(cast, pia, before.head, wait=1, v=1)
        assert first["can"] == then["can"]
        assert "edit-map" in then["can"]
        asked = await begun(hub, cast, ask(cast, pia, before.head, v=1))
        await hub.reads.run(pause)
        assert "edit-map" not in (await asked)[1]["can"]
        assert "can" not in (await ask(cast, pia, before.head))[1]
        for query in ({"wait": 1}, {}):
            assert (await ask(cast, pia, before.head, v=0, **query))[0] == 426
        assert (await http("GET", path, pia, f"since={before.head}&v=0"))[0] == 426

    run(work)


class Meanwhile(Threads):
    """Threads in which something happens between somebody's admission and its answer."""

    def __init__(self, happens: Callable[[], Awaitable[None]]) -> None:
        super().__init__("meanwhile", 1)
        self.happens = happens

    async def run(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        found = await super().run(work, *args, **kwargs)
        if work is admit:
            await self.happens()
        return found


def test_who_is_removed_while_a_poll_is_let_in_has_no_rights_of_before(cast: Cast) -> None:
    before, fay, pia = head_of(cast), session_of(cast, "fay"), session_of(cast, "pia")

    def remove() -> None:
        assert cast.api("fay").delete(f"/api/v1/people/{cast.person('pia').pk}/").status_code == 204

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as line:

            async def happens() -> None:
                await asyncio.to_thread(remove)
                await line.frame("ch")  # its rights are read by now

            hub.reads = Meanwhile(happens)
            assert (await ask(cast, pia, before.head))[0] == 404

    run(work)


def test_who_asks_faster_than_a_person_does_is_answered_more_slowly(cast: Cast) -> None:
    before, pia = head_of(cast), session_of(cast, "pia")

    async def work(hub: Hub) -> None:
        await hub.reads.run(commit, cast, "one")
        for _ in range(2):
            await ask(cast, pia, before.head)
        (poll,) = hub.rooms[cast.workshop.pk].polls.values()
        while not poll.inbound.take():
            pass
        await ask(cast, pia, before.head)
        assert list(hub.rooms[cast.workshop.pk].polls.values()) == [poll]

    run(work)


def test_what_a_poll_cannot_tell_is_said_by_the_view(cast: Cast) -> None:
    before, pia, uma = head_of(cast), session_of(cast, "pia"), session_of(cast, "uma")
    WorkshopHead.objects.filter(workshop=cast.workshop).update(floor=before.head)
    reset = {"head": before.head, "changes": [{"t": "reset", "head": before.head}]}

    async def work(hub: Hub) -> None:
        assert await ask(cast, pia, before.head - 1) == (200, reset)
        assert await ask(cast, pia, before.head + 5, wait=1) == (200, reset)
        assert await ask(cast, pia, before.head, wait=1, epoch=before.epoch) == (200, {"head": before.head, "changes": []})
        assert (await ask(cast, uma, before.head))[0] == 404
        assert (await ask(cast, "", before.head))[0] == 401
        assert (await ask(cast, pia, before.head, limit=501))[0] == 400

    run(work)
