"""What record kinds of several subjects share: who made a record and when, whose it is, what a kept version holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from workshops.records import LiveField


def made_by(who: str = "by", when: str = "at") -> Callable[[Any, Any], None]:
    """Fills a new record's fields with whoever made it and, unless a service said it, when."""

    def fill(tx: Any, record: Any) -> None:
        setattr(record, f"{who}_id", tx.actor.user_id)
        setattr(record, when, getattr(record, when) or tx.at)

    return fill


def belongs_to(who: str) -> Callable[[Any, UUID], bool]:
    """Whether a record is a person's own, by this field."""

    def is_own(record: Any, user_id: UUID) -> bool:
        return bool(getattr(record, f"{who}_id") == user_id)

    return is_own


def content(of: str) -> LiveField:
    """What a version holds, as JSON; only services write it."""

    def parse(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError(f"This is the content of {of}.")
        return value

    return LiveField(parse, from_wire=False)
