"""Reviews in the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews import measures, selectors
from reviews.api.serializers import ReviewPatchSerializer, ReviewSerializer
from reviews.measures import Metric
from reviews.models import Review
from reviews.records import DECISION, REVIEW
from reviews.selectors import Dossier
from reviews.services import reviews
from reviews.services.reviews import Amendment, ReadingEdit
from vsm_site.lib.errors import Fault, Invalid, Repeated
from vsm_site.lib.http import Pages
from workshops.access import Actor, actor_of, get_workshop
from workshops.api.live import IDEMPOTENCY, change_id_of, revs_of, split_base
from workshops.policy import Action

FIELDS = (
    "day",
    "due_on",
    "status",
    "held_on",
    "reason",
    "learned",
    "sustainment",
    "next_steps",
    "starts_at",
    "place",
    "agenda",
    "rating",
    "rating_reason",
    "closing_words",
)
READING_FIELDS = ("value", "n", "how", "measured_on")


def review_shape(dossier: Dossier) -> dict[str, Any]:
    """One review with what was measured and decided, and the revision of each field; `readings` has the latest of any reading."""
    review = dossier.review
    latest = max((rev for row in dossier.rows if row.reading for rev in row.reading.field_revs.values()), default=0)
    return {
        "id": str(review.pk),
        "url": reverse("api-review", args=[review.pk]),
        **{name: REVIEW.dump(review, name) for name in FIELDS},
        "attendance": list(review.attendance),
        "closed_by": str(review.closed_by) if review.closed_by else None,
        "closed_at": review.closed_at,
        "readings": [_measure_shape(row) for row in dossier.rows],
        "decisions": [
            {"id": str(row.pk)} | {name: DECISION.dump(row, name) for name in ("text", "owner", "due_on")} for row in dossier.decisions
        ],
        "revs": revs_of(review, *FIELDS) | {"readings": latest},
    }


def _measure_shape(row: measures.MeasureRow) -> dict[str, Any]:
    reading, metric = row.reading, row.metric
    return {
        "metric": metric.key,
        "label": metric.label,
        "place": metric.place,
        "baseline": metric.baseline,
        "target": metric.target,
        "value": reading.value if reading else None,
        "measured_on": reading.measured_on if reading else None,
        "n": reading.n if reading else None,
        "how": reading.how if reading else "",
        "share_of_promise": row.trend.share_of_promise,
        "result": row.result,
    }


def _one(actor: Actor, review: Review) -> dict[str, Any]:
    return review_shape(selectors.get_dossier(actor, review))


class WorkshopReviews(APIView):
    """The reviews of a workshop."""

    @extend_schema(
        operation_id="workshop_reviews_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("limit", int)],
        responses=ReviewSerializer(many=True),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The reviews by their day, each with what was measured and decided."""
        actor = actor_of(request)
        workshop = get_workshop(actor, pk, Action.READ_REPORTS)
        pages = Pages()
        found = pages.paginate_queryset(selectors.list_dossiers(actor, workshop), request, view=self) or []  # type: ignore[arg-type]
        return pages.get_paginated_response([review_shape(dossier) for dossier in found])


class OneReview(APIView):
    """One review."""

    @extend_schema(operation_id="reviews_retrieve", responses=ReviewSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The review with what was measured and decided, and the revision of each field."""
        actor = actor_of(request)
        return Response(_one(actor, selectors.get_review(actor, pk)))

    @extend_schema(operation_id="reviews_update", parameters=[IDEMPOTENCY], request=ReviewPatchSerializer, responses=ReviewSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Move, hold, cancel or close a review, and record what was measured: all of it or nothing. A closed review takes nothing."""
        actor = actor_of(request)
        review = selectors.get_review(actor, pk)
        given = ReviewPatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        with suppress(Repeated):  # stored before: the answer is the review as it is now
            reviews.amend_review(actor=actor, review=review, given=_amendment(review, given), change_id=change_id_of(request))
        return Response(_one(actor, selectors.get_review(actor, pk)))


def _amendment(review: Review, given: ReviewPatchSerializer) -> Amendment:
    values, base = split_base(given.validated_data)
    people = values.pop("attendance", None)
    seen = base.pop("readings", None)
    edits = _edits(review, values.pop("readings", []), seen)
    return Amendment(values, base, None if people is None else [str(person) for person in people], edits)


def _edits(review: Review, readings: Sequence[Mapping[str, Any]], seen: int | None) -> list[ReadingEdit]:
    """Readings as statements; Invalid for a metric that this workshop does not measure, and for values that cannot be read."""
    metrics = selectors.list_metrics(review.workshop)[0] if readings else []
    known = {key: metric for metric in metrics for key in (metric.key, *metric.reading_keys)}
    faults, edits = [], []
    base = {} if seen is None else dict.fromkeys(READING_FIELDS, seen)
    for place, reading in enumerate(readings):
        metric = known.get(reading["metric"])
        try:
            if metric is None:
                raise Invalid({"metric": "There is no such metric in this workshop."})
            edits.append(_edit(metric, reading, base))
        except Invalid as error:
            faults += [Fault(f"readings[{place}].{fault.path}", fault.text) for fault in error.faults]
    if faults:
        raise Invalid(faults)
    return edits


def _edit(metric: Metric, reading: Mapping[str, Any], base: Mapping[str, int]) -> ReadingEdit:
    key, value = reading["metric"], reading["value"]
    if value is None:
        return ReadingEdit(key, base=base, remove=True)
    try:
        statement = measures.given_reading(value, metric.kind)
    except ValueError as error:
        raise Invalid({"value": str(error)}) from None
    more = {name: reading[name] for name in ("n", "how", "measured_on") if name in reading}
    return ReadingEdit(key, {"value": statement} | more, base)
