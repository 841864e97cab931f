"""The end of a day: its summary, and closing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workshops import panels
from workshops.access import Actor, actor_of, can
from workshops.capture_kinds import KINDS
from workshops.forms.days import SummaryForm
from workshops.live_forms import LiveForm
from workshops.models import Lesson, WorkshopDay
from workshops.pages import joined
from workshops.policy import Action
from workshops.selectors import days as selectors
from workshops.services import days as services
from workshops.views.days_common import barriers_card, page_of, saved


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
        if _is_closing(request) and "blocks" not in request.POST and selectors.list_left_over(day).exists():
            return _summary_page(request, actor, day, form, 422)
        status = saved(request, form, lambda form: _keep_summary(request, actor, pk, form))
        if not status:
            messages.success(request, _what_happened(request, actor, day))
            return redirect("day-close", pk)
    return _summary_page(request, actor, day, form, status)


def _is_closing(request: HttpRequest) -> bool:
    """Whether the day is to be closed: said so, or by saying what happens to blocks that are still open."""
    return request.POST.get("do") == "close" or "blocks" in request.POST


def _keep_summary(request: HttpRequest, actor: Actor, day_id: UUID, form: LiveForm) -> None:
    said: dict[str, Any] = {"actor": actor, "day_id": day_id, "values": form.changes, "base": form.base}
    if _is_closing(request):
        carry, carry_blocks = request.POST.get("carry") == "1", request.POST.get("blocks") == "carry"
        services.close_day(**said, carry=carry, carry_blocks=carry_blocks)
    else:
        services.write_summary(**said)


def _what_happened(request: HttpRequest, actor: Actor, day: WorkshopDay) -> str:
    """What the page says after saving or closing: nobody is said to be told who is not."""
    if not _is_closing(request):
        return "The summary is saved."
    carried = " What was open is on the next day’s agenda." if request.POST.get("blocks") == "carry" else ""
    told = selectors.readers_of_summary(day.workshop, actor)
    return f"The day is closed{f', and {joined(told)} can read its summary' if told else ''}.{carried}"


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
        "is_asked": status == 422 and form is not None and not form.errors,
        "left": [] if day.closed else list(selectors.list_left_over(day)),
        "receivers": joined(selectors.readers_of_summary(workshop, actor)),
        "sentence": _summary_sentence(day, captured.to_sort, lessons),
        **barriers_card(workshop),
    }
    return page_of(request, "day_close", workshop, context, status)


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
    path("days/<uuid:pk>/close/", day_close, name="day-close"),
]
