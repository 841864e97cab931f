"""One hub per process: the sockets of all open workshops, what wakes their rooms, and the way of a change into the database.

Truth comes from the log alone. A room is woken by the commit in this process (with the row), by a hint of another one (Redis), and by
a look at all heads every second, so that a lost hint costs a second and never a row.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from workshops import hints
from workshops.hints import Hint
from workshops.live import dispatch, presence
from workshops.live.bus import Bus
from workshops.live.checkpoints import Checkpoints
from workshops.live.connection import Connection
from workshops.live.frames import Sent
from workshops.live.looks import Looks
from workshops.live.room import Room
from workshops.live.rows import Row, encode
from workshops.live.threads import Threads, writers
from workshops.selectors.live import Head, ended_sessions, heads

log = logging.getLogger(__name__)
POLL_SECONDS, BEAT_SECONDS, SESSION_SECONDS = 1.0, 15.0, 30.0
PER_USER, PER_WORKSHOP = 10, 500
SIGNED_OUT, TOO_MANY, RESTART, LATER = 4401, 4429, 1012, 1013
BYE_MS = (300, 2000)
"""When to come back after `bye`: spread, so that not all knock at once."""
STOP_SECONDS = 3.0
NOT_CHECKED = "sessions could not be looked at"


class Hub:
    """Lives in the event loop in which it was made; other threads reach it by `from_thread`."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.rooms: dict[UUID, Room] = {}
        self.reads, self.writes = Threads("read", 2), writers()
        self.looks = Looks(Threads("draw", 1), self.reads)
        self.checkpoints = Checkpoints()
        self.is_stopping = False
        self._writing = 0
        self._session_checks: set[UUID] = set()
        self.beaten_at = time.monotonic()
        """When the last heartbeat went out."""
        self._ends = [hints.listen(self._hint_from_thread), hints.listen_people(self._people_from_thread)]
        self.bus = Bus({hints.HEADS: self._heard_head, hints.PEOPLE: self._heard_person, presence.CHANNEL: self._heard_people})
        self._tasks = [self.loop.create_task(self.bus.run())]
        self._start(_over_and_over(self._keep_time, "a moment was missed"))
        self._start(_over_and_over(self._look_at_heads, "the heads could not be read"))
        self._start(_over_and_over(self._check_sessions, NOT_CHECKED))

    # Coming and going

    async def join(self, connection: Connection, *, since: int, epoch: str) -> None:
        """Subscribe, then replay what came after `since`, then `hello`. Closes a socket that the log cannot serve, or one too many."""
        head, connection.seq = connection.head, since
        room = self.room(connection.workshop_id, head)
        if refused := self._full(room, connection):
            connection.close(refused)
        elif epoch != head.epoch or not head.floor <= since <= head.head:
            room.refuse(connection)
        else:
            room.connections.add(connection)
            room.hint(Hint(connection.workshop_id, head.head))
            if head.perm_epoch != room.perm_epoch:
                await room.read_rights()
            await room.replay(connection)
            if not connection.closed_with:
                room.roster.come(connection)
                connection.put(encode(self._hello(room, connection)))
        self.forget_if_empty(room)

    def _full(self, room: Room, connection: Connection) -> int:
        """The close code where person or workshop has as many sockets as may be, those of other processes counted; else 0.

        A workshop that is full with those of others may have them still from a process that was killed: its people try again soon.
        """
        others = [person for held in self.rooms.values() for person in held.roster.elsewhere()]
        mine = sum(other.user_id == connection.user_id for held in self.rooms.values() for other in held.connections)
        mine += sum(person["user"] == str(connection.user_id) for person in others)
        here = len(room.connections)
        if mine >= PER_USER or here >= PER_WORKSHOP:
            return TOO_MANY
        return LATER if here + len(room.roster.elsewhere()) >= PER_WORKSHOP else 0

    def _hello(self, room: Room, connection: Connection) -> dict[str, Any]:
        return {
            "t": "hello",
            "head": room.seq,
            "epoch": room.epoch,
            "you": connection.id,
            "user": str(connection.user_id),
            "can": sorted(connection.rights),
            "limits": LIMITS,
            "roster": room.roster.people(),
        }

    def leave(self, connection: Connection) -> None:
        """The socket has ended."""
        if room := self.rooms.get(connection.workshop_id):
            room.connections.discard(connection)
            room.roster.leave(connection)
            self.looks.leave(connection)
            self.forget_if_empty(room)

    def room(self, workshop_id: UUID, head: Head) -> Room:
        """The room of a workshop, opened where `head` stands if it is not open yet."""
        if workshop_id not in self.rooms:
            self.rooms[workshop_id] = Room(workshop_id, head, self.reads, self)
        return self.rooms[workshop_id]

    def forget_if_empty(self, room: Room) -> None:
        """Follow a log only while somebody wants it."""
        if room.is_empty and self.rooms.get(room.workshop_id) is room:
            del self.rooms[room.workshop_id]
            room.roster.close()

    # What rooms tell

    def went_out(self, workshop_id: UUID, row: Row) -> None:
        """A row was sent to everybody: pictures are drawn from it."""
        self.looks.changed(workshop_id, row)

    def tell_people(self, text: str) -> None:
        """Other processes hear who is here."""
        if settings.REDIS_URL:
            self._start(self.bus.publish(presence.CHANNEL, text))

    def move(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Somebody is elsewhere now."""
        if room := self.rooms.get(connection.workshop_id):
            room.roster.move(connection, values)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(self.loop.create_task(work))

    # Changes on their way in

    async def write(self, connection: Connection, sent: Sent) -> None:
        """Apply a change and answer it, in the thread that writes. The author gets the answer before the change."""
        if wait := connection.changes.take():
            connection.put(encode(dispatch.retry(str(sent.id), int(wait * 1000) + 1)))
            return
        self._writing += 1
        answered = self.loop.create_future()
        self.writes.begin(self._write, connection, sent, answered)
        await answered

    def _write(self, connection: Connection, sent: Sent, answered: asyncio.Future[None]) -> None:
        with hints.held() as committed:
            answer = dispatch.answer_parsed(
                actor=connection.actor, workshop_id=connection.workshop_id, sent=sent, epoch=connection.head.epoch
            )
        self.from_thread(self._written, connection, encode(answer), committed, answered)
        hints.pass_on(committed, knows=self._hint_from_thread)

    def _written(self, connection: Connection, answer: str, committed: list[Hint], answered: asyncio.Future[None]) -> None:
        self._writing -= 1
        if not answered.done():  # the socket may have ended meanwhile
            answered.set_result(None)
        connection.put(answer)
        for hint in committed:
            self._hint(hint)
        self.checkpoints.committed(len(committed))

    # What wakes rooms

    def from_thread(self, call: Any, *args: Any) -> None:
        """Call something in the hub's loop, if that still runs."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(call, *args)

    def _hint_from_thread(self, hint: Hint) -> None:
        if hint.workshop_id in self.rooms:
            self.from_thread(self._hint, hint)

    def _hint(self, hint: Hint) -> None:
        if room := self.rooms.get(hint.workshop_id):
            room.hint(hint)

    def _heard_head(self, text: str) -> None:
        workshop, _, seq = text.partition(":")
        self._hint(Hint(UUID(workshop), int(seq)))

    def _heard_people(self, text: str) -> None:
        said = presence.read_part(text)
        if said and (room := self.rooms.get(said[1])):
            room.roster.hear(said[0], said[2])

    def _people_from_thread(self, user_id: UUID) -> None:
        self.from_thread(self._session_checks.add, user_id)
        self.from_thread(self._check_sessions_soon)

    def _heard_person(self, text: str) -> None:
        self._session_checks.add(UUID(text))
        self._check_sessions_soon()

    def _check_sessions_soon(self) -> None:
        self._start(_well(self._check_sessions, NOT_CHECKED))

    async def _keep_time(self) -> None:
        """What a second asks for without the database: heartbeats and presence go on while that hangs."""
        self._beat()
        for room in tuple(self.rooms.values()):
            room.tick()
            self.forget_if_empty(room)
        self._tasks = [task for task in self._tasks if not task.done()]

    async def _look_at_heads(self) -> None:
        if asked := list(self.rooms):
            found = await self.reads.run(heads, asked)
            for workshop_id in asked:
                if room := self.rooms.get(workshop_id):
                    room.look(found.get(workshop_id))

    def _beat(self) -> None:
        if time.monotonic() - self.beaten_at >= BEAT_SECONDS:
            self.beaten_at = time.monotonic()
            for room in self.rooms.values():
                room.tell(encode({"t": "hb", "head": room.seq}))

    async def _check_sessions(self) -> None:
        """Close sockets whose session has ended: of people who were announced, and of all whose last look is half a minute old."""
        people, self._session_checks = self._session_checks, set()
        long_ago = time.monotonic() - SESSION_SECONDS
        due = [
            connection
            for room in self.rooms.values()
            for connection in room.everybody()
            if connection.user_id in people or connection.checked_at < long_ago
        ]
        if not due:
            return
        try:
            ended = await self.reads.run(ended_sessions, {connection.session_key for connection in due})
        except Exception:
            self._session_checks |= people  # the next look asks again
            raise
        for connection in due:
            connection.checked_at = time.monotonic()
            if connection.session_key in ended:
                connection.close(SIGNED_OUT)

    # The end

    def say_bye(self, then: Callable[[], None] = lambda: None) -> None:
        """The process was asked to stop: everybody is told when to come back, what is being written is finished, then all is closed.

        `then` is called when everybody was told: a server that began to stop before would end the sockets without a word.
        """
        if not self.is_stopping:
            self.is_stopping = True
            for room in self.rooms.values():
                room.release()
                for connection in tuple(room.connections):
                    connection.put(bye())
            self._start(self._finish())
        then()

    async def _finish(self) -> None:
        until = time.monotonic() + STOP_SECONDS
        while self._writing and time.monotonic() < until:
            await asyncio.sleep(0.02)
        for room in tuple(self.rooms.values()):
            room.close_all(RESTART)

    async def close(self) -> None:
        """Let go of threads, connections and listeners; for tests, whose loops end."""
        for end in self._ends:
            end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.looks.close()
        self.reads.close()
        self.writes.close()
        self.checkpoints.close()


LIMITS: Mapping[str, int] = {
    "message": 65536,
    "change": 32768,
    "ops": 200,
    "text": 10000,
    "changes_per_second": 20,
    "presence_per_second": 4,
}


async def _well(work: Callable[[], Awaitable[None]], otherwise: str) -> None:
    """Do it; where it fails, say so and go on, since the next look tries again."""
    try:
        await work()
    except Exception:  # mostly: the database is away
        log.warning(otherwise, exc_info=True)


async def _over_and_over(work: Callable[[], Awaitable[None]], otherwise: str) -> None:
    """Do it every second. Each such work has a task of its own, so that one that waits for the database holds up no other."""
    while True:
        await asyncio.sleep(POLL_SECONDS)
        await _well(work, otherwise)


def bye() -> str:
    """The frame that says when to come back."""
    return encode({"t": "bye", "in": random.randint(*BYE_MS)})


_hub: Hub | None = None


def get_hub() -> Hub:
    """The hub of the running loop, made at first use. A process has one loop; tests have several, one after the other."""
    global _hub  # noqa: PLW0603
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub


def stop_from_signal(then: Callable[[], None]) -> None:
    """Say `bye`, then call `then`; called by the handler of SIGTERM, in any thread."""
    if _hub is None or _hub.loop.is_closed():
        then()
    else:
        _hub.from_thread(_hub.say_bye, then)
