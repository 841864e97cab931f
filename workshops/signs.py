"""Signs that what a set-up task asks for is there already, in words. Plain Python; nothing is ever ticked by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

SECTIONS: Mapping[str, tuple[str, str]] = {
    "case-for-change": ("case", "the charter says why"),
    "scope": ("scope", "the charter’s scope has all fields"),
    "requirements": ("requirements", "the charter has the requirements"),
    "logistics": ("logistics", "the charter has the place and the route of the walk"),
}
"""By task the part of the charter that it asks for, and what is said when that lacks nothing."""


KEYS = frozenset((*SECTIONS, "measurements", "participants", "freed", "sponsor-meets-owner", "invite-reviews", "visit-times", "glossary"))
"""The tasks of which these signs tell."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a workshop has, as far as its set-up tasks ask."""

    lacking: frozenset[str] = frozenset(("case", "scope", "requirements", "logistics", "targets", "people"))
    """Parts of the charter that lack something."""
    targets: int = 0
    experts: int = 0
    freed: int = 0
    scoped_on: date | None = None
    """The day on which the scoping meeting took place."""
    reviews: int = 0
    invited_reviews: int = 0
    """Reviews for which an invitation went out."""
    days: int = 0
    visited_days: int = 0
    """Days with a leadership visit on the agenda."""
    words: int = 0
    """Words of the glossary."""


def signs(known: Known) -> dict[str, str]:
    """By key of the task what makes it look done."""
    found = {key: words for key, (section, words) in SECTIONS.items() if section not in known.lacking}
    if known.targets and "targets" not in known.lacking:
        found["measurements"] = f"{_all(known.targets, 'target has', 'targets have')} a baseline, a target and a date"
    if known.experts and "people" not in known.lacking:
        found["participants"] = f"sponsor, owner, coach and {_count(known.experts, 'expert')} are on the team"
    if known.experts and known.freed == known.experts:
        found["freed"] = f"{_all(known.experts, 'expert is', 'experts are')} confirmed as freed"
    if day := known.scoped_on:
        found["sponsor-meets-owner"] = f"the scoping meeting was held on {day:%a} {day.day} {day:%b}"
    if known.reviews and known.invited_reviews >= known.reviews:
        found["invite-reviews"] = f"invitations to {_all(known.reviews, 'review', 'reviews')} are out"
    if known.days and known.visited_days == known.days:
        found["visit-times"] = f"{_all(known.days, 'day has', 'days have')} a leadership visit on the agenda"
    if known.words:
        found["glossary"] = f"{_count(known.words, 'word is', 'words are')} in it"
    return found


def with_files(number: int) -> str:
    """What is said of a task to which files were put."""
    return f"{_count(number, 'file is', 'files are')} kept with it"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _all(number: int, one: str, many: str) -> str:
    return f"the {one}" if number == 1 else f"all {number} {many}"
