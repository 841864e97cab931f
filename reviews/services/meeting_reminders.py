"""Reminders of alignment meetings: planned with the meeting, told once, by whoever sweeps first."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.notifications import notify
from accounts.services.rounds import Rounds, plan, send_due
from reviews import due_dates
from reviews.models import Alignment, AlignmentMeeting, MeetingReminder
from reviews.notices import MEETING_DUE
from reviews.selectors import REMINDED_ROLES
from workshops.models import Participation, Workshop


def plan_reminders(meeting: AlignmentMeeting, *, now: datetime) -> None:
    """Make the rounds of a planned meeting, 7 days and 1 day before it and on its day, and cancel those that no longer hold."""
    wanted = {}
    if meeting.status == "planned" and meeting.deleted_seq is None:
        for days in due_dates.REMINDER_DAYS:
            wanted[(days, meeting.due_on)] = due_dates.reminder_at(meeting.due_on, days, meeting.workshop.zone)
    plan(
        MeetingReminder.objects.filter(meeting=meeting, recipient=None),
        wanted,
        key_of=lambda row: (row.days_before, row.for_date),
        new=lambda key, at: MeetingReminder(meeting=meeting, days_before=key[0], for_date=key[1], due_at=at),
        now=now,
    )


def replan(workshop: Workshop, *, now: datetime) -> None:
    """The same for the planned meetings of a workshop whose time zone moved."""
    for meeting in AlignmentMeeting.objects.present().filter(workshop_id=workshop.pk, status="planned"):
        meeting.workshop = workshop
        plan_reminders(meeting, now=now)


def send_due_reminders(*, now: datetime) -> int:
    """Announce every meeting whose time has come; returns how many rounds were sent (accounts.services.rounds)."""
    return send_due(ROUNDS, now=now)


def _rows() -> QuerySet[MeetingReminder]:
    rows = MeetingReminder.objects.filter(recipient=None).select_related("meeting__workshop__stream")
    return rows.order_by("due_at", "meeting__workshop__title", "id")


def _holds(row: MeetingReminder) -> bool:
    meeting = row.meeting
    is_there = meeting.deleted_seq is None and meeting.workshop.deleted_seq is None
    return is_there and meeting.status == "planned" and meeting.due_on == row.for_date


def _recipients(rounds: list[MeetingReminder]) -> dict[User, list[MeetingReminder]]:
    """Who is sponsor, owner or coach now and has no row of the round yet."""
    told = set(
        MeetingReminder.objects.filter(meeting__in={row.meeting_id for row in rounds})
        .exclude(recipient=None)
        .values_list("meeting_id", "days_before", "for_date", "recipient_id")
    )
    people: dict[UUID, dict[User, None]] = defaultdict(dict)
    rows = Participation.objects.present().filter(workshop_id__in={row.meeting.workshop_id for row in rounds}, user__is_active=True)
    for person in rows.filter(role__in=REMINDED_ROLES).select_related("user").order_by("user__email"):
        people[person.workshop_id][person.user] = None
    found: dict[User, list[MeetingReminder]] = defaultdict(list)
    for row in rounds:
        for user in people[row.meeting.workshop_id]:
            if (row.meeting_id, row.days_before, row.for_date, user.pk) not in told:
                found[user].append(row)
    return found


def _announce(user: User, rounds: list[MeetingReminder], now: datetime) -> None:
    """One message with the row of each round that it stands for; each meeting is said once."""
    MeetingReminder.objects.bulk_create(
        MeetingReminder(
            meeting=row.meeting, days_before=row.days_before, for_date=row.for_date, recipient=user, due_at=row.due_at, sent_at=now
        )
        for row in rounds
    )
    meetings = {row.meeting_id: row.meeting for row in rounds}
    said = [_sentence(meeting, now) for meeting in meetings.values()]
    first = next(iter(meetings.values()))
    notify(
        [user],
        MEETING_DUE,
        text=" ".join(said),
        url=first.get_absolute_url() if len(meetings) == 1 else reverse("sponsor-dashboard"),
        dedupe_key=f"{MEETING_DUE}:" + ",".join(str(row.pk) for row in rounds),
        workshop_id=first.workshop_id if len(meetings) == 1 else None,
        mail_subject=said[0].rstrip("."),
        now=now,
    )


ROUNDS = Rounds(_rows, _holds, _recipients, _announce)


def _sentence(meeting: AlignmentMeeting, now: datetime) -> str:
    """`Patient journey: the alignment meeting is tomorrow, Thu 18 Feb 2027, Room 4.`"""
    left, date = (meeting.due_on - meeting.workshop.today(now)).days, f"{meeting.due_on:%a} {meeting.due_on.day} {meeting.due_on:%b %Y}"
    if left < 0:
        return f"{meeting.workshop.title}: the alignment meeting was due on {date}."
    when = "is today" if left == 0 else f"is tomorrow, {date}" if left == 1 else f"is on {date}"
    series = Alignment.objects.present().filter(workshop_id=meeting.workshop_id).first()
    place = f", {series.place}" if series and series.place else ""
    return f"{meeting.workshop.title}: the alignment meeting {when}{place}."
