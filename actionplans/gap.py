"""What lies between the future that promises make and the future that was drawn: total by total, number by number. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actionplans.derived import Derived, Places, Spot
from actionplans.promises import METRICS, WAIT_AFTER, Metric, statement_text
from mapping import fields
from mapping.comparison import MEASURES, Comparison, Measure, compare, value_of
from mapping.facts import MapFacts, StepFacts
from mapping.fields import Kind
from mapping.metrics import MapMetrics
from vsm_site.lib.units import Calendar, near, number_text, percent_text, time_text

OPEN, SHORT, PROMISED, UNDRAWN, AWAY, OTHER = "open", "short", "promised", "undrawn", "away", "other"
"""Drawn and not promised; promised, but not as far; promised as drawn or further; promised and not drawn; promised the other way;
promised at a step that the drawing makes another of."""


@dataclass(frozen=True, slots=True)
class Total:
    """One total of the stream as it is, as promises make it, and as it is drawn."""

    measure: Measure
    label: str
    now: str
    promised: str
    drawn: str
    left: str = ""
    """What is drawn and not promised yet, with its unit; empty where nothing is left or it cannot be said."""
    whole: str = ""
    """How much of what is promised has no place on the map."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a step as it is, as it is promised, and as it is drawn. `step` is the step's UUID on the current map."""

    step: str
    name: str
    metric: Metric
    now: str
    promised: str
    drawn: str
    state: str
    groups: tuple[str, ...] = ()
    """The actions that promise it."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What the drawing does with steps: `word` is removed, added, merged or split."""

    word: str
    text: str
    steps: tuple[str, ...]
    """UUIDs of the steps, of either map."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Everything between promised and drawn."""

    totals: tuple[Total, ...]
    numbers: tuple[Number, ...]
    structure: tuple[Structure, ...]

    def in_state(self, *states: str) -> list[Number]:
        """The numbers that stand so."""
        return [row for row in self.numbers if row.state in states]

    @property
    def lead_time(self) -> Total | None:
        """The total that matters most."""
        return next((row for row in self.totals if row.measure.key == "lead_time"), None)


def amount_text(value: float, kind: str, calendar: Calendar) -> str:
    """A total in words, as map-format says."""
    return {"time": lambda: time_text(value, calendar), "percent": lambda: percent_text(value)}.get(kind, lambda: number_text(value))()


def promised_total(derived: Derived, measure: Measure, calendar: Calendar) -> tuple[float | None, str]:
    """A total once every promise is kept, also those without a place on the map; None and empty words where there is none."""
    if derived.metrics is None:
        return None, ""
    value, text = value_of(derived.metrics, measure)
    more = derived.whole_delta(measure.key, calendar)
    if value is None or not more:
        return value, text
    value = max(0.0, value + more)
    return value, amount_text(value, measure.kind, calendar)


def gap(current: MapFacts, now: MapMetrics, derived: Derived, drawn: MapFacts | None) -> Gap:
    """The gap between a derived future and a drawn one; without a drawn one, what promises make of the map."""
    found = compare(current, drawn) if drawn else None
    totals = tuple(_totals(current, now, derived, found.after if found else None))
    if drawn is None or found is None or found.after is None:
        return Gap(totals, tuple(_Numbers(current, now, derived).rows()), ())
    return Gap(totals, tuple(_Numbers(current, now, derived, drawn, found).rows()), tuple(_structure(current, drawn, found)))


def _totals(current: MapFacts, now: MapMetrics, derived: Derived, drawn: MapMetrics | None) -> Iterator[Total]:
    calendar = fields.calendar_of(current.head.get("calendar"))
    for measure in MEASURES:
        before, before_text = value_of(now, measure)
        promised, promised_text = promised_total(derived, measure, calendar)
        after, after_text = value_of(drawn, measure) if drawn else (None, "")
        if before is None and promised is None and after is None:
            continue
        whole = derived.whole_delta(measure.key, calendar)
        yield Total(
            measure,
            measure.label_in(current.style),
            before_text,
            promised_text,
            after_text,
            _left(promised, after, measure, calendar) if promised_text != after_text else "",
            _signed(whole, measure.kind, calendar) if whole else "",
        )


def _left(promised: float | None, drawn: float | None, measure: Measure, calendar: Calendar) -> str:
    if promised is None or drawn is None or near(promised, drawn):
        return ""
    text = amount_text(abs(promised - drawn), measure.kind, calendar).replace(" %", " points")
    if not measure.better:  # neither way is better by itself; what is drawn says which way it is to go
        return f"{text} {'less' if drawn < promised else 'more'}"
    return text if (drawn < promised) is (measure.better == "lower") else ""


def _signed(value: float, kind: str, calendar: Calendar) -> str:
    return f"{'−' if value < 0 else '+'}{amount_text(abs(value), kind, calendar)}"


class _Numbers:
    """Walks over the numbers of steps that are on both maps, or of all steps of the current one where none is drawn."""

    def __init__(
        self, current: MapFacts, now: MapMetrics, derived: Derived, drawn: MapFacts | None = None, found: Comparison | None = None
    ) -> None:
        self.now, self.steps = Places(current, now), current.steps
        self.promised = Places(derived.facts, derived.metrics or now)
        self.drawn = Places(drawn, found.after) if drawn and found and found.after else None
        self.pairs = _pairs(current, drawn, found) if drawn and found else {}
        self.moves = {move.spot: move for move in derived.moves}
        self.calendar = self.now.calendar

    def rows(self) -> Iterator[Number]:
        for step in self.steps:
            for metric in METRICS:
                if metric.of_step and (row := self._row(step, metric)):
                    yield row

    def _row(self, step: StepFacts, metric: Metric) -> Number | None:
        spot = self.now.spot_of(metric.key, step.id)
        if spot is None or (metric.key == WAIT_AFTER and not self._ends(self.now, step.id)):
            return None  # what waits between two steps is said once, before the second
        move, target = self.moves.get(spot), self._drawn_spot(step, metric)
        values = self._value(self.now, spot), self._value(self.promised, spot), self._value(self.drawn, target)
        is_other = move is not None and self.drawn is not None and step.id not in self.pairs
        state = OTHER if is_other else state_of(*values, is_promised=move is not None)
        if not state:
            return None
        texts = self._text(self.now, spot), self._text(self.promised, spot), self._text(self.drawn, target)
        groups = tuple(dict.fromkeys(pledge.group for pledge in move.pledges)) if move else ()
        return Number(step.uuid or step.id, str(step.data["name"]), metric, *texts, state, groups)

    def _drawn_spot(self, step: StepFacts, metric: Metric) -> Spot | None:
        other = self.pairs.get(step.id)
        if other is None or self.drawn is None:
            return None
        if metric.key == WAIT_AFTER and not self._ends(self.drawn, other):
            return None
        return self.drawn.spot_of(metric.key, other)

    def _ends(self, places: Places, step: str) -> bool:
        """Whether the way behind a step leads to a party."""
        flow = places.after(step)
        return flow is not None and flow.target in {party.id for party in places.facts.parties}

    def _value(self, places: Places | None, spot: Spot | None) -> float | None:
        return places.seconds_or_number(spot) if places and spot else None

    def _text(self, places: Places | None, spot: Spot | None) -> str:
        if places is None or spot is None:
            return ""
        given = places.row_of(spot).data.get(spot.field)
        if given is not None:
            return statement_text(spot.field, given) if spot.datum.kind is Kind.PERCENT else statement_text("", given)
        value = self._value(places, spot)
        return "" if value is None else time_text(value, places.calendar) if spot.datum.kind is Kind.DURATION else number_text(value)


def state_of(now: float | None, promised: float | None, drawn: float | None, *, is_promised: bool) -> str:
    """How a number stands between what it is, what is promised and what is drawn; empty where nobody changes it."""
    if drawn is None or (now is not None and near(now, drawn)):
        return UNDRAWN if is_promised else ""
    if not is_promised or promised is None:
        return OPEN
    if now is None:
        return PROMISED if near(promised, drawn) else SHORT
    way = (promised - now) / (drawn - now)
    if way >= 1 or near(promised, drawn):
        return PROMISED
    return SHORT if way > 0 else AWAY


def _pairs(current: MapFacts, drawn: MapFacts, found: Comparison) -> dict[str, str]:
    """Steps of the current map that are one step of the drawn one, with its id."""
    known = {row.id for row in current.steps} - set(found.split)
    pairs: dict[str, str] = {}
    for row in drawn.steps:
        origin = [key for key in row.data.get("origin", (row.id,)) if key in known]
        if row.id not in found.merged and origin:
            pairs[origin[0]] = row.id
    return pairs


def _structure(current: MapFacts, drawn: MapFacts, found: Comparison) -> Iterator[Structure]:
    old = {step.id: step for step in current.steps}
    new = {step.id: step for step in drawn.steps}

    def listed(rows: Sequence[StepFacts]) -> str:
        names = [f"“{row.data['name']}”" for row in rows]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    def said(word: str, text: str, *rows: StepFacts) -> Structure:
        return Structure(word, text, tuple(row.uuid or row.id for row in rows))

    for key in found.removed:
        yield said("removed", f"{listed([old[key]])} goes", old[key])
    for key in found.added:
        yield said("added", f"{listed([new[key]])} is new", new[key])
    for key, ids in found.merged.items():
        rows = [old[one] for one in ids]
        yield said("merged", f"{listed(rows)} become {listed([new[key]])}", *rows, new[key])
    for key, ids in found.split.items():
        rows = [new[one] for one in ids]
        yield said("split", f"{listed([old[key]])} becomes {listed(rows)}", old[key], *rows)
