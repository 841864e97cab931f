"""How ready a workshop is, area by area: what is done, what is missing, and who owes it. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from workshops.setup_templates import AREAS

AREA_OF_SECTION: Mapping[str, str] = {
    "case": "case",
    "benefits": "case",
    "scope": "scope",
    "stream": "scope",
    "requirements": "requirements",
    "targets": "measurements",
    "logistics": "logistics",
    "people": "people",
}
"""The area that each part of the charter belongs to."""


@dataclass(frozen=True, slots=True)
class Point:
    """One set-up task, as far as readiness asks."""

    pk: UUID
    area: str
    title: str
    is_done: bool
    owner: str
    """Who has it; empty for nobody."""
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is missing: what, who owes it (empty for nobody), until when, and where it is done."""

    text: str
    who: str
    place: str
    """`task`, or the part of the product where it is written: a section of the charter, `people`, `approval`, `meetings`."""
    due_on: date | None = None
    task: UUID | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """One area: how many of its tasks are done, and what is missing."""

    key: str
    title: str
    done: int
    total: int
    missing: tuple[Owed, ...]

    @property
    def state(self) -> str:
        """`ready`, `late` or `open`."""
        if not self.missing:
            return "ready"
        return "late" if any(owed.is_late for owed in self.missing) else "open"


def areas(points: Iterable[Point], lacks: Iterable[tuple[str, Owed]], today: date) -> list[Area]:
    """Every area with its tasks and what else is missing in it (`lacks`: the area, and what)."""
    tasks: dict[str, list[Point]] = {key: [] for key, _ in AREAS}
    for point in points:
        if point.area in tasks:
            tasks[point.area].append(point)
    others: dict[str, list[Owed]] = {key: [] for key, _ in AREAS}
    for area, owed in lacks:
        others[area].append(owed)
    return [
        Area(
            key,
            title,
            sum(point.is_done for point in tasks[key]),
            len(tasks[key]),
            (*others[key], *(_owed(point, today) for point in tasks[key] if not point.is_done)),
        )
        for key, title in AREAS
    ]


def _owed(point: Point, today: date) -> Owed:
    late = point.due_on is not None and point.due_on < today
    return Owed(point.title, point.owner, "task", point.due_on, point.pk, late)


def debts(found: Iterable[Area]) -> list[tuple[str, int, int]]:
    """Who owes how much, and how much of it is late; the most first, nobody last."""
    owed: dict[str, list[Owed]] = {}
    for area in found:
        for entry in area.missing:
            owed.setdefault(entry.who, []).append(entry)
    rows = [(who, len(rows), sum(row.is_late for row in rows)) for who, rows in owed.items()]
    return sorted(rows, key=lambda row: (not row[0], -row[2], -row[1], row[0].casefold()))
