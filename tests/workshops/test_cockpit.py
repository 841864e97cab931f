"""The cockpit and the clock that everybody shares: timer, block of now, what the room is asked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from tests.cast import Cast, add_person
from tests.workshops.test_rounds import begin, write
from vsm_site.lib.errors import Forbidden, Invalid
from workshops.change import change
from workshops.kinds import AGENDA
from workshops.models import AgendaItem, Timer, Workshop, WorkshopDay, WorkshopHead
from workshops.policy import Role
from workshops.selectors.clock import clock_of
from workshops.services.agenda import fill_agenda, start_block, update_day
from workshops.services.timer import add_time, left_of, pause_timer, resume_timer, start_timer, stop_timer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


def after(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def start(cast: Cast, who: str = "fay", seconds: int = 300, label: str = "Silent writing") -> None:
    start_timer(actor=cast.actor(who), workshop_id=cast.workshop.pk, seconds=seconds, label=label, now=NOW)


def timer(cast: Cast) -> Timer:
    return Timer.objects.get(workshop=cast.workshop)


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


# The timer


def test_a_timer_runs_down_by_the_clock_of_the_server(cast: Cast) -> None:
    start(cast)
    row = timer(cast)
    assert (row.label, row.seconds, row.ends_at) == ("Silent writing", 300, after(300))
    assert [left_of(row, after(seconds)) for seconds in (0, 1, 299, 300, 400)] == [300, 299, 1, 0, 0]


def test_it_is_held_and_goes_on_from_there(cast: Cast) -> None:
    fay, pk = cast.actor("fay"), cast.workshop.pk
    start(cast)
    pause_timer(actor=fay, workshop_id=pk, now=after(100))
    assert [left_of(timer(cast), after(seconds)) for seconds in (100, 5000)] == [200, 200]
    resume_timer(actor=fay, workshop_id=pk, now=after(1000))
    assert (timer(cast).ends_at, left_of(timer(cast), after(1050))) == (after(1200), 150)


def test_it_gets_more_time_also_when_it_has_run_down_or_is_held(cast: Cast) -> None:
    fay, pk = cast.actor("fay"), cast.workshop.pk
    start(cast)
    add_time(actor=fay, workshop_id=pk, seconds=60, now=after(10))
    assert (timer(cast).ends_at, timer(cast).seconds) == (after(360), 360)
    add_time(actor=fay, workshop_id=pk, seconds=60, now=after(400))
    assert (timer(cast).ends_at, timer(cast).seconds) == (after(460), 420)
    pause_timer(actor=fay, workshop_id=pk, now=after(430))
    add_time(actor=fay, workshop_id=pk, seconds=60, now=after(440))
    assert (timer(cast).ends_at, timer(cast).left_seconds) == (None, 90)


def test_it_is_taken_away_and_one_row_is_used_again(cast: Cast) -> None:
    start(cast)
    stop_timer(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    assert clock_of(cast.actor("pia"), cast.workshop, NOW).timer is None
    with pytest.raises(Invalid):
        add_time(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seconds=60, now=NOW)
    start(cast, seconds=60)
    assert (Timer.objects.count(), timer(cast).seconds) == (1, 60)


@pytest.mark.parametrize("seconds", [0, 4, 8 * 3600 + 1])
def test_a_time_that_is_none_is_refused(cast: Cast, seconds: int) -> None:
    before = head(cast)
    with pytest.raises(Invalid):
        start(cast, seconds=seconds)
    assert (Timer.objects.count(), head(cast)) == (0, before)


@pytest.mark.parametrize("who", ["omar", "pia", "spring", "obi"])
def test_only_coaches_set_it(cast: Cast, who: str) -> None:
    before = head(cast)
    with pytest.raises(Forbidden):
        start(cast, who)
    assert (Timer.objects.count(), head(cast)) == (0, before)


def test_a_round_may_set_the_timer(cast: Cast) -> None:
    begin(cast, minutes=5)
    assert (timer(cast).seconds, timer(cast).label) == (300, "What wastes time at step 4?")


@pytest.mark.parametrize(("typed", "seconds"), [("5", 300), ("2.5", 150), ("2,5", 150)])
def test_minutes_are_typed_as_people_type_them(cast: Cast, typed: str, seconds: int) -> None:
    cast.client("fay").post(f"/workshops/{cast.workshop.pk}/timer/", {"do": "start", "minutes": typed})
    assert timer(cast).seconds == seconds


@pytest.mark.parametrize(
    "given", [{"do": "start", "minutes": "soon"}, {"do": "start", "minutes": "1e9"}, {"do": "start", "minutes": "nan"}]
)
def test_what_is_no_number_of_minutes_says_what_to_type(cast: Cast, given: dict[str, str]) -> None:
    answer = cast.client("fay").post(f"/workshops/{cast.workshop.pk}/timer/", given, follow=True)
    assert "Type 1 to 480 minutes." in answer.content.decode()
    assert Timer.objects.count() == 0


# The clock


def clock(cast: Cast, who: str) -> dict[str, Any]:
    answer = cast.client(who).get(f"/workshops/{cast.workshop.pk}/clock/")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = answer.json()
    return found


def test_the_clock_tells_block_timer_and_what_is_asked(cast: Cast) -> None:
    fill_agenda(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    day = WorkshopDay.objects.filter(workshop=cast.workshop).earliest("date")
    update_day(actor=cast.actor("fay"), day_id=day.pk, values={"starts_at": "09:00"})
    blocks = list(AgendaItem.objects.filter(day=day).order_by("order_key"))
    start_block(actor=cast.actor("fay"), block_id=blocks[0].pk, now=NOW)
    start(cast)
    row = begin(cast)
    write(cast, row, "pia", "one")
    found = clock_of(cast.actor("pia"), cast.workshop, after(60))
    assert found.block is not None and found.following is not None
    assert (found.block.item.pk, found.following.item.pk) == (blocks[0].pk, blocks[1].pk)
    assert found.block_ends == NOW + timedelta(minutes=blocks[0].duration_minutes)
    assert [(asking.round.pk, asking.is_mine, asking.of) for asking in found.asking] == [(row.pk, True, 3)]
    assert [asking.is_mine for asking in clock_of(cast.actor("per"), cast.workshop, after(60)).asking] == [False]
    assert found.drift == 30
    assert day.starts_at == time(9)


def test_a_timer_that_ran_down_stands_there_for_two_minutes_and_is_no_more(cast: Cast) -> None:
    start(cast, seconds=300)
    at = [clock_of(cast.actor("pia"), cast.workshop, after(seconds)).timer is not None for seconds in (299, 300, 419, 420)]
    assert at == [True, True, True, False]
    pause_timer(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, now=after(100))
    assert clock_of(cast.actor("pia"), cast.workshop, after(9000)).timer is not None


def test_a_block_that_runs_over_still_tells_when_it_was_to_end(cast: Cast) -> None:
    fill_agenda(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    block = AgendaItem.objects.filter(day__workshop=cast.workshop).order_by("day__date", "order_key")[0]
    start_block(actor=cast.actor("fay"), block_id=block.pk, now=NOW)
    late = NOW + timedelta(minutes=block.duration_minutes + 5)
    assert clock_of(cast.actor("pia"), cast.workshop, late).block_ends == NOW + timedelta(minutes=block.duration_minutes)


@pytest.mark.parametrize(("who", "is_asked"), [("fay", False), ("omar", True), ("pia", True), ("spring", False), ("obi", False)])
def test_who_is_asked(cast: Cast, who: str, is_asked: bool) -> None:
    begin(cast)
    found = clock(cast, who)
    assert (found["is_asked"], len(found["asking"]), found["timer"], found["block"]) == (is_asked, 1, None, None)


def test_its_time_is_that_of_the_server(cast: Cast) -> None:
    start_timer(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seconds=600, label="", now=NOW)
    with time_machine.travel(NOW, tick=False):
        found = clock(cast, "pia")
    assert found["timer"] == {"label": "", "seconds": 600, "ends": int(after(600).timestamp() * 1000), "left": None}
    assert found["now"] == int(NOW.timestamp() * 1000)


# The pages


def test_the_cockpit_has_everything_of_the_moment(cast: Cast) -> None:
    add_person(cast.workshop, cast.uma, Role.COACH, by=cast.fay)
    row = begin(cast)
    write(cast, row, "pia", "one")
    page = cast.client("fay").get(f"/workshops/{cast.workshop.pk}/cockpit/").content.decode()
    for words in ("1 of 3 have written", "Show all notes", "Ask who is ready", "Maps locked", "Hand over", "Share of voice"):
        assert words in page
    assert "Without names it is shown from three voices on" in page


@pytest.mark.parametrize(("who", "status"), [("fay", 200), ("omar", 403), ("pia", 403), ("obi", 403), ("ada", 403), ("uma", 404)])
def test_the_cockpit_is_for_those_who_run_the_workshop(cast: Cast, who: str, status: int) -> None:
    assert cast.client(who).get(f"/workshops/{cast.workshop.pk}/cockpit/").status_code == status


def test_every_switch_of_the_room_is_put_on_and_off_again(cast: Cast) -> None:
    cockpit, client = f"/workshops/{cast.workshop.pk}/cockpit/", cast.client("fay")
    card = client.get(cockpit).content.decode().partition('class="list locks"')[2].partition("</ul>")[0]
    found = re.findall(r'name="lock" value="(\w+)"><input type="hidden" name="on" value="(\d)"', card)
    assert found == [("paused", "1"), ("map_locked", "1"), ("guests_edit", "1")]
    for lock, on in found:
        for value in (on, "0"):
            answer = client.post(f"/workshops/{cast.workshop.pk}/locks/", {"lock": lock, "on": value, "next": cockpit}, follow=True)
            assert (answer.redirect_chain, len(answer.context["messages"])) == ([(cockpit, 302)], 1)
            assert getattr(Workshop.objects.get(pk=cast.workshop.pk), lock) is (value == "1")


def test_there_is_no_other_switch_and_nobody_else_presses_one(cast: Cast) -> None:
    before, url = head(cast), f"/workshops/{cast.workshop.pk}/locks/"
    assert cast.client("fay").post(url, {"lock": "practice", "on": "1"}).status_code == 400
    assert cast.client("pia").post(url, {"lock": "guests_edit", "on": "1"}).status_code == 403
    assert head(cast) == before


def test_everybody_else_has_the_moment_with_what_is_asked(cast: Cast) -> None:
    row = begin(cast, "ready", question="Ready for the walk?")
    page = cast.client("pia").get(f"/workshops/{cast.workshop.pk}/now/").content.decode()
    assert "Ready for the walk?" in page and "I am ready" in page
    answer = cast.client("pia").post(
        f"/rounds/{row.pk}/answer/", {"ready": "1", "next": f"/workshops/{cast.workshop.pk}/now/"}, follow=True
    )
    assert "You are ready" in answer.content.decode()


def test_a_refused_note_stands_in_the_line_with_what_to_change(cast: Cast) -> None:
    row = begin(cast)
    answer = cast.client("pia").post(f"/rounds/{row.pk}/answer/", {"note": "y" * 281})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Keep a note to 280 characters; one has 281." in page and "y" * 281 in page


def test_a_form_that_is_sent_twice_begins_one_round(cast: Cast) -> None:
    form = {"question": "When?", "items": "Now\nLater", "change_id": "0197f0a0-0000-7000-8000-000000000002"}
    places = {cast.client("fay").post(f"/workshops/{cast.workshop.pk}/rounds/new/poll/", form).headers["Location"] for _ in range(2)}
    assert len(places) == 1


@pytest.mark.parametrize(
    ("kind", "form", "words"),
    [
        ("poll", {"question": "When?", "items": "Now"}, "Give 2 to 40, one in a line; these are 1."),
        ("poll", {"question": "", "items": "Now\nLater"}, "This field is required."),
        ("breakout", {"question": "Groups?", "groups": "9"}, "less than or equal to 8"),
        ("dots", {"question": "Which?", "items": "a\nb", "dots": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_a_round_lacks_is_said_at_its_field(cast: Cast, kind: str, form: dict[str, str], words: str) -> None:
    answer = cast.client("fay").post(f"/workshops/{cast.workshop.pk}/rounds/new/{kind}/", form)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_there_is_no_such_round_to_begin(cast: Cast) -> None:
    assert cast.client("fay").get(f"/workshops/{cast.workshop.pk}/rounds/new/quiz/").status_code == 404


@time_machine.travel("2026-11-10T09:00:00Z", tick=False)
def test_before_a_day_the_moment_tells_what_comes_first_on_the_next(cast: Cast) -> None:
    assert "No block of the agenda runs" in page_text(cast)
    day = WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[0]
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(AGENDA, {"day": day.pk, "title": "Opening words", "kind": "work", "duration_minutes": 15, "order_key": "a"})
    assert f"Next · Mon 16 Nov, {day.starts_at:%H:%M} Opening words" in page_text(cast)


def page_text(cast: Cast) -> str:
    shown = cast.client("fay").get(f"/workshops/{cast.workshop.pk}/cockpit/").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", shown)).split())
