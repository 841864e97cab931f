"""The rows of the table of differences: what became of each total and each step, and which actions promise it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mapping import compared, fields
from mapping.compared import Delta, Joint, LoneStep, StepChange
from mapping.comparison import MEASURES, Comparison, Measure, value_of
from mapping.facts import MapFacts
from mapping.pledges import Pledge, Pledged
from vsm_site.lib.units import Calendar, seconds, type_duration, type_number, used


@dataclass(frozen=True, slots=True)
class Row:
    """One difference: `pledges` are who promises it, None where nobody has to (words, or no difference)."""

    delta: Delta
    pledges: tuple[Pledge, ...] | None = None
    aim: str = ""
    """What the charter wants of a total, and whether the second map gets there."""
    is_met: bool = False

    @property
    def is_unpromised(self) -> bool:
        """Whether it is a difference that no action promises."""
        return self.pledges == ()


@dataclass(frozen=True, slots=True)
class StepRows:
    """Everything that differs at one step that is on both maps."""

    step: StepChange
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A step that is new or goes, or a joint: steps that became one or several; with who promises anything there."""

    kind: str
    """`removed`, `added`, `merged` or `split`."""
    name: str
    before: tuple[LoneStep, ...]
    after: tuple[LoneStep, ...]
    pledges: tuple[Pledge, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """A target of the charter about one total: the total's key and the target as it was typed."""

    total: str
    text: str


def totals(found: Comparison, pledged: Pledged, aims: Iterable[Aim], calendar: Calendar) -> list[Row]:
    """The totals that at least one of the maps has."""
    wanted = {aim.total: aim for aim in aims}
    return [_total(delta, found, pledged, wanted.get(delta.key), calendar) for delta in compared.deltas(found)]


def _total(delta: Delta, found: Comparison, pledged: Pledged, aim: Aim | None, calendar: Calendar) -> Row:
    pledges = tuple(pledged.total(delta.key)) if delta.size else None
    is_met = bool(aim and found.after and _is_met(next(one for one in MEASURES if one.key == delta.key), found, aim.text, calendar))
    return Row(delta, pledges, aim.text if aim else "", is_met)


def _is_met(measure: Measure, found: Comparison, text: str, calendar: Calendar) -> bool:
    """Whether the second map gets to a target; no for one that is not typed as a number."""
    assert found.after is not None
    value, wanted = value_of(found.after, measure)[0], _number(measure, text, calendar)
    if value is None or wanted is None or not measure.better:
        return False
    return value <= wanted if measure.better == "lower" else value >= wanted


def _number(measure: Measure, text: str, calendar: Calendar) -> float | None:
    try:
        if measure.kind == "time":
            if not any(letter.isalpha() for letter in text):
                return None  # nobody knows whether days or minutes are wanted
            return used(type_duration(text), lambda one: seconds(one, calendar))
        return used(type_number(text), float)
    except ValueError:
        return None


def steps(changes: Sequence[StepChange], pledged: Pledged) -> list[StepRows]:
    """What differs at steps that are on both maps, each datum with who promises it."""
    return [StepRows(step, tuple(_datum(delta, step, pledged) for delta in step.deltas)) for step in changes]


def _datum(delta: Delta, step: StepChange, pledged: Pledged) -> Row:
    is_number = delta.key == "wait_before" or (delta.key in fields.STEP and fields.STEP[delta.key].is_stated)
    if not is_number or not (delta.size or delta.before != delta.after):
        return Row(delta)
    return Row(delta, tuple(pledged.datum((step.before, step.after), delta.key)))


def moved(before: MapFacts, after: MapFacts, found: Comparison, pledged: Pledged) -> list[Moved]:
    """Steps that go, are new, or became one or several."""
    return list(_moved(before, after, found, pledged))


def _moved(before: MapFacts, after: MapFacts, found: Comparison, pledged: Pledged) -> Iterator[Moved]:
    for step in compared.lone_steps(before, found.before, found.removed):
        yield Moved("removed", step.name, (step,), (), tuple(pledged.steps({step.id})))
    merged, split = compared.joints(before, after, found)
    for kind, joints in (("merged", merged), ("split", split)):
        for joint in joints:
            yield _joint(kind, joint, pledged)
    for step in compared.lone_steps(after, found.after, found.added):
        yield Moved("added", step.name, (), (step,), tuple(pledged.steps({step.id})))


def _joint(kind: str, joint: Joint, pledged: Pledged) -> Moved:
    ids = {step.id for step in (*joint.before, *joint.after)}
    return Moved(kind, joint.words, joint.before, joint.after, tuple(pledged.steps(ids)))


def count_unpromised(rows: Iterable[StepRows], moved: Iterable[Moved]) -> int:
    """How many differences of steps no action promises."""
    return sum(row.is_unpromised for step in rows for row in step.rows) + sum(not one.pledges for one in moved)
