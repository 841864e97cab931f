"""The five stages of a workshop. Gates warn with reasons; a person may go on with a reason of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The five basic steps, from preparing to aligning."""

    PREPARE = "prepare"
    GATHER = "gather"
    FUTURE = "future"
    EXECUTE = "execute"
    ALIGN = "align"

    @property
    def number(self) -> int:
        """1 to 5."""
        return list(Stage).index(self) + 1

    @property
    def label(self) -> str:
        """The stage's full name."""
        return LABELS[self]

    @property
    def short(self) -> str:
        """The stage's name in the top bar."""
        return SHORT[self]

    @property
    def next(self) -> Stage | None:
        """The stage after this one, None after the last."""
        stages = list(Stage)
        return stages[self.number] if self.number < len(stages) else None


LABELS: Mapping[Stage, str] = {
    Stage.PREPARE: "Prepare",
    Stage.GATHER: "Gather data",
    Stage.FUTURE: "Future state & action plans",
    Stage.EXECUTE: "Execute to plan",
    Stage.ALIGN: "Align",
}
SHORT: Mapping[Stage, str] = {**LABELS, Stage.FUTURE: "Future & plan", Stage.EXECUTE: "Execute"}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing a stage asks for, as the basic steps name it."""

    key: str
    stage: Stage
    title: str
    why: str
    role: str
    """Whose job it is at first: sponsor, owner, coach or participant."""
    days_before: int | None = None
    """Calendar days before the first workshop day by which it is due."""
    days_after: int | None = None
    """Calendar days after the last workshop day by which it is due."""
    page: str = ""
    """Name of the page where the work is done, if it has one of its own."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """A reason not to leave a stage yet; it warns, it does not stop."""

    key: str
    text: str
    url_name: str = ""


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What is known of a workshop when somebody wants to go on."""

    open_tasks: tuple[str, ...] = ()
    """Titles of what the stage still asks for."""
    has_case_for_change: bool = False
    has_scope: bool = False
    has_targets: bool = False
    charter_approved: bool = False
    roles: frozenset[str] = frozenset()
    participants: int = 0
    current_maps: int = 0
    future_maps: int = 0
    current_steps: int = 0
    missing_numbers: int = 0
    actions: int = 0
    actions_without_dates: int = 0
    open_actions: int = 0
    reviews_open: int = 0
    captures_without_disposition: int = 0


def _prepare(facts: StageFacts) -> list[Blocker]:
    found = []
    if not facts.has_case_for_change:
        found.append(Blocker("case", "The case for change is not written.", "charter"))
    if not facts.has_scope:
        found.append(Blocker("scope", "The scope has no trigger, first step and last step.", "charter"))
    if not facts.has_targets:
        found.append(Blocker("targets", "No measurable target is set.", "charter"))
    if not facts.charter_approved:
        found.append(Blocker("approval", "The sponsor has not approved the charter.", "charter"))
    names = {"sponsor": "an executive sponsor", "owner": "a process owner", "coach": "a coach", "participant": "a subject-matter expert"}
    for role in ("sponsor", "owner", "coach", "participant"):
        if role not in facts.roles:
            found.append(Blocker(f"no-{role}", f"Nobody is {names[role]} yet.", "people"))
    if facts.participants >= 15:
        found.append(Blocker("too-many", f"{facts.participants} subject-matter experts; a group of fewer than 15 works best.", "people"))
    return found


def _gather(facts: StageFacts) -> list[Blocker]:
    if not facts.current_maps or not facts.current_steps:
        return [Blocker("no-current", "The current state is not mapped yet.", "maps")]
    if facts.missing_numbers:
        count = "1 time is" if facts.missing_numbers == 1 else f"{facts.missing_numbers} times are"
        return [Blocker("missing", f"{count} missing on the current map, so its totals are lower bounds.", "maps")]
    return []


def _future(facts: StageFacts) -> list[Blocker]:
    found = []
    if not facts.future_maps:
        found.append(Blocker("no-future", "There is no future-state map yet.", "maps"))
    if not facts.actions:
        found.append(Blocker("no-actions", "The action plan is empty.", "board"))
    elif facts.actions_without_dates:
        count = "1 action has" if facts.actions_without_dates == 1 else f"{facts.actions_without_dates} actions have"
        found.append(Blocker("no-dates", f"{count} no owner or no end date.", "board"))
    if facts.captures_without_disposition:
        count = "1 capture has" if facts.captures_without_disposition == 1 else f"{facts.captures_without_disposition} captures have"
        found.append(Blocker("captures", f"{count} no disposition yet.", "captures"))
    return found


def _execute(facts: StageFacts) -> list[Blocker]:
    if facts.open_actions:
        return [
            Blocker(
                "open-actions", f"{facts.open_actions} {'action is' if facts.open_actions == 1 else 'actions are'} still open.", "board"
            )
        ]
    return []


def _align(facts: StageFacts) -> list[Blocker]:
    if facts.reviews_open:
        return [
            Blocker("reviews", f"{facts.reviews_open} {'review is' if facts.reviews_open == 1 else 'reviews are'} not closed.", "reviews")
        ]
    return []


_RULES = {Stage.PREPARE: _prepare, Stage.GATHER: _gather, Stage.FUTURE: _future, Stage.EXECUTE: _execute, Stage.ALIGN: _align}


def blockers(stage: Stage, facts: StageFacts) -> list[Blocker]:
    """Why it may be too early to leave this stage; empty when nothing speaks against it."""
    found = _RULES[stage](facts)
    if facts.open_tasks:
        shown = "; ".join(facts.open_tasks[:3]) + (f" and {len(facts.open_tasks) - 3} more" if len(facts.open_tasks) > 3 else "")
        found.append(Blocker("tasks", f"Still open: {shown}.", "stage"))
    return found
