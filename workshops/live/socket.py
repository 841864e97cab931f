"""The door for sockets: who comes in, and what each frame of theirs leads to. A plain ASGI application, since it is the cheapest."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import Error as DatabaseAway

from vsm_site.lib.errors import Invalid, NotFound
from vsm_site.lib.sockets import EXTENSION, Write
from workshops.access import Actor, Known
from workshops.live import frames
from workshops.live.connection import Connection, Send
from workshops.live.hub import LATER, RESTART, SIGNED_OUT, Hub, bye, get_hub
from workshops.live.room import REMOVED, STRANGER
from workshops.live.rows import encode
from workshops.live.scope import Receive, number, query_of, session_key
from workshops.policy import Action
from workshops.selectors.live import Admission, admit

log = logging.getLogger(__name__)
PATH = re.compile(r"^/ws/workshops/([0-9a-f-]{36})/$")
TOO_BIG, TOO_OLD = 4413, 4426


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """One socket from its opening to its end. Refusals are said by a close code, so the socket is accepted first."""
    if (await receive())["type"] != "websocket.connect":
        return
    await send({"type": "websocket.accept"})
    hub = get_hub()
    connection = await _admitted(hub, scope, send)
    if isinstance(connection, int):
        await send({"type": "websocket.close", "code": connection})
        return
    connection.reader = asyncio.current_task()
    try:
        await _serve(hub, connection, scope, receive)
    except asyncio.CancelledError:
        if not connection.closed_with:
            raise
    except DatabaseAway:
        log.warning("a socket could not begin", exc_info=True)
        await send({"type": "websocket.close", "code": LATER})
    finally:
        hub.leave(connection)


async def _serve(hub: Hub, connection: Connection, scope: Mapping[str, Any], receive: Receive) -> None:
    query = query_of(scope)
    await hub.join(connection, since=number(query.get("since")), epoch=query.get("epoch", ""))
    while (message := await receive())["type"] == "websocket.receive":
        if wait := connection.inbound.take():  # whoever sends faster is read more slowly
            await asyncio.sleep(wait)
        await _take(hub, connection, message)


async def _admitted(hub: Hub, scope: Mapping[str, Any], send: Send) -> Connection | int:
    """The socket as the hub keeps it, or the close code for somebody who may not come in."""
    path, query = PATH.match(scope["path"]), query_of(scope)
    if path is None:
        return STRANGER
    if number(query.get("v")) < frames.VERSION:
        return TOO_OLD
    if hub.is_stopping:
        await send({"type": "websocket.send", "text": bye()})
        return RESTART
    key = session_key(scope)
    try:
        found = await hub.reads.run(admit, key, UUID(path[1]))
    except (NotFound, ValueError):
        return STRANGER
    except DatabaseAway:
        log.warning("nobody can come in", exc_info=True)
        return LATER
    if found is None:
        return SIGNED_OUT
    return REMOVED if Action.VIEW not in found.standing.rights else _connection(found, UUID(path[1]), key, scope, send)


def _connection(found: Admission, workshop_id: UUID, key: str, scope: Mapping[str, Any], send: Send) -> Connection:
    actor = Actor(found.user, Known(workshop_id, found.head.perm_epoch, found.standing))
    write: Write | None = scope.get("extensions", {}).get(EXTENSION)
    return Connection(send, write, actor=actor, standing=found.standing, workshop_id=workshop_id, session_key=key, head=found.head)


async def _take(hub: Hub, connection: Connection, message: Mapping[str, Any]) -> None:
    text = message.get("text")
    if text is None or len(text.encode()) > frames.MAX_MESSAGE:
        connection.close(TOO_BIG)
        return
    try:
        frame = json.loads(text)
        parsed = frames.parse_socket(frame)
    except (ValueError, RecursionError):
        refuse(connection, None, Invalid("This is not JSON."))
    except Invalid as error:
        refuse(connection, frame, error)
    else:
        await _act(hub, connection, frame, parsed)


def refuse(connection: Connection, frame: Any, error: Invalid) -> None:
    """Say what is wrong with a frame; the socket goes on."""
    faults = [fault.as_dict() for fault in error.faults]
    connection.put(encode({"t": "no", "id": frames.id_of(frame), "why": "invalid", "errors": faults}))


async def _act(hub: Hub, connection: Connection, frame: Any, parsed: frames.Received) -> None:
    if isinstance(parsed, frames.Ping):
        room = hub.rooms.get(connection.workshop_id)
        connection.put(encode({"t": "hb", "head": room.seq if room else connection.seq}))
    elif isinstance(parsed, frames.Chg | frames.Undo):
        await hub.write(connection, parsed)
    elif isinstance(parsed, frames.Pres):
        hub.move(connection, parsed.values)
    elif isinstance(parsed, frames.Look):
        try:
            await hub.looks.look(connection, parsed)
        except Invalid as error:
            refuse(connection, frame, error)
