"""Shapes of reviews in the API: what is taken and what is given."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from reviews.models.reviews import REVIEW_DAY_CHOICES, STATUS_CHOICES
from reviews.rating import COLOURS
from workshops.api.live import BaseField, StrictSerializer

METRIC_HELP = "A total of the map such as `lead_time`, `target:<id>` of the charter, or `promise:<id>` of an action; GET lists them."
AGENDA_HELP = "One line for each point, its minutes first; empty for the usual agenda."
VALUE_HELP = "A statement: text with its unit, a number, or an object with `value` or `low`/`likely`/`high`; null takes the reading out."


class ReadingInputSerializer(StrictSerializer):
    """What was measured of one metric."""

    metric = serializers.CharField(max_length=60, help_text=METRIC_HELP)
    value = serializers.JSONField(allow_null=True, help_text=VALUE_HELP)
    measured_on = serializers.DateField(required=False)
    n = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=10_000_000, help_text="How many were looked at.")
    how = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ReviewPatchSerializer(StrictSerializer):
    """Some fields of a review, with the revisions they were seen at; a field without one applies."""

    due_on = serializers.DateField(required=False, help_text="Of planned reviews.")
    status = serializers.ChoiceField(
        STATUS_CHOICES, required=False, help_text="`held`, `cancelled` with a reason, `planned` again, or `closed` by the sponsor."
    )
    held_on = serializers.DateField(required=False, help_text="The day on which it was held; today without one.")
    reason = serializers.CharField(max_length=300, required=False, help_text="Why it is cancelled.")
    attendance = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=200, help_text="People ids of all who were there."
    )
    learned = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    sustainment = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    next_steps = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    starts_at = serializers.TimeField(required=False, allow_null=True)
    place = serializers.CharField(max_length=300, required=False, allow_blank=True)
    agenda = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text=AGENDA_HELP)
    rating = serializers.ChoiceField(COLOURS, required=False, allow_blank=True)
    rating_reason = serializers.CharField(max_length=300, required=False, allow_blank=True, help_text="Needed for amber and red.")
    closing_words = serializers.CharField(
        max_length=2000, required=False, allow_blank=True, help_text="By the sponsor, together with the status `closed`."
    )
    readings = ReadingInputSerializer(many=True, required=False, help_text="What was measured; other readings stay.")
    base = BaseField()


class MeasureSerializer(serializers.Serializer[Any]):
    """One metric: what it was, what is promised, what was measured for this review."""

    metric = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    place = serializers.CharField()
    baseline = serializers.CharField()
    target = serializers.CharField()
    value = serializers.JSONField(allow_null=True, help_text="The reading as given, null where there is none.")
    measured_on = serializers.DateField(allow_null=True)
    n = serializers.IntegerField(allow_null=True, help_text="How many were looked at.")
    how = serializers.CharField()
    share_of_promise = serializers.FloatField(
        allow_null=True, help_text="0 nothing moved, 1 the promise, above 1 more, below 0 the wrong way."
    )
    result = serializers.CharField(
        help_text="In words: `Kept`, `On the way`, `Behind by 1.1 d`; until day 90 against the straight way to the promise."
    )


class DecisionSerializer(serializers.Serializer[Any]):
    """What was decided, who carries it, until when."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    owner = serializers.UUIDField(allow_null=True, help_text="A people id.")
    due_on = serializers.DateField(allow_null=True)


class ReviewSerializer(serializers.Serializer[Any]):
    """A review as the API gives it."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    day = serializers.ChoiceField(REVIEW_DAY_CHOICES)
    due_on = serializers.DateField()
    status = serializers.ChoiceField(STATUS_CHOICES)
    held_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField()
    attendance = serializers.ListField(child=serializers.UUIDField())
    learned = serializers.CharField()
    sustainment = serializers.CharField()
    next_steps = serializers.CharField()
    starts_at = serializers.CharField(allow_null=True, help_text="Wall time in the workshop's zone, `HH:MM`.")
    place = serializers.CharField()
    agenda = serializers.CharField(help_text=AGENDA_HELP)
    rating = serializers.ChoiceField(COLOURS, allow_blank=True)
    rating_reason = serializers.CharField()
    closing_words = serializers.CharField(help_text="What the sponsor said when closing it.")
    closed_by = serializers.CharField(allow_null=True, help_text="The name of who closed it.")
    closed_at = serializers.DateTimeField(allow_null=True)
    readings = MeasureSerializer(many=True)
    decisions = DecisionSerializer(many=True)
    revs = serializers.DictField(child=serializers.IntegerField(), help_text="The revision of each field, for `base`.")
