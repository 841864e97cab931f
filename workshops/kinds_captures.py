"""The live record kind of captures: what is typed in one line, tied to a step, a person and a photo, and what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Fault, NotFound
from workshops import panels, records
from workshops.capture_kinds import read_ties, term_of
from workshops.kinds_guests import keep_to_pace
from workshops.models import Capture, Participation, Photo, WorkshopDay
from workshops.policy import Action
from workshops.records import OwnRule, RecordKind

IN_GLOSSARY = "In the glossary"
_WORDS = frozenset({"kind", "text"})


def _is_own(record: Any, user_id: UUID) -> bool:
    return record.author_id == user_id


def _fill_capture(tx: Any, record: Any) -> None:
    keep_to_pace(tx)
    record.author_id = tx.actor.user_id
    record.captured_at = record.captured_at or tx.at
    _tie(record)
    if _has_meaning(record):  # its place is the glossary
        record.status, record.disposition = "closed", record.disposition or IN_GLOSSARY


def _tie(record: Any) -> None:
    """What the line says after # and @: the step it is about, who takes it."""
    steps = panels.steps(record.workshop) if "#" in record.text or (record.step and not record.at) else []
    people = _people(record.workshop_id) if "@" in record.text else {}
    ties = read_ties(record.text, {step.number for step in steps}, people)
    step = next((step for step in steps if step.number == ties.step), None)
    record.text = ties.text
    record.step = record.step or (step.pk if step else None)
    record.owner_id = record.owner_id or people.get(ties.person)
    if not record.at and record.step:
        record.at = next((step.name[:160] for step in steps if step.pk == record.step), "")


def _people(workshop_id: UUID) -> dict[str, UUID]:
    rows = Participation.objects.present().filter(workshop_id=workshop_id).exclude(role="guest").select_related("user")
    return {row.name: row.pk for row in rows.order_by("-order_key", "-id")}


def _has_meaning(record: Any) -> bool:
    return record.kind == "acronym" and record.status == "open" and bool(term_of(record.text)[1])


def _check_step(record: Any, written: frozenset[str]) -> list[Fault]:
    if "step" not in written or record.step is None:
        return []
    try:
        records.find(record.workshop_id, records.kind_named("step"), record.step)
    except NotFound:
        return [Fault("step", "There is no such step in this workshop.")]
    return []


def _check_merge(record: Any) -> list[Fault]:
    """One stands for others; it does not stand behind another itself."""
    if record.merged_into_id is None:
        return []
    if record.merged_into_id == record.pk or record.merged_into.merged_into_id is not None:
        return [Fault("merged_into", "Merge it into a capture that stands for itself.")]
    if Capture.objects.present().filter(merged_into_id=record.pk).exists():
        return [Fault("merged_into", "Others are merged into this one; it stands for them.")]
    return []


def _part(tx: Any, record: Any) -> None:
    """What was merged into a capture stands for itself again when that goes."""
    for other in Capture.objects.present().filter(merged_into_id=record.pk):
        _set(tx, other, {"merged_into": None, "status": "open", "disposition": ""})


def _after_capture(tx: Any, record: Any, fields: frozenset[str]) -> None:
    """A word that has got its meaning goes into the glossary."""
    if _WORDS & fields and record.deleted_seq is None and tx.undoing is None and _has_meaning(record):
        _set(tx, record, {"status": "closed", "disposition": record.disposition or IN_GLOSSARY})


def _set(tx: Any, record: Any, values: dict[str, Any]) -> None:
    """Set what follows from a change of somebody who may not sort captures."""
    before = tx.granted
    tx.granted = before | {Action.MANAGE_CAPTURES}
    try:
        tx.set(record, values)
    finally:
        tx.granted = before


CAPTURE = RecordKind(
    "capture",
    Capture,
    {
        "kind": records.choice(Capture._meta.get_field("kind").choices or []),
        "text": records.text(1000, required=True, merges=False),
        "at": records.text(160),
        "step": records.key(),
        "author": records.reference("author", Capture._meta.get_field("author").related_model, from_wire=False),
        "owner": records.reference("owner", Participation),
        "photo": records.reference("photo", Photo, from_wire=False),
        "status": records.choice(Capture._meta.get_field("status").choices or []),
        "disposition": records.text(500),
        "group": records.text(80),
        "merged_into": records.reference("merged_into", Capture),
        "carried_to": records.reference("carried_to", WorkshopDay),
        "captured_at": records.moment(from_wire=False),
    },
    needs=Action.MANAGE_CAPTURES,
    needs_new=Action.CAPTURE,
    new_fields=frozenset({"kind", "text", "at", "step", "owner"}),
    own=OwnRule(Action.CAPTURE, _is_own, frozenset({"kind", "text", "at", "step"}), may_delete=True),
    topics=("captures",),
    fill=_fill_capture,
    check=_check_merge,
    check_fields=_check_step,
    before_delete=_part,
    after=_after_capture,
)
