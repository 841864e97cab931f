"""The live record kinds of sustaining: standard work, its checks, resistance, and measurements between reviews."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from accounts.models import User
from mapping.models import Step
from reviews import measures
from reviews.kinds_common import check_people, count, fill_author, statement
from reviews.models import Measurement, Resistance, StandardFile, StandardWork, SustainmentCheck
from reviews.models.reviews import HOLDS
from reviews.regress import RHYTHMS
from reviews.signals import metric_measured
from vsm_site.lib.errors import Fault
from workshops import records
from workshops.kinds_setup import file_fields
from workshops.kinds_shared import belongs_to, made_by
from workshops.models import Participation
from workshops.policy import Action
from workshops.records import LiveField, OwnRule, RecordKind

TOPIC = ("reviews",)


def _link(value: Any) -> str:
    text = str(records.text(500).parse(value))
    if not text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("Type a whole address that begins with https:// or http://.")
    return text


def _rhythm(value: Any) -> int:
    if value not in dict(RHYTHMS):
        raise ValueError("Choose one of: " + ", ".join(words.lower() for _, words in RHYTHMS) + ".")
    return int(value)


def _is_owner(record: Any, user_id: UUID) -> bool:
    return record.owner is not None and record.owner.user_id == user_id


def _is_author(record: Any, user_id: UUID) -> bool:
    return bool(record.author_id == user_id)


def _after_standard(tx: Any, standard: StandardWork, fields: frozenset[str]) -> None:
    if fields == {"trained"}:
        check_people(standard.workshop_id, standard.trained, "trained")


def _remove_all(tx: Any, standard: StandardWork) -> None:
    for kind in (SustainmentCheck, StandardFile):
        for row in kind.objects.present().filter(standard=standard):
            tx.delete(row)


STANDARD = RecordKind(
    "standard",
    StandardWork,
    {
        "step": records.reference("step", Step),
        "title": records.text(200, required=True),
        "document": records.text(200),
        "link": LiveField(_link),
        "owner": records.reference("owner", Participation),
        "others": records.text(300),
        "audit_days": LiveField(_rhythm, required=True),
        "next_audit": records.day(),
    },
    needs=Action.EDIT_REVIEW,
    own=OwnRule(Action.UPDATE_OWN_ACTION, _is_owner, frozenset({"document", "link", "others", "next_audit"})),
    audience=Action.READ_REPORTS,
    topics=TOPIC,
    sets={"trained": Action.EDIT_REVIEW},
    after=_after_standard,
    before_delete=_remove_all,
)

STANDARD_FILE = RecordKind(
    "standard_file",
    StandardFile,
    {"standard": records.reference("standard", StandardWork, required=True, once=True, from_wire=False)} | file_fields(),
    needs=Action.EDIT_REVIEW,
    needs_new=Action.UPDATE_OWN_ACTION,  # the owner of a standard puts files to it; nobody makes one but by the service
    own=OwnRule(Action.UPDATE_OWN_ACTION, belongs_to("by"), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=TOPIC,
    creatable=False,
    fill=made_by(),
)

CHECK = RecordKind(
    "sustainment_check",
    SustainmentCheck,
    {
        "standard": records.reference("standard", StandardWork, required=True, once=True),
        "on": records.day(required=True),
        "holds": records.choice(HOLDS),
        "findings": records.text(2000),
        "author": records.reference("author", User, from_wire=False),
    },
    needs=Action.EDIT_REVIEW,
    needs_new=Action.UPDATE_OWN_ACTION,
    own=OwnRule(Action.UPDATE_OWN_ACTION, _is_author, frozenset({"on", "holds", "findings"}), may_delete=True),
    audience=Action.READ_REPORTS,
    topics=TOPIC,
    fill=fill_author,
)


def _check_resistance(row: Resistance) -> list[Fault]:
    if row.settled_on is not None and not row.outcome.strip():
        return [Fault("outcome", "Say what became of it.")]
    return []


RESISTANCE = RecordKind(
    "resistance",
    Resistance,
    {
        "text": records.text(1000, required=True, merges=False),
        "who": records.text(200),
        "cause": records.text(1000, merges=False),
        "response": records.text(1000, merges=False),
        "owner": records.reference("owner", Participation),
        "due_on": records.day(),
        "noted_on": records.day(required=True),
        "outcome": records.text(1000, merges=False),
        "settled_on": records.day(from_wire=False),
        "author": records.reference("author", User, from_wire=False),
    },
    needs=Action.EDIT_REVIEW,
    needs_new=Action.UPDATE_OWN_ACTION,
    new_fields=frozenset({"text", "who", "cause", "noted_on"}),
    own=OwnRule(Action.UPDATE_OWN_ACTION, _is_author, frozenset({"text", "who", "cause"})),
    audience=Action.READ_REPORTS,
    topics=TOPIC,
    fill=fill_author,
    check=_check_resistance,
)


def _check_measurement(row: Measurement) -> list[Fault]:
    return measures.faults_of(row.metric, row.value)


def _after_measurement(tx: Any, row: Measurement, fields: frozenset[str]) -> None:
    if "value" in fields:
        metric_measured.send(sender=Measurement, tx=tx, record=row)


MEASUREMENT = RecordKind(
    "measurement",
    Measurement,
    {
        "metric": records.text(60, required=True, once=True),
        "value": LiveField(statement, required=True),
        "measured_on": records.day(required=True),
        "n": LiveField(count),
        "how": records.text(300),
        "author": records.reference("author", User, from_wire=False),
    },
    needs=Action.EDIT_REVIEW,
    audience=Action.READ_REPORTS,
    topics=TOPIC,
    fill=fill_author,
    check=_check_measurement,
    after=_after_measurement,
)

KINDS = (STANDARD, STANDARD_FILE, CHECK, RESISTANCE, MEASUREMENT)
