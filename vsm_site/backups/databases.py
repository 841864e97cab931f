"""Copying the database out and in while it is used: SQLite's online backup, PostgreSQL's own tools."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections


class ToolMissing(RuntimeError):
    """PostgreSQL's client programs are not on the PATH."""


def kind() -> str:
    """`sqlite` or `postgresql`."""
    return str(connection.vendor)


def _client_environment() -> dict[str, str]:
    found: dict[str, Any] = settings.DATABASES["default"]
    values = {"PGHOST": found["HOST"], "PGPORT": found["PORT"], "PGUSER": found["USER"], "PGPASSWORD": found["PASSWORD"]}
    return os.environ | {key: str(value) for key, value in values.items() if value}


def _client(*command: str) -> None:
    try:
        finished = subprocess.run(command, env=_client_environment(), capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise ToolMissing(f"{command[0]} was not found. Install PostgreSQL's client programs: apt install postgresql-client") from None
    if finished.returncode:
        raise RuntimeError(f"{command[0]}: {finished.stderr.strip()}")


def copy_out(target: Path) -> None:
    """A consistent copy of the database as it is now."""
    if kind() == "postgresql":
        _client("pg_dump", "--format=custom", f"--file={target}", str(connection.settings_dict["NAME"]))
        return
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def copy_in(source: Path) -> None:
    """Replace the database by a copy."""
    connections.close_all()
    name = str(connection.settings_dict["NAME"])
    if kind() == "postgresql":
        _client("pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", f"--dbname={name}", str(source))
        return
    with contextlib.closing(sqlite3.connect(source)) as copy, contextlib.closing(sqlite3.connect(name)) as target:
        copy.backup(target)


def is_empty() -> bool:
    """Whether nothing is there that a restore would replace."""
    if kind() == "sqlite":
        return not Path(connection.settings_dict["NAME"]).exists()
    return not connection.introspection.table_names()
