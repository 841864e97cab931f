"""Real web processes of one workshop and clients on their sockets that do as a browser does: nothing is given up until it is answered."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.faults.log import Log, read_log
from tests.faults.product import ROOT, environment, fill_room, status, until
from tests.servers import free_port
from vsm_site.lib.ids import uuid7
from vsm_site.supervisor.run import web_command

Frame = dict[str, Any]
SECONDS = 40.0
"""Longer than anything takes on a busy machine."""


class Web:
    """One web process, started by the product's own command; killed and started again on the same port."""

    def __init__(self, folder: Path, variables: dict[str, str], *flags: str) -> None:
        self.port, self.folder, self.variables, self.flags = free_port(), folder, variables, flags
        self.start()

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *through: str) -> None:
        """Start the process, by the command `through` where one is given; does not wait for it."""
        given = environment(self.folder, **self.variables)
        with (self.folder / f"web-{self.port}.log").open("ab") as out:
            self.process = subprocess.Popen(
                [*through, *web_command("127.0.0.1", self.port), *self.flags], cwd=ROOT, env=given, stdout=out, stderr=out
            )

    def wait_ready(self) -> None:
        """Until it answers."""
        until(lambda: status(f"{self.address}/healthz") == 200, seconds=60, what=self.address)

    def end(self, number: int = signal.SIGKILL) -> None:
        """Send a signal and wait for the end."""
        self.process.send_signal(number)
        self.process.wait(30)


@dataclass
class Place:
    """A workshop with its database, the web processes on it, and what clients have to know."""

    folder: Path
    variables: dict[str, str]
    webs: list[Web]
    told: dict[str, Any]

    @classmethod
    def make(cls, folder: Path, variables: dict[str, str], webs: int) -> Place:
        """Fill the database and start so many web processes."""
        told = fill_room(folder, **variables)
        place = cls(folder, variables, [Web(folder, variables) for _ in range(webs)], told)
        for web in place.webs:
            web.wait_ready()
        return place

    def log(self) -> Log:
        """What the log holds."""
        return read_log(self.told["workshop"], self.folder, self.variables)

    def look_after(self) -> None:
        """Start what does not run."""
        for web in self.webs:
            if web.process.poll() is not None:
                web.start()
            web.wait_ready()

    def end(self) -> None:
        """Kill what runs."""
        for web in self.webs:
            if web.process.poll() is None:
                web.end()


@dataclass
class Client:
    """One tab: sends one change at a time, sends it again with its id until it is answered, follows the log from its last number."""

    web: Web
    told: dict[str, Any]
    session: str
    last: int
    seen: list[tuple[int, str]] = field(default_factory=list)
    queue: list[Frame] = field(default_factory=list)
    acked: dict[str, int] = field(default_factory=dict)
    refused: list[Frame] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    retries: int = 0
    byes: int = 0
    beats: int = 0
    line: ClientConnection | None = None
    """The socket, once it has said hello."""
    live_since: float = 0.0

    async def run(self) -> None:
        """Connect, and again whenever the connection ends."""
        while True:
            try:
                async with self.connected() as line:
                    await self._follow(line)
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                self.line = None
            await asyncio.sleep(random.uniform(0.05, 0.2))

    async def _follow(self, line: ClientConnection) -> None:
        try:
            async for text in line:
                await self.take(json.loads(text), line)
        finally:
            self.line = None
            self.codes.append(line.close_code or 0)

    def connected(self, **options: Any) -> connect:
        """A socket from the last number on."""
        query = f"since={self.last}&epoch={self.told['epoch']}&v=1"
        address = f"ws://127.0.0.1:{self.web.port}/ws/workshops/{self.told['workshop']}/?{query}"
        headers = {"Cookie": f"{self.told.get('cookie', 'sessionid')}={self.session}"} | self.told.get("headers", {})
        options = {"compression": None, "max_size": None, "open_timeout": 10} | options
        return connect(address, additional_headers=headers, origin=self.web.address, **options)  # type: ignore[arg-type]

    async def take(self, frame: Frame, line: ClientConnection) -> None:
        """Do with a frame what a browser does."""
        if frame["t"] == "ch":
            assert frame["s"] <= self.last + 1, f"a hole before {frame['s']}: {self.last} was the last"
            if frame["s"] == self.last + 1:
                self.last = frame["s"]
                self.seen.append((frame["s"], frame["id"]))
        elif frame["t"] in ("ack", "no") and self.queue and frame["id"] == self.queue[0]["id"]:
            self.queue.pop(0)
            if frame["t"] == "ack":
                self.acked[frame["id"]] = frame["s"]
            else:
                self.refused.append(frame)
            await self._send_next()
        elif frame["t"] == "retry":
            self.retries += 1
            await asyncio.sleep(min(frame["after"], 300) / 1000)
            await self._send_next()
        elif frame["t"] == "hb":
            self.beats += 1
        elif frame["t"] == "bye":
            self.byes += 1
        elif frame["t"] == "hello":
            self.line, self.live_since = line, time.monotonic()
            await self._send_next()

    async def __aenter__(self) -> Client:
        self.task = asyncio.create_task(self.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def capture(self, *texts: str) -> str:
        """Capture issues in one change; its id."""
        ops = [{"k": "new", "r": f"capture/{uuid7()}", "f": {"kind": "issue", "text": text}} for text in texts]
        self.queue.append({"t": "chg", "id": str(uuid7()), "cid": self.session[:8], "ops": ops})
        frame = self.queue[-1]
        if len(self.queue) == 1:
            await self._send_next()
        return str(frame["id"])

    async def _send_next(self) -> None:
        if self.queue and self.line is not None:  # before its hello a socket is not sent to
            with contextlib.suppress(ConnectionClosed):
                await self.line.send(json.dumps(self.queue[0]))


async def eventually(found: Callable[[], Any], what: str, seconds: float = SECONDS) -> None:
    """Wait for a true answer; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        await asyncio.sleep(0.02)


class Crowd:
    """Several clients, spread over the web processes, and what is true of them in the end."""

    def __init__(self, place: Place, count: int) -> None:
        head = place.log().head
        sessions = place.told["sessions"]
        self.place, self.begin = place, head
        self.clients = [
            Client(place.webs[number % len(place.webs)], place.told, sessions[number % len(sessions)], head) for number in range(count)
        ]
        self.made: list[str] = []

    async def edit(self, seconds: float, per_second: float) -> None:
        """Somebody captures something, so many times a second, whatever the servers do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await self.edit_once()
            await asyncio.sleep(random.expovariate(per_second))

    async def edit_once(self) -> None:
        """One capture by anybody."""
        self.made.append(await random.choice(self.clients).capture(f"note {len(self.made)}"))

    def is_equal(self) -> bool:
        """Whether all screens have seen as much as there are answered edits, and the same."""
        return all(len(client.seen) == len(self.made) and client.seen == self.clients[0].seen for client in self.clients)

    async def settle(self) -> None:
        """Everything is answered, in the log once, and on every screen in the same order; nothing acknowledged is missing."""
        await eventually(lambda: not any(client.queue for client in self.clients), "every edit is answered")
        log = await asyncio.to_thread(self.place.log)
        assert log.is_whole
        assert [client.refused for client in self.clients] == [[]] * len(self.clients)
        acked = {change: seq for client in self.clients for change, seq in client.acked.items()}
        assert sorted(acked) == sorted(self.made)
        assert all(log.ids[seq - 1] == change for change, seq in acked.items())
        expected = list(enumerate(log.ids, start=1))[self.begin :]
        await eventually(lambda: all(client.seen == expected for client in self.clients), "all screens are equal")


@contextlib.asynccontextmanager
async def crowd(place: Place, count: int) -> AsyncIterator[Crowd]:
    """So many clients, connected; what is asserted in the end holds for each test."""
    found = await asyncio.to_thread(Crowd, place, count)
    async with contextlib.AsyncExitStack() as stack:
        for client in found.clients:
            await stack.enter_async_context(client)
        await eventually(lambda: all(client.live_since for client in found.clients), "all are in")
        yield found
        await found.settle()
