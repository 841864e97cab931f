"""Shapes of the action plan in the API: what is taken and what is given."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from actionplans.health import State
from actionplans.models import Action, Grade
from actionplans.records import MAX_DEPENDS, MAX_TEAM
from workshops.api.live import BaseField, StrictSerializer

STEP_HELP = "`step/<uuid>`, or null for the whole map."
NOTE_HELP = "`note/<uuid>`: the kaizen burst or other note of a map that it came from."
STATEMENT_HELP = "A statement: text with its unit, a number, or an object with `value`, `low`/`likely`/`high` or `observations`."


class PromiseSerializer(StrictSerializer):
    """The promised change of one metric."""

    metric = serializers.CharField(max_length=60, help_text="A metric of the map such as `lead_time`, or a measure of your own.")
    step = serializers.CharField(max_length=60, required=False, allow_null=True, help_text=STEP_HELP)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python and cannot be written as an attribute."""
        more = {name: serializers.JSONField(help_text=STATEMENT_HELP) for name in ("from", "to")}
        return super().get_fields() | more


class ActionFieldsSerializer(StrictSerializer):
    """The fields of an action that people set."""

    title = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(Action.Kind.choices)
    objective = serializers.CharField(max_length=500, required=False, allow_blank=True)
    countermeasure = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    owner = serializers.UUIDField(required=False, allow_null=True, help_text="A people id.")
    team = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MAX_TEAM, help_text="People ids.")
    start = serializers.DateField(required=False, allow_null=True)
    end = serializers.DateField(required=False, allow_null=True)
    status = serializers.ChoiceField(Action.Status.choices, required=False)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, help_text="Needed for blocked and dropped.")
    waits_for = serializers.UUIDField(required=False, allow_null=True, help_text="The people id of who can lift what blocks it.")
    percent = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    step = serializers.CharField(max_length=60, required=False, allow_null=True, help_text=STEP_HELP)
    source_note = serializers.CharField(max_length=60, required=False, allow_null=True, help_text=NOTE_HELP)
    block = serializers.UUIDField(required=False, allow_null=True, help_text="The id of the block of the plan to which it belongs.")
    impact = serializers.ChoiceField(Grade.choices, required=False, allow_null=True, help_text="How far it moves the numbers.")
    effort = serializers.ChoiceField(Grade.choices, required=False, allow_null=True, help_text="How much time and money it takes.")
    depends_on = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=MAX_DEPENDS, help_text="Ids of actions that have to be done before."
    )
    preparation = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="What has to be ready before.")
    result = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="What came of it.")
    promises = PromiseSerializer(many=True, required=False, help_text="All promises of the action; those left out are removed.")


class ActionInputSerializer(ActionFieldsSerializer):
    """What makes an action."""

    source_capture = serializers.CharField(
        max_length=60, required=False, allow_null=True, help_text="`capture/<uuid>`: the capture that becomes this action."
    )


class ActionPatchSerializer(ActionFieldsSerializer):
    """Some fields of an action, with the revisions they were seen at; a field without one applies."""

    base = BaseField()


class ActionSerializer(serializers.Serializer[Any]):
    """An action as the API gives it."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(Action.Kind.choices)
    objective = serializers.CharField()
    countermeasure = serializers.CharField()
    preparation = serializers.CharField()
    result = serializers.CharField()
    owner = serializers.UUIDField(allow_null=True, help_text="A people id.")
    team = serializers.ListField(child=serializers.UUIDField())
    block = serializers.UUIDField(allow_null=True)
    impact = serializers.ChoiceField(Grade.choices, allow_null=True)
    effort = serializers.ChoiceField(Grade.choices, allow_null=True)
    depends_on = serializers.ListField(child=serializers.UUIDField(), help_text="Ids of actions that have to be done before.")
    start = serializers.DateField(allow_null=True)
    end = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(Action.Status.choices)
    status_on = serializers.DateField(allow_null=True, help_text="The day of its status, in the workshop's zone.")
    reason = serializers.CharField()
    waits_for = serializers.UUIDField(allow_null=True)
    percent = serializers.IntegerField(allow_null=True)
    step = serializers.CharField(allow_null=True)
    source_capture = serializers.CharField(allow_null=True)
    source_note = serializers.CharField(allow_null=True)
    promises = PromiseSerializer(many=True)
    health = serializers.ChoiceField(
        [(state.value, state.value) for state in State], allow_null=True, help_text="Null for done and dropped."
    )
    health_reason = serializers.CharField()
    revs = serializers.DictField(child=serializers.IntegerField(), help_text="The revision of each field, for `base`.")
