"""The walk: planned, walked, what was seen noted, and who brings what nobody knows."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from mapping import fields, gathering, sheet
from mapping.gathering import planned_walk
from mapping.models import Flow, Map, Observation, Step, Unknown, WalkStop
from mapping.route import Planned, starts
from mapping.services import walk
from mapping.services.maps import import_document
from mapping.services.steps import update_step
from tests.cast import Cast, add_person
from vsm_site.lib.errors import Forbidden, Invalid, Locked
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.kinds import AGENDA
from workshops.models import Capture, Change, WorkshopDay
from workshops.panels import needs
from workshops.policy import Action, Role
from workshops.selectors.summary import draft
from workshops.services.changes import apply_ops, undo_change
from workshops.services.workshops import update_workshop

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 17)
STREAM = {
    "format": "vsm-map/1",
    "title": "Patient journey",
    "parties": [{"id": "home", "kind": "customer", "name": "Patient"}],
    "steps": [
        {"id": "ask", "name": "Ask", "area": "Front desk", "trigger": "the patient comes", "cycle_time": "5 min"},
        {"id": "test", "name": "Test", "area": "Laboratory"},
        {"id": "tell", "name": "Tell", "area": "Ward"},
    ],
    "flows": [{"from": "home", "to": "ask"}, {"from": "ask", "to": "test", "wait": "2 h"}, {"from": "test", "to": "tell"}],
    "information": [{"from": "ask", "to": "test", "label": "request"}],
}


@pytest.fixture
def map_(cast: Cast) -> Map:
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=STREAM).map


def plan(cast: Cast, *, backwards: bool = True) -> list[WalkStop]:
    walk.plan_walk(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, on=DAY, starts_at=time(9, 30), minutes=20, backwards=backwards)
    return gathering.list_stops(cast.workshop.pk)


def stop_at(cast: Cast, name: str) -> WalkStop:
    return next(stop for stop in gathering.list_stops(cast.workshop.pk) if stop.name == name)


def head(cast: Cast) -> int:
    return Change.objects.filter(workshop=cast.workshop).count()


# Times of a route


def planned(key: str, pair: str = "", day: date | None = None, at: time | None = None, minutes: int = 15) -> Planned:
    return Planned(key, pair, day, at, minutes)


def test_one_stop_follows_the_other_and_a_fixed_time_counts() -> None:
    found = starts([planned("a", day=DAY, at=time(9, 30)), planned("b"), planned("c", at=time(11, 0)), planned("d")])
    assert {key: at.strftime("%H:%M") for key, at in found.items()} == {"a": "09:30", "b": "09:45", "c": "11:00", "d": "11:15"}


def test_two_pairs_walk_at_the_same_time() -> None:
    found = starts([planned("a", "one", DAY, time(9, 30)), planned("b", "two", DAY), planned("c", "one"), planned("d", "two")])
    assert {key: at.strftime("%H:%M") for key, at in found.items()} == {"a": "09:30", "b": "09:30", "c": "09:45", "d": "09:45"}


def test_a_stop_without_any_day_has_no_time_and_another_day_begins_at_nine() -> None:
    found = starts([planned("a"), planned("b", day=DAY), planned("c", day=date(2026, 11, 18))])
    assert found == {"b": datetime(2026, 11, 17, 9, 0), "c": datetime(2026, 11, 18, 9, 0)}


def test_where_nobody_in_particular_goes_the_stop_follows_the_one_before() -> None:
    found = starts([Planned("a", "one", DAY, time(9, 30), 15), Planned("b", None, None, None, 15), Planned("c", "one", None, None, 15)])
    assert {key: at.strftime("%H:%M") for key, at in found.items()} == {"a": "09:30", "b": "09:45", "c": "10:00"}


# The plan


def test_the_route_goes_from_the_customer_backwards_through_every_step(cast: Cast, map_: Map) -> None:
    stops = plan(cast)
    assert [(stop.name, stop.place, stop.minutes) for stop in stops] == [
        ("Tell", "Ward", 20),
        ("Test", "Laboratory", 20),
        ("Ask", "Front desk", 20),
    ]
    begins = gathering.starts_of(stops)
    assert [begins[str(stop.pk)].strftime("%d %H:%M") for stop in stops] == ["17 09:30", "17 09:50", "17 10:10"]


def test_a_second_plan_takes_only_the_steps_that_are_no_stop_yet(cast: Cast, map_: Map) -> None:
    plan(cast, backwards=False)
    before = head(cast)
    with pytest.raises(Invalid, match="Every step of the current map is a stop already"):
        plan(cast)
    assert (head(cast), len(gathering.list_stops(cast.workshop.pk))) == (before, 3)


def test_only_who_runs_the_workshop_plans(cast: Cast, map_: Map) -> None:
    before = head(cast)
    for who in ("omar", "pia", "spring", "obi"):
        with pytest.raises(Forbidden):
            walk.add_stop(actor=cast.actor(who), workshop_id=cast.workshop.pk, values={"title": "Post room"})
    assert (head(cast), WalkStop.objects.count()) == (before, 0)


def test_a_step_is_one_stop(cast: Cast, map_: Map) -> None:
    plan(cast)
    step = Step.objects.get(map=map_, doc_id="ask")
    with pytest.raises(Invalid, match="This step is a stop of the walk already"):
        walk.add_stop(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"step": str(step.pk)})
    with pytest.raises(Invalid, match="Say where you go, or choose a step of the map"):
        walk.add_stop(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"place": "Second floor"})
    assert WalkStop.objects.present().count() == 3


def test_stops_move_one_place_and_stay_at_the_ends(cast: Cast, map_: Map) -> None:
    first, second, _ = plan(cast)
    walk.move_stop(actor=cast.actor("fay"), stop_id=second.pk, by=-1)
    assert [stop.name for stop in gathering.list_stops(cast.workshop.pk)] == ["Test", "Tell", "Ask"]
    assert walk.move_stop(actor=cast.actor("fay"), stop_id=second.pk, by=-1).empty
    walk.move_stop(actor=cast.actor("fay"), stop_id=first.pk, by=1)
    assert [stop.name for stop in gathering.list_stops(cast.workshop.pk)] == ["Test", "Ask", "Tell"]


def test_a_stop_off_the_walk_comes_back_with_what_was_seen_there(cast: Cast, map_: Map) -> None:
    stop = plan(cast)[0]
    note = walk.note_observation(
        actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"kind": "item", "text": "In a tray", "stop": str(stop.pk)}
    )
    done = walk.remove_stop(actor=cast.actor("fay"), stop_id=stop.pk)
    assert [row.name for row in gathering.list_stops(cast.workshop.pk)] == ["Test", "Ask"]
    assert Observation.objects.present().get().pk == note.pk
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=done.seq)
    assert [row.name for row in gathering.list_stops(cast.workshop.pk)] == ["Tell", "Test", "Ask"]


# On the way


def test_who_says_that_a_place_was_seen_stands_for_it_and_can_take_it_back(cast: Cast, map_: Map) -> None:
    stop = plan(cast)[0]
    seen = datetime(2026, 11, 17, 9, 41, tzinfo=UTC)
    walk.mark_walked(actor=cast.actor("pia"), stop_id=stop.pk, at=seen)
    stop.refresh_from_db()
    assert (stop.walked_at, stop.walked_by.name) == (seen, "Pia")
    assert gathering.seen_at(stop.step) == stop
    walk.mark_walked(actor=cast.actor("omar"), stop_id=stop.pk, at=None)
    stop.refresh_from_db()
    assert (stop.walked_at, stop.walked_by) == (None, None)


def test_a_browser_marks_a_place_with_the_time_alone(cast: Cast, map_: Map) -> None:
    stop = plan(cast)[0]
    op = {"k": "set", "r": f"stop/{stop.pk}", "f": {"walked_at": "2026-11-17T09:41:00+00:00"}, "b": {"walked_at": 0}}
    apply_ops(actor=cast.actor("per"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="c-1", ops=[op])
    stop.refresh_from_db()
    assert (stop.walked_at, stop.walked_by.name) == (datetime(2026, 11, 17, 9, 41, tzinfo=UTC), "Per")


def test_whoever_may_not_change_the_map_does_not_say_that_a_place_was_seen(cast: Cast, map_: Map) -> None:
    stop = plan(cast)[0]
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.RUN_WORKSHOP) as tx:
        tx.set(cast.workshop, {"map_locked": True})
    before = head(cast)
    with pytest.raises(Locked):
        walk.mark_walked(actor=cast.actor("pia"), stop_id=stop.pk, at=datetime(2026, 11, 17, 9, 41, tzinfo=UTC))
    with pytest.raises(Forbidden):
        walk.mark_walked(actor=cast.actor("obi"), stop_id=stop.pk, at=datetime(2026, 11, 17, 9, 41, tzinfo=UTC))
    stop.refresh_from_db()
    assert (stop.walked_at, head(cast)) == (None, before)


def test_a_place_found_on_the_way_becomes_a_step_where_the_walk_came_by(cast: Cast, map_: Map) -> None:
    plan(cast)
    post = walk.add_stop(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Post room", "place": "Cellar"})
    for _ in range(2):  # between Tell and Test
        walk.move_stop(actor=cast.actor("fay"), stop_id=post.pk, by=-1)
    values = {"kind": "place", "text": "No window", "stop": str(post.pk)}
    note = walk.note_observation(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values=values)
    step = walk.put_on_map(actor=cast.actor("pia"), stop_id=post.pk)
    rows = Step.objects.present().filter(map=map_).order_by("order_key", "id")
    assert list(rows.values_list("name", "area")) == [
        ("Ask", "Front desk"),
        ("Test", "Laboratory"),
        ("Post room", "Cellar"),
        ("Tell", "Ward"),
    ]
    note.refresh_from_db()
    assert (note.step_id, stop_at(cast, "Post room").step_id) == (step.pk, step.pk)
    assert Flow.objects.present().filter(map=map_, source="test", target=step.doc_id).exists()


def test_without_a_map_a_place_stays_a_place(cast: Cast) -> None:
    post = walk.add_stop(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Post room"})
    before = head(cast)
    with pytest.raises(Invalid, match="There is no current map yet"):
        walk.put_on_map(actor=cast.actor("pia"), stop_id=post.pk)
    assert (head(cast), Step.objects.count()) == (before, 0)


def test_an_observation_is_tied_to_a_flow_and_changed_by_who_noted_it(cast: Cast, map_: Map) -> None:
    stop, flow = plan(cast)[0], Flow.objects.get(map=map_, target="test")
    values = {"kind": "item", "text": "Trays pile up", "stop": str(stop.pk), "flow": f"flow/{flow.pk}"}
    note = walk.note_observation(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values=values)
    assert (note.flow_id, str(note.author)) == (flow.pk, "Pia")
    with pytest.raises(Forbidden):
        walk.update_noted(actor=cast.actor("per"), record=note, values={"text": "Nothing piles up"})
    walk.update_noted(actor=cast.actor("pia"), record=note, values={"text": "Forty trays pile up"})
    note.refresh_from_db()
    assert note.text == "Forty trays pile up"


# The sheet


def pages_of(cast: Cast) -> list[sheet.Page]:
    return sheet.pages(gathering.read_walk(cast.workshop), gathering.list_observations(cast.workshop.pk), {})


def test_the_sheet_asks_for_the_twelve_data_with_trigger_and_done(cast: Cast, map_: Map) -> None:
    plan(cast)
    page = next(page for page in pages_of(cast) if page.line.stop.name == "Test")
    asked = [question.label for _, questions in page.groups for question in questions]
    assert asked == [
        "Trigger", "Done when", "Output", "Wait before", "Lead time", "Process time", "% complete and accurate", "Defect rate",
        "On-time delivery", "Work in process", "Batch size", "Staffing", "Overtime", "Variation",
    ]  # fmt: skip
    assert (page.line.given, page.line.asked) == (1, 14)
    assert [words for _, words in page.ties] == ["Test", "Ask to Test", "Test to Tell", "Ask to Test (request)"]


def test_an_answer_keeps_how_it_is_known_who_says_it_and_when(cast: Cast, map_: Map) -> None:
    stop = plan(cast)[0]
    walk.update_stop(actor=cast.actor("fay"), stop_id=stop.pk, values={"contact": "Ms Berg, 0171 234 567"})
    step = stop.step
    body = {"cycle_time": "20-40 min", "initial-cycle_time": "", "rev_cycle_time": "0", "evidence": "measured"}
    answer = cast.client("pia").post(f"/walk/stops/{stop.pk}/data/", body)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/workshops/{cast.workshop.pk}/walk/sheet/#stop-{stop.pk}")
    step.refresh_from_db()
    today = cast.workshop.today(datetime.now(UTC)).isoformat()
    assert step.cycle_time == {"low": "20 min", "likely": "30 min", "high": "40 min", "evidence": "measured", "by": "Ms Berg", "at": today}


def test_an_answer_that_cannot_be_read_stands_in_its_field_and_changes_nothing(cast: Cast, map_: Map) -> None:
    stop = plan(cast)[0]
    before = head(cast)
    answer = cast.client("pia").post(
        f"/walk/stops/{stop.pk}/data/", {"cycle_time": "long", "initial-cycle_time": "", "rev_cycle_time": "0"}
    )
    assert answer.status_code == 422
    assert 'value="long"' in answer.content.decode()
    assert head(cast) == before


def test_two_who_answer_one_question_see_both_values(cast: Cast, map_: Map) -> None:
    stop = plan(cast)[0]
    update_step(actor=cast.actor("per"), step=stop.step, values={"cycle_time": "9 min"})
    body = {"cycle_time": "7 min", "initial-cycle_time": "", "rev_cycle_time": "0"}
    answer = cast.client("pia").post(f"/walk/stops/{stop.pk}/data/", body)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs" in page and "<strong>9 min</strong>" in page and "<strong>7 min</strong>" in page
    stop.step.refresh_from_db()
    assert stop.step.cycle_time == "9 min"


def test_an_issue_seen_at_a_stop_becomes_a_capture_of_its_step(cast: Cast, map_: Map) -> None:
    stop = plan(cast)[0]
    body = {"kind": "issue", "text": "Waits for the porter", "stop": str(stop.pk), "about": ""}
    assert cast.client("pia").post(f"/workshops/{cast.workshop.pk}/walk/notes/", body).status_code == 302
    capture = Capture.objects.get()
    assert (capture.kind, capture.text, capture.step, capture.at) == ("issue", "Waits for the porter", stop.step_id, "Tell")
    assert Observation.objects.count() == 0


# What is not known


def test_who_brings_a_datum_is_told_at_home_until_the_map_has_it(cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, doc_id="test")
    per = cast.person("per")
    values = {"owner": str(per.pk), "due_on": "2026-11-18", "source": "the laboratory system"}
    for who in ("pia", "omar"):  # said again, it is changed
        walk.bring(actor=cast.actor(who), workshop_id=cast.workshop.pk, record=f"step/{step.pk}", datum="lead_time", values=values)
    row = Unknown.objects.present().get()
    assert (row.owner_id, row.due_on, row.source) == (per.pk, date(2026, 11, 18), "the laboratory system")
    found = [need for need in needs(cast.workshop, cast.actor("per")) if need.text.startswith("Find out")]
    assert [(need.text, need.note) for need in found] == [("Find out: Test: lead time", "until Wed 18 Nov, from the laboratory system")]
    first = gathering.read_walk(cast.workshop).still_open[0]
    assert (first.words, first.owner) == ("Test: lead time", per)
    update_step(actor=cast.actor("per"), step=step, values={"lead_time": "3 d"})
    assert [need for need in needs(cast.workshop, cast.actor("per")) if need.text.startswith("Find out")] == []
    assert [entry.words for entry in gathering.read_walk(cast.workshop).brought] == ["Test: lead time"]


def test_who_says_it_a_moment_later_sees_both_and_overwrites_nothing(cast: Cast, map_: Map) -> None:
    record, url = f"step/{Step.objects.get(map=map_, doc_id='test').pk}", f"/workshops/{cast.workshop.pk}/walk/unknown/"
    per, pia = cast.person("per"), cast.person("pia")
    values = {"owner": str(per.pk), "due_on": "2026-11-18"}
    walk.bring(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, record=record, datum="lead_time", values=values)
    before, client = head(cast), cast.client("fay")
    sent = {"record": record, "datum": "lead_time", "owner": str(pia.pk), "due_on": "", "source": "The ward", "change_id": str(uuid7())}
    clash = client.post(url, sent)
    row = Unknown.objects.present().get()
    assert (clash.status_code, head(cast), row.owner_id, row.source) == (409, before, per.pk, "")
    assert list(clash.context["form"].clashes) == ["owner"]
    assert re.findall(r"<strong>(\w+)[^<]*</strong>", clash.content.decode())[-2:] == ["Per", "Pia"]
    shown = dict(re.findall(r'<input type="(?:hidden|text|date)" name="([^"]+)"(?: value="([^"]*)")?', clash.content.decode()))
    assert (shown["initial-owner"], shown["initial-source"], shown["initial-due_on"]) == ("", "", "2026-11-18")
    again = shown | {"owner": str(pia.pk), "due_on": "2026-11-18", "source": "The ward", "record": record, "datum": "lead_time"}
    assert client.post(url, again).status_code == 302
    row.refresh_from_db()
    assert (row.owner_id, row.due_on, row.source) == (pia.pk, date(2026, 11, 18), "The ward")


def test_a_guess_is_not_yet_known(cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, doc_id="test")
    update_step(actor=cast.actor("per"), step=step, values={"lead_time": {"value": "3 d", "evidence": "guess"}})
    walk.bring(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, record=f"step/{step.pk}", datum="lead_time", values={})
    assert gathering.read_walk(cast.workshop).brought == ()


def test_a_question_in_words_is_answered_by_who_was_asked(cast: Cast, map_: Map) -> None:
    spring = cast.person("spring")
    row = walk.bring(
        actor=cast.actor("fay"),
        workshop_id=cast.workshop.pk,
        record="",
        datum="",
        values={"text": "Who orders at night?", "owner": str(spring.pk)},
    )
    page = cast.client("spring").get(f"/walk/unknown/{row.pk}/").content.decode()
    assert "Who orders at night?" in page and 'name="owner"' not in page
    assert cast.client("spring").post(f"/walk/unknown/{row.pk}/", {"answer": "The ward sister"}).status_code == 302
    row.refresh_from_db()
    assert row.answer == "The ward sister"
    before = head(cast)
    assert cast.client("obi").post(f"/walk/unknown/{row.pk}/", {"answer": "Nobody"}).status_code == 403
    assert head(cast) == before


def test_a_datum_that_is_none_is_refused(cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, doc_id="test")
    for record, datum in ((f"step/{step.pk}", "shoe_size"), (f"step/{uuid7()}", "lead_time"), (f"capture/{uuid7()}", "text")):
        with pytest.raises(Invalid):
            walk.bring(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, record=record, datum=datum, values={})
    assert Unknown.objects.count() == 0


def test_the_summary_of_the_day_says_what_was_seen(cast: Cast, map_: Map) -> None:
    first, second, _ = plan(cast)
    for stop in (first, second):
        walk.mark_walked(actor=cast.actor("pia"), stop_id=stop.pk, at=datetime.now(UTC))
    values = {"kind": "item", "text": "In a tray", "stop": str(first.pk)}
    walk.note_observation(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values=values)
    assert "2 work places seen, 1 observation noted." in summary_of_today(cast)


def summary_of_today(cast: Cast) -> str:
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.RUN_WORKSHOP, granted=frozenset(Action)) as tx:
        day = WorkshopDay.objects.present().filter(workshop=cast.workshop).order_by("date").first()
        tx.set(day, {"date": cast.workshop.today(datetime.now(UTC))})
    day.refresh_from_db()
    return draft(day)


def test_the_rules_of_the_browser_and_of_the_server_stamp_an_answer_alike() -> None:
    cases = json.loads((Path(__file__).parents[1] / "walk_cases.json").read_text())
    for case in cases:
        at = date.fromisoformat(case["at"])
        assert sheet.stamped(fields.STEP[case["datum"]], case["value"], how=case["how"], by=case["by"], at=at) == case["kept"]


def test_a_walk_up_guest_sees_the_walk_without_telephone_numbers(cast: Cast, map_: Map) -> None:
    stop = plan(cast)[0]
    walk.update_stop(actor=cast.actor("fay"), stop_id=stop.pk, values={"contact": "Ms Berg, 0171 234 567"})
    add_person(cast.workshop, cast.uma, Role.GUEST, by=cast.fay)
    for path in ("walk/", "walk/sheet/"):
        assert "0171 234 567" in cast.client("obi").get(f"/workshops/{cast.workshop.pk}/{path}").content.decode()
        page = cast.client("uma").get(f"/workshops/{cast.workshop.pk}/{path}")
        assert page.status_code == 200 and "0171 234 567" not in page.content.decode()
    state = cast.client("uma").get(f"/api/v1/workshops/{cast.workshop.pk}/live/state/").content.decode()
    assert f"stop/{stop.pk}" in state and "0171 234 567" not in state


@pytest.mark.django_db
def test_the_sheet_says_the_zone_whose_day_answers_are_stamped_with(cast: Cast, map_: Map) -> None:
    plan(cast)
    update_workshop(actor=cast.actor("fay"), workshop=cast.workshop, values={"time_zone": "Asia/Tokyo"})
    page = f"/workshops/{cast.workshop.pk}/walk/sheet/"
    for address in (page, f"{page}?part=1"):
        assert 'data-zone="Asia/Tokyo"' in cast.client("pia").get(address).content.decode()


def test_the_plan_of_the_walk_begins_when_the_agenda_has_it(cast: Cast) -> None:
    assert planned_walk(cast.workshop) == (cast.workshop.first_day, None)
    day = WorkshopDay.objects.present().get(workshop=cast.workshop, date=DAY)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        for key, kind, minutes in (("a", "work", 45), ("b", "break", 10), ("c", "walk", 90)):
            tx.new(AGENDA, {"day": day.pk, "title": kind, "kind": kind, "duration_minutes": minutes, "order_key": key})
        tx.set(day, {"starts_at": time(8, 30)})
    assert planned_walk(cast.workshop) == (DAY, time(9, 25))
    shown = cast.client("fay").get(f"/workshops/{cast.workshop.pk}/walk/").context["plan"]
    assert (shown["on"].value(), shown["starts_at"].value()) == (DAY, time(9, 25))
