"""The evening of a day: the summary is right against the log, edited, closed, sent, read; a leader answers a barrier."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Notification, OutboxMessage
from mapping.models import Map
from mapping.services.maps import import_document
from mapping.services.steps import add_step, update_step
from tests.cast import Cast
from vsm_site.lib.errors import Forbidden, Invalid
from workshops.change import change
from workshops.kinds import CAPTURE
from workshops.links import personal_url, read_personal
from workshops.models import Barrier, Capture, LeaderQuestion, LeadershipVisit, SummaryReading, WorkshopDay, WorkshopHead
from workshops.selectors.summary import draft, list_readers, summarise_day
from workshops.services import days, summaries
from workshops.services.captures import add_capture
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 16, 17, 0, tzinfo=UTC)


def day(cast: Cast, number: int = 1) -> WorkshopDay:
    return list(WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date"))[number - 1]


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def capture(cast: Cast, text: str, kind: str = "parking_lot", who: str = "pia") -> Capture:
    return add_capture(actor=cast.actor(who), workshop_id=cast.workshop.pk, values={"kind": kind, "text": text})


def a_day(cast: Cast) -> None:
    """A day as it goes: two steps, three numbers, an issue, a decision; one of each is taken back."""
    fay = cast.actor("fay")
    with time_machine.travel(MORNING - timedelta(days=1), tick=False):
        document = {"format": "vsm-map/1", "title": "Current state", "calendar": {"work_per_day": "8 h", "days_per_week": 5}, "steps": []}
        import_document(actor=fay, workshop_id=cast.workshop.pk, source=document)
        question = days.ask_leaders(actor=fay, day_id=day(cast).pk, text="May we start without a stamp?")
    map_ = Map.objects.get(workshop=cast.workshop)
    with time_machine.travel(MORNING, tick=False):
        register = add_step(actor=fay, map_=map_, values={"name": "Register", "lead_time": "10 min"})
        add_step(actor=fay, map_=map_, values={"name": "Triage"})
        add_step(actor=fay, map_=map_, values={"name": "A slip"})
        undo_change(actor=fay, workshop_id=cast.workshop.pk, seq=head(cast))
        update_step(actor=fay, step=register, values={"cycle_time": "3 min", "complete_accurate": 80})
        capture(cast, "Two forms", "issue")
        days.update_note(actor=cast.actor("omar"), record=question, values={"answer": "Yes, from December"})
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        capture(cast, "Tomorrow’s issue", "issue")


LOG = """2 steps mapped on “Current state”: Register and Triage.
3 numbers gathered on 1 step.
1 issue raised: Two forms.
May we start without a stamp? Yes, from December."""


# Drawn up from the log


def test_the_summary_is_right_against_the_log_of_its_day(cast: Cast) -> None:
    a_day(cast)
    assert draft(day(cast)) == LOG
    assert draft(day(cast, 2)) == "1 issue raised: Tomorrow’s issue."
    assert draft(day(cast, 3)) == ""


def test_what_only_some_may_see_is_not_told(cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False), change(cast.workshop.pk, actor=cast.actor("fay"), audience="manage-people") as tx:
        tx.new(CAPTURE, {"kind": "issue", "text": "Behind the curtain"})
    assert draft(day(cast)) == ""


def test_a_list_left_as_it_is_follows_the_log_and_is_kept_when_the_day_is_closed(cast: Cast) -> None:
    a_day(cast)
    client, url = cast.client("omar"), f"/days/{day(cast).pk}/close/"
    page = client.get(url).content.decode()
    assert LOG.splitlines()[0] in page
    said = {"team_did": LOG.replace("\n", "\r\n"), "initial-team_did": LOG.replace("\n", "\r\n"), "accomplishments": "Two words."}
    assert client.post(url, said | {"initial-accomplishments": "", "do": "save"}).status_code == 302
    assert (day(cast).team_did, day(cast).accomplishments) == ("", "Two words.")
    days.close_day(actor=cast.actor("omar"), day_id=day(cast).pk, values={})
    assert day(cast).team_did == LOG
    days.reopen_day(actor=cast.actor("omar"), day_id=day(cast).pk)
    assert (day(cast).closed, day(cast).team_did) == (False, "")


def test_an_edited_list_stays_as_it_was_written_until_it_is_drawn_up_again(cast: Cast) -> None:
    a_day(cast)
    days.write_summary(actor=cast.actor("fay"), day_id=day(cast).pk, values={"team_did": "Two steps, and a great mood."})
    days.close_day(actor=cast.actor("omar"), day_id=day(cast).pk, values={})
    assert summarise_day(day(cast), EVENING).points == ("Two steps, and a great mood.",)
    days.reopen_day(actor=cast.actor("omar"), day_id=day(cast).pk)
    assert day(cast).team_did == "Two steps, and a great mood."
    cast.client("omar").post(f"/days/{day(cast).pk}/close/", {"do": "redraft"})
    assert (day(cast).team_did, summarise_day(day(cast), EVENING).points) == ("", tuple(LOG.splitlines()))


def test_participants_and_sponsors_read_it_and_change_nothing(cast: Cast) -> None:
    before = head(cast)
    for who in ("pia", "spring", "obi"):
        with pytest.raises(Forbidden):
            days.write_summary(actor=cast.actor(who), day_id=day(cast).pk, values={"team_did": "x"})
        with pytest.raises(Forbidden):
            summaries.redraft(actor=cast.actor(who), day_id=day(cast).pk)
    assert (head(cast), day(cast).team_did) == (before, "")


# The parking lot


def test_a_day_with_a_parking_lot_closes_when_each_item_has_its_end(cast: Cast) -> None:
    one, two, three = (capture(cast, text) for text in ("Scanner", "Night shift", "Badges"))
    client, url = cast.client("omar"), f"/days/{day(cast).pk}/close/"
    before = head(cast)
    asked = client.post(url, {"do": "close", f"parked-{one.pk}": "close"})
    assert (asked.status_code, head(cast), day(cast).closed) == (422, before, False)
    assert "Say what becomes of each item: then the day closes." in asked.content.decode()
    ends = {f"parked-{one.pk}": "close", f"parked-{two.pk}": "drop", f"parked-{three.pk}": "carry"}
    assert client.post(url, {"do": "close"} | ends).status_code == 302
    assert day(cast).closed
    states = {row.text: (row.status, row.carried_to_id) for row in Capture.objects.all()}
    assert states == {"Scanner": ("closed", None), "Night shift": ("dropped", None), "Badges": ("carried", day(cast, 2).pk)}


def test_without_a_word_on_the_parking_lot_nothing_is_closed(cast: Cast) -> None:
    item, before = capture(cast, "Scanner"), head(cast)
    for parked in ({}, {item.pk: "perhaps"}):
        with pytest.raises(Invalid):
            days.close_day(actor=cast.actor("omar"), day_id=day(cast).pk, values={}, how=days.Closing(parked=parked))
    assert (head(cast), day(cast).closed, Notification.objects.filter(kind="day-summary").count()) == (before, False, 0)


def test_what_was_carried_over_is_asked_about_at_the_next_close(cast: Cast) -> None:
    item = capture(cast, "Scanner")
    days.close_day(actor=cast.actor("omar"), day_id=day(cast).pk, values={}, how=days.Closing(carry=True))
    asked = cast.client("omar").post(f"/days/{day(cast, 2).pk}/close/", {"do": "close"})
    assert asked.status_code == 422
    days.close_day(actor=cast.actor("omar"), day_id=day(cast, 2).pk, values={}, how=days.Closing(parked={item.pk: "drop"}))
    item.refresh_from_db()
    assert item.status == "dropped"


# Who read it


def test_who_opened_a_closed_summary_is_noted_once(cast: Cast) -> None:
    url = f"/days/{day(cast).pk}/close/"
    cast.client("spring").get(url)
    assert not SummaryReading.objects.exists()  # a draft is not a summary
    days.close_day(actor=cast.actor("omar"), day_id=day(cast).pk, values={})
    with time_machine.travel(EVENING, tick=False):
        cast.client("spring").get(url)
    cast.client("spring").get(url)
    [reading] = SummaryReading.objects.all()
    assert (reading.user, reading.first_at, reading.by_mail) == (cast.spring, EVENING, False)
    names = [(reader.name, reader.reading is not None) for reader in list_readers(day(cast))]
    assert names == [("Spring", True), ("Fay", False), ("Omar", False), ("Pia", False), ("Per", False), ("Obi", False)]


def test_only_owner_and_coach_see_who_read_it(cast: Cast) -> None:
    days.close_day(actor=cast.actor("omar"), day_id=day(cast).pk, values={})
    url = f"/days/{day(cast).pk}/close/"
    assert {who: "Who read it" in cast.client(who).get(url).content.decode() for who in ("fay", "omar", "spring", "pia")} == {
        "fay": True,
        "omar": True,
        "spring": False,
        "pia": False,
    }


def test_the_personal_link_of_the_mail_notes_its_own_person_after_sign_in(cast: Cast, client: Any) -> None:
    days.close_day(actor=cast.actor("omar"), day_id=day(cast).pk, values={})
    path = personal_url(cast.spring.pk, "day", day(cast).pk).partition("//")[2].partition("/")[2]
    stranger = client.get(f"/{path}")
    assert stranger.status_code == 302 and stranger.url.startswith("/accounts/login/?next=/mail/")
    assert cast.client("pia").get(f"/{path}").url == f"/days/{day(cast).pk}/close/"
    assert not SummaryReading.objects.exists()
    assert cast.client("spring").get(f"/{path}").url == f"/days/{day(cast).pk}/close/"
    [reading] = SummaryReading.objects.all()
    assert (reading.user, reading.by_mail) == (cast.spring, True)
    assert cast.client("spring").get(f"/{path[:-3]}x/").status_code == 404
    assert read_personal("nonsense") is None


# The leaders' visit


def test_the_progress_is_drawn_up_from_the_log_so_far(cast: Cast) -> None:
    a_day(cast)
    assert cast.client("omar").post(f"/days/{day(cast).pk}/visit/draft/").status_code == 302
    assert LeadershipVisit.objects.get().progress == LOG
    before = head(cast)
    days.draft_progress(actor=cast.actor("spring"), day_id=day(cast).pk)
    assert head(cast) == before
    days.note_visit(actor=cast.actor("fay"), day_id=day(cast).pk, values={"progress": "A good day."})
    days.draft_progress(actor=cast.actor("fay"), day_id=day(cast).pk)
    assert LeadershipVisit.objects.get().progress == f"A good day.\n{LOG}"
    with pytest.raises(Forbidden):
        days.draft_progress(actor=cast.actor("pia"), day_id=day(cast).pk)


def test_an_answer_says_who_follows_it_up(cast: Cast) -> None:
    question = days.ask_leaders(actor=cast.actor("pia"), day_id=day(cast).pk, text="May we?")
    said = {"text": "May we?", "initial-text": "May we?", "answer": "Yes", "initial-answer": "", "initial-owner": ""}
    url = f"/questions/{question.pk}/"
    assert cast.client("omar").post(url, said | {"owner": str(cast.person("per").pk)}).status_code == 302
    row = LeaderQuestion.objects.get()
    assert (row.answer, row.owner) == ("Yes", cast.person("per"))
    assert "Per follows it up" in cast.client("pia").get(f"/days/{day(cast).pk}/").content.decode()


# Barriers


def test_a_barrier_goes_to_the_sponsor_with_a_link_of_her_own(cast: Cast) -> None:
    row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse for December")
    told = Notification.objects.get(kind="barrier-raised")
    assert (told.user, told.url) == (cast.spring, f"/barriers/{row.pk}/answer/")
    letter = OutboxMessage.objects.get(kind="barrier-raised")
    token = letter.body.partition("/mail/")[2].partition("/")[0]
    link = read_personal(token)
    assert link is not None and (link.user_id, link.place, link.pk) == (cast.spring.pk, "barrier", row.pk)
    assert cast.client("spring").get(f"/mail/{token}/").url == f"/barriers/{row.pk}/answer/"


def test_a_sponsor_takes_a_barrier_decides_and_says_until_when(cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse for December")
    client, url = cast.client("spring"), f"/barriers/{row.pk}/answer/"
    with time_machine.travel(MORNING + timedelta(days=2), tick=False):
        page = client.get(url).content.decode()
        assert "Waits 2 days" in page and "I take it" in page
        client.post(url, {"do": "take"})
        page = client.get(url).content.decode()
        assert 'value="2026-11-25"' in page and "autofocus" in page
        said = {"answer": "She comes.", "initial-answer": "", "due_on": "2026-11-25", "initial-due_on": "2026-11-25", "do": "answer"}
        assert client.post(url, said).status_code == 302
    row.refresh_from_db()
    assert (row.owner, row.status, row.answer, row.due_on) == (cast.person("spring"), "taken", "She comes.", date(2026, 11, 25))
    told = Notification.objects.filter(kind="barrier-answered").order_by("created_at", "pk")
    about = "your barrier “One nurse for December”"
    assert [(row.user, row.text) for row in told] == [
        (cast.pia, f"Spring lifts {about} now."),
        (cast.pia, f"Spring answered {about}: She comes."),
    ]


def test_the_suggested_date_does_not_replace_one_that_another_leader_set(cast: Cast) -> None:
    row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse")
    url = f"/barriers/{row.pk}/answer/"
    said = {"do": "answer", "answer": "She comes.", "initial-answer": "", "rev_answer": "0"}
    said |= {"due_on": "2026-11-25", "initial-due_on": "2026-11-25", "rev_due_on": str(row.rev("due_on"))}
    values = {"due_on": "2026-12-24", "owner": str(cast.person("spring").pk)}
    days.update_note(actor=cast.actor("spring"), record=row, values=values)
    assert cast.client("spring").post(url, said).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.due_on) == ("She comes.", date(2026, 12, 24))


def test_a_decision_does_not_replace_an_answer_that_came_meanwhile(cast: Cast) -> None:
    row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse")
    decide(cast, row, answer="One nurse")
    row.refresh_from_db()
    said = {"decided_by": str(cast.person("spring").pk), "owner": "", "initial-owner": "", "due_on": "2026-12-24", "initial-due_on": ""}
    said |= {"answer": "One nurse", "initial-answer": "One nurse", "rev_answer": str(row.rev("answer"))}
    days.answer_barrier(actor=cast.actor("spring"), barrier_id=row.pk, values={"answer": "Nobody at all"})
    assert cast.client("fay").post(f"/barriers/{row.pk}/decision/", said).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.due_on) == ("Nobody at all", date(2026, 12, 24))


def told_about(cast: Cast) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind__in=("barrier-answered", "decision-written", "barrier-raised"))
    return [(row.user.display_name, row.text) for row in rows.exclude(text__contains="raised a barrier").order_by("created_at", "pk")]


def test_people_are_told_once_what_is_new_about_a_barrier_by_whichever_page(cast: Cast) -> None:
    row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse")
    spring, omar = cast.actor("spring"), str(cast.person("omar").pk)
    answered = ("Pia", "Spring answered your barrier “One nurse”: She comes.")
    days.update_note(actor=spring, record=row, values={"answer": "She comes."})
    assert told_about(cast) == [answered]
    for _ in range(2):
        days.answer_barrier(actor=spring, barrier_id=row.pk, values={"answer": "She comes.", "due_on": "2026-12-24", "owner": omar})
    passed = {("Pia", "Omar lifts your barrier “One nurse” now."), ("Omar", "Spring asks you to lift a barrier: One nurse")}
    assert (told_about(cast)[:1], set(told_about(cast)[1:]), len(told_about(cast))) == ([answered], passed, 3)
    for _ in range(2):
        days.answer_barrier(actor=spring, barrier_id=row.pk, values={"status": "lifted", "answer": "She comes."})
    assert told_about(cast)[3:] == [("Pia", "Spring lifted your barrier “One nurse”.")]
    days.update_note(actor=spring, record=row, values={"answer": "She comes on Monday.", "text": "One more nurse"})
    assert told_about(cast)[4:] == [("Pia", "Spring answered your barrier “One more nurse”: She comes on Monday.")]
    assert OutboxMessage.objects.filter(kind="barrier-answered").count() == 4


def test_whoever_may_not_answer_a_barrier_changes_nothing(cast: Cast) -> None:
    row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse")
    before = head(cast)
    for who in ("fay", "omar", "pia", "obi"):
        assert cast.client(who).post(f"/barriers/{row.pk}/answer/", {"do": "take"}).status_code == 403
        with pytest.raises(Forbidden):
            days.answer_barrier(actor=cast.actor(who), barrier_id=row.pk, values={"answer": "x"})
    assert (head(cast), Barrier.objects.get().answer, Notification.objects.filter(kind="barrier-answered").count()) == (before, "", 0)


def test_an_answer_without_words_or_date_is_asked_for_again(cast: Cast) -> None:
    row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse")
    before = head(cast)
    answer = cast.client("spring").post(f"/barriers/{row.pk}/answer/", {"do": "answer", "answer": "", "due_on": "soon"})
    assert (answer.status_code, head(cast)) == (422, before)
    assert "Type a date like 2026-11-18." in answer.content.decode()


# A decision written down for a leader


def decide(cast: Cast, row: Barrier, who: str = "fay", **values: str) -> None:
    leader = cast.person("spring").pk
    days.write_decision(actor=cast.actor(who), barrier_id=row.pk, leader_id=leader, values={"answer": "One nurse until Christmas"} | values)


def test_a_coach_writes_down_what_the_sponsor_decided_and_both_are_named(cast: Cast) -> None:
    row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse for the pilot")
    decide(cast, row, due_on="2026-11-30")
    row.refresh_from_db()
    assert (row.answer, str(row.due_on), row.status) == ("One nurse until Christmas", "2026-11-30", "taken")
    assert (row.decided_by, row.written_by, row.owner) == (cast.person("spring"), cast.fay, cast.person("spring"))
    told = {(note.user, note.text) for note in Notification.objects.filter(kind__in=("barrier-answered", "decision-written"))}
    assert told == {
        (cast.pia, "Spring decided about your barrier “One nurse for the pilot”: One nurse until Christmas"),
        (cast.spring, "Fay wrote down what you decided about “One nurse for the pilot”: One nurse until Christmas"),
    }
    page = cast.client("pia").get(f"/workshops/{cast.workshop.pk}/barriers/").content.decode()
    assert "decided by Spring, written down by Fay" in page


def test_what_the_sponsor_writes_herself_is_hers_alone(cast: Cast) -> None:
    row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse for the pilot")
    decide(cast, row)
    days.answer_barrier(actor=cast.actor("spring"), barrier_id=row.pk, values={"answer": "Two nurses", "due_on": "2026-12-01"})
    row.refresh_from_db()
    assert (row.answer, row.decided_by, row.written_by) == ("Two nurses", cast.person("spring"), None)


def test_only_who_records_the_visit_writes_decisions_down_and_only_of_leaders(cast: Cast) -> None:
    row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse for the pilot")
    before = head(cast)
    for who in ("pia", "obi"):
        with pytest.raises(Forbidden):
            decide(cast, row, who)
    with pytest.raises(Invalid, match="Choose a leader who has joined"):
        days.write_decision(actor=cast.actor("fay"), barrier_id=row.pk, leader_id=cast.person("omar").pk, values={"answer": "One nurse"})
    with pytest.raises(Invalid, match="Write down what was decided"):
        decide(cast, row, answer=" ")
    row.refresh_from_db()
    assert (row.answer, row.decided_by, row.status, head(cast)) == ("", None, "open", before)


def test_the_page_of_a_decision_names_the_barrier_and_goes_back_to_it(cast: Cast) -> None:
    row = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse for the pilot")
    page = cast.client("omar").get(f"/barriers/{row.pk}/decision/").content.decode()
    assert "One nurse for the pilot" in page and "Spring" in page
    body = {"decided_by": str(cast.person("spring").pk), "answer": "One nurse until Christmas", "owner": str(cast.person("omar").pk)}
    answer = cast.client("omar").post(f"/barriers/{row.pk}/decision/", body)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/workshops/{cast.workshop.pk}/barriers/#barrier-{row.pk}")
    row.refresh_from_db()
    assert (row.owner, row.decided_by, row.written_by) == (cast.person("omar"), cast.person("spring"), cast.omar)
