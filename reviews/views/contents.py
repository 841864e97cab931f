"""What is written down in a review: measurements and decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from reviews import selectors
from reviews.forms import DecisionForm, ReadingForm
from reviews.measures import MeasureRow
from reviews.models import Review
from reviews.records import CLOSED
from reviews.services import reviews
from reviews.views.common import SECTION, page
from reviews.views.reviews import ROWS, edit_page, edited_review, refuse, show_review
from vsm_site.lib.errors import Conflict, Fault, Invalid, Repeated
from workshops.access import Actor, actor_of
from workshops.live_forms import LiveForm, keep_theirs
from workshops.policy import Action
from workshops.views.common import change_id_of, enter


@require_http_methods(["GET", "POST"])
def review_measure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Type what was measured, all metrics of a page together."""
    actor, review = edited_review(request, pk)
    if review.status == "closed":
        return refuse(request, actor, review, Invalid({"status": CLOSED})) if request.method == "POST" else redirect(review)
    found = selectors.measured(review, selectors.list_reviews(actor, review.workshop)).rows
    rows: Page[MeasureRow] = Paginator(found, ROWS).get_page(request.GET.get("page"))
    today = review.held_on or review.workshop.today(timezone.now())
    forms = [ReadingForm(request.POST or None, row=row, today=today) for row in rows]
    status = 200
    if request.POST.get("keep"):
        for form in forms:
            keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        status = _save(request, actor, review, forms)
    if status == 302:
        return redirect(review)
    return page(request, "review_measure", {"review": review, "forms": forms, "rows": rows, "today": today}, status)


def _save(request: HttpRequest, actor: Actor, review: Review, forms: Sequence[ReadingForm]) -> int:
    """Store what was typed: 302, or the status of the page with both values or with what to type."""
    states = [form.is_valid() for form in forms]  # all of them, so that every fault is shown at once
    if not all(states):
        return 422
    used = [(form, edit) for form in forms if (edit := form.edit)]
    try:
        reviews.record_readings(actor=actor, review=review, edits=[edit for _, edit in used], change_id=change_id_of(request))
    except Repeated:
        return 302
    except Conflict as conflict:
        _show_conflict(review, forms, conflict)
        return 409
    except Invalid as invalid:
        _show_faults([form for form, _ in used], invalid)
        return 422
    messages.success(request, "The measurements are kept." if used else "Nothing was changed.")
    return 302


def _show_conflict(review: Review, forms: Sequence[ReadingForm], conflict: Conflict) -> None:
    metrics: Mapping[str, str] = {f"reading/{row.pk}": row.metric for row in selectors.list_readings([review.workshop_id])}
    for form in forms:
        keys = form.row.metric.reading_keys or (form.row.metric.key,)
        mine = [clash for clash in conflict.clashes if metrics.get(clash.record) in keys]
        if mine:
            form.show_conflict(Conflict(mine))


def _show_faults(forms: Sequence[ReadingForm], invalid: Invalid) -> None:
    """Each fault beside its field; what belongs to none stands at the first form."""
    for fault in invalid.faults:
        place, dot, name = fault.path.removeprefix("readings[").partition("].")
        form = forms[int(place)] if dot and place.isdecimal() else forms[0]
        form.show_invalid(Invalid([Fault(name if dot else fault.path, fault.text)]))


@require_POST
def decision_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what was decided."""
    actor, review = edited_review(request, pk)
    form = DecisionForm(request.POST, people=selectors.list_people(review.workshop))
    if not form.is_valid():
        return show_review(request, actor, review, 422, decision_form=form)
    try:
        reviews.record_decision(actor=actor, review=review, values=form.changes, change_id=change_id_of(request))
    except Repeated:
        return redirect(review)
    except Invalid as invalid:
        return refuse(request, actor, review, invalid)
    messages.success(request, "The decision is written down.")
    return redirect(f"{review.get_absolute_url()}#decisions")


@require_http_methods(["GET", "POST"])
def decision_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another wording, owner or date of a decision."""
    actor = actor_of(request)
    decision = selectors.get_decision(actor, pk, Action.EDIT_REVIEW)
    review = selectors.review_of(actor, decision)
    enter(request, review.workshop, SECTION)
    keep = [str(decision.owner_id)] if decision.owner_id else []
    form = DecisionForm(request.POST or None, record=decision, people=selectors.list_people(review.workshop, keep=keep))

    def save(form: LiveForm) -> None:
        reviews.update_decision(actor=actor, decision=decision, values=form.changes, base=form.base)

    return edit_page(request, review, form, "review_decision", save, "The decision is changed.")


@require_POST
def decision_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a decision out; Undo brings it back."""
    actor = actor_of(request)
    decision = selectors.get_decision(actor, pk, Action.EDIT_REVIEW)
    review = selectors.review_of(actor, decision)
    try:
        reviews.remove_decision(actor=actor, decision=decision, change_id=change_id_of(request))
    except Repeated:
        return redirect(review)
    except Invalid as invalid:
        return refuse(request, actor, review, invalid)
    messages.success(request, "The decision is out of the review. Undo brings it back.")
    return redirect(review)


urlpatterns = [
    path("reviews/<uuid:pk>/measure/", review_measure, name="review-measure"),
    path("reviews/<uuid:pk>/decisions/", decision_new, name="decision-new"),
    path("reviews/decisions/<uuid:pk>/", decision_edit, name="decision-edit"),
    path("reviews/decisions/<uuid:pk>/remove/", decision_remove, name="decision-remove"),
]
