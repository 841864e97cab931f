"""What is captured as the room talks: the four kinds, their look, and what each may become."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaptureKind:
    """One kind of capture."""

    key: str
    label: str
    plural: str
    icon: str
    """A symbol of the icon sprite."""
    css: str
    """The class that colours it."""
    letter: str
    """Typed first, with a blank, it chooses the kind."""
    hint: str
    may_become_action: bool = True


KINDS: tuple[CaptureKind, ...] = (
    CaptureKind("issue", "Issue", "Issues", "triangle-alert", "kind--issue", "i", "What goes wrong, and where."),
    CaptureKind("improvement", "Improvement", "Improvements", "lightbulb", "kind--improvement", "j", "What would make it better."),
    CaptureKind("parking_lot", "Parking lot", "Parking lot", "circle-parking", "kind--parking", "p", "Worth talking about, not now."),
    CaptureKind("acronym", "Acronym", "Acronyms", "book-a", "kind--acronym", "a", "The word, a colon, and what it means.", False),
)
BY_KEY = {kind.key: kind for kind in KINDS}


def term_of(text: str) -> tuple[str, str]:
    """An acronym's word and meaning, split at the first colon, equals sign or spaced dash; the whole text where there is none."""
    places = [(text.find(mark), mark) for mark in (":", "=", " - ", " – ") if text.find(mark) > 0]
    if not places:
        return text.strip(), ""
    place, mark = min(places)
    return text[:place].strip(), text[place + len(mark) :].strip()


_LINE = re.compile(r"([a-z]) +(\S.*)", re.DOTALL)
_BY_LETTER = {kind.letter: kind for kind in KINDS}


def read_line(text: str) -> tuple[CaptureKind | None, str]:
    """The kind that a first letter and a blank choose, and the rest: "p room too small". Capitals begin a sentence, not a kind."""
    found = _LINE.fullmatch(text.strip())
    kind = _BY_LETTER.get(found[1]) if found else None
    return (kind, found[2]) if found and kind else (None, text.strip())


@dataclass(frozen=True, slots=True)
class Ties:
    """What one line says besides its words: the number of a step (0 for none) and the name of a person ("" for none)."""

    text: str
    step: int = 0
    person: str = ""


_STEP = re.compile(r"(?:^|(?<=\s))#(\d{1,4})(?=\s|[.,;:!?]|$)")


def read_ties(text: str, steps: Collection[int], people: Collection[str]) -> Ties:
    """Take "#4" and "@Omar" out of a line where there is such a step or person; a first name will do where one person has it."""
    rest, step, person = text, 0, ""
    for found in _STEP.finditer(rest):
        if int(found[1]) in steps:
            step, rest = int(found[1]), rest[: found.start()] + rest[found.end() :]
            break
    for call in _calls(people):
        found_at = re.search(rf"(?:^|(?<=\s))@{re.escape(call)}(?!\w)", rest, re.IGNORECASE)
        if found_at:
            person, rest = _calls(people)[call], rest[: found_at.start()] + rest[found_at.end() :]
            break
    rest = re.sub(r" +([.,;:!?])", r"\1", re.sub(r" {2,}", " ", rest)).strip() if rest != text else text
    return Ties(rest, step, person) if rest else Ties(text)


def _calls(people: Collection[str]) -> dict[str, str]:
    """How people are called, the longest first: by their whole name, or by a first name that only one has."""
    firsts = [name.split()[0] for name in people if name.split()]
    calls = {name.split()[0]: name for name in people if name.split() and firsts.count(name.split()[0]) == 1}
    calls |= {name: name for name in people if name}
    return dict(sorted(calls.items(), key=lambda call: -len(call[0])))
