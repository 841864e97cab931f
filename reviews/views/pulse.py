"""The page that the link of a pulse opens: the owner of a step answers three questions about it, without signing in.

Opening it changes nothing and signs nobody in: whoever has the link may do with it what this page offers, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from actionplans.models import CheckInLink
from actionplans.services import links
from actionplans.views.common import page as plan_page
from reviews import pulse, selectors
from reviews.forms import PulseForm
from reviews.measures import MeasureRow
from reviews.models import Review
from reviews.services import pulse as services
from reviews.views.common import page
from reviews.views.reviews import edited_review, refuse
from vsm_site.lib.errors import Forbidden, Invalid, Locked, NotFound
from vsm_site.lib.ids import uuid7
from workshops.access import Actor
from workshops.live_forms import LiveForm
from workshops.pages import count
from workshops.views.common import change_id_of, saved


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def review_pulse(request: HttpRequest, token: str, pk: UUID) -> HttpResponse:
    """What the person of the link is asked at a review, each metric of an own step with a form of its own."""
    link = links.read_link(token, now=timezone.now())
    review = _review(link, pk) if link else None
    if link is None or review is None:
        return plan_page(request, "answer_closed", {}, 410)
    rows = pulse.asked_of(review, link.user_id)
    if request.method == "GET":
        return page(request, "pulse", _context(request, link, review, rows))
    row = next((row for row in rows if row.metric.key == request.POST.get("metric")), None)
    if row is None or not review.is_open:
        return page(request, "pulse", _context(request, link, review, rows, gone=True), 409)
    form = PulseForm(request.POST, row=row, today=_today(review))
    status = _answer(request, link, review, form)
    return page(request, "pulse", _context(request, link, review, rows, form), status) if status else redirect(request.path)


def _review(link: CheckInLink, pk: UUID) -> Review | None:
    """The review, of the link's own workshop and only while its person may read reviews."""
    try:
        review = selectors.get_review(Actor(link.user), pk)
    except (NotFound, Forbidden):
        return None
    return review if review.workshop_id == link.workshop_id else None


def _today(review: Review) -> date:
    return review.workshop.today(timezone.now())


def _answer(request: HttpRequest, link: CheckInLink, review: Review, form: PulseForm) -> int:
    """0 when it is kept, else the status of the page that says why not."""

    def save(_: LiveForm) -> None:
        edit = form.edit
        if edit is not None:
            services.answer_pulse(
                actor=Actor(link.user),
                review=review,
                metric=form.row.metric.key,
                values=edit.values,
                base=edit.base,
                change_id=change_id_of(request),
            )

    try:
        return saved(request, form, save)
    except Locked as locked:
        form.add_error(None, locked.detail)
        return 423


def _context(
    request: HttpRequest, link: CheckInLink, review: Review, rows: Sequence[MeasureRow], form: PulseForm | None = None, gone: bool = False
) -> dict[str, Any]:
    def form_of(row: MeasureRow) -> PulseForm:
        return form if form is not None and form.row is row else PulseForm(row=row, today=_today(review))

    shown = [{"row": row, "form": form_of(row), "change_id": uuid7()} for row in rows] if review.is_open else []
    return {
        "link": link,
        "review": review,
        "workshop": review.workshop,
        "rows": sorted(shown, key=lambda entry: entry["row"].reading is not None) if form is None else shown,  # type: ignore[attr-defined]
        "left": sum(row.reading is None for row in rows),
        "gone": gone,
        "shell": None,
    }


@require_POST
def review_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the owners of the steps for their numbers now."""
    actor, review = edited_review(request, pk)
    try:
        asked = services.ask_now(actor=actor, review=review, now=timezone.now())
    except Invalid as invalid:
        return refuse(request, actor, review, invalid)
    if asked:
        messages.success(request, f"{count(asked, 'person is', 'people are')} asked, each with a link to answer.")
    else:
        messages.info(request, "Nobody is left to ask today: the numbers are there, or whoever owns the steps was asked already.")
    return redirect(f"{review.get_absolute_url()}#measured")


urlpatterns = [
    path("answer/<str:token>/review/<uuid:pk>/", review_pulse, name="review-pulse"),
    path("reviews/<uuid:pk>/ask/", review_ask, name="review-ask"),
]
