"""The way out of one socket: straight through, queued behind a slow reader, closed when that takes too long (live-protocol 3.9)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from vsm_site.lib.ids import uuid7
from vsm_site.lib.sockets import Write
from workshops.access import Actor, Standing
from workshops.live.connection import QUEUE_BYTES, QUEUE_FRAMES, TOO_SLOW, Connection
from workshops.live.limits import Bucket
from workshops.selectors.live import Head

NOBODY = Standing(frozenset(), frozenset(), frozenset())


class Line:
    """The server's end of a socket, which takes frames only while it is open."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.taken: list[Any] = []

    async def send(self, message: Any) -> None:
        await self.open.wait()
        self.taken.append(message.get("text", message.get("code")))


def socket(line: Line, write: Write | None = None) -> Connection:
    actor = Actor(SimpleNamespace(pk=uuid7()))  # type: ignore[arg-type]
    return Connection(line.send, write, actor=actor, standing=NOBODY, workshop_id=uuid7(), session_key="", head=Head(0, 0, "", 1))


def run(work: Callable[[Line, Connection], Any]) -> None:
    async def inside() -> None:
        line = Line()
        await work(line, socket(line))

    asyncio.run(inside())


async def settled() -> None:
    """Let everything that can go on go on."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_a_frame_is_out_before_put_returns_and_needs_no_task() -> None:
    async def work(line: Line, connection: Connection) -> None:
        connection.put("one")
        connection.put("two")
        assert line.taken == ["one", "two"]
        assert len(asyncio.all_tasks()) == 1

    run(work)


def test_where_the_server_takes_bytes_a_frame_is_made_once_and_a_slow_reader_is_sent_to_as_usual() -> None:
    async def work(line: Line, connection: Connection) -> None:
        written: list[bytes] = []

        def write(frame: bytes) -> bool:
            if line.open.is_set():
                written.append(frame)
            return line.open.is_set()

        first, second = socket(line, write), socket(line, write)
        first.put("one")
        second.put("one")
        assert written == [b"\x81\x03one"] * 2
        assert written[0] is written[1]
        line.open.clear()
        first.put("two")
        first.put("three")
        line.open.set()
        await settled()
        assert line.taken == ["two", "three"]
        first.put("four")
        assert written[2:] == [b"\x81\x04four"]

    run(work)


def test_frames_for_a_slow_reader_wait_in_order() -> None:
    async def work(line: Line, connection: Connection) -> None:
        line.open.clear()
        for text in ("one", "two", "three"):
            connection.put(text)
        await settled()
        assert line.taken == []
        line.open.set()
        await settled()
        assert line.taken == ["one", "two", "three"]
        connection.put("four")
        assert line.taken[-1] == "four"

    run(work)


@pytest.mark.parametrize(("frames", "size"), [(QUEUE_FRAMES, 1), (2, QUEUE_BYTES // 2)], ids=["frames", "bytes"])
def test_a_reader_that_stays_behind_is_closed_with_4408(frames: int, size: int) -> None:
    async def work(line: Line, connection: Connection) -> None:
        line.open.clear()
        connection.put("first, in the server's hands already")
        for _ in range(frames):
            connection.put("x" * size)
        assert connection.closed_with == 0
        connection.put("one too many")
        assert connection.closed_with == TOO_SLOW
        line.open.set()
        await settled()
        assert line.taken == ["first, in the server's hands already", TOO_SLOW]
        connection.put("after the end")
        assert line.taken[-1] == TOO_SLOW

    run(work)


def test_a_waiting_picture_is_exchanged_for_its_number_and_one_on_its_way_is_not() -> None:
    async def work(line: Line, connection: Connection) -> None:
        line.open.clear()
        connection.put("a change")
        connection.put("a long picture", "map 1")
        connection.put("another change")
        assert connection.replace("map 1", "its number")
        assert not connection.replace("map 2", "its number")
        line.open.set()
        await settled()
        assert line.taken == ["a change", "its number", "another change"]
        assert not connection.replace("map 1", "its number")

    run(work)


def test_replay_waits_until_half_of_the_queue_is_free() -> None:
    async def work(line: Line, connection: Connection) -> None:
        line.open.clear()
        for number in range(QUEUE_FRAMES // 2 + 2):
            connection.put(str(number))
        waiting = asyncio.ensure_future(connection.room())
        await settled()
        assert not waiting.done()
        line.open.set()
        await asyncio.wait_for(waiting, 5)
        assert not connection.is_half_full

    run(work)


def test_a_socket_that_is_gone_harms_nobody() -> None:
    async def work(line: Line, connection: Connection) -> None:
        async def gone(message: Any) -> None:
            raise OSError("closed")

        connection._send = gone
        connection.put("to nobody")
        connection.close(4403)
        await settled()
        assert connection.closed_with == 4403

    run(work)


def test_a_bucket_gives_its_burst_then_its_pace() -> None:
    bucket = Bucket(per_second=20, burst=60)
    assert [bucket.take(now=0.0) for _ in range(60)] == [0.0] * 60
    assert bucket.take(now=0.0) == pytest.approx(0.05)
    assert bucket.take(now=0.05) == 0.0
    assert bucket.take(now=0.05) > 0
    assert [bucket.take(now=100.0) for _ in range(60)] == [0.0] * 60
