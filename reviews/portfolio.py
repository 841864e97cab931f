"""All streams of a person with how each stands, over all its workshops; every read takes the same number of queries however many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from actionplans import selectors as plans
from actionplans.health import days
from actionplans.selectors import PlanSummary
from reviews import measures, selectors
from reviews.curves import Curve, curve
from reviews.measures import Totals
from reviews.models import Review, ReviewReading
from reviews.standing import Standing, standing
from reviews.totals import totals_by_workshop
from reviews.track import ahead, facts_of
from vsm_site.lib.charts import sparkline
from vsm_site.lib.svg import Svg
from vsm_site.lib.units import Calendar
from workshops.access import Actor, visible_workshops
from workshops.flows import Flow, flow_named
from workshops.models import Barrier, CharterTarget, ValueStream, Workshop
from workshops.selectors import streams
from workshops.selectors.preparation import Readiness
from workshops.stages import Stage

SORTS = ("health", "name", "lead", "late", "review")
"""What the portfolio is ordered by: the worst first, by name, the longest, the most late actions, the next review."""
_RANK = {"bad": 0, "wait": 1, "value": 2}
ICONS = {"bad": "triangle-alert", "wait": "triangle-alert", "value": "check"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One stream of the portfolio. What has no workshop of the person yet has neither plan nor standing."""

    stream: ValueStream
    owner: str
    workshops: int
    workshop: Workshop | None = None
    """The one that stands for the stream: the newest that has begun, else the newest."""
    standing: Standing | None = None
    lead: Curve | None = None
    plan: PlanSummary = field(default_factory=PlanSummary)
    review: Review | None = None
    """The next planned one."""
    today: date = date.min
    barriers: int = 0
    """Barriers that nobody lifted."""
    calendar: Calendar = field(default_factory=Calendar)
    """Of its maps."""

    @property
    def flow(self) -> Flow:
        """What flows."""
        return flow_named(self.stream.item_kind)

    @property
    def word(self) -> str:
        """How it stands, or that nothing is known."""
        return self.standing.word if self.standing else "No workshop yet"

    @property
    def tone(self) -> str:
        """The colour of the word."""
        return self.standing.tone if self.standing else ""

    @property
    def icon(self) -> str:
        """The mark beside the word."""
        return ICONS.get(self.tone, "")

    @property
    def stage(self) -> str:
        """`4, execute`."""
        if self.workshop is None:
            return ""
        stage = Stage(self.workshop.stage)
        return f"{stage.number}, {stage.short.lower()}"

    @property
    def baseline(self) -> str:
        """The lead time at the start, empty where it is still so or not known."""
        return self.lead.metric.baseline if self.lead and self.lead.latest else ""

    @property
    def lead_time(self) -> str:
        """The lead time as it was measured last, else as it is mapped; empty where nothing is known."""
        if self.lead is None:
            return ""
        return self.lead.latest.text if self.lead.latest else self.lead.metric.baseline

    @property
    def lead_seconds(self) -> float | None:
        """The same as a number to compare."""
        if self.lead is None:
            return None
        return self.lead.latest.value if self.lead.latest else self.lead.metric.numbers[0]

    @property
    def lead_days(self) -> float:
        """The same in days as its maps count them, 0 where it is not known."""
        return (self.lead_seconds or 0.0) / self.calendar.work_per_day

    @property
    def spark(self) -> Svg:
        """The readings in the height of a row; empty where nothing was measured yet."""
        if self.lead is None or not self.lead.latest:
            return Svg()
        values = [self.lead.metric.numbers[0], *(point.value for point in self.lead.measured)]
        return sparkline(values, self.lead.metric.numbers[1], self.lead.label)

    @property
    def review_note(self) -> str:
        """`60-day, in 6 days`."""
        if self.review is None:
            return ""
        left = (self.review.due_on - self.today).days
        return f"{self.review.day}-day, " + ("today" if left == 0 else f"in {days(left)}" if left > 0 else f"{days(-left)} overdue")

    @property
    def review_is_late(self) -> bool:
        """Whether its day is past."""
        return self.review is not None and self.review.due_on < self.today


def list_entries(actor: Actor, now: datetime, sort: str = SORTS[0]) -> list[Entry]:
    """The person's streams in this order (one of SORTS)."""
    rows = list(streams.list_streams(actor).select_related("owner"))
    chosen = _chosen(actor, rows, now)
    known = _load(chosen.values(), now)
    owners = streams.owners_of(actor, rows)
    found = [_entry(row, owners[row.pk], chosen.get(row.pk), known, now) for row in rows]
    return sorted(found, key=_ORDER[sort if sort in SORTS else SORTS[0]])


def _chosen(actor: Actor, rows: Collection[ValueStream], now: datetime) -> dict[UUID, Workshop]:
    """By stream the workshop that stands for it."""
    newest: dict[UUID, Workshop] = {}
    for workshop in visible_workshops(actor).filter(practice=False, stream__in=rows).order_by("first_day", "pk"):
        if workshop.stream_id not in newest or workshop.first_day <= workshop.today(now):
            newest[workshop.stream_id] = workshop
    return newest


@dataclass(frozen=True, slots=True)
class _Known:
    """What was loaded of the workshops, by workshop."""

    totals: dict[UUID, Totals]
    targets: dict[UUID, list[CharterTarget]]
    readings: dict[UUID, list[ReviewReading]]
    reviews: dict[UUID, list[Review]]
    plans: dict[UUID, PlanSummary]
    barriers: Counter[UUID]
    readiness: dict[UUID, Readiness]


def _load(workshops: Collection[Workshop], now: datetime) -> _Known:
    ids = [workshop.pk for workshop in workshops]
    barriers = Barrier.objects.present().filter(workshop__in=ids).exclude(status="lifted").order_by()
    return _Known(
        totals_by_workshop(ids),
        _grouped(selectors.list_targets(ids)),
        _grouped(selectors.list_readings(ids, ["lead_time"])),
        _grouped(Review.objects.present().filter(workshop_id__in=ids).order_by("day")),
        plans.summarise_plan(ids, now=now),
        Counter(barriers.values_list("workshop_id", flat=True)),
        ahead(workshops, now),
    )


def _grouped(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.workshop_id].append(row)
    return found


def _entry(stream: ValueStream, owner: str, workshop: Workshop | None, known: _Known, now: datetime) -> Entry:
    count = int(stream.__dict__.get("workshop_count", 0))
    if workshop is None:
        return Entry(stream, owner, count)
    pk, today = workshop.pk, workshop.today(now)
    reviews, lead = known.reviews.get(pk, []), _lead_of(workshop, known)
    calendar = known.totals[pk].calendar
    facts = facts_of(workshop, known.plans[pk], reviews, lead, calendar, today, known.readiness.get(pk))
    following = min((row for row in reviews if row.status == "planned"), key=lambda row: row.due_on, default=None)
    return Entry(stream, owner, count, workshop, standing(facts), lead, known.plans[pk], following, today, known.barriers[pk], calendar)


def _lead_of(workshop: Workshop, known: _Known) -> Curve | None:
    """The curve of the lead time; None where no map and no target speaks of it."""
    totals = known.totals[workshop.pk]
    metrics = measures.metrics_of(totals, known.targets.get(workshop.pk, []))
    lead = next((metric for metric in metrics if metric.key == "lead_time"), None)
    if lead is None:
        return None
    readings = measures.of_metric(lead, measures.by_metric(known.readings.get(workshop.pk, [])))
    return curve(lead, known.reviews.get(workshop.pk, []), readings, totals.calendar, workshop.last_day)


_ORDER: dict[str, Any] = {
    "health": lambda row: (_RANK.get(row.tone, 3), -row.plan.late, row.stream.name.casefold(), row.stream.pk),
    "name": lambda row: (row.stream.name.casefold(), row.stream.pk),
    "lead": lambda row: (-(row.lead_seconds or 0.0), row.stream.name.casefold()),
    "late": lambda row: (-row.plan.late, -row.plan.blocked, row.stream.name.casefold()),
    "review": lambda row: (row.review.due_on if row.review else date.max, row.stream.name.casefold()),
}


@dataclass(frozen=True, slots=True)
class Sum:
    """The portfolio in numbers."""

    streams: int
    behind: int
    little: int
    on_track: int
    unknown: int
    late: int
    """Late actions in all plans."""
    barriers: int
    reviews_late: int

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        if not self.streams:
            return "Everything that is done to bring one kind of item from request to delivery, whether it adds value or not."
        words = (
            ("behind", self.behind),
            ("a little behind", self.little),
            ("on track", self.on_track),
            ("without a workshop", self.unknown),
        )
        parts = [f"{number} {word}" for word, number in words if number]
        return f"{self.streams} {'stream' if self.streams == 1 else 'streams'}: {', '.join(parts)}."


def sum_of(entries: Sequence[Entry]) -> Sum:
    """How these streams stand together."""
    tones = Counter(entry.tone for entry in entries)
    return Sum(
        len(entries),
        tones["bad"],
        tones["wait"],
        tones["value"],
        tones[""],
        sum(entry.plan.late for entry in entries),
        sum(entry.barriers for entry in entries),
        sum(entry.review_is_late for entry in entries),
    )
