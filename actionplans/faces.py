"""What the cards of a plan say, as plain values: made once for each, so that a page of hundreds looks little up while it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.http import urlencode

from actionplans.health import State, Status
from actionplans.models import Action
from actionplans.selectors import Card
from vsm_site.lib.http import addresses
from vsm_site.lib.ui_tags import initials

PROMISES = 2
"""How many promises a card names."""
SAID_BESIDE, SAID_ALONE = 36, 90
"""How much of the last word a card says: beside how far it is, and where that is not known."""


@dataclass(frozen=True, slots=True)
class Face:
    """One card as it is written; empty texts are not shown."""

    card: Card
    key: str
    title: str
    url: str
    kind: str
    status: str
    status_label: str
    due: str
    promises: tuple[str, ...]
    owner: str
    initials: str
    step: Any
    """The step with its number, name and map; None for the whole stream."""
    move: str
    """The page on which it is moved; empty for who may not."""
    is_open: bool
    is_late: bool
    barrier: str
    """What blocks it."""
    waiting: str
    dropped: str
    """Why it was dropped."""
    percent: int | None
    """How far it is, of what is open and not blocked."""
    said: str
    """The last word on it, cut short."""
    risk: str
    """Why it may not be done in time."""


def faces(cards: Iterable[Card], back: str, may_move: Callable[[Card], bool]) -> list[Face]:
    """What these cards say. `back` is the address where moving one leads back to, `may_move` says of which that is offered."""
    page, status = addresses("action-page"), addresses("action-status")
    query = urlencode({"next": back})
    return [_face(card, page, lambda pk: f"{status(pk)}?{query}", may_move(card)) for card in cards]


def _face(card: Card, page: Callable[[UUID], str], status: Callable[[UUID], str], may_move: bool) -> Face:
    action, owner = card.action, card.action.owner.name if card.action.owner else ""
    is_blocked = card.facts.status is Status.BLOCKED
    goes_on = card.is_open and not is_blocked
    percent = action.percent if goes_on else None
    return Face(
        card=card,
        key=str(action.pk),
        title=action.title,
        url=page(action.pk),
        kind=KINDS[action.kind],
        status=action.status,
        status_label=STATUSES[action.status],
        due=card.due,
        promises=card.promises[:PROMISES],
        owner=owner,
        initials=initials(owner) if owner else "",
        step=card.step,
        move=status(action.pk) if may_move else "",
        is_open=card.is_open,
        is_late=card.is_late,
        barrier=action.reason if is_blocked else "",
        waiting=card.waiting if is_blocked else "",
        dropped=action.reason if card.facts.status is Status.DROPPED else "",
        percent=percent,
        said=_cut(card.last_text, SAID_ALONE if percent is None else SAID_BESIDE) if goes_on else "",
        risk=card.health.reason if goes_on and card.health.state is State.AT_RISK else "",
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


KINDS = {kind.value: str(kind.label) for kind in Action.Kind}
STATUSES = {status.value: str(status.label) for status in Action.Status}
