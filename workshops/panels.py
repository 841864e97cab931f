"""Where the apps above add to pages of a workshop: figures, what needs somebody, facts for the gates of the stages.

Each app registers functions when it is ready; nothing here imports them. A function gets the workshop and the actor, looks only at
what the actor may see, and takes the same number of queries however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from workshops.access import Actor
from workshops.daylog import Line, LinesOf, Net
from workshops.models import ValueStream, Workshop, WorkshopDay
from workshops.nudges import Nudge
from workshops.readiness import Owed
from workshops.stages import StageFacts


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: the template that draws it and its context, which the template finds as `panel`."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for the person: an icon of the sprite, what it is (a link), and why or until when."""

    icon: str
    text: str
    url: str
    note: str = ""
    urgent: bool = False
    """Late or in somebody's way; such come first."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One number on a workshop's card in the list of workshops; `was` is the value before, struck through."""

    label: str
    value: str
    url: str
    unit: str = ""
    note: str = ""
    was: str = ""
    tone: str = ""
    """Empty, `bad`, `wait` or `value`."""


@dataclass(frozen=True, slots=True)
class StepPlace:
    """A step of the latest current map: its place, its name, and the area that does it."""

    number: int
    name: str
    area: str
    pk: UUID


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A map to which everybody can be brought: its id, its title, and where it is."""

    pk: UUID
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PlannedReview:
    """One of the reviews after the workshop, as the charter names it."""

    day: int
    due_on: date
    url: str = ""
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class MapTotal:
    """One total as the latest maps have it, in words; empty where there is no such map or it is not drawn to an end."""

    current: str = ""
    future: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What something that was said or pinned on a map became: in words, where that is, and how it stands."""

    text: str
    url: str
    state: str


PanelOf = Callable[[Workshop, Actor], "Panel | None"]
DayPanelOf = Callable[[WorkshopDay, Actor], "Panel | None"]
NeedsOf = Callable[[Workshop, Actor], Iterable[Need]]
FactsOf = Callable[[Workshop], Mapping[str, Any]]
TilesOf = Callable[[Sequence[Workshop], Actor], Mapping[UUID, Sequence[Tile]]]
StepsOf = Callable[[Workshop], Sequence[StepPlace]]
MapsOf = Callable[[Workshop], Sequence[MapPlace]]
ReviewsOf = Callable[[Workshop], Sequence[PlannedReview]]
ScreenOf = Callable[[Workshop, str], str]
TotalsOf = Callable[[Workshop], Mapping[str, MapTotal]]
StreamPanelOf = Callable[[ValueStream, Actor], "Panel | None"]
WeekOf = Callable[[Sequence[Workshop], Actor, datetime], Mapping[UUID, Sequence[Need]]]
OwedOf = Callable[[Sequence[Workshop]], Mapping[UUID, Sequence[tuple[str, Owed]]]]
NudgesOf = Callable[[Workshop, date], Iterable[Nudge]]
SignsOf = Callable[[Workshop, Collection[str]], Mapping[str, str]]
OutcomesOf = Callable[[Collection[UUID]], Iterable[tuple[UUID, Outcome]]]

_figures: list[PanelOf] = []
_home: list[PanelOf] = []
_day_close: list[PanelOf] = []
_day_lines: list[LinesOf] = []
_day_papers: list[DayPanelOf] = []
_needs: list[NeedsOf] = []
_facts: list[FactsOf] = []
_tiles: list[TilesOf] = []
_steps: list[StepsOf] = []
_maps: list[MapsOf] = []
_reviews: list[ReviewsOf] = []
_screens: list[ScreenOf] = []
_totals: list[TotalsOf] = []
_owed: list[OwedOf] = []
_week: list[WeekOf] = []
_streams: list[StreamPanelOf] = []
_nudges: list[tuple[tuple[str, ...], NudgesOf]] = []
_outcomes: list[OutcomesOf] = []
_signs: list[SignsOf] = []


def register_figures(function: PanelOf) -> None:
    """The title block of figures and the strip on the home page (of the latest current map)."""
    _figures.append(function)


def register_home(function: PanelOf) -> None:
    """A card of the home page's left column."""
    _home.append(function)


def register_day_close(function: PanelOf) -> None:
    """A part of the day's summary: figures and strips of the maps."""
    _day_close.append(function)


def register_day_lines(function: LinesOf) -> None:
    """Lines of a day's summary from what was written that day."""
    _day_lines.append(function)


def register_day_papers(function: DayPanelOf) -> None:
    """Where the summary of a day is on paper."""
    _day_papers.append(function)


def register_needs(function: NeedsOf) -> None:
    """Things that wait for the person, for the home page."""
    _needs.append(function)


def register_facts(function: FactsOf) -> None:
    """Fields of StageFacts that the app knows, for readiness and gates."""
    _facts.append(function)


def register_tiles(function: TilesOf) -> None:
    """Numbers on the cards of the workshop list, asked for all cards of a page at once."""
    _tiles.append(function)


def register_steps(function: StepsOf) -> None:
    """The steps of the latest current map, for who knows which of them."""
    _steps.append(function)


def register_maps(function: MapsOf) -> None:
    """The maps of a workshop, the one that was made last first."""
    _maps.append(function)


def register_reviews(function: ReviewsOf) -> None:
    """The reviews of a workshop that were not cancelled, in their order, for the charter."""
    _reviews.append(function)


def register_screen(function: ScreenOf) -> None:
    """The address of a screen of the agenda (a word of workshops.screens) where it can be shown at once; empty where not."""
    _screens.append(function)


def register_totals(function: TotalsOf) -> None:
    """The totals of the latest maps by their key (`lead_time`), for the targets of the charter."""
    _totals.append(function)


def register_owed(function: OwedOf) -> None:
    """What areas of preparations lack that the app knows of: by workshop the area, and what; asked for all workshops at once."""
    _owed.append(function)


def register_stream(function: StreamPanelOf) -> None:
    """A card of a value stream's page."""
    _streams.append(function)


def register_week(function: WeekOf) -> None:
    """What comes up this week for whoever leads workshops, asked for all of them at once."""
    _week.append(function)


def register_nudges(function: NudgesOf, *places: str) -> None:
    """Hints to the coach that the app's data give away on a day, and at which places of the work they are shown beside the cockpit."""
    _nudges.append((places, function))


def register_signs(function: SignsOf) -> None:
    """What makes tasks of the stages look done, by the key of the task, in words; asked for the keys of those that are open."""
    _signs.append(function)


def register_outcomes(function: OutcomesOf) -> None:
    """What captures and notes on maps became, by their ids."""
    _outcomes.append(function)


def _shown(functions: Iterable[PanelOf], workshop: Workshop, actor: Actor) -> list[Panel]:
    return [panel for function in functions if (panel := function(workshop, actor)) is not None]


def figures(workshop: Workshop, actor: Actor) -> list[Panel]:
    """The figures of the home page, by the app that knows them."""
    return _shown(_figures, workshop, actor)


def home_cards(workshop: Workshop, actor: Actor) -> list[Panel]:
    """Cards of the home page that other apps add."""
    return _shown(_home, workshop, actor)


def day_close_parts(workshop: Workshop, actor: Actor) -> list[Panel]:
    """Parts of the day's summary that other apps add."""
    return _shown(_day_close, workshop, actor)


def day_papers(day: WorkshopDay, actor: Actor) -> list[Panel]:
    """The papers of a day's summary."""
    return [panel for function in _day_papers if (panel := function(day, actor)) is not None]


def week_needs(workshops: Sequence[Workshop], actor: Actor, now: datetime) -> dict[UUID, list[Need]]:
    """By workshop what comes up this week in all apps, urgent first; the caller asks only for workshops that the person leads."""
    found: dict[UUID, list[Need]] = {workshop.pk: [] for workshop in workshops}
    for function in _week:
        for pk, needs_ in function(workshops, actor, now).items():
            found[pk].extend(needs_)
    return {pk: sorted(rows, key=lambda need: not need.urgent) for pk, rows in found.items()}


def stream_cards(stream: ValueStream, actor: Actor) -> list[Panel]:
    """Cards of a stream's page, by the apps that know its maps and reviews."""
    return [panel for function in _streams if (panel := function(stream, actor)) is not None]


def day_lines(workshop: Workshop, nets: Sequence[Net]) -> list[Line]:
    """What the apps above read from a day's log."""
    return [line for function in _day_lines for line in function(workshop, nets)]


def needs(workshop: Workshop, actor: Actor) -> list[Need]:
    """What waits for the person in all apps, urgent first."""
    found = [need for function in _needs for need in function(workshop, actor)]
    return sorted(found, key=lambda need: not need.urgent)


def facts(workshop: Workshop, known: StageFacts) -> StageFacts:
    """These facts with those of the apps above."""
    for function in _facts:
        known = replace(known, **function(workshop))
    return known


def tiles(workshops: Sequence[Workshop], actor: Actor) -> dict[UUID, list[Tile]]:
    """The numbers on each workshop's card: what the stream is first, then what becomes of it."""
    found: dict[UUID, list[Tile]] = {workshop.pk: [] for workshop in workshops}
    for function in reversed(_tiles):  # the apps above register before those below
        for pk, row in function(workshops, actor).items():
            found[pk].extend(row)
    return found


def steps(workshop: Workshop) -> list[StepPlace]:
    """The steps of the latest current map; empty without one."""
    return [step for function in _steps for step in function(workshop)]


def maps(workshop: Workshop) -> list[MapPlace]:
    """Where everybody can be brought; empty without a map."""
    return [place for function in _maps for place in function(workshop)]


def reviews(workshop: Workshop) -> list[PlannedReview]:
    """When the workshop is reviewed."""
    return [review for function in _reviews for review in function(workshop)]


def screen(workshop: Workshop, key: str) -> str:
    """Where the screen of a block is, as the apps above know it; empty where its general page has to do."""
    return next((url for function in _screens if (url := function(workshop, key))), "")


def totals(workshop: Workshop) -> dict[str, MapTotal]:
    """The totals of the latest maps that targets may be about."""
    return {key: total for function in _totals for key, total in function(workshop).items()}


def owed(workshops: Sequence[Workshop]) -> dict[UUID, list[tuple[str, Owed]]]:
    """By workshop what the apps above miss in its preparation."""
    found: dict[UUID, list[tuple[str, Owed]]] = {workshop.pk: [] for workshop in workshops}
    for function in _owed:
        for pk, entries in function(workshops).items():
            found[pk].extend(entries)
    return found


def signs(workshop: Workshop, keys: Collection[str]) -> dict[str, str]:
    """What the apps above see of tasks with these keys that look done."""
    return {key: words for function in _signs for key, words in function(workshop, keys).items()}


def nudges(workshop: Workshop, today: date, place: str = "") -> list[Nudge]:
    """Hints to the coach of all apps, or of one place of the work only."""
    return [nudge for places, function in _nudges if not place or place in places for nudge in function(workshop, today)]


def outcomes(keys: Collection[UUID]) -> dict[UUID, list[Outcome]]:
    """What captures and notes of a workshop that the person was let into became; those that became nothing are left out."""
    found: dict[UUID, list[Outcome]] = {}
    for function in _outcomes:
        for key, outcome in function(keys):
            found.setdefault(key, []).append(outcome)
    return found
