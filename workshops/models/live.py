"""What every live record has: client-made id, workshop, a revision per field, tombstone and order; and the guard of the one write path."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Self

from django.db import models

from vsm_site.lib.ids import uuid7

_writer_open: ContextVar[bool] = ContextVar("live_writer_open", default=False)


class WriteOutsideChange(RuntimeError):
    """A live record was written past the change log: browsers would go stale and the history would lie."""


@contextmanager
def writer() -> Iterator[None]:
    """Let live records be written; opened by workshops.change and by nothing else."""
    token = _writer_open.set(True)
    try:
        yield
    finally:
        _writer_open.reset(token)


def require_writer() -> None:
    """Raise unless the caller is inside change()."""
    if not _writer_open.get():
        raise WriteOutsideChange("Live records are written through workshops.change.change() only.")


def changed_since(record: models.Model, stored: dict[str, Any]) -> list[str]:
    """The columns that were given another value since `stored`, the record's `__dict__` of then."""
    names = [field.attname for field in record._meta.concrete_fields]
    return [name for name in names if name != "revs" and record.__dict__.get(name) is not stored.get(name)]


class LiveQuerySet(models.QuerySet[Any]):
    """Reads as usual; every way to write asks for change()."""

    def present(self) -> Self:
        """Without the removed ones."""
        return self.filter(deleted_seq=None)

    def update(self, **kwargs: Any) -> int:
        require_writer()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        require_writer()
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        require_writer()
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        require_writer()
        return super().bulk_update(*args, **kwargs)


class LiveManager(models.Manager.from_queryset(LiveQuerySet)):  # type: ignore[misc]
    """All rows, removed ones too; `present()` leaves these out."""


class LiveBase(models.Model):
    """Everything of a live record but its workshop (the workshop itself is one, too)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revs = models.JSONField(default=dict, editable=False)
    """`{"title": [118, "c-7f"]}`: sequence number and tab of the last writer of each field."""
    deleted_seq = models.BigIntegerField(null=True, editable=False)

    objects: ClassVar[Any] = LiveManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row; only inside change()."""
        require_writer()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row for good; only inside change(), which leaves a tombstone instead."""
        require_writer()
        return super().delete(*args, **kwargs)

    def rev(self, field: str) -> int:
        """Sequence number that last wrote this field, 0 if it has its first value."""
        entry = self.revs.get(field)
        return int(entry[0]) if entry else 0

    @property
    def field_revs(self) -> dict[str, int]:
        """`{field: n}` as the API gives it."""
        return {field: int(entry[0]) for field, entry in self.revs.items()}


class LiveRecord(LiveBase):
    """A row of one workshop that people see change."""

    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="+")
    order_key = models.CharField(max_length=120, blank=True, default="")
    """Fractional index: rows sort by it as ASCII text, ties by id."""

    class Meta:
        abstract = True
