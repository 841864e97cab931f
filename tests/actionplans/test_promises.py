"""Promises: metrics, typed values and how they read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from actionplans.promises import metric_key, parse_statement, promise_text, statement_text


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Lead time", "lead_time"),
        ("lead_time", "lead_time"),
        ("  LEAD   time ", "lead_time"),
        ("%c&a", "complete_accurate"),
        ("Calls a day", "Calls a day"),
    ],
)
def test_a_known_metric_is_found_by_label_or_key(typed: str, key: str) -> None:
    assert metric_key(typed) == key


def test_the_process_time_of_a_step_is_its_cycle_time() -> None:
    assert (metric_key("Process time", at_step=True), metric_key("Process time")) == ("cycle_time", "process_time")


@pytest.mark.parametrize(
    ("metric", "typed", "kept"),
    [
        ("lead_time", "23.6 d", "23.6 d"),
        ("lead_time", " 3 d  4 h ", "3 d 4 h"),
        ("lead_time", "90 minutes", "90 min"),
        ("Complaints", 12, "12"),
        ("uptime", "80 %", 80),
        ("uptime", "99.5", 99.5),
        ("uptime", 80, 80),
        ("wip", "0", 0),
        ("cycle_time", "~15 min", {"value": "15 min", "evidence": "estimate"}),
        ("cycle_time", "20-40 min", {"low": "20 min", "likely": "30 min", "high": "40 min", "evidence": "estimate"}),
        ("uptime", "80-90 %", {"low": 80, "likely": 85, "high": 90, "evidence": "estimate"}),
        ("cycle_time", {"observations": ["4 min", "6 min"]}, {"observations": ["4 min", "6 min"]}),
        ("Complaints", "12 a week", "12 a week"),
    ],
)
def test_values_are_kept_as_typed(metric: str, typed: Any, kept: Any) -> None:
    assert parse_statement(metric, typed) == kept


@pytest.mark.parametrize(
    ("metric", "typed", "why"),
    [
        ("lead_time", "5", "Type a time with its unit, for example 4.5 d or 20 min."),
        ("lead_time", 5, "Type a time with its unit, for example 4.5 d or 20 min."),
        ("lead_time", "soon", "“soon” is no time. Type a number with its unit: 90 min, 1.5 h, 2 d 4 h, 20-40 min or ~15 min."),
        ("uptime", "120 %", "Type a percentage from 0 to 100, for example 95 %."),
        ("uptime", 0, "Type a percentage from 0 to 100, for example 95 %."),
        ("uptime", True, "Type a percentage from 0 to 100, for example 95 %."),
        ("wip", "5 %", "Type a number, for example 12."),
        ("wip", float("nan"), "Type a number, for example 12."),
        ("cycle_time", "40-20 min", "The first end of the range is above the second."),
        ("cycle_time", {"mean": "5 min"}, "This key is not known in a statement."),
        ("cycle_time", {"evidence": "measured"}, "The statement has no number: give value, or low, likely and high, or observations."),
        ("cycle_time", {"value": "5 min", "evidence": "hearsay"}, "This has to be one of: measured, system, estimate, guess."),
        ("Complaints", "", "Type the value with its unit, at most 60 characters."),
    ],
)
def test_a_wrong_value_is_told_what_to_type(metric: str, typed: Any, why: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(why) + "$"):
        parse_statement(metric, typed)


@pytest.mark.parametrize(
    ("metric", "before", "after", "text"),
    [
        ("lead_time", "23.6 d", "4.5 d", "Lead time 23.6 → 4.5 d"),
        ("lead_time", "2 d", "4 h", "Lead time 2 d → 4 h"),
        ("lead_time", "3 d 4 h", "1 d", "Lead time 3 d 4 h → 1 d"),
        ("uptime", 80, 100, "Uptime 80 → 100 %"),
        ("wip", 12, 4.5, "Work in process 12 → 4.5"),
        ("Complaints", "12 a week", "none", "Complaints 12 a week → none"),
        ("cycle_time", {"value": "15 min", "evidence": "estimate"}, "10 min", "Cycle time ~15 min → 10 min"),
    ],
)
def test_a_promise_reads_with_a_shared_unit_once(metric: str, before: Any, after: Any, text: str) -> None:
    assert promise_text(metric, before, after) == text


def test_ranges_and_observations_read_short() -> None:
    assert statement_text("cycle_time", {"low": "20 min", "likely": "30 min", "high": "40 min"}) == "20-40 min"
    assert statement_text("uptime", {"observations": [80, 90.5]}) == "2 observed"
