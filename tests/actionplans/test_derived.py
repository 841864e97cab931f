"""Promise arithmetic: the future derived from promises has the numbers of the same map edited by hand, exactly."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from actionplans.derived import WHOLE, Pledge, Spot, derive, lead_effects, number, numbers_of, step_on
from mapping import document
from mapping.facts import MapFacts
from mapping.fields import Kind
from tests.site.source import ROOT
from vsm_site.lib.units import Calendar

ACME_DAY = 55_200
"""Two shifts of 460 minutes."""


def given(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def facts_of(source: dict[str, Any]) -> MapFacts:
    facts = document.read(source).facts
    assert facts is not None
    return facts


def promise(metric: str, step: str | None, before: Any, after: Any, group: str = "") -> Pledge:
    return Pledge(f"{metric}@{step}", group or f"{metric}@{step}", metric, step, before, after)


def step(source: dict[str, Any], key: str) -> dict[str, Any]:
    return next(row for row in source["steps"] if row["id"] == key)


def flow(source: dict[str, Any], start: str, end: str) -> dict[str, Any]:
    return next(row for row in source["flows"] if (row["from"], row["to"]) == (start, end))


ACME = (
    promise("wait_time", "stamping", "5 d", "2 d"),
    promise("wip", "weld1", 7000, 1500),
    promise("cycle_time", "assembly1", "62 s", "56 s"),
    promise("changeover", "stamping", "1 h", "10 min"),
    promise("uptime", "weld2", 80, 100),
    promise("staffing", "assembly2", 1, 0.5),
    promise("wait_after", "assembly2", "4.5 d", "2 d"),
)
PATIENT = (
    promise("wait_time", "waiting", "1.5 h", "0 h"),
    promise("wait_time", "assess", "0.25 h", "0 h"),
    promise("wait_time", "tests", "2 h", {"low": "30 min", "likely": "45 min", "high": "60 min", "evidence": "estimate"}),
    promise("lead_time", "tests", "0.75 h", "1 h"),
    promise("complete_accurate", "tests", 90, 95),
    promise("defect_rate", "discharge", 10, 4),
)


def by_hand_acme() -> dict[str, Any]:
    source = given("acme-current")
    flow(source, "michigan", "stamping")["wait"] = "2 d"
    flow(source, "stamping", "weld1")["inventory"] = 1500
    step(source, "assembly1")["cycle_time"] = "56 s"
    step(source, "stamping")["changeover"] = "10 min"
    step(source, "weld2")["uptime"] = 100
    step(source, "assembly2")["staffing"] = 0.5
    flow(source, "assembly2", "shipping")["wait"] = "2 d"
    return source


def by_hand_patient() -> dict[str, Any]:
    source = given("patient-journey")
    flow(source, "triage", "waiting")["wait"] = "0 h"
    flow(source, "waiting", "assess")["wait"] = "0 h"
    flow(source, "assess", "tests")["wait"] = {"low": "30 min", "likely": "45 min", "high": "60 min", "evidence": "estimate"}
    step(source, "tests").update(lead_time="1 h", complete_accurate=95)
    step(source, "discharge")["defect_rate"] = 4
    return source


@pytest.mark.parametrize(
    ("name", "promises", "by_hand", "lead_seconds"),
    [
        # 2 d, 7,490 pieces at 60 s, 2 d, and 182 s of work
        ("acme-current", ACME, by_hand_acme, 4 * ACME_DAY + 7490 * 60 + 182),
        # 11.5 h less 1.5, 0.25 and 1.25 h of waiting, and tests take a quarter of an hour more
        ("patient-journey", PATIENT, by_hand_patient, 8.75 * 3600),
    ],
)
def test_kept_promises_have_every_number_of_the_map_edited_by_hand(
    name: str, promises: tuple[Pledge, ...], by_hand: Callable[[], dict[str, Any]], lead_seconds: float
) -> None:
    derived, edited = derive(facts_of(given(name)), promises), numbers_of(facts_of(by_hand()))
    assert edited is not None and derived.metrics is not None
    assert derived.unplaced == ()
    assert derived.metrics.as_dict() == edited.as_dict()
    assert derived.metrics.lead_time.seconds == pytest.approx(lead_seconds, rel=1e-12)


def test_the_promises_of_the_levelled_future_reach_its_published_totals() -> None:
    """4.5 days and 169 seconds (Rother and Shook), on the steps of the current map."""
    promises = [
        promise("wait_time", "stamping", "5 d", "1.5 d"),
        promise("wait_time", "weld1", "7.6 d", "1 d"),
        *(promise("wait_time", key, "2 d", "0 d") for key in ("weld2", "assembly1", "assembly2")),
        promise("wait_after", "assembly2", "4.5 d", "2 d"),
        promise("cycle_time", "assembly1", "62 s", "43 s"),
    ]
    found = derive(facts_of(given("acme-current")), promises).metrics
    published = numbers_of(facts_of(given("acme-future-levelled")))
    assert found is not None and published is not None
    assert (found.lead_time.text, found.process_time.text) == (published.lead_time.text, "169 s")
    assert found.lead_time.seconds == pytest.approx(4.5 * ACME_DAY + 169, rel=1e-12)


@pytest.mark.parametrize(
    ("promises", "value"),
    [
        ([("62 s", "58 s"), ("58 s", "56 s")], "56 s"),  # the second goes on where the first ends
        ([("62 s", "58 s"), ("62 s", "57 s")], "53 s"),  # both begin at 62: 4 and 5 add up
        ([("62 s", "1 min")], "1 min"),  # as typed
        ([("60 s", "55 s")], "55 s"),  # the map says 62: what is promised stays
        ([("62 s", "20 s"), ("62 s", "10 s")], "0 s"),  # less than nothing is nothing
    ],
)
def test_several_promises_of_one_number_work_together(promises: list[tuple[str, str]], value: str) -> None:
    pledges = [promise("cycle_time", "assembly1", before, after, f"action {place}") for place, (before, after) in enumerate(promises)]
    (move,) = derive(facts_of(given("acme-current")), pledges).moves
    assert (move.spot, move.value) == (Spot("step", "assembly1", "cycle_time"), value)


@pytest.mark.parametrize(("promises", "value"), [([(80, 95), (80, 98)], 100), ([(80, 30), (80, 10)], 10), ([(80.5, 90), (80.5, 85)], 94.5)])
def test_percentages_stay_within_what_the_map_takes(promises: list[tuple[float, float]], value: float) -> None:
    """An uptime of 0 or less is not allowed: the last promise stands."""
    pledges = [promise("uptime", "weld2", before, after) for before, after in promises]
    (move,) = derive(facts_of(given("acme-current")), pledges).moves
    assert move.value == value


def test_what_changes_no_number_says_why() -> None:
    pledges = [
        promise("Calls a day", WHOLE, "12", "4"),
        promise("cycle_time", None, "4 min", "2 min"),
        promise("wait_time", "assembly2", "2 d", "0 d"),
        promise("lead_time", WHOLE, "23.6 d", "21.1 d"),
    ]
    source = given("acme-current")
    source["flows"] = [row for row in source["flows"] if row["to"] != "assembly2"]
    derived = derive(facts_of(source), pledges)
    assert [(entry.pledge.metric, entry.reason) for entry in derived.unplaced] == [
        ("Calls a day", "A measure of your own is not a number of the map."),
        ("cycle_time", "Its step is not on the current map, or became part of another there."),
        ("wait_time", "Nothing flows in before this step on the current map, so nothing waits there."),
    ]
    assert derived.moves == ()
    assert derived.whole == (pledges[3],)
    assert derived.whole_delta("lead_time", Calendar(ACME_DAY)) == pytest.approx(-2.5 * ACME_DAY)


def test_a_map_that_is_not_drawn_to_an_end_has_no_future() -> None:
    source = given("branch-choice")
    for row in source["flows"]:
        row.pop("share", None)
    derived = derive(facts_of(source), [promise("cycle_time", source["steps"][0]["id"], "10 min", "5 min")])
    assert (derived.metrics, [entry.reason for entry in derived.unplaced]) == (None, ["The current map is not drawn to an end."])


@pytest.mark.parametrize("turned", [False, True])
def test_the_wait_of_several_ways_is_that_of_the_longest_path(turned: bool) -> None:
    """The wait that counts is on the longer branch, although one waits longer on the other, in whichever order they are drawn."""
    steps = [{"id": key, "name": key, "cycle_time": time} for key, time in (("short", "1 h"), ("long", "5 h"), ("join", "1 h"))]
    flows = [{"from": "short", "to": "join", "wait": "3 h"}, {"from": "long", "to": "join", "wait": "2 h"}]
    source = {"format": "vsm-map/1", "title": "Join", "steps": steps, "flows": flows[::-1] if turned else flows}
    (move,) = derive(facts_of(source), [promise("wait_time", "join", "2 h", "0 h")]).moves
    assert move.spot == Spot("flow", "long>join", "wait")


def test_each_action_has_its_part_of_the_difference() -> None:
    facts = facts_of(given("patient-journey"))
    pledges = [
        promise("wait_time", "tests", "2 h", "1.25 h", "nurse"),
        promise("wait_time", "tests", "1.25 h", "0.75 h", "tube"),
        promise("wait_time", "review", "1 h", "0.25 h", "tube"),
        promise("defect_rate", "discharge", 10, 4, "letter"),
    ]
    derived = derive(facts, pledges)
    effects = lead_effects(facts, [(move.spot, move.value, move.shares()) for move in derived.moves])
    assert effects == pytest.approx({"nurse": -0.75 * 3600, "tube": -1.25 * 3600, "letter": 0.0})
    before = numbers_of(facts)
    assert before is not None and derived.metrics is not None
    assert sum(effects.values()) == pytest.approx(derived.metrics.lead_time.seconds - before.lead_time.seconds)


@pytest.mark.parametrize(
    ("measured", "parts"),
    [
        ("2 h", {"nurse": 0, "tube": 0}),  # nothing moved
        ("1.5 h", {"nurse": 1, "tube": 0}),  # what is due first is credited first
        ("1 h", {"nurse": 0.75, "tube": 0.25}),
        ("0.5 h", {"nurse": 0.5, "tube": 0.5}),  # more than promised goes to the last
        ("3 h", {"nurse": 1, "tube": 0}),  # as does what got worse to the first
    ],
)
def test_what_was_reached_is_credited_in_the_order_of_the_promises(measured: str, parts: dict[str, float]) -> None:
    pledges = [promise("wait_time", "tests", "2 h", "1.25 h", "nurse"), promise("wait_time", "tests", "1.25 h", "0.75 h", "tube")]
    (move,) = derive(facts_of(given("patient-journey")), pledges).moves
    assert move.shares(number(measured, Kind.DURATION, Calendar())) == pytest.approx(parts)


@pytest.mark.parametrize(
    ("own", "key", "found"),
    [("acme-future-levelled", "stamping", "stamping"), ("acme-future-levelled", "cell", None), ("acme-current", "weld1", "weld1")],
)
def test_a_step_of_another_map_is_found_where_it_is_one_step(own: str, key: str, found: str | None) -> None:
    """The cell comes of four steps, so a promise of the cell is of none of them."""
    assert step_on(facts_of(given("acme-current")), facts_of(given(own)), key) == found


def test_a_step_of_an_older_map_is_found_by_where_the_new_one_comes_from() -> None:
    old, new = given("patient-journey"), given("patient-journey")
    new |= {"information": [], "notes": []}
    step(new, "tests").update(id="diagnosis", origin=["tests"])
    for row in new["flows"]:
        row.update({end: "diagnosis" for end in ("from", "to") if row[end] == "tests"})
    assert step_on(facts_of(new), facts_of(old), "tests") == "diagnosis"
    assert step_on(facts_of(old), facts_of(new), "diagnosis") == "tests"
