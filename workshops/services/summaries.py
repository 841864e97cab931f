"""The summary of a day: what is kept of it when the day is closed, and who has read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.models import SummaryReading, WorkshopDay
from workshops.policy import Action
from workshops.selectors import captures, days
from workshops.selectors import summary as selectors
from workshops.services.captures import set_capture

ENDS = {"close": "closed", "drop": "dropped"}
"""How an item of the parking lot ends at the close of a day: the word of the page, and the disposition."""


def keep_what_the_team_did(tx: Tx, day: WorkshopDay) -> None:
    """Keep the list as the log says now, unless somebody wrote another one: later changes do not belong to the day."""
    if not day.team_did:
        tx.set(day, {"team_did": selectors.draft(day)})


def settle_parked(tx: Tx, day: WorkshopDay, ends: Mapping[UUID, str]) -> None:
    """Give items of the parking lot the disposition that was said: `close`, `drop`, or `carry` to the next open day."""
    tomorrow = days.next_open_day(day)
    for row in captures.list_undisposed(day):
        word = ends.get(row.pk, "")
        if word == "carry" and tomorrow is not None:
            set_capture(tx, row, {"status": "carried", "carried_to": tomorrow.pk}, None)
        elif word in ENDS:
            set_capture(tx, row, {"status": ENDS[word]}, None)


def redraft(*, actor: Actor, day_id: UUID) -> Committed:
    """Draw the list of what the team did up from the log again."""
    day = get_record(actor, WorkshopDay, day_id)
    with change(day.workshop_id, actor=actor, needs=Action.WRITE_SUMMARY, kind="summary") as tx:
        if day.team_did:
            tx.set(day, {"team_did": selectors.draft(day) if day.closed else ""})
    return tx.committed


def record_reading(*, actor: Actor, day: WorkshopDay, now: datetime, by_mail: bool = False) -> None:
    """Note that the person opened the summary of a closed day; the first time stays. The day is one that the person sees."""
    if not day.closed or SummaryReading.objects.filter(day_id=day.pk, user_id=actor.user_id).exists():
        return
    SummaryReading.objects.get_or_create(day_id=day.pk, user_id=actor.user_id, defaults={"first_at": now, "by_mail": by_mail})
