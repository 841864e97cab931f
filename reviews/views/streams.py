"""The portfolio of streams with how each stands, and the network of their touch points."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts import selectors as accounts
from reviews import network, portfolio
from reviews.views.common import page
from workshops.access import actor_of
from workshops.views.common import enter

ROWS = 25
POINTS = 50
SORT_LABELS = {"health": "Worst first", "name": "By name", "lead": "Longest first", "late": "Most late actions", "review": "Next review"}


@require_GET
def stream_list(request: HttpRequest) -> HttpResponse:
    """All streams of the person's workshops and those the person made, with how each stands; `?sort=` orders them."""
    actor, now = actor_of(request), timezone.now()
    enter(request, None, "streams")
    wanted = request.GET.get("sort", "")
    sort = wanted if wanted in portfolio.SORTS else portfolio.SORTS[0]
    entries = portfolio.list_entries(actor, now, sort)
    sums = portfolio.sum_of(entries)
    context = {
        "page": Paginator(entries, ROWS).get_page(request.GET.get("page")),
        "sum": sums,
        "sort": sort,
        "sorts": [(key, SORT_LABELS[key]) for key in portfolio.SORTS],
        "may_add": accounts.list_memberships(actor.user).exists(),
    }
    return page(request, "portfolio", context)


@require_GET
def stream_network(request: HttpRequest) -> HttpResponse:
    """The network of the person's streams as a picture and as a table."""
    actor = actor_of(request)
    enter(request, None, "streams")
    found = network.network_of(portfolio.list_entries(actor, timezone.now(), "name"))
    return page(request, "network", {"network": found, "page": Paginator(found.points, POINTS).get_page(request.GET.get("page"))})


urlpatterns = [
    path("streams/", stream_list, name="stream-list"),
    path("streams/network/", stream_network, name="stream-network"),
]
