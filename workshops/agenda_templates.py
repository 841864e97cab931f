"""Agendas to begin with: the days of the method, remote sessions, and the short form; the same for every stream but for its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the agenda to begin with."""

    minutes: int
    title: str
    kind: str = "work"
    """work, break, walk, visit, briefing or close."""
    lead: str = ""
    """A role, whose person is shown once there is one."""
    note: str = ""
    screen: str = ""
    materials: str = ""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One day of the agenda to begin with."""

    theme: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One agenda to begin with, as people choose it."""

    key: str
    label: str
    sentence: str


TEMPLATES: tuple[Template, ...] = (
    Template("method", "Full days", "Current state, future state, action plan: a day each, with walk, leadership visit and close."),
    Template("remote", "Remote sessions", "Five sessions of 90 minutes, one a day or two where there are fewer days; pre-work beforehand."),
    Template("short", "Ninety minutes", "Six to eight people, no solutions until minute 70, three commitments at the end."),
)
KEYS = frozenset(template.key for template in TEMPLATES)

SPONSOR, OWNER, COACH = "Sponsor", "Process owner", "Coach"
_BREAK, _LUNCH = Block(15, "Break", "break"), Block(60, "Lunch", "break")
_VISIT = Block(30, "Leadership visit", "visit", OWNER, "Progress, questions, barriers.", "visit")
_CLOSE = Block(15, "Lessons, tomorrow’s agenda", "close", COACH, screen="close")
_WALK = Block(
    90, "Walk 1 and 2: see the actual work place", "walk", COACH, "First the layout, then the data.", "map", "Walk sheets, clipboards"
)
_QUESTIONS = Block(30, "Future-state questions", lead=COACH, screen="questions")

_CURRENT = DayPlan(
    "Current state",
    (
        Block(15, "Opening by the sponsor", lead=SPONSOR, screen="charter"),
        Block(30, "Introductions, ground rules, charter", lead=OWNER, screen="charter", materials="Name tents, ground rules on a sheet"),
        Block(45, "Value stream mapping in 45 minutes", lead=COACH, screen="training", materials="Slides, a finished map to look at"),
        _BREAK,
        _WALK,
        _LUNCH,
        Block(45, "Walk notes into steps", screen="map", materials="Walk sheets, sticky notes"),
        Block(75, "Pass 1: the flow of items", note="From the customer backwards.", screen="pass-flow"),
        _BREAK,
        Block(45, "Pass 2: the flow of information", screen="pass-information"),
        Block(45, "Pass 3: data of each step", screen="pass-metrics"),
        Block(20, "Rolled-up numbers", lead=COACH, screen="map"),
        _VISIT,
        _CLOSE,
    ),
)
_FUTURE = DayPlan(
    "Future state",
    (
        Block(15, "Recap, validate yesterday’s numbers", screen="map"),
        Block(45, "Wastes and questions, value of each step", note="Passes 4 and 5.", screen="pass-questions"),
        Block(45, "Ideal state, silent round", lead=COACH, screen="ideal", materials="Paper and pens at the wall"),
        _QUESTIONS,
        Block(90, "Future design in sub-teams", screen="future", materials="A sheet and pens for each sub-team"),
        _LUNCH,
        Block(60, "Merge the designs, vote", screen="ideal"),
        Block(60, "Metrics and projected gains", screen="compare"),
        Block(45, "Test against the charter", lead=OWNER, screen="charter"),
        _VISIT,
        _CLOSE,
    ),
)
_PLAN = DayPlan(
    "Action plan",
    (
        Block(15, "Recap", screen="compare"),
        Block(60, "Group countermeasures into blocks", screen="board"),
        Block(75, "Kind, owner and weeks of each action", lead=OWNER, screen="timeline"),
        _LUNCH,
        Block(45, "Barriers, communication and training plan", lead=OWNER, screen="barriers"),
        Block(30, "The owner reads the plan back", lead=OWNER, screen="board"),
        Block(45, "Report-out and signatures", "briefing", OWNER, "Sponsor and leaders.", "compare"),
        Block(20, "Reflections, dates of the reviews", "close", COACH, screen="reviews"),
    ),
)
_ONE_DAY = DayPlan(
    "Current state, future state, plan",
    (
        Block(10, "Opening by the sponsor", lead=SPONSOR, screen="charter"),
        Block(20, "Charter and ground rules", lead=OWNER, screen="charter"),
        replace(_WALK, minutes=60, title="Walk the value stream"),
        Block(90, "Current state: flow, information, data", screen="pass-flow"),
        replace(_LUNCH, minutes=45),
        Block(75, "Ideal and future state", screen="ideal"),
        Block(60, "Action plan: owner and weeks", lead=OWNER, screen="board"),
        replace(_VISIT, title="Leadership visit and report-out"),
        Block(15, "Lessons, dates of the reviews", "close", COACH, screen="reviews"),
    ),
)
_MORE = DayPlan(
    "Work on",
    (
        Block(15, "Recap"),
        Block(165, "Work of the day", note="Name the blocks as you need them."),
        _LUNCH,
        Block(150, "Work of the day, second half"),
        _VISIT,
        _CLOSE,
    ),
)

_SESSIONS: tuple[DayPlan, ...] = (
    DayPlan(
        "Charter and flow",
        (
            Block(10, "Opening by the sponsor", lead=SPONSOR, screen="charter"),
            Block(15, "Charter, ground rules", lead=OWNER, note="Pre-work: one to two hours each, own steps.", screen="charter"),
            Block(60, "Pass 1: the flow of items", note="Five icons at most; from the customer backwards.", screen="pass-flow"),
            Block(5, "Close, what to bring tomorrow", "close", COACH, screen="close"),
        ),
    ),
    DayPlan(
        "Information and data",
        (
            Block(5, "Recap", screen="map"),
            Block(30, "Pass 2: the flow of information", screen="pass-information"),
            Block(50, "Pass 3: data of each step", screen="pass-metrics"),
            Block(5, "Close, what to bring tomorrow", "close", COACH, screen="close"),
        ),
    ),
    DayPlan(
        "Wastes and ideal state",
        (
            Block(5, "Recap", screen="map"),
            Block(35, "Wastes and questions, value of each step", note="Passes 4 and 5.", screen="pass-questions"),
            Block(15, "Ideal state, silent round", lead=COACH, screen="ideal"),
            _QUESTIONS,
            Block(5, "Close, what to bring tomorrow", "close", COACH, screen="close"),
        ),
    ),
    DayPlan(
        "Future state",
        (
            Block(5, "Recap", screen="map"),
            Block(60, "Future design", screen="future"),
            Block(20, "Metrics, test against the charter", lead=OWNER, screen="compare"),
            Block(5, "Close, what to bring tomorrow", "close", COACH, screen="close"),
        ),
    ),
    DayPlan(
        "Action plan",
        (
            Block(5, "Recap", screen="compare"),
            Block(45, "Actions: owner and weeks", lead=OWNER, screen="board"),
            Block(15, "Barriers, communication, training", lead=OWNER, screen="barriers"),
            Block(15, "Report-out to the leaders", "briefing", OWNER, "The owner reads the plan back.", "board"),
            Block(10, "Reflections, next calls", "close", COACH, "Then 30 minutes every two weeks for three months.", "reviews"),
        ),
    ),
)
_SHORT = DayPlan(
    "Ninety minutes",
    (
        Block(5, "Why we are here, ground rules", lead=OWNER, note="No solutions until minute 70.", screen="charter"),
        Block(25, "The flow today", note="From the customer backwards.", screen="pass-flow"),
        Block(20, "How long, how many, how good", screen="pass-metrics"),
        Block(20, "Where it waits and why", screen="pass-wastes"),
        Block(10, "Now solutions", screen="captures"),
        Block(10, "Three commitments: who, what, until when", "close", OWNER, screen="board"),
    ),
)

_WALK_WORDS: Mapping[str, str] = {
    "material": "Against the flow, from dispatch to goods-in; count what lies between.",
    "patient": "The patient’s way, back to front; count who waits.",
    "information": "From desk to desk with one case in hand; count what lies in trays and inboxes.",
    "external_need": "From the customer’s last contact backwards; read real requests.",
    "internal_need": "From desk to desk with one request in hand; count what waits.",
    "code": "From the release back to the idea with one change in hand; count tickets and branches.",
}
_LEAN_QUESTIONS = "Takt? Supermarket or shipping? Where flow, where pull? Which pacemaker? How levelled? What pitch? What has to improve?"
_OFFICE_QUESTIONS = "What can go, join, run side by side? Which hand-offs? Why does it wait? Right at the source? Technology last."


def plan_days(days: int, item_kind: str = "", template: str = "method") -> list[DayPlan]:
    """The agenda that a workshop of this many days begins with, in the words of what flows through its stream."""
    return [_in_words_of(plan, item_kind) for plan in _PLANS[template](max(1, days))]


def _full(days: int) -> list[DayPlan]:
    """Current state first, plan last, the future state between."""
    if days == 1:
        return [_ONE_DAY]
    if days == 2:  # the plan is made on the second afternoon
        return [_CURRENT, DayPlan("Future state and plan", _FUTURE.blocks[:5] + _PLAN.blocks[2:])]
    return [_CURRENT, _FUTURE, *[_MORE] * (days - 3), _PLAN]


def _remote(days: int) -> list[DayPlan]:
    """The sessions in their order, spread evenly; those of one day with a lunch between them."""
    used = min(days, len(_SESSIONS))
    return [_joined(_SESSIONS[place * len(_SESSIONS) // used : (place + 1) * len(_SESSIONS) // used]) for place in range(used)]


def _joined(sessions: Sequence[DayPlan]) -> DayPlan:
    blocks = sessions[0].blocks
    for session in sessions[1:]:
        blocks += (_LUNCH, *session.blocks)
    return DayPlan("; ".join(plan.theme for plan in sessions), blocks)


_PLANS = {"method": _full, "remote": _remote, "short": lambda days: [_SHORT]}


def _in_words_of(plan: DayPlan, item_kind: str) -> DayPlan:
    return replace(plan, blocks=tuple(_block_in_words(block, item_kind) for block in plan.blocks))


def _block_in_words(block: Block, item_kind: str) -> Block:
    if block.kind == "walk" and item_kind in _WALK_WORDS:
        return replace(block, note=_WALK_WORDS[item_kind])
    if block.title == _QUESTIONS.title:
        return replace(block, note=_LEAN_QUESTIONS if item_kind == "material" else _OFFICE_QUESTIONS)
    return block
