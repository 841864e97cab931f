"""The promise ledger in the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from actionplans.records import PROMISE
from reviews import ledger as ledgers
from reviews.burndown import Dot
from reviews.ledger import Entry, Ledger, Line
from workshops.access import actor_of, get_workshop
from workshops.policy import Action

SECONDS = "Working seconds."


class DotSerializer(serializers.Serializer[Any]):
    """The lead time on a day."""

    on = serializers.DateField()
    seconds = serializers.FloatField(help_text=SECONDS)


class BurnDownSerializer(serializers.Serializer[Any]):
    """The lead time over time, from the last workshop day on."""

    start = DotSerializer()
    promised = DotSerializer(many=True, help_text="From each day on, if everything comes when it is due; the start is the first.")
    measured = DotSerializer(many=True, help_text="As measured for the whole stream.")
    steps = DotSerializer(many=True, help_text="As it follows from what was measured at the steps.")


class LedgerPromiseSerializer(serializers.Serializer[Any]):
    """One promise against what was measured of its number since."""

    id = serializers.UUIDField()
    metric = serializers.CharField()
    step = serializers.CharField(allow_null=True, help_text="`step/<uuid>`, or null for the whole map.")
    accepted = serializers.BooleanField(help_text="Whether it counts towards the derived future.")
    measured = serializers.JSONField(allow_null=True, help_text="The last reading in words, null before the first.")
    measured_on = serializers.DateField(allow_null=True)
    result = serializers.CharField(help_text="In words: `Kept`, `On the way`, `Behind by 1.1 d`.")

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python and cannot be written as an attribute."""
        return super().get_fields() | {name: serializers.JSONField() for name in ("from", "to")}


class LedgerActionSerializer(serializers.Serializer[Any]):
    """One action with its promises and what they come to."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    block = serializers.UUIDField(allow_null=True)
    end = serializers.DateField(allow_null=True)
    status = serializers.CharField()
    lead_time_promised = serializers.FloatField(help_text=f"{SECONDS} Below 0 it gets shorter.")
    lead_time_realised = serializers.FloatField(allow_null=True, help_text=f"{SECONDS} Null where nothing of it was measured.")
    promises = LedgerPromiseSerializer(many=True)


class LedgerSerializer(serializers.Serializer[Any]):
    """What a plan promised and what was realised."""

    burn_down = BurnDownSerializer(allow_null=True, help_text="Null without a current map that has numbers.")
    lead_time_drawn = serializers.FloatField(allow_null=True, help_text=f"{SECONDS} Of the future map.")
    actions = LedgerActionSerializer(many=True)


def ledger_shape(found: Ledger) -> dict[str, Any]:
    """A ledger as the API gives it."""
    burn, drawn = found.burn, found.plan.basis.drawn
    lines = {"promised": burn.promised, "measured": burn.measured, "steps": burn.steps} if burn else {}
    return {
        "burn_down": {"start": _dot(burn.start)} | {key: [_dot(dot) for dot in dots] for key, dots in lines.items()} if burn else None,
        "lead_time_drawn": drawn.metrics.lead_time.seconds if drawn and drawn.metrics else None,
        "actions": [_action(entry) for entry in found.entries],
    }


def _dot(dot: Dot) -> dict[str, Any]:
    return {"on": dot.on, "seconds": dot.seconds}


def _action(entry: Entry) -> dict[str, Any]:
    action = entry.action
    return {
        "id": str(action.pk),
        "title": action.title,
        "block": str(action.block_id) if action.block_id else None,
        "end": action.end,
        "status": action.status,
        "lead_time_promised": entry.sum.promised,
        "lead_time_realised": entry.sum.realised,
        "promises": [_promise(line) for line in entry.lines],
    }


def _promise(line: Line) -> dict[str, Any]:
    row = line.promise
    return {
        "id": str(row.pk),
        "metric": row.metric,
        "step": f"step/{row.step_id}" if row.step_id else None,
        "from": PROMISE.dump(row, "from"),
        "to": PROMISE.dump(row, "to"),
        "accepted": row.accepted,
        "measured": line.measured or None,
        "measured_on": line.measured_on,
        "result": line.result,
    }


class WorkshopPromises(APIView):
    """The promise ledger of a workshop."""

    @extend_schema(operation_id="workshop_promises_retrieve", responses=LedgerSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """What each action promised, what was measured since, and the lead time burning down."""
        workshop = get_workshop(actor_of(request), pk, Action.READ_REPORTS)
        return Response(ledger_shape(ledgers.ledger_of(workshop)))
