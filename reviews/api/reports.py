"""Reports in the API: ask, look how far it is, fetch the file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews import selectors
from reviews.models import GeneratedReport
from reviews.reports import OFFERED
from reviews.services import reports
from vsm_site.lib.http import attachment
from workshops.access import actor_of, get_workshop
from workshops.api.live import IDEMPOTENCY, StrictSerializer, change_id_of
from workshops.policy import Action


class ReportInputSerializer(StrictSerializer):
    """Which report."""

    kind = serializers.ChoiceField(choices=[(kind.kind, kind.label) for kind in OFFERED.values()], help_text="One word for each report.")


class ReportSerializer(serializers.Serializer[Any]):
    """A report: how far it is, and where its file is once it is ready."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=GeneratedReport.State.choices)
    progress = serializers.IntegerField(help_text="Percent done.")
    step = serializers.CharField(help_text="What is done now.")
    file = serializers.CharField(allow_null=True, help_text="Address of the PDF; null until it is ready.")
    pages = serializers.IntegerField(allow_null=True)
    error = serializers.CharField(help_text="Why it failed, in words.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


def report_shape(report: GeneratedReport) -> dict[str, Any]:
    """One report as the API answers it."""
    names = ("kind", "state", "progress", "step", "pages", "error", "created_at", "finished_at")
    file = reverse("api-report-file", args=[report.pk]) if report.state == GeneratedReport.State.READY else None
    return {"id": str(report.pk), "url": reverse("api-report", args=[report.pk]), "file": file} | {
        name: getattr(report, name) for name in names
    }


class WorkshopReports(APIView):
    """The reports of a workshop."""

    @extend_schema(
        operation_id="workshop_reports_create",
        parameters=[IDEMPOTENCY],
        request=ReportInputSerializer,
        responses={202: ReportSerializer, 429: OpenApiResponse(description="Three of your reports are being made.")},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask for a report; the worker makes it. Repeating the same `Idempotency-Key` gives the report asked for first."""
        actor = actor_of(request)
        get_workshop(actor, pk, Action.READ_REPORTS)
        given = ReportInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        kind = given.validated_data["kind"]
        report = reports.request_report(actor=actor, workshop_id=pk, kind=kind, change_id=change_id_of(request))
        return Response(report_shape(report), status=202)


class OneReport(APIView):
    """One report."""

    @extend_schema(operation_id="report", responses=ReportSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """How far the report is, and its file once it is ready."""
        return Response(report_shape(selectors.get_report(actor_of(request), pk)))


class ReportFile(APIView):
    """The PDF of a report."""

    @extend_schema(operation_id="report_file", responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The file; 404 until the report is ready."""
        name, data = reports.read_file(selectors.get_report(actor_of(request), pk))
        return attachment(data, name, "application/pdf")
