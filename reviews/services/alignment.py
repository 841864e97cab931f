"""The series of alignment meetings and what is written down in them. Every function is one change of the workshop."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from actionplans.services.actions import new_action
from reviews import meetings, notices
from reviews.alignment import next_meeting
from reviews.models import Alignment, AlignmentMeeting, Decision
from reviews.records import ALIGNMENT, DECISION, MEETING
from vsm_site.lib.errors import Invalid
from workshops.access import Actor
from workshops.change import Committed, Tx, change
from workshops.models import Workshop
from workshops.policy import Action

TITLE = 200
"""How long the title of an action may be."""


def plan_series(
    *,
    actor: Actor,
    workshop: Workshop,
    values: Mapping[str, Any],
    base: Mapping[str, int] | None = None,
    change_id: UUID | None = None,
) -> Committed:
    """Begin the series of a workshop, or change its rhythm; the next meeting is planned with it and follows a new rhythm.

    Invalid for a first meeting before the workshop has ended.
    """
    with change(workshop.pk, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind="alignment-series") as tx:
        series = Alignment.objects.filter(workshop_id=workshop.pk).first()
        if series is None or series.deleted_seq is not None:
            series = tx.new(ALIGNMENT, dict(values), pk=series.pk if series else None)
        elif values:
            series = tx.set(series, values, base=base)
        if series.first_on <= workshop.last_day:
            last = workshop.last_day
            raise Invalid({"first_on": f"Choose a day after the workshop, which ends on {last.day} {last:%b %Y}."})
        _follow_rhythm(tx, workshop, series)
    return tx.committed


def move_meeting(
    *, actor: Actor, meeting: AlignmentMeeting, due_on: date, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Put a planned meeting on another day after the workshop; the rhythm stays."""
    with _editing(actor, meeting, "move-meeting", change_id) as (tx, fresh):
        if fresh.status != "planned":
            raise Invalid({"due_on": "Only a planned meeting moves to another day."})
        if due_on <= fresh.workshop.last_day:
            raise Invalid({"due_on": "Choose a day after the workshop."})
        tx.set(fresh, {"due_on": due_on}, base=base)
    return tx.committed


def hold_meeting(
    *, actor: Actor, meeting: AlignmentMeeting, held_on: date, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Record that the meeting took place on this day; the next one of the series is planned."""
    with _editing(actor, meeting, "hold-meeting", change_id) as (tx, fresh):
        if fresh.status == "cancelled":
            raise Invalid({"status": "This meeting was cancelled."})
        if held_on > fresh.workshop.today(tx.at):
            raise Invalid({"held_on": "This day has not come yet. Say on which day the meeting was held."})
        tx.set(fresh, {"status": "held", "held_on": held_on}, base=base)
        _plan_next(tx, fresh)
    return tx.committed


def cancel_meeting(
    *, actor: Actor, meeting: AlignmentMeeting, reason: str, base: Mapping[str, int] | None = None, change_id: UUID | None = None
) -> Committed:
    """Say that a planned meeting is not held, and why; the next one of the series is planned."""
    with _editing(actor, meeting, "cancel-meeting", change_id) as (tx, fresh):
        if fresh.status != "planned":
            raise Invalid({"status": "Only a planned meeting can be cancelled."})
        tx.set(fresh, MEETING.parse({"reason": reason.strip()}, from_wire=False) | {"status": "cancelled"}, base=base)
        _plan_next(tx, fresh)
    return tx.committed


def write_minutes(
    *,
    actor: Actor,
    meeting: AlignmentMeeting,
    values: Mapping[str, Any],
    base: Mapping[str, int] | None = None,
    change_id: UUID | None = None,
) -> Committed:
    """What was said to points of the meeting. Conflict where somebody else wrote to the same lines since `base`."""
    with _editing(actor, meeting, "minutes", change_id) as (tx, fresh):
        if values:
            tx.set(fresh, values, base=base)
    return tx.committed


def set_present(
    *,
    actor: Actor,
    meeting: AlignmentMeeting,
    present: Collection[str],
    seen: Collection[str] | None = None,
    change_id: UUID | None = None,
) -> Committed:
    """Who of the workshop was there: ids of its people. With `seen`, who was noted when the writer looked, only the difference counts."""
    with _editing(actor, meeting, "attendance", change_id) as (tx, fresh):
        tx.bring(fresh, "attendance", present, seen)
    return tx.committed


def record_follow_up(*, actor: Actor, meeting: AlignmentMeeting, values: Mapping[str, Any], change_id: UUID | None = None) -> Committed:
    """A decision or follow-up of the meeting, with who carries it and until when."""
    with _editing(actor, meeting, "decision", change_id) as (tx, fresh):
        tx.new(DECISION, dict(values) | {"meeting": fresh.pk})
    return tx.committed


def make_action(*, actor: Actor, decision: Decision, change_id: UUID | None = None) -> Committed:
    """A follow-up as an action of the plan, with its owner and date, in one change; the decision says so."""
    with change(decision.workshop_id, actor=actor, needs=Action.EDIT_PLAN, change_id=change_id, kind="decision-to-action") as tx:
        tx.require(Action.EDIT_REVIEW)
        fresh = Decision.objects.get(pk=decision.pk)
        if fresh.action_id is not None:
            raise Invalid({"action": "This is in the plan already."})
        values = {"title": fresh.text[:TITLE], "owner": str(fresh.owner_id) if fresh.owner_id else None, "end": fresh.due_on}
        action = new_action(tx, {name: value for name, value in values.items() if value is not None})
        tx.set(fresh, {"action": action.pk})
    return tx.committed


def send_minutes(*, actor: Actor, meeting: AlignmentMeeting, change_id: UUID | None = None) -> int:
    """Send the minutes of a held meeting to those who were there, who lead, and who carry a follow-up; returns how many are told."""
    with _editing(actor, meeting, "send-minutes", change_id) as (tx, fresh):
        if fresh.status != "held":
            raise Invalid({"status": "The minutes are sent after the meeting was held."})
        people = meetings.people_of(fresh)
        tx.set(fresh, {"sent_at": tx.at, "sent_by": tx.actor.user_id})
        notices.send_minutes(tx, fresh, people)
    return len(people)


def _plan_next(tx: Tx, meeting: AlignmentMeeting) -> None:
    """The next meeting of the rhythm, unless the series has ended or one is planned."""
    series = Alignment.objects.present().filter(workshop_id=meeting.workshop_id).first()
    if series is None or series.is_ended or _planned(meeting.workshop_id) is not None:
        return
    after = max(meeting.due_on, meeting.held_on or meeting.due_on)
    tx.new(MEETING, {"due_on": next_meeting(series.first_on, series.months, after)})


def _follow_rhythm(tx: Tx, workshop: Workshop, series: Alignment) -> None:
    """One meeting is planned, on the day that the rhythm gives; none is when the series has ended."""
    planned = _planned(workshop.pk)
    if series.is_ended:
        if planned is not None:
            tx.delete(planned)
        return
    held = AlignmentMeeting.objects.present().filter(workshop_id=workshop.pk).exclude(status="planned").order_by("-due_on").first()
    after = max(held.due_on, held.held_on or held.due_on) if held else workshop.last_day
    due_on = next_meeting(series.first_on, series.months, after)
    if planned is None:
        tx.new(MEETING, {"due_on": due_on})
    elif planned.due_on != due_on:
        tx.set(planned, {"due_on": due_on})


def _planned(workshop_id: UUID) -> AlignmentMeeting | None:
    found: AlignmentMeeting | None = (
        AlignmentMeeting.objects.present().filter(workshop_id=workshop_id, status="planned").order_by("due_on").first()
    )
    return found


@contextmanager
def _editing(actor: Actor, meeting: AlignmentMeeting, kind: str, change_id: UUID | None) -> Iterator[tuple[Tx, AlignmentMeeting]]:
    """An open change with the meeting as it stands under the lock."""
    with change(meeting.workshop_id, actor=actor, needs=Action.EDIT_REVIEW, change_id=change_id, kind=kind) as tx:
        yield tx, AlignmentMeeting.objects.select_related("workshop").get(pk=meeting.pk)
