"""The week of a plan in words: what is told the sponsor. Reads; the caller has looked at rights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from actionplans.asking import Standing
from actionplans.health import Status, days, short_date
from actionplans.models import CheckInPoint, ProgressUpdate, SponsorNote
from actionplans.selectors import Card
from workshops.models import Workshop

LINES = 6
UPDATES_READ = 300


def updates_since(since: datetime, workshop_ids: Iterable[UUID]) -> list[ProgressUpdate]:
    """What was said about actions of these workshops since then, the newest first; at most 300 lines."""
    rows = ProgressUpdate.objects.present().filter(workshop__in=list(workshop_ids), at__gte=since, action__deleted_seq=None)
    return list(rows.select_related("action__owner__user", "author").order_by("-at", "-id")[:UPDATES_READ])


def decisions_since(workshop: Workshop, since: datetime) -> list[CheckInPoint]:
    """What was decided in check-ins on or after the day of this moment."""
    rows = CheckInPoint.objects.present().filter(workshop_id=workshop.pk, kind=CheckInPoint.Kind.DECISION, check_in__deleted_seq=None)
    return list(rows.filter(check_in__on__gte=workshop.today(since)).order_by("id"))


def draft_note(workshop: Workshop) -> SponsorNote | None:
    """The draft of news for the sponsor that somebody kept; None where there is none."""
    found: SponsorNote | None = SponsorNote.objects.present().filter(workshop_id=workshop.pk, sent_at=None).first()
    return found


def sent_notes(workshop: Workshop) -> QuerySet[SponsorNote]:
    """What the sponsor was told, the newest first."""
    rows: QuerySet[SponsorNote] = SponsorNote.objects.present().filter(workshop_id=workshop.pk).exclude(sent_at=None)
    return rows.select_related("author").order_by("-sent_at")


def news(
    workshop: Workshop,
    standing: Standing,
    cards: Sequence[Card],
    updates: Sequence[ProgressUpdate],
    decisions: Sequence[CheckInPoint],
    now: datetime,
) -> str:
    """A first wording of what the sponsor is told: done, said, decided, late, blocked, and what comes. Only what there is."""
    today = workshop.today(now)
    parts = [
        ("Done", _done(cards, workshop.today(standing.since))),
        ("Said since the last check-in", [_said(row) for row in _first_of_each(updates)]),
        ("Decided", [point.text for point in decisions]),
        ("Late", [f"{card.action.title}{_by(card)}, {days((today - card.action.end).days)}" for card in standing.late if card.action.end]),
        ("Blocked", [f"{card.action.title}: {card.action.reason}" for card in cards if card.facts.status is Status.BLOCKED]),
        ("No word from", [owner.person.name for owner in standing.silent]),
        ("Comes next", _next(cards, today)),
    ]
    text = "\n\n".join(f"{head}:\n" + "\n".join(_cut(lines)) for head, lines in parts if lines)
    return f"{workshop.title}, {short_date(today)}\n\n{text or 'Nothing happened since the last check-in.'}\n"


def _cut(lines: Sequence[str]) -> list[str]:
    more = len(lines) - LINES
    return [f"- {line}" for line in lines[:LINES]] + ([f"- and {more} more"] if more > 0 else [])


def _by(card: Card) -> str:
    return f" ({card.action.owner.name})" if card.action.owner else ""


def _done(cards: Sequence[Card], since: date) -> list[str]:
    return [
        f"{card.action.title}{_by(card)}"
        for card in cards
        if card.facts.status is Status.DONE and card.facts.since and card.facts.since >= since
    ]


def _first_of_each(updates: Sequence[ProgressUpdate]) -> list[ProgressUpdate]:
    """The newest line of each action."""
    found: dict[UUID, ProgressUpdate] = {}
    for row in updates:
        found.setdefault(row.action_id, row)
    return list(found.values())


def _said(row: ProgressUpdate) -> str:
    far = f" ({row.percent} %)" if row.percent is not None else ""
    return f"{row.action.title}{far}: {row.text}"


def _next(cards: Sequence[Card], today: date) -> list[str]:
    until = today + timedelta(days=7)
    soon = [card for card in cards if card.is_open and card.action.end and today <= card.action.end <= until]
    return [
        f"{card.action.title}{_by(card)}, {short_date(card.action.end)}"
        for card in sorted(soon, key=lambda card: card.action.end or until)
        if card.action.end
    ]
