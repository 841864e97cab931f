"""Three-way merge of long text by lines: two people who changed different lines both keep their words."""

from __future__ import annotations

from difflib import SequenceMatcher

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
