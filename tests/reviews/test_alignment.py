"""Alignment meetings: their rhythm, what each of the eight points is filled with, minutes, and follow-ups that become actions."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from accounts.models import Notification, OutboxMessage
from actionplans.models import Action
from actionplans.services.actions import change_status, create_action
from reviews.alignment import POINTS, after_months, next_meeting
from reviews.models import Alignment, AlignmentMeeting, Decision
from reviews.services import alignment
from reviews.services.meeting_reminders import send_due_reminders
from tests.cast import Cast
from tests.reviews.factories import draw_maps, hold, measure
from tests.reviews.test_reviews import fields_of, head, text_of
from workshops.models import Change
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db
FIRST = date(2027, 2, 18)
READERS = [("fay", 200), ("omar", 200), ("spring", 200), ("pia", 200), ("obi", 200), ("ada", 403), ("uma", 404), ("xena", 404)]


def plan(cast: Cast, first_on: date = FIRST, months: int = 3) -> AlignmentMeeting:
    values = {"first_on": first_on, "months": months, "place": "Room 4"}
    alignment.plan_series(actor=cast.actor("omar"), workshop=cast.workshop, values=values)
    return next_of(cast)


def next_of(cast: Cast) -> AlignmentMeeting:
    return AlignmentMeeting.objects.select_related("workshop").get(workshop=cast.workshop, status="planned", deleted_seq=None)


def days(cast: Cast) -> list[tuple[date, str]]:
    rows = AlignmentMeeting.objects.present().filter(workshop=cast.workshop).order_by("due_on")
    return list(rows.values_list("due_on", "status"))


def point(page: Any, key: str) -> list[str]:
    """What a page tells to one point, with the notes."""
    (view,) = [view for view in page.context["points"] if view.point.key == key]
    return [" · ".join(filter(None, (fact.text, fact.note))) for fact in view.facts]


def test_the_rhythm_counts_from_the_first_day() -> None:
    assert [after_months(date(2027, 1, 31), months) for months in (1, 2, 12, 13)] == [
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
    ]
    first = date(2026, 11, 30)
    assert next_meeting(first, 3, date(2026, 11, 18)) == first
    assert next_meeting(first, 3, first) == date(2027, 2, 28)
    assert next_meeting(first, 3, date(2027, 2, 28)) == date(2027, 5, 30)
    assert next_meeting(first, 12, date(2030, 11, 29)) == date(2030, 11, 30)
    assert [point.key for point in POINTS] == [
        "results",
        "impact",
        "coming",
        "environment",
        "communication",
        "map_update",
        "plan_update",
        "sustainment",
    ]


def test_a_series_is_planned_and_its_next_meeting_follows_a_new_rhythm(cast: Cast) -> None:
    address = f"/workshops/{cast.workshop.pk}/alignment/"
    assert "No alignment meeting is planned" in text_of(cast.client("omar").get(address))
    answer = cast.client("omar").post(f"{address}rhythm/", {"first_on": "2027-02-18", "months": "3", "place": "Room 4"})
    assert (answer.status_code, days(cast)) == (302, [(FIRST, "planned")])
    sent = fields_of(cast.client("omar").get(f"{address}rhythm/").context["form"]) | {"months": "6", "first_on": "2027-03-01"}
    assert cast.client("omar").post(f"{address}rhythm/", sent).status_code == 302
    assert days(cast) == [(date(2027, 3, 1), "planned")]
    assert "Every half-year, from Mon 1 Mar 2027 · Room 4" in text_of(cast.client("pia").get(address))
    sent = fields_of(cast.client("omar").get(f"{address}rhythm/").context["form"]) | {"is_ended": "on"}
    cast.client("omar").post(f"{address}rhythm/", sent)
    assert (days(cast), Alignment.objects.get().is_ended) == ([], True)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"first_on": "2026-11-18", "months": "3"}, "Choose a day after the workshop, which ends on 18 Nov 2026."),
        ({"first_on": "2027-02-18", "months": "5"}, "Select a valid choice."),
        ({"first_on": "", "months": "3"}, "This field is required."),
    ],
)
def test_a_wrong_rhythm_is_refused_at_its_field(cast: Cast, sent: dict[str, str], words: str) -> None:
    before = head(cast)
    answer = cast.client("omar").post(f"/workshops/{cast.workshop.pk}/alignment/rhythm/", sent)
    assert (answer.status_code, words in text_of(answer), head(cast), Alignment.objects.count()) == (422, True, before, 0)


@time_machine.travel("2027-02-19T12:00:00Z", tick=False)
def test_a_held_meeting_plans_the_next_one_and_undo_takes_both_back(cast: Cast) -> None:
    meeting = plan(cast)
    answer = cast.client("fay").post(f"/alignment/{meeting.pk}/hold/", {"held_on": "2027-02-19", "initial-held_on": "2027-02-18"})
    assert (answer.status_code, days(cast)) == (302, [(FIRST, "held"), (date(2027, 5, 18), "planned")])
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert days(cast) == [(FIRST, "planned")]


@time_machine.travel("2027-02-17T12:00:00Z", tick=False)
def test_a_meeting_is_not_held_before_its_day_comes(cast: Cast) -> None:
    meeting, before = plan(cast), head(cast)
    answer = cast.client("omar").post(f"/alignment/{meeting.pk}/hold/", {"held_on": "2027-02-18"})
    assert "This day has not come yet." in text_of(answer)
    assert (answer.status_code, head(cast), days(cast)) == (422, before, [(FIRST, "planned")])


def test_a_cancelled_meeting_says_why_and_the_series_goes_on(cast: Cast) -> None:
    meeting, before = plan(cast), head(cast)
    answer = cast.client("omar").post(f"/alignment/{meeting.pk}/cancel/", {"reason": ""})
    assert (answer.status_code, head(cast)) == (422, before)
    cast.client("omar").post(f"/alignment/{meeting.pk}/cancel/", {"reason": "The board meets elsewhere"})
    assert days(cast) == [(FIRST, "cancelled"), (date(2027, 5, 18), "planned")]
    assert "Cancelled: The board meets elsewhere" in text_of(cast.client("pia").get(f"/alignment/{meeting.pk}/"))


def test_a_moved_meeting_leaves_the_rhythm(cast: Cast) -> None:
    meeting = plan(cast)
    sent = {"due_on": "2027-02-22", "initial-due_on": "2027-02-18"}
    assert cast.client("omar").post(f"/alignment/{meeting.pk}/day/", sent).status_code == 302
    with time_machine.travel("2027-02-22T12:00:00Z", tick=False):
        alignment.hold_meeting(actor=cast.actor("omar"), meeting=meeting, held_on=date(2027, 2, 22))
    assert days(cast) == [(date(2027, 2, 22), "held"), (date(2027, 5, 18), "planned")]


@pytest.mark.parametrize(("who", "status"), READERS)
def test_who_reads_a_meeting(cast: Cast, who: str, status: int) -> None:
    meeting = plan(cast)
    assert cast.client(who).get(f"/alignment/{meeting.pk}/").status_code == status
    assert cast.client(who).get(f"/workshops/{cast.workshop.pk}/alignment/").status_code == status


def test_the_points_are_filled_from_what_happened_since(cast: Cast) -> None:
    owner = str(cast.person("per").pk)
    with time_machine.travel("2026-12-01T09:00:00Z", tick=False):
        draw_maps(cast)
        made = [
            create_action(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"title": title, "owner": owner, **more})
            for title, more in (
                ("Order sheet", {"kind": "just_do_it", "end": "2026-12-10"}),
                ("Triage event", {"kind": "event", "start": "2027-03-01", "end": "2027-03-03"}),
                ("Far event", {"kind": "event", "start": "2027-09-01", "end": "2027-09-02"}),
                ("Porter round", {"kind": "just_do_it", "end": "2027-01-10"}),
            )
        ]
        change_status(actor=cast.actor("omar"), action_id=made[0].pk, values={"status": "done"})
    with time_machine.travel("2026-12-18T12:00:00Z", tick=False):
        measure(cast, 30, lead_time="9 h")
        hold(cast, 30)
        meeting = plan(cast)
    with time_machine.travel("2027-02-18T08:00:00Z", tick=False):
        page = cast.client("omar").get(f"/alignment/{meeting.pk}/")
    assert point(page, "results") == ["Done: Order sheet · Just do it", "30-day review held · Fri 18 Dec"]
    assert point(page, "impact")[0].startswith("Lead time: 10 h → 9 h, promised 6 h")
    assert point(page, "coming") == [
        "Triage event · Kaizen event, Wed 3 Mar · in 13 days, Per",
        "60-day review · Sun 17 Jan",
        "90-day review · Tue 16 Feb",
    ]
    assert point(page, "communication") == []
    assert point(page, "map_update") == ["Maps: 2 added", "Steps: 4 added", "Flows: 2 added"]
    late, added = point(page, "plan_update")
    assert (late.startswith("Late: Porter round"), added) == (True, "4 actions added")
    assert page.context["since"].after == date(2026, 11, 18)
    assert page.context["since"].ahead == date(2027, 5, 18)


def test_the_next_meeting_looks_back_to_the_last_one_alone(cast: Cast) -> None:
    with time_machine.travel("2027-02-18T12:00:00Z", tick=False):
        first = plan(cast)
        create_action(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"title": "Before"})
        alignment.write_minutes(actor=cast.actor("omar"), meeting=first, values={"environment": "A second ward opens"})
        alignment.hold_meeting(actor=cast.actor("omar"), meeting=first, held_on=FIRST)
    with time_machine.travel("2027-05-17T12:00:00Z", tick=False):
        page = cast.client("omar").get(f"/alignment/{next_of(cast).pk}/")
    assert page.context["since"].after == FIRST
    assert point(page, "plan_update") == []
    assert point(page, "communication") == ["The minutes of last time were never sent"]
    assert "Said last time A second ward opens" in text_of(page)


def test_two_who_write_minutes_keep_each_other_s_lines(cast: Cast) -> None:
    meeting = plan(cast)
    alignment.write_minutes(actor=cast.actor("omar"), meeting=meeting, values={"results": "one\ntwo\nthree"})
    sent = fields_of(cast.client("omar").get(f"/alignment/{meeting.pk}/minutes/").context["form"])
    alignment.write_minutes(actor=cast.actor("fay"), meeting=next_of(cast), values={"results": "ONE\ntwo\nthree"})
    assert cast.client("omar").post(f"/alignment/{meeting.pk}/minutes/", sent | {"results": "one\ntwo\nTHREE"}).status_code == 302
    assert next_of(cast).results == "ONE\ntwo\nTHREE"
    before = head(cast)
    answer = cast.client("omar").post(f"/alignment/{meeting.pk}/minutes/", sent | {"results": "uno\ntwo\nthree"})
    assert (answer.status_code, head(cast), next_of(cast).results) == (409, before, "ONE\ntwo\nTHREE")


@time_machine.travel("2027-02-18T12:00:00Z", tick=False)
def test_a_follow_up_becomes_an_action_once_with_owner_and_date(cast: Cast) -> None:
    meeting, per = plan(cast), cast.person("per")
    sent = {"text": "Count the porters", "owner": str(per.pk), "due_on": "2027-03-01"}
    assert cast.client("omar").post(f"/alignment/{meeting.pk}/decisions/", sent).status_code == 302
    decision = Decision.objects.get(meeting=meeting)
    for status in (302, 422):
        answer = cast.client("omar").post(f"/alignment/decisions/{decision.pk}/action/")
        assert answer.status_code == status
    action = Action.objects.get(workshop=cast.workshop)
    assert (action.title, action.owner_id, action.end) == ("Count the porters", per.pk, date(2027, 3, 1))
    decision.refresh_from_db()
    assert decision.action_id == action.pk
    assert "This is in the plan already. Nothing was stored." in text_of(answer)


@time_machine.travel("2027-02-18T12:00:00Z", tick=False)
def test_minutes_go_to_who_was_there_leads_or_carries_something(cast: Cast) -> None:
    meeting = plan(cast)
    before = head(cast)
    assert cast.client("omar").post(f"/alignment/{meeting.pk}/send/").status_code == 422
    assert (head(cast), Notification.objects.filter(kind="alignment-minutes").count()) == (before, 0)
    alignment.write_minutes(actor=cast.actor("omar"), meeting=meeting, values={"results": "Porters & beds", "sustainment": ""})
    values = {"text": "Count the porters", "owner": cast.person("per").pk, "due_on": date(2027, 3, 1)}
    alignment.record_follow_up(actor=cast.actor("omar"), meeting=meeting, values=values)
    alignment.set_present(actor=cast.actor("omar"), meeting=meeting, present=[str(cast.person("pia").pk)])
    alignment.hold_meeting(actor=cast.actor("omar"), meeting=meeting, held_on=FIRST)
    answer = cast.client("omar").post(f"/alignment/{meeting.pk}/send/", follow=True)
    assert "The minutes are on their way to 5 people." in answer.content.decode()
    mails = OutboxMessage.objects.filter(subject__contains="minutes").order_by("to")
    assert [mail.to for mail in mails] == [f"{name}@example.org" for name in ("fay", "omar", "per", "pia", "spring")]
    body = mails[0].body
    assert "IMPLEMENTATIONS AND RESULTS\nPorters & beds" in body
    assert "- Count the porters (Per, until Mon 1 Mar)" in body
    assert "RESISTANCE" not in body
    assert re.search(rf"http\S+/alignment/{meeting.pk}/", body)
    assert Change.objects.filter(workshop=cast.workshop).latest("seq").kind == "send-minutes"


def test_who_was_there_counts_from_what_the_page_showed(cast: Cast) -> None:
    meeting = plan(cast)
    pia, per, omar = (str(cast.person(name).pk) for name in ("pia", "per", "omar"))
    alignment.set_present(actor=cast.actor("omar"), meeting=meeting, present=[pia])
    page = cast.client("omar").get(f"/alignment/{meeting.pk}/").content.decode()
    seen = re.findall(r'name="initial-present" value="([^"]+)"', page)
    assert seen == [pia]
    alignment.set_present(actor=cast.actor("fay"), meeting=meeting, present=[pia, per])
    sent = {"present": [omar], "initial-present": seen}
    assert cast.client("omar").post(f"/alignment/{meeting.pk}/present/", sent).status_code == 302
    meeting.refresh_from_db()
    assert sorted(meeting.attendance) == sorted([omar, per])


@pytest.mark.parametrize(
    ("now", "who", "is_told"), [("2027-02-10", "omar", False), ("2027-02-11", "omar", True), ("2027-02-11", "pia", False)]
)
def test_a_meeting_within_a_week_waits_for_who_holds_it(cast: Cast, now: str, who: str, is_told: bool) -> None:
    plan(cast)
    with time_machine.travel(f"{now}T12:00:00Z", tick=False):
        page = text_of(cast.client(who).get(f"/workshops/{cast.workshop.pk}/"))
    assert ("Hold the alignment meeting of 18 Feb 2027" in page) is is_told


@time_machine.travel("2027-02-19T12:00:00Z", tick=False)
def test_minutes_that_were_not_sent_wait(cast: Cast) -> None:
    meeting = plan(cast)
    alignment.hold_meeting(actor=cast.actor("omar"), meeting=meeting, held_on=FIRST)
    address = f"/workshops/{cast.workshop.pk}/"
    assert "Send the minutes of the alignment meeting of 18 Feb 2027" in text_of(cast.client("omar").get(address))
    alignment.send_minutes(actor=cast.actor("omar"), meeting=meeting)
    assert "Send the minutes" not in text_of(cast.client("omar").get(address))


def test_leaders_are_reminded_of_a_planned_meeting_and_of_no_other(cast: Cast) -> None:
    with time_machine.travel("2027-02-01T12:00:00Z", tick=False):
        meeting = plan(cast)

        def told(at: str) -> list[tuple[str, str]]:
            before = set(Notification.objects.values_list("pk", flat=True))
            send_due_reminders(now=datetime.fromisoformat(at))
            rows = Notification.objects.filter(kind="alignment-due").exclude(pk__in=before).order_by("user__email")
            return list(rows.values_list("user__display_name", "text"))

        words = "Patient journey: the alignment meeting {}, Room 4."
        leaders = ("Fay", "Omar", "Spring")
        assert told("2027-02-11T08:59:00+00:00") == []
        assert told("2027-02-11T09:00:00+00:00") == [(name, words.format("is on Thu 18 Feb 2027")) for name in leaders]
        assert told("2027-02-11T10:00:00+00:00") == []
        alignment.move_meeting(actor=cast.actor("omar"), meeting=meeting, due_on=date(2027, 2, 19))
        assert told("2027-02-17T09:00:00+00:00") == [(name, words.format("is on Fri 19 Feb 2027")) for name in leaders]  # five days late
        assert told("2027-02-18T09:00:00+00:00") == [(name, words.format("is tomorrow, Fri 19 Feb 2027")) for name in leaders]
        assert OutboxMessage.objects.filter(kind="alignment-due").count() == 9
        alignment.cancel_meeting(actor=cast.actor("omar"), meeting=next_of(cast), reason="The plant is closed")
        assert told("2027-02-19T09:00:00+00:00") == []
