"""What the record kinds of reviews and of sustaining share."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Invalid
from workshops.models import Participation


def check_people(workshop_id: UUID, ids: Collection[str], field: str) -> None:
    """Invalid at this field unless all of these are ids of people of the workshop."""
    try:
        known = Participation.objects.filter(workshop_id=workshop_id, pk__in=[UUID(entry) for entry in ids]).count()
    except ValueError:
        known = -1
    if known != len(ids):
        raise Invalid({field: "There is no such person in this workshop."})


def fill_author(tx: Any, record: Any) -> None:
    """Whoever makes a record is its author."""
    record.author_id = tx.actor.user_id


def count(value: Any) -> int | None:
    """How many were looked at; None where that is not known."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10_000_000:
        raise ValueError("Type how many were looked at, for example 12.")
    return value


def statement(value: Any) -> Any:
    """A statement of map-format; what it has to be follows from the metric, which the kind checks."""
    if value is None or not isinstance(value, str | int | float | dict) or isinstance(value, bool):
        raise ValueError("Type what was measured, with its unit.")
    return value
