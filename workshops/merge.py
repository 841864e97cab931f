"""Three-way merges: of long text by lines, of lists by what came and went. Two people who changed different things both keep theirs."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

Hunk = tuple[int, int, list[str]]


def _hunks(base: list[str], other: list[str]) -> list[Hunk]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return [(i1, i2, other[j1:j2]) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]


def _touch(one: Hunk, two: Hunk) -> bool:
    return one[0] <= two[1] and two[0] <= one[1]


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of `base` together; None when they touch the same or neighbouring lines."""
    lines = base.splitlines(keepends=True)
    ours = _hunks(lines, mine.splitlines(keepends=True))
    others = _hunks(lines, theirs.splitlines(keepends=True))
    if any(_touch(one, two) for one in ours for two in others):
        return None
    merged, place = [], 0
    for start, end, text in sorted(ours + others, key=lambda hunk: hunk[:2]):
        merged += lines[place:start] + text
        place = end
    return "".join(merged + lines[place:])


def merge_lists(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Their list with what I put in and without what I took out; lists in which nothing stands twice never clash."""
    return [entry for entry in theirs if entry in mine or entry not in base] + [
        entry for entry in mine if entry not in base and entry not in theirs
    ]
