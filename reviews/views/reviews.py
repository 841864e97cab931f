"""Reviews of a workshop: the list, each review's page, and when and whether it is held."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mapping.selectors import renewed_maps
from reviews import ending, pages, selectors
from reviews.due_dates import LATER_REVIEW_DAYS, next_working_day
from reviews.forms import AgendaForm, AttendanceForm, CancelForm, ClosingForm, DayForm, DecisionForm, HeldForm, NotesForm, RatingForm
from reviews.models import Review
from reviews.records import CLOSED
from reviews.services import preparation, reviews
from reviews.views.common import SECTION, page
from vsm_site.lib.errors import Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import Actor, actor_of, can, get_workshop
from workshops.live_forms import LiveForm, seen_in
from workshops.pages import count
from workshops.policy import Action
from workshops.views.common import Save, change_id_of, enter, saved
from workshops.views.fresh import shows

ROWS = 20
SHOWN_ACTIONS = 8


@require_GET
@shows("reviews", "plan", hints="reviews")
def review_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The reviews of a workshop: what is next, how each stands."""
    actor, now = actor_of(request), timezone.now()
    workshop = get_workshop(actor, pk, Action.READ_REPORTS)
    enter(request, workshop, SECTION)
    binder = selectors.get_binder(actor, workshop)
    entries = binder.dossiers
    there = {entry.review.day for entry in entries}
    context = {
        "entries": entries,
        "sentence": pages.sentence([entry.review for entry in entries], workshop.today(now)),
        "curve": binder.lead_time,
        "later": [day for day in LATER_REVIEW_DAYS if day not in there],
        "today": workshop.today(now),
    }
    return page(request, "reviews", context)


@require_POST
def review_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A further review, half a year or a year after the workshop."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.EDIT_REVIEW)
    try:
        day = int(request.POST.get("day", ""))
        reviews.add_review(actor=actor, workshop=workshop, day=day, change_id=change_id_of(request))
    except Repeated:
        return redirect("workshop-reviews", pk)
    except ValueError:
        messages.error(request, "Choose 180 or 365 days.")
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    else:
        messages.success(request, f"The {day}-day review is planned.")
    return redirect("workshop-reviews", pk)


@require_GET
@shows("reviews", "plan", "map")
def review_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One review: promised and measured, actions, barriers, decisions, who was there, what was learned."""
    actor = actor_of(request)
    return show_review(request, actor, selectors.get_review(actor, pk))


def show_review(request: HttpRequest, actor: Actor, review: Review, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a review, also with what was wrong with something sent from it: `fault` in words, or a form."""
    enter(request, review.workshop, SECTION)
    now, workshop = timezone.now(), review.workshop
    together = selectors.list_reviews(actor, workshop)
    measured, actions = selectors.measured(review, together), selectors.actions_to_discuss(actor, review, now=now)
    barriers = selectors.list_barriers(workshop)
    people, names = selectors.list_people(workshop, keep=review.attendance), selectors.names_of(review)
    may_edit = review.status != "closed" and can(actor, Action.EDIT_REVIEW, workshop)
    context = {
        "review": review,
        "reviews": together,
        "head": pages.head(review, names, workshop.today(now)),
        "names": names,
        "measured": measured,
        "rows": Paginator(measured.rows, ROWS).get_page(request.GET.get("page")),
        "actions": actions[:SHOWN_ACTIONS],
        "actions_count": len(actions),
        "more_actions": len(actions) - SHOWN_ACTIONS,
        "may_report": can(actor, Action.UPDATE_OWN_ACTION, workshop),
        "barriers": barriers,
        "renewed": renewed_maps(workshop),
        "rounds_after": ending.following_workshops(actor, workshop),
        "asks": any(row.metric.step_id for row in measured.rows),
        "decisions": selectors.list_decisions(review),
        "may_edit": may_edit,
        "closing_form": ClosingForm() if review.status == "held" and can(actor, Action.CLOSE_REVIEW, workshop) else None,
        "is_due": review.status == "planned" and review.due_on <= workshop.today(now),
        "weekday": next_working_day(review.due_on) if next_working_day(review.due_on) != review.due_on else None,
        "attendance_form": AttendanceForm(people=people, initial={"present": review.attendance}) if may_edit else None,
        "decision_form": DecisionForm(people=people) if may_edit else None,
        "change_id": uuid7(),
        "following": selectors.next_planned(review),
        "prework": selectors.list_prework(review),
        "today": workshop.today(now),
        "next_dates": selectors.next_dates(review, workshop.today(now)),
        "suggested": selectors.suggest_rating(measured.rows, actions, barriers) if review.status != "closed" else None,
    }
    return page(request, "review", context | more, status)


def refuse(request: HttpRequest, actor: Actor, review: Review, invalid: Invalid) -> HttpResponse:
    """The review as it is, with why nothing was stored."""
    return show_review(request, actor, selectors.get_review(actor, review.pk), 422, fault=invalid.faults[0].text)


def edited_review(request: HttpRequest, pk: UUID) -> tuple[Actor, Review]:
    """The review for somebody who may edit it."""
    actor = actor_of(request)
    review = selectors.get_review(actor, pk, Action.EDIT_REVIEW)
    enter(request, review.workshop, SECTION)
    return actor, review


def edit_page(request: HttpRequest, review: Review, form: LiveForm, template: str, save: Save, words: str) -> HttpResponse:
    """Show the form of a page of its own, or save it: 409 with both values, 422 with what to type."""
    if review.status == "closed":
        return _closed(request, review)
    status = 200
    if request.method == "POST":
        status = saved(request, form, save)
        if not status:
            messages.success(request, words)
            return redirect(review)
    return page(request, template, {"review": review, "form": form}, status)


def _closed(request: HttpRequest, review: Review) -> HttpResponse:
    if request.method == "POST":
        return refuse(request, actor_of(request), review, Invalid({"status": CLOSED}))
    messages.warning(request, CLOSED)
    return redirect(review)


@require_http_methods(["GET", "POST"])
def review_day(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a planned review on another day."""
    actor, review = edited_review(request, pk)
    form = DayForm(request.POST or None, record=review)

    def save(form: LiveForm) -> None:
        if form.changes:
            reviews.reschedule_review(actor=actor, review=review, due_on=form.cleaned_data["due_on"], base=form.base)

    return edit_page(request, review, form, "review_day", save, "The review is moved, and its reminders with it.")


@require_http_methods(["GET", "POST"])
def review_hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record on which day a review was held."""
    actor, review = edited_review(request, pk)
    form = HeldForm(request.POST or None, record=review, today=review.workshop.today(timezone.now()))

    def save(form: LiveForm) -> None:
        reviews.hold_review(actor=actor, review=review, held_on=form.cleaned_data["held_on"], base=form.base)

    return edit_page(request, review, form, "review_hold", save, "Recorded. The sponsor can close the review now.")


@require_http_methods(["GET", "POST"])
def review_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a review is not held, and why."""
    actor, review = edited_review(request, pk)
    form = CancelForm(request.POST or None, record=review)

    def save(form: LiveForm) -> None:
        reviews.cancel_review(actor=actor, review=review, reason=form.cleaned_data["reason"], base=form.base)

    return edit_page(request, review, form, "review_cancel", save, "The review is cancelled. Nobody is reminded of it any more.")


@require_POST
def review_replan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan a cancelled review again."""
    actor, review = edited_review(request, pk)
    try:
        reviews.replan_review(actor=actor, review=review, change_id=change_id_of(request))
    except Repeated:
        return redirect(review)
    except Invalid as invalid:
        return refuse(request, actor, review, invalid)
    messages.success(request, "The review is planned again.")
    return redirect(review)


@require_POST
def review_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sponsor closes a held review, with a word on it or without."""
    actor = actor_of(request)
    review = selectors.get_review(actor, pk, Action.CLOSE_REVIEW)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return show_review(request, actor, review, 422, **{"closing_form": form} if review.status == "held" else {})
    try:
        reviews.close_review(actor=actor, review=review, words=form.cleaned_data["words"], change_id=change_id_of(request))
    except Repeated:
        return redirect(review)
    except Invalid as invalid:
        return refuse(request, actor, review, invalid)
    messages.success(request, "The review is closed. Those who were there are told.")
    return redirect(review)


@require_http_methods(["GET", "POST"])
def review_notes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was learned, resistance and sustainment, next steps."""
    actor, review = edited_review(request, pk)
    form = NotesForm(request.POST or None, record=review)

    def save(form: LiveForm) -> None:
        reviews.update_review(actor=actor, review=review, values=form.changes, base=form.base)

    return edit_page(request, review, form, "review_notes", save, "Kept.")


@require_http_methods(["GET", "POST"])
def review_agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hour, place and points of a review."""
    actor, review = edited_review(request, pk)
    form = AgendaForm(request.POST or None, record=review)

    def save(form: LiveForm) -> None:
        reviews.update_review(actor=actor, review=review, values=form.changes, base=form.base)

    return edit_page(request, review, form, "review_agenda", save, "The agenda is kept.")


@require_http_methods(["GET", "POST"])
def review_rating(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Red, amber or green, and why."""
    actor, review = edited_review(request, pk)
    form = RatingForm(request.POST or None, record=review)

    def save(form: LiveForm) -> None:
        reviews.update_review(actor=actor, review=review, values=form.changes, base=form.base)

    return edit_page(request, review, form, "review_rating", save, "Kept.")


@require_POST
def review_prepare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give out the pre-work of a planned review."""
    actor, review = edited_review(request, pk)
    try:
        made = preparation.prepare_review(actor=actor, review=review, change_id=change_id_of(request))
    except Repeated:
        return redirect(f"{review.get_absolute_url()}#prework")
    except Invalid as invalid:
        return refuse(request, actor, review, invalid)
    messages.success(request, f"{count(made, 'piece', 'pieces')} of pre-work given out; whoever got one is told.")
    return redirect(f"{review.get_absolute_url()}#prework")


@require_POST
def review_attendance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was there."""
    actor, review = edited_review(request, pk)
    form = AttendanceForm(request.POST, people=selectors.list_people(review.workshop, keep=review.attendance))
    if not form.is_valid():
        return show_review(request, actor, review, 422, attendance_form=form)
    try:
        reviews.set_attendance(
            actor=actor,
            review=review,
            present=form.cleaned_data["present"],
            seen=seen_in(form["present"]),
            change_id=change_id_of(request),
        )
    except Repeated:
        return redirect(review)
    except Invalid as invalid:
        return refuse(request, actor, review, invalid)
    messages.success(request, "Kept.")
    return redirect(review)


urlpatterns = [
    path("workshops/<uuid:pk>/reviews/", review_list, name="workshop-reviews"),
    path("workshops/<uuid:pk>/reviews/add/", review_add, name="review-add"),
    path("reviews/<uuid:pk>/", review_page, name="review-page"),
    path("reviews/<uuid:pk>/day/", review_day, name="review-day"),
    path("reviews/<uuid:pk>/hold/", review_hold, name="review-hold"),
    path("reviews/<uuid:pk>/cancel/", review_cancel, name="review-cancel"),
    path("reviews/<uuid:pk>/replan/", review_replan, name="review-replan"),
    path("reviews/<uuid:pk>/close/", review_close, name="review-close"),
    path("reviews/<uuid:pk>/notes/", review_notes, name="review-notes"),
    path("reviews/<uuid:pk>/agenda/", review_agenda, name="review-agenda"),
    path("reviews/<uuid:pk>/rating/", review_rating, name="review-rating"),
    path("reviews/<uuid:pk>/prepare/", review_prepare, name="review-prepare"),
    path("reviews/<uuid:pk>/attendance/", review_attendance, name="review-attendance"),
]
