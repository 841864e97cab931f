"""What the pages of workshop days share: the page of one form, the card of barriers, one day as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from vsm_site.lib.errors import Invalid
from vsm_site.lib.ids import uuid7
from workshops.access import Actor
from workshops.forms.days import LessonForm, QuestionForm
from workshops.live_forms import LiveForm
from workshops.models import Workshop, WorkshopDay
from workshops.selectors import days as selectors
from workshops.selectors.barriers import with_age
from workshops.views.common import Save, enter, saved

SHOWN = 10


def page_of(request: HttpRequest, template: str, workshop: Workshop, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """One page of the days."""
    enter(request, workshop, "agenda")
    return render(request, f"workshops/{template}.html", dict(context), status=status)


def done(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do what a button says; what is refused as things stand is said on the page that one comes back to."""
    try:
        act()
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
        return False
    return True


def form_page(
    request: HttpRequest, workshop: Workshop, form: LiveForm, save: Save, *, back: str, head: str, remove: str = "", about: str = ""
) -> HttpResponse:
    """The page of one form: saved, it goes back; refused, it is shown again with what is wrong or both values. `about` stands above it."""
    status = 200
    if request.method == "POST":
        status = saved(request, form, save)
        if not status:
            return redirect(back)
    return page_of(request, "day_note", workshop, {"form": form, "back": back, "head": head, "remove": remove, "about": about}, status)


def barriers_card(workshop: Workshop) -> dict[str, Any]:
    """The card of barriers that are not lifted: the first ten, and how many there are."""
    rows = selectors.list_barriers(workshop, only_open=True)
    return {"barriers": with_age(rows[:SHOWN], workshop, timezone.now()), "barrier_count": rows.count()}


def show_day(request: HttpRequest, actor: Actor, day: WorkshopDay, status: int = 200, **forms: Any) -> HttpResponse:
    """One day with its blocks, visit, barriers and lessons; `forms` take the place of the empty ones."""
    view = selectors.view_day(day, timezone.now())
    context = {
        "view": view,
        "running": selectors.now_next([view]),
        "day": day,
        "length": selectors.count_days(day.workshop),
        "questions": selectors.list_questions(day),
        "lessons": selectors.list_lessons(day),
        "lesson_form": LessonForm(),
        "question_form": QuestionForm(),
        "change_id": request.POST.get("change_id") or uuid7(),
        "here": reverse("day-page", args=[day.pk]),
        **barriers_card(day.workshop),
    }
    return page_of(request, "day", day.workshop, context | forms, status)
