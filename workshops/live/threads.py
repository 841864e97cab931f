"""Threads in which a hub reads and writes the database, so that its loop never waits for one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, connections

P = ParamSpec("P")
T = TypeVar("T")
MOST_LOG = 32 * 1024 * 1024
"""Bytes of SQLite's log that are kept to be written over; it is longer only while it could not be moved into the file."""


class Threads:
    """A few threads with a connection each: kept on SQLite, given back to the pool after each call on PostgreSQL."""

    def __init__(self, name: str, count: int, *, prepare: Callable[[], None] | None = None) -> None:
        """`prepare` is called in a thread with each new connection of it."""
        self._count, self._prepare = count, prepare
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=f"live-{name}")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work` done in one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: self._with_connection(work, *args, **kwargs))

    def begin(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> None:
        """Have `work` done in one of the threads, without waiting: it tells by itself what became of it."""
        self._pool.submit(lambda: self._with_connection(work, *args, **kwargs))

    def _with_connection(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._prepare is not None and connection.connection is None:
            self._prepare()
        try:
            return work(*args, **kwargs)
        finally:
            close_old_connections()

    def close(self) -> None:
        """End the threads when they have done what they were given, and close their connections."""
        for _ in range(self._count):
            self._pool.submit(connections.close_all)
        self._pool.shutdown(wait=False)


def writers() -> Threads:
    """SQLite takes one writer at a time; PostgreSQL a few, so that one workshop that waits for its lock holds up no other."""
    if connection.vendor == "sqlite":
        return Threads("write", 1, prepare=_leave_checkpoints)
    return Threads("write", 4)


def _leave_checkpoints() -> None:
    """Commits of this connection end when the log is kept: see checkpoints.py."""
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:  # what is asked of it next says what is wrong with it
        cursor.execute("PRAGMA wal_autocheckpoint=0")
        cursor.execute(f"PRAGMA journal_size_limit={MOST_LOG}")
