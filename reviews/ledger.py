"""The promise ledger: what each action promised, what was measured since, and what both come to in lead time. Reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from actionplans import promised
from actionplans.derived import Move, Statement, lead_effects, number, numbers_of, with_values
from actionplans.gap import Total, amount_text
from actionplans.models import Action, PlanBlock, Promise
from actionplans.promised import Plan
from actionplans.steps import StepName, list_steps
from mapping.fields import Kind
from reviews import measures, selectors
from reviews.burndown import BurnDown, Dot, Effect, burn_down
from reviews.measures import PROMISE
from reviews.models import Review, ReviewReading
from vsm_site.lib.charts import Descent, Point
from vsm_site.lib.charts import burn_down as draw
from vsm_site.lib.svg import Svg
from vsm_site.lib.units import Calendar, time_text
from workshops.models import Workshop

LEAD_TIME = "lead_time"


@dataclass(frozen=True, slots=True)
class Seen:
    """One reading with the day on which it was measured."""

    on: date
    reading: ReviewReading


@dataclass(frozen=True, slots=True)
class Line:
    """One promise against what was measured of its number since."""

    promise: Promise
    where: str
    measured: str = ""
    measured_on: date | None = None
    how: str = ""
    """Of how many and how, in words."""
    result: str = "Not measured yet"
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """What some promises come to in lead time: seconds promised, and seconds realised, None where nothing of it was measured."""

    promised: float
    realised: float | None
    calendar: Calendar

    @property
    def promised_text(self) -> str:
        """`−2.5 d`, empty where the lead time is not touched."""
        return signed(self.promised, self.calendar)

    @property
    def realised_text(self) -> str:
        """`−1.9 d`, in the unit of what is promised where that is not too large; empty where nothing was measured or nothing moved."""
        if not self.realised:
            return ""
        like = amount_text(abs(self.promised), "time", self.calendar)
        return f"{'−' if self.realised < 0 else '+'}{measures.time_gap(abs(self.realised), like, self.calendar)}"

    @property
    def share(self) -> int | None:
        """How much of what was promised is realised, in percent, at least 0; None where it cannot be said."""
        if self.realised is None or not self.promised:
            return None
        return max(0, round(100 * self.realised / self.promised))


@dataclass(frozen=True, slots=True)
class Entry:
    """One action with its promises."""

    action: Action
    lines: tuple[Line, ...]
    sum: Sum


@dataclass(frozen=True, slots=True)
class Block:
    """The actions of one block, or those without one."""

    block: PlanBlock | None
    entries: tuple[Entry, ...]
    sum: Sum


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of one workshop. `burn` is None without a current map that has a lead time."""

    workshop: Workshop
    plan: Plan
    blocks: tuple[Block, ...]
    sum: Sum
    burn: BurnDown | None

    @property
    def calendar(self) -> Calendar:
        """By which its times are told."""
        return self.plan.basis.calendar

    @property
    def entries(self) -> list[Entry]:
        """All actions that promise something, block by block."""
        return [entry for block in self.blocks for entry in block.entries]

    @property
    def drawn(self) -> str:
        """The lead time of the drawn future, empty without one."""
        drawn = self.plan.basis.drawn
        return drawn.metrics.lead_time.text if drawn and drawn.metrics else ""

    @property
    def lead_time(self) -> Total | None:
        """The lead time as it is, as promised and as drawn; None without numbers."""
        return self.plan.gap.lead_time if self.plan.gap else None

    @property
    def start_text(self) -> str:
        """The lead time at the start, empty without one."""
        return self.text(self.burn.start.seconds) if self.burn else ""

    @property
    def end_text(self) -> str:
        """Where the promises lead, empty without a start or where nothing of the lead time is promised."""
        return self.text(self.burn.end.seconds) if self.burn and len(self.burn.promised) > 1 else ""

    @property
    def realised_text(self) -> str:
        """Where the lead time is by the last measurement, empty before the first."""
        return self.text(self.burn.realised.seconds) if self.burn and self.burn.realised else ""

    def text(self, seconds: float) -> str:
        """A time in words."""
        return time_text(seconds, self.calendar)


def signed(seconds: float, calendar: Calendar) -> str:
    """`−2.5 d`, `+4 h`, empty for nothing."""
    if not seconds:
        return ""
    return f"{'−' if seconds < 0 else '+'}{amount_text(abs(seconds), 'time', calendar)}"


def ledgers(workshops: Sequence[Workshop]) -> list[Ledger]:
    """The ledgers of workshops that the person sees, in their order; a number of queries that does not depend on how many there are."""
    ids = [workshop.pk for workshop in workshops]
    plans, steps = promised.plans_of(ids), list_steps(ids)
    reviews = {review.pk: review for review in Review.objects.present().filter(workshop__in=ids)}
    readings: dict[UUID, list[Seen]] = {pk: [] for pk in ids}
    for reading in selectors.list_readings(ids):
        review = reviews.get(reading.review_id)
        if review:
            readings[reading.workshop_id].append(Seen(reading.measured_on or review.held_on or review.due_on, reading))
    return [_ledger(workshop, plans[workshop.pk], readings[workshop.pk], steps) for workshop in workshops]


def ledger_of(workshop: Workshop) -> Ledger:
    """The ledger of one workshop that the person was let into."""
    return ledgers([workshop])[0]


def _ledger(workshop: Workshop, plan: Plan, seen: Sequence[Seen], steps: Mapping[UUID, StepName]) -> Ledger:
    by_metric: dict[str, list[Seen]] = {}
    for entry in sorted(seen, key=lambda entry: entry.on):
        by_metric.setdefault(entry.reading.metric, []).append(entry)
    measured = _Measured(plan, by_metric)
    realised = measured.effects()
    book = _Book(workshop, plan, measured, realised, steps)
    entries = [book.entry(group) for group in _by_action(plan.promises)]
    return Ledger(workshop, plan, tuple(book.blocks(entries)), book.total(entries), _burn(workshop, plan, measured, by_metric))


def _by_action(promises: Iterable[Promise]) -> list[list[Promise]]:
    groups: dict[UUID, list[Promise]] = {}
    for row in promises:
        groups.setdefault(row.action_id, []).append(row)
    return list(groups.values())


class _Measured:
    """What was measured at the spots of the map where something is promised."""

    def __init__(self, plan: Plan, seen: Mapping[str, Sequence[Seen]]) -> None:
        self.plan, self.seen = plan, seen
        self.same: dict[tuple[str, UUID | None], list[str]] = {}
        for row in plan.promises:
            self.same.setdefault((row.metric, row.step_id), []).append(f"{PROMISE}{row.pk}")

    def of_promise(self, row: Promise) -> list[Seen]:
        """The readings of the number that a promise is about, also those kept under another promise of the same number."""
        keys = self.same[row.metric, row.step_id]
        if row.step_id is None and row.metric in measures.KINDS:
            keys = [row.metric]
        return sorted((entry for key in keys for entry in self.seen.get(key, ())), key=lambda entry: entry.on)

    def _of_move(self, move: Move) -> list[Seen]:
        rows = [row for row in self.plan.accepted if str(row.pk) in {pledge.key for pledge in move.pledges}]
        found = {entry.reading.pk: entry for row in rows for entry in self.of_promise(row)}
        sound = [entry for entry in found.values() if not move.spot.datum.check(entry.reading.value, "")]
        return sorted(sound, key=lambda entry: entry.on)

    def by_move(self) -> list[tuple[Move, list[Seen]]]:
        """Each spot with its readings, the first first; those without any are left out."""
        moves = self.plan.derived.moves if self.plan.derived else ()
        return [(move, found) for move in moves if (found := self._of_move(move))]

    def effects(self) -> Mapping[str, float]:
        """By action the seconds that its spots, as measured last, change of the lead time; only of actions where something was measured."""
        current = self.plan.basis.current
        if current is None:
            return {}
        values = [(move, found[-1].reading.value) for move, found in self.by_move()]
        return lead_effects(current.facts, [(move.spot, value, move.shares(self._amount(move, value))) for move, value in values])

    def _amount(self, move: Move, value: Statement) -> float:
        return number(value, move.spot.datum.kind, self.plan.basis.calendar)

    def dots(self) -> list[Dot]:
        """The lead time as it follows from what was measured at the steps up to each day."""
        current, moves = self.plan.basis.current, self.by_move()
        if current is None:
            return []
        dots = []
        for day in sorted({entry.on for _, found in moves for entry in found}):
            so_far = [(move.spot, [entry for entry in found if entry.on <= day]) for move, found in moves]
            values = {spot: found[-1].reading.value for spot, found in so_far if found}
            now = numbers_of(with_values(current.facts, values))
            dots += [Dot(day, now.lead_time.seconds)] if now else []
        return dots


class _Book:
    """Writes the lines of one ledger."""

    def __init__(
        self, workshop: Workshop, plan: Plan, measured: _Measured, realised: Mapping[str, float], steps: Mapping[UUID, StepName]
    ) -> None:
        self.day_0, self.plan, self.measured, self.realised, self.steps = workshop.last_day, plan, measured, realised, steps
        self.calendar = plan.basis.calendar

    def entry(self, promises: Sequence[Promise]) -> Entry:
        action = promises[0].action
        key = str(action.pk)
        amount = Sum(self.plan.lead_effects.get(key, 0.0), self.realised.get(key), self.calendar)
        return Entry(action, tuple(self._line(row) for row in promises), amount)

    def _line(self, row: Promise) -> Line:
        step = self.steps.get(row.step_id) if row.step_id else None
        where = f"step {step.number}, {step.name}" if step else "a step that is gone" if row.step_id else "whole stream"
        seen = self.measured.of_promise(row)
        if not seen:
            return Line(row, where)
        on, reading = seen[-1].on, seen[-1].reading
        how = f"n = {reading.n}, {reading.how}".removesuffix(", ") if reading.n else reading.how
        text = measures.reading_text(reading.value, measures.promise_kind(row))
        return Line(row, where, text, on, how, *measures.judge(row, reading.value, on, self.calendar, self.day_0))

    def blocks(self, entries: Sequence[Entry]) -> list[Block]:
        found: dict[UUID | None, list[Entry]] = {}
        for entry in entries:
            block = entry.action.block
            found.setdefault(block.pk if block and block.deleted_seq is None else None, []).append(entry)
        named = [Block(rows[0].action.block, tuple(rows), self.total(rows)) for key, rows in found.items() if key]
        named.sort(key=lambda group: (group.block.order_key, group.block.pk) if group.block else ("", ""))
        rest = found.get(None)
        return [*named, Block(None, tuple(rest), self.total(rest))] if rest else named

    def total(self, entries: Collection[Entry]) -> Sum:
        known = [entry.sum.realised for entry in entries if entry.sum.realised is not None]
        return Sum(sum(entry.sum.promised for entry in entries), sum(known) if known else None, self.calendar)


def _burn(workshop: Workshop, plan: Plan, measured: _Measured, seen: Mapping[str, Sequence[Seen]]) -> BurnDown | None:
    current = plan.basis.current
    if current is None or current.metrics is None:
        return None
    ends = {str(row.action_id): row.action.end for row in plan.accepted}
    effects = [Effect(seconds, ends[key]) for key, seconds in plan.lead_effects.items() if seconds]
    values = [(entry.on, measures.number_of(entry.reading.value, Kind.DURATION, plan.basis.calendar)) for entry in seen.get(LEAD_TIME, ())]
    whole = [Dot(on, value) for on, value in values if value is not None]
    return burn_down(workshop.last_day, current.metrics.lead_time.seconds, effects, whole, measured.dots())


def chart_of(found: Sequence[Ledger], today: date) -> Svg:
    """The burn-down of one workshop, or of those of a stream one after the other; empty where there is nothing to draw."""
    drawn = [ledger for ledger in sorted(found, key=lambda ledger: ledger.workshop.last_day) if ledger.burn]
    if not drawn:
        return Svg()
    ways = [_way(ledger, ledger.burn) for ledger in drawn if ledger.burn]
    marks = [mark for ledger in drawn for mark in _marks(ledger, is_alone=len(drawn) == 1)]
    first = drawn[0].workshop.last_day
    shown = float(today.toordinal()) if today >= first else None
    return draw(ways, marks=marks, today=shown, label=chart_label(drawn))


def _way(ledger: Ledger, burn: BurnDown) -> Descent:
    def points(dots: Sequence[Dot], *, said: bool = True) -> list[Point]:
        return [Point(dot.on.toordinal(), dot.seconds, ledger.text(dot.seconds) if said else "") for dot in dots]

    start = [burn.start]
    measured = points([*start, *burn.measured]) if burn.measured else points(start, said=False)
    parts = points([*start, *burn.steps]) if burn.steps else []
    return Descent(points(burn.promised), measured, parts, burn.last_day.toordinal())


def _marks(ledger: Ledger, *, is_alone: bool) -> Iterable[Point]:
    day_0 = ledger.workshop.last_day
    if not is_alone:
        yield Point(day_0.toordinal(), 0, ledger.workshop.title)
        return
    yield Point(day_0.toordinal(), 0, f"{day_0.day} {day_0:%b}")
    for day in (30, 60, 90):
        yield Point(day_0.toordinal() + day, 0, f"Day {day}")


def chart_label(found: Iterable[Ledger]) -> str:
    """The burn-down in words."""
    return "; ".join(_label(ledger, ledger.burn) for ledger in found if ledger.burn)


def _label(ledger: Ledger, burn: BurnDown) -> str:
    words = f"{ledger.workshop.title}: lead time {ledger.text(burn.start.seconds)} at the start"
    if len(burn.promised) > 1:
        words += f", {ledger.text(burn.end.seconds)} promised by {burn.end.on.day} {burn.end.on:%b %Y}"
    if burn.measured:
        now = burn.measured[-1]
        return f"{words}, {ledger.text(now.seconds)} measured on {now.on.day} {now.on:%b %Y}"
    return f"{words}, not measured yet"
