"""Threads in which a hub reads and writes the database, so that its loop never waits for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connection, connections

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """A few threads with a connection each: kept on SQLite, given back to the pool after each call on PostgreSQL."""

    def __init__(self, name: str, count: int) -> None:
        self._count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=f"live-{name}")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work` done in one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: _with_connection(work, *args, **kwargs))

    def close(self) -> None:
        """End the threads when they have done what they were given, and close their connections."""
        for _ in range(self._count):
            self._pool.submit(connections.close_all)
        self._pool.shutdown(wait=False)


def _with_connection(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        close_old_connections()


def writers() -> Threads:
    """SQLite takes one writer at a time; PostgreSQL a few, so that one workshop that waits for its lock holds up no other."""
    return Threads("write", 1 if connection.vendor == "sqlite" else 4)
