"""The live record kinds of check-ins: minutes, what was decided there, and what the sponsor is told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts.models import User
from actionplans.models import Action, CheckIn, CheckInPoint, SponsorNote
from vsm_site.lib.errors import Fault, Invalid
from workshops import records
from workshops.models import Participation
from workshops.policy import Action as Right
from workshops.records import LiveField, RecordKind

TOPIC = ("plan",)
SENT = "This was sent; it does not change any more."


def _fill_check_in(tx: Any, check_in: CheckIn) -> None:
    check_in.led_by_id = check_in.led_by_id or tx.actor.user_id


def _check_check_in(check_in: CheckIn) -> list[Fault]:
    same = CheckIn.objects.present().filter(workshop_id=check_in.workshop_id, on=check_in.on).exclude(pk=check_in.pk)
    return [Fault("on", "There are minutes of a check-in on this day.")] if same.exists() else []


def _after_check_in(tx: Any, check_in: CheckIn, fields: frozenset[str]) -> None:
    if fields == {"attendance"} and _strangers(check_in):
        raise Invalid({"attendance": "There is no such person in this workshop."})


def _strangers(check_in: CheckIn) -> bool:
    try:
        ids = {UUID(entry) for entry in check_in.attendance}
    except ValueError:
        return True
    return Participation.objects.filter(workshop_id=check_in.workshop_id, pk__in=ids).count() != len(ids)


def _remove_points(tx: Any, check_in: CheckIn) -> None:
    for point in CheckInPoint.objects.present().filter(check_in=check_in):
        tx.delete(point)


CHECK_IN = RecordKind(
    "check_in",
    CheckIn,
    {
        "on": records.day(required=True),
        "notes": records.text(4000),
        "led_by": records.reference("led_by", User, from_wire=False),
        "sent_at": records.moment(from_wire=False),
        "sent_by": records.reference("sent_by", User, from_wire=False),
    },
    needs=Right.EDIT_PLAN,
    audience=Right.READ_REPORTS,
    topics=TOPIC,
    sets={"attendance": Right.EDIT_PLAN},
    fill=_fill_check_in,
    check=_check_check_in,
    before_delete=_remove_points,
    after=_after_check_in,
)

POINT = RecordKind(
    "check_in_point",
    CheckInPoint,
    {
        "check_in": records.reference("check_in", CheckIn, required=True, once=True),
        "kind": records.choice(CheckInPoint.Kind.choices, from_wire=False),
        "text": LiveField(records.text(500, required=True).parse, required=True),
        "action": records.reference("action", Action, from_wire=False),
    },
    needs=Right.EDIT_PLAN,
    audience=Right.READ_REPORTS,
    topics=TOPIC,
)


def _fill_note(tx: Any, note: SponsorNote) -> None:
    note.author_id = note.author_id or tx.actor.user_id


def _check_note(note: SponsorNote) -> list[Fault]:
    changed_since = note.sent_at is not None and max(note.field_revs.values()) > note.rev("sent_at")
    return [Fault("text", SENT)] if changed_since else []


NOTE = RecordKind(
    "sponsor_note",
    SponsorNote,
    {
        "text": LiveField(records.text(4000, required=True).parse, merges=True, required=True),
        "author": records.reference("author", User, from_wire=False),
        "sent_at": records.moment(from_wire=False),
    },
    needs=Right.WRITE_SUMMARY,
    topics=TOPIC,
    audience=Right.WRITE_SUMMARY,
    fill=_fill_note,
    check=_check_note,
    creatable=False,
    deletable=False,
)

KINDS = (CHECK_IN, POINT, NOTE)
