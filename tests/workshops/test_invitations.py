"""Calendar invitations: who is invited to what, letters that mail programs take over, changes and withdrawals, and the calendar file."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from email.message import Message
from typing import Any

import pytest
import time_machine
from django.db import connections
from icalendar import Calendar

from accounts.models import AuditEntry, NotificationPreference, OutboxMessage
from accounts.services import outbox
from tests.accounts.smtp import Postbox, mail_server
from tests.cast import Cast, add_person
from tests.workshops.test_agenda_pages import text_of
from vsm_site.lib.errors import Forbidden, NotFound
from workshops.agenda_templates import plan_days
from workshops.change import change
from workshops.invitations import Entry, Invitee, Letter, Occasion, comes_to, plan
from workshops.models import AgendaItem, CalendarEntry, Charter, LeadershipVisit, Participation, WorkshopDay
from workshops.policy import Role
from workshops.selectors.days import next_day, next_open_day
from workshops.selectors.invitations import count_outdated, list_occasions
from workshops.selectors.workshops import list_days
from workshops.services import agenda, days, meetings, people
from workshops.services.changes import undo_change
from workshops.services.charter import update_charter
from workshops.services.invitations import send_invitations
from workshops.services.workshops import NewWorkshop, create_workshop, update_workshop

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def occasion(event: str = "day:1", hour: int = 9, **more: Any) -> Occasion:
    begin = DAY.replace(hour=hour)
    return Occasion(event, "Day 1", begin, begin + timedelta(hours=1), **more)


def person(*roles: str, email: str = "pia@example.org") -> Invitee:
    return Invitee(email, "Pia", frozenset(roles))


# Rules


@pytest.mark.parametrize(
    ("roles", "days", "visits", "reviews"),
    [
        ({"owner"}, True, False, True),
        ({"coach"}, True, False, True),
        ({"participant"}, True, False, True),
        ({"sponsor"}, False, True, True),
        ({"observer"}, False, True, False),
        ({"sponsor", "participant"}, True, False, True),
        ({"guest"}, False, False, False),
    ],
)
def test_who_is_invited_to_what(roles: set[str], days: bool, visits: bool, reviews: bool) -> None:
    who = person(*roles)
    found = [comes_to(who, occasion(event)) for event in ("day:1", "visit:1", "briefing:1", "review:30")]
    assert found == [days, visits, visits, reviews]


def test_a_part_of_a_day_is_for_whoever_leads_it_and_is_not_there_all_day() -> None:
    opening = occasion("part:1", who=frozenset({"sponsor"}))
    assert comes_to(person("sponsor"), opening) and not comes_to(person("observer"), opening)
    guest = occasion("part:2", who=frozenset({"pia@example.org"}))
    assert comes_to(person("observer"), guest) and not comes_to(person("participant"), guest)
    assert not comes_to(person("observer", email="per@example.org"), guest)


def entry(of: Occasion, **more: Any) -> Entry:
    return Entry(
        of.event, "pia@example.org", *(more.get(name, getattr(of, name)) for name in ("title", "starts", "ends", "all_day", "place"))
    )


def test_only_what_is_not_told_yet_is_told() -> None:
    one, who = occasion(), [person("participant")]

    def told(*entries: Entry, occasions: tuple[Occasion, ...] = (one,), now: datetime = NOW) -> list[str]:
        return [letter.word for letter in plan(occasions, who, entries, now).letters]

    assert told() == ["new"]
    assert told(entry(one)) == []
    assert told(entry(one, starts=one.starts - timedelta(minutes=5))) == ["changed"]
    assert told(entry(one, place="Elsewhere")) == ["changed"]
    assert told(Entry(one.event, "pia@example.org", one.title, one.starts, one.ends, cancelled=True)) == ["new"]
    assert plan([], who, [entry(one)], NOW).letters == (Letter("off", "pia@example.org", one.event),)
    assert plan([one], [], [entry(one)], NOW).count("off") == 1


def test_what_has_begun_stays_as_it_was_told() -> None:
    one, who = occasion(), [person("participant")]
    moved = entry(one, starts=one.starts - timedelta(minutes=5))
    for occasions, entries in (([one], []), ([one], [moved]), ([], [entry(one)])):
        assert plan(occasions, who, entries, DAY).letters == ()


def test_who_is_not_told_of_what_runs_already_is_named() -> None:
    one, who = occasion(), [person("participant"), person("coach", email="fay@example.org"), person("observer", email="obi@example.org")]
    found = plan([one], who, [entry(one)], one.starts)
    assert (found.letters, found.known, found.too_late) == ((), {one.event: ["pia@example.org"]}, {one.event: ["fay@example.org"]})
    assert plan([one], who, [], one.ends).too_late == {}
    assert plan([one], who, [], one.starts, frozenset({"fay@example.org"})).too_late == {one.event: ["pia@example.org"]}


# In a workshop


@pytest.fixture
def planned(cast: Cast) -> Cast:
    """The cast's workshop in Berlin, with its three days planned and a room."""
    update_workshop(actor=cast.actor("fay"), workshop=cast.workshop, values={"time_zone": "Europe/Berlin"})
    cast.workshop.refresh_from_db()
    agenda.fill_agenda(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    update_charter(
        actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"place": "Room 2.14", "remote_link": "https://meet.example/x"}
    )
    return cast


def send(cast: Cast, who: str = "fay", now: datetime = NOW) -> dict[str, int]:
    told = send_invitations(actor=cast.actor(who), workshop_id=cast.workshop.pk, now=now)
    return {word: told.count(word) for word in ("new", "changed", "off") if told.count(word)}


def entries(cast: Cast, name: str) -> list[tuple[str, int, bool]]:
    """What stands in the person's calendar: kind, sequence and whether it is off."""
    rows = CalendarEntry.objects.filter(workshop=cast.workshop, email=f"{name}@example.org").order_by("starts", "event")
    return [(row.event.partition(":")[0], row.sequence, row.cancelled) for row in rows]


def deliver(now: datetime = NOW) -> dict[tuple[str, str], Message]:
    """Send what is due to a real mail server: the letters by recipient and subject."""
    with mail_server(Postbox()) as postbox:
        outbox.send_due(now=now, limit=500)
    return {(recipient, " ".join(str(letter["Subject"]).split())): letter for recipient, letter in postbox.taken}


def calendar_in(letter: Message) -> tuple[str, Any]:
    """What a letter asks of the calendar, and its event."""
    part = next(part for part in letter.walk() if part.get_content_type() == "text/calendar")
    text = part.get_payload(decode=True)
    assert isinstance(text, bytes)
    calendar = Calendar.from_ical(text)
    assert part.get_param("method") == calendar["METHOD"] and part.get_content_charset() == "utf-8"
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


@pytest.mark.django_db
def test_a_workshop_invites_everybody_to_what_concerns_them(planned: Cast) -> None:
    assert send(planned) == {"new": 4 * 6 + 1 * 7 + 1 * 3}
    in_the_room = [("day", 0, False)] * 3 + [("review", 0, False)] * 3
    for name in ("fay", "omar", "pia", "per"):
        assert entries(planned, name) == in_the_room
    kinds = [kind for kind, _, _ in entries(planned, "spring")]
    assert kinds == ["part", "visit", "visit", "briefing", "review", "review", "review"]
    assert [kind for kind, _, _ in entries(planned, "obi")] == ["visit", "visit", "briefing"]
    assert OutboxMessage.objects.filter(kind="calendar").count() == 34
    assert AuditEntry.objects.filter(action="calendars-told").get().details == {"new": 34, "changed": 0, "off": 0}


@pytest.mark.django_db
@pytest.mark.both_databases
def test_letters_are_requests_that_calendars_take_over(planned: Cast) -> None:
    send(planned)
    letters = deliver()
    assert len(letters) == 34
    letter = letters["spring@example.org", "Invitation: Patient journey: Leadership visit, day 1, Mon 16 Nov, 17:20"]
    method, event = calendar_in(letter)
    assert method == "REQUEST"
    assert event["DTSTART"].to_ical() == b"20261116T172000" and event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event["DTEND"].dt == datetime(2026, 11, 16, 16, 50, tzinfo=UTC)
    assert str(event["ORGANIZER"]) == "mailto:fay@example.org" and event["ORGANIZER"].params["CN"] == "Fay"
    assert str(event["ATTENDEE"]) == "mailto:spring@example.org" and event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert (int(event["SEQUENCE"]), str(event["LOCATION"])) == (0, "Room 2.14, https://meet.example/x")
    words = next(part for part in letter.walk() if part.get_content_type() == "text/plain").get_payload(decode=True).decode()
    assert "Fay invites you.\n" in words.replace("\r\n", "\n")
    assert "Monday 16 November 2026, 17:20 to 17:50 (Europe/Berlin)" in words
    _, day = calendar_in(letters["pia@example.org", "Invitation: Patient journey: day 1, current state, Mon 16 Nov, 09:00"])
    assert "10:45 Walk 1 and 2: see the actual work place" in str(day["DESCRIPTION"])
    _, review = calendar_in(letters["pia@example.org", "Invitation: Patient journey: 30-day review, Fri 18 Dec"])
    assert (review["DTSTART"].dt, review["DTEND"].dt, str(review["TRANSP"])) == (date(2026, 12, 18), date(2026, 12, 19), "TRANSPARENT")


@pytest.mark.django_db
def test_a_moved_visit_is_told_with_the_next_number_under_the_same_uid(planned: Cast) -> None:
    send(planned)
    first = {key: calendar_in(letter)[1] for key, letter in deliver().items()}
    visit = AgendaItem.objects.filter(workshop=planned.workshop, kind="visit").order_by("day__date").first()
    agenda.move_block(actor=planned.actor("fay"), block_id=visit.pk, by=-1)
    assert count_outdated(planned.workshop, NOW) == 2
    assert send(planned, "omar") == {"changed": 2}
    method, event = calendar_in(deliver()["spring@example.org", "Changed: Patient journey: Leadership visit, day 1, Mon 16 Nov, 17:00"])
    before = first["spring@example.org", "Invitation: Patient journey: Leadership visit, day 1, Mon 16 Nov, 17:20"]
    assert (method, int(event["SEQUENCE"]), event["UID"], str(event["ORGANIZER"])) == (
        "REQUEST",
        1,
        before["UID"],
        "mailto:fay@example.org",
    )
    assert entries(planned, "spring")[1] == ("visit", 1, False)
    assert (send(planned), count_outdated(planned.workshop, NOW), deliver()) == ({}, 0, {})


@pytest.mark.django_db
def test_what_is_off_is_taken_back_and_may_come_again(planned: Cast) -> None:
    send(planned)
    deliver()
    visit = AgendaItem.objects.filter(workshop=planned.workshop, kind="visit").order_by("day__date").first()
    removed = agenda.remove_block(actor=planned.actor("fay"), block_id=visit.pk)
    assert send(planned) == {"changed": 4, "off": 2}  # the day ends earlier
    method, event = calendar_in(deliver()["obi@example.org", "Taken back: Patient journey: Leadership visit, day 1, Mon 16 Nov, 17:20"])
    assert (method, str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCEL", "CANCELLED", 1)
    assert entries(planned, "obi")[0] == ("visit", 1, True)
    undo_change(actor=planned.actor("fay"), workshop_id=planned.workshop.pk, seq=removed.seq)
    assert send(planned) == {"new": 2, "changed": 4}
    method, event = calendar_in(deliver()["obi@example.org", "Invitation: Patient journey: Leadership visit, day 1, Mon 16 Nov, 17:20"])
    assert (method, int(event["SEQUENCE"]), "STATUS" in event) == ("REQUEST", 2, False)


@pytest.mark.django_db
def test_people_who_come_are_invited_and_who_goes_is_let_off(planned: Cast) -> None:
    send(planned)
    add_person(planned.workshop, planned.uma, Role.PARTICIPANT, by=planned.fay)
    people.remove_person(actor=planned.actor("fay"), person_id=planned.person("per").pk)
    assert send(planned) == {"new": 6, "off": 6}
    assert entries(planned, "uma") == [("day", 0, False)] * 3 + [("review", 0, False)] * 3
    assert {is_off for _, _, is_off in entries(planned, "per")} == {True}


@pytest.mark.django_db
def test_somebody_without_an_account_is_invited_and_guests_are_not(planned: Cast) -> None:
    people.invite(actor=planned.actor("fay"), workshop_id=planned.workshop.pk, values={"email": "new@example.org", "role": "participant"})
    add_person(planned.workshop, planned.uma, Role.GUEST, by=planned.fay)
    assert send(planned) == {"new": 40}
    assert len(entries(planned, "new")) == 6 and entries(planned, "uma") == []


@pytest.mark.django_db
def test_a_meeting_is_for_those_who_take_part_in_it(planned: Cast) -> None:
    send(planned)
    named = [str(planned.person(name).pk) for name in ("omar", "spring")]
    values = {"kind": "current", "date": date(2026, 11, 17), "starts_at": time(17), "minutes": 45, "place": "Board room"}
    made = meetings.add_meeting(actor=planned.actor("fay"), workshop_id=planned.workshop.pk, values=values, people=named)
    assert send(planned) == {"new": 2}
    method, event = calendar_in(deliver()["omar@example.org", "Invitation: Patient journey: Briefing: current state, Tue 17 Nov, 17:00"])
    assert (method, event["DTEND"].dt, str(event["LOCATION"])) == ("REQUEST", datetime(2026, 11, 17, 16, 45, tzinfo=UTC), "Board room")
    people_now = [str(planned.person(name).pk) for name in ("spring", "pia")]
    meetings.update_meeting(actor=planned.actor("fay"), meeting_id=made.pk, values={"starts_at": time(16)}, people=people_now)
    assert send(planned) == {"new": 1, "changed": 1, "off": 1}
    meetings.update_meeting(actor=planned.actor("fay"), meeting_id=made.pk, values={"starts_at": None})
    assert send(planned) == {"changed": 2}
    assert CalendarEntry.objects.get(event=f"meeting:{made.pk}", email="pia@example.org").all_day
    meetings.remove_meeting(actor=planned.actor("fay"), meeting_id=made.pk)
    assert send(planned) == {"off": 2}


@pytest.mark.django_db
def test_moving_the_workshop_moves_days_and_reviews(planned: Cast) -> None:
    send(planned)
    update_workshop(
        actor=planned.actor("fay"), workshop=planned.workshop, values={"first_day": date(2026, 11, 17), "last_day": date(2026, 11, 19)}
    )
    planned.workshop.refresh_from_db()
    assert send(planned) == {"changed": 34}
    row = CalendarEntry.objects.get(workshop=planned.workshop, email="pia@example.org", event="review:30")
    assert (row.starts, row.sequence) == (datetime(2026, 12, 18, 23, tzinfo=UTC), 1)


@pytest.mark.django_db
def test_a_day_that_stays_for_its_notes_outside_the_dates_is_in_no_calendar_and_takes_nothing_over(planned: Cast) -> None:
    send(planned)
    *_, middle, last = list_days(planned.workshop)
    days.add_lesson(actor=planned.actor("pia"), day_id=last.pk, values={"text": "Ask the ward first"})
    update_workshop(actor=planned.actor("fay"), workshop=planned.workshop, values={"last_day": middle.date.isoformat()})
    planned.workshop.refresh_from_db()
    assert last in list_days(planned.workshop)
    charter = Charter.objects.get(workshop=planned.workshop)
    assert f"day:{last.pk}" not in {found.event for found in list_occasions(planned.workshop, charter)}
    assert (next_open_day(middle), next_day(middle)) == (None, None)
    assert send(planned)["off"] > 0
    assert set(CalendarEntry.objects.filter(event=f"day:{last.pk}").values_list("cancelled", flat=True)) == {True}


def test_who_wants_no_such_mail_gets_none(planned: Cast) -> None:
    NotificationPreference.objects.create(user=planned.pia, kind="calendar", by_mail=False)
    assert send(planned) == {"new": 28}
    assert entries(planned, "pia") == []
    letter = deliver()["per@example.org", "Invitation: Patient journey: 30-day review, Fri 18 Dec"]
    assert letter["List-Unsubscribe"] and letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db
def test_who_wants_no_such_mail_any_more_keeps_the_calendar_and_hears_nothing(planned: Cast) -> None:
    send(planned)
    before = entries(planned, "pia")
    NotificationPreference.objects.create(user=planned.pia, kind="calendar", by_mail=False)
    assert (count_outdated(planned.workshop, NOW), send(planned)) == (0, {})
    people.remove_person(actor=planned.actor("fay"), person_id=planned.person("pia").pk)
    assert send(planned) == {}
    assert (len(before), entries(planned, "pia")) == (6, before)
    assert OutboxMessage.objects.filter(kind="calendar", to="pia@example.org").count() == 6


@pytest.mark.django_db
def test_a_day_that_runs_past_midnight_ends_after_it_began(cast: Cast) -> None:
    day = WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date").first()
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(day, {"starts_at": time(18), "agreed_end": time(0, 30)})
    found = {one.event: (one.starts, one.ends) for one in list_occasions(cast.workshop, Charter.objects.get(workshop=cast.workshop))}
    assert found[f"day:{day.pk}"] == (DAY.replace(hour=18), DAY.replace(day=17, hour=0, minute=30))


@pytest.mark.django_db
def test_once_a_day_has_begun_its_visitors_keep_the_agreed_time(planned: Cast) -> None:
    morning = datetime(2026, 11, 16, 8, 20, tzinfo=UTC)
    send(planned)
    rows = list(AgendaItem.objects.filter(workshop=planned.workshop, day__date="2026-11-16").order_by("order_key"))
    agenda.start_block(actor=planned.actor("fay"), block_id=rows[0].pk, now=morning)
    agenda.extend_block(actor=planned.actor("fay"), block_id=rows[0].pk, minutes=30)
    assert send(planned, now=morning) == {}


@pytest.mark.django_db
def test_a_visit_that_stands_on_no_agenda_and_a_day_without_blocks_are_occasions(cast: Cast) -> None:
    day = WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date").first()
    days.note_visit(actor=cast.actor("fay"), day_id=day.pk, values={"at": time(15, 30)})
    visit = LeadershipVisit.objects.get(day=day)
    found = {one.event: (one.starts, one.ends) for one in list_occasions(cast.workshop, Charter.objects.get(workshop=cast.workshop))}
    assert found[f"day:{day.pk}"] == (DAY, DAY + timedelta(hours=8))
    assert found[f"visit:{visit.pk}"] == (DAY.replace(hour=15, minute=30), DAY.replace(hour=16))


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["spring", "pia", "obi", "ada"])
def test_only_owner_and_coach_send(planned: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        send(planned, who)
    with pytest.raises(NotFound):
        send(planned, "xena")
    assert not CalendarEntry.objects.exists() and not OutboxMessage.objects.filter(kind="calendar").exists()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_invite_once(planned: Cast) -> None:
    gate, told = threading.Barrier(2), []

    def work(who: str) -> None:
        try:
            gate.wait()
            told.append(send(planned, who))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(who,)) for who in ("fay", "omar")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told, key=len) == [{}, {"new": 34}]
    assert (CalendarEntry.objects.count(), OutboxMessage.objects.filter(kind="calendar").count()) == (34, 34)


# Pages


@pytest.mark.django_db
def test_the_page_says_who_is_invited_and_sends(planned: Cast) -> None:
    path = f"/workshops/{planned.workshop.pk}/invitations/"
    with time_machine.travel(NOW):
        said = text_of(planned.client("omar").get(path))
        assert "Nobody was invited yet" in said and "Send 34 invitations" in said and "The charter is not approved yet" in said
        assert "Mon 16 Nov 2026 17:20 to 17:50" in said and "Obi, Spring" in said
        assert "34 invitations on the way: 34 new." in text_of(planned.client("omar").post(path, follow=True))
        assert "Every calendar is right." in text_of(planned.client("fay").get(path))
        visit = AgendaItem.objects.filter(workshop=planned.workshop, kind="visit").order_by("day__date").first()
        agenda.move_block(actor=planned.actor("fay"), block_id=visit.pk, by=-1)
        assert "2 to tell: was 17:20" in text_of(planned.client("fay").get(path))
        agenda_page = f"/workshops/{planned.workshop.pk}/agenda/"
        assert "2 calendar invitations to send" in text_of(planned.client("omar").get(agenda_page))
        assert "to send" not in text_of(planned.client("spring").get(agenda_page))
        agenda.remove_block(actor=planned.actor("fay"), block_id=visit.pk)
        assert "Nobody any more 2 to take back" in text_of(planned.client("fay").get(path))
        answer = planned.client("fay").post(path, follow=True)
        assert "6 invitations on the way: 4 changed and 2 taken back." in text_of(answer)
        assert "nothing was sent" in text_of(planned.client("fay").post(path, follow=True))


@pytest.mark.django_db
def test_a_day_that_runs_is_said_to_be_left_out(planned: Cast) -> None:
    first, url = list_days(planned.workshop)[0], f"/workshops/{planned.workshop.pk}/invitations/"
    with time_machine.travel(datetime.combine(first.date, first.starts_at, planned.workshop.zone) + timedelta(hours=1), tick=False):
        page = planned.client("fay").get(url).content.decode()
        said = planned.client("fay").post(url, follow=True)
    late = {
        row.email for row in Participation.objects.present().filter(workshop=planned.workshop, role__in=("owner", "coach", "participant"))
    }
    words = f"has begun: {len(late)} people are not told of it any more."
    assert words in page and f"{len(late)} not told: it has begun" in page
    assert words in str(next(iter(said.context["messages"])))


def test_the_calendar_file_has_ones_own_dates_as_they_were_invited(planned: Cast) -> None:
    send(planned)
    deliver()
    visit = AgendaItem.objects.filter(workshop=planned.workshop, kind="visit").order_by("day__date").first()
    agenda.move_block(actor=planned.actor("fay"), block_id=visit.pk, by=-1)
    send(planned)
    invited = calendar_in(deliver()["spring@example.org", "Changed: Patient journey: Leadership visit, day 1, Mon 16 Nov, 17:00"])[1]
    path = f"/workshops/{planned.workshop.pk}/calendar/"
    answer = planned.client("spring").get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="patient-journey.ics"'
    calendar = Calendar.from_ical(answer.content)
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert (str(calendar["METHOD"]), len(events), len(calendar.walk("VTIMEZONE"))) == ("PUBLISH", 7, 1)
    assert int(events[str(invited["UID"])]["SEQUENCE"]) == 1
    assert "ATTENDEE" not in answer.content.decode() and "mailto" not in answer.content.decode()
    add_person(planned.workshop, planned.uma, Role.GUEST, by=planned.fay)
    titles = [str(event["SUMMARY"]) for event in Calendar.from_ical(planned.client("uma").get(path).content).walk("VEVENT")]
    assert titles == [
        "Patient journey: day 1, current state",
        "Patient journey: day 2, future state",
        "Patient journey: day 3, action plan",
    ]


@pytest.mark.django_db
def test_room_and_link_are_in_the_calendar_file_of_those_only_who_read_the_charter(planned: Cast) -> None:
    where = {"place": "Room 4", "remote_link": "https://meet.example.org/secret-room"}
    update_charter(actor=planned.actor("fay"), workshop_id=planned.workshop.pk, values=where)
    add_person(planned.workshop, planned.uma, Role.GUEST, by=planned.fay)
    path = f"/workshops/{planned.workshop.pk}/calendar/"
    files = {name: Calendar.from_ical(planned.client(name).get(path).content).walk("VEVENT") for name in ("pia", "uma")}
    places = {name: {str(event.get("LOCATION", "")) for event in events if "day 1" in event["SUMMARY"]} for name, events in files.items()}
    assert places == {"pia": {"Room 4, https://meet.example.org/secret-room"}, "uma": {""}}
    assert len(files["uma"]) == 3


@pytest.mark.django_db
def test_a_new_workshop_has_its_dates_before_anybody_was_invited(cast: Cast) -> None:
    stream = cast.workshop.stream
    made = create_workshop(
        actor=cast.actor("fay"),
        plan=NewWorkshop(stream, "Short", date(2026, 12, 1), date(2026, 12, 1), agenda=plan_days(1, template="short")),
    )
    found = Calendar.from_ical(cast.client("fay").get(f"/workshops/{made.pk}/calendar/").content).walk("VEVENT")
    assert str(found[0]["SUMMARY"]) == "Short: day 1, ninety minutes"
    assert found[0]["DTEND"].dt - found[0]["DTSTART"].dt == timedelta(minutes=90)
    assert Participation.objects.filter(workshop=made).count() == 1
