"""Standard work with its checks, and the resistance log, in the API."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews import sustaining
from reviews.kinds_sustain import CHECK, RESISTANCE, STANDARD
from reviews.models import Resistance, StandardWork, SustainmentCheck
from reviews.models.reviews import HOLDS
from reviews.regress import RHYTHMS
from reviews.services import sustain
from vsm_site.lib.errors import Repeated
from vsm_site.lib.http import Pages
from workshops.access import actor_of, get_workshop
from workshops.api.live import IDEMPOTENCY, BaseField, StrictSerializer, change_id_of, revs_of, split_base
from workshops.policy import Action
from workshops.selectors.changes import get_made

PAGES = [OpenApiParameter("page", int), OpenApiParameter("limit", int)]
REVS_HELP = "The revision of each field, for `base`."
STEP_HELP = "`step/<uuid>` of a map, or null."
PERSON_HELP = "A people id."
STANDARD_FIELDS = ("step", "title", "document", "link", "owner", "others", "audit_days", "next_audit")
CHECK_FIELDS = ("on", "holds", "findings")
RESISTANCE_FIELDS = ("text", "who", "cause", "response", "owner", "due_on", "noted_on", "outcome", "settled_on")


class StandardInputSerializer(StrictSerializer):
    """How a changed step is done from now on."""

    step = serializers.CharField(max_length=60, required=False, allow_null=True, help_text=STEP_HELP)
    title = serializers.CharField(max_length=200)
    document = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text="Its number or name, and where it hangs.")
    link = serializers.CharField(max_length=500, required=False, allow_blank=True, help_text="Where it can be opened.")
    owner = serializers.UUIDField(required=False, allow_null=True, help_text=PERSON_HELP)
    others = serializers.CharField(max_length=300, required=False, allow_blank=True, help_text="Who else was trained.")
    audit_days = serializers.ChoiceField(RHYTHMS, required=False, help_text="How often it is checked, in days.")
    next_audit = serializers.DateField(required=False, allow_null=True, help_text="Without one, the first check is one rhythm away.")


class StandardPatchSerializer(StandardInputSerializer):
    """Some fields of a standard, with the revisions they were seen at; a field without one applies."""

    trained = serializers.ListField(child=serializers.UUIDField(), required=False, help_text="People ids of all who were trained.")
    base = BaseField()


class StandardSerializer(serializers.Serializer[Any]):
    """A standard as the API gives it."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    step = serializers.CharField(allow_null=True, help_text=STEP_HELP)
    title = serializers.CharField()
    document = serializers.CharField()
    link = serializers.CharField()
    owner = serializers.UUIDField(allow_null=True, help_text=PERSON_HELP)
    trained = serializers.ListField(child=serializers.UUIDField(), help_text="People ids.")
    others = serializers.CharField()
    audit_days = serializers.ChoiceField(RHYTHMS)
    next_audit = serializers.DateField(allow_null=True)
    revs = serializers.DictField(child=serializers.IntegerField(), help_text=REVS_HELP)


class CheckInputSerializer(StrictSerializer):
    """What was seen where the work is done."""

    on = serializers.DateField()
    holds = serializers.ChoiceField(HOLDS)
    findings = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="Needed where it does not hold.")


class CheckSerializer(serializers.Serializer[Any]):
    """A check as the API gives it."""

    id = serializers.UUIDField()
    on = serializers.DateField()
    holds = serializers.ChoiceField(HOLDS)
    findings = serializers.CharField()
    author = serializers.CharField(allow_null=True, help_text="The name of who looked.")


class ResistanceInputSerializer(StrictSerializer):
    """Where the old way comes back; who answers it, and until when, by those who edit reviews."""

    text = serializers.CharField(max_length=1000, help_text="What is seen or heard.")
    who = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text="Where or among whom.")
    cause = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    response = serializers.CharField(max_length=1000, required=False, allow_blank=True, help_text="What is done about it.")
    owner = serializers.UUIDField(required=False, allow_null=True, help_text=PERSON_HELP)
    due_on = serializers.DateField(required=False, allow_null=True)
    noted_on = serializers.DateField(required=False, help_text="Today without one.")


class ResistancePatchSerializer(ResistanceInputSerializer):
    """Some fields of an entry, with the revisions they were seen at; a field without one applies."""

    outcome = serializers.CharField(max_length=1000, required=False, allow_blank=True, help_text="What became of it; that settles it.")
    base = BaseField()


class ResistanceSerializer(serializers.Serializer[Any]):
    """An entry of the resistance log as the API gives it."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    text = serializers.CharField()
    who = serializers.CharField()
    cause = serializers.CharField()
    response = serializers.CharField()
    owner = serializers.UUIDField(allow_null=True, help_text=PERSON_HELP)
    due_on = serializers.DateField(allow_null=True)
    noted_on = serializers.DateField()
    outcome = serializers.CharField()
    settled_on = serializers.DateField(allow_null=True)
    author = serializers.CharField(allow_null=True, help_text="The name of who noted it.")
    revs = serializers.DictField(child=serializers.IntegerField(), help_text=REVS_HELP)


def _standard(row: StandardWork) -> dict[str, Any]:
    home = {"id": str(row.pk), "url": reverse("api-standard", args=[row.pk]), "trained": list(row.trained)}
    values = {name: STANDARD.dump(row, name) for name in STANDARD_FIELDS}
    return home | values | {"step": f"step/{row.step_id}" if row.step_id else None, "revs": revs_of(row, *STANDARD_FIELDS)}


def _check(row: SustainmentCheck) -> dict[str, Any]:
    author = str(row.author) if row.author else None
    return {"id": str(row.pk)} | {name: CHECK.dump(row, name) for name in CHECK_FIELDS} | {"author": author}


def _resistance(row: Resistance) -> dict[str, Any]:
    home = {"id": str(row.pk), "url": reverse("api-one-resistance", args=[row.pk]), "author": str(row.author) if row.author else None}
    return home | {name: RESISTANCE.dump(row, name) for name in RESISTANCE_FIELDS} | {"revs": revs_of(row, *RESISTANCE_FIELDS)}


def _nothing(request: Request) -> None:
    """Refuse a body where there is nothing to say."""
    StrictSerializer(data=request.data).is_valid(raise_exception=True)


class WorkshopStandards(APIView):
    """The standards of a workshop."""

    @extend_schema(operation_id="standards_list", parameters=PAGES, responses=StandardSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        """How changed steps are done from now on, the first to be checked first, 50 at a time."""
        workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
        pages = Pages()
        found = pages.paginate_queryset(sustaining.standards_of(workshop), request, view=self) or []
        return pages.get_paginated_response([_standard(row) for row in found])

    @extend_schema(
        operation_id="standards_create", parameters=[IDEMPOTENCY], request=StandardInputSerializer, responses={201: StandardSerializer}
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Say how a step is done from now on. Repeating the same `Idempotency-Key` gives the standard made first."""
        actor = actor_of(request)
        get_workshop(actor, pk, Action.EDIT_REVIEW)
        given = StandardInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            made = sustain.add_standard(actor=actor, workshop_id=pk, values=given.validated_data, change_id=change_id_of(request))
        except Repeated as again:
            made = get_made(StandardWork, pk, again.seq)
        return Response(_standard(sustaining.get_standard(actor, made.pk)), status=201)


class OneStandard(APIView):
    """One standard."""

    @extend_schema(operation_id="standards_retrieve", responses=StandardSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The standard with the revision of each field."""
        return Response(_standard(sustaining.get_standard(actor_of(request), pk)))

    @extend_schema(operation_id="standards_update", parameters=[IDEMPOTENCY], request=StandardPatchSerializer, responses=StandardSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change fields, or who was trained; its owner may change where it is written and when it is checked."""
        actor = actor_of(request)
        standard = sustaining.get_standard_to_change(actor, pk)
        given = StandardPatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values, base = split_base(given.validated_data)
        trained, change_id = values.pop("trained", None), change_id_of(request)
        with suppress(Repeated):  # stored before: the answer is the standard as it is now
            people = None if trained is None else [str(person) for person in trained]
            sustain.amend_standard(actor=actor, standard=standard, values=values, base=base, trained=people, change_id=change_id)
        return Response(_standard(sustaining.get_standard(actor, pk)))

    @extend_schema(operation_id="standards_destroy", parameters=[IDEMPOTENCY], responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take the standard away with its checks; undo brings all of it back."""
        actor = actor_of(request)
        standard = sustaining.get_standard(actor, pk, Action.EDIT_REVIEW)
        _nothing(request)
        with suppress(Repeated):
            sustain.remove_standard(actor=actor, standard=standard, change_id=change_id_of(request))
        return Response(status=204)


class StandardChecks(APIView):
    """The checks of a standard."""

    @extend_schema(operation_id="standard_checks_list", parameters=PAGES, responses=CheckSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        """What was seen, the latest first, 50 at a time."""
        standard = sustaining.get_standard(actor_of(request), pk)
        pages = Pages()
        found = pages.paginate_queryset(sustaining.list_checks(standard), request, view=self) or []
        return pages.get_paginated_response([_check(row) for row in found])

    @extend_schema(
        operation_id="standard_checks_create", parameters=[IDEMPOTENCY], request=CheckInputSerializer, responses={201: CheckSerializer}
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Record a check; the next one is one rhythm away. Repeating the same `Idempotency-Key` gives the check made first."""
        actor = actor_of(request)
        standard = sustaining.get_standard(actor, pk, Action.UPDATE_OWN_ACTION)
        given = CheckInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            made = sustain.record_check(actor=actor, standard=standard, values=given.validated_data, change_id=change_id_of(request))
        except Repeated as again:
            made = get_made(SustainmentCheck, standard.workshop_id, again.seq)
        return Response(_check(made), status=201)


class OneCheck(APIView):
    """One check of a standard."""

    @extend_schema(operation_id="standard_checks_destroy", parameters=[IDEMPOTENCY], responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take a check out, one's own or with the right for it any; undo brings it back."""
        actor = actor_of(request)
        check = sustaining.get_check_to_remove(actor, pk)
        _nothing(request)
        with suppress(Repeated):
            sustain.remove_check(actor=actor, check=check, change_id=change_id_of(request))
        return Response(status=204)


class WorkshopResistance(APIView):
    """The resistance log of a workshop."""

    @extend_schema(operation_id="resistance_list", parameters=PAGES, responses=ResistanceSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        """Where the old way comes back: what is open first, the latest first, 50 at a time."""
        workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
        pages = Pages()
        found = pages.paginate_queryset(sustaining.list_resistance(workshop), request, view=self) or []
        return pages.get_paginated_response([_resistance(row) for row in found])

    @extend_schema(
        operation_id="resistance_create",
        parameters=[IDEMPOTENCY],
        request=ResistanceInputSerializer,
        responses={201: ResistanceSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Note where the old way comes back. Repeating the same `Idempotency-Key` gives the entry made first."""
        actor = actor_of(request)
        get_workshop(actor, pk, Action.UPDATE_OWN_ACTION)
        given = ResistanceInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            made = sustain.note_resistance(actor=actor, workshop_id=pk, values=given.validated_data, change_id=change_id_of(request))
        except Repeated as again:
            made = get_made(Resistance, pk, again.seq)
        return Response(_resistance(sustaining.get_resistance(actor, made.pk)), status=201)


class OneResistance(APIView):
    """One entry of the resistance log."""

    @extend_schema(operation_id="resistance_retrieve", responses=ResistanceSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The entry with the revision of each field."""
        return Response(_resistance(sustaining.get_resistance(actor_of(request), pk)))

    @extend_schema(
        operation_id="resistance_update", parameters=[IDEMPOTENCY], request=ResistancePatchSerializer, responses=ResistanceSerializer
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change fields; with an outcome it is settled today, without one it is open again."""
        actor = actor_of(request)
        row = sustaining.get_resistance_to_change(actor, pk)
        given = ResistancePatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values, base = split_base(given.validated_data)
        with suppress(Repeated):  # stored before: the answer is the entry as it is now
            sustain.update_resistance(actor=actor, row=row, values=values, base=base, change_id=change_id_of(request))
        return Response(_resistance(sustaining.get_resistance(actor, pk)))

    @extend_schema(operation_id="resistance_destroy", parameters=[IDEMPOTENCY], responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take the entry off the log; undo brings it back."""
        actor = actor_of(request)
        row = sustaining.get_resistance(actor, pk, Action.EDIT_REVIEW)
        _nothing(request)
        with suppress(Repeated):
            sustain.remove_resistance(actor=actor, row=row, change_id=change_id_of(request))
        return Response(status=204)
