"""Pages of check-ins: where one stands, minutes with decisions and follow-ups, the owner's week, news for the sponsor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
import time_machine

from accounts.models import Notification, OutboxMessage
from actionplans import asking, selectors
from actionplans.models import Action, ActionPlan, CheckIn, CheckInPoint, ProgressUpdate, SponsorNote
from actionplans.services import checkins, notes, progress
from tests.actionplans.checkins import WEEKLY, at, meet
from tests.actionplans.factories import make_action
from tests.cast import Cast, make_cast
from vsm_site.lib.errors import Conflict, Forbidden, Invalid
from workshops.change import change
from workshops.models import Change
from workshops.services.changes import undo_change


@pytest.fixture
def plan(db: None) -> Iterable[Cast]:
    """A plan on the second Monday after the workshop, at eight: two owners said a word last week, one is late and silent."""
    with time_machine.travel("2026-11-19T12:00:00Z", tick=False) as clock:
        cast = make_cast()
        make_action(cast, "Results by noon", owner="pia", start=date(2026, 11, 19), end=date(2026, 12, 4), status="doing")
        make_action(cast, "Shorter form", owner="omar", start=date(2026, 11, 19), end=date(2026, 12, 18), status="doing")
        make_action(cast, "Beds by ten", owner="per", end=date(2026, 11, 25))
        make_action(cast, "One list")
        meet(cast)
        clock.move_to(at("2026-11-24T10:00"))
        say(cast, "Results by noon", "pia", "Two wards run it", 50)
        say(cast, "Shorter form", "omar", "Draft is at the printer", 75)
        clock.move_to(at("2026-11-30T08:00"))
        yield cast


def say(cast: Cast, title: str, by: str, text: str, percent: int | None = None) -> ProgressUpdate:
    action = Action.objects.get(title=title, workshop=cast.workshop)
    return progress.report_progress(actor=cast.actor(by), action_id=action.pk, values={"text": text, "percent": percent})


def standing(cast: Cast, when: str) -> asking.Standing:
    cards = selectors.list_cards(cast.actor("omar"), cast.workshop, now=at(when))
    return asking.standings({cast.workshop: cards}, now=at(when))[cast.workshop.pk]


def get(cast: Cast, address: str, name: str = "omar") -> str:
    answer = cast.client(name).get(address.format(pk=cast.workshop.pk))
    assert answer.status_code == 200, answer
    return answer.content.decode()


def post(cast: Cast, address: str, name: str = "omar", **values: Any) -> Any:
    return cast.client(name).post(address.format(pk=cast.workshop.pk), values)


def last_seq(cast: Cast) -> int:
    return Change.objects.filter(workshop=cast.workshop).latest("seq").seq


# Where it stands


def test_who_said_a_word_and_who_is_silent(plan: Cast) -> None:
    found = standing(plan, "2026-11-30T08:00")
    assert (found.since, found.round and found.round.on) == (at("2026-11-23T09:00"), date(2026, 11, 30))
    assert [owner.person.name for owner in found.silent] == ["Per"]
    assert [owner.person.name for owner in found.answered] == ["Omar", "Pia"]
    assert [card.action.title for card in found.late] == ["Beds by ten"]
    assert [card.action.title for card in found.unowned] == ["One list"]
    assert found.stale == ()


def test_until_midnight_it_is_todays_check_in_then_the_next(plan: Cast) -> None:
    days = [standing(plan, when).round for when in ("2026-11-30T09:30", "2026-11-30T23:59", "2026-12-01T00:00", "2027-01-10T08:00")]
    assert [row and row.on for row in days] == [date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 14)]


def test_stale_is_what_was_silent_for_more_than_two_weeks_the_quietest_first(plan: Cast) -> None:
    found = standing(plan, "2026-12-09T08:00")
    assert [(card.action.title, card.silent_for) for card in found.stale] == [
        ("Beds by ten", "20 days"),
        ("One list", "20 days"),
        ("Results by noon", "15 days"),
        ("Shorter form", "15 days"),
    ]


def test_the_page_says_it_and_offers_to_remind(plan: Cast) -> None:
    page = get(plan, "/workshops/{pk}/check-ins/")
    assert "Every Monday at 09:00, until Sun 20 Dec 2026." in page
    assert 'aria-label="Remind Per"' in page and 'aria-label="Remind Pia"' not in page
    answer = post(plan, "/workshops/{pk}/check-ins/remind/", person=plan.person("per").pk)
    assert answer.status_code == 302
    page = get(plan, "/workshops/{pk}/check-ins/")
    assert "Per is asked, with a link to answer." in page and "Asked Mon 30 Nov, 08:00" in page
    assert OutboxMessage.objects.filter(kind="check-in", to="per@example.org").count() == 1


def test_who_may_only_look_is_offered_nothing_to_change(plan: Cast) -> None:
    page = get(plan, "/workshops/{pk}/check-ins/", "obi")
    assert "Remind" not in page and "Set the rhythm" not in page and "Begin the check-in" not in page


def test_the_cadence_is_set_on_its_page(plan: Cast) -> None:
    row = ActionPlan.objects.get(workshop=plan.workshop)
    shown = WEEKLY | {name: WEEKLY[name] for name in WEEKLY}
    revs = {f"rev_{name}": row.rev(name) for name in WEEKLY}
    initial = {f"initial-{name}": value for name, value in shown.items()}
    answer = post(plan, "/workshops/{pk}/check-ins/cadence/", **shown | initial | revs | {"checkin_weekday": 3, "checkin_at": "14:30"})
    assert answer.status_code == 302
    assert "Every Thursday at 14:30, until Sun 20 Dec 2026." in get(plan, "/workshops/{pk}/check-ins/")
    meet(plan, by="fay", checkin_at="15:00")
    answer = post(plan, "/workshops/{pk}/check-ins/cadence/", **shown | initial | revs | {"checkin_at": "16:00"})
    assert (answer.status_code, "Fay changed this while you typed" in answer.content.decode()) == (409, True)
    answer = post(plan, "/workshops/{pk}/check-ins/cadence/", do="end")
    assert answer.status_code == 302
    assert "No rhythm is set yet." in get(plan, "/workshops/{pk}/check-ins/")


def test_an_end_before_the_first_day_is_said_at_its_field(plan: Cast) -> None:
    answer = post(plan, "/workshops/{pk}/check-ins/cadence/", **WEEKLY | {"checkin_until": "2026-11-01"})
    assert (answer.status_code, "This cannot be before the first day." in answer.content.decode()) == (422, True)


# Minutes


def test_minutes_of_a_check_in_with_decisions_and_follow_ups_that_become_actions(plan: Cast) -> None:
    address = post(plan, "/workshops/{pk}/check-ins/begin/")["Location"]
    assert post(plan, "/workshops/{pk}/check-ins/begin/")["Location"] == address
    minutes = CheckIn.objects.get()
    assert (minutes.on, minutes.led_by) == (date(2026, 11, 30), plan.omar)
    post(plan, f"{address}decision/", text="The pilot goes on")
    answer = post(plan, f"{address}follow-up/", title="Ask the laboratory", owner=plan.person("pia").pk, end="2026-12-07")
    assert answer.status_code == 302
    action = Action.objects.get(title="Ask the laboratory")
    assert (action.owner, action.end, action.kind, action.status) == (plan.person("pia"), date(2026, 12, 7), "just_do_it", "todo")
    assert Notification.objects.filter(user=plan.pia, kind="action-assigned", text__contains="Ask the laboratory").count() == 1
    post(plan, f"{address}attendance/", present=[str(plan.person(name).pk) for name in ("omar", "pia")])
    page = get(plan, address, "obi")
    assert "The pilot goes on" in page and "Ask the laboratory" in page and "Two wards run it" in page
    assert "Omar, Pia" in page and 'name="present"' not in page
    assert "2 there · 1 decision · 1 follow-up" in get(plan, "/workshops/{pk}/check-ins/")


def test_a_follow_up_and_its_action_are_one_change_and_one_undo(plan: Cast) -> None:
    minutes = checkins.begin_check_in(actor=plan.actor("omar"), workshop_id=plan.workshop.pk, on=date(2026, 11, 30))
    before = Change.objects.filter(workshop=plan.workshop).count()
    checkins.add_follow_up(actor=plan.actor("omar"), check_in=minutes, values={"title": "Ask the laboratory"})
    assert Change.objects.filter(workshop=plan.workshop).count() == before + 1
    undo_change(actor=plan.actor("omar"), workshop_id=plan.workshop.pk, seq=last_seq(plan))
    assert (CheckInPoint.objects.present().count(), Action.objects.present().filter(title="Ask the laboratory").count()) == (0, 0)


def test_a_follow_up_without_words_is_refused_and_nothing_is_stored(plan: Cast) -> None:
    address = post(plan, "/workshops/{pk}/check-ins/begin/")["Location"]
    before = (last_seq(plan), Action.objects.count())
    answer = post(plan, f"{address}follow-up/", title="", end="2026-12-07")
    assert (answer.status_code, (last_seq(plan), Action.objects.count())) == (422, before)
    answer = post(plan, f"{address}follow-up/", "pia", title="Mine")
    assert (answer.status_code, (last_seq(plan), Action.objects.count())) == (403, before)


def test_taking_a_point_or_the_minutes_out_leaves_the_action(plan: Cast) -> None:
    address = post(plan, "/workshops/{pk}/check-ins/begin/")["Location"]
    post(plan, f"{address}follow-up/", title="Ask the laboratory")
    point = CheckInPoint.objects.get()
    assert post(plan, f"/check-ins/points/{point.pk}/remove/").status_code == 302
    post(plan, f"{address}decision/", text="The pilot goes on")
    assert post(plan, f"{address}remove/").status_code == 302
    assert (CheckIn.objects.present().count(), CheckInPoint.objects.present().count()) == (0, 0)
    assert Action.objects.present().filter(title="Ask the laboratory").count() == 1
    undo_change(actor=plan.actor("omar"), workshop_id=plan.workshop.pk, seq=last_seq(plan))
    assert [row.text for row in CheckInPoint.objects.present()] == ["The pilot goes on"]


def test_notes_and_day_are_changed_and_a_day_has_one_check_in(plan: Cast) -> None:
    actor = plan.actor("omar")
    first = checkins.begin_check_in(actor=actor, workshop_id=plan.workshop.pk, on=date(2026, 11, 23))
    second = checkins.begin_check_in(actor=actor, workshop_id=plan.workshop.pk, on=date(2026, 11, 30))
    address = f"/check-ins/{second.pk}/edit/"
    shown = {"on": "2026-11-30", "initial-on": "2026-11-30", "initial-notes": "", "rev_on": second.rev("on"), "rev_notes": 0}
    assert post(plan, address, **shown, notes="Short today").status_code == 302
    answer = post(plan, address, **shown | {"on": "2026-11-23"}, notes="")
    assert (answer.status_code, "There are minutes of a check-in on this day." in answer.content.decode()) == (422, True)
    assert CheckIn.objects.get(pk=first.pk).on == date(2026, 11, 23)
    assert CheckIn.objects.get(pk=second.pk).notes == "Short today"


def test_who_was_there_counts_from_what_the_page_showed(plan: Cast) -> None:
    actor = plan.actor("omar")
    minutes = checkins.begin_check_in(actor=actor, workshop_id=plan.workshop.pk, on=date(2026, 11, 30))
    pia, per, omar = (str(plan.person(name).pk) for name in ("pia", "per", "omar"))
    checkins.set_attendance(actor=actor, check_in=minutes, present=[pia])
    seen = re.findall(r'name="was" value="([^"]+)"', get(plan, f"/check-ins/{minutes.pk}/"))
    assert seen == [pia]
    checkins.set_attendance(actor=actor, check_in=minutes, present=[pia, per])
    assert post(plan, f"/check-ins/{minutes.pk}/attendance/", present=[omar], was=seen).status_code == 302
    assert sorted(CheckIn.objects.get().attendance) == sorted([omar, per])


def test_a_stranger_cannot_be_noted_as_there(plan: Cast) -> None:
    minutes = checkins.begin_check_in(actor=plan.actor("omar"), workshop_id=plan.workshop.pk, on=date(2026, 11, 30))
    before = last_seq(plan)
    for person in ("nobody", str(plan.workshop.pk)):
        with pytest.raises(Invalid):
            checkins.set_attendance(actor=plan.actor("omar"), check_in=minutes, present=frozenset({person}))
    assert (last_seq(plan), CheckIn.objects.get().attendance) == (before, [])


# The owner's week


def test_the_owners_monday(plan: Cast) -> None:
    page = get(plan, "/week/")
    assert "1 due or late" not in page  # one late, one due this week
    assert "2 due or late, 2 updates came in, 1 owner has not said a word." in page
    assert "Beds by ten" in page and "5 days late" in page and "Two wards run it" in page
    assert page.count("Begin the check-in") == 1


def test_only_plans_that_one_edits_are_in_ones_week(plan: Cast) -> None:
    for name in ("pia", "spring", "uma"):
        assert "Nothing to lead this week" in get(plan, "/week/", name)
    assert "Patient journey" in get(plan, "/week/", "fay")
    with change(plan.workshop.pk, actor=plan.actor("omar")) as tx:
        from workshops.kinds import WORKSHOP
        from workshops.models import Workshop

        tx.set(Workshop.objects.get(pk=plan.workshop.pk), WORKSHOP.parse({"plan_handed_over": True}))
    assert "Nothing to lead this week" in get(plan, "/week/", "fay")
    assert "Patient journey" in get(plan, "/week/")


NEWS = """Patient journey, Mon 30 Nov

Said since the last check-in:
- Shorter form (75 %): Draft is at the printer
- Results by noon (50 %): Two wards run it

Late:
- Beds by ten (Per), 5 days

No word from:
- Per

Comes next:
- Results by noon (Pia), Fri 4 Dec
"""


def test_the_draft_for_the_sponsor_is_drawn_up_from_the_week(plan: Cast) -> None:
    page = get(plan, "/workshops/{pk}/sponsor-note/")
    assert NEWS.strip().replace("\n", "\r\n") in page or NEWS.strip() in page
    assert "Goes to Spring." in page


def test_news_go_once_to_the_sponsor_and_stay_as_they_were_sent(plan: Cast) -> None:
    assert post(plan, "/workshops/{pk}/sponsor-note/", text="Half a sentence", do="draft").status_code == 302
    draft = SponsorNote.objects.get()
    assert (draft.sent_at, OutboxMessage.objects.filter(kind="sponsor-note").count()) == (None, 0)
    assert "Half a sentence" not in get(plan, "/workshops/{pk}/check-ins/", "spring")
    answer = post(
        plan,
        "/workshops/{pk}/sponsor-note/",
        text="A good week.",
        do="send",
        **{"initial-text": "Half a sentence", "rev_text": draft.rev("text")},
    )
    assert (answer.status_code, answer["Location"]) == (302, "/week/")
    draft.refresh_from_db()
    assert (draft.text, draft.sent_at) == ("A good week.", at("2026-11-30T08:00"))
    letter = OutboxMessage.objects.get(kind="sponsor-note")
    assert (letter.to, letter.subject) == ("spring@example.org", "Patient journey: how the week went")
    assert letter.body.startswith("A good week.\n\nOmar\n")
    assert "A good week." in get(plan, "/workshops/{pk}/check-ins/", "spring")
    with pytest.raises(Invalid), change(plan.workshop.pk, actor=plan.actor("omar")) as tx:
        tx.set(draft, {"text": "Another story"})
    assert SponsorNote.objects.get().text == "A good week."


def test_two_who_write_the_draft_see_both_texts(plan: Cast) -> None:
    first = notes.keep_note(actor=plan.actor("omar"), workshop_id=plan.workshop.pk, text="One\nline")
    seen = first.rev("text")
    notes.keep_note(actor=plan.actor("fay"), workshop_id=plan.workshop.pk, text="Two\nline", base={"text": seen})
    with pytest.raises(Conflict):
        notes.send_note(actor=plan.actor("omar"), workshop_id=plan.workshop.pk, text="Three\nline", base={"text": seen})
    assert (SponsorNote.objects.get().sent_at, OutboxMessage.objects.filter(kind="sponsor-note").count()) == (None, 0)


@pytest.mark.parametrize("name", ["pia", "spring", "obi"])
def test_who_may_not_write_summaries_writes_no_news(plan: Cast, name: str) -> None:
    with pytest.raises(Forbidden):
        notes.send_note(actor=plan.actor(name), workshop_id=plan.workshop.pk, text="Hello")
    assert (SponsorNote.objects.count(), OutboxMessage.objects.filter(kind="sponsor-note").count()) == (0, 0)


def test_without_a_sponsor_nothing_is_sent(plan: Cast) -> None:
    with change(plan.workshop.pk, actor=plan.actor("fay")) as tx:
        tx.delete(plan.person("spring"))
    answer = post(plan, "/workshops/{pk}/sponsor-note/", text="A good week.", do="send")
    assert (answer.status_code, "Nobody sponsors this workshop yet." in answer.content.decode()) == (422, True)
    assert SponsorNote.objects.count() == 0


def test_minutes_are_mailed_to_those_there_those_who_lead_and_those_who_own_what_follows(plan: Cast) -> None:
    minutes = checkins.begin_check_in(actor=plan.actor("omar"), workshop_id=plan.workshop.pk, on=date(2026, 11, 30))
    before = Change.objects.count()
    with pytest.raises(Invalid):
        checkins.send_minutes(actor=plan.actor("omar"), check_in=minutes)
    assert (Change.objects.count(), OutboxMessage.objects.filter(kind="check-in-minutes").count()) == (before, 0)
    checkins.set_attendance(actor=plan.actor("omar"), check_in=minutes, present={str(plan.person("pia").pk)})
    checkins.add_decision(actor=plan.actor("omar"), check_in=minutes, text="The pilot starts & stays")
    values = {"title": "Ask the laboratory", "owner": plan.person("per").pk, "end": date(2026, 12, 4)}
    checkins.add_follow_up(actor=plan.actor("omar"), check_in=minutes, values=values)
    answer = plan.client("omar").post(f"/check-ins/{minutes.pk}/send/", follow=True)
    assert "The minutes are on their way to 5 people." in answer.content.decode()
    letters = OutboxMessage.objects.filter(kind="check-in-minutes").order_by("to")
    assert [row.to.partition("@")[0] for row in letters] == ["fay", "omar", "per", "pia", "spring"]
    for line in ("Who was there: Pia", "- The pilot starts & stays", "- Ask the laboratory (Per, until Fri 4 Dec)"):
        assert line in letters[0].body
    assert "Sent Mon 30 Nov, 08:00 by Omar." in answer.content.decode()
    assert plan.client("pia").post(f"/check-ins/{minutes.pk}/send/").status_code == 403
