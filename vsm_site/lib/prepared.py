"""Statements compiled once, for what every request and live change does: Django compiles a query each time, which takes longer than
running it.

Same statements and conversions as Django's own; nothing is kept but the text of a statement.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Field, Model, QuerySet, UUIDField
from django.db.models.query import get_related_populators

_BLANK_NUMBER = 2_000_000_000
"""Stands for a number while a statement is compiled; no statement has such a number of its own."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    params: tuple[Any, ...]
    blanks: dict[int, int]
    """Places among the parameters, and which of the given ones belongs there."""
    compiler: Any
    converters: dict[int, Any]
    names: list[str]
    """Of the model's own columns, which come first."""
    related: list[Any]
    """What makes the records of `select_related` from the columns after them."""

    def record(self, row: Sequence[Any]) -> Any:
        """The instance of the query's model that a row holds."""
        made = self.compiler.query.model.from_db(DEFAULT_DB_ALIAS, self.names, row[: len(self.names)])
        for other in self.related:
            other.populate(row, made)
        return made


class Prepared:
    """A query of which only ids vary, and the parameters called `numbers`, which are whole numbers.

    `Prepared(lambda user, workshop: Row.objects.filter(user_id=user, workshop_id=workshop))`
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *, numbers: Collection[str] = ()) -> None:
        self._make, self._numbers = make, numbers
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, *given: UUID | int) -> list[Sequence[Any]]:
        """The rows, values as the query's fields give them."""
        line = connections[DEFAULT_DB_ALIAS]
        return self._run(line, self._compiled_for(line), given)

    def records(self, *given: UUID | int) -> list[Any]:
        """The rows as instances of the query's model, with what it selects of related ones."""
        line = connections[DEFAULT_DB_ALIAS]
        found = self._compiled_for(line)
        return [found.record(row) for row in self._run(line, found, given)]

    def record(self, *given: UUID | int) -> Any:
        """The first row as an instance of the query's model, or None."""
        return next(iter(self.records(*given)), None)

    def _run(self, line: BaseDatabaseWrapper, found: _Compiled, given: Sequence[UUID | int]) -> list[Sequence[Any]]:
        params = list(found.params)
        for place, which in found.blanks.items():
            params[place] = _stored(line, given[which])
        with line.cursor() as cursor:
            cursor.execute(found.sql, params)
            rows = cursor.fetchall()
        return list(found.compiler.apply_converters(rows, found.converters)) if found.converters else list(rows)

    def _compiled_for(self, line: BaseDatabaseWrapper) -> _Compiled:
        found = self._compiled.get(line.vendor)
        if found is None:
            found = self._compiled[line.vendor] = self._compile(line)
        return found

    def _compile(self, line: BaseDatabaseWrapper) -> _Compiled:
        names = inspect.signature(self._make).parameters
        blank = [_BLANK_NUMBER + place if name in self._numbers else UUID(int=place + 1) for place, name in enumerate(names)]
        compiler = self._make(*blank).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        stored = {_stored(line, value): place for place, value in enumerate(blank)}
        blanks = {place: stored[value] for place, value in enumerate(params) if isinstance(value, str | UUID | int) and value in stored}
        columns, classes = [expression for expression, _, _ in compiler.select], compiler.klass_info
        attributes = [columns[place].target.attname for place in classes["select_fields"]] if classes else []
        related = get_related_populators(classes, compiler.select, DEFAULT_DB_ALIAS) if classes else []  # type: ignore[call-arg]
        return _Compiled(sql, tuple(params), blanks, compiler, compiler.get_converters(columns), attributes, related)


def _stored(line: BaseDatabaseWrapper, value: UUID | int) -> Any:
    return value.hex if isinstance(value, UUID) and not line.features.has_native_uuid_field else value


def _column(field: Field[Any, Any]) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(str(field.column))


@lru_cache(maxsize=256)
def _insertion(model: type[Model], vendor: str) -> tuple[str, list[Field[Any, Any]]]:
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, AutoField)]
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    names, marks = ", ".join(map(_column, fields)), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", fields


@lru_cache(maxsize=1024)
def _update(model: type[Model], names: tuple[str, ...], vendor: str) -> tuple[str, list[Field[Any, Any]]]:
    by_name = {field.attname: field for field in model._meta.local_concrete_fields}
    fields, quote = [by_name[name] for name in names], connections[DEFAULT_DB_ALIAS].ops.quote_name
    sets = ", ".join(f"{_column(field)} = %s" for field in fields)
    assert isinstance(model._meta.pk, UUIDField)
    return f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {_column(model._meta.pk)} = %s", fields


def insert(record: Model) -> None:
    """Store a new row; the number that the database gives it is not asked for."""
    line = connections[DEFAULT_DB_ALIAS]
    sql, fields = _insertion(type(record), line.vendor)
    with line.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(field.pre_save(record, True), line) for field in fields])


def update(record: Model, names: Sequence[str]) -> None:
    """Store these attributes of a row whose key is a UUID."""
    line = connections[DEFAULT_DB_ALIAS]
    sql, fields = _update(type(record), tuple(names), line.vendor)
    values = [field.get_db_prep_save(field.pre_save(record, False), line) for field in fields]
    with line.cursor() as cursor:
        cursor.execute(sql, [*values, _stored(line, record.pk)])
