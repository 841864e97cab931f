"""What a baseline keeps of a plan, and what is different since. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actionplans.health import days, short_date

Content = Mapping[str, Any]
"""`{"objective": text, "actions": [{"id", "title", "owner", "start", "end", "promises"}]}`, dates as YYYY-MM-DD or null."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One action as a baseline keeps it: people by name, promises in words."""

    key: str
    title: str
    owner: str = ""
    start: date | None = None
    end: date | None = None
    promises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one action since a baseline, or of the objective (empty key)."""

    key: str
    title: str
    what: tuple[str, ...]


def content_of(objective: str, planned: Iterable[Planned]) -> dict[str, Any]:
    """A plan as a baseline keeps it."""
    return {"objective": objective, "actions": [_kept(row) for row in planned]}


def _kept(row: Planned) -> dict[str, Any]:
    known: dict[str, Any] = {"id": row.key, "title": row.title, "owner": row.owner, "promises": list(row.promises)}
    return known | {"start": row.start.isoformat() if row.start else None, "end": row.end.isoformat() if row.end else None}


def planned_in(content: Content) -> dict[str, Planned]:
    """The actions of a baseline by id."""
    return {row["id"]: _planned(row) for row in content.get("actions", ())}


def _planned(row: Mapping[str, Any]) -> Planned:
    return Planned(row["id"], row["title"], row["owner"], _day(row["start"]), _day(row["end"]), tuple(row["promises"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def end_of(planned: Iterable[Planned]) -> date | None:
    """The last day of a plan."""
    return max((row.end for row in planned if row.end), default=None)


def shift(before: Planned | None, now: date | None) -> int | None:
    """By how many calendar days an end has moved, later counted up; None where it has none now or had none."""
    return (now - before.end).days if before is not None and before.end and now else None


def shift_words(moved: int) -> str:
    """`5 days later`, `2 days earlier`, `as planned`."""
    return f"{days(abs(moved))} {'later' if moved > 0 else 'earlier'}" if moved else "as planned"


def differences(content: Content, objective: str, now: Sequence[Planned]) -> list[Difference]:
    """What is different from a baseline: the objective, then the actions of the plan as they stand, then those that are gone."""
    before = planned_in(content)
    found = [] if content.get("objective", "") == objective else [Difference("", "Objective", ("written anew",))]
    for row in now:
        what = tuple(_what(before[row.key], row)) if row.key in before else ("new",)
        found += [Difference(row.key, row.title, what)] if what else []
    here = {row.key for row in now}
    return found + [Difference(key, row.title, ("no longer in the plan",)) for key, row in before.items() if key not in here]


def _what(before: Planned, now: Planned) -> Iterator[str]:
    if before.title != now.title:
        yield f"was called “{before.title}”"
    if before.owner != now.owner:
        yield f"owner {before.owner or 'nobody'} → {now.owner or 'nobody'}"
    if before.start != now.start:
        yield f"start {_shown(before.start)} → {_shown(now.start)}"
    if before.end != now.end:
        moved = shift(before, now.end)
        yield f"end {_shown(before.end)} → {_shown(now.end)}" + (f", {shift_words(moved)}" if moved else "")
    if before.promises != now.promises:
        yield f"promises {', '.join(now.promises) or 'nothing'} instead of {', '.join(before.promises) or 'nothing'}"


def _shown(day: date | None) -> str:
    return short_date(day) if day else "open"
