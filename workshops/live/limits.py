"""How many changes a workshop, a socket or a person takes in a second: more than people make, less than a script gone wild.

Each process counts what it is sent, and what it reads in the log of others: where a workshop is open, the pace is that of all processes.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from uuid import UUID

PER_SECOND = 200.0
ONES_PER_SECOND, ONES_BURST = 20.0, 60.0
"""Of one socket, and of one person where there is none."""
MANY = 1000
LATELY_SECONDS = 1.0


@dataclass(slots=True)
class Rate:
    """A bucket for each key that refills with time: `take` says how many seconds to wait, 0.0 when the change may go on."""

    per_second: float = PER_SECOND
    burst: float = PER_SECOND
    _left: dict[UUID, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: UUID, *, now: float | None = None) -> float:
        """Take one from the key's bucket at this moment (seconds of a clock that never goes back)."""
        at = time.monotonic() if now is None else now
        with self._lock:
            left, since = self._left.get(key, (self.burst, at))
            left = min(self.burst, left + (at - since) * self.per_second)
            if left < 1:
                return (1 - left) / self.per_second
            if len(self._left) > MANY:
                self._forget_full(at)
            self._left[key] = (left - 1, at)
            return 0.0

    def spend(self, key: UUID, *, now: float | None = None) -> None:
        """Take one that another process has let go on already, as far as one is left."""
        at = time.monotonic() if now is None else now
        with self._lock:
            left, since = self._left.get(key, (self.burst, at))
            self._left[key] = (max(0.0, min(self.burst, left + (at - since) * self.per_second) - 1), at)

    def _forget_full(self, at: float) -> None:
        full = [key for key, (left, since) in self._left.items() if left + (at - since) * self.per_second >= self.burst]
        for key in full:
            del self._left[key]


WORKSHOPS = Rate()
"""By workshop."""
PEOPLE = Rate(ONES_PER_SECOND, ONES_BURST)
"""By person: changes that come by POST."""


def stored_elsewhere(workshop_id: UUID, user_id: UUID | None, seconds_ago: float) -> None:
    """Another process has stored a change; one of long ago weighs nothing any more."""
    if seconds_ago < LATELY_SECONDS:
        WORKSHOPS.spend(workshop_id)
        if user_id is not None:
            PEOPLE.spend(user_id)


@dataclass(slots=True)
class Bucket:
    """The bucket of one socket; for its loop alone."""

    per_second: float
    burst: float
    _left: float = field(default=-1.0)
    _since: float = 0.0

    def take(self, *, now: float | None = None) -> float:
        """Take one; how many seconds to wait where none is left, else 0.0."""
        at = time.monotonic() if now is None else now
        left = self.burst if self._left < 0 else min(self.burst, self._left + (at - self._since) * self.per_second)
        self._since, self._left = at, left
        if left < 1:
            return (1 - left) / self.per_second
        self._left = left - 1
        return 0.0
