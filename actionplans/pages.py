"""Cards of a plan as its pages show them: columns, figures, the sentence on top, sorted rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actionplans.baseline import Planned, end_of, shift_words
from actionplans.chain import Network
from actionplans.faces import Face
from actionplans.health import NEEDS_REASON, ActionFacts, State, Status, days
from actionplans.models import Action
from actionplans.selectors import Card, PlanSummary, summary
from workshops.panels import PlannedReview

DONE_SHOWN = 6
BOARD = (Status.TODO, Status.DOING, Status.BLOCKED, Status.DONE)
EMPTY_WORDS: Mapping[Status, str] = {
    Status.TODO: "Nothing waits to begin.",
    Status.DOING: "Nobody works on anything yet.",
    Status.BLOCKED: "Nothing is blocked.",
    Status.DONE: "Nothing is done yet.",
}


@dataclass(frozen=True, slots=True)
class Move:
    """One place a card can be moved to; `asks` = a reason is asked for first."""

    status: str
    label: str
    asks: bool


MOVES = tuple(Move(status.value, str(Action.Status(status.value).label), status in NEEDS_REASON) for status in Status)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the board; `earlier` are cards under a fold."""

    key: str
    label: str
    cards: tuple[Face, ...]
    earlier: tuple[Face, ...]
    empty: str

    @property
    def count(self) -> int:
        """How many cards stand in it."""
        return len(self.cards) + len(self.earlier)


def columns(shown: Sequence[Face]) -> list[Column]:
    """To do, doing, blocked and done, the last with the newest first and older ones folded away."""
    found = []
    for status in BOARD:
        here = [face for face in shown if face.status == status]
        if status is Status.DONE:
            here.sort(key=lambda face: face.card.facts.since or date.min, reverse=True)
        cut = DONE_SHOWN if status is Status.DONE else len(here)
        label = str(Action.Status(status.value).label)
        found.append(Column(status.value, label, tuple(here[:cut]), tuple(here[cut:]), EMPTY_WORDS[status]))
    return found


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """The review that is held next."""

    number: int
    on: date
    url: str
    when: str
    """`in 5 days`, `today`, `3 days overdue`."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The title block of the plan."""

    summary: PlanSummary
    late_note: str
    blocked_note: str
    next_review: ReviewDay | None


def figures(cards: Sequence[Card], reviews: Iterable[PlannedReview], today: date) -> Figures:
    """The numbers above the board, each with one line of context."""
    found = summary([(card.facts, today) for card in cards])
    late = sorted((card for card in cards if card.is_late), key=lambda card: card.action.end or date.max)
    blocked = sorted((card for card in cards if card.facts.status is Status.BLOCKED), key=lambda card: card.waiting_days, reverse=True)
    return Figures(
        summary=found,
        late_note=f"{_short(late[0].action.title)}, {days(found.oldest_late_days)}" if late else "everything is in time",
        blocked_note=f"oldest {days(blocked[0].waiting_days)}" if blocked else "nothing is in the way",
        next_review=next_review(reviews, today),
    )


def next_review(reviews: Iterable[PlannedReview], today: date) -> ReviewDay | None:
    """The first of a workshop's reviews that was not held, on whichever day it is; None after the last."""
    found = next((row for row in reviews if not row.is_held), None)
    if found is None:
        return None
    left = (found.due_on - today).days
    return ReviewDay(found.day, found.due_on, found.url, f"in {days(left)}" if left > 0 else f"{days(-left)} overdue" if left else "today")


def _short(text: str) -> str:
    return text if len(text) <= 28 else f"{text[:27].rstrip()}…"


def sentence(found: PlanSummary) -> str:
    """How the plan stands, in one sentence."""
    if not found.total:
        return "It fills in step 3, when the future state is drawn."
    parts = [f"{found.done} of {found.counted} {'action is' if found.counted == 1 else 'actions are'} done"]
    for count, words in ((found.late, "late"), (found.at_risk, "at risk"), (found.blocked, "blocked")):
        if count:
            parts.append(f"{count} {words}")
    if not (found.late or found.at_risk) and found.open:
        parts.append("the rest is on track")
    return f"{', '.join(parts)}."


_STATE_ORDER = {State.LATE: 0, State.AT_RISK: 1, State.ON_TRACK: 2, None: 3}
SORTS: Mapping[str, Callable[[Card], Any]] = {
    "title": lambda card: card.action.title.lower(),
    "owner": lambda card: card.action.owner.name.lower() if card.action.owner else "\uffff",
    "kind": lambda card: card.action.get_kind_display(),
    "status": lambda card: list(Status).index(card.facts.status),
    "health": lambda card: _STATE_ORDER[card.health.state],
    "start": lambda card: card.action.start or date.max,
    "end": lambda card: card.action.end or date.max,
    "step": lambda card: card.step.number if card.step else 10_000,
}


def sort_cards(cards: Sequence[Card], by: str) -> list[Card]:
    """Cards by a column, `-end` the other way round; the order of the plan for anything else. Ties by the order of the plan."""
    key = SORTS.get(by.removeprefix("-"))
    return sorted(cards, key=key, reverse=by.startswith("-")) if key else list(cards)


def facts_today(card: Card) -> tuple[ActionFacts, date]:
    """What a summary is computed from."""
    return card.facts, card.today


def chain_of(found: Network, cards: Sequence[Card]) -> list[Card]:
    """The cards of the critical chain, from the first to the one that ends last."""
    by_key = {str(card.action.pk): card for card in cards}
    return [by_key[key] for key in found.chain]


def plan_moved(planned: Mapping[str, Planned], cards: Sequence[Card]) -> str:
    """How the end of the plan stands against the baseline: `ends 5 days later than planned`; empty without both."""
    before = end_of(planned.values())
    now = max((card.action.end for card in cards if card.action.end and card.facts.status is not Status.DROPPED), default=None)
    if before is None or now is None:
        return ""
    moved = (now - before).days
    return f"ends {shift_words(moved)} than planned" if moved else "ends as planned"
