"""What waits for what in a plan. Plain Python; actions are named by their ids as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def circle(key: str, waits_for: Iterable[str], known: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The actions that would wait for each other in a circle if `key` waited for these; empty without one.

    The first waits for the second and so on, the last for the first.
    """
    paths: list[tuple[str, ...]] = [(key, name) for name in waits_for]
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        last = path[-1]
        if last == key:
            return path[:-1]
        if last not in seen:
            seen.add(last)
            paths += [(*path, name) for name in known.get(last, ())]
    return ()
