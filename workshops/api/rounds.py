"""Rounds in the API: what the room was asked and what came out of it. What people give in an open round, they give in the room only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from vsm_site.lib.errors import Repeated
from vsm_site.lib.http import Pages
from workshops.access import Actor, actor_of, get_workshop
from workshops.api.live import IDEMPOTENCY, StrictSerializer, change_id_of
from workshops.capture_kinds import KINDS as CAPTURE_KINDS
from workshops.models import Round
from workshops.models.rounds import STATES
from workshops.policy import Action
from workshops.round_kinds import CHOICES, MOST_BOARDS, MOST_DOTS
from workshops.selectors import rounds as selectors
from workshops.selectors.captures import people_of
from workshops.selectors.rounds import RoundView
from workshops.services import rounds as services
from workshops.services.rounds import NewRound

Ids = Mapping[UUID, UUID]
NAMED_HELP = "Whether everybody sees who said what once it is shown."


class RoundInputSerializer(StrictSerializer):
    """What the room is asked."""

    kind = serializers.ChoiceField(CHOICES)
    question = serializers.CharField(max_length=300)
    named = serializers.BooleanField(required=False, help_text=NAMED_HELP)
    dots = serializers.IntegerField(min_value=1, max_value=MOST_DOTS, required=False, help_text="That each person has.")
    several = serializers.BooleanField(required=False, help_text="Whether a poll takes several answers of one person.")
    items = serializers.ListField(
        child=serializers.CharField(max_length=500), required=False, help_text="Candidates, answers, or the tasks of groups."
    )
    captures = serializers.ChoiceField(
        [(kind.key, kind.label) for kind in CAPTURE_KINDS], required=False, help_text="Open ones as candidates."
    )
    groups = serializers.IntegerField(min_value=0, max_value=MOST_BOARDS, required=False, help_text="Of a break-out.")
    minutes = serializers.IntegerField(min_value=0, max_value=480, required=False, help_text="Sets the room’s timer.")

    def get_fields(self) -> dict[str, Any]:
        """`source` is a word of serializers and cannot be written as an attribute."""
        help_text = "The shown round whose notes are the candidates."
        return super().get_fields() | {"source": serializers.UUIDField(required=False, allow_null=True, help_text=help_text)}


class RoundPatchSerializer(StrictSerializer):
    """How a round ends."""

    state = serializers.ChoiceField([(key, label) for key, label in STATES if key != "open"])


class ItemSerializer(serializers.Serializer[Any]):
    """A note, candidate or answer that everybody sees."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    group = serializers.CharField(help_text="The heading that it stands under.")
    board = serializers.UUIDField(allow_null=True, help_text="The board of a break-out that it was written on.")
    author = serializers.UUIDField(allow_null=True, help_text="A people id; null where there are no names.")
    count = serializers.IntegerField(allow_null=True, help_text="Dots or voices; null until they are shown.")
    voters = serializers.ListField(child=serializers.UUIDField(), help_text="People ids, of shown rounds with names.")
    impact = serializers.IntegerField(allow_null=True, help_text="1 to 3.")
    effort = serializers.IntegerField(allow_null=True, help_text="1 to 3.")


class BoardSerializer(serializers.Serializer[Any]):
    """The board of one group."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    task = serializers.CharField()
    members = serializers.ListField(child=serializers.UUIDField(), help_text="People ids.")


class RoundSerializer(serializers.Serializer[Any]):
    """A round with what everybody sees of it now."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    kind = serializers.ChoiceField(CHOICES)
    question = serializers.CharField()
    state = serializers.ChoiceField(STATES)
    named = serializers.BooleanField(help_text=NAMED_HELP)
    dots = serializers.IntegerField()
    several = serializers.BooleanField()
    voices = serializers.IntegerField(help_text="How many have taken part: all that is told of an open round.")
    asked = serializers.IntegerField(help_text="How many are asked.")
    begun_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    items = ItemSerializer(many=True)
    boards = BoardSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """As above."""
        source = serializers.UUIDField(allow_null=True, help_text="The round whose notes were its candidates.")
        return super().get_fields() | {"source": source}


def _shapes(actor: Actor, workshop: Any, rows: Sequence[Round]) -> list[dict[str, Any]]:
    """Rounds of one workshop as JSON."""
    views = selectors.view_rounds(actor, workshop, rows)
    named = {UUID(one) for view in views for item in view.items for one in item.voters}
    named |= {UUID(one) for view in views for board in view.boards for one in board.board.members}
    named |= {item.author_id for view in views for item in view.items if item.author_id}
    ids = people_of(workshop.pk, named) if named else {}
    return [_shape(view, ids) for view in views]


def _shape(view: RoundView, ids: Ids) -> dict[str, Any]:
    row = view.round
    boards = [
        {"id": str(one.board.pk), "name": one.board.name, "task": one.board.task, "members": _people(one.board.members, ids)}
        for one in view.boards
    ]
    return {
        "id": str(row.pk),
        "url": reverse("api-round", args=[row.pk]),
        **{name: getattr(row, name) for name in ("kind", "question", "state", "named", "dots", "several", "voices")},
        "asked": view.asked,
        "source": str(row.source_id) if row.source_id else None,
        "begun_at": _time(row.begun_at),
        "ended_at": _time(row.ended_at),
        "items": [_item(item, ids) for item in view.items],
        "boards": boards,
    }


def _item(item: Any, ids: Ids) -> dict[str, Any]:
    return {
        "id": str(item.pk),
        **{name: getattr(item, name) for name in ("text", "group", "count", "impact", "effort")},
        "board": str(item.board_id) if item.board_id else None,
        "author": str(ids[item.author_id]) if item.author_id in ids else None,
        "voters": _people(item.voters, ids),
    }


def _people(users: Sequence[str], ids: Ids) -> list[str]:
    return [str(ids[UUID(user)]) for user in users if UUID(user) in ids]


def _time(at: Any) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _one(actor: Actor, pk: UUID) -> dict[str, Any]:
    row = selectors.get_round(actor, pk)
    return _shapes(actor, row.workshop, [row])[0]


class WorkshopRounds(APIView):
    """The rounds of a workshop."""

    @extend_schema(
        operation_id="rounds_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("limit", int)],
        responses=RoundSerializer(many=True),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """What the room was asked, the newest first, 50 at a time, with what everybody sees of each."""
        actor = actor_of(request)
        workshop = get_workshop(actor, pk)
        pages = Pages()
        found = pages.paginate_queryset(selectors.list_rounds(workshop), request, view=self) or []
        return pages.get_paginated_response(_shapes(actor, workshop, list(found)))

    @extend_schema(operation_id="rounds_create", parameters=[IDEMPOTENCY], request=RoundInputSerializer, responses={201: RoundSerializer})
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask the room something. Repeating the same `Idempotency-Key` gives the round begun first."""
        actor = actor_of(request)
        get_workshop(actor, pk, Action.RUN_WORKSHOP)
        given = RoundInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        plan = NewRound(**given.validated_data)
        try:
            made = services.begin_round(actor=actor, workshop_id=pk, plan=plan, now=timezone.now(), change_id=change_id_of(request))
        except Repeated as again:
            made = selectors.get_made_round(pk, again.seq)
        return Response(_one(actor, made.pk), status=201)


class OneRound(APIView):
    """One round."""

    @extend_schema(operation_id="rounds_retrieve", responses=RoundSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The round with what everybody sees of it now."""
        return Response(_one(actor_of(request), pk))

    @extend_schema(operation_id="rounds_update", request=RoundPatchSerializer, responses=RoundSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        """End it: `shown` shows everybody what came out, `dropped` keeps nothing. One that has ended stays as it is."""
        actor = actor_of(request)
        selectors.get_round(actor, pk, Action.RUN_WORKSHOP)
        given = RoundPatchSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        end = services.show_round if given.validated_data["state"] == "shown" else services.drop_round
        end(actor=actor, round_id=pk, now=timezone.now())
        return Response(_one(actor, pk))
