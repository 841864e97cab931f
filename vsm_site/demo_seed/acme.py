"""Acme Stamping: a workshop eight weeks after its days, with the plan under way, one review held and the next one due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Organisation, User
from actionplans.models import Action, Outreach
from actionplans.records import UPDATE
from actionplans.services import actions, blocks, plans
from actionplans.services.actions import PromiseEdit
from mapping import document as documents
from mapping.models import FutureVersion, Map, MapNote, Step
from mapping.records import NOTE, STEP
from mapping.services import maps
from reviews.models import Review
from reviews.services import preparation, reviews
from reviews.services.reviews import ReadingEdit
from vsm_site.demo_seed import planning, sustaining
from vsm_site.demo_seed.alignment import hold_alignment, plan_alignment
from vsm_site.demo_seed.checkins import meetings, set_rhythm
from vsm_site.demo_seed.futures import choose, sign
from vsm_site.demo_seed.story import Player, Said, Story, document
from workshops.access import Actor
from workshops.agenda_templates import plan_days
from workshops.duties import CHECKLIST
from workshops.models import Barrier, ItemKind, Workshop
from workshops.policy import Role
from workshops.services.workshops import NewStream, NewWorkshop, create_workshop
from workshops.stages import Stage

ZONE = "Europe/London"
AFTER = 54
"""Days since the last workshop day: the review after 30 days is held, the one after 60 is due in six days."""
PRESS, WELD = "Press shop", "Weld and assembly"
STREAM = {
    "name": "Steering brackets",
    "item_kind": ItemKind.MATERIAL.value,
    "item": "bracket",
    "customer": "State Street Assembly",
    "value": "Left and right brackets in the mix we build today, every day, without a box that waits at our dock.",
}
PLAYERS = (
    Player("Fay", Role.COACH, "Lean coach", "Improvement office"),
    Player("Omar", Role.OWNER, "Head of production", "Production"),
    Player("Spring", Role.SPONSOR, "Chief operating officer", "Management", full_time=False),
    Player("Pia", Role.PARTICIPANT, "Welder", WELD),
    Player("Per", Role.PARTICIPANT, "Press setter", PRESS),
    Player("Obi", Role.OBSERVER, "Quality manager", "Quality", full_time=False),
)
WHY = {
    "case_for_change": "A bracket takes 23.6 days from coil to truck and three minutes of work. State Street changes its mix every day; "
    "we learn of it when the wrong side is on the pallet. Overtime at assembly 1 costs 9 % of the line’s wages.",
    "requirements": "920 brackets a day, 20 to a tray. Traceable by coil. Two shifts of 460 minutes.",
    "benefit_customer": "The mix of the day on the truck of the day.",
    "benefit_business": "Nineteen days less stock, and no Saturday shifts.",
    "benefit_staff": "No chasing of parts; a line that ends on time.",
    "boundaries": "No new press. Present staff.",
    "constraints": "Press 200 t is shared with two other families.",
    "interdependent": "Coil supply by Michigan Steel; the truck of State Street.",
    "place": "Training room beside the press, paper wall of 6 m",
    "food": "Canteen, 12:30",
    "on_call": "Maintenance and production control, by radio.",
    "follow_up_place": "At the line, 10:00",
}
MANAGEMENT = "The plant’s management"
BRIEFINGS = (
    ("current", 1, time(16, 0), MANAGEMENT),
    ("future", 2, time(16, 0), MANAGEMENT),
    ("plan", 3, time(14, 30), f"{MANAGEMENT}; State Street’s planner"),
)
SCOPE = {
    "family": "Steering brackets, left and right",
    "trigger": "Coils arrive, Tuesday and Thursday",
    "first_step": "Stamping (200 t press)",
    "last_step": "Assembly 2",
    "included": "Both brackets, from coils at the dock to the truck.",
    "excluded": "Other families on the press; tool making.",
    "demand_quantity": 18400,
    "demand_per": "mo",
    "working_calendar": "2 shifts of 460 min, 20 days a month",
    "walk_route": "From shipping back to the coils: staging, assembly 2 and 1, weld 2 and 1, press, dock.",
}
TARGETS = (
    ("Lead time", "23.6 d", "4.5 d", 90, "boxes counted on the walk"),
    ("Process time", "188 s", "169 s", 60, "20 cycles at each station"),
    ("Overtime at assembly 1", "36 h", "6 h", 90, "hours a month, pay roll"),
)
PREPARED = {
    "gather-information": "Orders of twelve months, scrap of three, uptime log of weld 2.",
    "case-for-change": "In the charter.",
    "scope": "Brackets only, dock to dock.",
    "requirements": "From State Street’s contract and our own traceability rule.",
    "measurements": "Counted twice, two weeks apart.",
    "logistics": "Training room beside the press.",
    "participants": "One from each station; maintenance on call.",
    "materials": "Stop watches, clipboards, paper wall.",
    "freed": "In writing, three days each.",
    "walk-safety": "Shoes and hearing protection for guests.",
}
GATHERED = {
    "observe": "One full shift at each station.",
    "walk": "From shipping back to the dock.",
    "follow": "Boxes counted at six places.",
    "step-data": "20 cycles timed at each station; uptime from the machine log.",
    "map-items": "Five stations, six inventories: 23.6 d.",
    "map-information": "Weekly schedule to every station; daily ship schedule.",
    "data-and-issues": "On the map.",
}
DESIGNED = {
    "ideal": "One piece at a time, made when the truck asks for it.",
    "future-map": "A press with a supermarket, one cell, levelled by 20 minutes.",
    "action-plans": "Ten actions, each with one owner; looked at every Monday at 08:30.",
    "time-line": "Loops in this order: customer, cell, press, supplier.",
    "communication": "Shift talks on two days; card at the clock.",
}
SAID = (
    Said("Per", 1, "11:02", "issue", "Seven days of stamped parts stand before weld 1.", "Stamping (200 t press)", "action"),
    Said("Pia", 1, "11:15", "issue", "Work content of assembly 1 is above takt.", "Assembly 1", "action"),
    Said("Pia", 1, "11:21", "issue", "Weld 2 stops for ten minutes when the transformer is hot.", "Spot weld 2", "action"),
    Said(
        "Per",
        1,
        "11:40",
        "acronym",
        "EPEI: every part every interval, how long until each part was made once.",
        "",
        "closed",
        "In the glossary",
    ),
    Said(
        "Omar",
        1,
        "13:35",
        "issue",
        "Every station gets its own schedule, and none matches the truck.",
        "",
        "closed",
        "On the future map: one pacemaker",
    ),
    Said(
        "Per", 1, "14:05", "improvement", "Have the next die at the press before the last part is out.", "Stamping (200 t press)", "action"
    ),
    Said("Pia", 1, "14:26", "acronym", "FIFO: first in, first out.", "", "closed", "In the glossary"),
    Said(
        "Omar",
        2,
        "09:31",
        "parking_lot",
        "Labels of left and right look alike.",
        "Shipping (staging)",
        "carried",
        "Quality, by Omar",
        "Omar",
    ),
    Said("Omar", 2, "09:44", "improvement", "Trucks twice a day instead of one long one.", "Shipping (staging)", "action"),
    Said(
        "Per",
        2,
        "10:20",
        "parking_lot",
        "A second press for the night shift?",
        "Stamping (200 t press)",
        "dropped",
        "Outside the charter: no new press",
    ),
    Said("Pia", 2, "11:52", "improvement", "Stop the press when 1,500 stamped parts wait.", "Stamping (200 t press)", "action"),
    Said("Per", 2, "13:10", "acronym", "Pitch: takt times the pieces of one tray, here 20 minutes.", "", "closed", "In the glossary"),
    Said("Omar", 2, "13:40", "issue", "Coils come twice a week, five days at once.", "Stamping (200 t press)", "action"),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One action of the plan with what became of it. Days are counted from the last workshop day."""

    key: str
    title: str
    kind: str
    owner: str
    start: int
    end: int
    values: Mapping[str, Any]
    promise: tuple[str, str, str, str] | None = None
    """Metric, step of the current map or none, from, to."""
    text: str = ""
    """The capture it came from."""
    status: str = "todo"
    on: int = 0
    reason: str = ""
    waits_for: str = ""
    updates: tuple[tuple[int, str, int | None, str], ...] = ()
    """Day, text, percent, evidence."""
    more: tuple[tuple[str, str, str, str], ...] = ()
    """What else it promises, likewise."""
    block: str = ""
    worth: tuple[int, int] | None = None
    """Impact and effort, 1 to 3."""
    after: tuple[str, ...] = ()
    """The actions that it waits for."""
    burst: str = ""
    """The note on the future map that it came from."""
    result: str = ""


PLAN = (
    Planned(
        "coils",
        "Coils twice a week, then daily",
        "just_do_it",
        "Omar",
        3,
        12,
        {
            "objective": "Two days of coils instead of five.",
            "countermeasure": "Call-off by the empty rack, by the milk run of the neighbour.",
        },
        ("wait_time", "stamping", "5 d", "2 d"),
        "Coils come twice a week, five days at once.",
        "done",
        11,
        block="Supplier loop",
        worth=(2, 1),
        result="Two days of coils stand at the press; the neighbour’s truck brings ours along.",
        updates=((6, "The neighbour’s truck brings ours along on four days.", 60, ""), (11, "Daily since Monday.", 100, "goods-in record")),
    ),
    Planned(
        "stop",
        "Stop when 1,500 stamped parts wait",
        "just_do_it",
        "Pia",
        1,
        7,
        {"countermeasure": "A painted lane with room for five boxes; full lane, press stops."},
        ("wip", "weld1", "7000", "1500"),
        "Stop the press when 1,500 stamped parts wait.",
        "done",
        6,
        block="Press loop",
        worth=(3, 1),
        result="Five boxes in the lane by day; the night shift still fills it beyond.",
        updates=((6, "Lane is painted; the press stopped twice already.", 100, "photo at the wall"),),
    ),
    Planned(
        "takt",
        "Cut the 62 s below takt",
        "event",
        "Pia",
        8,
        22,
        {"objective": "Assembly 1 keeps up with 60 s.", "countermeasure": "Clip is fitted at weld 2; fixture turned by a quarter."},
        ("cycle_time", "assembly1", "62 s", "56 s"),
        "Work content of assembly 1 is above takt.",
        "done",
        21,
        block="Cell",
        worth=(2, 2),
        result="56 s over three shifts, without overtime.",
        updates=((15, "58 s with the new fixture.", 60, "20 cycles, timed"), (21, "56 s, three shifts long.", 100, "20 cycles, timed")),
    ),
    Planned(
        "press",
        "Press changeover under 10 minutes",
        "event",
        "Per",
        10,
        59,
        {
            "objective": "A batch of 300 instead of two weeks.",
            "preparation": "Two setters freed for three afternoons; a camera; the log of the last twenty changeovers.",
            "countermeasure": "Outside work before the stop; quick clamps; shadow board.",
        },
        ("changeover", "stamping", "1 h", "10 min"),
        "Have the next die at the press before the last part is out.",
        "doing",
        10,
        block="Press loop",
        worth=(3, 2),
        burst="burst1",
        updates=(
            (17, "First two changeovers filmed: 41 min, most of it searching.", 30, "film"),
            (28, "24 min with the next die ready.", 60, "8 changeovers, observed"),
            (47, "14 min. Clamps for the second die are ordered.", 80, "12 changeovers, observed"),
        ),
    ),
    Planned(
        "uptime",
        "Raise uptime of weld 2 from 80 to 100 %",
        "project",
        "Per",
        14,
        48,
        {"objective": "No stop for heat.", "countermeasure": "Spare transformer and a cooling circuit of its own."},
        ("uptime", "weld2", "80 %", "100 %"),
        "Weld 2 stops for ten minutes when the transformer is hot.",
        "doing",
        14,
        block="Cell",
        worth=(2, 3),
        updates=(
            (27, "91 % with cleaned filters.", 50, "machine log, 22 shifts"),
            (45, "The spare transformer comes next week.", 70, "order"),
        ),
    ),
    Planned(
        "truck",
        "Daily milk run to State Street",
        "project",
        "Omar",
        20,
        66,
        {"objective": "Two days of finished goods instead of four and a half."},
        ("wait_after", "assembly2", "4.5 d", "2 d"),
        "Trucks twice a day instead of one long one.",
        "blocked",
        44,
        reason="The carrier’s contract ends in two months; a change before that needs Spring’s signature.",
        waits_for="Spring",
        block="Customer loop",
        worth=(3, 3),
        updates=((30, "The carrier agrees to two stops a day.", 30, "letter"),),
    ),
    Planned(
        "market",
        "Supermarket for stamped parts, one day",
        "event",
        "Omar",
        30,
        63,
        {"objective": "The cell pulls, the press refills.", "countermeasure": "Rack for one day; signal kanban of 300 pieces."},
        ("wait_time", "weld1", "1.6 d", "1 d"),
        "Seven days of stamped parts stand before weld 1.",
        "doing",
        31,
        block="Press loop",
        worth=(2, 2),
        after=("stop", "press"),
        updates=(
            (40, "Rack stands; signals are printed.", 40, "photo at the wall"),
            (52, "Left side runs by signal, right side from Monday.", 70, ""),
        ),
    ),
    Planned(
        "cell",
        "One-piece flow from weld 1 to assembly 2",
        "burst",
        "Pia",
        51,
        73,
        {
            "preparation": "Layout on the floor, one weekend without orders, maintenance on call.",
            "objective": "Three people, 168 s at the cell, no boxes between.",
            "countermeasure": "Stations moved into a U on a weekend.",
        },
        ("wait_time", "weld2", "1.8 d", "0 d"),
        more=(("wait_time", "assembly1", "2.7 d", "0 d"), ("wait_time", "assembly2", "2 d", "0 d"), ("process_time", "", "182 s", "169 s")),
        block="Cell",
        worth=(3, 2),
        after=("takt", "uptime"),
        burst="burst2",
        status="doing",
        on=51,
        updates=((52, "Layout taped on the floor and walked with both shifts.", 15, "photo at the wall"),),
    ),
    Planned(
        "level",
        "Levelling box with a pitch of 20 minutes",
        "workshop",
        "Omar",
        64,
        80,
        {
            "preparation": "Mix of the last eight weeks by hour; State Street’s planners invited.",
            "objective": "The mix of the day, every 20 minutes.",
            "countermeasure": "Half a day with State Street’s planners.",
        },
        ("wait_time", "stamping", "2 d", "1.5 d"),
        block="Customer loop",
        worth=(3, 2),
        after=("market", "cell"),
    ),
    Planned(
        "standard",
        "Standard work for three people",
        "event",
        "Per",
        70,
        84,
        {"countermeasure": "Work balance chart and one sheet for each station."},
        ("staffing", "assembly1", "1", "0.6"),
        after=("cell",),
    ),
    Planned(
        "night",
        "Night shift at assembly 1",
        "just_do_it",
        "Pia",
        2,
        20,
        {"objective": "Catch up with demand."},
        status="dropped",
        on=22,
        reason="Not needed any more: assembly 1 is below takt.",
    ),
)
BLOCKS = (
    ("Customer loop", "The truck takes every day what was made that day."),
    ("Cell", "One piece at a time, three people, below takt."),
    ("Press loop", "The cell pulls, the press refills one day."),
    ("Supplier loop", "Coils come as they are used."),
)
LESSONS = {
    1: (
        ("Per", "well", "Counting boxes ourselves ended the debate about stock."),
        ("Pia", "change", "Walk in two groups; eight people do not fit at weld 2."),
    ),
    2: (
        ("Per", "well", "Drawing the ideal state in silence brought up the pacemaker."),
        ("Omar", "change", "Lunch before the vote, not after."),
    ),
    3: (("Fay", "well", "Owners wrote their own weeks; nobody had to be asked twice."),),
}
DONE = {
    1: "Walked from shipping to the coils. 23.6 days of lead time for 188 s of work; 17,130 pieces counted at five places.\n"
    "Assembly 1 cannot meet takt: 62 s against 60 s.",
    2: "Three designs became one: a press with a supermarket, one cell and a levelling box. 4.5 days, 169 s, three people.",
    3: "Eleven actions with owner and weeks; Omar read the plan back and took it over. Reviews are in every calendar.",
}
REVIEW = {
    "learned": "Counting boxes every Friday at ten takes four minutes and ended the debate about stock.",
    "sustainment": "The night shift still fills the lane beyond five boxes; Per talks to both shift leaders.",
    "next_steps": "Supermarket before the flow cell. The carrier’s contract goes to Spring.",
    "rating": "amber",
    "rating_reason": "The press is on its way; nothing moved yet before assembly.",
}
CARRIER = "The carrier’s contract ends in two months; two stops a day need a signature now."
READINGS = (
    ("lead_time", "19.1 d", 214, "boxes counted on the walk"),
    ("process_time", "182 s", 20, "cycles at each station, observed"),
    ("target:Overtime at assembly 1", "21 h", None, "pay roll of the month"),
    ("promise:coils", "2 d", 9, "goods-in record"),
    ("promise:stop", 5600, 4, "Fridays, boxes counted"),
    ("promise:press", "24 min", 8, "changeovers, observed"),
    ("promise:takt", "58 s", 20, "cycles, observed"),
    ("promise:uptime", 91, 22, "shifts in the machine log"),
)


def tell(users: Mapping[str, User], organisation: Organisation, now: datetime) -> Story:
    """Three days in the training room, and eight weeks of doing what was planned there."""
    story = Story(_made(users, organisation, now), users, now)
    _prepare(story)
    targets = _targets(story)
    current = _first_day(story)
    transformer, future = _second_day(story, current)
    made, lines = _third_day(story, current, future)
    _carry_out(story, made, lines, targets, transformer, future.map)
    for name, days_ago in (("Spring", 8), ("Omar", 2), ("Pia", 2), ("Per", 3), ("Obi", 15), ("Fay", 2)):
        story.visited(name, AFTER + 3 - days_ago, "17:10")
    return story


def _made(users: Mapping[str, User], organisation: Organisation, now: datetime) -> Workshop:
    last = now.astimezone(ZoneInfo(ZONE)).date() - timedelta(days=AFTER)
    plan = NewWorkshop(
        stream=NewStream(organisation, STREAM),
        title="Acme Stamping",
        first_day=last - timedelta(days=2),
        last_day=last,
        time_zone=ZONE,
        agenda=plan_days(3),
        more_duties=CHECKLIST,
    )
    return create_workshop(actor=Actor(users["Fay"]), plan=plan)


def _prepare(story: Story) -> None:
    story.redate(-42, "09:10")
    story.invite("Fay", -42, PLAYERS)
    story.charter("Omar", -40, "11:30", WHY)
    story.charter("Fay", -39, "10:15", SCOPE)
    story.brief("Omar", -38, "14:00", BRIEFINGS)


def _targets(story: Story) -> dict[str, Any]:
    made = story.targets("Omar", -36, TARGETS)
    story.release("Spring", -20, ("Pia", "Per", "Omar"))
    story.approve("Spring", -14, "08:45")
    story.agree(-14, "09:20", (("Omar", Role.OWNER), ("Fay", Role.COACH)))
    story.finish(Stage.PREPARE, -2, PREPARED)
    return made


def _first_day(story: Story) -> Map:
    story.go_on("Fay", 1, "09:05", Stage.GATHER)
    story.capture([entry for entry in SAID if entry.day == 1])
    with story.dated(1, "15:05") as moment:
        walked = document("acme-current") | {"walked": f"{moment:%A} {moment.day} {moment:%B}, boxes counted"}
        found = maps.import_document(actor=story.actor("Fay"), workshop_id=story.workshop.pk, source=walked)
    story.finish(Stage.GATHER, 1, GATHERED, clock="15:30")
    asked = story.ask("Pia", 1, "15:40", "May we stop the press when the lane is full?")
    said = "23.6 days for 188 s of work. Seven days of stamped parts wait before weld 1. Assembly 1 is above takt."
    story.visit("Omar", 1, "15:50", "Spring and the plant’s management", said)
    story.answer("Omar", 1, asked, "Yes. Call me when somebody says no.")
    _day_ends(story, 1)
    return found.map


def _day_ends(story: Story, number: int) -> None:
    story.lessons(number, LESSONS[number])
    story.briefed("Omar", number, "16:45", BRIEFINGS[number - 1][0])
    story.follow_agenda("Fay", number)
    story.close_day("Omar", number, DONE[number])


def _second_day(story: Story, current: Map) -> tuple[Barrier, FutureVersion]:
    story.go_on("Fay", 2, "09:10", Stage.FUTURE)
    story.capture([entry for entry in SAID if entry.day == 2])
    future = _future(story, current)
    asked = story.ask("Per", 2, "15:45", "Who decides about the spare transformer?")
    story.visit("Omar", 2, "15:55", "Spring and the plant’s management", "The future state: 4.5 days with the present staff.")
    transformer = story.barrier("Per", 2, "16:02", "A spare transformer for weld 2 is above the limit of the plant.")
    story.answer("Omar", 2, asked, "Spring, within the week.")
    _day_ends(story, 2)
    story.sort_out("Fay", 3, "09:10", SAID)
    return transformer, future


def _future(story: Story, current: Map) -> FutureVersion:
    """The future map is a drawing of its own, whose steps say which ones they come from."""
    facts = documents.read(document("acme-future")).facts
    if facts is None:
        raise ValueError("The future state of the demo cannot be read.")
    with story.change("Fay", 2, "14:40", "import-map") as tx:
        future = maps.store(tx, facts, {"based_on": current.pk})
    for key, at, text in (("burst1", "stamping", "Changeover under 10 min"), ("burst2", "cell", "Three people, U-shape")):
        values = NOTE.parse({"id": key, "kind": "burst", "at": at, "text": text})
        story.add("Pia", 2, "15:02", NOTE, values | {"map": future.pk}, "add-note")
    return choose(story, 2, "15:30", future, "One pacemaker, and 4.5 days with the people we have.")


def _third_day(story: Story, current: Map, future: FutureVersion) -> tuple[dict[str, Action], list[Outreach]]:
    steps = {step.doc_id: step.pk for step in Step.objects.present().filter(map_id=current.pk)}
    objective = "From 23.6 to 4.5 days by day 90, in four loops: customer, cell, press, supplier."
    with story.dated(3, "10:20"):
        plans.update_plan(actor=story.actor("Omar"), workshop_id=story.workshop.pk, objective=objective)
    made = _plan(story, steps)
    story.finish(Stage.FUTURE, 3, DESIGNED)
    story.visit("Omar", 3, "14:20", "Spring, the plant’s management, State Street’s planner", "Report-out: the plan with its owners.")
    sign(story, 3, "14:25", future, [("Spring", Role.SPONSOR), ("Omar", Role.OWNER)])
    set_rhythm(story)
    lines = planning.agree(story, made)
    story.hand_over("Omar", 3, "15:20")
    story.go_on("Fay", 3, "15:25", Stage.EXECUTE)
    _day_ends(story, 3)
    return made, lines


def _plan(story: Story, steps: Mapping[str, UUID]) -> dict[str, Action]:
    """The actions in their blocks; then what each is worth, and which wait for which."""
    named: dict[str, UUID] = {}
    for title, objective in BLOCKS:
        with story.dated(3, "10:40"):
            values = {"title": title, "objective": objective}
            named[title] = blocks.create_block(actor=story.actor("Omar"), workshop_id=story.workshop.pk, values=values).pk
    made: dict[str, Action] = {}
    for entry in PLAN:
        with story.dated(3, "11:30"):
            made[entry.key] = _add(story, entry, steps, named)
    for entry in PLAN:
        if entry.after:
            with story.dated(3, "11:45"):
                before = {"depends_on": [str(made[key].pk) for key in entry.after]}
                actions.update_action(actor=story.actor("Omar"), action_id=made[entry.key].pk, values=before)
    return made


def _add(story: Story, entry: Planned, steps: Mapping[str, UUID], named: Mapping[str, UUID]) -> Action:
    last = story.workshop.last_day
    values: dict[str, Any] = dict(entry.values) | {
        "title": entry.title,
        "kind": entry.kind,
        "owner": story.pk(entry.owner),
        "start": last + timedelta(days=entry.start),
        "end": last + timedelta(days=entry.end),
        "status_on": last,
        "block": named.get(entry.block),
    }
    if entry.worth:
        values |= {"impact": entry.worth[0], "effort": entry.worth[1]}
    if entry.burst:
        values["source_note"] = MapNote.objects.present().get(workshop_id=story.workshop.pk, doc_id=entry.burst).pk
    promises = []
    if entry.promise:
        values["step"] = steps.get(entry.promise[1])
        promises = [
            PromiseEdit({"metric": metric, "step": steps.get(step), "from": before, "to": after})
            for metric, step, before, after in (entry.promise, *entry.more)
        ]
    if not entry.text:
        return actions.create_action(actor=story.actor("Omar"), workshop_id=story.workshop.pk, values=values, promises=promises)
    capture = story.said[entry.text].pk
    return actions.create_action_from_capture(actor=story.actor("Omar"), capture_id=capture, values=values, promises=promises)


def _carry_out(
    story: Story,
    made: Mapping[str, Action],
    lines: list[Outreach],
    targets: Mapping[str, Any],
    transformer: Barrier,
    future: Map,
) -> None:
    """What happened since, in the order in which it happened, each by whoever did it. Days are counted from the last one."""
    lifted = {"status": "lifted", "due_on": story.date(9), "answer": "Approved. It comes in six weeks."}
    events: list[tuple[int, str, Callable[[], object]]] = [
        (6, "08:20", lambda: story.answer_barrier("Spring", 9, "08:20", transformer, lifted)),
        (24, "10:10", lambda: _learn_more(story, future)),
        (30, "09:50", lambda: _review(story, made, targets)),
        (31, "15:00", lambda: plan_alignment(story)),
        (45, "15:40", lambda: hold_alignment(story)),
        (AFTER - 6, "09:10", lambda: _prepare_next(story)),
        (44, "11:10", lambda: story.barrier("Omar", 47, "11:10", CARRIER)),
        (47, "14:00", lambda: story.finish(Stage.EXECUTE, 50, {}, but=("improvements", "events", "objectives", "environment"))),
    ]
    events += [*meetings(story, AFTER), *sustaining.events(story), *planning.since(story, made, lines)]
    for entry in PLAN:
        action = made[entry.key]
        if entry.status != "todo":
            events.append((entry.on, "14:20", partial(_move, story, entry, action)))
        events += [(update[0], "14:30", partial(_report, story, entry, action, update)) for update in entry.updates]
    for _, _, event in sorted(events, key=lambda event: event[:2]):
        event()


def _learn_more(story: Story, future: Map) -> None:
    """After the event at the press the team draws what it got to: its signed future says ten minutes."""
    with story.change("Pia", 27, "10:10", "step") as tx:
        tx.set(Step.objects.present().get(map_id=future.pk, doc_id="stamping"), STEP.parse({"changeover": "8 min"}))


def _report(story: Story, entry: Planned, action: Action, update: tuple[int, str, int | None, str]) -> None:
    after, text, percent, evidence = update
    with story.change(entry.owner, after + 3, "14:30", "report-progress") as tx:
        values = {"text": text, "percent": percent, "evidence": evidence}
        tx.new(UPDATE, UPDATE.parse(values) | {"action": action.pk, "at": tx.at})
        if percent is not None:
            tx.set(action, {"percent": percent})


def _move(story: Story, entry: Planned, action: Action) -> None:
    day = entry.on + 3
    values = {"status": entry.status, "status_on": story.date(day), "reason": entry.reason}
    if entry.result:
        values["result"] = entry.result
    if entry.waits_for:
        values["waits_for"] = story.pk(entry.waits_for)
    with story.dated(day, "14:20"):
        actions.change_status(actor=story.actor(entry.owner), action_id=action.pk, values=values)


def _review(story: Story, made: Mapping[str, Action], targets: Mapping[str, Any]) -> None:
    """The review after 30 days, as it was held."""
    review = Review.objects.present().get(workshop_id=story.workshop.pk, day=30)
    day = 33
    omar = story.actor("Omar")
    edits = [
        ReadingEdit(_metric(metric, made, targets), {"value": value, "n": n, "measured_on": story.date(day - 1), "how": how})
        for metric, value, n, how in READINGS
    ]
    with story.dated(day, "09:50"):
        reviews.record_readings(actor=omar, review=review, edits=edits)
    with story.dated(day, "10:02"):
        present = {str(story.pk(name)) for name in ("Omar", "Spring", "Fay", "Pia", "Per")}
        reviews.set_attendance(actor=omar, review=review, present=present)
    for clock, text, owner in (
        ("10:31", "Start the supermarket before the flow cell.", "Omar"),
        ("10:38", "The promise for day 60 stays: below 10 days.", "Spring"),
    ):
        with story.dated(day, clock):
            due = {"due_on": story.date(day + 14), "owner": story.pk(owner)}
            reviews.record_decision(actor=omar, review=review, values={"text": text, **due})
    with story.dated(day, "10:45"):
        reviews.update_review(actor=omar, review=review, values=REVIEW)
    with story.dated(day, "10:46"):
        reviews.hold_review(actor=omar, review=review, held_on=story.date(day))


def _prepare_next(story: Story) -> None:
    """The review after 60 days as it is prepared: its hour and place, and who brings what."""
    omar, review = story.actor("Omar"), Review.objects.present().get(workshop_id=story.workshop.pk, day=60)
    with story.dated(AFTER + 3 - 6, "09:10"):
        reviews.update_review(actor=omar, review=review, values={"starts_at": time(10, 0), "place": "Training room, and by video"})
    with story.dated(AFTER + 3 - 6, "09:14"):
        preparation.prepare_review(actor=omar, review=review)


def _metric(name: str, made: Mapping[str, Action], targets: Mapping[str, Any]) -> str:
    """The key of a reading: a total of the map, a target of the charter or the promise of an action."""
    kind, _, key = name.partition(":")
    if kind == "target":
        return f"target:{targets[key].pk}"
    return f"promise:{made[key].present_promises[0].pk}" if kind == "promise" else name
