"""Value streams in the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policy import OrganisationAction
from accounts.selectors import get_working_organisation
from vsm_site.lib.http import Pages
from workshops.access import actor_of
from workshops.api.live import IDEMPOTENCY, StrictSerializer, change_id_of
from workshops.models import ItemKind, ValueStream
from workshops.selectors import streams as selectors
from workshops.services import streams

FIELDS = ("name", "item_kind", "item", "customer", "value")
ORGANISATION_HELP = "Asked for only where you belong to several."


class StreamPatchSerializer(StrictSerializer):
    """The fields of a stream that people set."""

    name = serializers.CharField(max_length=120)
    item_kind = serializers.ChoiceField(ItemKind.choices, help_text="What flows.")
    item = serializers.CharField(max_length=80, required=False, allow_blank=True, help_text="One of them, as people call it.")
    customer = serializers.CharField(max_length=120, required=False, allow_blank=True)
    value = serializers.CharField(max_length=1000, required=False, allow_blank=True, help_text="Value, in the customer's words.")


class StreamInputSerializer(StreamPatchSerializer):
    """What makes a stream."""

    organisation = serializers.UUIDField(required=False, help_text=ORGANISATION_HELP)


class StreamSerializer(serializers.Serializer[Any]):
    """A stream as the API gives it."""

    id = serializers.UUIDField()
    url = serializers.CharField(help_text="Its page.")
    organisation = serializers.UUIDField()
    name = serializers.CharField()
    item_kind = serializers.ChoiceField(ItemKind.choices)
    item = serializers.CharField()
    customer = serializers.CharField()
    value = serializers.CharField()


def stream_shape(stream: ValueStream) -> dict[str, Any]:
    """One stream as JSON."""
    known = {"id": str(stream.pk), "url": stream.get_absolute_url(), "organisation": str(stream.organisation_id)}
    return known | {name: getattr(stream, name) for name in FIELDS}


class Streams(APIView):
    """Value streams."""

    @extend_schema(
        operation_id="streams_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("limit", int)],
        responses=StreamSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The streams of your workshops and those you made, by name, 50 at a time."""
        pages = Pages()
        found = pages.paginate_queryset(selectors.list_streams(actor_of(request)), request, view=self) or []
        return pages.get_paginated_response([stream_shape(stream) for stream in found])

    @extend_schema(
        operation_id="streams_create", parameters=[IDEMPOTENCY], request=StreamInputSerializer, responses={201: StreamSerializer}
    )
    def post(self, request: Request) -> Response:
        """Add a stream to your organisation. Repeating the same `Idempotency-Key` gives the stream made first."""
        actor = actor_of(request)
        given = StreamInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        home = get_working_organisation(actor.user, values.pop("organisation", None), OrganisationAction.CREATE_WORKSHOP)
        stream = streams.create_stream(actor=actor, values=values, organisation_id=home.pk, change_id=change_id_of(request))
        return Response(stream_shape(stream), status=201)


class OneStream(APIView):
    """One value stream."""

    @extend_schema(operation_id="streams_retrieve", responses=StreamSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The stream."""
        return Response(stream_shape(selectors.get_stream(actor_of(request), pk)))

    @extend_schema(operation_id="streams_update", request=StreamPatchSerializer, responses=StreamSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change some fields; whoever made the stream, and the owner and coach of its workshops."""
        actor = actor_of(request)
        selectors.get_stream_to_edit(actor, pk)
        given = StreamPatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return Response(stream_shape(streams.update_stream(actor=actor, stream_id=pk, values=given.validated_data)))
