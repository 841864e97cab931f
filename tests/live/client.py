"""A browser's socket in tests: the real application, in the loop of the test."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

from asgiref.testing import ApplicationCommunicator
from django.conf import settings

from tests.cast import Cast
from tests.live.schema import check
from vsm_site.asgi import application
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.kinds import CAPTURE
from workshops.live import hub as hubs
from workshops.live.hub import Hub
from workshops.models import WorkshopHead
from workshops.policy import Action

Frame = dict[str, Any]
TOKEN = "t" * 32
WAIT = 20.0
"""Longer than anything takes on a busy machine; nobody waits so long for what comes."""
CHECKED = 50
"""Frames of one socket that are held against the schema: thousands take seconds."""


def run(work: Callable[[Hub], Awaitable[Any]]) -> Any:
    """Do `work(hub)` in a loop of its own, with a hub that is closed afterwards."""

    async def inside() -> Any:
        hub = hubs.get_hub()
        try:
            return await work(hub)
        finally:
            await hub.close()

    return asyncio.run(inside())


def session_of(cast: Cast, who: str) -> str:
    """The session key of a person who is signed in."""
    return str(cast.client(who).cookies[settings.SESSION_COOKIE_NAME].value)


def head_of(cast: Cast) -> WorkshopHead:
    """Where the log of the workshop stands."""
    return WorkshopHead.objects.get(workshop=cast.workshop)


def commit(cast: Cast, text: str, who: str = "fay") -> int:
    """Somebody captures an issue on a page; its number."""
    with change(cast.workshop.pk, actor=cast.actor(who), needs=Action.CAPTURE) as tx:
        tx.new(CAPTURE, {"kind": "issue", "text": text})
    return tx.committed.seq


async def http(method: str, path: str, session: str, query: str = "", body: Any = None) -> tuple[int, Any]:
    """Status and body of one request to the application."""
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    content = b"" if body is None else json.dumps(body).encode()
    said = {"host": "testserver", "cookie": cookies, "x-csrftoken": TOKEN, "content-type": "application/json"}
    said["content-length"] = str(len(content))
    headers = [(name.encode(), value.encode()) for name, value in said.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers, "http_version": "1.1"}
    line = ApplicationCommunicator(application, scope)
    await line.send_input({"type": "http.request", "body": content, "more_body": False})
    start, found = await line.receive_output(timeout=WAIT), b""
    while True:
        part = await line.receive_output(timeout=WAIT)
        found += part.get("body", b"")
        if not part.get("more_body"):
            break
    await line.wait(timeout=WAIT)
    return int(start["status"]), json.loads(found)


class Poller:
    """Where sockets do not work: POST and long-polls, with the interface of a socket; frames come into `inbox`."""

    def __init__(self, session: str, workshop_id: UUID, since: int) -> None:
        self.path, self.session, self.since = f"/api/v1/workshops/{workshop_id}/live/changes/", session, since
        self.inbox: asyncio.Queue[Frame] = asyncio.Queue()
        self.asking: asyncio.Task[None] | None = None
        self.posts: set[asyncio.Task[None]] = set()

    async def open(self) -> bool:
        """Begin to ask."""
        self.asking = asyncio.create_task(self._ask())
        return True

    async def send(self, frame: Frame) -> None:
        """Send a change without waiting for the answer."""
        self.posts.add(asyncio.create_task(self._post(frame)))

    async def close(self) -> None:
        """Leave: what was sent reaches the server, but nobody takes the answer."""
        if self.asking is not None:
            self.asking.cancel()
            await asyncio.wait({self.asking})
        await asyncio.gather(*self.posts)

    async def _ask(self) -> None:
        while True:
            status, answer = await http("GET", self.path, self.session, f"since={self.since}&wait=2")
            assert status == 200, answer
            for frame in answer["changes"]:
                self.since = frame["s"]
                self.inbox.put_nowait(frame)

    async def _post(self, frame: Frame) -> None:
        status, answer = await http("POST", self.path, self.session, body={"changes": [frame]})
        assert status == 200, answer
        self.inbox.put_nowait(answer["results"][0])


class Socket:
    """One socket; what comes is kept until it is asked for."""

    def __init__(self, session: str, workshop_id: UUID, query: str, origin: str = "http://testserver") -> None:
        headers = [(b"origin", origin.encode()), (b"host", b"testserver")]
        if session:
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode()))
        path = f"/ws/workshops/{workshop_id}/"
        scope = {"type": "websocket", "path": path, "query_string": query.encode(), "headers": headers, "subprotocols": []}
        self.line = ApplicationCommunicator(application, scope)
        self.seen: list[Frame] = []

    async def open(self) -> bool:
        """Whether the socket was accepted."""
        await self.line.send_input({"type": "websocket.connect"})
        return bool((await self.line.receive_output(timeout=WAIT))["type"] == "websocket.accept")

    async def send(self, frame: Any) -> None:
        """Send a frame, or text as it is."""
        await self.line.send_input({"type": "websocket.receive", "text": frame if isinstance(frame, str) else json.dumps(frame)})

    async def frame(self, *kinds: str) -> Frame:
        """The next frame of one of these kinds, or of any."""
        until = time.monotonic() + WAIT
        while True:
            frame = json.loads((await self.line.receive_output(timeout=until - time.monotonic()))["text"])
            if len(self.seen) < CHECKED:
                check("sent", frame)
            self.seen.append(frame)
            if not kinds or frame["t"] in kinds:
                return dict(frame)

    async def event(self) -> Frame:
        """The next frame, however long it takes."""
        event = await self.line.output_queue.get()
        assert event["type"] == "websocket.send", event
        return dict(json.loads(event["text"]))

    async def until(self, kind: str) -> list[Frame]:
        """All frames up to and with the first of this kind."""
        start = len(self.seen)
        await self.frame(kind)
        return self.seen[start:]

    async def code(self) -> int:
        """The code with which the server closed the socket; frames before it are kept in `seen`."""
        until = time.monotonic() + WAIT
        while True:
            event = await self.line.receive_output(timeout=until - time.monotonic())
            if event["type"] == "websocket.close":
                return int(event["code"])
            if event["type"] == "websocket.send":
                self.seen.append(json.loads(event["text"]))

    async def close(self) -> None:
        """Leave."""
        if not self.line.future.done():
            await self.line.send_input({"type": "websocket.disconnect", "code": 1001})
            await self.line.wait(timeout=WAIT)


@contextlib.asynccontextmanager
async def socket(session: str, head: WorkshopHead, since: int | None = None) -> AsyncIterator[Socket]:
    """A socket of somebody who knows the log up to `since` (all of it if nothing is said), after its hello."""
    found = Socket(session, head.workshop_id, f"since={head.head if since is None else since}&epoch={head.epoch}&v=1")
    assert await found.open()
    await found.until("hello")
    try:
        yield found
    finally:
        await found.close()


def chg(*ops: Frame, key: Any = None, cid: str = "tab") -> Frame:
    """A change."""
    return {"t": "chg", "id": str(key or uuid7()), "cid": cid, "ops": list(ops)}


def new_capture(text: str = "Two forms", pk: Any = None) -> Frame:
    """The operation that captures an issue."""
    return {"k": "new", "r": f"capture/{pk or uuid7()}", "f": {"kind": "issue", "text": text}}
