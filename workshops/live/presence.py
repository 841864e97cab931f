"""Who is here, and where: never stored, never in the log. See the live protocol, 3.7.

A person of the roster is one socket:

    {"conn": "<id>", "user": "<uuid>", "name": "Fay", "colour": 0-7, "st": "view",
     "at": {"map", "r", "f", "mid"} | null, "cam": [x, y, w, h] | null}

Drawings of one map differ (folds, lanes, rows of data), so whoever leads tells `cam` around a step: `mid` names it, x and y say where
its middle lies within what is seen; `mid` "all" is the whole sheet. Without `mid`, x and y are those of the sheet.

`hello` brings all of them as `roster`; a `pres` frame to the browser what differs: `in` (new or changed, each whole) and `out` (ids of
sockets that left), or `roster` (all, after a slow reader missed some). A `pres` frame from the browser names what is other with it:
`at`, `st` (edit, view, idle, away), `cam`. Who leads, and what everybody was called to, are fields `lead` and `shown` of the workshop's
record and come as `ch` frames, since they must outlive a connection; to follow somebody is to follow the `cam` of that user's sockets.
Each process tells the others its own part when it changes and every 5 s; a part that was not heard for 15 s is gone.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from workshops.live.connection import Connection
from workshops.live.rows import encode

CHANNEL = "vsm:presence"
PROCESS = secrets.token_hex(4)
TOGETHER_SECONDS, TELL_SECONDS, GONE_SECONDS = 0.25, 5.0, 15.0
LATELY_SECONDS = TELL_SECONDS * 1.5
COLOURS = 8
MAX_PART = 600
"""People that are taken from one other process."""
Person = dict[str, Any]


class Roster:
    """The people of one workshop, of this process and as others told. `publish(text)` tells these."""

    def __init__(self, workshop_id: UUID, publish: Callable[[str], None]) -> None:
        self.workshop_id, self._publish = workshop_id, publish
        self._here: dict[Connection, Person] = {}
        self._parts: dict[str, tuple[float, dict[str, Person]]] = {}
        self._in: dict[str, Person] = {}
        self._out: set[str] = set()
        self._missed: set[Connection] = set()
        self._told_at = 0.0
        self._mine_changed = False
        self._timer: asyncio.TimerHandle | None = None

    def people(self) -> list[Person]:
        """Everybody."""
        return [*self._here.values(), *(person for _, part in self._parts.values() for person in part.values())]

    def elsewhere(self) -> list[Person]:
        """Who is here by other processes, as far as they said so just now: one that was killed is not counted for long."""
        since = time.monotonic() - LATELY_SECONDS
        return [person for seen, part in self._parts.values() if seen >= since for person in part.values()]

    def come(self, connection: Connection) -> None:
        """A socket has come in."""
        user = connection.actor.user
        colour = user.pk.int % COLOURS
        self._here[connection] = {
            "conn": connection.id, "user": str(user.pk), "name": str(user), "colour": colour, "at": None, "st": "view", "cam": None,
        }  # fmt: skip
        self._moved(connection)

    def move(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Somebody is elsewhere, or does something else."""
        if connection in self._here:
            self._here[connection] = self._here[connection] | dict(values)
            self._moved(connection)

    def leave(self, connection: Connection) -> None:
        """A socket has ended."""
        self._missed.discard(connection)
        if self._here.pop(connection, None):
            self._mine_changed = True
            self._gone([connection.id])

    def _moved(self, connection: Connection) -> None:
        self._mine_changed = True
        self._came([self._here[connection]])

    def _came(self, people: Iterable[Person]) -> None:
        for person in people:
            self._in[person["conn"]] = person
            self._out.discard(person["conn"])
        self._soon()

    def _gone(self, ids: Iterable[str]) -> None:
        for conn in ids:
            self._in.pop(conn, None)
            self._out.add(conn)
        self._soon()

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TOGETHER_SECONDS, self._tell)

    def _tell(self) -> None:
        self._timer = None
        coming, going, self._in, self._out = self._in, self._out, {}, set()
        if self._mine_changed:
            self._tell_others()
        if not (coming or going):
            return
        text = encode({"t": "pres", "in": list(coming.values()), "out": sorted(going)})
        for connection in tuple(self._here):
            if connection.is_half_full:
                self._missed.add(connection)
            elif connection in self._missed:
                self._missed.discard(connection)
                connection.put(encode({"t": "pres", "roster": self.people()}))
            elif connection.live:
                connection.put(text)

    # Other processes

    def _tell_others(self) -> None:
        self._told_at, self._mine_changed = time.monotonic(), False
        self._publish(encode({"p": PROCESS, "w": str(self.workshop_id), "here": list(self._here.values())}))

    def hear(self, process: str, part: list[Person]) -> None:
        """What another process says of its people; ValueError or KeyError for what is no such thing."""
        told = {str(person["conn"]): person for person in part[:MAX_PART]}
        before = self._parts.get(process, (0.0, {}))[1]
        if told and process not in self._parts:  # it has just begun, and knows nobody yet
            self._mine_changed = True
        if told:
            self._parts[process] = (time.monotonic(), told)
        else:
            self._parts.pop(process, None)
        if came := [person for conn, person in told.items() if before.get(conn) != person]:
            self._came(came)
        if gone := before.keys() - told.keys():
            self._gone(gone)

    def tick(self, now: float) -> None:
        """To be called about once a second (of a clock that never goes back): say again who is here, forget processes that did not."""
        if self._here and now - self._told_at >= TELL_SECONDS:
            self._tell_others()
        for process, (seen, part) in tuple(self._parts.items()):
            if now - seen > GONE_SECONDS:
                del self._parts[process]
                self._gone(part)

    def close(self) -> None:
        """Nobody follows the workshop here any more."""
        if self._timer is not None:
            self._timer.cancel()
        self._tell_others()


def read_part(text: str) -> tuple[str, UUID, list[Person]] | None:
    """Process, workshop and people of a message of another process; None for one's own. ValueError or KeyError for anything else."""
    said = json.loads(text)
    return None if said["p"] == PROCESS else (str(said["p"]), UUID(said["w"]), list(said["here"]))
