"""Workshops in the API."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policy import OrganisationAction
from accounts.selectors import get_working_organisation
from vsm_site.lib.errors import Fault, Invalid, NotFound, Repeated
from vsm_site.lib.http import Pages
from workshops.access import Actor, actor_of, get_workshop
from workshops.agenda_templates import plan_days
from workshops.api.live import IDEMPOTENCY, BaseField, StrictSerializer, change_id_of, revs_of, split_base
from workshops.api.streams import ORGANISATION_HELP
from workshops.duties import CHECKLIST
from workshops.kinds import WORKSHOP
from workshops.models import ItemKind, ValueStream, Workshop
from workshops.policy import Role
from workshops.selectors import streams as stream_selectors
from workshops.selectors import workshops as selectors
from workshops.services import workshops
from workshops.services.workshops import NewStream, NewWorkshop, item_kind_of
from workshops.setup_templates import template_for
from workshops.stages import Stage

FIELDS = ("title", "stage", "first_day", "last_day", "time_zone", "paused", "map_locked", "guests_edit", "plan_handed_over")
MAKERS = {"coach": Role.COACH, "owner": Role.OWNER}


class NewStreamSerializer(StrictSerializer):
    """A stream that is made with its first workshop."""

    name = serializers.CharField(max_length=120)
    item_kind = serializers.ChoiceField(ItemKind.choices, help_text="What flows.")
    item = serializers.CharField(max_length=80, required=False, allow_blank=True)
    customer = serializers.CharField(max_length=120, required=False, allow_blank=True)
    value = serializers.CharField(max_length=1000, required=False, allow_blank=True)


STREAM_SCHEMA = {
    "oneOf": [
        {"type": "string", "format": "uuid"},
        {
            "type": "object",
            "required": ["name", "item_kind"],
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string", "maxLength": 120},
                "item_kind": {"type": "string", "enum": list(ItemKind.values)},
                "item": {"type": "string", "maxLength": 80},
                "customer": {"type": "string", "maxLength": 120},
                "value": {"type": "string", "maxLength": 1000},
            },
        },
    ]
}


@extend_schema_field(STREAM_SCHEMA)
class StreamField(serializers.Field[Any, Any, Any, Any]):
    """The id of a stream, or a new one as an object."""

    def to_internal_value(self, data: Any) -> UUID | dict[str, Any]:
        """An id, or the checked values of a new stream."""
        if isinstance(data, Mapping):
            new = NewStreamSerializer(data=data)
            new.is_valid(raise_exception=True)
            return dict(new.validated_data)
        try:
            return UUID(str(data))
        except ValueError:
            raise serializers.ValidationError("This is the id of a stream, or an object with name and item_kind.") from None

    def to_representation(self, value: Any) -> str:
        """The id."""
        return str(value)


class WorkshopInputSerializer(StrictSerializer):
    """What makes a workshop."""

    stream = StreamField(help_text="The id of a stream, or `{name, item_kind}` of a new one.")
    title = serializers.CharField(max_length=120)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    time_zone = serializers.CharField(max_length=64, required=False, help_text="Left out, that of the organisation.")
    my_role = serializers.ChoiceField([(name, name) for name in MAKERS], default="coach", help_text="What you are in it.")
    organisation = serializers.UUIDField(required=False, help_text=f"Of a new stream. {ORGANISATION_HELP}")


class WorkshopPatchSerializer(StrictSerializer):
    """Some fields of a workshop, with the revisions they were seen at; a field without one applies."""

    title = serializers.CharField(max_length=120)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    time_zone = serializers.CharField(max_length=64)
    paused = serializers.BooleanField(help_text="Read only for everybody but the coach.")
    map_locked = serializers.BooleanField(help_text="Participants may not change maps.")
    guests_edit = serializers.BooleanField(help_text="Walk-up guests may change maps.")
    plan_handed_over = serializers.BooleanField(help_text="The owner has taken over the action plan.")
    base = BaseField()


class WorkshopSerializer(serializers.Serializer[Any]):
    """A workshop as the API gives it."""

    id = serializers.UUIDField()
    url = serializers.CharField(help_text="Its home page.")
    stream = serializers.UUIDField()
    title = serializers.CharField()
    stage = serializers.ChoiceField([(stage.value, stage.value) for stage in Stage])
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    time_zone = serializers.CharField()
    paused = serializers.BooleanField()
    map_locked = serializers.BooleanField()
    guests_edit = serializers.BooleanField()
    plan_handed_over = serializers.BooleanField()
    my_roles = serializers.ListField(child=serializers.CharField(), help_text="What you are in it; rights add up.")
    revs = serializers.DictField(child=serializers.IntegerField(), help_text="The revision of each field, for `base`.")


def workshop_shape(workshop: Workshop, roles: list[Role]) -> dict[str, Any]:
    """One workshop as JSON."""
    return {
        "id": str(workshop.pk),
        "url": workshop.get_absolute_url(),
        "stream": str(workshop.stream_id),
        **{name: WORKSHOP.dump(workshop, name) for name in FIELDS},
        "my_roles": [role.value for role in roles],
        "revs": revs_of(workshop, *FIELDS),
    }


def _one(actor: Actor, pk: UUID) -> dict[str, Any]:
    workshop = get_workshop(actor, pk)
    return workshop_shape(workshop, selectors.roles_by_workshop(actor, [workshop]).get(pk, []))


class Workshops(APIView):
    """Workshops."""

    @extend_schema(
        operation_id="workshops_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("limit", int)],
        responses=WorkshopSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Your workshops, 50 at a time: those that run now, then those to come, then those that were."""
        actor, pages = actor_of(request), Pages()
        found = pages.paginate_queryset(selectors.list_workshops(actor, timezone.localdate()), request, view=self) or []
        roles = selectors.roles_by_workshop(actor, found)
        return pages.get_paginated_response([workshop_shape(row, roles.get(row.pk, [])) for row in found])

    @extend_schema(
        operation_id="workshops_create", parameters=[IDEMPOTENCY], request=WorkshopInputSerializer, responses={201: WorkshopSerializer}
    )
    def post(self, request: Request) -> Response:
        """Make a workshop with its days, first agenda and tasks. Repeating the same `Idempotency-Key` gives the workshop made first."""
        actor, change_id = actor_of(request), change_id_of(request)
        given = WorkshopInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        plan = _plan(actor, given.validated_data)
        try:
            made = workshops.create_workshop(actor=actor, plan=plan, change_id=change_id)
        except Repeated:
            made = selectors.get_made_workshop(actor, change_id)
        return Response(_one(actor, made.pk), status=201)


def _plan(actor: Actor, said: Mapping[str, Any]) -> NewWorkshop:
    stream = _stream(actor, said)
    organisation = stream.organisation
    days = (said["last_day"] - said["first_day"]).days + 1
    return NewWorkshop(
        stream=stream,
        title=said["title"],
        first_day=said["first_day"],
        last_day=said["last_day"],
        time_zone=said.get("time_zone") or organisation.time_zone,
        roles=frozenset({MAKERS[said["my_role"]]}),
        agenda=plan_days(days, item_kind_of(stream)),
        more_duties=(*CHECKLIST, *template_for(item_kind_of(stream)).duties),
    )


def _stream(actor: Actor, said: Mapping[str, Any]) -> ValueStream | NewStream:
    """The stream that was named; Invalid for one that the person does not see."""
    if isinstance(said["stream"], dict):
        home = get_working_organisation(actor.user, said.get("organisation"), OrganisationAction.CREATE_WORKSHOP)
        return NewStream(home, said["stream"])
    try:
        return stream_selectors.get_stream(actor, said["stream"])
    except NotFound:
        raise Invalid([Fault("stream", "There is no such stream.")]) from None


class OneWorkshop(APIView):
    """One workshop."""

    @extend_schema(operation_id="workshops_retrieve", responses=WorkshopSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The workshop with your roles and the revision of each field."""
        return Response(_one(actor_of(request), pk))

    @extend_schema(operation_id="workshops_update", parameters=[IDEMPOTENCY], request=WorkshopPatchSerializer, responses=WorkshopSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change fields; tasks, days and planned reviews follow its days. 409 where a field moved on past its `base`."""
        actor = actor_of(request)
        workshop = get_workshop(actor, pk)
        given = WorkshopPatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values, base = split_base(given.validated_data)
        with suppress(Repeated):  # stored before: the answer is the workshop as it is now
            workshops.update_workshop(actor=actor, workshop=workshop, values=values, base=base, change_id=change_id_of(request))
        return Response(_one(actor, pk))
