"""The sponsor's dashboard (what is stuck, are we on track, what changed) and the coach's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from reviews import coaching, overview, pages
from reviews.news import Since, news
from reviews.services.visits import record_visits
from reviews.views.common import page
from workshops.access import Actor, actor_of
from workshops.models import Workshop
from workshops.views.common import enter
from workshops.views.fresh import refuse_same_all, shows

STREAMS = 6
ASKS_SHOWN = 4
ASKS = 20
COACHED = 20
SAME_VISIT = timedelta(minutes=30)
"""Looking again within this time is the same visit: what had changed is still shown."""


@require_GET
@shows()
def dashboard(request: HttpRequest) -> HttpResponse:
    """Over all of a person's workshops; `?show=stuck` lists everything that is stuck."""
    actor, now = actor_of(request), timezone.now()
    refuse_same_all(request)
    enter(request, None, "sponsor")
    mine = overview.list_mine(actor)
    asks = overview.list_asks(actor, mine, now)
    waiting = sum(ask.is_mine for ask in asks)
    if request.GET.get("show") == "stuck":
        found = Paginator(asks, ASKS).get_page(request.GET.get("page"))
        return page(request, "stuck", {"page": found, "title": pages.waiting_title(waiting)})
    standing = overview.still_counts(mine, now)
    rows = Paginator(standing, STREAMS).get_page(request.GET.get("page"))
    since, visited = _since(request, actor, [entry.workshop for entry in mine], now)
    heads = overview.heads([entry.workshop for entry in mine])  # before the news: what comes in between is told next time
    told = news(actor, [entry.workshop for entry in mine], since)
    context = {
        "title": pages.dashboard_title(len(standing), waiting),
        "sentence": pages.news_sentence(told, visited, now),
        "asks": asks[:ASKS_SHOWN],
        "more_asks": max(0, len(asks) - ASKS_SHOWN),
        "streams": overview.list_streams(list(rows), now),
        "page": rows,
        "news": told,
        "visited": visited,
        "questions": overview.list_questions(mine),
    }
    answer = page(request, "dashboard", context)
    record_visits(actor=actor, seen=heads, now=now)
    return answer


@require_GET
def coach_dashboard(request: HttpRequest) -> HttpResponse:
    """How ready each workshop is that the person coaches, and how much its team has made the work its own."""
    actor = actor_of(request)
    enter(request, None, "coaching")
    rows = coaching.list_coached(actor, timezone.now())
    return page(request, "coaching", {"page": Paginator(rows, COACHED).get_page(request.GET.get("page")), "sum": coaching.sum_of(rows)})


def _since(
    request: HttpRequest, actor: Actor, workshops: Sequence[Workshop], now: datetime
) -> tuple[Mapping[UUID, Since], datetime | None]:
    """From where on the person is told, and when the last visit was; kept in the session while this visit lasts."""
    seen, kept = overview.last_visits(actor, workshops), request.session.get("visits", {})
    found: dict[UUID, Since] = {}
    for pk, visit in seen.items():
        known = kept.get(str(pk))
        is_same = known and now - visit.at < SAME_VISIT
        found[pk] = Since(known[0], datetime.fromisoformat(known[1])) if is_same else visit
    fresh = {str(pk): [entry.seq, entry.at.isoformat()] for pk, entry in found.items()}
    if fresh != kept:
        request.session["visits"] = kept | fresh
    visited = max((entry.at for entry in found.values()), default=None)
    first = Since(None, now - overview.FIRST_LOOK)
    return {row.pk: found.get(row.pk, first) for row in workshops}, visited


urlpatterns = [
    path("dashboard/", dashboard, name="sponsor-dashboard"),
    path("coaching/", coach_dashboard, name="coach-dashboard"),
]
