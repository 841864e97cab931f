"""Pages that keep themselves fresh: each names the topics that it shows; fetched again by its script, it says whether they moved."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from workshops import access
from workshops.access import actor_of
from workshops.models import Workshop
from workshops.selectors.topics import heads_of, last_of

HEADER = "VSM-Refresh"
"""Sent by a script that fetches its own page again."""
ALWAYS = ("workshop", "people")
"""The frame shows the workshop's name, stage and locks, and everybody's rights follow from people and locks."""

Page = Callable[..., HttpResponse]


class Unchanged(Exception):
    """Nothing moved that the page shows: the answer is 304."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


HINTS = "hints"
"""The topic of hints that were put aside."""


def shows(*topics: str, hints: str = "") -> Callable[[Page], Page]:
    """A page that shows these topics and is fetched again when one of them moves; `hints` is the place of the work whose hints coaches
    see on it.
    """

    def decorate(view: Page) -> Page:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
            if request.method == "GET":
                request.topics = tuple(sorted({*topics, *ALWAYS, *([HINTS] if hints else [])}))  # type: ignore[attr-defined]
                request.hints_of = hints  # type: ignore[attr-defined]
            try:
                response = view(request, *args, **more)
            except Unchanged as same:
                response = HttpResponseNotModified()
                response.headers["ETag"] = same.tag
                return response
            tag = getattr(request, "fresh_tag", "")
            if tag and HEADER in request.headers:
                response.headers["ETag"] = tag
            return response

        return wrapped

    return decorate


def refuse_same(request: HttpRequest, workshop: Workshop) -> None:
    """Unchanged when the script has the page as it would be now; to be called before the page is read."""
    topics = getattr(request, "topics", ())
    if not topics or HEADER not in request.headers:
        return
    actor = actor_of(request)
    _compare(request, workshop.head.epoch, last_of(workshop, topics), actor.user_id, *sorted(access.allowed(actor, workshop)))


def refuse_same_all(request: HttpRequest) -> None:
    """The same for a page over all of a person's workshops. It has no connection, so its script asks every few seconds."""
    actor = actor_of(request)
    request.asks_again = True  # type: ignore[attr-defined]
    _compare(request, actor.user_id, *heads_of(actor))


def _compare(request: HttpRequest, *parts: Any) -> None:
    """Two people, or one with other rights, never share a tag."""
    tag = f'"{sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]}"'
    request.fresh_tag = tag  # type: ignore[attr-defined]
    if HEADER in request.headers and request.headers.get("If-None-Match") == tag:
        raise Unchanged(tag)
