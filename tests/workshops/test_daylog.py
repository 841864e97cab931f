"""What a day's change log comes to: folded record by record, in words. No database."""

from __future__ import annotations

from typing import Any

from actionplans import daylog as plan
from mapping import daylog as maps
from reviews import daylog as reviews
from workshops.daylog import Line, Net, Written, fold, in_order, lines_of, listed, named


def new(record: str, change: str = "new", **values: Any) -> Written:
    return Written({"k": "new", "r": record, "f": values}, {"k": "del", "r": record}, change)


def put(record: str, before: dict[str, Any], **values: Any) -> Written:
    return Written({"k": "set", "r": record, "f": values}, {"k": "set", "r": record, "f": before}, "set")


def gone(record: str, **values: Any) -> Written:
    return Written({"k": "del", "r": record}, {"k": "new", "r": record, "f": values}, "remove")


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def test_a_record_that_was_written_often_counts_as_it_stands_in_the_evening() -> None:
    [net] = fold([put("step/1", {"lead_time": "1 h"}, lead_time="2 h"), put("step/1", {"lead_time": "2 h"}, lead_time="3 h")])
    assert (net.was_there, net.is_there, net.before, net.after) == (True, True, {"lead_time": "1 h"}, {"lead_time": "3 h"})
    [same] = fold([put("step/1", {"lead_time": "1 h"}, lead_time="2 h"), put("step/1", {"lead_time": "2 h"}, lead_time="1 h")])
    assert not same.moved("lead_time")


def test_what_was_made_and_taken_back_is_nothing() -> None:
    assert [net.is_new for net in fold([new("capture/1", kind="issue", text="Two forms"), gone("capture/1")])] == [False]
    assert lines_of(fold([new("capture/1", kind="issue", text="Two forms"), gone("capture/1")]), {}) == []
    [back] = fold([new("capture/1", kind="issue", text="Two forms"), gone("capture/1"), new("capture/1", kind="issue", text="Two forms")])
    assert back.is_new
    [removed] = fold([gone("capture/1", kind="issue", text="Two forms")])
    assert (removed.was_there, removed.is_there, removed.before["text"]) == (True, False, "Two forms")
    [moved] = fold([gone("capture/1", kind="issue"), new("capture/1", kind="issue")])
    assert not moved.is_new


def test_captures_and_barriers_are_counted_by_what_they_are() -> None:
    nets = fold(
        [
            new("capture/1", kind="issue", text="Two forms"),
            new("capture/2", kind="issue", text="No porter before nine"),
            new("capture/3", kind="parking_lot", text="Who owns the scanner"),
            new("barrier/1", text="One nurse", answer="", status="open"),
        ]
    )
    assert lines_of(nets, {}) == [
        Line("issues", "2 issues and 1 parking-lot item raised: Two forms and No porter before nine."),
        Line("issues", "1 barrier raised that only a leader can lift."),
    ]


def test_answers_of_leaders_are_decisions() -> None:
    nets = fold(
        [
            put("question/1", {"answer": ""}, answer="Yes, as a pilot"),
            put("barrier/2", {"answer": ""}, answer="From 1 December."),
            put("barrier/2", {"status": "open"}, status="taken"),
            put("barrier/3", {"status": "taken"}, status="lifted"),
            put("barrier/4", {"answer": "No"}, answer=""),
            put("charter/5", {"approved_at": None}, approved_at="2026-11-16T09:00:00Z"),
        ]
    )
    names = {"1": "May the laboratory start without a stamp?", "2": "One nurse for the pilot", "3": "The old scanner", "4": "Taken back"}
    assert texts(lines_of(nets, names)) == [
        "May the laboratory start without a stamp? Yes, as a pilot.",
        "One nurse for the pilot: From 1 December.",
        "Lifted: The old scanner.",
        "The charter is approved.",
    ]


def test_only_what_got_done_that_day_is_done() -> None:
    nets = fold(
        [
            put("agenda/1", {"done": False}, done=True),
            put("agenda/2", {"done": False}, done=True),
            put("agenda/2", {"done": True}, done=False),
            put("agenda/3", {"done": True}, title="Recap"),
            put("task/1", {"done": False}, done=True),
        ]
    )
    assert texts(lines_of(nets, {})) == ["1 block of the agenda done.", "1 set-up task done."]


def test_steps_are_counted_by_map_and_numbers_by_where_they_are() -> None:
    nets = fold(
        [
            new("step/1", map="m", name="Register", lead_time="10 min", cycle_time=None, area="Desk"),
            new("step/2", map="m", name="Triage", lead_time=None),
            put("step/2", {"lead_time": None}, lead_time={"value": "5 min", "evidence": "guess"}),
            put("step/3", {"cycle_time": "2 min"}, cycle_time="3 min"),
            put("step/4", {"cycle_time": "2 min"}, cycle_time=None),
            put("step/5", {"name": "Discharge"}, name="Leave"),
            put("flow/1", {"wait": None}, wait="1 h"),
        ]
    )
    assert maps.lines_of(nets, {"m": "Patient journey"}) == [
        Line("mapped", "2 steps mapped on “Patient journey”: Register and Triage."),
        Line("data", "4 numbers gathered on 3 steps and 1 flow."),
    ]


def test_a_copied_map_is_begun_and_what_it_brought_along_is_neither_mapped_nor_gathered() -> None:
    nets = fold(
        [
            new("map/f", "copy-map", title="Future state"),
            new("step/1", "copy-map", map="f", name="Register", lead_time="10 min"),
            put("step/1", {"lead_time": "10 min"}, lead_time="2 min"),
        ]
    )
    assert maps.lines_of(nets, {}) == [
        Line("mapped", "“Future state” begun from a copy."),
        Line("data", "1 number gathered on 1 step."),
    ]


def test_actions_are_drafted_with_owners_and_done() -> None:
    nets = fold(
        [
            new("action/1", title="Move the stamp", owner="a", status="todo"),
            new("action/2", title="One form", owner=None, status="todo"),
            put("action/3", {"status": "doing"}, status="done"),
        ]
    )
    drafted, done = plan.lines_of(nets, {"3": "Nurse-led orders"})
    assert (drafted.text, done.text) == ("2 actions drafted, 1 with an owner.", "1 action done: Nurse-led orders.")
    one = fold([new("action/1", title="x", owner="a", status="todo")])
    assert texts(plan.lines_of(one, {})) == ["1 action drafted, all with an owner."]


def test_decisions_of_reviews_stand_as_they_were_noted() -> None:
    nets = fold([new("decision/1", text="Keep the pilot"), new("decision/2", text="Stop?"), gone("decision/2")])
    assert reviews.lines_of(nets) == [Line("decisions", "Keep the pilot.")]


def test_lines_come_in_the_order_of_a_summary() -> None:
    lines = [Line(area, area) for area in ("done", "issues", "data", "mapped", "decisions")]
    assert texts(in_order(lines)) == ["mapped", "data", "issues", "decisions", "done"]


def test_names_are_few() -> None:
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")
    assert named([f"step {number}" for number in range(6)]) == "step 0, step 1, step 2, step 3 and 2 more"


def test_a_day_without_changes_says_nothing() -> None:
    none: list[Net] = []
    assert (fold([]), lines_of(none, {}), maps.lines_of(none, {}), plan.lines_of(none, {}), reviews.lines_of(none)) == ([], [], [], [], [])
