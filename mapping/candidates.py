"""Several maps in one table: what each candidate makes of the current state, and which of them is best at what. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mapping import compared
from mapping.comparison import MEASURES, Comparison, Difference, Measure, value_of
from mapping.metrics import MapMetrics
from vsm_site.lib.units import near

ROWS = tuple(measure for measure in MEASURES if measure.key != "value_added_time")


@dataclass(frozen=True, slots=True)
class Candidate:
    """The numbers of one map, and what became of the current state in it where that can be said."""

    title: str
    metrics: MapMetrics | None
    steps: int
    found: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One total of one map: its text, what became of it, and whether no other candidate is better."""

    title: str
    """Of its map."""
    text: str
    delta: compared.Delta | None = None
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One total of all maps: of the current state first, then of each candidate."""

    key: str
    label: str
    now: str
    cells: tuple[Cell, ...]


def table(now: Candidate | None, candidates: Sequence[Candidate], style: str) -> list[Line]:
    """The totals that at least one candidate has, then the number of steps."""
    lines = [_line(measure, now, candidates, style) for measure in ROWS]
    shown = [line for line in lines if any(cell.text for cell in line.cells)]
    steps = Line("steps", "Steps", str(now.steps) if now else "", tuple(Cell(one.title, str(one.steps)) for one in candidates))
    return [*shown, steps] if candidates else []


def _line(measure: Measure, now: Candidate | None, candidates: Sequence[Candidate], style: str) -> Line:
    values = [value_of(one.metrics, measure) if one.metrics else (None, "") for one in candidates]
    best = _best([value for value, _ in values], measure)
    cells = [
        Cell(one.title, text, _delta(one.found, measure.key), best is not None and value is not None and near(value, best))
        for one, (value, text) in zip(candidates, values, strict=True)
    ]
    before = value_of(now.metrics, measure)[1] if now and now.metrics else ""
    return Line(measure.key, measure.label_in(style), before, tuple(cells))


def _best(values: Sequence[float | None], measure: Measure) -> float | None:
    """The best of several different values; None where none is better than another, or where better cannot be said."""
    given = [value for value in values if value is not None]
    if not measure.better or len(given) < 2 or near(min(given), max(given)):
        return None
    return min(given) if measure.better == "lower" else max(given)


def _delta(found: Comparison | None, key: str) -> compared.Delta | None:
    differences: Mapping[str, Difference] = {entry.key: entry for entry in found.differences} if found else {}
    return compared.delta(differences[key]) if key in differences else None
