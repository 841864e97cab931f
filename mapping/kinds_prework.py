"""The live record kind of pre-work, and what of a step it asks for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from mapping import fields
from mapping.models.prework import ANSWER_KINDS, STATES, PreworkAnswer
from vsm_site.lib.errors import Fault, Locked
from workshops import records
from workshops.kinds_shared import made_by
from workshops.models import Participation
from workshops.policy import Action
from workshops.records import LiveField, OwnRule, RecordKind

ASKED = (
    "trigger", "done", "lead_time", "output", "cycle_time", "on_time_delivery", "staffing", "defect_rate", "batch_size", "overtime",
    "complete_accurate", "variation", "wip",
)  # fmt: skip
"""The twelve data of a step (trigger and done are one), in the order of the walk sheet."""


def _data() -> LiveField:
    """Statements by field of a step, as maps have them."""

    def parse(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("This is an object of data by their field.")
        faults = [
            fault
            for key, entry in value.items()
            for fault in (
                fields.STEP[key].check(entry, f".{key}") if key in ASKED else [Fault(f".{key}", "Pre-work does not ask for this.")]
            )
        ]
        if faults:
            raise records.FieldFaults(faults)
        return value

    return LiveField(parse)


def _is_own(record: Any, user_id: UUID) -> bool:
    """Whoever wrote it, or whose place in the workshop it was asked of."""
    return bool(user_id == record.author_id or user_id == record.person.user_id)


def _check(record: PreworkAnswer) -> list[Fault]:
    if record.kind == "step" and not record.step.strip():
        return [Fault("step", "Say which step it is.")]
    if record.kind == "step" and not record.data:
        return [Fault("data", "Answer at least one question about the step.")]
    if record.kind != "step" and not record.text.strip():
        return [Fault("text", "This cannot be empty.")]
    return []


def _guard(tx: Any, record: PreworkAnswer) -> None:
    """What was decided on stays as it was said, also when its author takes back the change that made it."""
    if record.state != "sent" and Action.MANAGE_CAPTURES not in tx.standing.rights | tx.granted:
        raise Locked("This was decided on already. Tell the coach what is different.")


PREWORK = RecordKind(
    "prework",
    PreworkAnswer,
    {
        "person": records.reference("person", Participation, required=True, once=True, from_wire=False),
        "kind": records.choice(ANSWER_KINDS, once=True, from_wire=False),
        "step": records.text(200),
        "data": _data(),
        "text": records.text(1000, merges=False),
        "author": records.reference("author", PreworkAnswer._meta.get_field("author").related_model, from_wire=False),
        "said_at": records.moment(from_wire=False),
        "state": records.choice(STATES, needs=Action.MANAGE_CAPTURES, from_wire=False),
        "answer": records.text(300, needs=Action.MANAGE_CAPTURES, from_wire=False),
    },
    needs=Action.MANAGE_CAPTURES,
    needs_new=Action.PREWORK,
    own=OwnRule(Action.PREWORK, _is_own, frozenset({"step", "data", "text"}), may_delete=True),
    audience=Action.MANAGE_CAPTURES,  # one's numbers are not shown to the others before the day
    topics=("tasks",),
    creatable=False,
    fill=made_by("author", "said_at"),
    check=_check,
    guard=_guard,
)

KINDS = (PREWORK,)
