"""The cast made once by each process and put back by its rows: making it anew would cost every test a tenth of a second."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection

from tests.cast import Cast, make_cast

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


@dataclass(frozen=True)
class Snapshot:
    """The cast as it was made, and the rows that it consists of: by table the columns and values."""

    cast: bytes
    rows: Rows


_kept: list[Snapshot] = []


def cast_again() -> Cast:
    """Everybody as make_cast makes them, with the same ids in each test of a process.

    Where nothing is taken back after the test, they are made anew, so that what follows a commit happens as it does in the product.
    """
    cache.clear()  # limits are counted for each person, and the persons stay the same
    if not connection.in_atomic_block:
        return make_cast()
    if not _kept:
        return _make()
    _insert(_kept[0].rows)
    found: Cast = pickle.loads(_kept[0].cast)
    return found


def _make() -> Cast:
    before = _rows()
    cast = make_cast()
    after = _rows()
    mine = {table: (columns, [_stored(row) for row in rows if row not in before[table][1]]) for table, (columns, rows) in after.items()}
    _kept.append(Snapshot(pickle.dumps(cast), {table: found for table, found in mine.items() if found[1]}))
    return cast


def _rows() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = ([column[0] for column in cursor.description], [tuple(row) for row in cursor.fetchall()])
    return found


def _insert(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for table, (columns, found) in rows.items():
            names = ", ".join(connection.ops.quote_name(name) for name in columns)
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})", found)
        models = [model for model in apps.get_models() if model._meta.db_table in rows]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _stored(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as the driver takes it: SQLite keeps dates and times as text."""
    if connection.vendor != "sqlite":
        return row
    return tuple(str(value) if isinstance(value, date | time) else value for value in row)
