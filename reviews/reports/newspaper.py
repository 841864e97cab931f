"""The kaizen newspaper: what is done by whom until when, with a quarter pie each, on one sheet for the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actionplans import asking
from actionplans import selectors as plans
from actionplans.health import Status
from actionplans.models import CheckInRound
from actionplans.pages import sentence
from actionplans.selectors import Card
from reviews.reports.progress import Tell
from workshops.access import Actor
from workshops.models import Workshop

NEWS = timedelta(days=14)
"""For how long what is done stays in the paper."""
SIZES = ((8, "roomy"), (13, "large"), (20, "middle"), (30, "small"))
"""How many rows fit on the sheet in each size of type."""
MOST_ROWS = SIZES[-1][0]


@dataclass(frozen=True, slots=True)
class Newspaper:
    """What the sheet shows."""

    workshop: Workshop
    sentence: str
    rows: Sequence[Card]
    more: int
    """Open actions for which there is no room, those due last."""
    size: str
    round: CheckInRound | None
    """The next check-in, where one is planned."""
    today: date
    made_by: str
    made_at: datetime

    @property
    def title(self) -> str:
        """What the document is called."""
        return f"Kaizen newspaper: {self.workshop.title}"


def collect(workshop: Workshop, actor: Actor, now: datetime, tell: Tell) -> Newspaper:
    """The open actions by their end, the late ones first, then what was done within two weeks as far as there is room."""
    tell(20, "Reading the plan")
    cards, today = plans.list_cards(actor, workshop, now=now), workshop.today(now)
    rows = sorted((card for card in cards if card.is_open), key=lambda card: (card.action.end or date.max, card.action.title))
    more = max(0, len(rows) - MOST_ROWS)
    shown = [*rows[: MOST_ROWS - 1 if more else MOST_ROWS], *_done(cards, today)][:MOST_ROWS]
    round_ = asking.current_round(workshop, now)
    return Newspaper(
        workshop=workshop,
        sentence=sentence(plans.summary([(card.facts, card.today) for card in cards])) if cards else "",
        rows=shown[: MOST_ROWS - 1] if more else shown,
        more=len(rows) - MOST_ROWS + 1 if more else 0,
        size=next((size for most, size in SIZES if len(shown) <= most), SIZES[-1][1]),
        round=round_ if round_ and round_.on >= today else None,
        today=today,
        made_by=str(actor.user),
        made_at=now,
    )


def _done(cards: Sequence[Card], today: date) -> list[Card]:
    """What was done lately, the newest first."""
    done = [card for card in cards if card.facts.status is Status.DONE and card.facts.since and card.facts.since >= today - NEWS]
    return sorted(done, key=lambda card: card.facts.since or today, reverse=True)
