"""The end of a day: its summary, and closing it."""

from __future__ import annotations

from contextlib import suppress
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
from workshops.forms.days import SummaryForm
from workshops.live_forms import LiveForm
from workshops.models import WorkshopDay
from workshops.pages import joined
from workshops.policy import Action
from workshops.selectors import days as selectors
from workshops.selectors.barriers import with_age
from workshops.selectors.captures import list_undisposed
from workshops.selectors.summary import DaySummary, list_readers, summarise_day
from workshops.services import days as services
from workshops.services import summaries
from workshops.views.common import change_id_of, saved
from workshops.views.days_common import page_of

PARKED = "parked-"
"""What the fields of items of the parking lot are called, before the item's id."""
ENDS = (("carry", "Carry over to the next open day"), ("close", "Settled"), ("drop", "Not pursued"))
"""What may become of such an item when the day closes."""


@require_http_methods(["GET", "POST"])
def day_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The summary of a day: drawn up from its log, with the champion's words; it closes the day, or opens it again."""
    actor = actor_of(request)
    day = selectors.get_day(actor, pk, Action.WRITE_SUMMARY if request.method == "POST" else Action.READ_REPORTS)
    if request.method == "GET":
        summaries.record_reading(actor=actor, day=day, now=timezone.now())
    told = summarise_day(day, timezone.now())
    if not can(actor, Action.WRITE_SUMMARY, day.workshop):
        return _summary_page(request, actor, told, None, 200)
    form = SummaryForm(request.POST if request.method == "POST" else None, record=day, **_drafted(told))
    return _write(request, actor, told, form) if request.method == "POST" else _summary_page(request, actor, told, form, 200)


def _drafted(told: DaySummary) -> dict[str, Any]:
    """The list from the log stands in the form; left as it is, it goes on following the log."""
    return {} if told.day.team_did else {"initial": {"team_did": "\n".join(told.points)}}


def _write(request: HttpRequest, actor: Actor, told: DaySummary, form: SummaryForm) -> HttpResponse:
    day, do = told.day, request.POST.get("do")
    if do == "reopen":
        services.reopen_day(actor=actor, day_id=day.pk)
        messages.success(request, "The day is open again.")
        return redirect("day-close", day.pk)
    if do == "redraft":
        summaries.redraft(actor=actor, day_id=day.pk)
        messages.success(request, "What the team did is drawn up from the log again.")
        return redirect("day-close", day.pk)
    if _is_closing(request) and (question := _unanswered(request, day)):
        return _summary_page(request, actor, told, form, 422, question)
    status = saved(request, form, lambda form: _keep_summary(request, actor, day.pk, form))
    if not status:
        messages.success(request, _what_happened(request, actor, day))
        return redirect("day-close", day.pk)
    return _summary_page(request, actor, told, form, status)


def _is_closing(request: HttpRequest) -> bool:
    """Whether the day is to be closed: said so, or by saying what happens to blocks that are still open."""
    return request.POST.get("do") == "close" or "blocks" in request.POST


def _unanswered(request: HttpRequest, day: WorkshopDay) -> str:
    """What has to be said before the day closes: `blocks` or `parked`, empty when everything was."""
    if "blocks" not in request.POST and selectors.list_left_over(day).exists():
        return "blocks"
    carries_all = request.POST.get("carry") == "1" and selectors.next_open_day(day) is not None
    parked = {} if carries_all else _parked(request)
    return "parked" if not carries_all and any(not parked.get(row.pk) for row in list_undisposed(day)) else ""


def _parked(request: HttpRequest) -> dict[UUID, str]:
    """What was said of each item of the parking lot."""
    found = {}
    for name, word in request.POST.items():
        if name.startswith(PARKED):
            with suppress(ValueError):
                found[UUID(name.removeprefix(PARKED))] = str(word)
    return found


def _keep_summary(request: HttpRequest, actor: Actor, day_id: UUID, form: LiveForm) -> None:
    said: dict[str, Any] = {
        "actor": actor,
        "day_id": day_id,
        "values": form.changes,
        "base": form.base,
        "change_id": change_id_of(request),
    }
    if _is_closing(request):
        carry, carry_blocks = request.POST.get("carry") == "1", request.POST.get("blocks") == "carry"
        services.close_day(**said, carry=carry, carry_blocks=carry_blocks, parked=_parked(request))
    else:
        services.write_summary(**said)


def _what_happened(request: HttpRequest, actor: Actor, day: WorkshopDay) -> str:
    """What the page says after saving or closing: nobody is said to be told who is not."""
    if not _is_closing(request):
        return "The summary is saved."
    carried = " What was open is on the agenda of the next open day." if request.POST.get("blocks") == "carry" else ""
    told = selectors.readers_of_summary(day.workshop, actor)
    return f"The day is closed{f', and {joined(told)} can read its summary' if told else ''}.{carried}"


def _summary_page(
    request: HttpRequest, actor: Actor, told: DaySummary, form: SummaryForm | None, status: int, asked: str = ""
) -> HttpResponse:
    day, workshop = told.day, told.day.workshop
    carry_to = None if day.closed else selectors.next_open_day(day)
    context = {
        "day": day,
        "told": told,
        "view": told.view,
        "form": form,
        "length": told.length,
        "captured": told.captured,
        "well": told.well,
        "change": told.change,
        "questions": told.questions,
        "barriers": with_age(told.barriers, workshop, timezone.now()),
        "tomorrow": told.tomorrow,
        "parts": panels.day_close_parts(workshop, actor),
        "papers": panels.day_papers(day, actor),
        "asked": asked,
        "left": [] if day.closed else list(selectors.list_left_over(day)),
        "parked": [] if day.closed or form is None else list(list_undisposed(day)),
        "carry_to": carry_to,
        "carry_number": selectors.number_of(carry_to) if carry_to else 0,
        "ends": [(word, label) for word, label in ENDS if carry_to or word != "carry"],
        "readers": list_readers(day) if day.closed and can(actor, Action.SEE_PEOPLE_DATA, workshop) else [],
        "receivers": joined(selectors.readers_of_summary(workshop, actor)),
        "sentence": _summary_sentence(told, told.captured.to_sort),
    }
    return page_of(request, "day_close", workshop, context, status)


def _summary_sentence(told: DaySummary, to_sort: int) -> str:
    """How far the summary is."""
    day, lessons = told.day, told.well + told.change
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
