"""How an action stands: on track, at risk or late, with the reason in words."""

from __future__ import annotations

from datetime import date

import pytest

from actionplans.health import ActionFacts, State, Status, due_text, health

TODAY = date(2026, 11, 18)  # a Wednesday


def facts(status: str = "doing", **more: object) -> ActionFacts:
    known: dict[str, object] = {"end": date(2026, 11, 27), "since": date(2026, 11, 16)} | more
    return ActionFacts(Status(status), **known)  # type: ignore[arg-type]


CASES = [
    ("done follows from the status", facts("done", since=date(2026, 11, 9)), None, "Done on Mon 9 Nov"),
    ("done without a day", facts("done", since=None), None, "Done"),
    ("done late is not late any more", facts("done", end=date(2026, 11, 1)), None, "Done on Mon 16 Nov"),
    ("dropped follows from the status", facts("dropped", reason="The line closes in May"), None, "Dropped: The line closes in May"),
    ("not started, in time", facts("todo", start=date(2026, 11, 23)), State.ON_TRACK, "Begins Mon 23 Nov"),
    ("not started, begins today", facts("todo", start=TODAY), State.ON_TRACK, "Due in 9 days"),
    ("should have begun", facts("todo", start=date(2026, 11, 17)), State.AT_RISK, "Should have begun Tue 17 Nov"),
    ("not started and late", facts("todo", end=date(2026, 11, 12)), State.LATE, "6 days late, not started"),
    ("due today is not late", facts(end=TODAY), State.ON_TRACK, "Due today"),
    ("one day late", facts(end=date(2026, 11, 17)), State.LATE, "1 day late"),
    (
        "late and blocked",
        facts("blocked", end=date(2026, 11, 12), reason="No transformer"),
        State.LATE,
        "6 days late, blocked: No transformer",
    ),
    ("blocked in time", facts("blocked", reason="No transformer"), State.AT_RISK, "Blocked since Mon 16 Nov: No transformer"),
    ("nobody owns it", facts(has_owner=False), State.AT_RISK, "Nobody owns it"),
    ("no end date", facts(end=None), State.AT_RISK, "It has no end date"),
    (
        "behind its time",
        facts(start=date(2026, 11, 9), end=date(2026, 11, 20), percent=50),
        State.AT_RISK,
        "50 % done with 83 % of the time gone",
    ),
    ("24 points behind is fine", facts(start=date(2026, 11, 9), end=date(2026, 11, 20), percent=59), State.ON_TRACK, "Due in 2 days"),
    (
        "25 points behind is not",
        facts(start=date(2026, 11, 9), end=date(2026, 11, 20), percent=58),
        State.AT_RISK,
        "58 % done with 83 % of the time gone",
    ),
    ("nothing reported is not behind", facts(start=date(2026, 11, 9), end=date(2026, 11, 20)), State.ON_TRACK, "Due in 2 days"),
    (
        "zero percent is a value",
        facts(start=date(2026, 11, 9), end=date(2026, 11, 20), percent=0),
        State.AT_RISK,
        "0 % done with 83 % of the time gone",
    ),
    ("silent for 14 days is fine", facts(since=date(2026, 11, 4)), State.ON_TRACK, "Due in 9 days"),
    ("silent for 15 days is not", facts(since=date(2026, 11, 3)), State.AT_RISK, "No word for 15 days"),
    ("a word ends the silence", facts(since=date(2026, 10, 1), last_word=date(2026, 11, 10)), State.ON_TRACK, "Due in 9 days"),
]


@pytest.mark.parametrize(("given", "state", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_health(given: ActionFacts, state: State | None, reason: str) -> None:
    found = health(given, TODAY)
    assert (found.state, found.reason) == (state, reason)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (facts(), "Fri 27 Nov · in 9 days"),
        (facts(end=TODAY), "Wed 18 Nov · today"),
        (facts(end=date(2026, 11, 19)), "Thu 19 Nov · tomorrow"),
        (facts(end=date(2026, 11, 12)), "Thu 12 Nov · 6 days late"),
        (facts(end=date(2026, 12, 9)), "Wed 9 Dec · in 21 days"),
        (facts(end=date(2026, 12, 10)), "Thu 10 Dec"),
        (facts(end=None), "No end date"),
        (facts("done", since=date(2026, 11, 9)), "Done Mon 9 Nov"),
        (facts("dropped", since=date(2026, 11, 9)), "Dropped Mon 9 Nov"),
    ],
)
def test_due_in_the_words_of_a_card(given: ActionFacts, text: str) -> None:
    assert due_text(given, TODAY) == text
