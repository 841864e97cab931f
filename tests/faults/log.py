"""The log of a workshop as the database holds it, read beside the product."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

HEAD = "SELECT head FROM workshops_workshophead WHERE workshop_id = {}"
ROWS = "SELECT seq, change_id FROM workshops_change WHERE workshop_id = {} ORDER BY seq"


@dataclass(frozen=True)
class Log:
    """How far it is, and the ids of its changes in order."""

    head: int
    numbers: list[int]
    ids: list[str]

    @property
    def is_whole(self) -> bool:
        """No number is missing, and none and no change is there twice."""
        return self.numbers == list(range(1, self.head + 1)) and len(set(self.ids)) == len(self.ids)


def read_log(workshop: str, folder: Path, variables: Mapping[str, str]) -> Log:
    """The log of a workshop in the folder's file, or in the database of DATABASE_URL."""
    key = UUID(workshop)
    if address := variables.get("DATABASE_URL"):
        with psycopg.connect(address) as line:
            line.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return _log(line.execute(HEAD.format("%s"), [key]), line.execute(ROWS.format("%s"), [key]))
    with contextlib.closing(sqlite3.connect(folder / "db.sqlite3", isolation_level=None, timeout=10)) as file:
        file.execute("BEGIN")
        return _log(file.execute(HEAD.format("?"), [key.hex]), file.execute(ROWS.format("?"), [key.hex]))


def _log(head: Any, rows: Any) -> Log:
    (number,), found = head.fetchone(), rows.fetchall()
    return Log(number, [seq for seq, _ in found], [str(UUID(str(change))) for _, change in found])
