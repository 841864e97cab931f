"""Calendar invitations: what has to be told leaves by the outbox, and what stands in whose calendar is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts import audit, mail
from accounts.models import OutboxMessage
from vsm_site.lib import ics
from workshops.access import Actor, get_workshop
from workshops.invitations import Letter, Occasion, Plan
from workshops.models import CalendarEntry, Workshop, WorkshopHead
from workshops.notices import CALENDAR
from workshops.policy import Action
from workshops.selectors.invitations import Outlook, event_of, outlook

SUBJECTS = {"new": "Invitation: {}", "changed": "Changed: {}", "off": "Taken back: {}"}
FIRST = {
    "new": "{} invites you.",
    "changed": "{} changed this; your calendar takes it over.",
    "off": "{} took this back; you need not come.",
}


@dataclass(frozen=True, slots=True)
class _Sent:
    """One letter with what is kept of it."""

    entry: CalendarEntry
    letter: OutboxMessage
    is_new: bool


def send_invitations(*, actor: Actor, workshop_id: UUID, now: datetime) -> Plan:
    """Invite everybody to what is not in the calendar yet, tell what moved, and take back what is off; returns what was told.

    Who did it is the organiser of what is told first, and stays it. Repeated calls tell nothing twice. Several at once follow each other.
    """
    with transaction.atomic():
        WorkshopHead.objects.select_for_update().filter(workshop_id=workshop_id).first()
        workshop = get_workshop(actor, workshop_id, Action.EDIT_CHARTER)
        found = outlook(workshop, now)
        sent = [_write(actor, workshop, found, letter, now) for letter in found.plan.letters]
        CalendarEntry.objects.bulk_create([one.entry for one in sent if one.is_new])
        _update([one.entry for one in sent if not one.is_new])
        mail.queue(one.letter for one in sent)
        if sent:
            told = {word: found.plan.count(word) for word in SUBJECTS}
            organisation = workshop.stream.organisation
            audit.record(actor=actor.user, action="calendars-told", obj=workshop, organisation=organisation, details=told)
    return found.plan


def _update(entries: Iterable[CalendarEntry]) -> None:
    fields = ["user", "title", "starts", "ends", "all_day", "place", "sequence", "cancelled", "sent_at"]
    CalendarEntry.objects.bulk_update(list(entries), fields, batch_size=200)


def _write(actor: Actor, workshop: Workshop, found: Outlook, letter: Letter, now: datetime) -> _Sent:
    entry, is_new = _entry_for(actor, workshop, found, letter)
    if letter.occasion is not None:
        _take_over(entry, letter.occasion)
    entry.cancelled, entry.sent_at = letter.word == "off", now
    rows = found.people.get(letter.email)
    entry.user = rows[0].user if rows else entry.user
    guest = ics.Person(rows[0].name if rows else letter.email, letter.email)
    organiser = ics.Person(entry.organiser_name, entry.organiser_email)
    event = _event(workshop, entry, letter.occasion)
    message = mail.message(
        to=entry.email,
        user=entry.user,
        kind=CALENDAR.kind,
        subject=SUBJECTS[letter.word].format(f"{entry.title}, {_day(entry, workshop)}"),
        body=_body(actor, workshop, entry, letter),
        key=f"{CALENDAR.kind}|{event.uid}|{entry.email}|{entry.sequence}",
        not_before=now,
    )
    message.calendar = ics.withdrawal(event, organiser, guest) if entry.cancelled else ics.invitation(event, organiser, guest)
    return _Sent(entry, message, is_new)


def _entry_for(actor: Actor, workshop: Workshop, found: Outlook, letter: Letter) -> tuple[CalendarEntry, bool]:
    """What was told before, with the next number; else a first entry, whose organiser is whoever sends it."""
    entry = found.entries.get((letter.event, letter.email))
    if entry is not None:
        entry.sequence += 1
        return entry, False
    organiser = {"organiser_name": str(actor.user), "organiser_email": actor.user.email}
    return CalendarEntry(workshop=workshop, event=letter.event, email=letter.email, **organiser), True


def _take_over(entry: CalendarEntry, occasion: Occasion) -> None:
    for name in ("title", "starts", "ends", "all_day", "place"):
        setattr(entry, name, getattr(occasion, name))


def _event(workshop: Workshop, entry: CalendarEntry, occasion: Occasion | None) -> ics.Event:
    """The event as it was told last; one that is off is what it was."""
    shown = occasion or Occasion(
        entry.event, entry.title, entry.starts.astimezone(workshop.zone), entry.ends.astimezone(workshop.zone), entry.all_day, entry.place
    )
    return event_of(workshop, shown, entry.sequence, entry.sent_at)


def _body(actor: Actor, workshop: Workshop, entry: CalendarEntry, letter: Letter) -> str:
    """The same in words, for programs that know no calendars."""
    lines = [FIRST[letter.word].format(actor.user), "", entry.title, _when(entry, workshop)]
    if letter.occasion is not None:
        lines += [f"Where: {entry.place}"] if entry.place else []
        lines += ["", letter.occasion.text] if letter.occasion.text else []
        lines += ["", f"{settings.BASE_URL}{letter.occasion.url}"] if letter.occasion.url else []
    return "\n".join(lines) + "\n"


def _day(entry: CalendarEntry, workshop: Workshop) -> str:
    at = entry.starts.astimezone(workshop.zone)
    return f"{at:%a} {at.day} {at:%b}" if entry.all_day else f"{at:%a} {at.day} {at:%b}, {at:%H:%M}"


def _when(entry: CalendarEntry, workshop: Workshop) -> str:
    begin, end = entry.starts.astimezone(workshop.zone), entry.ends.astimezone(workshop.zone)
    day = f"{begin:%A} {begin.day} {begin:%B %Y}"
    if entry.all_day:
        return day
    return f"{day}, {begin:%H:%M} to {end:%H:%M} ({workshop.time_zone.replace('_', ' ')})"
