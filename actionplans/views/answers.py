"""The page that the link of a letter opens: an owner says how the own actions go, without signing in.

Opening it changes nothing and signs nobody in: whoever has the link may do with it what this page offers, and nothing else.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from actionplans import asking, selectors
from actionplans.forms_checkins import AnswerForm
from actionplans.models import CheckInLink, CheckInRound
from actionplans.selectors import Card
from actionplans.services import links, progress
from actionplans.views.common import change_id_of, page
from vsm_site.lib.errors import Conflict, Invalid, Locked, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor
from workshops.live_forms import keep_theirs

SAME = "As planned, nothing new"


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What the person of the link owns in its workshop, each with a form of its own."""
    link = links.read_link(token, now=timezone.now())
    if link is None:
        return page(request, "answer_closed", {}, 410)
    ahead = asking.current_round(link.workshop, timezone.now())
    cards = _cards(link, ahead)
    form, status = None, 200
    if request.method == "POST":
        card = next((card for card in cards if str(card.action.pk) == request.POST.get("action")), None)
        if card is None:
            return page(request, "answer", _context(request, link, cards, ahead, gone=True), 409)
        form = AnswerForm(request.POST, record=card.action, prefix=str(card.action.pk))
        if request.POST.get("keep"):
            keep_theirs(form, request.POST["keep"])
        else:
            status = _saved(request, link, card, form)
            if not status:
                return redirect(f"{reverse('check-in-answer', args=[token])}?noted={card.action.pk}")
    return page(request, "answer", _context(request, link, cards, ahead, form), status)


def _cards(link: CheckInLink, ahead: CheckInRound | None) -> list[Card]:
    """What the person is asked about: all that is begun by the check-in that is ahead, as in the letter that went before it."""
    now = timezone.now()
    today = link.workshop.today(now)
    actions = asking.open_actions_of(link.workshop, link.user_id, max(today, ahead.on) if ahead else today)
    return selectors.cards_of(actions, Actor(link.user), now=now)


def _saved(request: HttpRequest, link: CheckInLink, card: Card, form: AnswerForm) -> int:
    """0 when it is kept, else the status of the page that says why not."""
    if not form.is_valid():
        return 422
    values: dict[str, Any] = form.changes
    if request.POST.get("do") == "same":
        values = {"text": values.get("text") or SAME}
    try:
        progress.answer_check_in(
            actor=Actor(link.user), action_id=card.action.pk, values=values, base=form.base, change_id=change_id_of(request)
        )
    except Repeated:
        return 0
    except Conflict as conflict:
        form.show_conflict(conflict)
        return 409
    except Invalid as invalid:
        form.show_invalid(invalid)
        return 422
    except Locked as locked:
        form.add_error(None, locked.detail)
        return 423
    return 0


def _context(
    request: HttpRequest,
    link: CheckInLink,
    cards: list[Card],
    round_: CheckInRound | None,
    form: AnswerForm | None = None,
    *,
    gone: bool = False,
) -> dict[str, Any]:
    workshop, now = link.workshop, timezone.now()
    since = round_.since if round_ else now - asking.WITHOUT_CADENCE
    rows = [
        {
            "card": card,
            "form": form if form and form.record == card.action else AnswerForm(record=card.action, prefix=str(card.action.pk)),
            "is_noted": asking.has_word(card.action, since, workshop.zone),
        }
        for card in cards
    ]
    return {
        "link": link,
        "workshop": workshop,
        "rows": sorted(rows, key=lambda row: bool(row["is_noted"])) if form is None else rows,
        "left": sum(not row["is_noted"] for row in rows),
        "round": round_ if round_ and round_.meets_at > now else None,
        "noted": _noted(request, link),
        "gone": gone,
        "change_id": request.POST.get("change_id") or uuid7(),
        "shell": None,
    }


def _noted(request: HttpRequest, link: CheckInLink) -> str:
    """The title of what was just answered, from the address; of the person's own actions only."""
    try:
        return selectors.title_of_own(UUID(request.GET.get("noted", "")), link.user_id)
    except ValueError:
        return ""


@login_not_required
@require_POST
def answer_off(request: HttpRequest, token: str) -> HttpResponse:
    """End all links of this person in this workshop."""
    now = timezone.now()
    link = links.read_link(token, now=now)
    if link is None:
        return page(request, "answer_closed", {}, 410)
    links.switch_off(link=link, now=now)
    return page(request, "answer_closed", {"switched_off": True})
