"""What other processes say over Redis; with none configured nobody else is there. Says nothing of weight: hints and presence only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

import redis.asyncio
from django.conf import settings

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
QUIET_SECONDS = 5.0
PUBLISH_SECONDS = 0.1

Hear = Callable[[str], None]


class Bus:
    """Hears the channels of `hear` and publishes on any; comes back by itself after a Redis that was away."""

    def __init__(self, hear: Mapping[str, Hear]) -> None:
        self._hear = dict(hear)
        self._out: redis.asyncio.Redis | None = None
        self.reconnects = 0

    async def run(self) -> None:
        """Hear until cancelled."""
        pause = FIRST_PAUSE
        while settings.REDIS_URL:
            try:
                await self._hear_on()
                pause = FIRST_PAUSE
            except (redis.RedisError, OSError, TimeoutError) as error:
                self.reconnects += 1
                log.warning("Redis cannot be heard (%s); once a second the log is looked at anyway", error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _hear_on(self) -> None:
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, health_check_interval=5)
        async with client, client.pubsub(ignore_subscribe_messages=True) as heard:
            await heard.subscribe(*self._hear)
            while True:
                message = await heard.get_message(timeout=QUIET_SECONDS)
                if message is not None:
                    self._take(message["channel"].decode(), message["data"].decode())

    def _take(self, channel: str, text: str) -> None:
        try:
            self._hear[channel](text)
        except (ValueError, KeyError, TypeError):
            log.warning("what came on %s cannot be read", channel)

    async def publish(self, channel: str, text: str) -> None:
        """Tell the other processes; lost without a word when Redis is away."""
        if not settings.REDIS_URL:
            return
        if self._out is None:
            self._out = redis.asyncio.Redis.from_url(
                settings.REDIS_URL, socket_connect_timeout=PUBLISH_SECONDS, socket_timeout=PUBLISH_SECONDS, retry=None
            )
        try:
            await self._out.publish(channel, text)
        except (redis.RedisError, OSError, TimeoutError):
            return
