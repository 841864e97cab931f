"""The map API: documents in and out, numbers, pictures, comparison."""

from __future__ import annotations

import json
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mapping import document, pictures, selectors
from mapping.api.serializers import MadeMapSerializer, MapSerializer
from mapping.looks import HEATS, look_of_query
from mapping.render.options import THEMES, RenderOptions
from mapping.render.sheets import SIZES
from mapping.services.maps import Imported, copy_map, import_document
from vsm_site.lib.errors import Invalid
from vsm_site.lib.http import Pages, problem
from vsm_site.lib.pdf import PdfUnavailable
from workshops import access
from workshops.access import actor_of
from workshops.api.live import IDEMPOTENCY, change_id_of
from workshops.policy import Action

MAX_BODY = 1_048_576


class DocumentParser(BaseParser):
    """A bare document, read by our own reader so that duplicate keys are seen and faults have paths."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The body as it came."""
        return bytes(stream.read())


VIEW_PARAMETERS = [
    OpenApiParameter("fold", int, description="Boxes a row; empty is automatic, 0 one line."),
    OpenApiParameter("lanes", int, enum=[0, 1]),
    OpenApiParameter("metrics", str, description="Step data in the boxes, with commas."),
    OpenApiParameter("heat", str, enum=list(HEATS), description="What the steps are tinted by."),
]
PDF_PARAMETERS = [OpenApiParameter("sheet", str, enum=list(SIZES), description="Paper, landscape; A3 by itself.")]
FILE_PARAMETERS = [*VIEW_PARAMETERS, OpenApiParameter("theme", str, enum=["light", "dark", "print"])]
SVG_PARAMETERS = [
    *FILE_PARAMETERS,
    OpenApiParameter("interactive", int, enum=[0, 1], description="1: as on the page, with the groups that `map` frames bring."),
]


def file_options(query: Any) -> RenderOptions:
    """The drawing for a file that a query string asks for; Invalid for what it cannot be."""
    look, theme = look_of_query(query), query.get("theme", "light")
    if theme not in THEMES:
        raise Invalid({"theme": f"This is one of: {', '.join(THEMES)}."})
    return RenderOptions(fold=look.fold, lanes=look.lanes, metrics=look.metrics, heat=look.heat or None, theme=theme)


class Maps(APIView):
    """The maps of a workshop; a new one from a document or as a copy."""

    parser_classes = [DocumentParser]

    @extend_schema(operation_id="workshop_maps_list", responses=MapSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        """The maps of a workshop, the first first."""
        workshop = access.get_workshop(actor_of(request), pk)
        pages = Pages()
        page = pages.paginate_queryset(selectors.list_maps(workshop), request)
        return pages.get_paginated_response(MapSerializer(cast(Any, page or []), many=True).data)

    @extend_schema(
        operation_id="workshop_maps_create",
        request=OpenApiTypes.OBJECT,
        responses={201: MadeMapSerializer},
        parameters=[
            IDEMPOTENCY,
            OpenApiParameter("copy_of", UUID, description="Copy this map instead of sending a document."),
            OpenApiParameter("state", str, enum=["current", "ideal", "future"], description="State of the copy."),
        ],
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """A map from the bare vsm-map/1 document of the body, or a copy."""
        actor = actor_of(request)
        access.get_workshop(actor, pk, Action.EDIT_MAP)
        made = self._copy(request, pk) if request.query_params.get("copy_of") else self._import(request, pk)
        body = {"id": made.map.pk, "url": made.map.get_absolute_url(), "warnings": [fault.as_dict() for fault in made.warnings]}
        return Response(body, status=201)

    def _copy(self, request: Request, pk: UUID) -> Imported:
        try:
            source = UUID(request.query_params["copy_of"])
        except ValueError:
            raise Invalid({"copy_of": "This is not an id."}) from None
        actor, state = actor_of(request), request.query_params.get("state", "future")
        return copy_map(actor=actor, source=selectors.get_map(actor, source), workshop_id=pk, state=state, change_id=change_id_of(request))

    def _import(self, request: Request, pk: UUID) -> Imported:
        body = request.data if isinstance(request.data, bytes) else b""
        if len(body) > MAX_BODY:
            raise TooLarge
        return import_document(actor=actor_of(request), workshop_id=pk, source=body, change_id=change_id_of(request))


class TooLarge(exceptions.APIException):
    """More than 1 MB."""

    status_code = 413
    default_detail = "At most 1 MB."
    default_code = "too_large"


class MapDocument(APIView):
    """A map as a vsm-map/1 document."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: UUID) -> Response:
        """The document, as it would be imported."""
        drawn = selectors.get_drawn(actor_of(request), pk)
        return Response(document.write(drawn.facts))


class MapMetricsView(APIView):
    """The numbers of a map."""

    @extend_schema(responses={200: OpenApiTypes.OBJECT, 409: OpenApiTypes.OBJECT})
    def get(self, request: Request, pk: UUID) -> Response:
        """All totals (map-format 4), or 409 with what has to be drawn to an end first."""
        drawn = selectors.get_drawn(actor_of(request), pk)
        if drawn.metrics is None:
            body = problem(409, "drawing", "The map is not drawn to an end.", errors=[fault.as_dict() for fault in drawn.faults])
            return Response(body, status=409, content_type="application/problem+json")
        return Response(drawn.metrics.as_dict())


class MapComparison(APIView):
    """Two maps compared."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: UUID, other: UUID) -> Response:
        """Both numbers, differences, and what became of the steps."""
        actor = actor_of(request)
        before, after = selectors.drawn_maps([selectors.get_map(actor, pk), selectors.get_map(actor, other)])
        return Response(selectors.compare_maps(before, after).as_dict())


class _Picture(APIView):
    """A drawing of a map as a file."""

    kind = ""
    content_type = ""

    def draw(self, drawn: selectors.Drawn, query: Any) -> str | bytes:
        """The file."""
        makers: dict[str, Any] = {"svg": pictures.svg, "png": pictures.png}
        made: str | bytes = makers[self.kind](drawn, file_options(query))
        return made

    def picture(self, request: Request, pk: UUID) -> HttpResponse:
        """The picture with the sequence number that it shows."""
        drawn = selectors.get_drawn(actor_of(request), pk)
        try:
            content = self.draw(drawn, request.query_params)
        except PdfUnavailable as error:
            body = problem(503, "pdf_unavailable", str(error))
            return HttpResponse(json.dumps(body), status=503, content_type="application/problem+json")
        response = HttpResponse(content, content_type=self.content_type)
        response.headers["X-Rev"] = str(drawn.facts.rev)
        if "download" in request.query_params:
            response.headers["Content-Disposition"] = f'attachment; filename="map-{pk}.{self.kind}"'
        return response


class MapSvg(_Picture):
    """The drawing as SVG; its root has `data-rev`."""

    kind, content_type = "svg", "image/svg+xml"

    def draw(self, drawn: selectors.Drawn, query: Any) -> str | bytes:
        """The file, or with `interactive=1` the drawing of the page."""
        flag = query.get("interactive", "0")
        if flag not in ("0", "1"):
            raise Invalid({"interactive": "This is 0 or 1."})
        return pictures.room(drawn, look_of_query(query)) if flag == "1" else super().draw(drawn, query)

    @extend_schema(parameters=SVG_PARAMETERS, responses={(200, "image/svg+xml"): OpenApiTypes.STR})
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The drawing as SVG."""
        return self.picture(request, pk)


class MapPng(_Picture):
    """The drawing as PNG."""

    kind, content_type = "png", "image/png"

    @extend_schema(parameters=FILE_PARAMETERS, responses={(200, "image/png"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The drawing as PNG."""
        return self.picture(request, pk)


class MapPdf(_Picture):
    """The drawing as PDF on A3 or A4, on as many sheets as its text needs to be readable."""

    kind, content_type = "pdf", "application/pdf"

    def draw(self, drawn: selectors.Drawn, query: Any) -> str | bytes:
        """The file."""
        paper = query.get("sheet", "A3")
        if paper not in SIZES:
            raise Invalid({"sheet": f"This is one of: {', '.join(SIZES)}."})
        return pictures.pdf(drawn, file_options(query), paper)

    @extend_schema(parameters=[*FILE_PARAMETERS, *PDF_PARAMETERS], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The drawing as PDF."""
        return self.picture(request, pk)
