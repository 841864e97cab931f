"""The live record kinds of coming to a future state: answers to design questions, the chosen future and its signatures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from mapping.design_questions import CHOICES
from mapping.models import DesignAnswer, FutureSignature, FutureVersion, Map, Step
from mapping.models.futures import SIGNER_CHOICES
from vsm_site.lib.errors import Fault
from workshops import records
from workshops.kinds_guests import keep_to_pace
from workshops.kinds_shared import belongs_to, content, made_by
from workshops.policy import Action
from workshops.records import LiveField, OwnRule, RecordKind

TOPICS = ("futures",)
SAID_BY = made_by("author", "said_at")
MOST_STEPS = 60
"""Steps of one answer."""


def _steps() -> LiveField:
    """Ids of steps."""

    def parse(value: Any) -> list[str]:
        try:
            found = sorted({str(UUID(str(one))) for one in value})
        except (TypeError, ValueError):
            raise ValueError("These are ids of steps.") from None
        if len(found) > MOST_STEPS:
            raise ValueError(f"Choose at most {MOST_STEPS} steps.")
        return found

    return LiveField(parse, lists=Step)


def _fill_answer(tx: Any, record: Any) -> None:
    keep_to_pace(tx)
    SAID_BY(tx, record)


def _check_steps(record: DesignAnswer, written: frozenset[str]) -> list[Fault]:
    """The steps are of this workshop; one that was removed meanwhile may stay."""
    if "steps" not in written or not record.steps:
        return []
    known = Step.objects.filter(workshop_id=record.workshop_id, pk__in=record.steps).count()
    return [] if known == len(record.steps) else [Fault("steps", "Choose steps of a map of this workshop.")]


ANSWER = RecordKind(
    "design_answer",
    DesignAnswer,
    {
        "question": records.choice(CHOICES, once=True),
        "text": records.text(1000, required=True, merges=False),
        "steps": _steps(),
        "map": records.reference("map", Map),
        "author": records.reference("author", DesignAnswer._meta.get_field("author").related_model, from_wire=False),
        "said_at": records.moment(from_wire=False),
    },
    needs=Action.MANAGE_CAPTURES,
    needs_new=Action.CAPTURE,
    new_fields=frozenset({"question", "text", "steps", "map"}),
    own=OwnRule(Action.CAPTURE, belongs_to("author"), frozenset({"text", "steps", "map"}), may_delete=True),
    topics=TOPICS,
    fill=_fill_answer,
    check_fields=_check_steps,
)

VERSION = RecordKind(
    "future_version",
    FutureVersion,
    {
        "number": records.whole(1, 100_000, from_wire=False),
        "map": records.reference("map", Map, required=True, from_wire=False),
        "reason": records.text(500),
        "content": content("a map"),
        "is_withdrawn": records.flag(from_wire=False),
        "made_by": records.reference("made_by", FutureVersion._meta.get_field("made_by").related_model, from_wire=False),
        "made_at": records.moment(from_wire=False),
    },
    needs=Action.PROPOSE_FUTURE,
    needs_new=Action.UPDATE_OWN_ACTION,  # who signs what was drawn since makes a version too; nobody makes one but by the services
    own=OwnRule(Action.UPDATE_OWN_ACTION, belongs_to("made_by"), frozenset({"reason"}), may_delete=True),
    topics=TOPICS,
    creatable=False,
    deletable=False,
    fill=made_by("made_by", "made_at"),
)

SIGNATURE = RecordKind(
    "future_signature",
    FutureSignature,
    {
        "version": records.reference("version", FutureVersion, required=True, from_wire=False),
        "role": records.choice(SIGNER_CHOICES, from_wire=False),
        "by": records.reference("by", FutureSignature._meta.get_field("by").related_model, from_wire=False),
        "at": records.moment(from_wire=False),
    },
    needs=Action.SIGN_FUTURE,
    own=OwnRule(Action.SIGN_FUTURE, belongs_to("by"), may_delete=True),
    topics=TOPICS,
    creatable=False,
    deletable=False,
    fill=made_by(),
)

KINDS = (ANSWER, VERSION, SIGNATURE)
