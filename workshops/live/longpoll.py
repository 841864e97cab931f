"""Long-polls of browsers, answered from what the hub has in memory: no thread and no database connection while one waits.

Everything else of the address (tokens, no `wait`, faults, refusals, `reset`, large changes) is left to the view behind it, which says
the same of what it finds in the database.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any
from uuid import UUID

from django.db import Error as DatabaseError

from vsm_site.lib.errors import NotFound
from workshops.access import Actor, Known
from workshops.hints import Hint
from workshops.live.connection import Connection, Send
from workshops.live.frames import VERSION
from workshops.live.hub import RESTART, Hub, get_hub
from workshops.live.room import Room
from workshops.live.rows import Row
from workshops.live.scope import Receive, header, number, query_of, session_key
from workshops.policy import Action
from workshops.selectors.live import PAGE, admit, heads

PATH = re.compile(r"^/api/v1/workshops/([0-9a-f-]{36})/live/changes/$")
MAX_WAIT = 25
HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"private, no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
Application = Callable[..., Awaitable[None]]


class LongPolls:
    """Answers long-polls in front of an ASGI application, which gets all other requests."""

    def __init__(self, behind: Application) -> None:
        self._behind = behind

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """One request."""
        asked = _asked(scope)
        if asked is None:
            await self._behind(scope, receive, send)
            return
        await receive()  # the request, which has no body
        body = await _answer(get_hub(), *asked, scope, receive)
        if body is None:
            await self._behind(scope, _from_the_beginning(receive), send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, (b"content-length", str(len(body)).encode())]})
        await send({"type": "http.response.body", "body": body})


def _asked(scope: Mapping[str, Any]) -> tuple[UUID, Mapping[str, str]] | None:
    """The workshop and query of a long-poll; None for any other request, and for one that is to be refused."""
    found = PATH.match(scope["path"]) if scope["method"] == "GET" else None
    if found is None or header(scope, b"authorization"):
        return None
    query = query_of(scope)
    well = number(query.get("since")) >= 0 and 1 <= number(query.get("wait")) <= MAX_WAIT and 1 <= number(query.get("limit"), PAGE) <= PAGE
    try:
        return (UUID(found[1]), query) if well and number(query.get("v"), VERSION) >= VERSION else None
    except ValueError:
        return None


async def _answer(hub: Hub, workshop_id: UUID, query: Mapping[str, str], scope: Mapping[str, Any], receive: Receive) -> bytes | None:
    """The body of the answer; None where the view has to give it."""
    found = await _poll(hub, workshop_id, session_key(scope))
    if found is None:
        return None
    room, poll = found
    since, epoch = number(query["since"]), query.get("epoch", "")
    if since > room.seq:  # it knows more than was heard here so far, or more than there is
        room.look((await hub.reads.run(heads, [workshop_id])).get(workshop_id))
    until = time.monotonic() + number(query["wait"])
    gone = asyncio.ensure_future(_gone(receive))
    try:
        while room.seq <= since and not gone.done() and not poll.closed_with and not hub.is_stopping and time.monotonic() < until:
            await room.next_row(until - time.monotonic(), gone)
    finally:
        gone.cancel()
    poll.asked_at = time.monotonic()
    if poll.closed_with not in (0, RESTART) or since > room.seq or since < poll.head.floor or (epoch and epoch != room.epoch):
        return None
    rows = (await room.rows_after(since))[: number(query.get("limit"), PAGE)]
    if rows and rows[0].seq != since + 1:  # the log was cut since this one was let in
        return None
    return _body(room, rows, poll, f',"can":{json.dumps(sorted(poll.rights))}' if "v" in query else "")


def _body(room: Room, rows: Sequence[Row], poll: Connection, can: str) -> bytes | None:
    texts = [row.text(poll.rights, poll.user_id) for row in rows]
    if any(row.is_big for row in rows):
        return None
    return f'{{"head":{room.seq},"changes":[{",".join(texts)}]{can}}}'.encode()


async def _poll(hub: Hub, workshop_id: UUID, key: str) -> tuple[Room, Connection] | None:
    """Who asks, as the hub remembers from the last poll of this session, else as the database says; None for who may not."""
    room = hub.rooms.get(workshop_id)
    poll = room.polls.get(key) if room else None
    if room and poll and not poll.closed_with:
        if wait := poll.inbound.take():  # whoever asks faster is answered more slowly
            await asyncio.sleep(wait)
        poll.asked_at = time.monotonic()
        return room, poll
    try:
        found = await hub.reads.run(admit, key, workshop_id)
    except (NotFound, DatabaseError):
        return None
    if found is None or Action.VIEW not in found.standing.rights:
        return None
    actor = Actor(found.user, Known(workshop_id, found.head.perm_epoch, found.standing))
    poll = Connection(_nowhere, None, actor=actor, standing=found.standing, workshop_id=workshop_id, session_key=key, head=found.head)
    room = hub.room(workshop_id, found.head)
    room.polls[key] = poll
    room.hint(Hint(workshop_id, found.head.head))
    if found.head.perm_epoch != room.perm_epoch:  # rights moved between the reading and now
        try:
            await room.read_rights()
        except (NotFound, DatabaseError):
            return None
    return room, poll


async def _nowhere(message: Any) -> None:
    """A long-poll is answered, never sent to."""


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _from_the_beginning(receive: Receive) -> Receive:
    """The request as it came, without a body."""
    begun = False

    async def again() -> MutableMapping[str, Any]:
        nonlocal begun
        if begun:
            return await receive()
        begun = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return again
