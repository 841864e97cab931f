"""The live record kinds of joining: for whoever manages people, and changed by the services of guests only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from vsm_site.lib.errors import Busy
from workshops import records
from workshops.joining import CAPTURES_A_MINUTE
from workshops.models import Capture, Guest, Joining
from workshops.models.guests import NAME_LENGTH, STATES
from workshops.policy import Action
from workshops.records import RecordKind

MOST = 500
"""Guests that a workshop may let in at most."""

JOINING = RecordKind(
    "joining",
    Joining,
    {
        "open_until": records.moment(from_wire=False),
        "direct": records.flag(from_wire=False),
        "capacity": records.whole(1, MOST, from_wire=False),
        "version": records.whole(1, 2**31 - 1, from_wire=False),
    },
    needs=Action.MANAGE_PEOPLE,
    audience=Action.MANAGE_PEOPLE,
    topics=("joining",),
    creatable=False,
    deletable=False,
)

GUEST = RecordKind(
    "guest",
    Guest,
    {
        "user": records.reference("user", Guest._meta.get_field("user").related_model, from_wire=False),
        "name": records.text(NAME_LENGTH, required=True, from_wire=False),
        "function": records.text(80, from_wire=False),
        "area": records.text(80, from_wire=False),
        "by_link": records.flag(from_wire=False),
        "state": records.choice(STATES, from_wire=False),
    },
    needs=Action.MANAGE_PEOPLE,
    audience=Action.MANAGE_PEOPLE,
    topics=("joining",),
    creatable=False,
    deletable=False,
)


def keep_to_pace(tx: Any) -> None:
    """Busy until the thirtieth last capture of a guest is a minute old: what came too fast is sent again by itself, and not lost."""
    if not tx.actor.user.is_guest:
        return
    minute = timedelta(minutes=1)
    mine = Capture.objects.filter(workshop_id=tx.workshop_id, author_id=tx.actor.user_id, captured_at__gt=tx.at - minute)
    times = list(mine.order_by("-captured_at").values_list("captured_at", flat=True)[:CAPTURES_A_MINUTE])
    if len(times) == CAPTURES_A_MINUTE:
        raise Busy(int((times[-1] + minute - tx.at).total_seconds() * 1000) + 1)


KINDS = (JOINING, GUEST)
