"""The action plan in the API."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from actionplans import selectors
from actionplans.api.serializers import ActionInputSerializer, ActionPatchSerializer, ActionSerializer
from actionplans.api.shapes import action_shape
from actionplans.models import Action
from actionplans.services import actions
from actionplans.services.actions import PromiseEdit
from vsm_site.lib.errors import Fault, Invalid, Repeated
from vsm_site.lib.http import Pages
from workshops.access import Actor, actor_of
from workshops.api.live import IDEMPOTENCY, change_id_of, id_of, split_base

FILTERS = ("status", "owner", "kind")


def _one(actor: Actor, pk: UUID) -> dict[str, Any]:
    return action_shape(selectors.get_card(actor, pk, now=timezone.now()))


class WorkshopActions(APIView):
    """The actions of a workshop."""

    @extend_schema(
        operation_id="workshop_actions_list",
        parameters=[
            OpenApiParameter("status", str, enum=Action.Status.values),
            OpenApiParameter("kind", str, enum=Action.Kind.values),
            OpenApiParameter("owner", str, description="A people id, or `none`."),
            OpenApiParameter("page", int),
            OpenApiParameter("limit", int),
        ],
        responses=ActionSerializer(many=True),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The actions in the order of the plan, 50 at a time; `status`, `owner` and `kind` narrow them."""
        actor = actor_of(request)
        rows = selectors.list_actions(actor, pk, **_filters(request.query_params))
        pages = Pages()
        found = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response([action_shape(card) for card in selectors.cards_of(found, actor, now=timezone.now())])

    @extend_schema(
        operation_id="workshop_actions_create", parameters=[IDEMPOTENCY], request=ActionInputSerializer, responses={201: ActionSerializer}
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Add an action; of a capture with `source_capture`. Repeating the same `Idempotency-Key` gives the action made first."""
        actor = actor_of(request)
        selectors.require_plan_editor(actor, pk)
        given = ActionInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        try:
            action = _create(actor, pk, values, change_id_of(request))
        except Repeated as again:
            action = selectors.get_made_action(actor, pk, again.seq)
        return Response(_one(actor, action.pk), status=201)


def _filters(params: Mapping[str, str]) -> dict[str, Any]:
    """Column values to narrow by. Invalid for a word that is none."""
    words = {"status": Action.Status.values, "kind": Action.Kind.values}
    filters: dict[str, Any] = {}
    for name in FILTERS:
        value = params.get(name, "")
        if value and name in words and value not in words[name]:
            raise Invalid({name: f"Choose one of: {', '.join(words[name])}."})
        if value and name != "owner":
            filters[name] = value
        elif value:
            filters["owner_id"] = None if value == "none" else id_of(value, name)
    return filters


def _create(actor: Actor, workshop_id: UUID, values: dict[str, Any], change_id: UUID) -> Action:
    promises = [PromiseEdit(promise) for promise in values.pop("promises", [])]
    source = values.pop("source_capture", None)
    values = _ids_as_text(values)
    if not source:
        return actions.create_action(actor=actor, workshop_id=workshop_id, values=values, promises=promises, change_id=change_id)
    capture = selectors.get_capture(actor, id_of(source, "source_capture"))
    if capture.workshop_id != workshop_id:
        raise Invalid([Fault("source_capture", "There is no such capture in this workshop.")])
    return actions.create_action_from_capture(actor=actor, capture_id=capture.pk, values=values, promises=promises, change_id=change_id)


def _ids_as_text(values: dict[str, Any]) -> dict[str, Any]:
    """Lists of ids as the record kind takes them."""
    return values | {name: [str(key) for key in values[name]] for name in ("team", "depends_on") if name in values}


class OneAction(APIView):
    """One action."""

    @extend_schema(operation_id="actions_retrieve", responses=ActionSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The action with its health and the revision of each field."""
        return Response(_one(actor_of(request), pk))

    @extend_schema(operation_id="actions_update", parameters=[IDEMPOTENCY], request=ActionPatchSerializer, responses=ActionSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change fields; `promises` replaces all of them. 409 with the present values where a field moved on past its `base`."""
        actor = actor_of(request)
        selectors.get_action(actor, pk)
        given = ActionPatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values, base = split_base(given.validated_data)
        with suppress(Repeated):  # stored before: the answer is the action as it is now
            _change(actor, pk, _ids_as_text(values), base, change_id_of(request))
        return Response(_one(actor, pk))


def _change(actor: Actor, pk: UUID, values: dict[str, Any], base: dict[str, int], change_id: UUID) -> None:
    seen = base.pop("promises", None)
    if "promises" not in values:
        actions.update_action(actor=actor, action_id=pk, values=values, base=base, change_id=change_id)
        return
    wanted = values.pop("promises")
    actions.replace_promises(actor=actor, action_id=pk, wanted=wanted, seen=seen, values=values, base=base, change_id=change_id)
