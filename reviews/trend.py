"""Promised against measured: what a reading says about a metric; plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MetricTrend:
    """One metric of a review in comparable numbers (seconds, percent or plain), None where it is not known."""

    baseline: float | None
    target: float | None
    measured: float | None

    @property
    def share_of_promise(self) -> float | None:
        """How much of the promised movement was reached: 0 nothing, 1 the target, above 1 more; below 0 the wrong way."""
        if self.baseline is None or self.target is None or self.measured is None or self.baseline == self.target:
            return None
        return (self.measured - self.baseline) / (self.target - self.baseline)

    @property
    def verdict(self) -> str:
        """`reached`, `moving`, `unmoved`, `worse`, or `unknown` without enough numbers."""
        share = self.share_of_promise
        if share is None:
            return "unknown"
        if share >= 1:
            return "reached"
        if share > 0:
            return "moving"
        return "unmoved" if share == 0 else "worse"
