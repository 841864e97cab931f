"""The summary of a day: what is kept of it when the day is closed, that it is sent, and who has read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7
from workshops import notices, signals
from workshops.access import Actor, get_record
from workshops.change import Committed, Tx, change
from workshops.models import SummaryReading, SummarySending, WorkshopDay, WorkshopHead
from workshops.policy import Action
from workshops.selectors import captures, days
from workshops.selectors import summary as selectors

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
            tx.set(row, {"status": "carried", "carried_to": tomorrow.pk})
        elif word in ENDS:
            tx.set(row, {"status": ENDS[word]})


def redraft(*, actor: Actor, day_id: UUID) -> Committed:
    """Draw the list of what the team did up from the log again."""
    day = get_record(actor, WorkshopDay, day_id)
    with change(day.workshop_id, actor=actor, needs=Action.WRITE_SUMMARY, kind="summary") as tx:
        if day.team_did:
            tx.set(day, {"team_did": selectors.draft(day) if day.closed else ""})
    return tx.committed


def send(tx: Tx, day: WorkshopDay) -> None:
    """Send the summary of a day that this change closes."""
    _send(day, tx.actor, uuid7(), tx.at)


def send_again(*, actor: Actor, day_id: UUID, now: datetime, change_id: UUID | None = None) -> SummarySending:
    """Send the summary of a closed day as it stands now to those who receive it. Repeated calls with one change id, and calls while it is
    still on its way, send nothing more. Invalid for a day that is open, or where nobody would get it.
    """
    day = get_record(actor, WorkshopDay, day_id, needs=Action.WRITE_SUMMARY)
    pk = uuid5(actor.user_id, str(change_id)) if change_id else uuid7()
    with transaction.atomic():
        WorkshopHead.objects.select_for_update().get(workshop_id=day.workshop_id)
        day.refresh_from_db(fields=["closed"])
        known = SummarySending.objects.filter(day_id=day.pk)
        if earlier := known.filter(pk=pk).first() or known.filter(sent_at=None).first():
            return earlier
        if not day.closed:
            raise Invalid("This day is open: its summary is sent when it is closed.")
        if not notices.receivers_of(day, actor.user):
            raise Invalid("Nobody would get it: the workshop has no sponsor, or process owner beside you.")
        return _send(day, actor, pk, now)


def _send(day: WorkshopDay, by: Actor, pk: UUID, at: datetime) -> SummarySending:
    sending = SummarySending.objects.create(pk=pk, day=day, by_id=by.user_id, asked_at=at)
    notices.tell_summary(day, by.user, pk)
    signals.summary_wanted.send(sender=WorkshopDay, day=day, by=by, sending=sending)
    return sending


def record_sent(sending: SummarySending, names: Sequence[str], now: datetime) -> None:
    """Note to whom the letters of a sending were written, once."""
    SummarySending.objects.filter(pk=sending.pk, sent_at=None).update(sent_at=now, people=list(names))


def record_reading(*, actor: Actor, day: WorkshopDay, now: datetime, by_mail: bool = False) -> None:
    """Note that the person opened the summary of a closed day; the first time stays. The day is one that the person sees."""
    if not day.closed or SummaryReading.objects.filter(day_id=day.pk, user_id=actor.user_id).exists():
        return
    SummaryReading.objects.get_or_create(day_id=day.pk, user_id=actor.user_id, defaults={"first_at": now, "by_mail": by_mail})
