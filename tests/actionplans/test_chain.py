"""Slack, the critical chain, and what begins too early."""

from __future__ import annotations

from datetime import date

from actionplans.chain import Link, Task, moved_apart, network

# Mondays and Fridays of five weeks in a row
M1, F1, M2, F2, M3, F3, M4, F4 = (date(2026, 11, day) for day in (2, 6, 9, 13, 16, 20, 23, 27))


def test_a_plan_without_dates_has_no_chain() -> None:
    found = network([])
    assert (found.links, found.slack, found.chain, found.end) == ((), {}, (), None)


def test_a_chain_without_a_free_day_has_no_slack_and_what_stands_beside_it_has() -> None:
    tasks = [Task("a", M1, F1), Task("b", M2, F2, after=("a",)), Task("c", M3, F3, after=("b",)), Task("d", M1, date(2026, 11, 4))]
    found = network(tasks)
    assert found.links == (Link("a", "b", 0), Link("b", "c", 0))
    assert found.slack == {"a": 0, "b": 0, "c": 0, "d": 12}
    assert (found.chain, found.end) == (("a", "b", "c"), F3)


def test_a_gap_is_slack_for_everything_before_it() -> None:
    tasks = [Task("a", M1, F1), Task("b", M2, date(2026, 11, 11), after=("a",)), Task("c", M3, F3, after=("b",))]
    found = network(tasks)
    assert found.slack == {"a": 2, "b": 2, "c": 0}
    assert found.chain == ("c",)


def test_an_owner_does_one_thing_after_the_other() -> None:
    tasks = [Task("a", M1, F1, owner="pia"), Task("b", M2, F2, owner="pia"), Task("c", M2, date(2026, 11, 10), owner="per")]
    found = network(tasks)
    assert found.links == (Link("a", "b", 0, of_owner=True),)
    assert (found.slack, found.chain) == ({"a": 0, "b": 0, "c": 3}, ("a", "b"))


def test_nobody_holds_nobody_up() -> None:
    found = network([Task("a", M1, F1), Task("b", M2, F2)])
    assert (found.links, found.slack, found.chain) == ((), {"a": 5, "b": 0}, ("b",))


def test_what_waits_for_something_outside_of_the_plan_waits_for_nothing() -> None:
    assert network([Task("b", M2, F2, after=("done",))]).links == ()


def test_what_is_begun_waits_for_nothing_any_more() -> None:
    assert network([Task("a", M1, F2), Task("b", M2, F2, after=("a",), is_begun=True)]).links == ()


def test_of_two_chains_the_one_with_more_work_is_critical() -> None:
    tasks = [Task("short", date(2026, 11, 12), F2), Task("long", M1, F2), Task("end", M3, F3, after=("short", "long"))]
    assert network(tasks).chain == ("long", "end")


def test_what_begins_too_early_is_tight_and_leaves_no_slack() -> None:
    tasks = [Task("a", M1, F2), Task("b", M2, F2, after=("a",)), Task("c", M3, F4)]
    found = network(tasks)
    assert found.tight == (Link("a", "b", -1),)
    assert found.slack == {"a": 0, "b": 10, "c": 0}


def test_two_who_wait_for_each_other_across_owner_and_dates_are_no_endless_loop() -> None:
    tasks = [Task("a", M1, F1, owner="pia", after=("b",)), Task("b", M2, F2, owner="pia")]
    found = network(tasks)
    assert [(link.before, link.after, link.is_tight) for link in found.links] == [("b", "a", True), ("a", "b", False)]
    assert found.slack == {"a": 0, "b": 0}


def test_what_begins_too_early_is_moved_with_all_that_follows_and_keeps_its_working_days() -> None:
    tasks = [
        Task("c", M3, date(2026, 11, 17), after=("b",)),
        Task("a", M1, date(2026, 11, 11)),
        Task("b", M2, F2, after=("a",)),
        Task("d", M1, F1),
    ]
    assert moved_apart(tasks) == {"b": (date(2026, 11, 12), date(2026, 11, 18)), "c": (date(2026, 11, 19), F3)}


def test_what_is_begun_is_not_moved() -> None:
    assert moved_apart([Task("a", M1, F2), Task("b", M2, F2, after=("a",), is_begun=True)]) == {}


def test_what_ends_on_a_friday_is_followed_on_monday() -> None:
    assert moved_apart([Task("a", M1, F2), Task("b", F1, F1, after=("a",))]) == {"b": (M3, M3)}
