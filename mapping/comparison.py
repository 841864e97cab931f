"""Two maps side by side: what became of the totals, and which steps are new, gone, changed, merged or split."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mapping import fields, metrics
from mapping.facts import MapFacts, StepFacts
from mapping.metrics import MapMetrics
from vsm_site.lib.errors import Fault
from vsm_site.lib.units import Calendar, near, number_text, percent_text, time_text


@dataclass(frozen=True, slots=True)
class Measure:
    """One total that is compared: its key, its words, what it is and which way is better."""

    key: str
    label: str
    kind: str
    """`time`, `percent` or `number`."""
    better: str
    office: str = ""

    def label_in(self, style: str) -> str:
        """The label in this style of map."""
        return self.office if style == "office" and self.office else self.label


MEASURES = (
    Measure("lead_time", "Lead time", "time", "lower"),
    Measure("wait_time", "Waiting", "time", "lower"),
    Measure("process_time", "Process time", "time", "lower"),
    Measure("value_added_time", "Value-added time", "time", ""),
    Measure("labour_time", "Labour time", "time", "lower"),
    Measure("activity_ratio", "Activity ratio", "percent", "higher"),
    Measure("process_cycle_efficiency", "Process cycle efficiency", "percent", "higher"),
    Measure("rolled_complete_accurate", "Rolled % C&A", "percent", "higher"),
    Measure("rolled_throughput_yield", "Rolled throughput yield", "percent", "higher"),
    Measure("wip", "Work in process", "number", "lower"),
    Measure("staffing", "Staffing", "number", ""),
)


def value_of(found: MapMetrics, measure: Measure) -> tuple[float | None, str]:
    """Number and text of a total; None and an empty text where there is none."""
    total = getattr(found, measure.key)
    if total is None:
        return None, ""
    if measure.kind == "time":
        return total.seconds, total.text
    return (total.percent, total.text) if measure.kind == "percent" else (total, number_text(total))


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one total: before, after, change (absolute and in percent of before), and whether that is better."""

    key: str
    label: str
    before: float | None
    after: float | None
    before_text: str
    after_text: str
    change: float | None
    change_text: str
    change_percent: float | None
    verdict: str
    """`better`, `worse`, `same`, or empty where it cannot be said."""

    def as_dict(self) -> dict[str, Any]:
        """The shape that the API answers."""
        return {
            "key": self.key,
            "label": self.label,
            "before": self.before,
            "after": self.after,
            "before_text": self.before_text,
            "after_text": self.after_text,
            "change": self.change,
            "change_text": self.change_text,
            "change_percent": self.change_percent,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A datum of a step that differs: values as given, None where absent."""

    field: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ChangedStep:
    """A step that is on both maps, with what differs."""

    before: str
    after: str
    name: str
    fields: tuple[ChangedField, ...]


@dataclass(frozen=True, slots=True)
class ChangedWait:
    """What became of the wait before a step that is on both maps."""

    before: str
    after: str
    name: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two maps compared; `before` and `after` are None for a map with faults of drawing."""

    before: MapMetrics | None
    after: MapMetrics | None
    before_faults: tuple[Fault, ...]
    after_faults: tuple[Fault, ...]
    differences: tuple[Difference, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[ChangedStep, ...]
    merged: Mapping[str, tuple[str, ...]]
    """By the id of the new step the ids of those it came from."""
    split: Mapping[str, tuple[str, ...]]
    """By the id of the old step the ids of those it became."""
    waits: tuple[ChangedWait, ...] = ()
    """Waits that differ; empty where a map has faults of drawing."""
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the id of each step of the second map the ids of those of the first that it is or comes from."""

    def as_dict(self) -> dict[str, Any]:
        """The shape that the API answers."""
        return {
            "before": self.before.as_dict() if self.before else None,
            "after": self.after.as_dict() if self.after else None,
            "differences": [entry.as_dict() for entry in self.differences],
            "added": list(self.added),
            "removed": list(self.removed),
            "changed": [
                {
                    "before": step.before,
                    "after": step.after,
                    "fields": {entry.field: {"before": entry.before, "after": entry.after} for entry in step.fields},
                }
                for step in self.changed
            ],
            "merged": {key: list(value) for key, value in self.merged.items()},
            "split": {key: list(value) for key, value in self.split.items()},
            "waits": [{"before": wait.before, "after": wait.after} | _texts(wait.difference) for wait in self.waits],
        }


def _texts(difference: Difference) -> dict[str, Any]:
    return {name: value for name, value in difference.as_dict().items() if name not in ("key", "label", "before", "after")}


def compare(before: MapFacts, after: MapFacts, *, siblings: bool = False) -> Comparison:
    """What became of one map in another. Steps match by `origin`, else by equal id, else by a step that both come from.

    `siblings` says that both maps were copied from the same one: then an equal id comes first, and a step that either of them split or
    merged is met again in the other.
    """
    first, first_faults = _metrics(before)
    second, second_faults = _metrics(after)
    sources = _sources(before, after, siblings=siblings)
    targets = _targets(sources)
    merged = {key: ids for key, ids in sources.items() if len(ids) > 1}
    split = {key: ids for key, ids in targets.items() if len(ids) > 1}
    calendar = fields.calendar_of(after.head.get("calendar"))
    return Comparison(
        first,
        second,
        first_faults,
        second_faults,
        tuple(_difference(first, second, measure, after.style, calendar) for measure in MEASURES) if first and second else (),
        added=tuple(step.id for step in after.steps if not sources[step.id]),
        removed=tuple(step.id for step in before.steps if step.id not in targets),
        changed=tuple(_changed(before, after, _pairs(after, sources, targets))),
        merged=merged,
        split=split,
        waits=tuple(_waits(first, second, after, _pairs(after, sources, targets), calendar)) if first and second else (),
        sources=sources,
    )


def _pairs(after: MapFacts, sources: Mapping[str, tuple[str, ...]], targets: Mapping[str, tuple[str, ...]]) -> list[tuple[str, StepFacts]]:
    """Steps of the second map that are one step of the first, with its id."""
    return [(ids[0], step) for step in after.steps if len(ids := sources[step.id]) == 1 and len(targets[ids[0]]) == 1]


WAIT = Measure("wait_before", "Wait before", "time", "lower")


def _waits(
    before: MapMetrics, after: MapMetrics, facts: MapFacts, pairs: list[tuple[str, StepFacts]], calendar: Calendar
) -> Iterator[ChangedWait]:
    for key, step in pairs:
        one, two = before.steps[key].wait_before, after.steps[step.id].wait_before
        if not near(one.seconds, two.seconds) or one.text != two.text:
            change = 0.0 if near(one.seconds, two.seconds) else two.seconds - one.seconds
            percent = change / one.seconds * 100 if one.seconds else None
            signed, verdict = _signed(change, WAIT, calendar), _verdict(change, WAIT)
            found = Difference(WAIT.key, WAIT.label, one.seconds, two.seconds, one.text, two.text, change, signed, percent, verdict)
            yield ChangedWait(key, step.id, str(step.data["name"]), found)


def _metrics(facts: MapFacts) -> tuple[MapMetrics | None, tuple[Fault, ...]]:
    try:
        return metrics.compute(facts), ()
    except metrics.DrawingFaults as error:
        return None, error.faults


def _sources(before: MapFacts, after: MapFacts, *, siblings: bool) -> dict[str, tuple[str, ...]]:
    """By step of the second map the steps of the first that it comes from."""
    known = {step.id for step in before.steps}
    found: dict[str, tuple[str, ...]] = {}
    for step in after.steps:
        origin = tuple(dict.fromkeys(key for key in step.data.get("origin", ()) if key in known))
        same = (step.id,) if step.id in known else ()
        found[step.id] = (same or origin) if siblings else (origin or same)
    return _with_kin(before, after, found, set() if siblings else known)


def _with_kin(
    before: MapFacts, after: MapFacts, found: dict[str, tuple[str, ...]], no_ancestors: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """The same with those of common descent for steps of either map that have no counterpart."""
    met = {key for ids in found.values() for key in ids}
    old = [(step.id, roots) for step in before.steps if (roots := _roots(step, no_ancestors))]
    kin = dict(found)
    for step in after.steps:
        mine = _roots(step, no_ancestors)
        more = [key for key, theirs in old if mine & theirs and (key not in met or not found[step.id])]
        kin[step.id] = tuple(dict.fromkeys((*found[step.id], *more)))
    return kin


def _roots(step: StepFacts, no_ancestors: Collection[str]) -> frozenset[str]:
    return frozenset(step.data.get("origin", ())).difference(no_ancestors)


def _targets(sources: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, ids in sources.items():
        for one in ids:
            found[one] = (*found.get(one, ()), key)
    return found


def _changed(before: MapFacts, after: MapFacts, pairs: list[tuple[str, StepFacts]]) -> Iterator[ChangedStep]:
    old = {step.id: step for step in before.steps}
    for key, step in pairs:
        differing = _changed_fields(old[key], step, after.style)
        if differing:
            yield ChangedStep(key, step.id, str(step.data["name"]), differing)


def _changed_fields(before: StepFacts, after: StepFacts, style: str) -> tuple[ChangedField, ...]:
    return tuple(
        ChangedField(key, field.label_in(style), before.data.get(key), after.data.get(key))
        for key, field in fields.STEP.items()
        if key not in ("origin", "break_before") and before.data.get(key) != after.data.get(key)
    )


def _difference(before: MapMetrics, after: MapMetrics, measure: Measure, style: str, calendar: Calendar) -> Difference:
    one, one_text = value_of(before, measure)
    two, two_text = value_of(after, measure)
    if one is None or two is None:
        return Difference(measure.key, measure.label_in(style), one, two, one_text, two_text, None, "", None, "")
    change = 0.0 if near(one, two) else two - one
    percent = change / one * 100 if one else None
    return Difference(
        measure.key, measure.label_in(style), one, two, one_text, two_text, change, _signed(change, measure, calendar), percent,
        _verdict(change, measure),
    )  # fmt: skip


def _signed(change: float, measure: Measure, calendar: Calendar) -> str:
    size = abs(change)
    text = {"time": lambda: time_text(size, calendar), "percent": lambda: percent_text(size).replace(" %", " points")}.get(
        measure.kind, lambda: number_text(size)
    )()
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{text}"


def _verdict(change: float, measure: Measure) -> str:
    if not change:
        return "same"
    if not measure.better:
        return ""
    return "better" if (change < 0) == (measure.better == "lower") else "worse"
