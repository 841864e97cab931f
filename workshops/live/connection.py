"""One socket as its hub sees it: what it may see, how far it is, and the frames on their way out.

A frame goes straight to the server's buffer, without a task of its own: as bytes that are made once for all sockets, where the server
takes these (vsm_site/lib/sockets.py). Only when that is full (a slow reader) the rest waits in a queue, and one task sends it on; a queue
of more than 256 frames or 1 MiB closes the socket with 4408, and the client resumes where it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
import time
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, MutableMapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from vsm_site.lib.sockets import Write, text_frame
from workshops.access import Actor, Known, Standing
from workshops.live.limits import ONES_BURST, ONES_PER_SECOND, Bucket
from workshops.policy import Action
from workshops.selectors.live import Head

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
QUEUE_FRAMES, QUEUE_BYTES = 256, 1024 * 1024
CLOSE_SECONDS = 5.0
TOO_SLOW = 4408
_PROCESS = secrets.token_hex(4)
_numbers = itertools.count(1)
_framed = lru_cache(maxsize=2)(text_frame)
"""The frames that were made last: one socket after the other gets them."""


class Entry:
    """A frame that waits; a picture can still be exchanged for a shorter one."""

    __slots__ = ("key", "size", "text")

    def __init__(self, text: str, key: str = "") -> None:
        self.text, self.key = text, key
        self.size = len(text.encode())
        """In bytes."""


class Connection:
    """What a hub keeps of one socket."""

    def __init__(
        self, send: Send, write: Write | None, *, actor: Actor, standing: Standing, workshop_id: UUID, session_key: str, head: Head
    ) -> None:
        self.id = f"{_PROCESS}-{next(_numbers):x}"
        self.workshop_id, self.session_key = workshop_id, session_key
        self.actor, self.standing = actor, standing
        self.head = head
        """Where the log stood when the person was let in."""
        self.seq = 0
        """The number of the last `ch` frame that was given to the socket."""
        self.live = False
        """Whether replay is over."""
        self.closed_with = 0
        self.checked_at = self.asked_at = time.monotonic()
        """When the session was looked at, and when a long-poll asked last."""
        self.changes, self.inbound = Bucket(ONES_PER_SECOND, ONES_BURST), Bucket(100, 200)
        self.reader: asyncio.Task[Any] | None = None
        self._send, self._write = send, write
        self._queue: deque[Entry] = deque()
        self._bytes = 0
        self._flow: asyncio.Task[None] | None = None
        self._roomy = asyncio.Event()

    @property
    def rights(self) -> frozenset[Action]:
        """What the person may do now."""
        return self.standing.rights

    @property
    def user_id(self) -> UUID:
        """Whose socket it is."""
        return self.actor.user_id

    def remember(self, standing: Standing, perm_epoch: int) -> None:
        """The rights from here on; changes of this socket need not ask for them again while `perm_epoch` stands."""
        self.standing = standing
        self.actor = Actor(self.actor.user, Known(self.workshop_id, perm_epoch, standing))

    @property
    def is_half_full(self) -> bool:
        """Too much waits already for what may be left out."""
        return len(self._queue) * 2 > QUEUE_FRAMES or self._bytes * 2 > QUEUE_BYTES

    def put(self, text: str, key: str = "") -> None:
        """Send a frame, or queue it behind those that wait. `key` marks a frame that `replace` may shorten."""
        if self.closed_with:
            return
        if self._flow is None:
            self._push(text)
            return
        entry = Entry(text, key)
        self._queue.append(entry)
        self._bytes += entry.size
        if len(self._queue) > QUEUE_FRAMES or self._bytes > QUEUE_BYTES:
            self.close(TOO_SLOW)

    def replace(self, key: str, text: str) -> bool:
        """Put `text` in place of the frame with this key if that still waits; whether it did."""
        for number, entry in enumerate(self._queue):
            if entry.key == key:
                shorter = self._queue[number] = Entry(text, key)
                self._bytes += shorter.size - entry.size
                return True
        return False

    async def room(self) -> None:
        """Wait until half of the queue is free; for replay, which must not overflow it."""
        while self.is_half_full and not self.closed_with:
            self._roomy.clear()
            await self._roomy.wait()

    def _push(self, text: str) -> None:
        """Write the frame or, where that cannot be, run the server's send as far as it goes without waiting."""
        if self._write is not None and self._write(_framed(text)):
            return
        sending = _as_coroutine(self._send({"type": "websocket.send", "text": text}))
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:  # the socket is gone; its reader ends by itself
            return
        self._flow = asyncio.get_running_loop().create_task(self._drain(_go_on(sending, waits_for)))

    async def _drain(self, first: Awaitable[None]) -> None:
        try:
            await first
            while self._queue:
                entry = self._queue.popleft()
                self._bytes -= entry.size
                await self._send({"type": "websocket.send", "text": entry.text})
                if not self.is_half_full:
                    self._roomy.set()
        except Exception:  # the socket is gone; its reader ends by itself
            self._queue.clear()
            self._bytes = 0
        finally:
            self._flow = None
            self._roomy.set()

    def close(self, code: int) -> None:
        """Say this code and end the socket; what still waits is dropped, since the client comes back from its last number."""
        if self.closed_with:
            return
        self.closed_with = code
        self._queue.clear()
        self._bytes = 0
        self._roomy.set()
        asyncio.get_running_loop().create_task(self._end(code))

    async def _end(self, code: int) -> None:
        with contextlib.suppress(Exception):  # a reader that takes nothing, or one that is gone
            async with asyncio.timeout(CLOSE_SECONDS):
                if self._flow is not None:
                    await asyncio.wait({self._flow})
                await self._send({"type": "websocket.close", "code": code})
        if self.reader is not None:
            self.reader.cancel()


def _as_coroutine(sending: Awaitable[None]) -> Coroutine[Any, Any, None]:
    if isinstance(sending, types.CoroutineType):
        return sending

    async def wait() -> None:
        await sending

    return wait()


@types.coroutine
def _go_on(sending: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """The rest of a coroutine that was begun outside a task and waits for a future."""
    while True:
        try:
            value = yield waits_for
        except BaseException as error:
            try:
                waits_for = sending.throw(error)
            except StopIteration:
                return
            continue
        try:
            waits_for = sending.send(value)
        except StopIteration:
            return
