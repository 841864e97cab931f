"""What stands in people's calendars: the occasions of a workshop, who is invited to which, and what has to be told again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

WHOLE_DAYS = frozenset({"owner", "coach", "participant"})
"""Those who are in the room for whole days."""
REVIEWED_BY = frozenset({"sponsor", "owner", "coach", "participant"})
INVITED = REVIEWED_BY | {"observer"}
"""Who comes without an account has no calendar of ours."""
VISITS = frozenset({"visit", "briefing"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that people keep time for: a day, a leadership visit, a briefing, a part of a day, a meeting, a review."""

    event: str
    """Which one it is, as long as it is the same: `review:<day>`, else kind and id, as `day:<uuid>`."""
    title: str
    starts: datetime
    ends: datetime
    all_day: bool = False
    place: str = ""
    text: str = ""
    url: str = ""
    who: frozenset[str] = frozenset()
    """Roles and addresses of those who come for it: who leads a part of a day, who takes part in a meeting."""

    @property
    def kind(self) -> str:
        """day, visit, briefing, part, meeting or review."""
        return self.event.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody with an address, and all roles of the person."""

    email: str
    name: str
    roles: frozenset[str]


def comes_to(person: Invitee, occasion: Occasion) -> bool:
    """Whether a person is invited: to whole days who works in them, to visits and briefings who comes for them, to reviews who reports,
    to meetings whoever was named.

    Whoever is there all day is not invited to a part of it besides.
    """
    is_named = person.email in occasion.who or bool(person.roles & occasion.who)
    if occasion.kind == "meeting":
        return is_named
    if occasion.kind == "day":
        return bool(person.roles & WHOLE_DAYS)
    if occasion.kind == "review":
        return bool(person.roles & REVIEWED_BY)
    if person.roles & WHOLE_DAYS or not person.roles & INVITED:
        return False
    return occasion.kind in VISITS or is_named


@dataclass(frozen=True, slots=True)
class Entry:
    """What the last letter to somebody said about an occasion."""

    event: str
    email: str
    title: str
    starts: datetime
    ends: datetime
    all_day: bool = False
    place: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """What has to be told to one person about one occasion: `new`, `changed` or, without an occasion that holds, `off`."""

    word: str
    email: str
    event: str
    occasion: Occasion | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be told, and what is told already: addresses by event."""

    letters: tuple[Letter, ...] = ()
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)
    too_late: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By event that runs already the addresses of those who are not told of it any more."""

    def count(self, word: str) -> int:
        """How many letters are of one kind."""
        return sum(letter.word == word for letter in self.letters)


def plan(
    occasions: Iterable[Occasion],
    people: Sequence[Invitee],
    entries: Iterable[Entry],
    now: datetime,
    silent: frozenset[str] = frozenset(),
) -> Plan:
    """What has to be told so that all calendars are right; what has begun or is over stays as it was told, and so does everything in the
    calendars of `silent`, addresses that want no such mail."""
    told = {(entry.event, entry.email): entry for entry in entries}
    letters: list[Letter] = []
    known: dict[str, list[str]] = {}
    too_late: dict[str, list[str]] = {}
    wanted = set()
    for occasion in occasions:
        for person in people:
            if not comes_to(person, occasion):
                continue
            key = (occasion.event, person.email)
            wanted.add(key)
            word = _word(occasion, told.get(key))
            if not word:
                known.setdefault(occasion.event, []).append(person.email)
            elif person.email in silent:
                continue
            elif occasion.starts > now:
                letters.append(Letter(word, person.email, occasion.event, occasion))
            elif occasion.ends > now:
                too_late.setdefault(occasion.event, []).append(person.email)
    gone = [
        entry for key, entry in told.items() if key not in wanted and key[1] not in silent and not entry.cancelled and entry.starts > now
    ]
    letters += [Letter("off", entry.email, entry.event) for entry in gone]
    return Plan(tuple(letters), known, too_late)


def _word(occasion: Occasion, entry: Entry | None) -> str:
    if entry is None or entry.cancelled:
        return "new"
    seen = (entry.title, entry.starts, entry.ends, entry.all_day, entry.place)
    same = seen == (occasion.title, occasion.starts, occasion.ends, occasion.all_day, occasion.place)
    return "" if same else "changed"
