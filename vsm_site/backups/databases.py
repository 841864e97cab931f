"""Copying the database out and in while it is used: SQLite's online backup, PostgreSQL's own tools."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, connections, transaction

SCHEMA_AFRESH = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


class CannotCopy(RuntimeError):
    """The database's own tools are missing or refused; says what they said."""


def kind() -> str:
    """`sqlite` or `postgresql`."""
    return str(connection.vendor)


def _client_environment() -> dict[str, str]:
    found: dict[str, Any] = settings.DATABASES["default"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return os.environ | {variable: str(found[key]) for variable, key in names.items() if found.get(key)}


def _client(*command: str) -> None:
    try:
        finished = subprocess.run(command, env=_client_environment(), capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise CannotCopy(f"{command[0]} was not found. Install PostgreSQL's client programs: apt install postgresql-client") from None
    if finished.returncode:
        raise CannotCopy(f"{command[0]}: {finished.stderr.strip()}")


def copy_out(target: Path) -> dict[str, int]:
    """A consistent copy of the database as it is now; the rows of each table in just that copy."""
    return _copy_out_postgresql(target) if kind() == "postgresql" else _copy_out_sqlite(target)


def _copy_out_sqlite(target: Path) -> dict[str, int]:
    name = Path(connection.settings_dict["NAME"])
    if not name.is_file():
        raise CannotCopy(f"There is no database at {name}.")
    with (
        contextlib.closing(sqlite3.connect(f"{name.as_uri()}?mode=ro", uri=True)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        tables = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {table: copy.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()[0] for table in tables}


def _copy_out_postgresql(target: Path) -> dict[str, int]:
    """pg_dump reads the very snapshot in which the rows are counted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _client("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", str(connection.settings_dict["NAME"]))
        counts = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {_quoted(table)}")
            counts[table] = cursor.fetchone()[0]
    return counts


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def copy_in(source: Path) -> None:
    """Replace the database by a copy, whole or not at all."""
    connections.close_all()
    name = str(connection.settings_dict["NAME"])
    if kind() == "postgresql":
        script = source.with_suffix(".sql")
        _client("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
        stop = ("--set=ON_ERROR_STOP=1", "--single-transaction", "--no-psqlrc", "--quiet")
        _client("psql", *stop, f"--dbname={name}", f"--command={SCHEMA_AFRESH}", f"--file={script}")
        return
    with contextlib.closing(sqlite3.connect(source)) as copy, contextlib.closing(sqlite3.connect(name, timeout=20)) as target:
        copy.backup(target)


def is_empty() -> bool:
    """Whether a restore would replace nothing: nobody has an account here, so nobody can have made anything."""
    if kind() == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    user = get_user_model()
    return user._meta.db_table not in connection.introspection.table_names() or not user.objects.exists()
