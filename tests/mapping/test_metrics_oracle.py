"""The numbers of maps of any shape are those of the second opinion, which writes out every routing in exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from mapping import document
from mapping.metrics import MapMetrics, Total, compute
from tests.mapping.oracle import Oracle, solve
from tests.mapping.random_maps import Maker

MANY = settings(max_examples=250, deadline=None)
MAPS = st.integers(0, 2**32).map(lambda seed: Maker(seed).document())
WITHOUT_FORKS = st.integers(0, 2**32).map(lambda seed: Maker(seed, has_forks=False, lacks=0).document())


def same(found: float | None, wanted: Fraction | None) -> bool:
    if found is None or wanted is None:
        return found is None and wanted is None
    return math.isclose(found, float(wanted), rel_tol=1e-9, abs_tol=1e-9)


def check_time(found: Total, wanted: tuple[Fraction, list[str], bool], name: str) -> None:
    seconds, missing, is_about = wanted
    assert same(found.seconds, seconds), name
    assert list(found.missing) == missing, name
    assert found.complete is (not missing), name
    start = "" if not missing else "about " if is_about else "at least "
    assert found.text.startswith(start) and found.text[len(start)] in "-0123456789", name


def computed(value: dict[str, Any]) -> MapMetrics | None:
    """The numbers; None for the few random maps with a circle of steps through a party that is cut elsewhere."""
    reading = document.read(value)
    assert reading.faults == ()
    assert reading.facts is not None
    return None if reading.drawing_faults else compute(reading.facts)


@MANY
@given(MAPS)
def test_times_paths_and_missing_terms(value: dict[str, Any]) -> None:
    found = computed(value)
    if found is None:
        return
    oracle = Oracle(value)
    for name, wanted in oracle.totals().items():
        check_time(getattr(found, name), wanted, name)
    low, high = found.lead_time_range
    check_time(low, (min(routing.time for routing in oracle.all), oracle.lead_missing, False), "low")
    check_time(high, (max(routing.time for routing in oracle.all), oracle.lead_missing, False), "high")
    assert list(found.path) == [node for node in oracle.best.path if node in oracle.steps]
    assert found.path_flows == tuple(flow.key for flow in oracle.best.flows)
    assert found.routings == len(oracle.all)
    event(f"routings: {min(found.routings, 4)}")


@MANY
@given(MAPS)
def test_ratios_quality_and_unclassified(value: dict[str, Any]) -> None:
    found = computed(value)
    if found is None:
        return
    oracle = Oracle(value)
    totals = oracle.totals()
    for name, part in (("activity_ratio", "process_time"), ("process_cycle_efficiency", "value_added_time")):
        is_known = not totals[part][1] and not oracle.lead_missing and totals["lead_time"][0] > 0
        ratio = getattr(found, name)
        assert same(ratio and ratio.percent, totals[part][0] / totals["lead_time"][0] * 100 if is_known else None)
    for name, key, factor in (
        ("rolled_complete_accurate", "complete_accurate", lambda percent: percent),
        ("rolled_throughput_yield", "defect_rate", lambda percent: 100 - percent),
    ):
        rolled, wanted = getattr(found, name), oracle.quality(key, factor)
        assert (rolled is None) is (wanted is None)
        if wanted is not None:
            assert same(rolled.percent, wanted[0])
            assert (rolled.measured, rolled.of) == wanted[1:]
    on_a_path = {node for routing in oracle.all for node in routing.path}
    wanted_names = [n for n in oracle.steps if n in on_a_path and "value" not in oracle.steps[n] and oracle.cycle(n) != 0]
    assert list(found.unclassified) == wanted_names


@MANY
@given(MAPS)
def test_steps_and_bottleneck(value: dict[str, Any]) -> None:
    found = computed(value)
    if found is None:
        return
    oracle = Oracle(value)
    assert same(found.demand_per_day, oracle.demand)
    assert same(found.takt_time and found.takt_time.seconds, oracle.day / oracle.demand if oracle.demand else None)
    for node, data in oracle.steps.items():
        step, time, cycle = found.steps[node], oracle.own_time(node), oracle.cycle(node)
        check_time(step.time, (time or Fraction(0), [node] if time is None else [], False), node)
        before, missing = oracle.wait_before(node)
        check_time(step.wait_before, (before, missing, False), node)
        assert same(step.visits, oracle.visits(node))
        assert same(step.load, oracle.load(node))
        strength = oracle.number(data.get("stations", 1)) * oracle.number(data.get("uptime", 100)) / 100
        assert same(step.capacity_per_day, oracle.day * strength / cycle if cycle else None)
        is_known = cycle is not None and time is not None and not missing and time + before > 0
        assert same(step.step_efficiency and step.step_efficiency.percent, cycle / (time + before) * 100 if is_known else None)
    assert (found.bottleneck and found.bottleneck.as_dict()) == oracle.bottleneck()


@MANY
@given(MAPS)
def test_with_rework(value: dict[str, Any]) -> None:
    found = computed(value)
    if found is None:
        return
    wanted = Oracle(value).with_rework()
    assert (found.with_rework is None) is (wanted is None)
    if found.with_rework is None or wanted is None:
        return
    assert list(found.with_rework.not_computable) == wanted["not_computable"]
    if wanted["not_computable"]:
        event("not computable")
        assert found.with_rework.lead_time is None and found.with_rework.process_time is None
        return
    lead, process = found.with_rework.lead_time, found.with_rework.process_time
    assert lead is not None and process is not None
    assert same(lead.seconds, wanted["lead_time"]) and same(process.seconds, wanted["process_time"])
    assert same(math.fsum(term.seconds for term in found.with_rework.terms), wanted["lead_time"])
    assert same(math.fsum(term.process_seconds for term in found.with_rework.terms), wanted["process_time"])
    assert set(lead.missing) == {*found.lead_time.missing, *wanted["blind"]}


@MANY
@given(WITHOUT_FORKS)
def test_without_parallel_splits_rework_is_the_absorbing_markov_chain(value: dict[str, Any]) -> None:
    found = computed(value)
    if found is None or found.with_rework is None or found.with_rework.lead_time is None or len(Oracle(value).starts) != 1:
        return
    lead, process = chain(Oracle(value))
    event("compared")
    assert same(found.with_rework.lead_time.seconds, lead)
    assert found.with_rework.process_time is not None
    assert same(found.with_rework.process_time.seconds, process)


def chain(oracle: Oracle) -> tuple[Fraction, Fraction]:
    """Expected lead and process time of one item that walks from node to node, sent back again and again, with all its passes."""
    moves: list[tuple[str, str, Fraction, Any]] = []
    for node in oracle.nodes:
        backs = [back for back in oracle.rework if back.source == node]
        shares = [oracle.number(back.data["share"]) / 100 for back in backs]
        moves += [(node, back.target, share, back) for back, share in zip(backs, shares, strict=True)]
        moves += [(node, flow.target, (1 - sum(shares)) * oracle.share(flow), flow) for flow in oracle.out(node)]
    at = {node: place for place, node in enumerate(oracle.nodes)}
    rows = [[Fraction(0)] * (len(at) + 1) for _ in at]
    for node, place in at.items():
        rows[place][place] += 1
        rows[place][-1] = Fraction(node == oracle.starts[0])
    for source, target, chance, _ in moves:
        rows[at[target]][at[source]] -= chance
    passes = dict(zip(oracle.nodes, solve(rows), strict=True))
    lead = sum((passes[node] * (oracle.own_time(node) or 0) for node in oracle.nodes), Fraction(0))
    for source, _, chance, flow in moves:
        rate = passes[source] * chance
        # what lies on a forward flow waits as long as without rework; on a way back it is spread over the returns
        wait = oracle.wait(flow, rate if flow.data.get("kind") == "rework" else oracle.rate(flow))
        lead += rate * (wait or 0)
    return lead, sum((passes[node] * (oracle.cycle(node) or 0) for node in oracle.nodes), Fraction(0))
