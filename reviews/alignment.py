"""The periodic alignment meeting of a value stream: its eight points and its rhythm. Plain rules; the points are step 5 of the method."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

RHYTHMS: tuple[tuple[int, str], ...] = (
    (1, "Every month"),
    (2, "Every two months"),
    (3, "Every quarter"),
    (6, "Every half-year"),
    (12, "Every year"),
)
"""After how many months the next meeting is."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the meeting: the field that keeps what was said, its title, and what the room is asked."""

    key: str
    title: str
    question: str


POINTS: tuple[Point, ...] = (
    Point("results", "Implementations and results", "What was carried out since last time, and what came of it?"),
    Point("impact", "Impact on the metrics", "What moved, by single events and over all? What did not, and why?"),
    Point("coming", "Events ahead", "What is held until the next meeting? Who prepares it, and is everybody freed?"),
    Point("environment", "Business environment", "What changed around the stream: demand, customers, law, people, systems, other streams?"),
    Point("communication", "Communication", "Who has to hear of the results, from whom, and when?"),
    Point("map_update", "Value stream map", "Is the map still true? Which steps have to be measured or drawn again?"),
    Point("plan_update", "Implementation plan", "Which actions are added, moved or dropped?"),
    Point("sustainment", "Resistance and sustainment", "Where do people go back to the old way, and what keeps the new one alive?"),
)
BY_KEY: Mapping[str, Point] = {point.key: point for point in POINTS}


def after_months(day: date, months: int) -> date:
    """The same day some months later; the last day of the month where that month is shorter."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_meeting(first_on: date, months: int, after: date) -> date:
    """The first day of the rhythm after a day. Counted from the first day, so that the 31st stays the 31st after a short month."""
    if after < first_on:
        return first_on
    passed = (after.year - first_on.year) * 12 + after.month - first_on.month
    place = max(0, passed // months)
    while (day := after_months(first_on, place * months)) <= after:
        place += 1
    return day
