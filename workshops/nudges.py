"""Quiet hints to the coach: usual mistakes in facilitating a workshop that its data give away. Plain Python.

The mistakes and their signs are those of the method's practice: mapping the exception, solutions on day 1, maps too detailed, guesses taken
for facts, one voice, no target, no walk, a parking lot that is a graveyard, actions that everybody owns, and no review after the days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workshops.stages import Stage

SOON_DAYS = 14
"""So many days before the first one the charter should have a target."""
WALK_DAYS = 7
"""So many days before the first one the walk should be planned."""
MANY_CHOICES = 3
MANY_STEPS = 15
"""A map of 5 to 15 blocks can be read from across the room."""
MANY_IDEAS = 3
ENOUGH_NUMBERS = 8
"""Of fewer numbers nobody can say how they come about."""
ENOUGH_PEOPLE = 3
ONE_VOICE_PERCENT = 60
MANY_PARKED, LONG_PARKED_DAYS = 3, 2
LAST_REVIEW_DAY = 90
MAPPING = (Stage.GATHER, Stage.FUTURE)
"""The stages in which maps are drawn."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """One hint: what is seen, in numbers; what helps; and where."""

    key: str
    text: str
    advice: str
    link: str
    """What the link says."""
    place: str
    """Where it is mended: a word that `addressed` knows the address of."""
    url: str = ""


NAMES: Mapping[str, str] = {
    "no-target": "No target",
    "no-walk": "No walk",
    "exception": "Mapping the exception",
    "too-detailed": "Too detailed",
    "early-solutions": "Solutions before numbers",
    "one-voice": "One voice",
    "guesses": "Guesses as facts",
    "parked": "Parked and forgotten",
    "nobodys-action": "Actions of nobody",
    "no-review": "No review",
}
"""The hints there are, in the order in which they are shown."""


def addressed(nudge: Nudge, addresses: Mapping[str, str]) -> Nudge:
    """The hint with the address of its place."""
    return replace(nudge, url=addresses[nudge.place])


def _number(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _when(days_left: int) -> str:
    """When the workshop begins, in words."""
    if days_left > 1:
        return f"the workshop begins in {days_left} days"
    return {1: "the workshop begins tomorrow", 0: "the workshop begins today"}.get(days_left, "the workshop has begun")


# The preparation


def no_target(*, stage: Stage, targets: int, days_left: int) -> Nudge | None:
    """A charter without a measurable target, two weeks before the first day or later. `days_left` counts to that day."""
    if targets or stage.number > Stage.FUTURE.number or (stage is Stage.PREPARE and days_left > SOON_DAYS):
        return None
    return Nudge(
        "no-target",
        f"The charter has no measurable target, and {_when(days_left)}.",
        "Agree with the sponsor on one number that the customer feels: from, to, and by when.",
        "Set a target",
        "targets",
    )


def no_walk(*, stage: Stage, places: int, walked: int, steps: int, days_left: int) -> Nudge | None:
    """A walk that is not planned a week before the first day, or a map of a stream that nobody went to see."""
    if stage is Stage.PREPARE and not places and days_left <= WALK_DAYS:
        text = f"The walk has 0 places, and {_when(days_left)}."
        return Nudge("no-walk", text, "Plan who goes where with whom, and tell those who work there.", "Plan the walk", "walk")
    if stage not in MAPPING or not steps or walked:
        return None
    seen = f"none of the {_number(places, 'place')} of the walk was seen" if places else "the walk has 0 places"
    return Nudge(
        "no-walk",
        f"{_number(steps, 'step')} {'is' if steps == 1 else 'are'} drawn, and {seen}.",
        "Go and see the work where it is done, also when it is one step only; what is drawn from memory is what should happen.",
        "Open the walk",
        "walk",
    )


# The map


@dataclass(frozen=True, slots=True)
class MapLook:
    """What the current map gives away."""

    stage: Stage
    steps: int
    choices: int = 0
    """Steps behind which one of several ways is taken."""
    branches: int = 0
    """Ways that leave them."""
    branches_without_share: int = 0
    has_family: bool = False
    """Whether charter or map say which product or case family is mapped."""
    asked: int = 0
    """Numbers of the main data that the map is to have."""
    given: int = 0
    numbers: int = 0
    """All numbers on the map."""
    unsourced: int = 0
    """Those that do not say how they are known."""
    guesses: int = 0
    missing_times: int = 0
    """Steps and flows of whose times one is missing, so that totals are lower bounds."""


def exception(look: MapLook) -> Nudge | None:
    """Many choices on the current map: the rare case is drawn beside the usual one."""
    if look.stage not in MAPPING or look.choices < MANY_CHOICES:
        return None
    without = look.branches_without_share
    unshared = f", and {without} of {look.branches} branches {'says' if without == 1 else 'say'} no share" if without else ""
    text = f"The current map has {look.choices} choices{unshared}."
    if not look.has_family:
        advice = "Which product or case family is it? Map the one that comes most often."
        return Nudge("exception", text, advice, "Name the family", "scope")
    advice = "Give each branch its share, and take off what hardly ever happens."
    return Nudge("exception", text, advice, "Look at the branches", "table")


def too_detailed(look: MapLook) -> Nudge | None:
    """More blocks than can be read from across the room."""
    if look.stage not in MAPPING or look.steps <= MANY_STEPS:
        return None
    return Nudge(
        "too-detailed",
        f"The current map has {look.steps} steps; 5 to {MANY_STEPS} can be read from across the room.",
        "Merge what one person does in one go, and draw the detail on a map of its own.",
        "Open the maps",
        "maps",
    )


def guesses(look: MapLook) -> Nudge | None:
    """Numbers that do not say how they are known or are guesses; once the future is designed, also times that are missing."""
    weak = look.unsourced + look.guesses
    is_weak = look.stage in MAPPING and look.numbers >= ENOUGH_NUMBERS and 2 * weak > look.numbers
    is_missing = look.stage is Stage.FUTURE and look.steps > 0 and look.missing_times > 0
    if not (is_weak or is_missing):
        return None
    said = []
    if look.unsourced:
        said.append(f"{look.unsourced} of {look.numbers} numbers do not say how they are known")
    if look.guesses:
        said.append(f"{_number(look.guesses, 'is a guess', 'are guesses')}")
    if look.missing_times:
        said.append(f"{_number(look.missing_times, 'time is missing', 'times are missing')}")
    text = f"On the current map {', '.join(said[:-1]) + ' and ' if len(said) > 1 else ''}{said[-1]}."
    return Nudge("guesses", text, "Ask who knows and how: measured, from a system, or estimated.", "See what is open", "questions")


def early_solutions(look: MapLook, ideas: int) -> Nudge | None:
    """Improvements captured while less than half of the main numbers are there."""
    if look.stage.number > Stage.GATHER.number or ideas < MANY_IDEAS or 2 * look.given >= look.asked:
        return None
    return Nudge(
        "early-solutions",
        f"{ideas} improvements are captured, and {look.given} of {look.asked} main numbers are on the current map.",
        "Keep ideas in the box and off the current map; ask for the next number first.",
        "Open the improvements",
        "improvements",
    )


def one_voice(*, stage: Stage, people: int, numbers: int, most: int) -> Nudge | None:
    """Most numbers of the team came from one person. `people` is how many the team has, `most` how many numbers one of them gave."""
    if stage not in MAPPING or people < ENOUGH_PEOPLE or numbers < ENOUGH_NUMBERS or 100 * most <= ONE_VOICE_PERCENT * numbers:
        return None
    return Nudge(
        "one-voice",
        f"{most} of {numbers} numbers of the team came from one of {people} people.",
        "Let everybody write an estimate alone before anybody speaks.",
        "Ask for private writing",
        "writing",
    )


# The days and what follows


def parked(*, waiting: int, oldest_days: int) -> Nudge | None:
    """Items of the parking lot from earlier days that have no place yet; `oldest_days` is how long the first of them waits."""
    if waiting < MANY_PARKED and oldest_days < LONG_PARKED_DAYS:
        return None
    have = "has" if waiting == 1 else "have"
    return Nudge(
        "parked",
        f"{_number(waiting, 'item')} of the parking lot {have} had no place for {_number(oldest_days, 'day')}.",
        "Give each a block of the agenda or somebody who takes it, or say that it is not pursued.",
        "Sort the parking lot",
        "parking",
    )


def nobodys_action(*, actions: int, without_owner: int, is_due: bool) -> Nudge | None:
    """Open actions that nobody owns, once the last day has come (`is_due`)."""
    if not is_due or not without_owner:
        return None
    return Nudge(
        "nobodys-action",
        f"{without_owner} of {_number(actions, 'open action')} {'has' if without_owner == 1 else 'have'} no owner.",
        "An action of the whole team is nobody’s: one name each, who gets help.",
        "Open the plan",
        "plan",
    )


def no_review(*, last_day: int | None) -> Nudge | None:
    """No review three months after the days. `last_day` is that of the last review that is not cancelled, None without one."""
    if last_day is not None and last_day >= LAST_REVIEW_DAY:
        return None
    ends = f"The last review is {last_day} days after the workshop" if last_day is not None else "0 reviews are planned"
    return Nudge(
        "no-review",
        f"{ends}.",
        f"What is not looked at after {LAST_REVIEW_DAY} days goes back to the old way. Date the review now, while all are here.",
        "Open the reviews",
        "reviews",
    )
