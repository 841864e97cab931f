"""What stands around the two workshops of the demo: an earlier one, and streams that they touch, two with a workshop of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Organisation, User
from actionplans.services import actions
from mapping import document as documents
from mapping.services import maps
from reviews.models import Review
from reviews.services import reviews
from reviews.services.reviews import ReadingEdit
from vsm_site.demo_seed.story import Player, Story, document
from workshops.access import Actor
from workshops.agenda_templates import plan_days
from workshops.models import ItemKind, TouchPoint, ValueStream
from workshops.policy import Role
from workshops.services import streams, touch_points
from workshops.services.workshops import NewWorkshop, create_workshop
from workshops.stages import Stage

ZONE = "Europe/London"
FOUNDED = timedelta(days=190)


@dataclass(frozen=True, slots=True)
class Done:
    """One action of a plan: who, from which day to which after the workshop, and the day on which it was done (0 while it is open)."""

    title: str
    owner: str
    start: int
    end: int
    on: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """One review as it was held and closed: its day, the lead time and how it is known, what was learned, and the sponsor’s word."""

    day: int
    lead_time: str
    how: str
    learned: str
    words: str


@dataclass(frozen=True, slots=True)
class Past:
    """A workshop that was: how many days ago it ended, who took part, its maps, its plan and its reviews."""

    title: str
    ended: int
    players: Sequence[Player]
    current: Mapping[str, Any]
    future: str
    case: str
    target: tuple[str, str]
    plan: Sequence[Done]
    reviews: Sequence[Held]
    stage: Stage = Stage.EXECUTE


def _earlier_brackets() -> dict[str, Any]:
    """The brackets a year ago: more coils, more stamped parts and more finished goods than today."""
    found = document("acme-current") | {"title": "Steering brackets, a year ago"}
    more = {"stamping": {"wait": "8 d"}, "weld1": {"inventory": 9200, "label": "6000 left, 3200 right"}}
    more["shipping"] = {"inventory": 5520, "label": "3600 left, 1920 right"}
    found["flows"] = [flow | more.get(flow["to"], {}) for flow in found["flows"]]
    return found


def _team(owner: str, area: str, *others: Player) -> tuple[Player, ...]:
    return (
        Player("Fay", Role.COACH, "Lean coach", "Improvement office"),
        Player(owner, Role.OWNER, f"Head of {area.lower()}", area),
        Player("Spring", Role.SPONSOR, "Chief operating officer", "Management", full_time=False),
        *others,
    )


EARLIER = Past(
    title="Brackets, the first round",
    ended=386,
    players=_team("Omar", "Production", Player("Per", Role.PARTICIPANT, "Press setter", "Press shop")),
    current=_earlier_brackets(),
    future="",
    case="A bracket takes 30 days from coil to truck, and nobody has seen all of the way.",
    target=("30.5 d", "24 d"),
    plan=(
        Done("Count stock at every station on Fridays", "Per", 3, 20, 18),
        Done("Coils twice a week instead of every second", "Omar", 10, 60, 55),
        Done("Finished goods for two days less", "Omar", 20, 85, 80),
    ),
    reviews=(
        Held(
            30,
            "28.5 d",
            "boxes counted on the walk",
            "What nobody counts comes back.",
            "You count every Friday now. I come to the next one.",
        ),
        Held(
            60,
            "26 d",
            "boxes counted on the walk",
            "Two deliveries a week work, when the dock knows of them.",
            "The dock gets the plan from me each Monday.",
        ),
        Held(
            90,
            "24.1 d",
            "boxes counted on the walk",
            "The press is the next one: another workshop in a year.",
            "Thank you. The press gets its days in spring.",
        ),
    ),
    stage=Stage.ALIGN,
)
LABORATORY = Past(
    title="Laboratory results in half a day",
    ended=72,
    players=_team("Per", "Laboratory", Player("Pia", Role.PARTICIPANT, "Triage nurse", "Front desk")),
    current=document("laboratory-current"),
    future="laboratory-future",
    case="Physicians wait eight hours for results that take 39 minutes of work. A rack is run when it is full, whoever waits.",
    target=("8.3 h", "2.5 h"),
    plan=(
        Done("Small racks of ten", "Per", 2, 16, 14),
        Done("Label at the front desk, not in the laboratory", "Pia", 5, 30, 27),
        Done("Release by rule where nothing is out of range", "Per", 14, 55, 52),
        Done("Tube from the front desk", "Per", 40, 88),
    ),
    reviews=(
        Held(
            30,
            "6.2 h",
            "time stamps of one week, n 2,210",
            "Ten tubes are enough to start the analyser.",
            "Keep to ten, also at night.",
        ),
        Held(
            60,
            "4.2 h",
            "time stamps of one week, n 2,340",
            "Nine of ten results need no second person.",
            "The tenth is mine: I talk to the laboratory’s head.",
        ),
    ),
)
COILS = Past(
    title="Coils on call",
    ended=43,
    players=_team("Obi", "Purchasing", Player("Per", Role.PARTICIPANT, "Press setter", "Press shop")),
    current=document("coils-current"),
    future="coils-future",
    case="Thirteen days from the call to the dock, and three of ten deliveries have the wrong width.",
    target=("13 d", "3.4 d"),
    plan=(
        Done("Call-off by the empty rack", "Per", 3, 20, 19),
        Done("Widths as a list, not by phone", "Obi", 5, 25),
        Done("Milk run with the neighbour", "Obi", 10, 34),
    ),
    reviews=(),
)

COIL_SUPPLY = {
    "name": "Coil supply",
    "item_kind": ItemKind.MATERIAL.value,
    "item": "call-off",
    "customer": "Press shop",
    "value": "The right width at the press on the morning it is needed.",
}
RESULTS = {
    "name": "Laboratory results",
    "item_kind": ItemKind.INTERNAL_NEED.value,
    "item": "sample",
    "customer": "Physicians of unplanned care and the wards",
    "value": "A result that I can trust, before the patient asks for it.",
}
DIES = {
    "name": "Die maintenance",
    "item_kind": ItemKind.INTERNAL_NEED.value,
    "item": "die",
    "customer": "Press shop",
    "value": "A die that runs a whole shift, back on the day that was said.",
}
BEDS = {
    "name": "Beds on the wards",
    "item_kind": ItemKind.PATIENT.value,
    "item": "admission",
    "customer": "Patients who stay",
    "value": "A bed that is ready when I am.",
}


def tell(users: Mapping[str, User], organisation: Organisation, brackets: Story, patients: Story) -> None:
    """The neighbours of both workshops; nothing of it is dated after now."""
    now = brackets.now
    known = {"brackets": brackets.workshop.stream, "patients": patients.workshop.stream}
    makers = (("coils", "Obi", COIL_SUPPLY), ("results", "Per", RESULTS), ("dies", "Omar", DIES), ("beds", "Omar", BEDS))
    for key, name, values in makers:
        known[key] = streams.add_stream(Actor(users[name]), organisation, values)
        ValueStream.objects.filter(pk=known[key].pk).update(created_at=now - FOUNDED, owner=users[name])
    ValueStream.objects.filter(pk=known["brackets"].pk).update(owner=users["Omar"], created_at=now - timedelta(days=EARLIER.ended + 40))
    ValueStream.objects.filter(pk=known["patients"].pk).update(created_at=now - timedelta(days=45))
    _held(EARLIER, known["brackets"], users, now)
    _held(LABORATORY, known["results"], users, now)
    _held(COILS, known["coils"], users, now)
    for row in _touches(known):
        _touch(users, now, *row)


def _held(past: Past, stream: ValueStream, users: Mapping[str, User], now: datetime) -> None:
    last = now.astimezone(ZoneInfo(ZONE)).date() - timedelta(days=past.ended)
    plan = NewWorkshop(stream, past.title, last - timedelta(days=1), last, ZONE, agenda=plan_days(2))
    story = Story(create_workshop(actor=Actor(users["Fay"]), plan=plan), users, now)
    owner = past.players[1].name
    story.redate(-30, "09:00")
    story.invite("Fay", -30, past.players)
    scope = {"trigger": past.current["flows"][0].get("label") or "The order comes in", "last_step": past.current["steps"][-1]["name"]}
    scope["first_step"] = past.current["steps"][0]["name"]
    story.charter(owner, -28, "10:10", {"case_for_change": past.case, **scope})
    story.targets(owner, -27, (("Lead time", *past.target, 90, past.reviews[0].how if past.reviews else "dates on the papers"),))
    story.release("Spring", -10, [player.name for player in past.players if player.role == Role.PARTICIPANT])
    story.approve("Spring", -9, "08:30")
    story.finish(Stage.PREPARE, -2, {})
    story.go_on("Fay", 1, "09:00", Stage.GATHER)
    _draw(story, past)
    story.finish(Stage.GATHER, 1, {}, clock="16:30")
    story.go_on("Fay", 2, "09:00", Stage.FUTURE)
    made = _planned(story, past, owner)
    story.finish(Stage.FUTURE, 2, {}, clock="14:30")
    story.hand_over(owner, 2, "15:00")
    story.go_on("Fay", 2, "15:10", Stage.EXECUTE)
    _since(story, past, owner, made)


def _draw(story: Story, past: Past) -> None:
    with story.dated(1, "15:00"):
        found = maps.import_document(actor=story.actor("Fay"), workshop_id=story.workshop.pk, source=past.current)
    facts = documents.read(document(past.future)).facts if past.future else None
    if facts:
        with story.change("Fay", 1, "16:10", "import-map") as tx:
            maps.store(tx, facts, {"based_on": found.map.pk})


def _planned(story: Story, past: Past, owner: str) -> dict[str, Any]:
    made, last = {}, story.workshop.last_day
    for entry in past.plan:
        values = {"title": entry.title, "kind": "event", "owner": story.pk(entry.owner), "status_on": last}
        values |= {"start": last + timedelta(days=entry.start), "end": last + timedelta(days=entry.end)}
        with story.dated(2, "11:00"):
            made[entry.title] = actions.create_action(actor=story.actor(owner), workshop_id=story.workshop.pk, values=values)
    return made


def _since(story: Story, past: Past, owner: str, made: Mapping[str, Any]) -> None:
    """What became of it, in the order of days; they are counted from the last workshop day, which is the second."""
    events: list[tuple[int, Any]] = [(held.day, held) for held in past.reviews]
    events += [(entry.on, entry) for entry in past.plan if entry.on]
    for after, event in sorted(events, key=lambda row: row[0]):
        if isinstance(event, Held):
            _review(story, event, owner, after + 2)
            continue
        with story.dated(after + 2, "14:00"):
            values = {"status": "done", "status_on": story.date(after + 2)}
            actions.change_status(actor=story.actor(event.owner), action_id=made[event.title].pk, values=values)
    if past.stage is Stage.ALIGN:
        after = past.reviews[-1].day + 3
        story.finish(Stage.EXECUTE, after, {}, clock="09:30")
        story.go_on("Fay", after, "10:00", Stage.ALIGN)
        story.finish(Stage.ALIGN, after, {}, clock="11:00")


def _review(story: Story, held: Held, owner: str, day: int) -> None:
    review = Review.objects.present().get(workshop_id=story.workshop.pk, day=held.day)
    edit = ReadingEdit("lead_time", {"value": held.lead_time, "measured_on": story.date(day), "how": held.how})
    with story.dated(day, "09:30"):
        reviews.record_readings(actor=story.actor(owner), review=review, edits=[edit])
    with story.dated(day, "09:50"):
        reviews.update_review(actor=story.actor(owner), review=review, values={"learned": held.learned})
    with story.dated(day, "10:00"):
        reviews.hold_review(actor=story.actor(owner), review=review, held_on=story.date(day))
    with story.change("Spring", day, "16:00", "close-review") as tx:
        reviews.close_held(tx, Review.objects.get(pk=review.pk), held.words)


Touch = tuple[str, ValueStream, str, "ValueStream | str", str, str, str]
"""Who notes it, of which stream, the way, the other side, what goes over, how long that takes, and who depends on it."""


def _touches(known: Mapping[str, ValueStream]) -> Sequence[Touch]:
    brackets, patients, results = known["brackets"], known["patients"], known["results"]
    return (
        ("Obi", known["coils"], "gives", brackets, "Coils, slit to width", "2 d", "Stamping: no coil, no press"),
        ("Omar", brackets, "takes", known["dies"], "Dies after repair", "1 d", "The press setter of the late shift"),
        ("Omar", brackets, "gives", known["dies"], "Worn dies with their sheet", "3 d", "The tool maker’s week"),
        ("Omar", brackets, "gives", "State Street Assembly", "Trays of 20 in the mix of the day", "4 h", "Their line, every 20 minutes"),
        ("Per", results, "takes", patients, "Samples with their label", "30 min", "The analyser’s next rack"),
        ("Per", results, "gives", patients, "Results", "45 min", "The physician’s second look"),
        ("Per", results, "gives", "General practitioners", "Results of their own patients", "1 d", "The practice, the next morning"),
        ("Omar", patients, "gives", known["beds"], "Patients who stay, with their letter", "~5 h", "The bay that they leave"),
        ("Omar", patients, "takes", "General practitioners", "Referrals with their findings", "", "Registration & triage"),
    )


def _touch(users: Mapping[str, User], now: datetime, who: str, stream: ValueStream, way: str, other: Any, *texts: str) -> None:
    sides = {"outside": other} if isinstance(other, str) else {"other": str(other.pk)}
    values = {"way": way, **sides, **dict(zip(("item", "lead_time", "depends"), texts, strict=True))}
    made = touch_points.create_touch_point(actor=Actor(users[who]), stream_id=stream.pk, values=values)
    TouchPoint.objects.filter(pk=made.pk).update(created_at=now - timedelta(days=40))
