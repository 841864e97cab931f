"""When each stop of a walk begins: each pair goes from one to the next, several pairs at the same time."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

DAY_START = datetime.time(9, 0)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a stop's time follows from: the pair that goes there, the day and time where these are fixed, how long it takes."""

    key: str
    pair: Hashable | None
    on: datetime.date | None
    starts_at: datetime.time | None
    minutes: int


def starts(stops: Iterable[Planned]) -> dict[str, datetime.datetime]:
    """When each stop begins, by its key: at its fixed time, else when its pair is done with the stop before; a stop without a day is on
    the day of the pair's stop before. The first stop of a pair without a time begins with the first of that day. Nobody in particular
    goes with those of the stop before. Stops of which no day is known are left out."""
    free: dict[Hashable, datetime.datetime] = {}
    first: dict[datetime.date, datetime.time] = {}
    found: dict[str, datetime.datetime] = {}
    last_day: datetime.date | None = None
    pair: Hashable | None = None
    for stop in stops:
        pair = pair if stop.pair is None else stop.pair
        before = free.get(pair)
        day = stop.on or (before.date() if before else last_day)
        if day is None:
            continue
        if stop.starts_at is not None:
            at = datetime.datetime.combine(day, stop.starts_at)
        elif before is not None and before.date() == day:
            at = before
        else:
            at = datetime.datetime.combine(day, first.get(day, DAY_START))
        first.setdefault(day, at.time())
        last_day = day
        free[pair] = at + datetime.timedelta(minutes=stop.minutes)
        found[stop.key] = at
    return found
