"""The kinds of round, what each asks for, and how what people gave is put together. Plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vsm_site.lib.errors import Invalid

MOST_NOTES, NOTE_LENGTH = 20, 280
"""Notes of one person in one round, and characters of each."""
MOST_IN_ROUND = 300
"""Notes of all people in one round: showing writes them in one change while everybody else waits for it."""
MOST_ON_BOARD = 40
"""Notes on one board: ending a break-out brings those of all boards back in one change."""
MOST_ITEMS = 40
"""Candidates that a person can still weigh."""
MOST_DOTS = 20
LEAST_VOICES = 3
"""Fewer voices than these show nothing without names: everybody would know whose they are."""
MOST_BOARDS = 8
ABOUT = [("ideal", "The ideal state")]
"""The parts of the method that rounds may belong to."""
LEVELS = [(1, "Low"), (2, "Medium"), (3, "High")]


@dataclass(frozen=True, slots=True)
class RoundKind:
    """One kind: its word, what coaches call it, what it is for, an icon, and what its end is called."""

    key: str
    label: str
    hint: str
    icon: str
    end: str
    needs_items: bool = False
    """Cannot begin without candidates."""
    is_private: bool = True
    """What people give stays with them until it is shown."""
    may_be_anonymous: bool = True
    asks: str = "Take part"
    """What the button says that leads there."""


KINDS: tuple[RoundKind, ...] = (
    RoundKind(
        key="write",
        label="Private writing",
        hint="Everybody writes alone; you show all notes at once.",
        icon="square-pen",
        end="Show all notes",
        asks="Write",
    ),
    RoundKind(
        key="dots",
        label="Dot voting",
        hint="Everybody spreads dots over candidates; you end it.",
        icon="vote",
        end="End the vote",
        needs_items=True,
        asks="Vote",
    ),
    RoundKind(
        key="poll",
        label="Poll",
        hint="One question, a few answers to choose from.",
        icon="chart-line",
        end="End the poll",
        needs_items=True,
        asks="Answer",
    ),
    RoundKind(
        key="ready",
        label="Ready check",
        hint="Who is ready to go on.",
        icon="user-check",
        end="End the check",
        is_private=False,
        may_be_anonymous=False,
        asks="Say you are ready",
    ),
    RoundKind(
        key="sort",
        label="Impact and effort",
        hint="Together, place candidates by what they bring and what they take.",
        icon="layout-grid",
        end="End the sorting",
        needs_items=True,
        is_private=False,
        may_be_anonymous=False,
        asks="Sort",
    ),
    RoundKind(
        key="breakout",
        label="Break-outs",
        hint="Groups work side by side, each on its own board.",
        icon="users-round",
        end="Bring all back",
        is_private=False,
        may_be_anonymous=False,
        asks="Go to your board",
    ),
)
BY_KEY: Mapping[str, RoundKind] = {kind.key: kind for kind in KINDS}
CHOICES = [(kind.key, kind.label) for kind in KINDS]


def lines_of(text: str) -> list[str]:
    """What was typed one in a line, without empty lines and repeats."""
    return list(dict.fromkeys(line for raw in text.splitlines() if (line := raw.strip())))


def clean_notes(notes: Iterable[str]) -> list[str]:
    """Somebody's notes as they are kept; Invalid for too many or one too long."""
    found = list(dict.fromkeys(note for raw in notes if (note := raw.replace("\x00", "").strip())))
    if len(found) > MOST_NOTES:
        raise Invalid({"note": f"Keep it to {MOST_NOTES} notes; the most important ones."})
    if long := next((note for note in found if len(note) > NOTE_LENGTH), None):
        raise Invalid({"note": f"Keep a note to {NOTE_LENGTH} characters; one has {len(long)}."})
    return found


def clean_dots(given: Mapping[str, int], items: Sequence[str], most: int) -> dict[str, int]:
    """Dots by candidate, without zeros; Invalid for more than one has, or on something that is no candidate."""
    dots = {item: number for item, number in given.items() if number}
    if set(dots) - set(items) or any(number < 0 for number in dots.values()):
        raise Invalid({"dots": "Put your dots on the candidates of this round."})
    if sum(dots.values()) > most:
        raise Invalid({"dots": f"You have {most} dots; these are {sum(dots.values())}."})
    return dots


def clean_choice(given: Sequence[str], items: Sequence[str], *, several: bool) -> dict[str, int]:
    """What somebody chose, one voice each; Invalid for another answer than those, or more than one of a single choice."""
    chosen = list(dict.fromkeys(given))
    if set(chosen) - set(items):
        raise Invalid({"choice": "Choose one of the answers."})
    if len(chosen) > 1 and not several:
        raise Invalid({"choice": "Choose one answer."})
    return dict.fromkeys(chosen, 1)


def tally(entries: Iterable[Mapping[str, int]]) -> Counter[str]:
    """All dots or voices together, by candidate."""
    total: Counter[str] = Counter()
    for entry in entries:
        total.update(entry)
    return total


def spread_people(people: Sequence[str], groups: int) -> list[list[str]]:
    """People dealt out to so many groups, so that neighbours of the list (of one area) come apart and sizes differ by one at most."""
    return [list(people[place::groups]) for place in range(groups)]


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what was said came from one area: its people, and whole percent."""

    area: str
    people: int
    said: int
    percent: int


LEAST_IN_AREA = 2
OTHERS = "Other areas"


def shares(people: Mapping[str, str], said: Mapping[str, int]) -> list[Share]:
    """Share of voice by area, the quietest last; `people` are areas by person, `said` how often by person.

    An area of a single person would be a name: those stand together as one, and where that is a single person again, nothing of it is
    told, and the shares are of the others. All of one such pile is no share.
    """
    areas = Counter(people.values())
    merged = {area: area if number >= LEAST_IN_AREA else OTHERS for area, number in areas.items()}
    members: Counter[str] = Counter(merged[area] for area in people.values())
    words: Counter[str] = Counter()
    for person, area in people.items():
        words[merged[area]] += said.get(person, 0)
    told = [area for area, number in members.items() if number >= LEAST_IN_AREA]
    if told == [OTHERS]:
        return []
    total = sum(words[area] for area in told)
    found = [Share(area, members[area], words[area], round(100 * words[area] / total) if total else 0) for area in told]
    return sorted(found, key=lambda share: (-share.said, share.area))
