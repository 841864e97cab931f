"""Days: agenda, leadership visit, barriers, lessons, the close of a day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any

import pytest
import time_machine

from accounts.models import Notification
from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Invalid
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.models import AgendaItem, Barrier, Capture, LeaderQuestion, LeadershipVisit, Lesson, WorkshopDay, WorkshopHead
from workshops.selectors.days import captured_on, day_after, list_agenda, now_next, number_of, view_day
from workshops.services import agenda, days
from workshops.services.captures import add_capture
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 17, 10, 20, tzinfo=UTC)


def day(cast: Cast, number: int = 1) -> WorkshopDay:
    return list(WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date"))[number - 1]


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def block(cast: Cast, title: str, minutes: int = 30, number: int = 1, **more: Any) -> AgendaItem:
    values = {"title": title, "duration_minutes": minutes} | more
    return agenda.add_block(actor=cast.actor("fay"), day_id=day(cast, number).pk, values=values)


def titles(cast: Cast, number: int = 1) -> list[tuple[str, time]]:
    shown = next(view for view in list_agenda(cast.workshop, NOON) if view.number == number)
    return [(line.item.title, line.starts_at) for line in shown.lines]


def undo_last(cast: Cast, who: str = "fay") -> None:
    undo_change(actor=cast.actor(who), workshop_id=cast.workshop.pk, seq=head(cast))


# Agenda


def test_times_follow_from_the_start_and_what_stands_before(cast: Cast) -> None:
    block(cast, "Opening", 15)
    block(cast, "Walk", 90)
    assert titles(cast) == [("Opening", time(9)), ("Walk", time(9, 15))]
    agenda.update_day(actor=cast.actor("fay"), day_id=day(cast).pk, values={"starts_at": "08:30", "theme": "Current state"})
    assert titles(cast) == [("Opening", time(8, 30)), ("Walk", time(8, 45))]
    assert day(cast).theme == "Current state"


def test_blocks_move_up_and_down_within_their_day(cast: Cast) -> None:
    one, two, three = (block(cast, name) for name in ("One", "Two", "Three"))
    block(cast, "Elsewhere", number=2)

    def move(row: AgendaItem, by: int) -> list[str]:
        agenda.move_block(actor=cast.actor("fay"), block_id=row.pk, by=by)
        return [title for title, _ in titles(cast)]

    assert move(three, -1) == ["One", "Three", "Two"]
    assert move(three, -1) == ["Three", "One", "Two"]
    before = head(cast)
    assert move(three, -1) == move(two, 1) == ["Three", "One", "Two"]
    assert head(cast) == before
    assert move(three, 1) == ["One", "Three", "Two"]
    undo_last(cast)
    assert [title for title, _ in titles(cast)] == ["Three", "One", "Two"]
    assert titles(cast, 2) == [("Elsewhere", time(9))]
    assert one.pk


def test_blocks_that_came_without_an_order_can_be_moved(cast: Cast) -> None:
    rows = [block(cast, name) for name in ("One", "Two")]
    for row in rows:
        agenda.update_block(actor=cast.actor("fay"), block_id=row.pk, values={"order_key": ""})
    agenda.move_block(actor=cast.actor("fay"), block_id=rows[1].pk, by=-1)
    assert [title for title, _ in titles(cast)] == ["Two", "One"]


def test_a_block_on_another_day_stands_last_there(cast: Cast) -> None:
    moved, _ = block(cast, "Lunch", 60), block(cast, "Recap", 15, number=2)
    agenda.update_block(actor=cast.actor("fay"), block_id=moved.pk, values={"day": str(day(cast, 2).pk)})
    assert (titles(cast), titles(cast, 2)) == ([], [("Recap", time(9)), ("Lunch", time(9, 15))])


def test_a_block_taken_off_comes_back_in_its_place(cast: Cast) -> None:
    block(cast, "One")
    gone = block(cast, "Two")
    block(cast, "Three")
    agenda.remove_block(actor=cast.actor("fay"), block_id=gone.pk)
    assert [title for title, _ in titles(cast)] == ["One", "Three"]
    undo_last(cast)
    assert [title for title, _ in titles(cast)] == ["One", "Two", "Three"]


def test_only_empty_days_are_planned_and_one_undo_takes_it_back(cast: Cast) -> None:
    block(cast, "Our own", number=2)
    agenda.fill_agenda(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    plans = list_agenda(cast.workshop, NOON)
    assert [len(plan.lines) for plan in plans] == [14, 1, 8]
    assert [plan.day.theme for plan in plans] == ["Current state", "", "Action plan"]
    assert (plans[0].lines[0].item.title, plans[0].ends_at) == ("Opening by the sponsor", time(18, 5))
    undo_last(cast)
    assert [len(plan.lines) for plan in list_agenda(cast.workshop, NOON)] == [0, 1, 0]
    assert not agenda.fill_agenda(actor=cast.actor("fay"), workshop_id=cast.workshop.pk).empty
    assert agenda.fill_agenda(actor=cast.actor("fay"), workshop_id=cast.workshop.pk).empty


@pytest.mark.parametrize(
    "values", [{"title": "", "duration_minutes": 30}, {"title": "x", "duration_minutes": 0}, {"title": "x", "kind": "party"}]
)
def test_what_is_no_block_is_refused(cast: Cast, values: dict[str, Any]) -> None:
    before = head(cast)
    with pytest.raises(Invalid):
        agenda.add_block(actor=cast.actor("fay"), day_id=day(cast).pk, values=values)
    assert (head(cast), AgendaItem.objects.count()) == (before, 0)


def test_only_who_runs_the_workshop_plans_it(cast: Cast) -> None:
    row, before = block(cast, "Walk"), head(cast)
    for who in ("omar", "spring", "pia", "obi"):
        actor = cast.actor(who)
        for attempt in (
            lambda actor=actor: agenda.fill_agenda(actor=actor, workshop_id=cast.workshop.pk),
            lambda actor=actor: agenda.add_block(actor=actor, day_id=day(cast).pk, values={"title": "x"}),
            lambda actor=actor: agenda.update_block(actor=actor, block_id=row.pk, values={"done": True}),
            lambda actor=actor: agenda.move_block(actor=actor, block_id=row.pk, by=1),
            lambda actor=actor: agenda.remove_block(actor=actor, block_id=row.pk),
            lambda actor=actor: agenda.update_day(actor=actor, day_id=day(cast).pk, values={"theme": "x"}),
        ):
            with pytest.raises(Forbidden):
                attempt()
    assert head(cast) == before


def test_what_runs_now_and_the_two_blocks_after_it(cast: Cast) -> None:
    recap, wastes, *_ = [
        block(cast, name, minutes, number=2) for name, minutes in (("Recap", 60), ("Wastes", 30), ("Ideal state", 45), ("Questions", 30))
    ]

    def shown(hour: int, minute: int) -> list[tuple[str, str]]:
        now = datetime(2026, 11, 17, hour, minute, tzinfo=UTC)
        return [(line.item.title, line.state) for line in now_next(list_agenda(cast.workshop, now))]

    to_come = [("Recap", "next"), ("Wastes", "next"), ("Ideal state", "next")]
    assert (shown(8, 0), shown(10, 20), shown(12, 0)) == (to_come, to_come, [])  # nobody has started anything
    agenda.start_block(actor=cast.actor("fay"), block_id=recap.pk, now=datetime(2026, 11, 17, 9, 0, tzinfo=UTC))
    agenda.start_block(actor=cast.actor("fay"), block_id=wastes.pk, now=datetime(2026, 11, 17, 10, 0, tzinfo=UTC))
    assert shown(10, 20) == [("Wastes", "now"), ("Ideal state", "next"), ("Questions", "next")]


@time_machine.travel(NOON, tick=False)
def test_the_agenda_page_says_what_runs_now(cast: Cast) -> None:
    block(cast, "Recap", 60, number=2)
    wastes = block(cast, "Wastes and questions", 30, number=2)
    agenda.start_block(actor=cast.actor("fay"), block_id=wastes.pk, now=datetime(2026, 11, 17, 10, 0, tzinfo=UTC))
    page = cast.client("obi").get(f"/workshops/{cast.workshop.pk}/agenda/").content.decode()
    assert "3 days from Mon 16 Nov" in page
    assert "Now · 10:00" in page and "until 10:30" in page


def test_an_empty_agenda_offers_the_days_of_the_method(cast: Cast) -> None:
    url = f"/workshops/{cast.workshop.pk}/agenda/"
    assert "Plan the days" in cast.client("fay").get(url).content.decode()
    assert "Plan the days" not in cast.client("omar").get(url).content.decode()
    assert cast.client("fay").post(f"{url}fill/").status_code == 302
    assert AgendaItem.objects.count() == 33


def test_a_block_is_added_changed_ticked_off_and_moved_from_the_pages(cast: Cast) -> None:
    client, first = cast.client("fay"), day(cast)
    again = str(uuid7())
    said = {"title": "Walk", "duration_minutes": "90", "kind": "walk", "change_id": again}
    for _ in range(2):
        assert client.post(f"/days/{first.pk}/blocks/", said).status_code == 302
    row = AgendaItem.objects.get()
    changed = {"title": "Walk 1 and 2", "initial-title": "Walk", "duration_minutes": "60", "initial-duration_minutes": "90", "kind": "walk"}
    changed |= {"initial-kind": "walk", "day": str(first.pk), "initial-day": str(first.pk)}
    assert client.post(f"/blocks/{row.pk}/", changed).status_code == 302
    assert client.post(f"/blocks/{row.pk}/done/", {"done": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.duration_minutes, row.done, row.day) == ("Walk 1 and 2", 60, True, first)
    assert client.post(f"/days/{first.pk}/blocks/", {"title": "", "duration_minutes": "x", "kind": "walk"}).status_code == 422
    assert client.post(f"/blocks/{row.pk}/move/", {"to": "sideways"}).status_code == 400
    assert AgendaItem.objects.count() == 1


# Leadership visit


def test_the_visit_is_made_once_and_then_changed(cast: Cast) -> None:
    for values in ({"at": "16:00", "leaders": "Spring"}, {"progress": "11.5 h, four hours of work"}):
        days.note_visit(actor=cast.actor("omar"), day_id=day(cast).pk, values=values)
    visit = LeadershipVisit.objects.get()
    assert (visit.at, visit.leaders, visit.progress) == (time(16), "Spring", "11.5 h, four hours of work")
    with pytest.raises(Forbidden):
        days.note_visit(actor=cast.actor("pia"), day_id=day(cast).pk, values={"at": "15:00"})
    visit.refresh_from_db()
    assert visit.at == time(16)


def test_an_observer_asks_and_who_leads_the_visit_answers(cast: Cast) -> None:
    asked = days.ask_leaders(actor=cast.actor("obi"), day_id=day(cast).pk, text="May the laboratory start without a stamp?")
    days.update_note(actor=cast.actor("obi"), record=asked, values={"text": "May it start without a stamp?"})
    with pytest.raises(Forbidden):
        days.update_note(actor=cast.actor("obi"), record=asked, values={"answer": "Yes"})
    with pytest.raises(Forbidden):
        days.update_note(actor=cast.actor("pia"), record=asked, values={"text": "No"})
    days.update_note(actor=cast.actor("spring"), record=asked, values={"answer": "Yes, as a pilot"})
    asked = LeaderQuestion.objects.get()
    assert (asked.text, asked.answer, asked.author) == ("May it start without a stamp?", "Yes, as a pilot", cast.obi)


def test_a_question_is_asked_on_the_page_of_the_day(cast: Cast) -> None:
    client, url = cast.client("obi"), f"/days/{day(cast).pk}/"
    assert client.post(f"{url}questions/", {"text": "May it start?"}).status_code == 302
    assert client.post(f"{url}questions/", {"text": ""}).status_code == 422
    row = LeaderQuestion.objects.get()
    page = client.get(url).content.decode()
    assert "May it start?" in page and f"/questions/{row.pk}/" in page
    assert cast.client("pia").get(f"/questions/{row.pk}/").status_code == 403
    answer = {"text": row.text, "initial-text": row.text, "answer": "Yes", "initial-answer": ""}
    assert cast.client("spring").post(f"/questions/{row.pk}/", answer).status_code == 302
    assert client.post(f"/questions/{row.pk}/remove/").status_code == 302
    assert not LeaderQuestion.objects.present().exists()


# Barriers


def test_a_raised_barrier_is_told_to_who_can_lift_it_and_taken_once(cast: Cast) -> None:
    raised = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse for the pilot")
    told = Notification.objects.get(kind="barrier-raised")
    assert (told.user, told.text) == (cast.spring, "Pia raised a barrier: One nurse for the pilot")
    with pytest.raises(Forbidden):
        days.take_barrier(actor=cast.actor("omar"), barrier_id=raised.pk)
    days.take_barrier(actor=cast.actor("spring"), barrier_id=raised.pk)
    raised.refresh_from_db()
    assert (raised.owner, raised.status, raised.raised_by) == (cast.person("spring"), "taken", cast.pia)
    before = head(cast)
    days.take_barrier(actor=cast.actor("spring"), barrier_id=raised.pk)
    raised.refresh_from_db()
    assert (raised.status, head(cast)) == ("taken", before)


def test_a_barrier_that_somebody_has_is_not_taken_from_them(cast: Cast) -> None:
    raised = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="One nurse")
    days.update_note(actor=cast.actor("spring"), record=raised, values={"owner": str(cast.person("omar").pk), "status": "taken"})
    with pytest.raises(Conflict):
        days.take_barrier(actor=cast.actor("spring"), barrier_id=raised.pk)
    raised.refresh_from_db()
    assert raised.owner == cast.person("omar")


def test_who_raises_changes_the_words_and_who_lifts_the_rest(cast: Cast) -> None:
    client, url = cast.client("pia"), f"/workshops/{cast.workshop.pk}/barriers/"
    assert client.post(url, {"text": "One nurse"}).status_code == 302
    row = Barrier.objects.get()
    assert "Who lifts it" not in client.get(f"/barriers/{row.pk}/").content.decode()
    said = {"text": "One nurse", "initial-text": "One nurse", "owner": str(cast.person("spring").pk), "due_on": "2026-11-20"}
    said |= {"status": "lifted", "initial-status": "open", "answer": "From 1 December", "initial-answer": ""}
    assert cast.client("spring").post(f"/barriers/{row.pk}/", said).status_code == 302
    row.refresh_from_db()
    assert (row.owner, row.status, row.answer, str(row.due_on)) == (cast.person("spring"), "lifted", "From 1 December", "2026-11-20")
    assert cast.client("obi").get(f"/barriers/{row.pk}/").status_code == 403
    assert client.post(url, {"text": ""}).status_code == 422
    assert Barrier.objects.count() == 1


# Lessons and the close of a day


def test_lessons_are_noted_by_the_team_and_changed_by_who_noted_them(cast: Cast) -> None:
    client, url = cast.client("pia"), f"/days/{day(cast).pk}/lessons/"
    assert client.post(url, {"text": "Coffee at the wall", "kind": "change"}).status_code == 302
    assert cast.client("obi").post(url, {"text": "x", "kind": "well"}).status_code == 403
    row = Lesson.objects.get()
    assert (row.author, row.kind) == (cast.pia, "change")
    assert cast.client("per").get(f"/lessons/{row.pk}/").status_code == 403
    changed = {"text": "Coffee first", "initial-text": row.text, "kind": "change", "initial-kind": "change"}
    assert client.post(f"/lessons/{row.pk}/", changed).status_code == 302
    row.refresh_from_db()
    assert row.text == "Coffee first"


def test_closing_a_day_keeps_its_words_carries_captures_and_tells_the_sponsor(cast: Cast) -> None:
    add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "Two forms"})
    values = {"accomplishments": "Nobody waits because of people."}
    days.close_day(actor=cast.actor("omar"), day_id=day(cast).pk, values=values, how=days.Closing(carry=True))
    assert (day(cast).closed, day(cast).accomplishments) == (True, "Nobody waits because of people.")
    assert Capture.objects.get().status == "carried"
    told = Notification.objects.get(kind="day-summary")
    assert (told.user, told.url) == (cast.spring, f"/days/{day(cast).pk}/close/")
    with pytest.raises(Invalid):
        days.close_day(actor=cast.actor("omar"), day_id=day(cast).pk, values={})
    undo_last(cast, "omar")
    assert (day(cast).closed, day(cast).accomplishments, Capture.objects.get().status) == (False, "", "open")


def test_closing_a_day_with_two_clicks_is_no_fault(cast: Cast) -> None:
    client, url = cast.client("omar"), f"/days/{day(cast).pk}/close/"
    (change_id,) = re.findall(r'name="change_id" value="([^"]+)"', client.get(url).content.decode().partition('id="summary"')[2][:600])
    assert [client.post(url, {"do": "send", "change_id": change_id}).status_code for _ in range(2)] == [302, 302]
    assert (day(cast).closed, Notification.objects.filter(kind="day-summary", user=cast.spring).count()) == (True, 1)


@pytest.mark.parametrize("has_sponsor", [True, False])
def test_closing_says_that_the_sponsor_is_told_only_where_there_is_one(cast: Cast, has_sponsor: bool) -> None:
    if not has_sponsor:
        with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
            tx.delete(cast.person("spring"))
    client, url = cast.client("omar"), f"/days/{day(cast).pk}/close/"
    assert ("Close and send" in client.get(url).content.decode()) is has_sponsor
    said = client.post(url, {"do": "send"}, follow=True)
    words = "The day is closed, and Spring can read its summary." if has_sponsor else "The day is closed."
    assert [str(message) for message in said.context["messages"]] == [words]
    assert Notification.objects.filter(kind="day-summary").count() == has_sponsor


def test_a_day_that_the_coach_closes_is_told_to_sponsor_and_process_owner(cast: Cast) -> None:
    said = cast.client("fay").post(f"/days/{day(cast).pk}/close/", {"do": "send"}, follow=True)
    assert [str(message) for message in said.context["messages"]] == ["The day is closed, and Omar and Spring can read its summary."]
    assert {note.user for note in Notification.objects.filter(kind="day-summary")} == {cast.omar, cast.spring}


def test_who_may_not_write_the_summary_closes_nothing(cast: Cast) -> None:
    before = head(cast)
    for who in ("spring", "pia", "obi"):
        with pytest.raises(Forbidden):
            days.close_day(actor=cast.actor(who), day_id=day(cast).pk, values={})
        with pytest.raises(Forbidden):
            days.write_summary(actor=cast.actor(who), day_id=day(cast).pk, values={"accomplishments": "x"})
    assert (head(cast), Notification.objects.filter(kind="day-summary").count()) == (before, 0)


def test_the_summary_is_written_closed_and_opened_again_on_its_page(cast: Cast) -> None:
    client, url = cast.client("omar"), f"/days/{day(cast).pk}/close/"
    said = {"accomplishments": "Seven steps.", "initial-accomplishments": ""}
    assert client.post(url, said | {"do": "save"}).status_code == 302
    assert (day(cast).accomplishments, day(cast).closed) == ("Seven steps.", False)
    said = {"accomplishments": "Seven steps.", "initial-accomplishments": "Seven steps."}
    assert client.post(url, said | {"do": "close"}).status_code == 302
    assert day(cast).closed
    page = cast.client("obi").get(url).content.decode()
    assert "Seven steps." in page and "Closed" in page and "<textarea" not in page
    assert client.post(url, {"do": "reopen"}).status_code == 302
    assert not day(cast).closed


def test_a_clash_on_the_summary_shows_both(cast: Cast) -> None:
    first = day(cast)
    seen = {"initial-accomplishments": "", "rev_accomplishments": first.rev("accomplishments")}
    days.write_summary(actor=cast.actor("fay"), day_id=first.pk, values={"accomplishments": "Fay’s words"})
    url = f"/days/{first.pk}/close/"
    answer = cast.client("omar").post(url, seen | {"accomplishments": "Omar’s words", "do": "close"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Fay’s words" in page and "Omar’s words" in page
    assert (day(cast).closed, day(cast).accomplishments) == (False, "Fay’s words")


def test_the_summary_is_drafted_from_the_day(cast: Cast) -> None:
    with time_machine.travel(datetime(2026, 11, 16, 23, 30, tzinfo=UTC), tick=False):
        add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "Two forms"})
    with time_machine.travel(datetime(2026, 11, 17, 0, 30, tzinfo=UTC), tick=False):
        add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "improvement", "text": "One form"})
    found = captured_on(cast.workshop, day(cast).date)
    assert (found.total, dict(found.kinds), found.to_sort) == (1, {"issue": 1}, 2)
    block(cast, "Recap", 15, number=2)
    tomorrow = day_after(day(cast), NOON)
    assert tomorrow is not None
    assert [line.item.title for line in tomorrow.lines] == ["Recap"]
    assert day_after(day(cast, 3), NOON) is None
    assert (number_of(day(cast, 3)), view_day(day(cast, 2), NOON).is_today) == (3, True)


def test_who_raised_a_barrier_takes_it_back_and_nobody_else_without_the_right(cast: Cast) -> None:
    barrier = days.raise_barrier(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, text="Only physicians order bloods")
    seq = barrier.rev("text")
    with pytest.raises(Forbidden):
        undo_change(actor=cast.actor("per"), workshop_id=cast.workshop.pk, seq=seq)
    barrier.refresh_from_db()
    assert barrier.deleted_seq is None
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=seq)
    barrier.refresh_from_db()
    assert barrier.deleted_seq == seq + 1
