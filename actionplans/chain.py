"""What holds a plan together: which action waits for which, how much time there is between them, and the chain that sets the end.

Slack is the total float of the critical path method (Kelley and Walker, 1959). The critical chain (Goldratt, 1997) looks at people besides
what has to be done first: one owner does one thing after the other. Plain Python; days are working days, Monday to Friday.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from actionplans.schedule import in_order, next_workday, workday_end, workdays_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Task:
    """An open action with dates."""

    key: str
    start: date
    end: date
    owner: str = ""
    """Who does it; actions of nobody hold nobody up."""
    after: tuple[str, ...] = ()
    """Keys of what has to be done before it begins."""
    is_begun: bool = False
    """It is under way, so that its start does not move any more."""


@dataclass(frozen=True, slots=True)
class Link:
    """One task waits for another."""

    before: str
    after: str
    gap: int
    """Working days between the end of one and the start of the other; -1 when it begins before the other has ended."""
    of_owner: bool = False
    """Nothing is handed on: the same person does both."""

    @property
    def is_tight(self) -> bool:
        """It begins before that for which it waits has ended."""
        return self.gap < 0


@dataclass(frozen=True, slots=True)
class Network:
    """All that waits for something, with what follows from it."""

    links: tuple[Link, ...]
    slack: Mapping[str, int]
    """For each task by how many working days it may slip before the plan ends later."""
    chain: tuple[str, ...]
    """The critical chain, from its first task to the one that ends last; empty without tasks."""
    end: date | None
    """The last day of the plan."""

    @property
    def tight(self) -> tuple[Link, ...]:
        """The links that cannot be kept."""
        return tuple(link for link in self.links if link.is_tight)


def network(tasks: Sequence[Task]) -> Network:
    """The links between tasks, the slack of each, and the critical chain."""
    if not tasks:
        return Network((), {}, (), None)
    links = (*_handed_on(tasks), *_of_owners(tasks))
    end = max(task.end for task in tasks)
    return Network(links, _slack(tasks, links, end), _chain(tasks, links, end), end)


def _between(end: date, start: date) -> int:
    return -1 if start <= end else workdays_of(end + ONE_DAY, start - ONE_DAY)


def _handed_on(tasks: Sequence[Task]) -> list[Link]:
    """What is begun waits for nothing any more."""
    by_key = {task.key: task for task in tasks}
    waiting = [(by_key[key], task) for task in tasks if not task.is_begun for key in task.after if key in by_key]
    return [Link(before.key, task.key, _between(before.end, task.start)) for before, task in waiting]


def _of_owners(tasks: Sequence[Task]) -> list[Link]:
    """From each task to the next one that its owner begins after it."""
    ordered = sorted(tasks, key=lambda task: (task.start, task.end, task.key))
    links = []
    for place, task in enumerate(ordered):
        later = (other for other in ordered[place + 1 :] if other.owner == task.owner and other.start > task.end)
        follower = next(later, None) if task.owner else None
        if follower is not None and task.key not in follower.after:
            links.append(Link(task.key, follower.key, _between(task.end, follower.start), of_owner=True))
    return links


def _slack(tasks: Sequence[Task], links: Iterable[Link], end: date) -> dict[str, int]:
    """What is too tight has none; everything else the least of what its followers leave it, or what is left to the end of the plan."""
    following: dict[str, list[Link]] = {}
    for link in links:
        following.setdefault(link.before, []).append(link)
    slack: dict[str, int] = {}
    for task in sorted(tasks, key=lambda task: task.start, reverse=True):  # who follows begins later and is known already
        left = [0 if link.is_tight else link.gap + slack[link.after] for link in following.get(task.key, ())]
        slack[task.key] = min(left, default=workdays_of(task.end + ONE_DAY, end))
    return slack


def _chain(tasks: Sequence[Task], links: Iterable[Link], end: date) -> tuple[str, ...]:
    """Of all chains without a free day that end with the plan, the one with the most work in it."""
    by_key = {task.key: task for task in tasks}
    leading: dict[str, list[Task]] = {}
    for link in sorted(links, key=lambda link: link.of_owner):
        before = by_key[link.before]
        if link.gap <= 0 and before.start < by_key[link.after].start:
            leading.setdefault(link.after, []).append(before)
    work: dict[str, int] = {}
    best: dict[str, tuple[str, ...]] = {}
    for task in sorted(tasks, key=lambda task: task.start):  # who leads begins earlier and is known already
        lead = max(leading.get(task.key, ()), key=lambda before: work[before.key], default=None)
        work[task.key] = workdays_of(task.start, task.end) + (work[lead.key] if lead else 0)
        best[task.key] = (*(best[lead.key] if lead else ()), task.key)
    return best[max((task.key for task in tasks if task.end == end), key=lambda key: work[key])]


def moved_apart(tasks: Sequence[Task]) -> dict[str, tuple[date, date]]:
    """New dates for what begins before that for which it waits has ended, and for what follows from that; each keeps its working days.

    What is begun stays where it is.
    """
    now = {task.key: task for task in tasks}
    for task in in_order(tasks):
        ends = [now[key].end for key in task.after if key in now]
        if task.is_begun or not ends or task.start > max(ends):
            continue
        start = next_workday(max(ends))
        now[task.key] = replace(task, start=start, end=workday_end(start, workdays_of(task.start, task.end)))
    return {task.key: (now[task.key].start, now[task.key].end) for task in tasks if now[task.key] != task}
