"""Wakes whoever follows a workshop's log. A hint carries no truth and may be lost: the log is looked at anyway."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

import redis
from django.conf import settings

log = logging.getLogger(__name__)
Listener = Callable[[UUID, int], None]
_listeners: list[Listener] = []
CHANNEL = "vsm:heads"


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener(workshop, seq)` after each commit of this process; returns what ends it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


@lru_cache(maxsize=1)
def _bus() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.1, socket_timeout=0.1, retry=None)


def wake(workshop_id: UUID, seq: int) -> None:
    """Tell this process and, with Redis, the others that `seq` was committed. Never raises."""
    for listener in tuple(_listeners):
        try:
            listener(workshop_id, seq)
        except Exception:
            log.exception("a listener failed on workshop %s #%s", workshop_id, seq)
    if settings.REDIS_URL:
        try:
            _bus().publish(CHANNEL, f"{workshop_id}:{seq}")
        except redis.RedisError as error:
            log.warning("hint for workshop %s not sent: %s", workshop_id, error)
