"""The live record kinds of joining: for whoever manages people, and changed by the services of guests only."""

from __future__ import annotations

from workshops import records
from workshops.models import Guest, Joining
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

KINDS = (JOINING, GUEST)
