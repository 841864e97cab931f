"""The occasions of a workshop as calendars have them, and what still has to be told to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.urls import reverse

from accounts import notifications
from vsm_site.lib import ics
from workshops import invitations, panels
from workshops.access import Actor, can
from workshops.agenda import minutes_off
from workshops.invitations import Entry, Invitee, Occasion, Plan
from workshops.models import AgendaItem, CalendarEntry, Charter, LeadershipVisit, Participation, Workshop, WorkshopDay
from workshops.notices import CALENDAR
from workshops.policy import Action
from workshops.selectors.preparation import list_meetings
from workshops.selectors.running import LEADS, AgendaLine, leads_of, lines_of, list_blocks
from workshops.selectors.workshops import list_days

EMPTY_DAY = timedelta(hours=8)
"""How long a day without blocks is kept free."""
VISIT = timedelta(minutes=30)
"""How long leaders stay whose visit is noted and stands on no agenda."""
_ROLES = {word: role for role, word in LEADS.items()}


@dataclass(frozen=True, slots=True)
class Known:
    """What the occasions of a workshop are made of."""

    workshop: Workshop
    charter: Charter
    blocks: Mapping[UUID, Sequence[AgendaItem]]
    visits: Mapping[UUID, LeadershipVisit]
    leads: Mapping[str, str]


def list_occasions(workshop: Workshop, charter: Charter) -> list[Occasion]:
    """All meetings, days, visits, briefings, parts of days that somebody comes for, and reviews of a workshop the person was let into."""
    blocks: dict[UUID, list[AgendaItem]] = defaultdict(list)
    for item in list_blocks(workshop_id=workshop.pk):
        blocks[item.day_id].append(item)
    visits = {row.day_id: row for row in LeadershipVisit.objects.present().filter(workshop_id=workshop.pk).order_by("-at", "-id")}
    known = Known(workshop, charter, blocks, visits, leads_of(workshop))
    found: list[Occasion] = []
    for number, day in enumerate(list_days(workshop), 1):
        if workshop.first_day <= day.date <= workshop.last_day:  # a day may stay for its notes when the dates leave it out
            found += _of_day(known, day, number)
    return [*_meetings(known), *found, *_reviews(known)]


def _of_day(known: Known, day: WorkshopDay, number: int) -> Iterator[Occasion]:
    """The day itself, then what people come for on it. Once it has begun its times are those that were agreed then."""
    zone = known.workshop.zone
    lines = lines_of(day, known.blocks[day.pk], None, zone, known.leads) if day.pk in known.blocks else ()
    begin = datetime.combine(day.date, day.starts_at, zone)
    end = lines[-1].until if lines else begin + EMPTY_DAY
    if day.agreed_end is not None:
        end = _agreed(end, day.agreed_end)
    theme = f", {day.theme.lower()}" if day.theme else ""
    text = "\n".join(f"{line.starts_at:%H:%M} {line.item.title}" for line in lines)
    place, link = _place(known), reverse("day-page", args=[day.pk])
    yield Occasion(f"day:{day.pk}", _titled(known, f"day {number}{theme}"), begin, end, place=place, text=text, url=link)
    is_visited = False
    for line in lines:
        if found := _of_line(known, day, line, number):
            is_visited = is_visited or found.kind == "visit"
            yield found
    visit = known.visits.get(day.pk)
    if visit is not None and not is_visited:
        at = _at(day, visit.at, known)
        yield Occasion(f"visit:{visit.pk}", _titled(known, f"leadership visit, day {number}"), at, at + VISIT, place=place, url=link)


def _of_line(known: Known, day: WorkshopDay, line: AgendaLine, number: int) -> Occasion | None:
    """A visit or briefing; or a block that somebody leads, who may come for it alone."""
    item = line.item
    is_awaited = item.kind in invitations.VISITS
    leads = item.owner.email if item.owner is not None and item.owner.deleted_seq is None else _ROLES.get(item.lead, "")
    if not is_awaited and (not leads or item.kind in ("break", "close")):
        return None
    begin = _agreed(line.begins, item.agreed_start) if item.agreed_start else line.begins
    return Occasion(
        f"{item.kind if is_awaited else 'part'}:{item.pk}",
        _titled(known, f"{item.title}, day {number}"),
        begin,
        begin + timedelta(minutes=item.duration_minutes),
        place=_place(known),
        text=item.note,
        url=reverse("day-page", args=[day.pk]),
        who=frozenset({leads} - {""}),
    )


def _at(day: WorkshopDay, at: time, known: Known) -> datetime:
    return datetime.combine(day.date, at, known.workshop.zone)


def _agreed(expected: datetime, agreed: time) -> datetime:
    """The agreed time of what is expected then: of that day or, about midnight, of the day before or after."""
    return (expected - timedelta(minutes=minutes_off(expected, agreed))).replace(second=0, microsecond=0)


def _titled(known: Known, what: str) -> str:
    """Among the events of other days it says which workshop it belongs to."""
    return f"{known.workshop.title}: {what}"[:300]


def _place(known: Known) -> str:
    """Room and link, as the charter has them."""
    return ", ".join(part for part in (known.charter.place, known.charter.remote_link) if part)[:300]


def _meetings(known: Known) -> Iterator[Occasion]:
    """The meetings that have a day and are still to come, for those who take part; without a time their hour is not known."""
    rows = [row for row in list_meetings(known.workshop) if row.date and not row.held]
    addresses = _addresses(known.workshop) if rows else {}
    for row in rows:
        assert row.date is not None
        begin = datetime.combine(row.date, row.starts_at or time(), known.workshop.zone)
        yield Occasion(
            f"meeting:{row.pk}",
            _titled(known, str(row)),
            begin,
            begin + (timedelta(minutes=row.minutes) if row.starts_at else timedelta(days=1)),
            all_day=row.starts_at is None,
            place=row.place,
            text=row.agenda,
            url=reverse("meeting", args=[row.pk]),
            who=frozenset(addresses[pk] for pk in row.people if pk in addresses),
        )


def _addresses(workshop: Workshop) -> dict[str, str]:
    """The address of each row of the people, by its id."""
    rows = Participation.objects.present().filter(workshop_id=workshop.pk).exclude(role="guest").select_related("user")
    return {str(row.pk): row.user.email if row.user else row.email for row in rows}


def _reviews(known: Known) -> Iterator[Occasion]:
    """The reviews: their day is known, their hour is not."""
    for review in panels.reviews(known.workshop):
        begin = datetime.combine(review.due_on, time(), known.workshop.zone)
        title = _titled(known, f"{review.day}-day review")
        end = datetime.combine(review.due_on + timedelta(days=1), time(), known.workshop.zone)
        yield Occasion(f"review:{review.day}", title, begin, end, all_day=True, place=known.charter.follow_up_place, url=review.url)


# Who is invited, and what has to be told


def list_people(workshop: Workshop) -> dict[str, list[Participation]]:
    """By address the rows of everybody who comes by an invitation; guests have no address."""
    rows = Participation.objects.present().filter(workshop_id=workshop.pk).exclude(role="guest").select_related("user")
    people: dict[str, list[Participation]] = defaultdict(list)
    for row in rows.order_by("order_key", "id"):
        if row.user is None or row.user.is_active:
            people[row.user.email if row.user else row.email].append(row)
    return people


def _without_mail(people: Mapping[str, Sequence[Participation]], told: Iterable[CalendarEntry]) -> frozenset[str]:
    """The addresses of those who want no mail about calendars, of who was invited and left, too."""
    users = {email: found[0].user for email, found in people.items() if found[0].user} | {row.email: row.user for row in told if row.user}
    unwanted = notifications.without_mail(users.values(), CALENDAR.kind)
    return frozenset(email for email, user in users.items() if user.pk in unwanted)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The occasions of a workshop, who is invited, and what has to be told so that all calendars are right."""

    charter: Charter
    occasions: Sequence[Occasion]
    people: Mapping[str, Sequence[Participation]]
    entries: Mapping[tuple[str, str], CalendarEntry]
    plan: Plan


def outlook(workshop: Workshop, now: datetime) -> Outlook:
    """How the calendars of a workshop stand."""
    charter = Charter.objects.get(workshop_id=workshop.pk)
    occasions, people = list_occasions(workshop, charter), list_people(workshop)
    invitees = [Invitee(email, found[0].name, frozenset(row.role for row in found)) for email, found in people.items()]
    rows = {(row.event, row.email): row for row in CalendarEntry.objects.filter(workshop_id=workshop.pk).select_related("user")}
    entries = [Entry(*key, row.title, row.starts, row.ends, row.all_day, row.place, row.cancelled) for key, row in rows.items()]
    plan = invitations.plan(occasions, invitees, entries, now, _without_mail(people, rows.values()))
    return Outlook(charter, occasions, people, rows, plan)


def count_outdated(workshop: Workshop, now: datetime) -> int:
    """How many invitations have to be sent again or besides, once some were sent; 0 before that."""
    if not CalendarEntry.objects.filter(workshop_id=workshop.pk).exists():
        return 0
    return len(outlook(workshop, now).plan.letters)


def calendar_of(actor: Actor, workshop: Workshop, now: datetime) -> str:
    """What a person of the workshop keeps time for, as a file that calendar programs take over; of a guest the days, without room and link.

    The events are those of the invitations, so that none stands twice.
    """
    rows = list(Participation.objects.present().filter(workshop_id=workshop.pk, user_id=actor.user_id))
    me = Invitee(actor.user.email, str(actor.user), frozenset(row.role for row in rows))
    told = dict(CalendarEntry.objects.filter(workshop_id=workshop.pk, email=me.email).values_list("event", "sequence"))
    found = list_occasions(workshop, Charter.objects.get(workshop_id=workshop.pk))
    mine = [one for one in found if invitations.comes_to(me, one)] or [one for one in found if one.kind == "day"]
    if not can(actor, Action.READ_REPORTS, workshop):  # room and link stand in the charter
        mine = [replace(one, place="") for one in mine]
    return ics.published(workshop.title, [event_of(workshop, one, told.get(one.event, 0), now) for one in mine])


def event_of(workshop: Workshop, occasion: Occasion, sequence: int, stamp: datetime) -> ics.Event:
    """An occasion as calendars have it; its UID is the same in every calendar, and as long as it is the same occasion."""
    return ics.Event(
        uid=str(uuid5(workshop.pk, occasion.event)),
        title=occasion.title,
        starts=occasion.starts,
        ends=occasion.ends,
        stamp=stamp,
        all_day=occasion.all_day,
        place=occasion.place,
        text=occasion.text,
        url=f"{settings.BASE_URL}{occasion.url}" if occasion.url else "",
        sequence=sequence,
    )
