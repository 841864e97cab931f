"""The timeline as a drawing: where every line, bar and word of the picture stands. The template writes the SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from actionplans.baseline import Planned, shift, shift_words
from actionplans.chain import Link, Network
from actionplans.faces import STATUSES
from actionplans.health import Status, days, short_date
from actionplans.schedule import REVIEW_DAYS, Bar, Grid, bar, grid_for
from actionplans.selectors import Card
from vsm_site.lib.http import addresses
from workshops.panels import PlannedReview

WIDTH, LEFT, HEAD, ROW = 1180, 300, 54, 44
TITLE_CHARS = 36
INK = "#16202b"
PAPER: Mapping[str, tuple[str, str]] = {
    "todo": ("#ffffff", "#76838f"),
    "doing": ("#e4f1f0", "#0b6a6e"),
    "done": ("#e3f2e7", "#25703f"),
    "blocked": ("#fff2d8", "#945200"),
    "late": ("#ffe8e1", "#b8321c"),
}
"""Fill and edge of bars in light, for paper; on the screen static/css maps the classes to the theme."""
HALF_LABEL = 26
LEAST_HIT = 30
"""How wide and high a bar can be hit at least."""
STUB = 6
"""How far an arrow goes before it turns."""
INSIDE = 110
"""The width from which a word fits into its bar."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A vertical line with its label."""

    x: str
    label: str

    @property
    def anchor(self) -> str:
        """Where the label stands on the line; left of it where the sheet ends."""
        return "end" if float(self.x) > WIDTH - HALF_LABEL else "middle"


@dataclass(frozen=True, slots=True)
class Measure:
    """What dates are measured against: the baseline's by action, and the network of what waits for what."""

    network: Network
    planned: Mapping[str, Planned]


@dataclass(frozen=True, slots=True)
class Row:
    """One action: its name and bar. Lengths across are those of the sheet; down they are the template's, from the row's upper edge `y`."""

    card: Card
    key: str
    y: int
    title: str
    sub: str
    bar: Bar | None
    tone: str
    page: str
    """The address of the action."""
    dates: str
    """The address of its dates."""
    x: str = ""
    is_critical: bool = False
    slack: int | None = None
    """By how many working days it may slip; None for what is closed."""
    moved: str = ""
    """How its end stands against the baseline, in words; empty without one."""
    planned_x: str = ""
    planned_width: str = ""
    """The bar that it has in the baseline."""
    width: str = ""
    done: str = ""
    late_x: str = ""
    late: str = ""
    note: str = ""
    note_x: str = ""
    note_tone: str = ""
    note_inside: bool = False

    @property
    def bar_y(self) -> int:
        """Upper edge of the bar on the sheet."""
        return self.y + 12

    @property
    def name(self) -> str:
        """The whole title."""
        return self.card.action.title

    @property
    def number(self) -> str:
        """The number of its step, empty without one."""
        return str(self.card.step.number) if self.card.step else ""

    @property
    def state(self) -> str:
        """What is said of it: `doing: Due in 9 days`."""
        return f"{STATUSES[self.card.action.status].lower()}: {self.card.health.reason}"

    @property
    def hit_x(self) -> float:
        """Left edge of where the bar can be hit."""
        return float(self.x) - max(0.0, LEAST_HIT - float(self.width)) / 2

    @property
    def hit_width(self) -> float:
        """How wide that is."""
        return max(float(LEAST_HIT), float(self.width))

    @property
    def starts(self) -> str:
        """Its first day as a form has it, empty without one."""
        return self.card.action.start.isoformat() if self.card.action.start else ""

    @property
    def ends(self) -> str:
        """The same of its last day."""
        return self.card.action.end.isoformat() if self.card.action.end else ""

    @property
    def rev_start(self) -> int:
        """The revision at which the start is shown, so that a drag overwrites nothing unseen."""
        return self.card.action.rev("start")

    @property
    def rev_end(self) -> int:
        """The same of the end."""
        return self.card.action.rev("end")

    @property
    def fill(self) -> str:
        """Colour of the bar on paper."""
        return PAPER[self.tone][0]

    @property
    def ink(self) -> str:
        """Colour of its edge and word on paper."""
        return INK if self.is_critical and not self.note else PAPER[self.tone][1]

    @property
    def edge(self) -> str:
        """How heavy the edge is on paper."""
        return "2.5" if self.is_critical else "1.25"

    @property
    def looks(self) -> str:
        """The classes of the bar."""
        return f"bar bar--{self.tone} bar--critical" if self.is_critical else f"bar bar--{self.tone}"

    @property
    def words(self) -> str:
        """The bar in words: from when to when, and how that stands."""
        action = self.card.action
        days_ = [short_date(day) if day else "open" for day in (action.start, action.end)]
        more = [self.moved, self.slack_words, "on the critical chain" if self.is_critical else ""]
        return ", ".join([" to ".join(days_), *filter(None, more)])

    @property
    def slack_words(self) -> str:
        """How far it may slip: `no slack`, `3 working days of slack`."""
        if not self.slack:
            return "" if self.slack is None else "no slack"
        return f"{self.slack} working {'day' if self.slack == 1 else 'days'} of slack"


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the end of one bar to the beginning of the one that waits for it."""

    line: str
    head: str
    ink: str
    """Its colour on paper."""
    tone: str
    """`tight` where it cannot be kept, `critical` on the critical chain, else empty; `of-owner` besides where only the person is shared."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows of a timeline stand on."""

    grid: Grid
    today: date
    measure: Measure
    page: Callable[[UUID], str]
    dates: Callable[[UUID], str]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture, in units of its view box."""

    width: int
    height: int
    label: str
    weeks: tuple[Tick, ...]
    reviews: tuple[Tick, ...]
    today: Tick | None
    rows: tuple[Row, ...]
    arrows: tuple[Arrow, ...]
    undated: int
    first: date
    """The day at the left edge of the weeks."""
    day_width: str

    @property
    def today_chip_x(self) -> float:
        """Left edge of the label of today; it stands left of the line where the sheet ends."""
        x = float(self.today.x) if self.today else 0.0
        return x + 3 if x < self.width - 60 else x - 51

    @property
    def today_text_x(self) -> float:
        """Middle of the label of today."""
        return self.today_chip_x + 24


def timeline(cards: Sequence[Card], reviews: Sequence[PlannedReview], today: date, measure: Measure) -> Timeline:
    """The timeline of a plan: weeks across, a line at the day of each review, today, and one row an action."""
    return _picture(_dated(cards), len(cards), _grid(cards, reviews, today, measure), reviews, today, measure)


def sheets(cards: Sequence[Card], reviews: Sequence[PlannedReview], today: date, measure: Measure, rows: int) -> list[Timeline]:
    """The same on sheets of this many rows, all with the same weeks; empty without dates."""
    grid, dated = _grid(cards, reviews, today, measure), _dated(cards)
    parts = [dated[place : place + rows] for place in range(0, len(dated), rows)]
    return [_picture(part, len(part), grid, reviews, today, measure) for part in parts]


def _dated(cards: Sequence[Card]) -> list[Card]:
    return sorted((card for card in cards if card.action.start or card.action.end), key=_by_dates)


def _grid(cards: Sequence[Card], reviews: Sequence[PlannedReview], today: date, measure: Measure) -> Grid:
    known = [day for card in cards for day in (card.action.start, card.action.end) if day]
    before = [day for card in cards if (row := measure.planned.get(str(card.action.pk))) for day in (row.start, row.end) if day]
    return grid_for([*known, *before, *_lines(reviews), today])


def _lines(reviews: Sequence[PlannedReview]) -> dict[date, str]:
    """The reviews of the plan's own weeks by their days; those after half a year and a year would squeeze its bars."""
    return {review.due_on: f"{review.day} days" for review in reviews if review.day in REVIEW_DAYS}


def _picture(dated: Sequence[Card], count: int, grid: Grid, reviews: Sequence[PlannedReview], today: date, measure: Measure) -> Timeline:
    """Of `count` actions those with dates, on a grid of weeks."""
    ground = Ground(grid, today, measure, addresses("action-page"), addresses("action-dates"))
    rows = tuple(_row(card, ground, HEAD + place * ROW) for place, card in enumerate(dated))
    return Timeline(
        width=WIDTH,
        height=HEAD + max(len(rows), 1) * ROW + 16,
        label=f"{len(rows)} {'action' if len(rows) == 1 else 'actions'} over {grid.weeks} weeks from {short_date(grid.first)}",
        weeks=_weeks(grid),
        reviews=tuple(Tick(_x(grid.at(day)), label) for day, label in _lines(reviews).items() if grid.has(day)),
        today=Tick(_x(grid.at(today)), "Today") if grid.has(today) else None,
        rows=rows,
        arrows=tuple(_arrows(rows, measure.network)),
        undated=count - len(dated),
        first=grid.first,
        day_width=f"{(WIDTH - LEFT) / (7 * grid.weeks):.3f}",
    )


def _by_dates(card: Card) -> tuple[date, date, str]:
    first, last = card.action.start or card.action.end, card.action.end or card.action.start
    return first or date.max, last or date.max, card.action.title


def _x(share: float) -> str:
    return f"{LEFT + share * (WIDTH - LEFT):.1f}"


def _length(share: float) -> str:
    return f"{share * (WIDTH - LEFT):.1f}"


def _weeks(grid: Grid) -> tuple[Tick, ...]:
    """Each Monday; with many weeks only every second or fourth is named, a new month always by name."""
    every = 1 if grid.weeks <= 16 else 2 if grid.weeks <= 30 else 4
    ticks, month = [], 0
    for place, monday in enumerate(grid.mondays):
        named = place % every == 0
        label = f"{monday.day} {monday:%b}" if monday.month != month else f"{monday.day}"
        ticks.append(Tick(_x(grid.at(monday)), label if named else ""))
        month = monday.month if named else month
    return tuple(ticks)


def _row(card: Card, ground: Ground, y: int) -> Row:
    action = card.action
    late_until = ground.today if card.is_late else None
    shown = bar(ground.grid, action.start, action.end, percent=_done(card), late_until=late_until)
    names = [name for name in (card.step.name if card.step else "", action.owner.name if action.owner else "nobody yet") if name]
    return Row(
        card=card,
        key=str(action.pk),
        y=y,
        title=action.title if len(action.title) <= TITLE_CHARS else f"{action.title[: TITLE_CHARS - 1].rstrip()}…",
        sub=" · ".join(names)[:46],
        bar=shown,
        tone="late" if card.is_late else action.status,
        page=ground.page(action.pk),
        dates=ground.dates(action.pk),
        **(_placed(card, shown) | _noted(card, shown, ground.today) if shown else {}),
        **_measured(card, ground),
    )


def _placed(card: Card, shown: Bar) -> dict[str, Any]:
    """Where the parts of a bar stand."""
    return {
        "x": _x(shown.left),
        "width": _length(shown.width),
        "done": _length(shown.done) if shown.done and card.facts.status is Status.DOING else "",
        "late_x": _x(shown.left + shown.width) if shown.late else "",
        "late": _length(shown.late) if shown.late else "",
    }


def _noted(card: Card, shown: Bar, today: date) -> dict[str, Any]:
    """The word at a bar: in it where it has room there or none beside it."""
    note, tone = _note(card, today)
    if not note:
        return {}
    right = shown.left + shown.width + shown.late
    has_room = not card.is_late and shown.width * (WIDTH - LEFT) >= INSIDE and card.facts.status is Status.BLOCKED
    inside = has_room or right * (WIDTH - LEFT) > WIDTH - LEFT - INSIDE
    x = float(_x(shown.left + shown.width)) - 8 if inside else float(_x(right)) + 8
    return {"note": note, "note_x": f"{x:.1f}", "note_tone": tone, "note_inside": inside}


def _done(card: Card) -> int:
    return 100 if card.facts.status is Status.DONE else card.action.percent or 0


def _note(card: Card, today: date) -> tuple[str, str]:
    """The word at a bar with its tone."""
    if card.is_late and card.action.end:
        return f"{days((today - card.action.end).days)} late", "tb"
    if card.facts.status is Status.BLOCKED:
        return (f"waits for {card.action.waits_for.name}" if card.action.waits_for else "blocked"), "tw"
    return ("done", "tv") if card.facts.status is Status.DONE else ("", "")


def _measured(card: Card, ground: Ground) -> dict[str, Any]:
    """How an action stands against the baseline and within the network."""
    key, measure = str(card.action.pk), ground.measure
    before = measure.planned.get(key)
    moved = shift(before, card.action.end)
    planned = bar(ground.grid, before.start, before.end) if before else None
    return {
        "is_critical": key in measure.network.chain,
        "slack": measure.network.slack.get(key),
        "moved": "" if moved is None else shift_words(moved),
        "planned_x": _x(planned.left) if planned else "",
        "planned_width": _length(planned.width) if planned else "",
    }


def _arrows(rows: Sequence[Row], network: Network) -> Iterator[Arrow]:
    """What is handed on, and on the critical chain also where only the owner is the same."""
    found = {row.key: row for row in rows if row.bar}
    steps = set(zip(network.chain, network.chain[1:], strict=False))
    for link in network.links:
        is_critical = (link.before, link.after) in steps
        if link.before in found and link.after in found and (is_critical or not link.of_owner):
            yield _arrow(found[link.before], found[link.after], link, is_critical)


def _arrow(before: Row, after: Row, link: Link, is_critical: bool) -> Arrow:
    """Right, down or up, right; around the bar where there is no room between them."""
    x1, y1 = float(before.x) + float(before.width), before.bar_y + 10
    x2, y2 = float(after.x), after.bar_y + 10
    if x2 - x1 >= 2 * STUB:
        line = f"M{x1:.1f} {y1}h{STUB}V{y2}H{x2:.1f}"
    else:
        way = y2 - 22 if y2 > y1 else y2 + 22
        line = f"M{x1:.1f} {y1}h{STUB}V{way}H{x2 - STUB:.1f}V{y2}H{x2:.1f}"
    tone = "tight" if link.is_tight else "critical" if is_critical else ""
    ink = PAPER["late"][1] if link.is_tight else INK if is_critical else PAPER["todo"][1]
    tone = f"{tone} of-owner".strip() if link.of_owner else tone
    return Arrow(line, f"M{x2 - 5:.1f} {y2 - 3.5}L{x2:.1f} {y2}L{x2 - 5:.1f} {y2 + 3.5}Z", ink, tone)
