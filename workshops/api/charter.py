"""Versions of the charter and comments on its parts, in the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from vsm_site.lib.errors import Repeated
from vsm_site.lib.http import Pages
from workshops.access import Actor, actor_of, get_workshop
from workshops.api.live import IDEMPOTENCY, StrictSerializer, change_id_of, revs_of
from workshops.charter_parts import COMMENTED
from workshops.models import CharterComment, CharterSignature, CharterVersion
from workshops.models.agreement import SIGNER_CHOICES
from workshops.policy import Action
from workshops.selectors import charter_versions as selectors
from workshops.selectors.captures import people_of
from workshops.selectors.changes import get_made
from workshops.services import charter_versions as services

PAGES = [OpenApiParameter("page", int), OpenApiParameter("limit", int)]
People = Mapping[UUID, UUID]


class VersionInputSerializer(StrictSerializer):
    """Why what the charter says now is kept."""

    note = serializers.CharField(max_length=300, required=False, allow_blank=True, help_text="For example: after the scoping meeting.")


class SignatureSerializer(serializers.Serializer[Any]):
    """One yes to a version."""

    role = serializers.ChoiceField(SIGNER_CHOICES)
    by = serializers.UUIDField(allow_null=True, help_text="A people id.")
    at = serializers.DateTimeField()


class VersionSerializer(serializers.Serializer[Any]):
    """A version of the charter."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    number = serializers.IntegerField()
    note = serializers.CharField()
    made_by = serializers.UUIDField(allow_null=True, help_text="A people id.")
    made_at = serializers.DateTimeField()
    signatures = SignatureSerializer(many=True)
    content = serializers.DictField(help_text="What the charter said: `fields` by name, `targets`, and the `days` in words.")


class CommentInputSerializer(StrictSerializer):
    """What somebody says about a part of the charter."""

    part = serializers.ChoiceField(COMMENTED)
    text = serializers.CharField(max_length=1000)


class CommentPatchSerializer(StrictSerializer):
    """Whether a comment is dealt with."""

    settled = serializers.BooleanField()


class CommentSerializer(serializers.Serializer[Any]):
    """A comment on the charter."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    part = serializers.ChoiceField(COMMENTED)
    text = serializers.CharField()
    author = serializers.UUIDField(allow_null=True, help_text="A people id.")
    said_at = serializers.DateTimeField()
    settled = serializers.BooleanField()
    revs = serializers.DictField(child=serializers.IntegerField(), help_text="The revision of each field.")


def _time(at: Any) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")  # type: ignore[no-any-return]


def _person(user_id: UUID | None, people: People) -> str | None:
    found = people.get(user_id) if user_id else None
    return str(found) if found else None


def _versions(rows: Sequence[CharterVersion]) -> list[dict[str, Any]]:
    """Versions of one workshop as JSON."""
    if not rows:
        return []
    signed: dict[UUID, list[CharterSignature]] = {}
    for signature in selectors.list_signatures(rows[0].workshop_id):
        signed.setdefault(signature.version_id, []).append(signature)
    users = {row.made_by_id for row in rows} | {entry.by_id for found in signed.values() for entry in found}
    people = people_of(rows[0].workshop_id, users)
    return [_version(row, signed.get(row.pk, []), people) for row in rows]


def _version(row: CharterVersion, signed: Sequence[CharterSignature], people: People) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "url": reverse("api-charter-version", args=[row.pk]),
        "number": row.number,
        "note": row.note,
        "made_by": _person(row.made_by_id, people),
        "made_at": _time(row.made_at),
        "signatures": [{"role": entry.role, "by": _person(entry.by_id, people), "at": _time(entry.at)} for entry in reversed(signed)],
        "content": row.content,
    }


def _comments(rows: Sequence[CharterComment]) -> list[dict[str, Any]]:
    """Comments of one workshop as JSON."""
    people = people_of(rows[0].workshop_id, {row.author_id for row in rows}) if rows else {}
    return [
        {
            "id": str(row.pk),
            "url": reverse("api-charter-comment", args=[row.pk]),
            "part": row.part,
            "text": row.text,
            "author": _person(row.author_id, people),
            "said_at": _time(row.said_at),
            "settled": row.settled,
            "revs": revs_of(row, "part", "text", "settled"),
        }
        for row in rows
    ]


def _comment(actor: Actor, pk: UUID) -> dict[str, Any]:
    return _comments([selectors.get_comment(actor, pk)])[0]


class WorkshopCharterVersions(APIView):
    """The versions of a workshop's charter."""

    @extend_schema(operation_id="charter_versions_list", parameters=PAGES, responses=VersionSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        """What was kept of the charter, the newest first, 50 at a time, with who said yes to which."""
        workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
        pages = Pages()
        found = pages.paginate_queryset(selectors.list_versions(workshop), request, view=self) or []
        return pages.get_paginated_response(_versions(found))

    @extend_schema(
        operation_id="charter_versions_create", parameters=[IDEMPOTENCY], request=VersionInputSerializer, responses={201: VersionSerializer}
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Keep what the charter says now; 400 where it says what the last version says."""
        actor = actor_of(request)
        get_workshop(actor, pk, Action.EDIT_CHARTER)
        given = VersionInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            made = services.keep_version(actor=actor, workshop_id=pk, change_id=change_id_of(request), **given.validated_data)
        except Repeated as again:
            made = get_made(CharterVersion, pk, again.seq)
        return Response(_versions([made])[0], status=201)


class OneCharterVersion(APIView):
    """One version of a charter."""

    @extend_schema(operation_id="charter_versions_retrieve", responses=VersionSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The version with what the charter said, and who said yes to it."""
        return Response(_versions([selectors.get_version(actor_of(request), pk)])[0])


class WorkshopCharterComments(APIView):
    """The comments on a workshop's charter."""

    @extend_schema(operation_id="charter_comments_list", parameters=PAGES, responses=CommentSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        """What was said about the parts of the charter, the oldest first, 50 at a time."""
        workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
        pages = Pages()
        found = pages.paginate_queryset(selectors.list_comments(workshop), request, view=self) or []
        return pages.get_paginated_response(_comments(found))

    @extend_schema(
        operation_id="charter_comments_create", parameters=[IDEMPOTENCY], request=CommentInputSerializer, responses={201: CommentSerializer}
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Say something about a part; those who write the charter are told. Repeating the same `Idempotency-Key` gives the first."""
        actor = actor_of(request)
        get_workshop(actor, pk, Action.UPDATE_OWN_ACTION)
        given = CommentInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            made = services.add_comment(actor=actor, workshop_id=pk, change_id=change_id_of(request), **given.validated_data)
        except Repeated as again:
            made = get_made(CharterComment, pk, again.seq)
        return Response(_comment(actor, made.pk), status=201)


class OneCharterComment(APIView):
    """One comment on a charter."""

    @extend_schema(operation_id="charter_comments_retrieve", responses=CommentSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The comment."""
        return Response(_comment(actor_of(request), pk))

    @extend_schema(
        operation_id="charter_comments_update", parameters=[IDEMPOTENCY], request=CommentPatchSerializer, responses=CommentSerializer
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Say that it is dealt with, or not: its author, and who writes the charter."""
        actor = actor_of(request)
        selectors.get_comment(actor, pk)
        given = CommentPatchSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        with suppress(Repeated):
            services.settle_comment(actor=actor, comment_id=pk, change_id=change_id_of(request), **given.validated_data)
        return Response(_comment(actor, pk))

    @extend_schema(operation_id="charter_comments_destroy", parameters=[IDEMPOTENCY], responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take the comment away: its author, and who writes the charter. Undo brings it back."""
        actor = actor_of(request)
        selectors.get_comment(actor, pk)
        StrictSerializer(data=request.data).is_valid(raise_exception=True)  # there is nothing to say
        with suppress(Repeated):
            services.remove_comment(actor=actor, comment_id=pk, change_id=change_id_of(request))
        return Response(status=204)
