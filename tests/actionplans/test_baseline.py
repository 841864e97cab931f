"""What a baseline keeps, and what is told of what is different since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from actionplans.baseline import Difference, Planned, content_of, differences, end_of, planned_in, shift, shift_words

DEC4, DEC9 = date(2026, 12, 4), date(2026, 12, 9)
ONE = Planned("1", "Results by noon", "Pia", date(2026, 11, 23), DEC4, ("Lead time 4 → 2 h",))
TWO = Planned("2", "Beds by ten")


def test_what_is_kept_is_read_back() -> None:
    assert planned_in(content_of("Home by noon", [ONE, TWO])) == {"1": ONE, "2": TWO}


def test_nothing_is_different_from_itself() -> None:
    assert differences(content_of("Home by noon", [ONE, TWO]), "Home by noon", [ONE, TWO]) == []


@pytest.mark.parametrize(
    ("now", "what"),
    [
        (replace(ONE, end=DEC9), "end Fri 4 Dec → Wed 9 Dec, 5 days later"),
        (replace(ONE, end=date(2026, 12, 3)), "end Fri 4 Dec → Thu 3 Dec, 1 day earlier"),
        (replace(ONE, end=None), "end Fri 4 Dec → open"),
        (replace(ONE, start=None), "start Mon 23 Nov → open"),
        (replace(ONE, owner="Per"), "owner Pia → Per"),
        (replace(ONE, owner=""), "owner Pia → nobody"),
        (replace(ONE, title="Results by ten"), "was called “Results by noon”"),
        (replace(ONE, promises=()), "promises nothing instead of Lead time 4 → 2 h"),
    ],
)
def test_each_thing_that_is_different_is_told(now: Planned, what: str) -> None:
    assert differences(content_of("", [ONE]), "", [now]) == [Difference("1", now.title, (what,))]


def test_what_is_new_and_what_is_gone_is_told() -> None:
    assert differences(content_of("Home", [ONE]), "Home by noon", [TWO]) == [
        Difference("", "Objective", ("written anew",)),
        Difference("2", "Beds by ten", ("new",)),
        Difference("1", "Results by noon", ("no longer in the plan",)),
    ]


@pytest.mark.parametrize(("moved", "text"), [(0, "as planned"), (1, "1 day later"), (-2, "2 days earlier")])
def test_a_shift_in_words(moved: int, text: str) -> None:
    assert shift_words(moved) == text


def test_a_shift_needs_both_ends() -> None:
    assert (shift(ONE, DEC9), shift(ONE, None), shift(TWO, DEC9), shift(None, DEC9)) == (5, None, None, None)


def test_a_plan_ends_with_its_last_action() -> None:
    assert (end_of([ONE, TWO, replace(ONE, end=DEC9)]), end_of([TWO]), end_of([])) == (DEC9, None, None)
