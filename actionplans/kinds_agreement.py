"""The live record kinds of agreeing on a plan: hand-over, baselines, signatures. Only services write them."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from actionplans.models import Baseline, Handover, PlanSignature
from actionplans.models.agreement import SIGNER_CHOICES
from vsm_site.lib.errors import Fault
from workshops import records
from workshops.models import Participation
from workshops.policy import Action as Right
from workshops.records import LiveField, OwnRule, RecordKind

TOPIC = ("plan",)
MOST = 100_000


def _content() -> LiveField:
    """What a baseline holds."""

    def parse(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("This is the content of a plan.")
        return value

    return LiveField(parse, from_wire=False)


def _fill_handover(tx: Any, record: Handover) -> None:
    record.by_id = tx.actor.user_id
    record.at = record.at or tx.at


def _check_handover(record: Handover) -> list[Fault]:
    return [] if record.to_owner or record.note.strip() else [Fault("note", "Say why the coach has it again.")]


def _fill_baseline(tx: Any, record: Baseline) -> None:
    record.made_by_id = tx.actor.user_id
    record.made_at = record.made_at or tx.at


def _fill_signature(tx: Any, record: PlanSignature) -> None:
    record.by_id = tx.actor.user_id
    record.at = record.at or tx.at


HANDOVER = RecordKind(
    "handover",
    Handover,
    {
        "to_owner": records.flag(from_wire=False),
        "by": records.reference("by", User, from_wire=False),
        "owner": records.reference("owner", Participation, from_wire=False),
        "note": records.text(500, from_wire=False),
        "actions": records.whole(0, MOST, required=False, from_wire=False),
        "unready": records.whole(0, MOST, required=False, from_wire=False),
        "at": records.moment(from_wire=False),
    },
    needs=Right.EDIT_PLAN,
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    creatable=False,
    deletable=False,
    fill=_fill_handover,
    check=_check_handover,
)

BASELINE = RecordKind(
    "baseline",
    Baseline,
    {
        "number": records.whole(1, MOST, from_wire=False),
        "reason": records.text(300, from_wire=False),
        "content": _content(),
        "made_by": records.reference("made_by", User, from_wire=False),
        "made_at": records.moment(from_wire=False),
    },
    needs=Right.EDIT_PLAN,
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    creatable=False,
    deletable=False,
    fill=_fill_baseline,
)


def _is_signer(record: PlanSignature, user_id: Any) -> bool:
    return bool(record.by_id == user_id)


SIGNATURE = RecordKind(
    "plan_signature",
    PlanSignature,
    {
        "baseline": records.reference("baseline", Baseline, required=True, from_wire=False),
        "role": records.choice(SIGNER_CHOICES, from_wire=False),
        "by": records.reference("by", User, from_wire=False),
        "at": records.moment(from_wire=False),
    },
    needs=Right.SIGN_PLAN,
    own=OwnRule(Right.SIGN_PLAN, _is_signer, may_delete=True),
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    creatable=False,
    deletable=False,
    fill=_fill_signature,
)

KINDS = (HANDOVER, BASELINE, SIGNATURE)
