"""Two web processes on PostgreSQL and Redis; one of the four is killed while people edit: nothing acknowledged is lost or there twice."""

from __future__ import annotations

import asyncio
import http.client
import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.faults.live import Place, crowd, eventually
from tests.faults.machines import Machine, broker, own_servers, postgresql
from tests.faults.product import load
from vsm_site.lib.ids import uuid7

SECRET_KEY = "only-for-tests-" + "x" * 40
TOKEN = "b" * 32


@pytest.fixture(scope="module")
def addresses() -> Iterator[tuple[str, str]]:
    """PostgreSQL and Redis of this module alone."""
    with own_servers() as found:
        yield found


@pytest.fixture(scope="module")
def place(addresses: tuple[str, str], dumped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A workshop with fifty people and two web processes."""
    folder = tmp_path_factory.mktemp("production")
    variables = {"VSM_SECRET_KEY": SECRET_KEY, "DATABASE_URL": addresses[0], "REDIS_URL": addresses[1]}
    load(dumped, addresses[0])
    found = Place.make(folder, variables, 2)
    yield found
    found.end()


@pytest.fixture(autouse=True)
def _runs(place: Place) -> None:
    """Both web processes run, whatever a test before did to them."""
    place.look_after()


@pytest.fixture(scope="module")
def database(place: Place, addresses: tuple[str, str]) -> Iterator[Machine]:
    """The process of PostgreSQL."""
    found = postgresql(addresses[0])
    yield found
    found.end()


@pytest.fixture(scope="module")
def hints(place: Place, addresses: tuple[str, str]) -> Iterator[Machine]:
    """The process of Redis."""
    found = broker(addresses[1])
    yield found
    found.end()


def test_one_of_two_web_processes_is_killed_and_the_other_goes_on(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 20) as room:
            await room.edit(0.5, 40)
            place.webs[1].end()
            await room.edit(0.5, 40)
            place.webs[1].start()
            await eventually(lambda: all(client.line for client in room.clients), "all are back")
            assert [client.codes for client in room.clients if client.web is place.webs[0]] == [[]] * 10

    asyncio.run(story())


def test_redis_is_killed_and_comes_back_and_no_socket_notices(place: Place, hints: Machine) -> None:
    async def story() -> None:
        async with crowd(place, 10) as room:
            await room.edit(0.3, 40)
            await asyncio.to_thread(hints.kill)
            await room.edit(1.0, 40)
            await eventually(room.is_equal, "what one process stores is on the screens of the other, without hints")
            answer = await asyncio.to_thread(post, place, place.webs[0].port, [change("by POST")])
            assert [one["t"] for one in answer["results"]] == ["ack"]
            hints.start()
            await room.edit(0.5, 40)
            assert [client.codes for client in room.clients] == [[]] * 10

    asyncio.run(story())


def test_a_redis_that_does_not_answer_holds_nobody_up(place: Place, hints: Machine) -> None:
    async def story() -> None:
        async with crowd(place, 10) as room:
            with hints.stopped():
                await room.edit(0.5, 40)
                await eventually(lambda: not any(client.queue for client in room.clients), "all is answered", 5)
                await eventually(room.is_equal, "and on all screens", 5)
            await room.edit(0.3, 40)
            assert [client.codes for client in room.clients] == [[]] * 10

    asyncio.run(story())


def test_without_redis_from_the_start_edits_go_on_over_both_processes(place: Place, hints: Machine) -> None:
    async def story() -> None:
        for web in place.webs:
            web.end()
        hints.kill()
        await asyncio.to_thread(place.look_after)
        async with crowd(place, 6) as room:
            await room.edit(0.5, 20)
            await eventually(room.is_equal, "what one process stores is on the screens of the other")
            hints.start()
            await room.edit(0.3, 20)

    asyncio.run(story())


def test_connections_to_the_database_that_are_ended_are_opened_again(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 10) as room:
            await room.edit(0.3, 40)
            async with await psycopg.AsyncConnection.connect(place.variables["DATABASE_URL"], autocommit=True) as line:
                await line.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
                await room.edit(0.3, 40)
            assert [client.codes for client in room.clients] == [[]] * 10

    asyncio.run(story())


def test_postgresql_is_restarted_at_once_and_edits_are_sent_again(place: Place, database: Machine) -> None:
    async def story() -> None:
        async with crowd(place, 10) as room:
            await room.edit(0.3, 40)
            await asyncio.to_thread(database.kill, signal.SIGQUIT)
            await room.edit(0.5, 40)
            await eventually(lambda: sum(client.retries for client in room.clients) > 0, "retry")
            database.start()
            await room.edit(0.3, 40)
            assert [client.codes for client in room.clients] == [[]] * 10

    asyncio.run(story())


def test_a_database_that_hangs_leaves_every_socket_its_heartbeat(place: Place, database: Machine) -> None:
    async def story() -> None:
        async with crowd(place, 4) as people:
            heard = [client.beats for client in people.clients]
            with database.stopped():
                await people.edit_once()
                await eventually(
                    lambda: all(client.beats > before for client, before in zip(people.clients, heard, strict=True)), "a heartbeat each"
                )
                assert [client.acked for client in people.clients] == [{}] * 4
            await eventually(lambda: any(client.acked for client in people.clients), "the edit is answered")
            assert [client.codes for client in people.clients] == [[]] * 4

    asyncio.run(story())


def test_while_the_workshop_is_locked_edits_are_told_to_come_again(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 4) as room:
            async with await psycopg.AsyncConnection.connect(place.variables["DATABASE_URL"]) as line:
                await line.execute("SELECT head FROM workshops_workshophead WHERE workshop_id = %s FOR UPDATE", [place.told["workshop"]])
                await room.edit_once()
                await eventually(lambda: sum(client.retries for client in room.clients) > 0, "retry before a statement is ended", 20)
                assert not any(client.acked for client in room.clients)
                await line.rollback()

    asyncio.run(story())


def test_one_batch_on_two_processes_at_once_is_stored_once(place: Place) -> None:
    """Records that are made and fields that are set: both would tell another story if they were applied again."""
    before = place.log()
    batch = [change(f"twice {number}") for number in range(5)]
    batch += [worded(batch[number], before.head + number + 1, f"in other words {number}") for number in range(5)]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda web: post(place, web.port, batch), place.webs)

    after = place.log()
    assert after.is_whole
    assert after.head == before.head + 10
    for one, other in zip(first["results"], second["results"], strict=True):
        assert {one["t"], other["t"]} == {"ack"}
        assert one["s"] == other["s"]
        assert [answer.get("dup", 0) for answer in (one, other)] in ([0, 1], [1, 0])


def change(text: str) -> dict[str, Any]:
    """A change that captures an issue."""
    op = {"k": "new", "r": f"capture/{uuid7()}", "f": {"kind": "issue", "text": text}}
    return {"t": "chg", "id": str(uuid7()), "cid": "batch", "ops": [op]}


def worded(made: dict[str, Any], seq: int, text: str) -> dict[str, Any]:
    """A change of the words of a capture that `made` made with number `seq`."""
    op = {"k": "set", "r": made["ops"][0]["r"], "f": {"text": text}, "b": {"text": seq}}
    return {"t": "chg", "id": str(uuid7()), "cid": "batch", "ops": [op]}


def post(place: Place, port: int, batch: list[dict[str, Any]]) -> dict[str, Any]:
    """What a web process answers to a batch."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    cookies = f"sessionid={place.told['sessions'][0]}; csrftoken={TOKEN}"
    headers = {"Content-Type": "application/json", "Cookie": cookies, "X-CSRFToken": TOKEN}
    line.request("POST", f"/api/v1/workshops/{place.told['workshop']}/live/changes/", json.dumps({"changes": batch}), headers)
    answer = line.getresponse()
    text = answer.read()
    assert answer.status == 200, text
    return dict(json.loads(text))
