"""The agenda of a review: one line for each point, its minutes first. Plain rules; the points follow the seed and domain paper 5.8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

_LINE = re.compile(r"(\d{1,3})(?: *min(?:utes)?\b)?[ ,.:]*(.*)")

OPENING = ((2, "The sponsor says why this matters"), (15, "Metrics re-measured: baseline, promised, now, with how many and how"))
CLOSING = (
    (15, "Actions: done, late, at risk; how each late one recovers"),
    (10, "Barriers: for each a decision or a date"),
    (5, "What we learned; resistance and what sustains the new way"),
    (3, "Changes of the plan, and the next dates"),
)
FOCUS: Mapping[int, tuple[int, str]] = {
    30: (5, "Quick wins: are they in, and do owners move?"),
    60: (5, "Events that were held, and what leading indicators say"),
    90: (10, "Target condition: reached? New current map, audits, next round"),
}
LATER = (10, "Does it hold? Audits of the standard work, and what slides back")


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the agenda with its length."""

    minutes: int
    title: str


@dataclass(frozen=True, slots=True)
class Timed:
    """A point with when it begins; None where the hour of the review is not said."""

    point: Point
    at: time | None


def standard(day: int) -> list[Point]:
    """The usual agenda of the review after this many days: about an hour, with the question of that review."""
    return [Point(*entry) for entry in (*OPENING, FOCUS.get(day, LATER), *CLOSING)]


def write(points: Iterable[Point]) -> str:
    """The points as people change them, a line each: `15 Metrics re-measured`."""
    return "\n".join(f"{point.minutes} {point.title}" for point in points)


def read(text: str) -> list[Point]:
    """The points that were typed; empty lines do not count. ValueError names the line that has no minutes or no words."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_point(place, line) for place, line in enumerate(lines, 1)]


def _point(place: int, line: str) -> Point:
    found = _LINE.fullmatch(line)
    if found is None or int(found[1]) == 0:
        raise ValueError(f"Line {place} does not begin with its minutes. Write it like “15 Metrics re-measured”.")
    if not found[2]:
        raise ValueError(f"Line {place} says only how long it takes. Write what it is about, like “15 Metrics re-measured”.")
    return Point(int(found[1]), found[2])


def timed(points: Sequence[Point], starts_at: time | None) -> list[Timed]:
    """When each point begins, one after the other."""
    rows, passed = [], 0
    for point in points:
        at = (datetime.combine(datetime.min, starts_at) + timedelta(minutes=passed)).time() if starts_at else None
        rows.append(Timed(point, at))
        passed += point.minutes
    return rows
