"""Whether a metric slides back after the workshop; and when standard work is looked at again. Plain rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vsm_site.lib.units import near

RHYTHMS: tuple[tuple[int, str], ...] = (
    (7, "Every week"),
    (14, "Every two weeks"),
    (30, "Every month"),
    (90, "Every quarter"),
    (180, "Every half-year"),
)
"""After how many days a standard is checked again."""
TOLERANCE = 0.1
"""How much of the promised way a metric may slide back from its best before it is said; measurements scatter."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One measurement as a comparable number, with its day and text."""

    on: date
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Regress:
    """The latest measurement is worse than it was: worse than before the workshop, or clearly worse than its best since."""

    now: Seen
    best: Seen | None
    """None where it is worse than before the workshop and was never better."""
    below_baseline: bool


def find(seen: Sequence[Seen], baseline: float | None, target: float | None) -> Regress | None:
    """What slid back of a metric measured in the order of `seen`; None where nothing did or the promise says no direction."""
    if not seen or baseline is None or target is None or baseline == target:
        return None
    sign = 1.0 if target > baseline else -1.0
    now, before = seen[-1], seen[:-1]
    best = max(before, key=lambda entry: (sign * entry.value, entry.on), default=None)
    below = sign * now.value < sign * baseline
    most = TOLERANCE * abs(target - baseline)
    slid = best is not None and (lost := sign * (best.value - now.value)) > most and not near(lost, most)
    if not below and not slid:
        return None
    return Regress(now, best if best is not None and sign * best.value > sign * now.value else None, below)


def next_check(on: date, days: int) -> date:
    """When a standard that was looked at on a day is looked at again."""
    return on + timedelta(days=days)
