"""Who owns a stream, and where streams touch, in the API. Like streams they belong to the organisation and are not live."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from vsm_site.lib.errors import Invalid
from vsm_site.lib.http import Pages
from workshops.access import Actor, actor_of
from workshops.api.live import IDEMPOTENCY, StrictSerializer, change_id_of
from workshops.models import TouchPoint, ValueStream
from workshops.selectors import streams as selectors
from workshops.services import streams, touch_points
from workshops.services.touch_points import GIVES, TAKES

PAGES = [OpenApiParameter("page", int), OpenApiParameter("limit", int)]
WAYS = [(GIVES, "This stream hands over"), (TAKES, "This stream receives")]
OTHER_HELP = "The id of the stream on the other side; null where that is outside."


class OwnerInputSerializer(StrictSerializer):
    """Who is to answer for a stream."""

    person = serializers.UUIDField(allow_null=True, help_text="A people id of one of its workshops; null: the process owner of the newest.")


class OwnerSerializer(serializers.Serializer[Any]):
    """Who answers for a stream."""

    name = serializers.CharField(help_text="Who is named, else the process owner of the newest workshop; empty without one.")
    person = serializers.UUIDField(allow_null=True, help_text="The people id of who is named, in the newest workshop that has it.")


def _owner(actor: Actor, stream: ValueStream) -> dict[str, Any]:
    person = selectors.person_of_owner(actor, stream)
    return {"name": selectors.owners_of(actor, [stream])[stream.pk], "person": str(person.pk) if person else None}


class StreamOwner(APIView):
    """The owner of a stream."""

    @extend_schema(operation_id="stream_owner_retrieve", responses=OwnerSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Who answers for the whole stream."""
        actor = actor_of(request)
        return Response(_owner(actor, selectors.get_stream(actor, pk)))

    @extend_schema(operation_id="stream_owner_update", request=OwnerInputSerializer, responses=OwnerSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Name somebody of one of its workshops, or nobody."""
        actor = actor_of(request)
        stream = selectors.get_stream_to_edit(actor, pk)
        given = OwnerInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data["person"]
        user_id = selectors.user_of_person(actor, stream, wanted) if wanted else None
        if wanted and user_id is None:
            raise Invalid({"person": "Choose somebody of the stream’s workshops."})
        return Response(_owner(actor, streams.update_stream(actor=actor, stream_id=pk, values={"owner": str(user_id or "")})))


class TouchPointInputSerializer(StrictSerializer):
    """Where a stream touches another one, or somebody outside."""

    way = serializers.ChoiceField(WAYS, help_text="As the stream of the address sees it.")
    other = serializers.UUIDField(required=False, allow_null=True, help_text=OTHER_HELP)
    outside = serializers.CharField(max_length=120, required=False, allow_blank=True, help_text="Who is not kept here; else `other`.")
    item = serializers.CharField(max_length=160, help_text="What is handed over.")
    lead_time = serializers.CharField(max_length=60, required=False, allow_blank=True, help_text="As typed: `4 h`, `1-2 d`.")
    depends = serializers.CharField(max_length=160, required=False, allow_blank=True, help_text="Who waits when it is late.")


class TouchPointSerializer(serializers.Serializer[Any]):
    """A touch point as one of its streams sees it."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    way = serializers.ChoiceField(WAYS)
    other = serializers.UUIDField(allow_null=True, help_text=OTHER_HELP)
    outside = serializers.CharField()
    item = serializers.CharField()
    lead_time = serializers.CharField(help_text="As typed; empty where it is not known.")
    depends = serializers.CharField()


def _point(point: TouchPoint, stream: ValueStream) -> dict[str, Any]:
    typed = touch_points.as_typed(point, stream)
    home = {"id": str(point.pk), "url": reverse("api-touch-point", args=[stream.pk, point.pk])}
    return home | typed | {"other": typed["other"] or None}


def _typed(given: Any) -> dict[str, str]:
    """Checked fields as the service takes them: texts, empty for null."""
    return {name: "" if value is None else str(value) for name, value in given.items()}


class StreamTouchPoints(APIView):
    """The touch points of a stream."""

    @extend_schema(operation_id="touch_points_list", parameters=PAGES, responses=TouchPointSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        """Where the stream touches others, the first noted first, 50 at a time."""
        stream = selectors.get_stream(actor_of(request), pk)
        pages = Pages()
        found = pages.paginate_queryset(selectors.touch_points_of([stream]), request, view=self) or []
        return pages.get_paginated_response([_point(point, stream) for point in found])

    @extend_schema(
        operation_id="touch_points_create",
        parameters=[IDEMPOTENCY],
        request=TouchPointInputSerializer,
        responses={201: TouchPointSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Note a touch point. Repeating the same `Idempotency-Key` gives the one made first."""
        actor = actor_of(request)
        stream = selectors.get_stream_to_edit(actor, pk)
        given = TouchPointInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values, change_id = _typed(given.validated_data), change_id_of(request)
        made = touch_points.create_touch_point(actor=actor, stream_id=pk, values=values, change_id=change_id)
        return Response(_point(made, stream), status=201)


class OneTouchPoint(APIView):
    """One touch point as one of its streams sees it."""

    @extend_schema(operation_id="touch_points_retrieve", responses=TouchPointSerializer)
    def get(self, request: Request, stream: UUID, pk: UUID) -> Response:
        """The touch point."""
        ours = selectors.get_stream(actor_of(request), stream)
        return Response(_point(selectors.read_touch_point(ours, pk), ours))

    @extend_schema(operation_id="touch_points_update", request=TouchPointInputSerializer, responses=TouchPointSerializer)
    def patch(self, request: Request, stream: UUID, pk: UUID) -> Response:
        """Change some fields; whoever noted it, and the owner and coach of the stream's workshops."""
        actor = actor_of(request)
        selectors.get_touch_point(actor, stream, pk)
        given = TouchPointInputSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values = _typed(given.validated_data)
        point = touch_points.update_touch_point(actor=actor, stream_id=stream, touch_point_id=pk, values=values)
        return Response(_point(point, selectors.get_stream(actor, stream)))

    @extend_schema(operation_id="touch_points_destroy", responses={204: None})
    def delete(self, request: Request, stream: UUID, pk: UUID) -> Response:
        """Take it away; the stream's page offers to put it back."""
        actor = actor_of(request)
        selectors.get_touch_point(actor, stream, pk)
        StrictSerializer(data=request.data).is_valid(raise_exception=True)  # there is nothing to say
        touch_points.remove_touch_point(actor=actor, stream_id=stream, touch_point_id=pk)
        return Response(status=204)
