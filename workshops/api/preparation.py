"""Meetings and the files of set-up tasks, in the API."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from vsm_site.lib import files
from vsm_site.lib.errors import Repeated
from vsm_site.lib.http import Pages
from workshops.access import Actor, actor_of, get_workshop
from workshops.api.live import IDEMPOTENCY, BaseField, StrictSerializer, change_id_of, revs_of, split_base
from workshops.kinds_setup import MEETING
from workshops.models import Meeting, TaskFile
from workshops.policy import Action
from workshops.selectors import preparation as selectors
from workshops.selectors import stages
from workshops.selectors.captures import people_of
from workshops.selectors.changes import get_made
from workshops.services import meetings, setup_files

KIND_CHOICES = Meeting._meta.get_field("kind").choices or []
PAGES = [OpenApiParameter("page", int), OpenApiParameter("limit", int)]
FIELDS = ("kind", "date", "starts_at", "minutes", "place", "others", "agenda", "notes", "decisions", "handed_over", "held")
PEOPLE_HELP = "People ids of those who take part; all of them, those left out do not."


class MeetingInputSerializer(StrictSerializer):
    """A meeting that is planned, or took place."""

    kind = serializers.ChoiceField(KIND_CHOICES)
    date = serializers.DateField(required=False, allow_null=True)
    starts_at = serializers.TimeField(required=False, allow_null=True, help_text="In the workshop’s time zone.", format="%H:%M")
    minutes = serializers.IntegerField(min_value=5, max_value=600, required=False)
    place = serializers.CharField(max_length=300, required=False, allow_blank=True)
    people = serializers.ListField(child=serializers.UUIDField(), required=False, help_text=PEOPLE_HELP)
    others = serializers.CharField(max_length=300, required=False, allow_blank=True, help_text="Who comes and is not of the workshop.")
    agenda = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    notes = serializers.CharField(max_length=10000, required=False, allow_blank=True)
    decisions = serializers.CharField(max_length=4000, required=False, allow_blank=True, help_text="One line each.")
    handed_over = serializers.CharField(max_length=4000, required=False, allow_blank=True, help_text="By the coach to the owner.")
    held = serializers.BooleanField(required=False, help_text="Whether it took place.")


class MeetingPatchSerializer(MeetingInputSerializer):
    """Some fields of a meeting, with the revisions they were seen at; a field without one applies."""

    base = BaseField()


class MeetingSerializer(serializers.Serializer[Any]):
    """A meeting as the API gives it."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    kind = serializers.ChoiceField(KIND_CHOICES)
    date = serializers.DateField(allow_null=True)
    starts_at = serializers.CharField(allow_null=True, help_text="`HH:MM` in the workshop’s time zone.")
    minutes = serializers.IntegerField()
    place = serializers.CharField()
    people = serializers.ListField(child=serializers.UUIDField(), help_text="People ids.")
    others = serializers.CharField()
    agenda = serializers.CharField()
    notes = serializers.CharField()
    decisions = serializers.CharField()
    handed_over = serializers.CharField()
    held = serializers.BooleanField()
    revs = serializers.DictField(child=serializers.IntegerField(), help_text="The revision of each field, for `base`.")


def _meeting(row: Meeting) -> dict[str, Any]:
    home = {"id": str(row.pk), "url": reverse("api-meeting", args=[row.pk])}
    return home | {name: MEETING.dump(row, name) for name in FIELDS} | {"people": list(row.people), "revs": revs_of(row, *FIELDS)}


def _people(values: dict[str, Any]) -> list[str] | None:
    """Who takes part, taken out of what was given; None where nothing was said of it."""
    given = values.pop("people", None)
    return None if given is None else [str(pk) for pk in given]


class WorkshopMeetings(APIView):
    """The meetings of a workshop."""

    @extend_schema(operation_id="meetings_list", parameters=PAGES, responses=MeetingSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        """Scoping, kick-off, sessions with the owner and briefings by day, 50 at a time; those without a day last."""
        workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
        pages = Pages()
        found = pages.paginate_queryset(selectors.list_meetings(workshop), request, view=self) or []
        return pages.get_paginated_response([_meeting(row) for row in found])

    @extend_schema(
        operation_id="meetings_create", parameters=[IDEMPOTENCY], request=MeetingInputSerializer, responses={201: MeetingSerializer}
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Plan a meeting, or note one that took place. Repeating the same `Idempotency-Key` gives the meeting made first."""
        actor = actor_of(request)
        get_workshop(actor, pk, Action.EDIT_CHARTER)
        given = MeetingInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        people = _people(values) or []
        try:
            made = meetings.add_meeting(actor=actor, workshop_id=pk, values=values, people=people, change_id=change_id_of(request))
        except Repeated as again:
            made = get_made(Meeting, pk, again.seq)
        return Response(_meeting(selectors.get_meeting(actor, made.pk)), status=201)


class OneMeeting(APIView):
    """One meeting."""

    @extend_schema(operation_id="meetings_retrieve", responses=MeetingSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The meeting with the revision of each field."""
        return Response(_meeting(selectors.get_meeting(actor_of(request), pk)))

    @extend_schema(operation_id="meetings_update", parameters=[IDEMPOTENCY], request=MeetingPatchSerializer, responses=MeetingSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change fields; 409 with the present values where a field moved on past its `base`."""
        actor = actor_of(request)
        selectors.get_meeting(actor, pk, Action.EDIT_CHARTER)
        given = MeetingPatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values, base = split_base(given.validated_data)
        people, change_id = _people(values), change_id_of(request)
        with suppress(Repeated):  # stored before: the answer is the meeting as it is now
            meetings.update_meeting(actor=actor, meeting_id=pk, values=values, people=people, base=base, change_id=change_id)
        return Response(_meeting(selectors.get_meeting(actor, pk)))

    @extend_schema(operation_id="meetings_destroy", parameters=[IDEMPOTENCY], responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take the meeting off the list with its notes; undo brings it back."""
        actor = actor_of(request)
        selectors.get_meeting(actor, pk, Action.EDIT_CHARTER)
        StrictSerializer(data=request.data).is_valid(raise_exception=True)  # there is nothing to say
        with suppress(Repeated):
            meetings.remove_meeting(actor=actor, meeting_id=pk, change_id=change_id_of(request))
        return Response(status=204)


# Files


class UploadField(serializers.FileField):
    """An upload of a kind that is taken; what it says it is does not count."""

    def to_internal_value(self, data: Any) -> Any:
        """The file as it may be kept; a fault for any other."""
        file = super().to_internal_value(data)
        try:
            return files.check(file, file.name or "", file.size or 0)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class FileInputSerializer(StrictSerializer):
    """A file for a task."""

    file = UploadField(help_text=f"{files.TAKEN}; at most 10 MB.")


class FileSerializer(serializers.Serializer[Any]):
    """A file of a set-up task."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    task = serializers.UUIDField(help_text="The set-up task that it belongs to.")
    name = serializers.CharField()
    kind = serializers.CharField(help_text="The ending that its content has, for example `pdf`.")
    size = serializers.IntegerField(help_text="In bytes.")
    by = serializers.UUIDField(allow_null=True, help_text="A people id.")
    at = serializers.DateTimeField()
    file = serializers.CharField(help_text="Where the file itself is, as an attachment.")


def _files(rows: list[TaskFile]) -> list[dict[str, Any]]:
    """Files of one workshop as JSON."""
    people = people_of(rows[0].workshop_id, {row.by_id for row in rows}) if rows else {}
    return [
        {
            "id": str(row.pk),
            "url": reverse("api-file", args=[row.pk]),
            "task": str(row.task_id),
            "name": row.name,
            "kind": row.kind,
            "size": row.size,
            "by": str(people[row.by_id]) if row.by_id in people else None,
            "at": row.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "file": row.get_absolute_url(),
        }
        for row in rows
    ]


def _file(actor: Actor, pk: UUID) -> dict[str, Any]:
    return _files([selectors.get_file(actor, pk)])[0]


class WorkshopFiles(APIView):
    """The files of a workshop's set-up tasks."""

    @extend_schema(operation_id="files_list", parameters=PAGES, responses=FileSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        """The files of all tasks, the newest first, 50 at a time."""
        workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
        pages = Pages()
        found = pages.paginate_queryset(selectors.list_files(workshop), request, view=self) or []
        return pages.get_paginated_response(_files(list(found)))


class TaskFiles(APIView):
    """The files of one set-up task."""

    parser_classes = (MultiPartParser,)

    @extend_schema(operation_id="files_create", parameters=[IDEMPOTENCY], request=FileInputSerializer, responses={201: FileSerializer})
    def post(self, request: Request, pk: UUID) -> Response:
        """Put a file to a task: its owner, and who prepares the workshop. Repeating the same `Idempotency-Key` stores it once."""
        actor = actor_of(request)
        task = stages.get_task(actor, pk)
        given = FileInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            made = setup_files.add_file(actor=actor, task_id=pk, file=given.validated_data["file"], change_id=change_id_of(request))
        except Repeated as again:
            made = get_made(TaskFile, task.workshop_id, again.seq)
        return Response(_file(actor, made.pk), status=201)


class OneFile(APIView):
    """One file."""

    @extend_schema(operation_id="files_retrieve", responses=FileSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """What the file is, and where it is to be had."""
        return Response(_file(actor_of(request), pk))

    @extend_schema(operation_id="files_destroy", parameters=[IDEMPOTENCY], responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take the file off its task: who put it there, and who prepares the workshop. Undo brings it back."""
        actor = actor_of(request)
        selectors.get_file(actor, pk)
        StrictSerializer(data=request.data).is_valid(raise_exception=True)  # there is nothing to say
        with suppress(Repeated):
            setup_files.remove_file(actor=actor, file_id=pk, change_id=change_id_of(request))
        return Response(status=204)
