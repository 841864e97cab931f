"""The live record kinds of agreeing on a plan: hand-over, baselines, signatures. Only services write them."""

from __future__ import annotations

from accounts.models import User
from actionplans.models import Baseline, Handover, PlanSignature
from actionplans.models.agreement import SIGNER_CHOICES
from vsm_site.lib.errors import Fault
from workshops import records
from workshops.kinds_shared import belongs_to, content, made_by
from workshops.models import Participation
from workshops.policy import Action as Right
from workshops.records import OwnRule, RecordKind

TOPIC = ("plan",)
MOST = 100_000


def _check_handover(record: Handover) -> list[Fault]:
    return [] if record.to_owner or record.note.strip() else [Fault("note", "Say why the coach has it again.")]


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
    fill=made_by(),
    check=_check_handover,
)

BASELINE = RecordKind(
    "baseline",
    Baseline,
    {
        "number": records.whole(1, MOST, from_wire=False),
        "reason": records.text(300, from_wire=False),
        "content": content("a plan"),
        "made_by": records.reference("made_by", User, from_wire=False),
        "made_at": records.moment(from_wire=False),
    },
    needs=Right.EDIT_PLAN,
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    creatable=False,
    deletable=False,
    fill=made_by("made_by", "made_at"),
)


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
    own=OwnRule(Right.SIGN_PLAN, belongs_to("by"), may_delete=True),
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    creatable=False,
    deletable=False,
    fill=made_by(),
)

KINDS = (HANDOVER, BASELINE, SIGNATURE)
