"""Passes: what each round asks for, and what of it is open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mapping import document, fields, passes
from mapping.facts import MapFacts
from mapping.looks import look_of


def facts(*steps: dict[str, Any], **more: Any) -> MapFacts:
    """Facts with ids for UUIDs: `step-a`, `flow-a>b`."""
    read = document.read({"format": "vsm-map/1", "title": "T", "steps": list(steps)} | more).facts
    assert read is not None
    return replace(
        read,
        steps=tuple(replace(row, uuid=row.id) for row in read.steps),
        flows=tuple(replace(row, uuid=row.key) for row in read.flows),
        information=tuple(replace(row, uuid=f"{row.source}>{row.target}") for row in read.information),
        notes=tuple(replace(row, uuid=row.id) for row in read.notes),
    )


A = {"id": "a", "name": "Triage", "cycle_time": "5 min", "lead_time": "1 h", "complete_accurate": 90}
B = {"id": "b", "name": "Tests", "cycle_time": {"value": "20 min", "evidence": "guess"}}
AB = {"from": "a", "to": "b"}


def gaps(found: passes.Progress) -> list[tuple[str, str]]:
    return [(gap.record, gap.field) for gap in found.gaps]


def test_metrics_are_asked_of_each_step_and_the_wait_of_each_flow_into_it() -> None:
    found = passes.progress(facts(A, B, flows=[AB, {"from": "b", "to": "a", "kind": "rework", "share": 10}]), passes.BY_KEY["metrics"])
    assert (found.done, found.of) == (4, 7)
    assert gaps(found) == [("flow/a>b", "wait"), ("step/b", "lead_time"), ("step/b", "complete_accurate")]
    assert found.steps == {"a": (3, 3), "b": (1, 4)}
    assert found.gaps[1].words == "Tests: lead time"


def test_an_inventory_answers_for_the_wait() -> None:
    found = passes.progress(facts(A, B, flows=[AB | {"inventory": 0}]), passes.BY_KEY["metrics"])
    assert ("flow/a>b", "wait") not in gaps(found)


def test_the_flow_round_asks_to_connect_what_hangs_on_nothing() -> None:
    found = passes.progress(
        facts(A, B, {"id": "c", "name": "Lone", "area": "ED", "trigger": "x", "done": "y"}, flows=[AB]), passes.BY_KEY["flow"]
    )
    assert ("step/c", "") in gaps(found)
    assert ("step/a", "") not in gaps(found)
    assert found.steps["c"] == (3, 4)


def test_information_is_asked_of_its_flows() -> None:
    rows = [{"from": "p", "to": "b", "medium": "manual"}]
    found = passes.progress(
        facts(A, B, flows=[AB], parties=[{"id": "p", "name": "Ward", "kind": "customer"}], information=rows), passes.BY_KEY["information"]
    )
    assert (found.done, found.of, gaps(found)) == (1, 3, [("information/p>b", "label"), ("information/p>b", "frequency")])
    assert found.steps == {"b": (1, 3)}


def test_guesses_and_open_questions_are_what_the_question_round_is_about() -> None:
    notes = [{"id": "n", "kind": "question", "at": "b", "text": "Who calls?"}, {"id": "m", "kind": "issue", "at": "b", "text": "Slow"}]
    found = passes.progress(facts(A, B, flows=[AB], notes=notes), passes.BY_KEY["questions"])
    assert (found.done, found.of, gaps(found)) == (3, 5, [("step/b", "cycle_time"), ("note/n", "text")])


def test_no_waste_is_an_answer_and_nothing_said_is_none() -> None:
    found = passes.progress(facts(A | {"wastes": []}, B, flows=[AB]), passes.BY_KEY["wastes"])
    assert (found.done, found.of, gaps(found)) == (1, 2, [("step/b", "wastes")])


@pytest.mark.parametrize("one", passes.PASSES, ids=lambda one: one.key)
def test_a_round_asks_for_data_that_exist_and_that_boxes_can_show(one: passes.Pass) -> None:
    worked = {passes.WAIT, passes.EVIDENCE}
    assert {*one.rows, *one.sheet, *one.counted} <= set(fields.STEP) | worked
    assert set(one.columns) <= set(fields.STEP) | worked
    assert look_of({"metrics": list(one.rows)}).metrics == one.rows


def test_rounds_are_numbered_in_the_order_of_the_walk() -> None:
    assert [(one.number, one.key) for one in passes.PASSES] == [
        (1, "flow"),
        (2, "information"),
        (3, "metrics"),
        (4, "questions"),
        (5, "value"),
        (6, "wastes"),
    ]
