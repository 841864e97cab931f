"""What processes say to each other over Redis, and that they come back to it (live-protocol 3.7, 3.9, 3.12 no. 7)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests import servers
from workshops import hints
from workshops.live.bus import Bus


@pytest.fixture
def through(settings: Any) -> Any:
    """Use the Redis of this address."""

    def use(address: str) -> None:
        settings.REDIS_URL = address
        hints._redis.cache_clear()

    yield use
    hints._redis.cache_clear()


async def _until(heard: list[Any], say: Any) -> None:
    """Say it again until it is heard: a hint may be lost while the other side connects."""
    for _ in range(200):
        await asyncio.to_thread(say)
        await asyncio.sleep(0.1)
        if heard:
            return
    raise AssertionError("nothing was heard")


def test_hints_and_presence_are_heard_and_nonsense_is_passed_over(through: Any) -> None:
    heads: list[str] = []
    people: list[str] = []

    def take_head(text: str) -> None:
        if text == "nonsense":
            raise ValueError(text)
        heads.append(text)

    async def work() -> None:
        bus = Bus({hints.HEADS: take_head, "vsm:presence": people.append})
        listening = asyncio.create_task(bus.run())
        await _until(people, lambda: hints.bus.publish("vsm:presence", "here"))
        hints.bus.publish(hints.HEADS, "nonsense")
        hints.bus.publish(hints.HEADS, "a:1")
        await bus.publish("vsm:presence", "last")
        while "last" not in people:
            await asyncio.sleep(0.05)
        assert heads == ["a:1"]
        listening.cancel()

    with servers.redis() as address:
        through(address)
        asyncio.run(work())


def test_a_redis_that_is_away_costs_a_count_and_is_found_again(through: Any) -> None:
    heard: list[str] = []
    through(f"redis://127.0.0.1:{servers.free_port()}/0")
    lost, before = hints.Bus(), hints.bus.sent
    lost.publish(hints.HEADS, "a:1")
    lost.publish(hints.HEADS, "a:2")
    assert (lost.sent, lost.lost) == (0, 2)

    async def work() -> None:
        bus = Bus({hints.HEADS: heard.append})
        listening = asyncio.create_task(bus.run())
        while not bus.reconnects:
            await asyncio.sleep(0.05)
        await bus.publish(hints.HEADS, "to nobody")
        with servers.redis() as address:
            through(address)
            await _until(heard, lambda: lost.publish(hints.HEADS, "a:3"))
        listening.cancel()

    asyncio.run(work())
    assert set(heard) == {"a:3"} and hints.bus.sent == before
