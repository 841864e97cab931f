"""Wakes whoever follows a workshop's log. A hint carries no truth and may be lost: the log is looked at anyway."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

import redis
from django.conf import settings

from workshops.models import Change

log = logging.getLogger(__name__)
HEADS = "vsm:heads"
"""Redis channel of `<workshop>:<seq>`, after each commit."""
PEOPLE = "vsm:people"
"""Redis channel of user ids whose sessions may have ended."""
CIRCUIT_SECONDS = 1.0
"""Nothing is published for so long after a failure, so that a dead Redis does not slow every change down."""


@dataclass(frozen=True, slots=True)
class Hint:
    """That `seq` was committed in a workshop; with the row itself where this process wrote it."""

    workshop_id: UUID
    seq: int
    change: Change | None = None


Listener = Callable[[Hint], None]
PeopleListener = Callable[[UUID], None]
_listeners: list[Listener] = []
_people_listeners: list[PeopleListener] = []
_held = threading.local()


@dataclass(slots=True)
class Bus:
    """Counts of what Redis took and what it did not."""

    sent: int = 0
    lost: int = 0
    _closed_until: float = 0.0

    def publish(self, channel: str, text: str) -> None:
        """Tell the other processes; never raises, waits at most 100 ms."""
        if not settings.REDIS_URL:
            return
        if time.monotonic() < self._closed_until:
            self.lost += 1
            return
        try:
            _redis().publish(channel, text)
            self.sent += 1
        except redis.RedisError as error:
            self.lost += 1
            self._closed_until = time.monotonic() + CIRCUIT_SECONDS
            log.warning("a hint on %s was not sent: %s", channel, error)


bus = Bus()


@lru_cache(maxsize=1)
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.1, socket_timeout=0.1, retry=None)


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener(hint)` after each commit of this process, in the thread that committed; returns what ends it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def listen_people(listener: PeopleListener) -> Callable[[], None]:
    """Call `listener(user_id)` when this process ended somebody's sessions, or may have; returns what ends it."""
    _people_listeners.append(listener)
    return lambda: _people_listeners.remove(listener)


@contextmanager
def held() -> Iterator[list[Hint]]:
    """Keep the hints of this thread back, so that the author gets the answer first; the caller gives them to `pass_on` then."""
    hints: list[Hint] = []
    _held.hints = hints
    try:
        yield hints
    finally:
        _held.hints = None


def wake(workshop_id: UUID, seq: int, change: Change | None = None) -> None:
    """Tell this process and, with Redis, the others that `seq` was committed. Never raises."""
    hint = Hint(workshop_id, seq, change)
    if (kept := getattr(_held, "hints", None)) is not None:
        kept.append(hint)
        return
    pass_on([hint])


def _tell(hint: Hint, knows: Listener | None = None) -> None:
    for listener in tuple(_listeners):
        if listener == knows:
            continue
        try:
            listener(hint)
        except Exception:
            log.exception("a listener failed on workshop %s #%s", hint.workshop_id, hint.seq)


def pass_on(hints: list[Hint], *, knows: Listener | None = None) -> None:
    """Tell this process, but for the listener that knows already, and the others. Never raises."""
    for hint in hints:
        _tell(hint, knows)
        bus.publish(HEADS, f"{hint.workshop_id}:{hint.seq}")


def sessions_moved(user_id: UUID) -> None:
    """Sessions of this person may have ended: whoever holds sockets looks at once. Never raises."""
    for listener in tuple(_people_listeners):
        try:
            listener(user_id)
        except Exception:
            log.exception("a listener failed on the sessions of %s", user_id)
    bus.publish(PEOPLE, str(user_id))
