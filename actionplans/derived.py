"""The future that promises make of the current map: where each promise stands on it, and what the numbers are once all are kept.

Plain Python. A promise of a step changes one number of the map, its *spot*: a datum of the step, or the wait or inventory of a flow
beside it. A promise for the whole stream has no spot; it is added to the total that it names.

Several promises of one spot work together: one that begins where the one before ends goes on from there, any other adds its own
difference. The first one's beginning is the base, not what the map says now, so nothing counts twice once the map was measured anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actionplans.promises import BY_KEY, WAIT_AFTER
from mapping import fields, loads, metrics
from mapping.facts import FlowFacts, MapFacts, StepFacts
from mapping.fields import FLOW, STEP, Field, Kind
from mapping.results import DrawingFaults, MapMetrics
from vsm_site.lib.units import Calendar, near, plain, seconds, used

Statement = Any
WHOLE = ""
"""The step of a promise for the whole stream."""
MOST = 10**9
"""A number of a duration has at most nine digits in front."""


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise as a map sees it."""

    key: str
    group: str
    """Whose it is: the action."""
    metric: str
    step: str | None
    """The document id of a step of this map, `WHOLE` for the stream, None for a step that is not on it."""
    before: Statement
    after: Statement

    @property
    def kind(self) -> Kind:
        """How its values are typed."""
        return BY_KEY[self.metric].field.kind if self.metric in BY_KEY else Kind.TEXT


@dataclass(frozen=True, slots=True)
class Spot:
    """One number of a map: `kind` is step or flow, `key` its document id or `from>to`, `field` its name in map-format."""

    kind: str
    key: str
    field: str

    @property
    def datum(self) -> Field:
        """How its values are typed."""
        return (STEP if self.kind == "step" else FLOW)[self.field]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A promise that changes no number of the map, and why."""

    pledge: Pledge
    reason: str


@dataclass(frozen=True, slots=True)
class Move:
    """What promises make of one spot: from the base by each one's own difference, in seconds, percent or plain numbers."""

    spot: Spot
    pledges: tuple[Pledge, ...]
    base: float
    deltas: tuple[float, ...]
    value: Statement
    """The number once all are kept; as typed where the last promise says it exactly."""

    def shares(self, amount: float | None = None) -> dict[str, float]:
        """By action its part of the difference from the base to an amount, to all that is promised without one; they add up to 1.

        What is reached is credited in the order of the promises: the first has all of its own before the next has any.
        """
        left = whole = math.fsum(self.deltas) if amount is None else amount - self.base
        found = dict.fromkeys((pledge.group for pledge in self.pledges), 0.0)
        for place, (pledge, delta) in enumerate(zip(self.pledges, self.deltas, strict=True)):
            is_last = place == len(self.pledges) - 1
            own = left if is_last or (amount is not None and (delta * left <= 0 or abs(left) < abs(delta))) else delta
            found[pledge.group] += own / whole if whole else 0.0
            left -= own
        return found


@dataclass(frozen=True, slots=True)
class Derived:
    """A map once its promises are kept. `whole` are promises for totals of the stream, which stand beside the map."""

    facts: MapFacts
    metrics: MapMetrics | None
    moves: tuple[Move, ...] = ()
    whole: tuple[Pledge, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()

    def whole_delta(self, metric: str, calendar: Calendar) -> float:
        """What is promised of a total of the stream beyond the numbers of the map: seconds, points or a plain number."""
        return math.fsum(delta_of(pledge, calendar) for pledge in self.whole if pledge.metric == metric)


def number(value: Statement, kind: Kind, calendar: Calendar) -> float:
    """The number that counts of a statement: seconds of a duration, else as it is."""
    return used(value, (lambda text: seconds(text, calendar)) if kind is Kind.DURATION else float)


def delta_of(pledge: Pledge, calendar: Calendar) -> float:
    """How far a promise of a known metric goes: seconds, points or a plain number."""
    return number(pledge.after, pledge.kind, calendar) - number(pledge.before, pledge.kind, calendar)


def statement(datum: Field, amount: float, otherwise: Statement) -> Statement:
    """A number of a spot as a statement; the other one where the format does not allow it (an uptime of 0)."""
    if datum.kind is Kind.DURATION:
        value: Statement = _duration(max(amount, 0.0))
    else:
        low = max(amount, datum.least if datum.least is not None else amount)
        value = plain_number(min(low, datum.most if datum.most is not None else low))
    return otherwise if datum.check(value, "") else value


def _duration(amount: float) -> str:
    size, unit = (1, "s") if amount < MOST else (3600, "h")
    return f"{min(amount / size, MOST - 1):.9f}".rstrip("0").rstrip(".") + f" {unit}"


def plain_number(amount: float) -> float:
    """A number without the noise of adding."""
    tidy = float(plain(amount, 9))
    return int(tidy) if tidy.is_integer() else tidy


class Places:
    """Where promises stand on one map. The map has numbers."""

    def __init__(self, facts: MapFacts, found: MapMetrics) -> None:
        self.facts, self.metrics = facts, found
        self.calendar = fields.calendar_of(facts.head.get("calendar"))
        self._steps = {step.id: step for step in facts.steps}
        self._on_path = frozenset(found.path_flows)

    def spot_of(self, metric: str, step: str) -> Spot | None:
        """The number of the map that a metric of a step is; None where no flow is beside the step on which it could wait."""
        if metric == "wait_time":
            return self._of_flow(self.before(step), "wait")
        if metric == WAIT_AFTER:
            return self._of_flow(self.after(step), "wait")
        before = self.before(step) if metric == "wip" and "wip" not in self._steps[step].data else None
        return Spot("flow", before.key, "inventory") if before and "inventory" in before.data else Spot("step", step, metric)

    def _of_flow(self, flow: FlowFacts | None, name: str) -> Spot | None:
        return Spot("flow", flow.key, name) if flow else None

    def before(self, step: str) -> FlowFacts | None:
        """The flow on which the item waits before a step: that of the longest path, else the one with the longest wait."""
        return self._chosen(flow for flow in self.facts.flows if flow.target == step)

    def after(self, step: str) -> FlowFacts | None:
        """The same behind a step."""
        return self._chosen(flow for flow in self.facts.flows if flow.source == step)

    def _chosen(self, flows: Iterable[FlowFacts]) -> FlowFacts | None:
        ways = [flow for flow in flows if flow.kind != "rework"]
        return max(ways, key=lambda flow: (flow.key in self._on_path, self.wait_of(flow)), default=None)

    def wait_of(self, flow: FlowFacts) -> float:
        """Seconds that an item waits on a flow, 0 where it is not known."""
        return loads.wait_of(flow, loads.pace_of(self.facts, self.calendar), self.metrics.flow_chances.get(flow.key, 0.0)) or 0.0

    def seconds_or_number(self, spot: Spot) -> float | None:
        """What the map says at a spot now, None where it says nothing. A wait that comes of an inventory counts."""
        if spot.kind == "flow" and spot.field == "wait":
            return self.wait_of(next(flow for flow in self.facts.flows if flow.key == spot.key))
        row = self.row_of(spot)
        return number(row.data[spot.field], spot.datum.kind, self.calendar) if spot.field in row.data else None

    def row_of(self, spot: Spot) -> StepFacts | FlowFacts:
        """The step or flow of a spot."""
        if spot.kind == "step":
            return self._steps[spot.key]
        return next(flow for flow in self.facts.flows if flow.key == spot.key)


def derive(facts: MapFacts, pledges: Sequence[Pledge]) -> Derived:
    """A map once these promises are kept, in the order given. A map that is not drawn to an end has no numbers; then nothing is placed."""
    found = numbers_of(facts)
    if found is None:
        return Derived(facts, None, unplaced=tuple(Unplaced(pledge, "The current map is not drawn to an end.") for pledge in pledges))
    places = Places(facts, found)
    spots: dict[Spot, list[Pledge]] = {}
    whole, unplaced = [], []
    for pledge in pledges:
        if pledge.step == WHOLE and pledge.metric in BY_KEY and BY_KEY[pledge.metric].of_map:
            whole.append(pledge)
        elif isinstance(spot := _spot_or_reason(places, pledge), Spot):
            spots.setdefault(spot, []).append(pledge)
        else:
            unplaced.append(Unplaced(pledge, spot))
    moves = tuple(_move(spot, group, places.calendar) for spot, group in spots.items())
    kept = with_values(facts, {move.spot: move.value for move in moves})
    return Derived(kept, numbers_of(kept), moves, tuple(whole), tuple(unplaced))


def numbers_of(facts: MapFacts) -> MapMetrics | None:
    """The numbers of a map, None while it is not drawn to an end."""
    try:
        return metrics.compute(facts)
    except DrawingFaults:
        return None


def _spot_or_reason(places: Places, pledge: Pledge) -> Spot | str:
    if pledge.metric not in BY_KEY:
        return "A measure of your own is not a number of the map."
    if pledge.step is None:
        return "Its step is not on the current map, or became part of another there."
    side = "after" if pledge.metric == WAIT_AFTER else "before"
    return (
        places.spot_of(pledge.metric, pledge.step or "") or f"Nothing flows in {side} this step on the current map, so nothing waits there."
    )


def _move(spot: Spot, pledges: Sequence[Pledge], calendar: Calendar) -> Move:
    kind = spot.datum.kind
    base = number(pledges[0].before, kind, calendar)
    deltas = tuple(delta_of(pledge, calendar) for pledge in pledges)
    amount = base + math.fsum(deltas)
    last = pledges[-1].after
    exact = near(amount, number(last, kind, calendar))
    return Move(spot, tuple(pledges), base, deltas, last if exact else statement(spot.datum, amount, last))


def with_values(facts: MapFacts, values: Mapping[Spot, Statement]) -> MapFacts:
    """The same map with other numbers at these spots, as if they had been typed there."""
    by_row: dict[tuple[str, str], dict[str, Statement]] = {}
    for spot, value in values.items():
        by_row.setdefault((spot.kind, spot.key), {})[spot.field] = value
    steps = tuple(_row_with(step, by_row.get(("step", step.id))) for step in facts.steps)
    flows = tuple(_row_with(flow, by_row.get(("flow", flow.key))) for flow in facts.flows)
    return replace(facts, steps=steps, flows=flows)


def _row_with(row: Any, values: Mapping[str, Statement] | None) -> Any:
    return replace(row, data={**row.data, **values}) if values else row


def lead_effects(facts: MapFacts, values: Sequence[tuple[Spot, Statement, Mapping[str, float]]]) -> dict[str, float]:
    """By action the seconds that these numbers change of the lead time, one after the other; each spot's part is split by its shares.

    Together they are the whole difference between the map with all of the numbers and the map as it is.
    """
    found: dict[str, float] = {}
    kept = numbers_of(facts)
    for spot, value, shares in values:
        facts = with_values(facts, {spot: value})
        now = numbers_of(facts)
        if kept is None or now is None:
            return {}
        for group, share in shares.items():
            found[group] = found.get(group, 0.0) + (now.lead_time.seconds - kept.lead_time.seconds) * share
        kept = now
    return found


def step_on(target: MapFacts, own: MapFacts, step: str) -> str | None:
    """The id on one map of a step of another: the one that it is, comes from or became, None where that is none or several."""
    for old, new in ((target, own), (own, target)):
        found = _matches(old, new, step, step_is_new=new is own)
        if len(found) == 1:
            return found[0]
    return None


def _matches(old: MapFacts, new: MapFacts, step: str, *, step_is_new: bool) -> list[str]:
    """Steps match by `origin`, else by equal id, as maps are compared (interfaces of the map format)."""
    known = {row.id for row in old.steps}

    def origin(row: StepFacts) -> list[str]:
        given = [key for key in row.data.get("origin", ()) if key in known]
        return given if row.data.get("origin") else [key for key in (row.id,) if key in known]

    sources = {row.id: origin(row) for row in new.steps}
    if step_is_new:
        return list(dict.fromkeys(sources.get(step, ())))
    return [key for key, found in sources.items() if step in found]
