"""How ready a workshop is, how much its team has made the work its own, and what its coach looks at next. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass

from workshops.stages import Stage

FEW = 0.5
"""Below this share of a team or of its owners, the coach asks why."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of all: `5 of 7`."""

    some: int = 0
    of: int = 0

    @property
    def text(self) -> str:
        """`5 of 7`."""
        return f"{self.some} of {self.of}"

    @property
    def lacks(self) -> int:
        """How many are missing."""
        return self.of - self.some

    @property
    def is_few(self) -> bool:
        """Whether less than half of them are there."""
        return bool(self.of) and self.some < FEW * self.of

    def __add__(self, other: Part) -> Part:
        """Both together."""
        return Part(self.some + other.some, self.of + other.of)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a workshop that somebody coaches."""

    stage: Stage
    is_over: bool
    """Whether its last day is past."""
    tasks: Part = Part()
    """Set-up tasks of the preparation that are done."""
    late_tasks: int = 0
    is_approved: bool = False
    """Whether the sponsor approved the charter."""
    joined: Part = Part()
    """People of the team who have an account."""
    freed: Part = Part()
    """Participants whom the sponsor has freed."""
    trained: Part = Part()
    """People of the team who were trained in something."""
    active: Part = Part()
    """People of the team who changed something in four weeks."""
    planned: Part = Part()
    """Open actions that have an owner and an end."""
    words: Part = Part()
    """Owners of open actions of whom something was heard in two weeks."""
    is_handed_over: bool = False
    reviews: Part = Part()
    """Reviews that were held, of those whose day is past."""
    is_measured: bool = False
    """Whether a number of the map was measured after the workshop."""

    @property
    def is_before(self) -> bool:
        """Whether it is still prepared or held, so that readiness counts and adoption does not yet."""
        return not self.is_over and self.stage.number < Stage.EXECUTE.number


def advice(facts: Facts) -> str:
    """What the coach looks at next, the first gap that holds the rest up; empty where there is none."""
    return next((text for text, holds in (_before(facts) if facts.is_before else _after(facts)) if holds), "")


def _before(facts: Facts) -> list[tuple[str, bool]]:
    late = f"{facts.late_tasks} set-up {'task is' if facts.late_tasks == 1 else 'tasks are'} late."
    tied = f"{facts.freed.lacks} of {facts.freed.of} participants are not freed yet."
    return [
        (late, facts.late_tasks > 0),
        ("The charter waits for the sponsor’s approval.", not facts.is_approved),
        (tied, facts.freed.lacks > 0),
        (f"{facts.joined.lacks} of {facts.joined.of} people have not joined yet.", facts.joined.lacks > 0),
        ("Nobody of the team is trained yet.", facts.trained.of > 0 and not facts.trained.some),
        (f"{facts.tasks.lacks} set-up tasks are open.", facts.tasks.lacks > 1),
        ("One set-up task is open.", facts.tasks.lacks == 1),
    ]


def _after(facts: Facts) -> list[tuple[str, bool]]:
    missed = facts.reviews.lacks
    return [
        ("The plan was not handed over to the owner yet.", facts.planned.of > 0 and not facts.is_handed_over),
        (f"{missed} {'review was' if missed == 1 else 'reviews were'} not held on the day.", missed > 0),
        (f"{facts.planned.lacks} open actions lack an owner or an end.", facts.planned.lacks > 1),
        ("One open action lacks an owner or an end.", facts.planned.lacks == 1),
        (f"Nothing was heard of {facts.words.lacks} of {facts.words.of} owners in two weeks.", facts.words.is_few),
        ("Nothing was measured since the workshop.", facts.reviews.some > 0 and not facts.is_measured),
        (f"Only {facts.active.text} of the team did something in four weeks.", facts.active.is_few),
    ]
