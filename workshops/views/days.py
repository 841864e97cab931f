"""Agenda, leadership visits, barriers, lessons and the close of each day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vsm_site.lib.errors import Conflict, Forbidden, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops import panels
from workshops.access import Actor, actor_of, can, get_workshop
from workshops.capture_kinds import KINDS
from workshops.forms.days import (
    AnsweredQuestionForm,
    BarrierForm,
    BlockForm,
    DayForm,
    LessonForm,
    LiftForm,
    MovableBlockForm,
    QuestionForm,
    SummaryForm,
    VisitForm,
    WholeBarrierForm,
)
from workshops.live_forms import LiveForm, keep_theirs
from workshops.models import AgendaItem, Barrier, LeaderQuestion, Lesson, Workshop, WorkshopDay
from workshops.policy import Action
from workshops.selectors import days as selectors
from workshops.selectors.captures import list_team
from workshops.selectors.days import DayView
from workshops.selectors.workshops import list_days
from workshops.services import days as services
from workshops.views.common import change_id_of, enter, go_back

SHOWN = 10
ROWS = 50
Save = Callable[[LiveForm], object]


def _page(request: HttpRequest, template: str, workshop: Workshop, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    enter(request, workshop, "agenda")
    return render(request, f"workshops/{template}.html", dict(context), status=status)


def _saved(request: HttpRequest, form: LiveForm, save: Save) -> int:
    """Save a posted form: 0 when it is done, else the status with which it is shown again."""
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
        return 200
    if not form.is_valid():
        return 422
    try:
        save(form)
    except Conflict as conflict:
        form.show_conflict(conflict)
        return 409
    except Invalid as invalid:
        form.show_invalid(invalid)
        return 422
    except Repeated:
        return 0
    return 0


# Agenda


@require_safe
def agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All days with their blocks, what runs now, and the barriers that wait for a leader."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk)
    days = selectors.list_agenda(workshop, timezone.now())
    context = {
        "days": days,
        "running": selectors.now_next(days),
        "is_empty": not any(day.lines for day in days),
        "has_gaps": any(not day.lines for day in days),
        "sentence": _sentence(workshop, days),
        **_barriers(workshop),
    }
    return _page(request, "agenda", workshop, context)


def _sentence(workshop: Workshop, days: list[DayView]) -> str:
    """How the days stand."""
    first = workshop.first_day
    length = "One day" if len(days) == 1 else f"{len(days)} days"
    begin = f"{length} from {first:%a} {first.day} {first:%b}, times of {workshop.time_zone.replace('_', ' ')}."
    blocks, done = sum(len(day.lines) for day in days), sum(day.done for day in days)
    return f"{begin} {done} of {blocks} blocks are done." if done else begin


def _barriers(workshop: Workshop) -> dict[str, Any]:
    """The card of barriers that are not lifted: the first ten, and how many there are."""
    rows = selectors.list_barriers(workshop, only_open=True)
    return {"barriers": rows[:SHOWN], "barrier_count": rows.count()}


@require_POST
def agenda_fill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan the days that have no blocks yet as the method begins."""
    done = services.fill_agenda(actor=actor_of(request), workshop_id=pk)
    messages.success(
        request, "Every day has blocks already." if done.empty else "The days are planned. Change what you need, or press Undo."
    )
    return redirect("workshop-agenda", pk)


# One day


@require_safe
def day_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One day: its blocks to tick off, the visit with its questions, barriers and lessons."""
    actor = actor_of(request)
    return _day_page(request, actor, selectors.get_day(actor, pk))


def _day_page(request: HttpRequest, actor: Actor, day: WorkshopDay, status: int = 200, **forms: Any) -> HttpResponse:
    view = selectors.view_day(day, timezone.now())
    context = {
        "view": view,
        "day": day,
        "length": selectors.count_days(day.workshop),
        "questions": selectors.list_questions(day),
        "lessons": selectors.list_lessons(day),
        "lesson_form": LessonForm(),
        "question_form": QuestionForm(),
        "change_id": request.POST.get("change_id") or uuid7(),
        "here": reverse("day-page", args=[day.pk]),
        **_barriers(day.workshop),
    }
    return _page(request, "day", day.workshop, context | forms, status)


@require_http_methods(["GET", "POST"])
def day_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a day: its start, its theme and its blocks."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.RUN_WORKSHOP)
    form = DayForm(request.POST if request.method == "POST" else None, record=day)
    status = 200
    if request.method == "POST":
        status = _saved(request, form, lambda form: services.update_day(actor=actor, day_id=pk, values=form.changes, base=form.base))
        if not status:
            messages.success(request, "The day is saved; the times of its blocks follow.")
            return redirect("day-edit", pk)
    return _edit_page(request, day, form, BlockForm(), status)


def _edit_page(request: HttpRequest, day: WorkshopDay, form: DayForm, block_form: BlockForm, status: int) -> HttpResponse:
    context = {
        "view": selectors.view_day(day, timezone.now()),
        "day": day,
        "form": form,
        "block_form": block_form,
        "change_id": request.POST.get("change_id") or uuid7(),
    }
    return _page(request, "day_edit", day.workshop, context, status)


@require_POST
def block_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A block at the end of a day."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.RUN_WORKSHOP)
    form = BlockForm(request.POST)
    change_id = change_id_of(request)
    status = _saved(request, form, lambda form: services.add_block(actor=actor, day_id=pk, values=form.changes, change_id=change_id))
    if status:
        return _edit_page(request, day, DayForm(record=day), form, status)
    return redirect(f"{reverse('day-edit', args=[pk])}#blocks")


@require_http_methods(["GET", "POST"])
def block_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change one block, or put it on another day."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk, Action.RUN_WORKSHOP)
    days = list(enumerate(list_days(block.workshop), start=1))
    form = MovableBlockForm(request.POST if request.method == "POST" else None, record=block, days=days)
    return _edit(
        request,
        block.workshop,
        form,
        lambda form: services.update_block(actor=actor, block_id=pk, values=form.changes, base=form.base),
        back=reverse("day-edit", args=[block.day_id]),
        head="Change a block",
        remove=reverse("block-remove", args=[pk]),
    )


def _edit(request: HttpRequest, workshop: Workshop, form: LiveForm, save: Save, *, back: str, head: str, remove: str = "") -> HttpResponse:
    """The page of one form: saved, it goes back; refused, it is shown again with what is wrong or both values."""
    status = 200
    if request.method == "POST":
        status = _saved(request, form, save)
        if not status:
            return redirect(back)
    return _page(request, "day_note", workshop, {"form": form, "back": back, "head": head, "remove": remove}, status)


@require_POST
def block_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a block one place up or down."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk)
    by = {"up": -1, "down": 1}.get(request.POST.get("to", ""), 0)
    services.move_block(actor=actor, block_id=pk, by=by)
    return redirect(f"{reverse('day-edit', args=[block.day_id])}#block-{pk}")


@require_POST
def block_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tick a block off, or open it again."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk)
    services.update_block(actor=actor, block_id=pk, values={"done": request.POST.get("done") == "1"})
    return go_back(request, "day-page", block.day_id)


@require_POST
def block_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a block off the agenda."""
    actor = actor_of(request)
    block = selectors.get_note(actor, AgendaItem, pk)
    services.remove_block(actor=actor, block_id=pk)
    messages.success(request, f"“{block.title}” is off the agenda. Undo brings it back.")
    return redirect("day-edit", block.day_id)


# Leadership visit


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
    return _edit(
        request,
        day.workshop,
        form,
        lambda form: services.note_visit(actor=actor, day_id=pk, values=form.changes, base=form.base, change_id=change_id),
        back=reverse("day-page", args=[pk]),
        head="Leadership visit",
    )


@require_POST
def question_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the leaders something."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.ASK_LEADERS)
    form = QuestionForm(request.POST)
    change_id = change_id_of(request)
    status = _saved(
        request, form, lambda form: services.ask_leaders(actor=actor, day_id=pk, text=form.cleaned_data["text"], change_id=change_id)
    )
    if status:
        return _day_page(request, actor, day, status, question_form=form)
    return redirect(f"{reverse('day-page', args=[pk])}#visit")


@require_http_methods(["GET", "POST"])
def question_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change one's own question, or write down the answer."""
    actor = actor_of(request)
    question = selectors.get_note(actor, LeaderQuestion, pk)
    form_type = _question_form(actor, question)
    form = form_type(request.POST if request.method == "POST" else None, record=question)
    return _edit(
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


# Barriers


@require_http_methods(["GET", "POST"])
def barriers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that only a leader can lift; a POST raises one more and goes back to where it was typed."""
    actor = actor_of(request)
    workshop = get_workshop(actor, pk, Action.RAISE_BARRIER if request.method == "POST" else Action.VIEW)
    form = BarrierForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        change_id = change_id_of(request)
        status = _saved(
            request,
            form,
            lambda form: services.raise_barrier(actor=actor, workshop_id=pk, text=form.cleaned_data["text"], change_id=change_id),
        )
        if not status:
            messages.success(request, "The barrier is raised; whoever can lift it is told.")
            return go_back(request, "workshop-barriers", pk)
    page = Paginator(selectors.list_barriers(workshop), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "change_id": request.POST.get("change_id") or uuid7(), "here": request.get_full_path()}
    return _page(request, "barriers", workshop, context, status)


@require_POST
def barrier_take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that one lifts it."""
    actor = actor_of(request)
    barrier = selectors.get_note(actor, Barrier, pk)
    try:
        services.take_barrier(actor=actor, barrier_id=pk)
    except Conflict:
        messages.error(request, "Somebody else took this barrier before you.")
    else:
        messages.success(request, f"You lift it: “{barrier.text}”.")
    return go_back(request, "workshop-barriers", barrier.workshop_id)


@require_http_methods(["GET", "POST"])
def barrier_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words of a barrier for those who raise them; owner, date and answer for those who lift them."""
    actor = actor_of(request)
    barrier = selectors.get_note(actor, Barrier, pk)
    form = _barrier_form(request, actor, barrier)
    may_lift = can(actor, Action.ANSWER_BARRIER, barrier.workshop)
    return _edit(
        request,
        barrier.workshop,
        form,
        lambda form: services.update_note(actor=actor, record=barrier, values=form.changes, base=form.base),
        back=f"{reverse('workshop-barriers', args=[barrier.workshop_id])}#barrier-{pk}",
        head="Lift a barrier" if may_lift else "Change a barrier",
        remove=reverse("barrier-remove", args=[pk]) if may_lift else "",
    )


def _barrier_form(request: HttpRequest, actor: Actor, barrier: Barrier) -> LiveForm:
    data = request.POST if request.method == "POST" else None
    may_raise, may_lift = (can(actor, right, barrier.workshop) for right in (Action.RAISE_BARRIER, Action.ANSWER_BARRIER))
    if may_lift:
        form_type = WholeBarrierForm if may_raise else LiftForm
        return form_type(data, record=barrier, people=list_team(barrier.workshop, keep=barrier.owner_id))
    if may_raise:
        return BarrierForm(data, record=barrier)
    raise Forbidden


@require_POST
def barrier_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a barrier off the list."""
    actor = actor_of(request)
    barrier = selectors.get_note(actor, Barrier, pk)
    services.remove_note(actor=actor, record=barrier)
    messages.success(request, f"“{barrier.text}” is off the list. Undo brings it back.")
    return redirect("workshop-barriers", barrier.workshop_id)


# Lessons


@require_POST
def lesson_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note what the team learned."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.CAPTURE)
    form = LessonForm(request.POST)
    change_id = change_id_of(request)
    status = _saved(request, form, lambda form: services.add_lesson(actor=actor, day_id=pk, values=form.changes, change_id=change_id))
    if status:
        return _day_page(request, actor, day, status, lesson_form=form)
    return redirect(f"{reverse('day-page', args=[pk])}#lessons")


@require_http_methods(["GET", "POST"])
def lesson_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a lesson."""
    actor = actor_of(request)
    lesson = selectors.get_note(actor, Lesson, pk)
    is_mine = lesson.author_id == actor.user_id and can(actor, Action.CAPTURE, lesson.workshop)
    if not is_mine and not can(actor, Action.MANAGE_CAPTURES, lesson.workshop):
        raise Forbidden("Who noted it, and whoever sorts the captures, change it.")
    return _edit(
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


# The end of a day


@require_http_methods(["GET", "POST"])
def day_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The summary of a day: drafted from what happened, with the champion's words; it closes the day, or opens it again."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.WRITE_SUMMARY if request.method == "POST" else Action.READ_REPORTS)
    may_write = can(actor, Action.WRITE_SUMMARY, day.workshop)
    form = SummaryForm(request.POST if request.method == "POST" else None, record=day) if may_write else None
    status = 200
    if request.method == "POST" and form is not None:
        if request.POST.get("do") == "reopen":
            services.reopen_day(actor=actor, day_id=pk)
            messages.success(request, "The day is open again.")
            return redirect("day-close", pk)
        status = _saved(request, form, lambda form: _keep_summary(request, actor, pk, form))
        if not status:
            closed = request.POST.get("do") == "close"
            messages.success(request, "The day is closed; the sponsor is told." if closed else "The summary is saved.")
            return redirect("day-close", pk)
    return _summary_page(request, actor, day, form, status)


def _keep_summary(request: HttpRequest, actor: Actor, day_id: UUID, form: LiveForm) -> None:
    said: dict[str, Any] = {"actor": actor, "day_id": day_id, "values": form.changes, "base": form.base}
    if request.POST.get("do") == "close":
        services.close_day(**said, carry=request.POST.get("carry") == "1")
    else:
        services.write_summary(**said)


def _summary_page(request: HttpRequest, actor: Actor, day: WorkshopDay, form: SummaryForm | None, status: int) -> HttpResponse:
    now, workshop = timezone.now(), day.workshop
    captured, lessons = selectors.captured_on(workshop, day.date), list(selectors.list_lessons(day))
    view, tomorrow = selectors.view_day(day, now), selectors.day_after(day, now)
    questions = list(selectors.list_questions(day))
    context = {
        "day": day,
        "view": view,
        "form": form,
        "length": selectors.count_days(workshop),
        "captured": captured,
        "captured_kinds": [(kind, captured.kinds.get(kind.key, 0)) for kind in KINDS if captured.kinds.get(kind.key)],
        "well": [lesson for lesson in lessons if lesson.kind == "well"],
        "change": [lesson for lesson in lessons if lesson.kind == "change"],
        "questions": questions,
        "answered": sum(bool(question.answer) for question in questions),
        "tomorrow": tomorrow,
        "parts": panels.day_close_parts(workshop, actor),
        "receivers": ", ".join(dict.fromkeys(row.name for row in selectors.leaders_of(workshop))),
        "sentence": _summary_sentence(day, captured.to_sort, lessons),
        **_barriers(workshop),
    }
    return _page(request, "day_close", workshop, context, status)


def _summary_sentence(day: WorkshopDay, to_sort: int, lessons: list[Lesson]) -> str:
    """How far the summary is."""
    if day.closed:
        return "The day is closed."
    missing = [
        text
        for text, is_missing in (
            (f"{to_sort} capture{'s' if to_sort != 1 else ''} to sort", to_sort),
            ("a lesson to note", not lessons),
            ("two sentences to write", not day.accomplishments),
        )
        if is_missing
    ]
    if not missing:
        return "The summary is drafted from today’s log, and everything is there: it can go."
    return f"The summary is drafted from today’s log. Still open: {', '.join(missing)}."


urlpatterns = [
    path("workshops/<uuid:pk>/agenda/", agenda, name="workshop-agenda"),
    path("workshops/<uuid:pk>/agenda/fill/", agenda_fill, name="agenda-fill"),
    path("days/<uuid:pk>/", day_page, name="day-page"),
    path("days/<uuid:pk>/edit/", day_edit, name="day-edit"),
    path("days/<uuid:pk>/blocks/", block_add, name="block-add"),
    path("days/<uuid:pk>/visit/", visit_edit, name="visit-edit"),
    path("days/<uuid:pk>/questions/", question_add, name="question-add"),
    path("days/<uuid:pk>/lessons/", lesson_add, name="lesson-add"),
    path("days/<uuid:pk>/close/", day_close, name="day-close"),
    path("blocks/<uuid:pk>/", block_edit, name="block-edit"),
    path("blocks/<uuid:pk>/move/", block_move, name="block-move"),
    path("blocks/<uuid:pk>/done/", block_done, name="block-done"),
    path("blocks/<uuid:pk>/remove/", block_remove, name="block-remove"),
    path("questions/<uuid:pk>/", question_edit, name="question-edit"),
    path("questions/<uuid:pk>/remove/", question_remove, name="question-remove"),
    path("workshops/<uuid:pk>/barriers/", barriers, name="workshop-barriers"),
    path("barriers/<uuid:pk>/", barrier_edit, name="barrier-edit"),
    path("barriers/<uuid:pk>/take/", barrier_take, name="barrier-take"),
    path("barriers/<uuid:pk>/remove/", barrier_remove, name="barrier-remove"),
    path("lessons/<uuid:pk>/", lesson_edit, name="lesson-edit"),
    path("lessons/<uuid:pk>/remove/", lesson_remove, name="lesson-remove"),
]
