"""The live record kinds of the walk: its stops, what is seen there, and what nobody knows yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from mapping import fields
from mapping.models import Flow, Information, Observation, Step, Unknown, WalkStop
from mapping.models.walk import OBSERVED
from vsm_site.lib.errors import Fault, Invalid, NotFound
from workshops import records
from workshops.kinds_guests import keep_to_pace
from workshops.kinds_shared import belongs_to
from workshops.models import Participation, Photo
from workshops.policy import Action
from workshops.records import LiveField, OwnRule, RecordKind

TOPICS = ("walk",)
ORDER = LiveField(records.text(120).parse, last_writer_wins=True)
DATA = {"step": fields.STEP, "flow": fields.FLOW, "information": fields.INFORMATION}
"""The data of which somebody may bring one, by kind of record."""


def _check_stop(stop: WalkStop) -> list[Fault]:
    if not stop.title and stop.step_id is None:
        return [Fault("title", "Say where you go, or choose a step of the map.")]
    return []


def _check_once(stop: WalkStop, written: frozenset[str]) -> list[Fault]:
    """A step is one stop of the walk: what is seen of it stands in one place."""
    if "step" not in written or stop.step_id is None:
        return []
    twins = WalkStop.objects.present().filter(workshop_id=stop.workshop_id, step_id=stop.step_id).exclude(pk=stop.pk)
    return [Fault("step", "This step is a stop of the walk already.")] if twins.exists() else []


def _after_stop(tx: Any, stop: WalkStop, written: frozenset[str]) -> None:
    """Whoever says that a place was seen stands for it; a browser without a connection cannot know its people id."""
    if "walked_at" not in written or tx.undoing is not None or stop.deleted_seq is not None:
        return
    if stop.walked_at is None and stop.walked_by_id is not None:
        tx.set(stop, {"walked_by": None})
    elif stop.walked_at is not None and stop.walked_by_id is None:
        rows = Participation.objects.present().filter(workshop_id=tx.workshop_id, user_id=tx.actor.user_id)
        if person := rows.order_by("order_key", "id").first():
            tx.set(stop, {"walked_by": person.pk})


STOP = RecordKind(
    "stop",
    WalkStop,
    {
        "title": records.text(120),
        "step": records.reference("step", Step, needs=Action.EDIT_MAP),
        "place": records.text(160),
        "contact": records.text(160, private=Action.READ_REPORTS),  # somebody's telephone is nothing for walk-up guests
        "asks": records.reference("asks", Participation),
        "writes": records.reference("writes", Participation),
        "on": records.day(),
        "starts_at": records.clock(blank=True),
        "minutes": records.whole(1, 480),
        "walked_at": records.moment(needs=Action.EDIT_MAP),
        "walked_by": records.reference("walked_by", Participation, needs=Action.EDIT_MAP),
        "order_key": ORDER,
    },
    needs=Action.RUN_WORKSHOP,
    topics=TOPICS,
    check=_check_stop,
    check_fields=_check_once,
    after=_after_stop,
)


def _fill_observation(tx: Any, record: Any) -> None:
    keep_to_pace(tx)
    record.author_id = tx.actor.user_id
    record.noted_at = record.noted_at or tx.at


OBSERVATION = RecordKind(
    "observation",
    Observation,
    {
        "kind": records.choice(OBSERVED),
        "text": records.text(1000, required=True, merges=False),
        "stop": records.reference("stop", WalkStop),
        "step": records.reference("step", Step),
        "flow": records.reference("flow", Flow),
        "information": records.reference("information", Information),
        "photo": records.reference("photo", Photo, from_wire=False),
        "author": records.reference("author", Observation._meta.get_field("author").related_model, from_wire=False),
        "noted_at": records.moment(from_wire=False),
    },
    needs=Action.MANAGE_CAPTURES,
    needs_new=Action.CAPTURE,
    own=OwnRule(Action.CAPTURE, belongs_to("author"), frozenset({"kind", "text", "stop", "step", "flow", "information"}), may_delete=True),
    topics=TOPICS,
    fill=_fill_observation,
)


def _is_bringer(record: Any, user_id: UUID) -> bool:
    return record.owner is not None and record.owner.user_id == user_id


def _check_unknown(record: Unknown) -> list[Fault]:
    if not record.record and not record.text.strip():
        return [Fault("text", "Say what is not known.")]
    if bool(record.record) != bool(record.datum):
        return [Fault("datum", "A datum has both: whose it is, and which.")]
    return []


def _check_datum(record: Unknown, written: frozenset[str]) -> list[Fault]:
    if not {"record", "datum"} & written or not record.record:
        return []
    try:
        kind, pk = records.split_ref(record.record)
        known = DATA.get(kind.name, fields.Fields())
        records.find(record.workshop_id, kind, pk)
    except (Invalid, NotFound):
        return [Fault("record", "There is no such thing on a map of this workshop.")]
    if record.datum not in known:
        return [Fault("datum", "There is no such datum.")]
    twins = Unknown.objects.present().filter(workshop_id=record.workshop_id, record=record.record, datum=record.datum)
    return [Fault("datum", "Somebody brings this already.")] if twins.exclude(pk=record.pk).exists() else []


UNKNOWN = RecordKind(
    "unknown",
    Unknown,
    {
        "text": records.text(300),
        "record": records.text(60, once=True),
        "datum": records.text(40, once=True),
        "owner": records.reference("owner", Participation),
        "due_on": records.day(),
        "source": records.text(160),
        "answer": records.text(1000, merges=False),
        "order_key": ORDER,
    },
    needs=Action.EDIT_MAP,
    own=OwnRule(Action.UPDATE_OWN_ACTION, _is_bringer, frozenset({"answer"})),
    topics=TOPICS,
    check=_check_unknown,
    check_fields=_check_datum,
)
KINDS = (STOP, OBSERVATION, UNKNOWN)
