"""What a day's change log comes to: what was there in the evening that was not in the morning, and in which words.

Changes are folded record by record, so what was taken back on the same day, or written twice, counts as it stands in the evening.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

AREAS = ("mapped", "data", "issues", "decisions", "done")
"""The order in which a summary tells: steps mapped, data gathered, issues, decisions, accomplishments."""
NAMED = 4
"""How many things a line names."""
SHORT = 160

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a day's summary."""

    area: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """One operation of a change with its inverse, and what kind of change it was in."""

    op: Mapping[str, Any]
    back: Mapping[str, Any]
    change: str = ""


@dataclass(slots=True)
class Net:
    """What became of one record over a day."""

    kind: str
    id: str
    made_by: str
    """The kind of the first change that wrote it that day (`copy-map`, `import-map`)."""
    was_there: bool
    is_there: bool
    before: dict[str, Any] = field(default_factory=dict)
    """Values in the morning, of the fields that were written; of a new record those that it was given."""
    after: dict[str, Any] = field(default_factory=dict)
    """Values in the evening, of the same fields."""

    @property
    def is_new(self) -> bool:
        """There in the evening, and not in the morning."""
        return self.is_there and not self.was_there

    def became(self, name: str, *values: Any) -> bool:
        """Whether a field has one of these values in the evening and had another in the morning."""
        return self.is_there and self.after.get(name) in values and (self.is_new or self.before.get(name) not in values)

    def moved(self, name: str) -> bool:
        """Whether a field of a record that is there has another value than in the morning; of a new one, than it was given."""
        return self.is_there and name in self.after and self.after[name] != self.before.get(name)


def fold(rows: Iterable[Written]) -> list[Net]:
    """The records that were written, in the order of their first operation; operations come in the order of the log."""
    found: dict[str, Net] = {}
    for row in rows:
        key = row.op["r"]
        net = found.get(key)
        if net is None:
            kind, _, pk = key.partition("/")
            is_made = row.op["k"] == "new"
            net = found[key] = Net(kind, pk, row.change, not is_made, not is_made, dict(row.op.get("f", {})) if is_made else {})
        _apply(net, row)
    return list(found.values())


def _apply(net: Net, row: Written) -> None:
    match row.op["k"]:
        case "new":
            net.is_there = True
            net.after |= row.op["f"]
        case "del":
            net.is_there = False
            _keep_morning(net, row.back.get("f", {}))
        case "set":
            _keep_morning(net, row.back.get("f", {}))
            net.after |= row.op["f"]


def _keep_morning(net: Net, values: Mapping[str, Any]) -> None:
    """The first value that a change replaced is that of the morning; what was made that day has its first values already."""
    if net.was_there:
        net.before = {**values, **net.before}


def of_kind(nets: Iterable[Net], *kinds: str) -> list[Net]:
    """Those of these kinds of record."""
    return [net for net in nets if net.kind in kinds]


def number(count: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 issue`, `3 issues`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """Several things within a sentence: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def named(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    shown, more = [shorten(name, 40) for name in names[:NAMED]], len(names) - NAMED
    return f"{', '.join(shown)} and {more} more" if more > 0 else listed(shown)


def shorten(text: str, limit: int = SHORT) -> str:
    """A text in one line, cut to a length."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Lines in the order of their areas."""
    return sorted(lines, key=lambda line: AREAS.index(line.area))


# What the workshop's own records say

_CAPTURES = (("issue", "issue"), ("improvement", "improvement idea"), ("parking_lot", "parking-lot item"), ("acronym", "acronym"))


def lines_of(nets: Sequence[Net], names: Names) -> list[Line]:
    """What was raised, decided and got done, from the records of the workshop itself; `names` are texts by id of barriers, questions
    and blocks."""
    lines = [*_captured(nets), *_answered(nets, names), *_approved(nets), *_done(nets)]
    return in_order(lines)


def _captured(nets: Sequence[Net]) -> Iterable[Line]:
    fresh = [net for net in of_kind(nets, "capture") if net.is_new]
    counts = {key: [net for net in fresh if net.after.get("kind") == key] for key, _ in _CAPTURES}
    parts = [number(len(counts[key]), one) for key, one in _CAPTURES if counts[key]]
    if parts:
        issues = [str(net.after.get("text", "")) for net in counts["issue"]]
        yield Line("issues", f"{listed(parts)} raised{f': {named(issues)}' if issues else ''}.")


def _answered(nets: Sequence[Net], names: Names) -> Iterable[Line]:
    for net in of_kind(nets, "barrier", "question"):
        answer, text = str(net.after.get("answer") or ""), shorten(names.get(net.id) or str(net.after.get("text", "")), 120)
        if net.is_there and answer and (net.is_new or net.moved("answer")):
            yield Line("decisions", f"{_ended(text)} {_sentence(shorten(answer))}")
        elif net.kind == "barrier" and net.became("status", "lifted"):
            yield Line("decisions", f"Lifted: {_sentence(text)}")
    raised = [net for net in of_kind(nets, "barrier") if net.is_new]
    if raised:
        yield Line("issues", f"{number(len(raised), 'barrier')} raised that only a leader can lift.")


def _approved(nets: Sequence[Net]) -> Iterable[Line]:
    if any(net.moved("approved_at") and net.after.get("approved_at") for net in of_kind(nets, "charter")):
        yield Line("decisions", "The charter is approved.")


def _done(nets: Sequence[Net]) -> Iterable[Line]:
    for kind, one, many in (("agenda", "block of the agenda", "blocks of the agenda"), ("task", "set-up task", "")):
        count = sum(net.became("done", True) for net in of_kind(nets, kind))
        if count:
            yield Line("done", f"{number(count, one, many)} done.")


def _ended(text: str) -> str:
    return text if text.endswith(("?", "!", ":")) else f"{text.rstrip('.')}:"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


LinesOf = Callable[[Any, Sequence[Net]], Iterable[Line]]
"""What another app reads from a day's log: given the workshop and what was written."""
