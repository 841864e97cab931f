"""The caller: who that is, and what one was told."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import selectors
from accounts.api.authentication import caller
from accounts.api.serializers import MeSerializer, NotificationSerializer, shape_me
from accounts.models import Notification


class Me(APIView):
    """The caller and the caller's organisations."""

    @extend_schema(operation_id="me_retrieve", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The caller and the caller's organisations, whose ids `streams/` and `workshops/` take as `organisation`."""
        return Response(shape_me(caller(request), selectors.list_memberships(caller(request))))


class Notifications(ListAPIView):
    """What the caller was told, unread first."""

    serializer_class = NotificationSerializer

    def get_queryset(self) -> QuerySet[Notification]:
        """The caller's own notifications."""
        return selectors.list_notifications(caller(self.request))
