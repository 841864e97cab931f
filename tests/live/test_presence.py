"""Who is here: told together, known to other processes, gone when these are silent (live-protocol 3.7)."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from tests.cast import Cast
from tests.live.client import Frame, head_of, run, session_of, socket
from tests.live.schema import check
from vsm_site.lib.ids import uuid7
from workshops.live import presence
from workshops.live.hub import Hub
from workshops.live.presence import Roster, read_part

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_who_comes_moves_and_leaves_is_told_to_all(cast: Cast) -> None:
    before, fay, pia = head_of(cast), session_of(cast, "fay"), session_of(cast, "pia")

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as coach:
            me = coach.seen[-1]["you"]
            assert [(person["conn"], person["name"]) for person in coach.seen[-1]["roster"]] == [(me, "Fay")]
            await coach.frame("pres")
            async with socket(pia, before) as line:
                pia_here = line.seen[-1]["you"]
                assert [person["name"] for person in line.seen[-1]["roster"]] == ["Fay", "Pia"]
                await line.send({"t": "pres", "at": {"map": "m", "r": "step/1", "f": "wip"}, "st": "view"})
                await line.send({"t": "pres", "st": "edit", "cam": [0, 0, 800, 400]})
                told = await _told(coach, pia_here, "edit")
                assert (told["at"], told["cam"]) == ({"map": "m", "r": "step/1", "f": "wip"}, [0.0, 0.0, 800.0, 400.0])
            while pia_here not in (await coach.frame("pres"))["out"]:
                pass
        assert hub.rooms == {}

    run(work)
    assert head_of(cast).head == before.head


async def _told(line: Any, conn: str, state: str) -> Frame:
    """The first word of this socket in this state."""
    while True:
        for person in (await line.frame("pres"))["in"]:
            if (person["conn"], person["st"]) == (conn, state):
                return dict(person)


PERSON = {"conn": "9-1", "user": "01a21886-62f2-7e0d-81af-4ac6de29a76b", "name": "Omar", "colour": 3, "at": None, "st": "view", "cam": None}


def test_people_of_another_process_are_here_until_it_is_silent(cast: Cast) -> None:
    before, fay = head_of(cast), session_of(cast, "fay")

    async def work(hub: Hub) -> None:
        async with socket(fay, before) as line:
            room = hub.rooms[cast.workshop.pk]
            hub._heard_people(json.dumps({"p": "other", "w": str(cast.workshop.pk), "here": [PERSON]}))
            check("person", PERSON)
            await _told(line, "9-1", "view")
            assert [person["name"] for person in room.roster.people()] == ["Fay", "Omar"]
            room.roster.tick(now=time.monotonic() + presence.GONE_SECONDS + 1)
            while "9-1" not in (await line.frame("pres"))["out"]:
                pass
            assert [person["name"] for person in room.roster.people()] == ["Fay"]

    run(work)


def test_a_process_hears_who_is_here_when_it_begins() -> None:
    async def work() -> None:
        said: list[Frame] = []
        roster = Roster(cast_id, lambda text: said.append(json.loads(text)))
        roster.hear("other", [PERSON])
        roster.hear("other", [PERSON])
        await asyncio.sleep(presence.TOGETHER_SECONDS * 2)
        assert said == [{"p": presence.PROCESS, "w": str(cast_id), "here": []}]
        roster.hear("other", [])
        assert roster.people() == []

    cast_id = uuid7()
    asyncio.run(work())


def test_ones_own_words_are_not_heard_and_nonsense_is_refused() -> None:
    key = "01a21886-62f2-7e0d-81af-4ac6de29a76b"
    assert read_part(json.dumps({"p": presence.PROCESS, "w": key, "here": []})) is None
    for text in ("{", "[]", json.dumps({"p": "x", "w": "y", "here": []})):
        with pytest.raises((ValueError, KeyError, TypeError)):
            read_part(text)
