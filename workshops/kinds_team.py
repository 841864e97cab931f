"""The live record kinds of the team on its days: data about single people, so only for those with the right to see these."""

from __future__ import annotations

from typing import Any

from workshops import records
from workshops.models import Attendance, Participation, Training, WorkshopDay
from workshops.models.team import CAME, PLANNED
from workshops.policy import Action
from workshops.records import RecordKind

ATTENDANCE = RecordKind(
    "attendance",
    Attendance,
    {
        "person": records.reference("person", Participation, required=True, once=True, from_wire=False),
        "day": records.reference("day", WorkshopDay, required=True, once=True, from_wire=False),
        "planned": records.choice(PLANNED, blank=True, from_wire=False),
        "came": records.choice(CAME, blank=True, from_wire=False),
    },
    needs=Action.MANAGE_PEOPLE,
    audience=Action.SEE_PEOPLE_DATA,
    topics=("people",),
    creatable=False,
    deletable=False,
)


def _fill_training(tx: Any, training: Training) -> None:
    training.by_id = tx.actor.user_id


TRAINING = RecordKind(
    "training",
    Training,
    {
        "person": records.reference("person", Participation, required=True, once=True, from_wire=False),
        "topic": records.choice(Training._meta.get_field("topic").choices or [], once=True, from_wire=False),
        "on": records.day(required=True, from_wire=False),
        "by": records.reference("by", Training._meta.get_field("by").related_model, from_wire=False),
    },
    needs=Action.EDIT_CHARTER,
    audience=Action.SEE_PEOPLE_DATA,
    topics=("people",),
    creatable=False,
    deletable=False,
    fill=_fill_training,
)

KINDS = (ATTENDANCE, TRAINING)
