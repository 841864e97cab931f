"""Meetings of sponsor, owner and coach: planning them, what was said and decided, and what the coach handed over to the owner."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from vsm_site.lib.errors import Invalid
from workshops.access import Actor, get_workshop
from workshops.change import Committed, change
from workshops.kinds import CHARTER
from workshops.kinds_setup import MEETING
from workshops.models import Charter, Meeting
from workshops.policy import Action
from workshops.records import find
from workshops.selectors import preparation as selectors


def add_meeting(
    *, actor: Actor, workshop_id: UUID, values: Mapping[str, Any], people: Collection[str], change_id: UUID | None = None
) -> Meeting:
    """Plan a meeting, or note one that took place; `people` are ids of those of the workshop who take part."""
    parsed = MEETING.parse(values)
    with change(workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="meeting") as tx:
        meeting: Meeting = tx.new(MEETING, parsed)
        tx.bring(meeting, "people", people)
    return meeting


def add_from_charter(*, actor: Actor, workshop_id: UUID, change_id: UUID | None = None) -> Meeting:
    """A meeting that is about what the charter said of briefings before meetings had records of their own; the charter says it no more.

    Invalid where it says nothing of them.
    """
    get_workshop(actor, workshop_id, Action.EDIT_CHARTER)
    charter = Charter.objects.get(workshop_id=workshop_id)
    with change(workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="meeting") as tx:
        text = find(workshop_id, CHARTER, charter.pk).briefings
        if not text:
            raise Invalid("The charter says nothing of briefings any more: look among the meetings.")
        meeting: Meeting = tx.new(MEETING, {"kind": "other", "agenda": text})
        tx.set(charter, {"briefings": ""})
    return meeting


def update_meeting(
    *,
    actor: Actor,
    meeting_id: UUID,
    values: Mapping[str, Any],
    people: Collection[str] | None = None,
    people_seen: Collection[str] | None = None,
    base: Mapping[str, int] | None = None,
    change_id: UUID | None = None,
) -> Committed:
    """Change a meeting; `people` None leaves who takes part as it is. Conflict where a field moved on past its base.

    With `people_seen`, who took part when the writer looked, only what the writer changed of it is changed.
    """
    meeting = selectors.get_meeting(actor, meeting_id, Action.EDIT_CHARTER)
    parsed = MEETING.parse(values)
    with change(meeting.workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="meeting") as tx:
        if parsed:
            tx.set(meeting, parsed, base=base)
        if people is not None:
            tx.bring(meeting, "people", people, people_seen)
    return tx.committed


def remove_meeting(*, actor: Actor, meeting_id: UUID, change_id: UUID | None = None) -> Committed:
    """Take a meeting off the list; Undo brings it back."""
    meeting = selectors.get_meeting(actor, meeting_id, Action.EDIT_CHARTER)
    with change(meeting.workshop_id, actor=actor, needs=Action.EDIT_CHARTER, change_id=change_id, kind="remove-meeting") as tx:
        tx.delete(meeting)
    return tx.committed
