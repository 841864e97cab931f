"""Red, amber or green: what the numbers of a review suggest, and why. People decide; plain rules."""

from __future__ import annotations

from dataclasses import dataclass

COLOURS = [("green", "Green"), ("amber", "Amber"), ("red", "Red")]
TONES = {"green": "value", "amber": "wait", "red": "bad", "": ""}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a review is rated."""

    measured: int = 0
    """Metrics with a reading."""
    unmeasured: int = 0
    behind: int = 0
    """Readings behind where the promise would have them."""
    worse: int = 0
    """Readings that are worse than before the workshop."""
    late_actions: int = 0
    open_barriers: int = 0
    """Barriers without a decision."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A colour with its reasons in one sentence."""

    colour: str
    reason: str

    @property
    def label(self) -> str:
        """The colour's word."""
        return dict(COLOURS)[self.colour]


def suggest(facts: Facts) -> Suggestion:
    """Red where something is worse than before, or most of what was measured is behind; amber where something is behind, late, stuck or
    not measured; else green."""
    reasons = [
        _said(facts.worse, "metric is worse than before", "metrics are worse than before"),
        _said(facts.behind, "metric is behind", "metrics are behind"),
        _said(facts.late_actions, "action is late", "actions are late"),
        _said(facts.open_barriers, "barrier waits for a decision", "barriers wait for a decision"),
        _said(facts.unmeasured, "metric is not measured", "metrics are not measured"),
    ]
    said = ", ".join(reason for reason in reasons if reason)
    if not said:
        good = "Everything measured is where it should be, and nothing is late." if facts.measured else "Nothing is late."
        return Suggestion("green", good)
    most = facts.behind > 1 and 2 * facts.behind >= facts.measured
    return Suggestion("red" if facts.worse or most else "amber", f"{said[0].upper()}{said[1:]}.")


def _said(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""
