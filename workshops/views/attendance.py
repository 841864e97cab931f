"""Who is here on which day: the days of all, and one day to plan and to note who came."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from vsm_site.lib.errors import Conflict, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of
from workshops.forms.attendance import DayForm
from workshops.models import Participation, WorkshopDay
from workshops.pages import count, date_text, joined
from workshops.selectors import attendance as selectors
from workshops.selectors.days import number_of
from workshops.selectors.people import list_team
from workshops.selectors.workshops import list_days
from workshops.services import team as services
from workshops.services.team import OneDay
from workshops.views.common import change_id_of, enter
from workshops.views.fresh import shows

ROWS = 100
"""More than a workshop has people who are planned; beyond, there are pages."""


@require_safe
@shows("agenda")
def attendance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody over all days: what is planned, and who came."""
    workshop = selectors.enter_days(actor_of(request), pk)
    enter(request, workshop, "people")
    page = Paginator(list_team(workshop), ROWS).get_page(request.GET.get("page"))
    rows, days = selectors.days_of(workshop, list(page)), list_days(workshop)
    counts = selectors.count_days(rows, days)
    context = {"page": page, "rows": rows, "counts": counts, "sentence": _sentence(counts, rows)}
    return render(request, "workshops/attendance.html", context)


def _sentence(counts: list[selectors.DayCount], rows: list[selectors.DaysOf]) -> str:
    """How it stands: who was missing lately, else how many are planned."""
    noted = [entry for entry in counts if entry.is_noted]
    if noted:
        last = noted[-1]
        missing = [row.person.name for row in rows if any(cell.day.pk == last.day.pk and cell.is_missing for cell in row.cells)]
        said = f"{count(last.came, 'person was', 'people were')} here on {date_text(last.day.date)}"
        if not missing:
            return f"{said}, nobody was missing."
        who = missing if len(missing) <= 3 else [*missing[:3], f"{len(missing) - 3} more"]
        return f"{said}; {joined(who)} {'was' if len(missing) == 1 else 'were'} missing."
    planned = {entry.planned for entry in counts}
    if len(planned) == 1:
        return f"{count(planned.pop(), 'person is', 'people are')} planned for each day. Note who came on the day itself."
    return "Note here who is planned for which day, and on the day who came."


@require_http_methods(["GET", "POST"])
def day_attendance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One day: what is planned for each person, and who came."""
    actor = actor_of(request)
    day = selectors.get_day_to_note(actor, pk)
    people = list(Paginator(list_team(day.workshop), ROWS).get_page(request.GET.get("page")))
    form, status, fault = _form(request, day, people), 200, ""
    if request.POST.get("keep"):
        form.keep_theirs(request.POST["keep"])
    elif request.method == "POST":
        status = 422
        if form.misses_somebody:
            fault = services.NOT_HERE
        elif form.is_valid():
            try:
                rows = [OneDay(row.person.pk, row.changes, row.base) for row in form.rows if row.changed_data]
                services.note_day(actor=actor, day_id=pk, rows=rows, change_id=change_id_of(request))
            except Conflict as conflict:
                form.show_conflict(conflict)
                status = 409
            except Invalid as invalid:
                fault = invalid.faults[0].text
            except Repeated:
                return redirect("workshop-attendance", day.workshop_id)
            else:
                messages.success(request, f"{date_text(day.date)} is noted.")
                return redirect("workshop-attendance", day.workshop_id)
    enter(request, day.workshop, "people")
    context = {
        "day": day,
        "number": number_of(day),
        "rows": form.rows,
        "fault": fault,
        "change_id": request.POST.get("change_id") or uuid7(),
    }
    return render(request, "workshops/attendance_day.html", context, status=status)


def _form(request: HttpRequest, day: WorkshopDay, people: list[Participation]) -> DayForm:
    data = request.POST if request.method == "POST" else None
    return DayForm(data, day=day, people=people, known=selectors.rows_by_person(day.workshop, people))


urlpatterns = [
    path("workshops/<uuid:pk>/people/days/", attendance, name="workshop-attendance"),
    path("days/<uuid:pk>/attendance/", day_attendance, name="day-attendance"),
]
