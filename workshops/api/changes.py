"""Live changes over HTTP: the state of one moment, changes in, and what came since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from vsm_site.lib.errors import Fault, Invalid
from workshops import access
from workshops.access import actor_of
from workshops.api.live import id_of
from workshops.live import dispatch, frames
from workshops.live.scope import number
from workshops.live.waiting import wait_for_change
from workshops.selectors.changes import MAX_FRAMES, read_state, replay
from workshops.selectors.undo import MOST, undo_list

MAX_WAIT = 25
VERSION = OpenApiParameter("v", int, description="The version of the frames that a page speaks; 426 for one that is too old.")


class TooLarge(exceptions.APIException):
    """413: more than one message may carry."""

    status_code = 413
    default_code = "too_large"
    default_detail = f"At most {frames.MAX_BODY // 1024} KiB and {frames.MAX_BATCH} changes at a time."


class TooOld(exceptions.APIException):
    """426: the page speaks an earlier version of the frames."""

    status_code = 426
    default_code = "too_old"
    default_detail = "This page is older than the server. Load it again; what is not sent yet stays in the browser."


class FramesParser(JSONParser):
    """JSON of at most 256 KiB."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The body. TooLarge before it is read as JSON; ParseError also for lists in lists without end."""
        length = str((parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0)
        if length.isdecimal() and int(length) > frames.MAX_BODY:
            raise TooLarge
        try:
            return super().parse(stream, media_type, dict(parser_context or {}))
        except RecursionError:
            raise exceptions.ParseError("This is nested too deeply.") from None


class RecordSerializer(serializers.Serializer[Any]):
    """One record: its fields and the revision of each."""

    f = serializers.DictField(help_text="Values by field, as far as the caller may see them.")
    revs = serializers.DictField(child=serializers.IntegerField(), help_text="The revision of each field.")


class StateSerializer(serializers.Serializer[Any]):
    """A workshop at one moment of its log."""

    head = serializers.IntegerField(help_text="The number of the last change that is in it.")
    epoch = serializers.UUIDField(help_text="Another one after a restored backup.")
    perm_epoch = serializers.IntegerField(help_text="Moves when rights may have changed.")
    records = serializers.DictField(child=RecordSerializer(), help_text="By `kind/uuid`.")


class BatchSerializer(serializers.Serializer[Any]):
    """Changes to be applied in order."""

    changes = serializers.ListField(
        child=serializers.DictField(), min_length=1, help_text="Frames `chg` and `undo`, at most 20; each is all or nothing."
    )


class ResultsSerializer(serializers.Serializer[Any]):
    """What became of each change."""

    results = serializers.ListField(child=serializers.DictField(), help_text="`ack`, `no` or `retry`, up to the first `retry`.")
    head = serializers.IntegerField()


class FramesSerializer(serializers.Serializer[Any]):
    """What came since a number."""

    head = serializers.IntegerField()
    changes = serializers.ListField(
        child=serializers.DictField(), help_text="`ch` frames in order, or one `reset` when the state is to be fetched afresh."
    )
    can = serializers.ListField(child=serializers.CharField(), required=False, help_text="The caller's rights now, where `v` was given.")


class LiveState(APIView):
    """The state that a client begins with."""

    @extend_schema(operation_id="live_state", responses=StateSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """All records of the workshop that the caller may see, with the number of the last change, read at one moment."""
        state = read_state(actor_of(request), pk)
        return Response({"head": state.head, "epoch": str(state.epoch), "perm_epoch": state.perm_epoch, "records": state.records})


class UndoListSerializer(serializers.Serializer[Any]):
    """Numbers of the caller's own changes, the next to be used last."""

    done = serializers.ListField(child=serializers.IntegerField(), max_length=MOST, help_text="They can be taken back.")
    undone = serializers.ListField(child=serializers.IntegerField(), max_length=MOST, help_text="To take one of them back does it again.")


class LiveUndo(APIView):
    """What the caller can take back."""

    @extend_schema(operation_id="live_undo", responses=UndoListSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The caller's own changes that were not taken back, for a browser that has lost its list."""
        found = undo_list(actor_of(request), pk)
        return Response({"done": found.done, "undone": found.undone})


class LiveChanges(APIView):
    """The change log of a workshop, as far as the caller may see it."""

    parser_classes = [FramesParser]

    @extend_schema(
        operation_id="live_changes_list",
        parameters=[
            OpenApiParameter("since", int, required=True, description="The number of the last change that is known."),
            OpenApiParameter("limit", int, description=f"At most so many, {MAX_FRAMES} if nothing is said."),
            OpenApiParameter("wait", int, description="Seconds to wait for a change where there is none, at most 25."),
            OpenApiParameter("epoch", UUID, description="The epoch of the state that is known."),
            VERSION,
        ],
        responses=FramesSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """What came since: `ch` frames in order, `{"t": "ch", "s": n}` alone where the caller may not see one."""
        actor, query = actor_of(request), request.query_params
        _refuse_old(query)
        workshop = access.get_workshop(actor, pk)
        faults: list[Fault] = []
        since = _number(query, "since", 0, 2**63 - 1, None, faults)
        limit = _number(query, "limit", 1, MAX_FRAMES, MAX_FRAMES, faults)
        wait = _number(query, "wait", 0, MAX_WAIT, 0, faults)
        if faults:
            raise Invalid(faults)
        found = replay(actor, pk, since=since, limit=limit, epoch=query.get("epoch", ""))
        if wait and not found.frames:
            wait_for_change(pk, since, wait)
            found = replay(actor, pk, since=since, limit=limit, epoch=query.get("epoch", ""))
        can = {"can": sorted(access.allowed(actor, workshop))} if "v" in query else {}
        return Response({"head": found.head, "changes": found.frames} | can)

    @extend_schema(
        operation_id="live_changes_create",
        parameters=[
            OpenApiParameter("epoch", UUID, description="The epoch of the state that revisions are of; `retry` in another."),
            VERSION,
        ],
        request=BatchSerializer,
        responses={200: ResultsSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Apply changes in order, each all or nothing; stops at the first `retry`. `ack` means that it is stored for good."""
        actor = actor_of(request)
        _refuse_old(request.query_params)
        access.get_workshop(actor, pk)
        sent, epoch = _batch(request.data), request.query_params.get("epoch", "")
        if epoch:
            id_of(epoch, "epoch")
        results = dispatch.answer_all(actor=actor, workshop_id=pk, sent=sent, epoch=epoch)
        return Response({"results": results, "head": access.head_of(pk).head})


def _refuse_old(query: Mapping[str, str]) -> None:
    """A page says which version of the frames it speaks; what calls the API by itself need not."""
    if "v" in query and number(query["v"]) < frames.VERSION:
        raise TooOld


def _number(query: Mapping[str, str], name: str, low: int, high: int, default: int | None, faults: list[Fault]) -> int:
    text = query.get(name, "" if default is None else str(default))
    if text.isascii() and text.isdecimal() and low <= int(text) <= high:
        return int(text)
    faults.append(Fault(name, f"This is a whole number from {low} to {high}."))
    return low


def _batch(body: Any) -> list[Any]:
    """The frames of a POST. TooLarge for more than 20, Invalid for anything else than `{"changes": [...]}`."""
    sent = body.get("changes") if isinstance(body, Mapping) else None
    if not isinstance(sent, list) or not sent:
        raise Invalid({"changes": "Send a list of changes."})
    if unknown := set(body) - {"changes"}:
        raise Invalid(dict.fromkeys(sorted(unknown), "This field is not known here."))
    if len(sent) > frames.MAX_BATCH:
        raise TooLarge
    return sent
