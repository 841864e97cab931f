"""The timeline as a drawing: where every line, bar and word of the picture stands. The template writes the SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from actionplans.health import Status, days, short_date
from actionplans.schedule import REVIEW_DAYS, Bar, Grid, bar, grid_for
from actionplans.selectors import Card
from workshops.models import Workshop

WIDTH, LEFT, HEAD, ROW = 1180, 300, 54, 44
TITLE_CHARS = 36
INSIDE = 110
"""The width from which a word fits into its bar."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A vertical line with its label."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One action: its name and bar."""

    card: Card
    y: int
    title: str
    sub: str
    bar: Bar | None
    tone: str
    x: str = ""
    width: str = ""
    done: str = ""
    late_x: str = ""
    late: str = ""
    note: str = ""
    note_x: str = ""
    note_tone: str = ""
    note_inside: bool = False

    @property
    def text_y(self) -> int:
        """Base line of the title."""
        return self.y + 19

    @property
    def sub_y(self) -> int:
        """Base line of step and owner."""
        return self.y + 35

    @property
    def number_y(self) -> int:
        """Base line of the step's number."""
        return self.y + 26

    @property
    def bar_y(self) -> int:
        """Upper edge of the bar."""
        return self.y + 12

    @property
    def note_y(self) -> float:
        """Base line of the word at the bar."""
        return self.y + 26.5


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
    undated: int

    @property
    def today_chip_x(self) -> float:
        """Left edge of the label of today; it stands left of the line where the sheet ends."""
        x = float(self.today.x) if self.today else 0.0
        return x + 3 if x < self.width - 60 else x - 51

    @property
    def today_text_x(self) -> float:
        """Middle of the label of today."""
        return self.today_chip_x + 24


def timeline(cards: Sequence[Card], workshop: Workshop, today: date) -> Timeline:
    """The timeline of a plan: weeks across, the 30-, 60- and 90-day lines after the last workshop day, today, and one row an action."""
    reviews = {count: workshop.last_day + timedelta(days=count) for count in REVIEW_DAYS}
    known = [day for card in cards for day in (card.action.start, card.action.end) if day]
    grid = grid_for([*known, *reviews.values(), today])
    dated = sorted((card for card in cards if card.action.start or card.action.end), key=_by_dates)
    rows = tuple(_row(card, grid, HEAD + place * ROW, today) for place, card in enumerate(dated))
    return Timeline(
        width=WIDTH,
        height=HEAD + max(len(rows), 1) * ROW + 16,
        label=f"{len(rows)} {'action' if len(rows) == 1 else 'actions'} over {grid.weeks} weeks from {short_date(grid.first)}",
        weeks=_weeks(grid),
        reviews=tuple(Tick(_x(grid.at(day)), f"{count} days") for count, day in reviews.items() if grid.has(day)),
        today=Tick(_x(grid.at(today)), "Today") if grid.has(today) else None,
        rows=rows,
        undated=len(cards) - len(dated),
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


def _row(card: Card, grid: Grid, y: int, today: date) -> Row:
    action = card.action
    shown = bar(grid, action.start, action.end, percent=_done(card), late_until=today if card.is_late else None)
    names = [name for name in (card.step.name if card.step else "", action.owner.name if action.owner else "nobody yet") if name]
    title = action.title if len(action.title) <= TITLE_CHARS else f"{action.title[: TITLE_CHARS - 1].rstrip()}…"
    if shown is None:
        return Row(card, y, title, " · ".join(names), None, "todo")
    note, tone = _note(card, today)
    inside = bool(note) and not card.is_late and shown.width * (WIDTH - LEFT) >= INSIDE and card.facts.status is Status.BLOCKED
    right = shown.left + shown.width + shown.late
    if note and not inside and right * (WIDTH - LEFT) > WIDTH - LEFT - INSIDE:
        inside = True
    return Row(
        card=card,
        y=y,
        title=title,
        sub=" · ".join(names)[:46],
        bar=shown,
        tone="late" if card.is_late else action.status,
        x=_x(shown.left),
        width=_length(shown.width),
        done=_length(shown.done) if shown.done and card.facts.status is Status.DOING else "",
        late_x=_x(shown.left + shown.width) if shown.late else "",
        late=_length(shown.late) if shown.late else "",
        note=note,
        note_x=f"{float(_x(shown.left + shown.width)) - 8:.1f}" if inside else f"{float(_x(right)) + 8:.1f}",
        note_tone=tone,
        note_inside=inside,
    )


def _done(card: Card) -> int:
    return 100 if card.facts.status is Status.DONE else card.action.percent or 0


def _note(card: Card, today: date) -> tuple[str, str]:
    """The word at a bar with its tone."""
    if card.is_late and card.action.end:
        return f"{days((today - card.action.end).days)} late", "tb"
    if card.facts.status is Status.BLOCKED:
        return (f"waits for {card.action.waits_for.name}" if card.action.waits_for else "blocked"), "tw"
    return ("done", "tv") if card.facts.status is Status.DONE else ("", "")
