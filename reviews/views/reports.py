"""Reports of a workshop: the list with how far each is, asking for one, its file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from reviews import selectors
from reviews.reports import OFFERED, REPORTS
from reviews.services import reports
from reviews.views.common import page
from vsm_site.lib.errors import Invalid, TooMany
from vsm_site.lib.http import attachment
from vsm_site.lib.ids import uuid7
from workshops.access import actor_of, get_workshop
from workshops.policy import Action
from workshops.views.common import change_id_of, enter

ROWS = 20


@require_GET
def report_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The reports of a workshop, and what can be asked for."""
    workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
    enter(request, workshop, "reports")
    rows = Paginator(selectors.list_reports(workshop), ROWS).get_page(request.GET.get("page"))
    return page(request, "reports", {"rows": rows, "kinds": OFFERED.values(), "labels": _labels(), "change_id": uuid7()})


@require_GET
def report_row(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One row of the list, which fetches itself again while the report is in the making."""
    report = selectors.get_report(actor_of(request), pk)
    return page(request, "reports/_row", {"report": report, "labels": _labels(), "change_id": uuid7()})


@require_POST
def report_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the worker for a report."""
    kind = request.POST.get("kind", "")
    try:
        reports.request_report(actor=actor_of(request), workshop_id=pk, kind=kind, change_id=change_id_of(request))
    except Invalid as invalid:
        messages.error(request, invalid.faults[0].text)
    except TooMany as refused:
        messages.error(request, refused.detail)
    else:
        messages.success(request, "The report is being made. You are told when it is ready.")
    return redirect("workshop-reports", pk)


@require_GET
def report_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file of a report, to keep."""
    name, data = reports.read_file(selectors.get_report(actor_of(request), pk))
    return attachment(data, name, "application/pdf")


def _labels() -> dict[str, str]:
    return {kind.kind: kind.label for kind in REPORTS.values()}


urlpatterns = [
    path("workshops/<uuid:pk>/reports/", report_list, name="workshop-reports"),
    path("workshops/<uuid:pk>/reports/new/", report_new, name="report-new"),
    path("reports/<uuid:pk>/row/", report_row, name="report-row"),
    path("reports/<uuid:pk>/file/", report_file, name="report-file"),
]
