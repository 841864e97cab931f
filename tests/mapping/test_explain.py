"""Every total opens to its terms, and these make the total."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from mapping import document, explain, metrics, timeline
from mapping.comparison import compare
from mapping.facts import MapFacts

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in VECTORS.glob("*.expected.json"))
SUMMED = ("lead_time", "process_time", "value_added_time", "labour_time", "wait_time")


def facts(name: str) -> MapFacts:
    found = document.parse((VECTORS / f"{name}.json").read_bytes()).facts
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", SUMMED)
def test_the_terms_of_a_time_sum_to_it(name: str, key: str) -> None:
    of_map = facts(name)
    found = metrics.compute(of_map)
    explanation = explain.explain(of_map, found, key)
    assert explanation is not None
    assert explanation.result == getattr(found, key).text
    assert math.isclose(math.fsum(term.value for term in explanation.terms), getattr(found, key).seconds, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("rework")])
def test_the_terms_with_rework_sum_to_the_lead_time_with_rework(name: str) -> None:
    of_map = facts(name)
    found = metrics.compute(of_map)
    explanation = explain.explain(of_map, found, "with_rework")
    assert explanation is not None
    if found.with_rework is None or found.with_rework.lead_time is None:
        assert (explanation.result, explanation.terms) == ("none yet", ())
        return
    assert explanation.result == found.with_rework.lead_time.text
    assert math.isclose(math.fsum(term.value for term in explanation.terms), found.with_rework.lead_time.seconds, rel_tol=1e-9)


@pytest.mark.parametrize("key", explain.keys())
@pytest.mark.parametrize("name", ["patient-journey", "acme-current", "rework-nested", "branch-choice"])
def test_every_total_is_explained_in_words(name: str, key: str) -> None:
    of_map = facts(name)
    explanation = explain.explain(of_map, metrics.compute(of_map), key)
    assert explanation is not None
    assert explanation.title and explanation.formula and explanation.source


@pytest.mark.parametrize("name", NAMES)
def test_the_ladder_adds_up_where_there_is_one_routing(name: str) -> None:
    of_map = facts(name)
    found = metrics.compute(of_map)
    rungs = timeline.ladder(of_map, found)
    assert [rung.step for rung in rungs if rung.step] == list(found.path)
    if found.routings == 1:
        total = sum(rung.wait.seconds + (rung.lead.seconds if rung.lead else 0) for rung in rungs)
        assert math.isclose(total, found.lead_time.seconds, rel_tol=1e-9)


def test_current_against_future_names_what_is_gone_and_what_is_better() -> None:
    compared = compare(facts("acme-current"), facts("acme-future-levelled"))
    lead = next(entry for entry in compared.differences if entry.key == "lead_time")
    assert (lead.before_text, lead.after_text, lead.verdict) == ("23.6 d", "4.5 d", "better")
    assert lead.change_percent is not None and math.isclose(lead.change_percent, -80.938, abs_tol=0.01)


def test_a_map_compared_with_itself_shows_no_change() -> None:
    of_map = facts("patient-journey")
    compared = compare(of_map, of_map)
    assert (compared.added, compared.removed, compared.changed) == ((), (), ())
    assert {entry.verdict for entry in compared.differences if entry.before is not None} == {"same"}
