"""Captures in the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from vsm_site.lib.errors import Invalid, Repeated
from vsm_site.lib.http import Pages
from workshops.access import Actor, actor_of, get_workshop
from workshops.api.live import IDEMPOTENCY, BaseField, PhotoSerializer, StrictSerializer, change_id_of, id_of, revs_of, split_base
from workshops.capture_kinds import KINDS
from workshops.kinds import CAPTURE
from workshops.models import Capture
from workshops.policy import Action
from workshops.selectors import captures as selectors
from workshops.services import captures as services

KIND_CHOICES = [(kind.key, kind.label) for kind in KINDS]
STATUS_CHOICES = Capture._meta.get_field("status").choices or []
FIELDS = ("kind", "text", "at", "step", "owner", "status", "disposition", "group", "merged_into", "carried_to")


class CaptureInputSerializer(StrictSerializer):
    """What makes a capture."""

    kind = serializers.ChoiceField(KIND_CHOICES)
    text = serializers.CharField(
        max_length=1000, help_text="A new capture's “#4” ties it to step 4 of the current map, its “@Omar” gives it to a person."
    )
    at = serializers.CharField(max_length=160, required=False, allow_blank=True, help_text="Where it belongs, for example a step.")
    step = serializers.UUIDField(required=False, allow_null=True, help_text="The step of a map that it is about.")


class CapturePatchSerializer(CaptureInputSerializer):
    """Some fields of a capture, with the revisions they were seen at; owner and disposition are for those who sort captures."""

    owner = serializers.UUIDField(required=False, allow_null=True, help_text="A people id.")
    status = serializers.ChoiceField(STATUS_CHOICES, required=False)
    disposition = serializers.CharField(max_length=500, required=False, allow_blank=True, help_text="What became of it, in words.")
    group = serializers.CharField(max_length=80, required=False, allow_blank=True, help_text="What several have in common.")
    merged_into = serializers.UUIDField(required=False, allow_null=True, help_text="The capture that says the same and stands for both.")
    base = BaseField()


class CaptureSerializer(serializers.Serializer[Any]):
    """A capture as the API gives it."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    kind = serializers.ChoiceField(KIND_CHOICES)
    text = serializers.CharField()
    at = serializers.CharField()
    author = serializers.UUIDField(allow_null=True, help_text="A people id.")
    owner = serializers.UUIDField(allow_null=True, help_text="A people id.")
    status = serializers.ChoiceField(STATUS_CHOICES)
    disposition = serializers.CharField()
    step = serializers.UUIDField(allow_null=True, help_text="The step of a map that it is about.")
    group = serializers.CharField()
    merged_into = serializers.UUIDField(allow_null=True, help_text="The capture that stands for this one, too.")
    carried_to = serializers.UUIDField(allow_null=True, help_text="The day at whose close it is asked about again.")
    photo = serializers.CharField(allow_null=True, help_text="Where its photo is, for people of the workshop.")
    captured_at = serializers.DateTimeField()
    revs = serializers.DictField(child=serializers.IntegerField(), help_text="The revision of each field, for `base`.")


def shapes(rows: Sequence[Capture]) -> list[dict[str, Any]]:
    """Captures of one workshop as JSON."""
    people = selectors.people_of(rows[0].workshop_id, {row.author_id for row in rows}) if rows else {}
    return [_shape(row, people) for row in rows]


def _shape(row: Capture, people: Mapping[UUID, UUID]) -> dict[str, Any]:
    author = people.get(row.author_id) if row.author_id else None
    return {
        "id": str(row.pk),
        "url": reverse("api-capture", args=[row.pk]),
        **{name: CAPTURE.dump(row, name) for name in FIELDS},
        "author": str(author) if author else None,
        "photo": reverse("photo", args=[row.photo_id]) if row.photo_id else None,
        "captured_at": row.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "revs": revs_of(row, *FIELDS),
    }


def _one(actor: Actor, pk: UUID) -> dict[str, Any]:
    return shapes([selectors.get_capture(actor, pk)])[0]


class WorkshopCaptures(APIView):
    """The captures of a workshop."""

    @extend_schema(
        operation_id="workshop_captures_list",
        parameters=[
            OpenApiParameter("kind", str, enum=[kind.key for kind in KINDS]),
            OpenApiParameter("status", str, enum=[key for key, _ in STATUS_CHOICES]),
            OpenApiParameter("owner", str, description="A people id, or `none`."),
            OpenApiParameter("page", int),
            OpenApiParameter("limit", int),
        ],
        responses=CaptureSerializer(many=True),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """What was captured, the newest first, 50 at a time; `kind`, `status` and `owner` narrow it."""
        actor = actor_of(request)
        get_workshop(actor, pk)
        rows = selectors.list_for_api(actor, pk, **_filters(request.query_params))
        pages = Pages()
        found = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(shapes(found))

    @extend_schema(
        operation_id="workshop_captures_create",
        parameters=[IDEMPOTENCY],
        request=CaptureInputSerializer,
        responses={201: CaptureSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Keep one thing that was said. Repeating the same `Idempotency-Key` gives the capture made first."""
        actor = actor_of(request)
        get_workshop(actor, pk, Action.CAPTURE)
        given = CaptureInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            made = services.add_capture(actor=actor, workshop_id=pk, values=given.validated_data, change_id=change_id_of(request))
        except Repeated as again:
            made = selectors.get_made_capture(actor, pk, again.seq)
        return Response(_one(actor, made.pk), status=201)


def _filters(params: Mapping[str, str]) -> dict[str, Any]:
    """Column values to narrow by. Invalid for a word that is none."""
    filters: dict[str, Any] = {}
    for name, words in (("kind", dict(KIND_CHOICES)), ("status", dict(STATUS_CHOICES))):
        if value := params.get(name, ""):
            if value not in words:
                raise Invalid({name: f"Choose one of: {', '.join(words)}."})
            filters[name] = value
    if owner := params.get("owner", ""):
        filters["owner_id"] = None if owner == "none" else id_of(owner, "owner")
    return filters


class OneCapture(APIView):
    """One capture."""

    @extend_schema(operation_id="captures_retrieve", responses=CaptureSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The capture with the revision of each field."""
        return Response(_one(actor_of(request), pk))

    @extend_schema(operation_id="captures_update", parameters=[IDEMPOTENCY], request=CapturePatchSerializer, responses=CaptureSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change fields; 409 with the present values where a field moved on past its `base`."""
        actor = actor_of(request)
        selectors.get_capture(actor, pk)
        given = CapturePatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values, base = split_base(given.validated_data)
        with suppress(Repeated):  # stored before: the answer is the capture as it is now
            services.update_capture(actor=actor, capture_id=pk, values=values, base=base, change_id=change_id_of(request))
        return Response(_one(actor, pk))


class CapturePhoto(APIView):
    """The photo of a capture."""

    parser_classes = (MultiPartParser,)

    @extend_schema(operation_id="captures_photo", parameters=[IDEMPOTENCY], request=PhotoSerializer, responses=CaptureSerializer)
    def put(self, request: Request, pk: UUID) -> Response:
        """Put a photo to a capture, in place of one it may have. Repeating the same `Idempotency-Key` stores it once."""
        actor = actor_of(request)
        selectors.get_capture(actor, pk)
        given = PhotoSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        with suppress(Repeated):
            services.add_photo(actor=actor, capture_id=pk, picture=given.validated_data["photo"], change_id=change_id_of(request))
        return Response(_one(actor, pk))
