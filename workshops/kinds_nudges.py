"""The live record kind of hints that were put aside: for coaches, who alone see hints."""

from __future__ import annotations

from workshops import records
from workshops.kinds_shared import made_by
from workshops.models import Dismissal
from workshops.nudges import NAMES
from workshops.policy import Action
from workshops.records import RecordKind

DISMISSAL = RecordKind(
    "dismissal",
    Dismissal,
    {
        "hint": records.choice(NAMES, once=True, from_wire=False),
        "by": records.reference("by", Dismissal._meta.get_field("by").related_model, from_wire=False),
        "at": records.moment(from_wire=False),
    },
    needs=Action.RUN_WORKSHOP,
    audience=Action.RUN_WORKSHOP,
    topics=("hints",),
    creatable=False,
    deletable=False,
    fill=made_by(),
)

KINDS = (DISMISSAL,)
