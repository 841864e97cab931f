"""What is seen on the walk, in the API."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mapping.models import Observation
from mapping.services import walk as services
from vsm_site.lib.errors import Repeated
from workshops.access import actor_of, get_record
from workshops.api.live import IDEMPOTENCY, PhotoSerializer, change_id_of


class ObservationPhotoSerializer(serializers.Serializer[Any]):
    """An observation with its photo."""

    id = serializers.UUIDField()
    photo = serializers.CharField(allow_null=True, help_text="Where its photo is, for people of the workshop.")


class ObservationPhoto(APIView):
    """The photo of an observation."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="observations_photo", parameters=[IDEMPOTENCY], request=PhotoSerializer, responses=ObservationPhotoSerializer
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Put a photo to an observation of the walk, in place of one it may have. Repeating the same `Idempotency-Key` stores it once."""
        actor = actor_of(request)
        get_record(actor, Observation, pk)
        given = PhotoSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        with suppress(Repeated):
            services.add_photo(actor=actor, observation_id=pk, picture=given.validated_data["photo"], change_id=change_id_of(request))
        row = get_record(actor, Observation, pk)
        return Response({"id": str(row.pk), "photo": reverse("photo", args=[row.photo_id]) if row.photo_id else None})
