"""One open workshop in one process: its log followed in order, and everybody who is connected."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from typing import Any, Protocol
from uuid import UUID

from django.utils import timezone

from vsm_site.lib.errors import NotFound
from workshops.hints import Hint
from workshops.live import limits
from workshops.live.connection import Connection
from workshops.live.presence import Roster
from workshops.live.rows import Row, encode
from workshops.live.threads import Threads
from workshops.models import Change
from workshops.policy import Action
from workshops.selectors.live import PAGE, Head, read_standings, rows_after

log = logging.getLogger(__name__)
POLL_KEPT_SECONDS = 60.0
REMOVED, STRANGER, WRONG_EPOCH = 4403, 4404, 4409


class Listener(Protocol):
    """Who hears of what a room does: the hub."""

    def went_out(self, workshop_id: UUID, row: Row) -> None:
        """A row was sent to everybody."""

    def tell_people(self, text: str) -> None:
        """Other processes are to hear who is here."""


class Room:
    """Follows the log from the moment it is made. Everything here runs in the hub's loop."""

    def __init__(self, workshop_id: UUID, head: Head, reads: Threads, listener: Listener) -> None:
        self.workshop_id = workshop_id
        self.seq, self.epoch, self.perm_epoch = head.head, head.epoch, head.perm_epoch
        self.connections: set[Connection] = set()
        self.polls: dict[str, Connection] = {}
        """Those who ask by long-poll, by session: never sent anything, but with rights that are kept up to date."""
        self.waiting: set[asyncio.Future[None]] = set()
        """Long-polls that wait for the next row."""
        self.recent: deque[Row] = deque(maxlen=PAGE)
        """Kept for those who come back."""
        self.roster = Roster(workshop_id, listener.tell_people)
        self._reads, self._listener = reads, listener
        self._known_head = head.head
        self._rights_moved = False
        self._coming: dict[int, Row] = {}
        self._catching_up: asyncio.Task[None] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nobody follows it any more."""
        return not self.connections and not self.polls

    def everybody(self) -> list[Connection]:
        """Sockets and long-polls."""
        return [*self.connections, *self.polls.values()]

    # Following the log

    def hint(self, hint: Hint) -> None:
        """A row was committed: sent on at once when it is the next one and came along, else read from the log."""
        if hint.seq <= self.seq:
            return
        self._known_head = max(self._known_head, hint.seq)
        row = Row(hint.change) if hint.change is not None else None
        if row and row.seq == self.seq + 1 and self._catching_up is None and not row.moves_rights:
            self._send_on(row)
            return
        if row:
            self._coming[row.seq] = row
        self._wake()

    def look(self, head: Head | None) -> None:
        """What the poll of the heads found: the net below lost hints."""
        if head is None:
            self.close_all(STRANGER)
        elif head.epoch != self.epoch:
            self._reset(head)
        else:
            self._known_head = max(self._known_head, head.head)
            self._rights_moved |= head.perm_epoch != self.perm_epoch
            if self.seq < self._known_head or self._rights_moved:
                self._wake()

    def _wake(self) -> None:
        if self._catching_up is None:
            self._catching_up = asyncio.get_running_loop().create_task(self._catch_up())

    async def _catch_up(self) -> None:
        try:
            await self._read_on()
        except NotFound:
            self.close_all(STRANGER)
        except Exception:  # the database is away: the next look at the heads tries again
            log.warning("workshop %s: the log could not be read", self.workshop_id, exc_info=True)
        finally:
            self._catching_up = None

    async def _read_on(self) -> None:
        if self._rights_moved:
            await self.read_rights()
        while self.seq < self._known_head:
            if self.seq + 1 not in self._coming:
                found = await self._reads.run(rows_after, self.workshop_id, self.seq)
                if not found:
                    return
                if found[0].seq != self.seq + 1:  # the log was cut meanwhile
                    self._reset((await self._reads.run(read_standings, (), self.workshop_id))[1])
                    return
                self._count([row for row in found if int(row.seq) not in self._coming])
                self._coming |= {row.seq: Row(row) for row in found}
            while row := self._coming.pop(self.seq + 1, None):
                if row.moves_rights:
                    await self.read_rights()
                self._send_on(row)
            self._coming = {seq: row for seq, row in self._coming.items() if seq > self.seq}

    def _count(self, others: list[Change]) -> None:
        """What this process read and did not write counts against the pace here, too."""
        now = timezone.now()
        for row in others:
            limits.stored_elsewhere(self.workshop_id, row.user_id, (now - row.at).total_seconds())

    def _send_on(self, row: Row) -> None:
        self.seq = row.seq
        self.recent.append(row)
        for connection in tuple(self.connections):
            if connection.live and connection.seq < row.seq:
                connection.seq = row.seq
                connection.put(row.text(connection.rights, connection.user_id))
        self.release()
        self._listener.went_out(self.workshop_id, row)

    def release(self) -> None:
        """Let all long-polls answer."""
        for future in self.waiting:
            if not future.done():
                future.set_result(None)

    # Rights

    async def read_rights(self) -> None:
        """Ask again what everybody may do; who may no longer see the workshop is closed, others hear of a change.

        Before a row goes out that may have moved rights, so that nobody sees with rights that it took away.
        """
        people = {connection.user_id for connection in self.everybody()}
        found, head = await self._reads.run(read_standings, people, self.workshop_id)
        self.perm_epoch, self._rights_moved = head.perm_epoch, False
        for connection in self.everybody():
            standing = found.get(connection.user_id)
            if standing is None:  # came meanwhile, with rights of its own reading
                continue
            before = connection.rights
            connection.remember(standing, head.perm_epoch)
            if Action.VIEW not in standing.rights:
                connection.close(REMOVED)
            elif standing.rights != before:
                connection.put(encode({"t": "perm", "can": sorted(standing.rights)}))

    # Coming in

    async def replay(self, connection: Connection) -> None:
        """Send what the socket has missed, in pages, until nothing is between it and the live frames. It has to be in `connections`."""
        while connection.seq < self.seq and not connection.closed_with:
            rows = await self.rows_after(connection.seq)
            if not rows or rows[0].seq > connection.seq + 1:  # the log was cut meanwhile
                self.refuse(connection)
                return
            for row in rows:
                await connection.room()
                if row.seq > connection.seq:
                    connection.seq = row.seq
                    connection.put(row.text(connection.rights, connection.user_id))
        connection.live = True

    async def rows_after(self, seq: int) -> list[Row]:
        """A page of rows after a number, from memory if they are there."""
        if self.recent and self.recent[0].seq <= seq + 1:
            return [row for row in self.recent if row.seq > seq]
        return [Row(row) for row in await self._reads.run(rows_after, self.workshop_id, seq)]

    async def next_row(self, seconds: float, gone: asyncio.Future[Any]) -> None:
        """Wait until a row comes, the hub stops, the time is over, or `gone` is done; holds no database connection."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.add(future)
        try:
            await asyncio.wait({future, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.waiting.discard(future)

    def refuse(self, connection: Connection) -> None:
        """The log cannot tell what this one has missed: fetch the state afresh, then come again."""
        connection.put(encode({"t": "reset", "head": self.seq}))
        connection.close(WRONG_EPOCH)

    def tick(self) -> None:
        """To be called about once a second."""
        now = time.monotonic()
        self.roster.tick(now)
        long_ago = now - POLL_KEPT_SECONDS
        self.polls = {key: poll for key, poll in self.polls.items() if poll.asked_at > long_ago and not poll.closed_with}

    # Telling everybody

    def tell(self, text: str) -> None:
        """The same frame to everybody whose replay is over."""
        for connection in tuple(self.connections):
            if connection.live:
                connection.put(text)

    def _reset(self, head: Head) -> None:
        """Another log than the one that was followed (a restored backup), or one that was cut: everybody fetches afresh."""
        self.seq = self._known_head = head.head
        self.epoch, self.perm_epoch = head.epoch, head.perm_epoch
        self.recent.clear()
        self._coming.clear()
        for connection in self.everybody():
            self.refuse(connection)
        self.release()

    def close_all(self, code: int) -> None:
        """End everything with this code."""
        for connection in self.everybody():
            connection.close(code)
        self.release()
