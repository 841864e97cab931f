"""How a review ends: the future becomes the current map, and the next workshop of the stream begins."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods

from reviews.ending import NOT_HELD, renewal_of
from reviews.forms import NextWorkshopForm
from reviews.models import Review
from reviews.services import ending
from reviews.views.common import page
from reviews.views.reviews import edited_review, refuse
from vsm_site.lib.errors import Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor
from workshops.selectors.workshops import get_made_workshop
from workshops.views.common import change_id_of


def _too_early(request: HttpRequest, actor: Actor, review: Review) -> HttpResponse | None:
    """The answer for a review that was not held yet; None for one that was."""
    if review.status in ("held", "closed"):
        return None
    if request.method == "POST":
        return refuse(request, actor, review, Invalid({"status": NOT_HELD}))
    messages.warning(request, NOT_HELD)
    return redirect(review)


@require_http_methods(["GET", "POST"])
def review_renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The future map as the new current one: what is taken over, and the yes to it."""
    actor, review = edited_review(request, pk)
    if early := _too_early(request, actor, review):
        return early
    if request.method == "POST":
        try:
            made = ending.renew_map(actor=actor, review=review, change_id=change_id_of(request))
        except Invalid as invalid:
            return refuse(request, actor, review, invalid)
        messages.success(request, f"“{made.title}” is the current map now. The maps before it stay.")
        return redirect(made)
    renewal = renewal_of(review)
    if renewal is None:
        messages.warning(request, "There is no future map that could become the current one.")
        return redirect(review)
    return page(request, "review_renew", {"review": review, "renewal": renewal, "change_id": uuid7()})


@require_http_methods(["GET", "POST"])
def review_next(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The next workshop of the stream, with what comes along."""
    actor, review = edited_review(request, pk)
    if early := _too_early(request, actor, review):
        return early
    form = NextWorkshopForm(request.POST or None, initial={"title": f"{review.workshop.stream.name}, next round"[:120]})
    if request.method == "POST" and form.is_valid():
        try:
            made = ending.begin_next(actor=actor, review=review, values=form.cleaned_data, change_id=change_id_of(request))
        except Repeated:
            return redirect("workshop-charter", get_made_workshop(actor, change_id_of(request)).pk)
        except Invalid as invalid:
            for fault in invalid.faults:
                form.add_error(fault.path if fault.path in form.fields else None, fault.text)
        else:
            messages.success(request, f"“{made.title}” is made. Its charter comes next.")
            return redirect("workshop-charter", made.pk)
    context = {"review": review, "form": form, "change_id": request.POST.get("change_id") or uuid7()}
    return page(request, "review_next", context, 422 if form.errors else 200)


urlpatterns = [
    path("reviews/<uuid:pk>/renew/", review_renew, name="review-renew"),
    path("reviews/<uuid:pk>/next/", review_next, name="review-next"),
]
