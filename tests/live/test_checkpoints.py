"""SQLite's log is moved into the file beside the writer: no commit waits for it, and each is kept before it is answered."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from tests.cast import Cast
from tests.live.client import WAIT, commit, run
from workshops.live import checkpoints
from workshops.live.hub import Hub

pytestmark = pytest.mark.django_db(transaction=True)


def asked(*pragmas: str) -> list[Any]:
    """What this thread's connection says of itself."""
    with connection.cursor() as cursor:
        return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]


def in_file_alone(text: str, folder: Path) -> bool:
    """Whether the file holds a capture without its log."""
    copy = Path(shutil.copy(connection.settings_dict["NAME"], folder / "alone.sqlite3"))
    with contextlib.closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as file:
        return bool(file.execute("SELECT 1 FROM workshops_capture WHERE text = ?", [text]).fetchone())


async def until_in_file(text: str, folder: Path) -> None:
    async with asyncio.timeout(WAIT):
        while not await asyncio.to_thread(in_file_alone, text, folder):
            await asyncio.sleep(0.05)


def test_the_writer_keeps_each_commit_and_leaves_checkpoints_also_on_a_new_connection(cast: Cast) -> None:
    async def story(hub: Hub) -> None:
        for _ in range(2):
            assert await hub.writes.run(asked, "synchronous", "wal_autocheckpoint") == [2, 0]
            await hub.writes.run(connections.close_all)
        assert await hub.reads.run(asked, "synchronous", "wal_autocheckpoint") == [2, 1000]

    run(story)


def test_after_a_hundred_changes_the_log_is_in_the_file(cast: Cast, tmp_path: Path) -> None:
    async def story(hub: Hub) -> None:
        await hub.writes.run(commit, cast, "Two forms")
        hub.checkpoints.committed(checkpoints.EVERY - 1)
        assert not in_file_alone("Two forms", tmp_path)
        hub.checkpoints.committed(1)
        await until_in_file("Two forms", tmp_path)

    run(story)


def test_a_long_log_begins_again_and_a_reader_who_stays_does_not_hold_writers_up_for_long(cast: Cast) -> None:
    name = connection.settings_dict["NAME"]
    with contextlib.closing(sqlite3.connect(name, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM workshops_capture").fetchone()
        commit(cast, "while it reads")
        began = time.monotonic()
        checkpoints.make_checkpoint(long=0)
        assert time.monotonic() - began < 5
        commit(cast, "and after it")
        reader.execute("COMMIT")
    checkpoints.make_checkpoint(long=0)
    commit(cast, "from the beginning")
    assert log_pages() < 20
    connection.close()  # its patience was shortened


def log_pages() -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1])
