"""Whether a workshop is on track: one word and the reasons for it. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass

from workshops.stages import Stage

LONG_OVERDUE = 14
SOON_DAYS = 14
NEXT_DAYS = 3
"""Days before the first one from which half of the preparation, and then all of it, should be ready."""
STILL_DAYS = 7
"""Days after the workshop in which nobody asks why it has not gone on to the next stage."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a workshop when a sponsor looks at it."""

    stage: Stage
    days_after: int = 0
    """Days since the last workshop day, below 0 before it."""
    open_actions: int = 0
    late_actions: int = 0
    oldest_late_days: int = 0
    blocked_actions: int = 0
    overdue_review: int = 0
    """The day number of a planned review whose date is past, 0 without one."""
    overdue_days: int = 0
    metric: str = ""
    """What was measured last: `Lead time 19.1 d`."""
    gap: str = ""
    """How far it is from where the promise would have it today, empty where it is there or better."""
    promise: str = ""
    by_day: int = 90
    """Days after the workshop by which the promise is due."""
    is_worse: bool = False
    """It is worse than before the workshop."""
    days_left: int = 0
    """Days until the first workshop day, 0 from then on."""
    areas: int = 0
    """Areas of the preparation, 0 from the first day on."""
    ready_areas: int = 0
    late_preparation: int = 0
    """Things of the preparation that are late."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a workshop stands: a word with its tone (`value`, `wait`, `bad`), the first reason, and the others."""

    word: str
    tone: str
    why: str
    more: str = ""


def standing(facts: Facts) -> Standing:
    """On track, a little behind or behind, and why.

    Behind is a metric that got worse, a review more than two weeks overdue, every second open action late, or less than half of the
    preparation ready within two weeks of the first day.
    """
    reasons = [*_metric(facts), *_actions(facts), *_review(facts), *_stage(facts), *_preparation(facts)]
    if not reasons:
        return Standing("On track", "value", _good(facts))
    is_bad = (
        facts.is_worse
        or facts.overdue_days > LONG_OVERDUE
        or (facts.late_actions > 1 and 2 * facts.late_actions >= facts.open_actions)
        or _is_unprepared(facts)
    )
    word, tone = ("Behind", "bad") if is_bad else ("A little behind", "wait")
    return Standing(word, tone, reasons[0], " ".join(reasons[1:]))


def _metric(facts: Facts) -> list[str]:
    if facts.is_worse:
        return [f"{facts.metric} is worse than before the workshop."]
    return [f"{facts.metric} is {facts.gap} behind the way to {facts.promise} by day {facts.by_day}."] if facts.gap else []


def _actions(facts: Facts) -> list[str]:
    if not facts.late_actions:
        return []
    days = f"{facts.oldest_late_days} day" if facts.oldest_late_days == 1 else f"{facts.oldest_late_days} days"
    if facts.late_actions == 1:
        return [f"One action is {days} late."]
    return [f"{facts.late_actions} actions are late, the oldest by {days}."]


def _review(facts: Facts) -> list[str]:
    if not facts.overdue_review:
        return []
    days = "yesterday" if facts.overdue_days == 1 else f"{facts.overdue_days} days ago"
    return [f"The {facts.overdue_review}-day review was due {days}."]


def _stage(facts: Facts) -> list[str]:
    if facts.stage.number >= Stage.EXECUTE.number or facts.days_after <= STILL_DAYS:
        return []
    return [f"The workshop ended {facts.days_after} days ago and is still in stage {facts.stage.number}, {facts.stage.short.lower()}."]


def _is_unprepared(facts: Facts) -> bool:
    return 0 < facts.days_left <= SOON_DAYS and 2 * facts.ready_areas < facts.areas


def _preparation(facts: Facts) -> list[str]:
    is_short = _is_unprepared(facts) or (0 < facts.days_left <= NEXT_DAYS and facts.ready_areas < facts.areas)
    left = "tomorrow" if facts.days_left == 1 else f"in {facts.days_left} days"
    found = [f"{_ready(facts)}, and the workshop begins {left}."] if is_short else []
    if facts.late_preparation:
        many = "One thing" if facts.late_preparation == 1 else f"{facts.late_preparation} things"
        found.append(f"{many} of the preparation {'is' if facts.late_preparation == 1 else 'are'} late.")
    return found


def _ready(facts: Facts) -> str:
    """`3 of 10 areas of the preparation are ready`."""
    some = {0: "None", 1: "One"}.get(facts.ready_areas, str(facts.ready_areas))
    return f"{some} of {facts.areas} areas of the preparation {'is' if facts.ready_areas < 2 else 'are'} ready"


def _good(facts: Facts) -> str:
    if facts.areas:
        return (
            "Everything is prepared."
            if facts.ready_areas == facts.areas
            else f"Nothing is late; {_ready(facts)[:1].lower()}{_ready(facts)[1:]}."
        )
    if facts.stage.number < Stage.EXECUTE.number:
        return "Nothing is late."
    if facts.metric:
        return f"{facts.metric}, on the way to {facts.promise}." if facts.promise else f"{facts.metric}."
    if not facts.open_actions:
        return "Every action is done."
    return "No action is late; nothing was measured yet."
