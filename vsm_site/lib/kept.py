"""What a process keeps of what it computed: the latest of it, under keys that are other ones when the answer may be another."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Up to `most` answers; what was kept first goes first. Several threads may use it at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The answer under this key; None where there is none."""
        with self._lock:
            return self._rows.get(key)

    def put(self, key: K, answer: V) -> V:
        """Keep an answer, and give it back."""
        with self._lock:
            self._rows[key] = answer
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)
        return answer
