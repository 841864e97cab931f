"""One web process on SQLite is killed, stopped and starved while people edit: nothing acknowledged is lost, nothing is stored twice."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.faults.live import Client, Place, Web, crowd, eventually
from vsm_site.lib.ids import uuid7

SECRET_KEY = "only-for-tests-" + "x" * 40
CUT, TOO_BIG = 0, 4413
AS_ITS_RIGHTS_SAY = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
"""A command by which a process of root, too, may write only what the rights of a file let it write."""
LONG, MANY = "🚚" * 950, 400  # four bytes each: much to send, little to store
"""Eight megabytes in all: more than the system itself keeps for a socket that is not read."""


@pytest.fixture(scope="module")
def place(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A workshop with fifty people."""
    folder = Path(shutil.copytree(migrated, tmp_path_factory.mktemp("live") / "data"))
    found = Place.make(folder, {"VSM_SECRET_KEY": SECRET_KEY}, 1)
    yield found
    found.end()


@pytest.fixture(autouse=True)
def _runs(place: Place) -> None:
    """The web process runs, whatever a test before did to it."""
    place.look_after()


def test_killed_between_commit_and_answer_the_edit_is_there_once_and_acknowledged_when_sent_again(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 3) as room:
            client, first = room.clients[0], chg("a capture")
            head = (await ask(client, first))["s"]
            mine, theirs = (worded(first, head + number, text) for number, text in enumerate(("was it kept?", "and then?")))
            async with client.connected() as other:  # a tab that never reads its answer
                await other.send(json.dumps(mine))
                await eventually(lambda: head_of(place) == head + 1, "the commit")
                place.webs[0].end()
            place.webs[0].start()
            again = {"t": "ack", "id": mine["id"], "s": head + 1, "dup": 1}
            assert await ask(client, mine) == again
            assert await ask(client, theirs) == {"t": "ack", "id": theirs["id"], "s": head + 2}
            assert await ask(client, mine) == again  # neither set back nor a conflict with what came later
            assert head_of(place) == head + 2

    asyncio.run(story())


def test_killed_before_the_commit_the_edit_is_not_there_and_is_stored_when_sent_again(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 3) as room:
            head, client = room.begin, room.clients[0]
            frame = chg("was it stored?")
            with contextlib.closing(database(place)) as file:
                file.execute("BEGIN IMMEDIATE")
                async with client.connected() as other:
                    await other.send(json.dumps(frame))
                    await (await other.ping())  # the process has read what was sent before
                    place.webs[0].end()
                file.execute("COMMIT")
            assert head_of(place) == head
            place.webs[0].start()
            assert await ask(client, frame) == {"t": "ack", "id": frame["id"], "s": head + 1}
            assert head_of(place) == head + 1

    asyncio.run(story())


def test_killed_twice_under_load_nothing_is_lost(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 20) as room:
            for _ in range(2):
                await room.edit(0.8, 40)
                place.webs[0].end()
                place.webs[0].start()
                await room.edit(0.4, 40)
                await eventually(lambda: all(client.line for client in room.clients), "all are back")
            assert len(room.made) > 40

    asyncio.run(story())


def test_stopped_with_fifty_sockets_everybody_hears_it_and_is_back_within_five_seconds_of_the_start(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 50) as room:
            await room.edit(0.5, 40)
            for _ in range(5):
                await room.edit_once()
            await asyncio.to_thread(place.webs[0].end, signal.SIGTERM)
            await eventually(lambda: not any(client.line for client in room.clients), "all are out")
            assert {client.codes[-1] for client in room.clients} == {1012}
            assert {client.byes for client in room.clients} == {1}
            place.webs[0].start()
            await room.edit(0.5, 40)
            await asyncio.to_thread(place.webs[0].wait_ready)
            opened = time.monotonic()
            await eventually(lambda: all(client.line for client in room.clients), "all are back")
            assert max(client.live_since for client in room.clients) - opened < 5

    asyncio.run(story())


def test_a_full_disk_is_answered_with_retry_and_never_with_ack(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 3) as room:
            head = head_of(place)
            with full_disk(place):
                await room.edit_once()
                await eventually(lambda: sum(client.retries for client in room.clients) > 1, "retry")
                assert not any(client.acked for client in room.clients)
                assert head_of(place) == head

    asyncio.run(story())
    with contextlib.closing(database(place)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_may_only_be_read_is_answered_with_retry_until_it_may_be_written_again(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 3) as room:
            await asyncio.to_thread(place.webs[0].end)
            with read_only(place):
                place.webs[0].start(*AS_ITS_RIGHTS_SAY)
                for _ in range(3):
                    await room.edit_once()
                await eventually(lambda: sum(client.retries for client in room.clients) > 3, "retry")
                assert [client.acked for client in room.clients] == [{}] * 3
                assert head_of(place) == room.begin
            await room.settle()  # the process has the file open as it was
            assert place.webs[0].process.poll() is None

    asyncio.run(story())


def test_while_somebody_else_holds_the_file_edits_wait_and_then_go_on(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 3) as room:
            with contextlib.closing(database(place)) as file:
                file.execute("BEGIN IMMEDIATE")
                for _ in range(5):
                    await room.edit_once()
                await asyncio.sleep(1)
                assert not any(client.acked for client in room.clients)
                file.execute("COMMIT")

    asyncio.run(story())


def test_what_is_too_large_is_not_stored_and_the_process_goes_on(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 3) as room:
            large, larger = chg("x" * 40_000), chg("x" * 70_000)
            answer = await ask(room.clients[0], large)
            assert (answer["t"], answer["why"]) == ("no", "invalid")
            async with room.clients[0].connected() as line:
                await line.send(json.dumps(larger))
                with pytest.raises(ConnectionClosed):
                    while True:
                        await line.recv()
                assert line.close_code == TOO_BIG
            assert head_of(place) == room.begin
            for _ in range(3):
                await room.edit_once()
            assert [client.codes for client in room.clients] == [[]] * 3

    asyncio.run(story())


def test_who_does_not_read_is_sent_away_and_comes_back_to_everything_while_the_others_go_on(place: Place) -> None:
    async def story() -> None:
        async with crowd(place, 6) as room:
            first = room.begin
            async with slow(room.clients[0], place) as (reader, writer):
                for number in range(MANY):
                    room.made.append(await room.clients[number % 6].capture(*[f"{number} {LONG}"] * 5))
                await eventually(room.is_equal, "the others have everything before that one has read a byte")
                assert not any(client.queue for client in room.clients)
                seen, code = await rest(reader)
                writer.close()
            assert code in (4408, CUT)
            assert seen == list(range(first + 1, first + 1 + len(seen)))
            assert len(seen) < MANY
            assert [client.codes for client in room.clients] == [[]] * 6
            again = Client(place.webs[0], place.told, place.told["sessions"][0], seen[-1])
            async with again:
                await eventually(lambda: again.last == first + MANY, "everything that was missed")

    asyncio.run(story())


@pytest.mark.parametrize("moment", ["replay", "hello"])
def test_killed_while_somebody_comes_back_that_one_misses_nothing_and_sends_what_waits_once(place: Place, moment: str) -> None:
    async def story() -> None:
        async with crowd(place, 6) as room:
            for number in range(MANY):
                room.made.append(await room.clients[number % 6].capture(*[f"{number} {LONG}"] * 5))
            await eventually(lambda: not any(client.queue for client in room.clients), "the others are answered")
            head, late = room.begin + MANY, Client(place.webs[0], place.told, place.told["sessions"][9], room.begin)
            room.made.append(await late.capture("typed while away"))
            with narrow() as line:
                await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", place.webs[0].port))
                async with late.connected(sock=line) as away:
                    while late.last < (room.begin + 20 if moment == "replay" else head):
                        await late.take(json.loads(await away.recv()), away)
                    place.webs[0].end()
                    assert late.line is None, "it has said hello already"
                    with contextlib.suppress(ConnectionClosed):
                        while moment == "replay":  # what was on its way already
                            await late.take(json.loads(await away.recv()), away)
            assert (late.last < head) is (moment == "replay")
            place.webs[0].start()
            async with late:
                await eventually(lambda: not late.queue and late.last == head + 1, "all that was missed, and the own edit")
            assert [number for number, _ in late.seen] == list(range(room.begin + 1, head + 2))
            room.clients.append(late)  # it is held against the log with the others

    asyncio.run(story())


def test_who_vanishes_without_a_word_is_noticed(place: Place) -> None:
    """With shorter times than the product's, which are compared elsewhere."""
    web = Web(place.folder, place.variables, "--ws-ping-interval", "0.5", "--ws-ping-timeout", "0.5")
    try:
        web.wait_ready()

        async def story() -> None:
            lonely = Client(web, place.told, place.told["sessions"][0], head_of(place))
            async with slow(lonely, place):  # answers no ping
                watcher = Client(web, place.told, place.told["sessions"][1], head_of(place))
                async with watcher:
                    await eventually(lambda: watcher.line is not None, "in")
                    pid = web.process.pid
                    await eventually(lambda: established(pid) == 1, "only the one that answers is left")

        asyncio.run(story())
    finally:
        web.end()


def chg(text: str) -> dict[str, Any]:
    """A change that captures an issue."""
    op = {"k": "new", "r": f"capture/{uuid7()}", "f": {"kind": "issue", "text": text}}
    return {"t": "chg", "id": str(uuid7()), "cid": "lost", "ops": [op]}


def worded(made: dict[str, Any], seq: int, text: str) -> dict[str, Any]:
    """A change of the words of a capture that `made` made, by somebody who has seen number `seq`."""
    op = {"k": "set", "r": made["ops"][0]["r"], "f": {"text": text}, "b": {"text": seq}}
    return {"t": "chg", "id": str(uuid7()), "cid": f"saw {seq}", "ops": [op]}


async def ask(client: Client, frame: dict[str, Any]) -> dict[str, Any]:
    """The answer to a frame on a socket of its own, opened as soon as the server is there."""
    while True:
        with contextlib.suppress(OSError):
            async with client.connected() as line:
                await line.send(json.dumps(frame))
                async for text in line:
                    answer = dict(json.loads(text))
                    if answer.get("id") == frame["id"] and answer["t"] != "ch":
                        return answer
        await asyncio.sleep(0.1)


def database(place: Place) -> sqlite3.Connection:
    """The file, opened beside the server."""
    return sqlite3.connect(place.folder / "db.sqlite3", isolation_level=None, timeout=10)


def head_of(place: Place) -> int:
    """How far the log is."""
    return place.log().head


@contextlib.contextmanager
def full_disk(place: Place) -> Iterator[None]:
    """Nothing can be written by the web process for a while."""
    pid, limit = place.webs[0].process.pid, resource.RLIMIT_FSIZE
    before = resource.prlimit(pid, limit)
    resource.prlimit(pid, limit, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, limit, before)


@contextlib.contextmanager
def read_only(place: Place) -> Iterator[None]:
    """The file, and what SQLite keeps beside it, may only be read for a while."""
    try:
        (place.folder / "db.sqlite3").chmod(0o444)
        yield
    finally:
        for file in place.folder.glob("db.sqlite3*"):
            file.chmod(0o644)


def narrow() -> socket.socket:
    """A line that takes little at a time."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.setblocking(False)
    return line


@contextlib.asynccontextmanager
async def slow(client: Client, place: Place) -> Any:
    """A socket with little room on which nothing is read, not even the server's pings, until `rest` does."""
    line = narrow()
    await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", client.web.port))
    reader, writer = await asyncio.open_connection(sock=line, limit=2048)
    path = f"/ws/workshops/{place.told['workshop']}/?since={client.last}&epoch={place.told['epoch']}&v=1"
    lines = (
        f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{client.web.port}", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
        f"Origin: {client.web.address}", f"Cookie: sessionid={client.session}", "", "",
    )  # fmt: skip
    writer.write("\r\n".join(lines).encode())
    await writer.drain()
    await reader.readuntil(b"\r\n\r\n")
    try:
        yield reader, writer
    finally:
        writer.close()


async def rest(reader: asyncio.StreamReader) -> tuple[list[int], int]:
    """The numbers of the `ch` frames that are still read, and the code of the close frame; CUT where none could be sent any more."""
    seen: list[int] = []
    while True:
        try:
            first, second = await reader.readexactly(2)
        except asyncio.IncompleteReadError:
            return seen, CUT
        size = second & 0x7F
        if size >= 126:
            size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8))
        body = await reader.readexactly(size)
        if first & 0x0F == 8:
            return seen, int.from_bytes(body[:2])
        if first & 0x0F == 1 and (frame := json.loads(body))["t"] == "ch":
            seen.append(frame["s"])


def established(pid: int) -> int:
    """How many connections a process holds."""
    held = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            held.add(str(entry.readlink()))
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    return sum(row[3] == "01" and f"socket:[{row[9]}]" in held for row in rows)
