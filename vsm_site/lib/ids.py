"""Record ids: UUID version 7, so that rows of one table sort by when they were made, also within a millisecond."""

from __future__ import annotations

import os
import threading
import time
import uuid

BACK = 1000 << 12
"""A clock that goes back by more than a second (in parts of a millisecond, 4096 to one) was set: then it is followed."""


class Stamps:
    """Numbers of moments, each greater than the one before, whichever thread asks."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def next(self, nanoseconds: int) -> int:
        """48 bits of Unix milliseconds and 12 bits of parts of one (RFC 9562, 6.2, method 3); one more where that is not later."""
        milliseconds, rest = divmod(nanoseconds, 1_000_000)
        stamp = milliseconds << 12 | (rest << 12) // 1_000_000
        with self._lock:
            self._last = self._last + 1 if 0 <= self._last - stamp < BACK else stamp
            return self._last


STAMPS = Stamps()


def uuid7() -> uuid.UUID:
    """A new UUID v7 (RFC 9562): 60 bits of time, greater than in the ids that this process made before, then random bits."""
    stamp = STAMPS.next(time.time_ns()) & (1 << 60) - 1
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=(stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0x2 << 62 | random)
