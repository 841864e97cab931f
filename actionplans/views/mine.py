"""What a person has to do, in all workshops."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from actionplans import pages, selectors
from actionplans.faces import faces
from actionplans.views.common import page
from workshops.access import actor_of


@require_GET
def my_actions(request: HttpRequest) -> HttpResponse:
    """My actions: late, this week, later, done; and what waits for me."""
    actor, now = actor_of(request), timezone.now()
    request.section = "my-actions"  # type: ignore[attr-defined]
    mine = selectors.list_my_actions(actor, now=now)
    waiting = selectors.list_waiting_for(actor, now=now)
    named = [("Late", mine.late), ("This week", mine.week), ("Later", mine.later), ("Done in the last 30 days", mine.done)]
    groups = [(title, faces(cards, request.get_full_path(), may_move=lambda card: True)) for title, cards in named]
    context = {"mine": mine, "groups": groups, "waiting": waiting, "sentence": _sentence(mine, len(waiting)), "moves": pages.MOVES}
    return page(request, "my_actions", context)


def _sentence(mine: selectors.MyActions, waiting: int) -> str:
    """How one's list stands."""
    if not mine.open_count:
        return "Nothing is left to do."
    parts = [f"{mine.open_count} {'action is' if mine.open_count == 1 else 'actions are'} yours"]
    if mine.late:
        parts.append(f"{len(mine.late)} late")
    if mine.week:
        parts.append(f"{len(mine.week)} due this week")
    if waiting:
        parts.append(f"{waiting} blocked {'one waits' if waiting == 1 else 'ones wait'} for you")
    return f"{', '.join(parts)}."
