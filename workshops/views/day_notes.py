"""What is noted of a day: the leadership visit with its questions, and lessons."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from vsm_site.lib.errors import Forbidden
from workshops.access import Actor, actor_of, can
from workshops.forms.days import AnsweredQuestionForm, LessonForm, QuestionForm, VisitForm
from workshops.live_forms import LiveForm
from workshops.models import LeaderQuestion, Lesson
from workshops.policy import Action
from workshops.selectors import days as selectors
from workshops.selectors.captures import list_team
from workshops.services import days as services
from workshops.views.common import change_id_of, saved
from workshops.views.days_common import form_page, show_day


@require_http_methods(["GET", "POST"])
def visit_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When the leaders come, who they are, and what they are told."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.RECORD_VISIT)
    visit = selectors.view_day(day, timezone.now()).visit
    leaders = ", ".join(dict.fromkeys(row.name for row in selectors.leaders_of(day.workshop))) if visit is None else ""
    initial = {"initial": {"leaders": leaders}} if leaders else {}
    form = VisitForm(request.POST if request.method == "POST" else None, record=visit, **initial)
    change_id = change_id_of(request)
    return form_page(
        request,
        day.workshop,
        form,
        lambda form: services.note_visit(actor=actor, day_id=pk, values=form.changes, base=form.base, change_id=change_id),
        back=reverse("day-page", args=[pk]),
        head="Leadership visit",
    )


@require_POST
def visit_draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add what the day's log says so far to what the leaders are told."""
    done = services.draft_progress(actor=actor_of(request), day_id=pk)
    messages.success(request, "The log says nothing new." if done.empty else "The progress is drawn up from the day’s log.")
    return redirect(f"{reverse('day-page', args=[pk])}#visit")


@require_POST
def question_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the leaders something."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.ASK_LEADERS)
    form = QuestionForm(request.POST)
    change_id = change_id_of(request)
    status = saved(
        request, form, lambda form: services.ask_leaders(actor=actor, day_id=pk, text=form.cleaned_data["text"], change_id=change_id)
    )
    if status:
        return show_day(request, actor, day, status, question_form=form)
    return redirect(f"{reverse('day-page', args=[pk])}#visit")


@require_http_methods(["GET", "POST"])
def question_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change one's own question, or write down the answer."""
    actor = actor_of(request)
    question = selectors.get_note(actor, LeaderQuestion, pk)
    form_type = _question_form(actor, question)
    more = {"people": list_team(question.workshop, keep=question.owner_id)} if form_type is AnsweredQuestionForm else {}
    form = form_type(request.POST if request.method == "POST" else None, record=question, **more)
    return form_page(
        request,
        question.workshop,
        form,
        lambda form: services.update_note(actor=actor, record=question, values=form.changes, base=form.base),
        back=f"{reverse('day-page', args=[question.day_id])}#visit",
        head="Answer a question" if form_type is not QuestionForm else "Change a question",
        remove=reverse("question-remove", args=[pk]),
    )


def _question_form(actor: Actor, question: LeaderQuestion) -> type[LiveForm]:
    if can(actor, Action.RECORD_VISIT, question.workshop):
        return AnsweredQuestionForm
    if question.author_id == actor.user_id and can(actor, Action.ASK_LEADERS, question.workshop):
        return QuestionForm
    raise Forbidden("Who asked it, and whoever leads the visit, change it.")


@require_POST
def question_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a question back."""
    actor = actor_of(request)
    question = selectors.get_note(actor, LeaderQuestion, pk)
    services.remove_note(actor=actor, record=question)
    messages.success(request, f"“{question.text}” is taken back. Undo brings it back.")
    return redirect("day-page", question.day_id)


@require_POST
def lesson_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note what the team learned."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.CAPTURE)
    form = LessonForm(request.POST)
    change_id = change_id_of(request)
    status = saved(request, form, lambda form: services.add_lesson(actor=actor, day_id=pk, values=form.changes, change_id=change_id))
    if status:
        return show_day(request, actor, day, status, lesson_form=form)
    return redirect(f"{reverse('day-page', args=[pk])}#lessons")


@require_http_methods(["GET", "POST"])
def lesson_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a lesson."""
    actor = actor_of(request)
    lesson = selectors.get_note(actor, Lesson, pk)
    is_mine = lesson.author_id == actor.user_id and can(actor, Action.CAPTURE, lesson.workshop)
    if not is_mine and not can(actor, Action.MANAGE_CAPTURES, lesson.workshop):
        raise Forbidden("Who noted it, and whoever sorts the captures, change it.")
    return form_page(
        request,
        lesson.workshop,
        LessonForm(request.POST if request.method == "POST" else None, record=lesson),
        lambda form: services.update_note(actor=actor, record=lesson, values=form.changes, base=form.base),
        back=f"{reverse('day-page', args=[lesson.day_id])}#lessons",
        head="Change a lesson",
        remove=reverse("lesson-remove", args=[pk]),
    )


@require_POST
def lesson_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a lesson away."""
    actor = actor_of(request)
    lesson = selectors.get_note(actor, Lesson, pk)
    services.remove_note(actor=actor, record=lesson)
    messages.success(request, "The lesson is taken away. Undo brings it back.")
    return redirect("day-page", lesson.day_id)


urlpatterns = [
    path("days/<uuid:pk>/visit/", visit_edit, name="visit-edit"),
    path("days/<uuid:pk>/visit/draft/", visit_draft, name="visit-draft"),
    path("days/<uuid:pk>/questions/", question_add, name="question-add"),
    path("days/<uuid:pk>/lessons/", lesson_add, name="lesson-add"),
    path("questions/<uuid:pk>/", question_edit, name="question-edit"),
    path("questions/<uuid:pk>/remove/", question_remove, name="question-remove"),
    path("lessons/<uuid:pk>/", lesson_edit, name="lesson-edit"),
    path("lessons/<uuid:pk>/remove/", lesson_remove, name="lesson-remove"),
]
