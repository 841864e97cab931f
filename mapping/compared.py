"""A comparison of two maps in words and rows for its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mapping import fields, pages, typed
from mapping.comparison import ChangedField, Comparison, Difference
from mapping.facts import MapFacts, StepFacts
from mapping.fields import Kind
from mapping.metrics import MapMetrics
from vsm_site.lib.units import Calendar, near, number_text, percent_text, seconds, time_text, used

HEROES = ("lead_time", "wait_time", "process_time", "activity_ratio", "rolled_complete_accurate")
TONES = {"wait_time": "wait", "process_time": "value"}
VALUES = ("cycle_time", "lead_time", "complete_accurate", "value")
"""What is said of a step that is only on one of the maps."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What became of one number: texts before and after, size of the difference, percent, arrow (up, down or none) and verdict."""

    label: str
    before: str
    after: str
    size: str = ""
    percent: str = ""
    arrow: str = ""
    verdict: str = ""
    """`better`, `worse`, `same`, or empty where it cannot be said."""
    key: str = ""
    unit: str = ""
    tone: str = ""


def delta(difference: Difference) -> Delta:
    """A difference in words."""
    change = difference.change
    if change is None:
        return Delta(difference.label, difference.before_text or pages.NONE, difference.after_text or pages.NONE, key=difference.key)
    percent = "" if difference.change_percent is None else f"{'+' if change > 0 else '−'}{percent_text(abs(difference.change_percent))}"
    arrow = "up" if change > 0 else "down" if change < 0 else ""
    size = difference.change_text.lstrip("+−") if change else ""
    return Delta(
        difference.label, difference.before_text, difference.after_text, size, percent if change else "", arrow,
        difference.verdict, difference.key,
    )  # fmt: skip


def deltas(found: Comparison) -> list[Delta]:
    """The rows of the table of totals: those that at least one of the maps has."""
    return [delta(entry) for entry in found.differences if entry.before is not None or entry.after is not None]


@dataclass(frozen=True, slots=True)
class Hero:
    """A figure of the title block with what it was."""

    key: str
    label: str
    was: str
    value: str
    unit: str
    bound: str
    tone: str
    delta: Delta


def heroes(found: Comparison) -> list[Hero]:
    """The five figures with their old values struck; the old one has its unit only where it is another."""
    shown = []
    for entry in found.differences:
        if entry.key not in HEROES or (entry.before is None and entry.after is None):
            continue
        bound, value, unit = pages.parts(entry.after_text or pages.NONE)
        _, was, was_unit = pages.parts(entry.before_text or pages.NONE)
        old = "" if entry.verdict == "same" else was if was_unit == unit else entry.before_text
        shown.append(Hero(entry.key, entry.label, old, value, unit, bound, TONES.get(entry.key, ""), delta(entry)))
    return shown


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step that is on both maps, with everything that differs."""

    before: str
    after: str
    name: str
    was_called: str
    deltas: tuple[Delta, ...]
    uuid: str = ""
    """Of the step on the second map."""


def step_changes(before: MapFacts, after: MapFacts, found: Comparison) -> list[StepChange]:
    """Changed steps in the order of the second map: waits first, then data."""
    calendars = fields.calendar_of(before.head.get("calendar")), fields.calendar_of(after.head.get("calendar"))
    waits = {wait.after: wait for wait in found.waits}
    changed = {step.after: step for step in found.changed}
    names = {step.id: str(step.data["name"]) for step in before.steps}
    rows = []
    for step in after.steps:
        wait, data = waits.get(step.id), changed.get(step.id)
        if wait is None and data is None:
            continue
        key = (data or wait).before  # type: ignore[union-attr]
        rest = [entry for entry in data.fields if entry.field != "name"] if data else []
        lines = ([delta(wait.difference)] if wait else []) + [_field_delta(entry, *calendars) for entry in rest]
        name = str(step.data["name"])
        rows.append(StepChange(key, step.id, name, names[key] if names[key] != name else "", tuple(lines), step.uuid))
    return rows


def _field_delta(entry: ChangedField, before: Calendar, after: Calendar) -> Delta:
    datum = fields.STEP[entry.field]
    one, two = (typed.in_words(datum, value) or pages.NONE for value in (entry.before, entry.after))
    plain = Delta(entry.label, one, two, key=entry.field)
    if not datum.is_stated or entry.before is None or entry.after is None:
        return plain
    old, new = (_number(datum, value, calendar) for value, calendar in ((entry.before, before), (entry.after, after)))
    if near(old, new):
        return plain
    change = new - old
    better = not datum.better or (change < 0) == (datum.better == "lower")
    verdict = "" if not datum.better else "better" if better else "worse"
    percent = f"{'+' if change > 0 else '−'}{percent_text(abs(change / old * 100))}" if old else ""
    return Delta(entry.label, one, two, _size(datum, abs(change), after), percent, "up" if change > 0 else "down", verdict, entry.field)


def _number(datum: fields.Field, value: object, calendar: Calendar) -> float:
    return used(value, (lambda text: seconds(text, calendar)) if datum.kind is Kind.DURATION else float)


def _size(datum: fields.Field, value: float, calendar: Calendar) -> str:
    if datum.kind is Kind.DURATION:
        return time_text(value, calendar)
    return percent_text(value).replace(" %", " points") if datum.kind is Kind.PERCENT else number_text(value)


@dataclass(frozen=True, slots=True)
class LoneStep:
    """A step that is on one of the maps only, with its values in words."""

    id: str
    name: str
    values: str


def lone_steps(facts: MapFacts, metrics: MapMetrics | None, keys: Sequence[str]) -> list[LoneStep]:
    """Steps with their values, in the order of the map."""
    return [LoneStep(step.id, str(step.data["name"]), _values(facts, metrics, step)) for step in facts.steps if step.id in keys]


def _values(facts: MapFacts, metrics: MapMetrics | None, step: StepFacts) -> str:
    said = []
    if metrics and metrics.steps[step.id].wait_before.seconds:
        said.append(f"wait before {metrics.steps[step.id].wait_before.text}")
    for key in VALUES:
        if key in step.data:
            datum = fields.STEP[key]
            said.append(f"{datum.short_in(facts.style).lower() if key != 'complete_accurate' else '% C&A'} {_small(datum, step)}")
    return ", ".join(said) or "no data yet"


def _small(datum: fields.Field, step: StepFacts) -> str:
    words = typed.in_words(datum, step.data[datum.key])
    return words.lower() if datum.kind is Kind.CHOICE else words


@dataclass(frozen=True, slots=True)
class Joint:
    """Steps that became one, or a step that became several."""

    before: tuple[LoneStep, ...]
    after: tuple[LoneStep, ...]

    @property
    def words(self) -> str:
        """Both sides in words."""
        return f"{_listed([step.name for step in self.before])} became {_listed([step.name for step in self.after])}"


def joints(before: MapFacts, after: MapFacts, found: Comparison) -> tuple[list[Joint], list[Joint]]:
    """Merged and split steps, each side with its values."""
    old = {step.id: step for step in lone_steps(before, found.before, [step.id for step in before.steps])}
    new = {step.id: step for step in lone_steps(after, found.after, [step.id for step in after.steps])}
    merged = [Joint(tuple(old[one] for one in ids), (new[key],)) for key, ids in found.merged.items()]
    split = [Joint((old[key],), tuple(new[one] for one in ids)) for key, ids in found.split.items()]
    return merged, split


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def _number_word(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _steps(number: int) -> str:
    return f"{_number_word(number).lower()} step{'' if number == 1 else 's'}"


def is_untouched(found: Comparison, changes: Sequence[StepChange]) -> bool:
    """Whether nothing of the second map differs yet, as right after a copy. Not known while one of the maps has faults."""
    if found.before_faults or found.after_faults:
        return False
    steps_differ = changes or found.added or found.removed or found.merged or found.split
    return not steps_differ and not any(entry.change for entry in found.differences)


def sentence(before: MapFacts, after: MapFacts, found: Comparison, changes: Sequence[StepChange]) -> str:
    """What became of the stream, written from the data."""
    return " ".join(part for part in (_counts(before, after), *_fates(before, after, found, changes), lead_words(found)) if part)


def _counts(before: MapFacts, after: MapFacts) -> str:
    one, two = len(before.steps), len(after.steps)
    if one == two:
        return f"Both have {_steps(one)}."
    return f"{_number_word(two)} step{'' if two == 1 else 's'} instead of {_number_word(one).lower()}."


def fate(before: MapFacts, after: MapFacts, found: Comparison) -> str:
    """What became of the steps, in a sentence."""
    return next(_fates(before, after, found, step_changes(before, after, found)))


def _fates(before: MapFacts, after: MapFacts, found: Comparison, changes: Sequence[StepChange]) -> Iterator[str]:
    said = []
    gone = [str(step.data["name"]) for step in before.steps if step.id in found.removed]
    new = [str(step.data["name"]) for step in after.steps if step.id in found.added]
    for names, one, many in ((gone, "goes", "go"), (new, "is new", "are new")):
        if names:
            shown = _listed(names) if len(names) <= 3 else _steps(len(names))
            said.append(f"{shown} {one if len(names) == 1 else many}")
    if found.merged:
        said.append(f"{_steps(sum(map(len, found.merged.values())))} became {_number_word(len(found.merged)).lower()}")
    if found.split:
        said.append(f"{_steps(len(found.split))} became {_number_word(sum(map(len, found.split.values()))).lower()}")
    if changes:
        said.append(f"{_steps(len(changes))} change{'s' if len(changes) == 1 else ''}")
    line = ", ".join(said)
    yield f"{line[:1].upper()}{line[1:]}." if said else "No step differs."


def lead_words(found: Comparison) -> str:
    """What became of the lead time, in a sentence; empty where it cannot be said."""
    lead = next((entry for entry in found.differences if entry.key == "lead_time"), None)
    if lead is None or lead.change is None:
        return ""
    if lead.verdict == "same":
        return f"The lead time stays at {lead.after_text}."
    return f"The lead time {'falls' if lead.change < 0 else 'grows'} from {lead.before_text} to {lead.after_text}."


def outlined(found: Comparison) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of the steps to outline as changed on the first and on the second map."""
    pairs = [(step.before, step.after) for step in found.changed] + [(wait.before, wait.after) for wait in found.waits]
    before = {one for one, _ in pairs} | {key for ids in found.merged.values() for key in ids} | set(found.split)
    after = {two for _, two in pairs} | set(found.merged) | {key for ids in found.split.values() for key in ids}
    return frozenset(before), frozenset(after)


def joined(found: Comparison) -> tuple[tuple[frozenset[str], frozenset[str]], tuple[frozenset[str], frozenset[str]]]:
    """Ids of the steps to mark as merged and as split, on the first and on the second map."""
    merged = frozenset(key for ids in found.merged.values() for key in ids), frozenset(found.merged)
    split = frozenset(found.split), frozenset(key for ids in found.split.values() for key in ids)
    return (merged[0], split[0]), (merged[1], split[1])


def counterparts(before: MapFacts, after: MapFacts, found: Comparison) -> dict[str, list[str]]:
    """By the UUID of a step of either map those of the steps of the other that it is, became or came from."""
    old, new = ({step.id: step.uuid for step in facts.steps} for facts in (before, after))
    pairs = [(one, two) for two, ids in found.sources.items() for one in ids]
    found_by: dict[str, list[str]] = {}
    for one, two in pairs:
        found_by.setdefault(old[one], []).append(new[two])
        found_by.setdefault(new[two], []).append(old[one])
    return found_by
