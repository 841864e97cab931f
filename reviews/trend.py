"""Promised against measured: what a reading says about a metric; plain values."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_site.lib import units


@dataclass(frozen=True, slots=True)
class MetricTrend:
    """One metric of a review in comparable numbers (seconds, percent or plain), None where it is not known."""

    baseline: float | None
    target: float | None
    measured: float | None
    due: float | None = None
    """Where the promise would have it on the day of the reading; None where all of it is due."""

    @property
    def share_of_promise(self) -> float | None:
        """How much of the promised movement was reached: 0 nothing, 1 the target, above 1 more; below 0 the wrong way."""
        if self.baseline is None or self.target is None or self.measured is None or self.baseline == self.target:
            return None
        return (self.measured - self.baseline) / (self.target - self.baseline)

    @property
    def shortfall(self) -> float:
        """How far the reading is behind where it is due, 0 there and beyond it."""
        if self.share_of_promise is None:
            return 0.0
        baseline, target, measured = self.baseline or 0.0, self.target or 0.0, self.measured or 0.0
        due = target if self.due is None else self.due
        short = measured - due if target < baseline else due - measured
        return 0.0 if units.near(measured, due) else max(0.0, short)

    @property
    def verdict(self) -> str:
        """`reached`, `on_the_way` (where it is due by now), `moving`, `unmoved`, `worse`, or `unknown` without enough numbers."""
        share = self.share_of_promise
        if share is None:
            return "unknown"
        if share >= 1:
            return "reached"
        if share > 0:
            return "moving" if self.shortfall else "on_the_way"
        return "unmoved" if share == 0 else "worse"
