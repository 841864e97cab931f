"""The days of a workshop: the agenda to begin with, and the time at which each block starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the agenda to begin with."""

    minutes: int
    title: str
    kind: str = "work"
    """work, break, walk, visit or close."""
    lead: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One day of the agenda to begin with."""

    theme: str
    blocks: tuple[Block, ...]


_CURRENT = DayPlan(
    "Current state",
    (
        Block(15, "Opening by the sponsor", lead="Sponsor"),
        Block(30, "Introductions, ground rules, charter", lead="Process owner"),
        Block(45, "Value stream mapping in 45 minutes", lead="Coach"),
        Block(15, "Break", "break"),
        Block(90, "Walk 1 and 2: see the actual work place", "walk", note="First the layout, then the data."),
        Block(60, "Lunch", "break"),
        Block(45, "Walk notes into steps"),
        Block(75, "Pass 1: the flow of items", note="From the customer backwards."),
        Block(15, "Break", "break"),
        Block(45, "Pass 2: the flow of information"),
        Block(45, "Pass 3: data of each step"),
        Block(20, "Rolled-up numbers", lead="Coach"),
        Block(30, "Leadership visit", "visit", lead="Process owner", note="Progress, questions, barriers."),
        Block(15, "Lessons, tomorrow’s agenda", "close"),
    ),
)
_FUTURE = DayPlan(
    "Future state",
    (
        Block(15, "Recap, validate yesterday’s numbers"),
        Block(45, "Wastes and questions, value of each step", note="Passes 4 and 5."),
        Block(45, "Ideal state, silent round"),
        Block(30, "Future-state questions", lead="Coach"),
        Block(90, "Future design in sub-teams"),
        Block(60, "Lunch", "break"),
        Block(60, "Merge the designs, vote"),
        Block(60, "Metrics and projected gains"),
        Block(45, "Test against the charter", lead="Process owner"),
        Block(30, "Leadership visit", "visit", lead="Process owner", note="Progress, questions, barriers."),
        Block(15, "Lessons, tomorrow’s agenda", "close"),
    ),
)
_PLAN = DayPlan(
    "Action plan",
    (
        Block(15, "Recap"),
        Block(60, "Group countermeasures into blocks"),
        Block(75, "Kind, owner and weeks of each action", lead="Process owner"),
        Block(60, "Lunch", "break"),
        Block(45, "Barriers, communication and training plan"),
        Block(30, "The owner reads the plan back", lead="Process owner"),
        Block(45, "Report-out and signatures", "visit", lead="Process owner", note="Sponsor and leaders."),
        Block(20, "Reflections, dates of the reviews", "close"),
    ),
)
_ONE_DAY = DayPlan(
    "Current state, future state, plan",
    (
        Block(10, "Opening by the sponsor", lead="Sponsor"),
        Block(20, "Charter and ground rules", lead="Process owner"),
        Block(60, "Walk the value stream", "walk"),
        Block(90, "Current state: flow, information, data"),
        Block(45, "Lunch", "break"),
        Block(75, "Ideal and future state"),
        Block(60, "Action plan: owner and weeks", lead="Process owner"),
        Block(30, "Leadership visit and report-out", "visit", lead="Process owner"),
        Block(15, "Lessons, dates of the reviews", "close"),
    ),
)
_MORE = DayPlan(
    "Work on",
    (
        Block(15, "Recap"),
        Block(165, "Work of the day", note="Name the blocks as you need them."),
        Block(60, "Lunch", "break"),
        Block(150, "Work of the day, second half"),
        Block(30, "Leadership visit", "visit", lead="Process owner", note="Progress, questions, barriers."),
        Block(15, "Lessons, tomorrow’s agenda", "close"),
    ),
)


def first_agenda(days: int) -> list[DayPlan]:
    """The agenda that a workshop of this many days begins with: current state first, plan last, the future state between."""
    if days <= 1:
        return [_ONE_DAY]
    if days == 2:  # the plan is made on the second afternoon: the one-day agenda's blocks at the pace of two days
        return [_CURRENT, DayPlan("Future state and plan", _FUTURE.blocks[:5] + _PLAN.blocks[2:])]
    return [_CURRENT, _FUTURE, *[_MORE] * (days - 3), _PLAN]


def starts(begin: time, minutes: Sequence[int]) -> list[time]:
    """The time at which each block starts when they follow each other from `begin` on; past midnight it goes on from 00:00."""
    at, found = datetime.combine(date.min + timedelta(days=1), begin), []
    for length in minutes:
        found.append(at.time())
        at += timedelta(minutes=length)
    return found


def end_of(begin: time, minutes: Sequence[int]) -> time:
    """When the last block ends."""
    return (datetime.combine(date.min + timedelta(days=1), begin) + timedelta(minutes=sum(minutes))).time()


def block_now(begin: time, minutes: Sequence[int], at: time) -> int | None:
    """The place of the block that runs at this time of the same day; None before, after, and where nothing is planned."""
    first = begin.hour * 60 + begin.minute
    passed = at.hour * 60 + at.minute - first
    if passed < 0:
        return None
    for place, length in enumerate(minutes):
        if passed < length:
            return place
        passed -= length
    return None
