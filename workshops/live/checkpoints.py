"""Moves what was committed from SQLite's log into its database file, in a thread beside the writer's.

By itself SQLite does so at the end of every hundredth commit or so, and makes the disk keep the whole file: the edit at hand and those
behind it would wait for that. What was committed is safe either way: each commit is kept in the log before it is answered.
"""

from __future__ import annotations

import asyncio
import logging

from django.db import Error as DatabaseError
from django.db import connection

from workshops.live.threads import Threads

log = logging.getLogger(__name__)
EVERY = 100
"""Changes between checkpoints: they fill fewer pages than the thousand after which every other connection makes one."""
LONG = 8000
"""Pages of a log that did not come to its end, since people write all the time: then the writer waits for what little is left to move."""
PATIENCE_MS = 500
"""How long that waits for those who read."""


class Checkpoints:
    """Counts the changes of a hub; lives in its loop."""

    def __init__(self) -> None:
        self._threads = Threads("checkpoint", 1) if connection.vendor == "sqlite" else None
        self._changes = 0
        self._work: asyncio.Task[None] | None = None

    def committed(self, changes: int) -> None:
        """So many changes more are in the log."""
        self._changes += changes
        if self._changes >= EVERY and self._work is None and self._threads is not None:
            self._changes = 0
            self._work = asyncio.get_running_loop().create_task(self._make(self._threads))

    async def _make(self, threads: Threads) -> None:
        try:
            await threads.run(make_checkpoint)
        except DatabaseError:  # a full disk, say: the log grows until a later one succeeds
            log.warning("no checkpoint was made", exc_info=True)
        finally:
            self._work = None

    def close(self) -> None:
        """Let go of the thread."""
        if self._threads is not None:
            self._threads.close()


def make_checkpoint(long: int = LONG) -> None:
    """Move what can be moved while others read and write; where the log has grown `long` all the same, hold writers up for the rest."""
    with connection.cursor() as cursor:
        _, pages, _ = cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if pages > long:
            cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
            cursor.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
