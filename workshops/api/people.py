"""The people of a workshop in the API."""

from __future__ import annotations

from collections.abc import Sequence
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
from workshops.api.live import IDEMPOTENCY, BaseField, StrictSerializer, change_id_of, revs_of, split_base
from workshops.models import Participation, Workshop
from workshops.models.workshop import ROLE_CHOICES
from workshops.policy import Action
from workshops.selectors import people as selectors
from workshops.services import people as services

FIELDS: tuple[str, ...] = ("role", "function", "area", "expert_of", "full_time", "released")
ROLE_HELP = "One row for each person and role; rights add up. `guest` cannot be invited."
EXPERT_HELP = "Further areas the person speaks for, with commas between."
GUESTS_SEE = "Not for walk-up guests, who see names and roles."
EMAIL_HELP = "Only for those with the right to see people’s data, and the organisation’s administrator."


class InvitationSerializer(StrictSerializer):
    """Who is invited, as what."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(ROLE_CHOICES, help_text=ROLE_HELP)
    function = serializers.CharField(max_length=80, required=False, allow_blank=True, help_text="What the person does.")
    area = serializers.CharField(max_length=80, required=False, allow_blank=True, help_text="What the person stands for.")
    expert_of = serializers.CharField(max_length=300, required=False, allow_blank=True, help_text=EXPERT_HELP)
    full_time = serializers.BooleanField(required=False)


class PersonPatchSerializer(StrictSerializer):
    """Some fields of a row, with the revisions they were seen at; a field without one applies."""

    role = serializers.ChoiceField(ROLE_CHOICES, help_text=ROLE_HELP)
    function = serializers.CharField(max_length=80, allow_blank=True)
    area = serializers.CharField(max_length=80, allow_blank=True)
    expert_of = serializers.CharField(max_length=300, allow_blank=True, help_text=EXPERT_HELP)
    full_time = serializers.BooleanField()
    released = serializers.BooleanField(help_text="Whether the sponsor has confirmed that the person is freed; the sponsor sets it.")
    base = BaseField()


class _RowSerializer(serializers.Serializer[Any]):
    """What every answer about a row gives."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    email = serializers.CharField(required=False, help_text=EMAIL_HELP)
    role = serializers.ChoiceField(ROLE_CHOICES)
    function = serializers.CharField(required=False, help_text=GUESTS_SEE)
    area = serializers.CharField(required=False, help_text=GUESTS_SEE)
    expert_of = serializers.CharField(required=False, help_text=EXPERT_HELP)
    full_time = serializers.BooleanField(required=False, help_text=GUESTS_SEE)
    released = serializers.BooleanField(required=False, help_text=GUESTS_SEE)
    revs = serializers.DictField(child=serializers.IntegerField(), help_text="The revision of each field, for `base`.")


class PersonSerializer(_RowSerializer):
    """A person in one role."""

    name = serializers.CharField()
    joined = serializers.BooleanField(help_text="False until the invitation is taken.")


class InvitedSerializer(_RowSerializer):
    """Somebody who was invited; alike whether or not the address has an account."""

    link = serializers.CharField(allow_null=True, help_text="The invitation’s link, given this once; null for a repeated request.")


def _row(person: Participation, *, with_email: bool) -> dict[str, Any]:
    address = {"email": person.email} if with_email and not person.is_guest else {}
    return {"id": str(person.pk), "url": reverse("api-person", args=[person.pk])} | address | _said_of(person, FIELDS)


def _said_of(person: Participation, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(person, name) for name in names} | {"revs": revs_of(person, *names)}


def _shape(person: Participation, actor: Actor, workshop: Workshop) -> dict[str, Any]:
    row = _row(person, with_email=selectors.sees_addresses(actor, workshop))
    if not selectors.sees_more_than_names(actor, workshop):
        row = {name: value for name, value in row.items() if name not in FIELDS} | _said_of(person, ("role",))
    return row | {"name": person.name, "joined": person.has_joined}


class WorkshopPeople(APIView):
    """The people of a workshop."""

    @extend_schema(
        operation_id="workshop_people_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("limit", int)],
        responses=PersonSerializer(many=True),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Everybody in the order of the roles, 50 rows at a time; one row for each person and role."""
        actor = actor_of(request)
        workshop = selectors.enter_people(actor, pk)
        pages = Pages()
        found = pages.paginate_queryset(selectors.list_people(workshop), request, view=self) or []
        return pages.get_paginated_response([_shape(person, actor, workshop) for person in found])

    @extend_schema(
        operation_id="workshop_people_create", parameters=[IDEMPOTENCY], request=InvitationSerializer, responses={201: InvitedSerializer}
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Invite an address. A member of the organisation is in at once, anybody else by the link; the answer is alike."""
        actor = actor_of(request)
        workshop = get_workshop(actor, pk, Action.MANAGE_PEOPLE)
        given = InvitationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        link: str | None = None
        try:
            invited = services.invite(actor=actor, workshop_id=pk, values=given.validated_data, change_id=change_id_of(request))
            person, link = invited.person, invited.link
        except Repeated as again:
            person = selectors.get_made_person(workshop, again.seq)
        return Response(_row(person, with_email=True) | {"link": link}, status=201)


class OnePerson(APIView):
    """One person in one role."""

    @extend_schema(operation_id="people_update", parameters=[IDEMPOTENCY], request=PersonPatchSerializer, responses=PersonSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change fields; `released` takes the sponsor's right, all others the right to manage people."""
        actor = actor_of(request)
        person = selectors.get_editable_person(actor, pk)
        given = PersonPatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values, base = split_base(given.validated_data)
        with suppress(Repeated):  # stored before: the answer is the row as it is now
            person = services.update_person(actor=actor, person_id=pk, values=values, base=base, change_id=change_id_of(request))
        return Response(_shape(person, actor, person.workshop))

    @extend_schema(operation_id="people_destroy", parameters=[IDEMPOTENCY], responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take the person out of the role, or withdraw the invitation. Refused for the last process owner."""
        actor = actor_of(request)
        selectors.get_person(actor, pk)
        StrictSerializer(data=request.data).is_valid(raise_exception=True)  # there is nothing to say
        with suppress(Repeated):
            services.remove_person(actor=actor, person_id=pk, change_id=change_id_of(request))
        return Response(status=204)
