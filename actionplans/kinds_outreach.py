"""The live record kind of the communication plan and the training plan."""

from __future__ import annotations

from uuid import UUID

from actionplans.models import Outreach
from workshops import records
from workshops.models import Participation
from workshops.policy import Action as Right
from workshops.records import OwnRule, RecordKind


def _is_own(line: Outreach, user_id: UUID) -> bool:
    return line.owner is not None and line.owner.user_id == user_id


OUTREACH = RecordKind(
    "outreach",
    Outreach,
    {
        "kind": records.choice(Outreach.Kind.choices, once=True),
        "audience": records.text(200, required=True),
        "what": records.text(500, required=True),
        "channel": records.text(120),
        "on": records.day(),
        "owner": records.reference("owner", Participation),
        "done_on": records.day(),
    },
    needs=Right.EDIT_PLAN,
    own=OwnRule(Right.UPDATE_OWN_ACTION, _is_own, frozenset({"done_on"})),
    audience=Right.READ_REPORTS,
    topics=("plan",),
)

KINDS = (OUTREACH,)
