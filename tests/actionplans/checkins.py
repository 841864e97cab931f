"""Check-ins for tests: a cadence, and the links of letters."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from accounts.models import OutboxMessage
from actionplans.models import CheckInRound
from actionplans.services.checkins import set_cadence
from tests.cast import Cast

WEEKLY = {
    "checkin_weekday": 0,
    "checkin_every": 1,
    "checkin_at": "09:00",
    "checkin_ask_days": 1,
    "checkin_from": "2026-11-19",
    "checkin_until": "2026-12-20",
}
"""Mondays at nine, 23 November to 14 December; asked on Sundays at nine."""


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def meet(cast: Cast, by: str = "omar", **values: Any) -> None:
    """Set the cadence of the plan."""
    set_cadence(actor=cast.actor(by), workshop_id=cast.workshop.pk, values=WEEKLY | values)


def rounds(cast: Cast) -> list[tuple[str, datetime, datetime, bool, bool]]:
    """The check-ins to be: day, when owners are asked, when it begins, asked, cancelled."""
    rows = CheckInRound.objects.filter(workshop=cast.workshop).order_by("on")
    return [(row.on.isoformat(), row.due_at, row.meets_at, row.sent_at is not None, row.cancelled_at is not None) for row in rows]


def letters(name: str) -> list[OutboxMessage]:
    """The letters of check-ins to somebody, the first first."""
    return list(OutboxMessage.objects.filter(kind="check-in", to=f"{name}@example.org").order_by("not_before", "pk"))


def link_in(body: str) -> str:
    """The path of the link in a letter."""
    found = re.search(r"(/answer/[\w-]+/)", body)
    assert found, body
    return found[1]
