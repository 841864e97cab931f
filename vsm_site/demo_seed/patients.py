"""The patient journey: a workshop on its second day, with the current state agreed and the future state on the wall."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Organisation, User
from actionplans.services import actions, plans
from actionplans.services.actions import PromiseEdit
from mapping.models import Flow, Map, Step
from mapping.records import FLOW, NOTE, STEP
from mapping.services import maps, steps
from vsm_site.demo_seed import gathering
from vsm_site.demo_seed.futures import answer_questions, choose, discuss_ideal, draw_second, sign
from vsm_site.demo_seed.story import Player, Said, Story, document
from workshops.access import Actor
from workshops.agenda_templates import plan_days
from workshops.duties import CHECKLIST
from workshops.joining import typed_code
from workshops.models import ItemKind, Workshop
from workshops.policy import Role
from workshops.selectors import guests as guest_selectors
from workshops.services import captures, guests, team
from workshops.services.guests import Knock
from workshops.services.team import OneDay
from workshops.services.workshops import NewStream, NewWorkshop, create_workshop
from workshops.setup_templates import HEALTH
from workshops.stages import Stage

EXAMPLE = "change-request"
ZONE = "Europe/London"
FRONT, NURSES, LAB = "Front desk", "Nursing", "Radiology and laboratory"
STREAM = {
    "name": "Patient journey",
    "item_kind": ItemKind.PATIENT.value,
    "item": "patient",
    "customer": "Patients with an unplanned visit, and who waits with them",
    "value": "Tell me soon what I have, treat it, and let me go home the same day knowing what happens next.",
}
PLAYERS = (
    Player("Fay", Role.COACH, "Lean coach", "Improvement office"),
    Player("Omar", Role.OWNER, "Head of unplanned care", FRONT),
    Player("Spring", Role.SPONSOR, "Chief operating officer", "Management", full_time=False),
    Player("Pia", Role.PARTICIPANT, "Triage nurse", FRONT),
    Player("Per", Role.PARTICIPANT, "Laboratory lead", LAB),
    Player("Obi", Role.OBSERVER, "Quality manager", "Quality", full_time=False),
)
CASE = (
    "Every third patient with an unplanned visit stays longer than twelve hours. Most of that time nobody works on their case. "
    "Complaints about waiting have doubled since spring, and two triage nurses gave the waiting room as their reason to leave."
)
WHY = {
    "case_for_change": CASE,
    "requirements": "First look by a nurse within 15 minutes. Findings signed by a physician. Letter to the practitioner the same day.",
    "benefit_customer": "Seen within 45 minutes, home the same day.",
    "benefit_business": "Four bays free at any hour.",
    "benefit_staff": "Fewer calls asking “where is my result?”.",
    "place": "Room 2.14, paper wall of 8 m",
    "equipment": "Two screens, projector, Wi-Fi for twenty, large paper as backup",
    "food": "Coffee from 08:30, lunch at 12:30",
    "remote_link": "https://meet.example/room-2-14",
    "on_call": "Head of laboratory and IT of the record system, until 16:00 each day.",
    "follow_up_place": "Room 2.14, 10:00",
    "follow_up_owner": "Omar",
    "interdependent": "Pharmacy supply; bed management of the wards.",
}
BRIEFINGS = (
    ("current", 1, time(16, 0), "Chief nurse, head of laboratory"),
    ("future", 2, time(16, 0), "Chief nurse, head of laboratory"),
    ("plan", 3, time(14, 15), "All heads of department"),
)
SCOPE = {
    "family": "Unplanned visits of adults",
    "customer_kind": "external",
    "trigger": "Patient reaches the front desk",
    "first_step": "Registration & triage",
    "last_step": "Discharge & follow-up",
    "areas": "Front desk, Nursing, Physicians, Radiology and laboratory, Pharmacy",
    "included": "Unplanned visits of adults, weekdays and weekends.",
    "excluded": "Trauma room, children, planned admissions.",
    "boundaries": "No new headcount, no new record system this year.",
    "constraints": "The laboratory’s analyser is replaced in the second quarter, not before.",
    "demand_quantity": 62,
    "demand_per": "d",
    "working_calendar": "24 hours, seven days; the map counts days of 8 hours",
    "walk_route": "From the exit back to the front desk: discharge desk, treatment bays, imaging, laboratory, triage.",
}
TARGETS = (
    ("Lead time", "11.5 h", "7 h", 90, "time stamps, one week"),
    ("Rolled throughput yield", "69.6 %", "80 %", 60, "sample of 60 visits"),
    ("Left without being seen", "4.1 %", "2 %", 90, "record system"),
)
PREPARED = {
    "gather-information": "Visits of the last 12 weeks by hour of arrival: 62 a day, peaks at 10 and 18.",
    "case-for-change": "In the charter; agreed with Spring.",
    "scope": "Front desk to discharge letter. Trauma room left out.",
    "requirements": "Collected from quality, law and the medical director.",
    "measurements": "Baselines from the record system, one week.",
    "logistics": "Room 2.14 is booked, paper wall up, lunch ordered.",
    "participants": "Somebody from each area; the ward sends Pia’s deputy on day 3.",
    "materials": "Paper, notes in four colours, six clipboards.",
    "freed": "Both freed for three days in writing.",
    "visit-times": "16:00 each day, 30 minutes.",
    "pre-work": "Per looked up times of 400 samples; Pia counted arrivals for a week.",
    "walk-safety": "Badges and privacy briefing at 10:30.",
}
GATHERED = {
    "observe": "42 patients followed, back to front.",
    "walk": "Two walks: first the layout, then the data.",
    "follow": "The sample travels with the porter, the result by phone.",
    "step-data": "All eight steps; three of them timed, five from the record system.",
    "map-items": "Eight steps, 11.5 h.",
    "map-information": "Booking, record, test order and findings.",
    "data-and-issues": "Every number with who said it.",
}
SAID = (
    Said("Pia", 1, "10:52", "issue", "Registration types the address twice, once for the label.", "Registration & triage", "action"),
    Said(
        "Per",
        1,
        "11:05",
        "parking_lot",
        "Parking fees make families leave before discharge.",
        "",
        "carried",
        "Facility management, by Omar",
        "Omar",
    ),
    Said("Per", 1, "11:20", "acronym", "POCT: point-of-care testing, a blood test at the bedside.", "", "closed", "In the glossary"),
    Said("Pia", 1, "11:24", "acronym", "LWBS: left without being seen.", "", "closed", "In the glossary"),
    Said("Per", 1, "11:41", "issue", "Samples wait for the porter’s round at :00 and :30.", "Diagnostic tests", "action"),
    Said(
        "Pia",
        1,
        "13:32",
        "issue",
        "Nobody owns a patient between triage and assessment.",
        "Waiting room",
        "closed",
        "On the future map: straight to a bay",
    ),
    Said(
        "Per",
        1,
        "13:47",
        "issue",
        "The lab refuses orders without a stamp.",
        "Diagnostic tests",
        "carried",
        "Asked the leaders on day 2",
        "Per",
    ),
    Said(
        "Omar",
        1,
        "14:12",
        "improvement",
        "Bloods ordered by the triage nurse, before the physician sees the patient.",
        "Diagnostic tests",
        "action",
    ),
    Said("Pia", 1, "14:30", "issue", "Discharge letters are begun when everything else is done.", "Discharge & follow-up", "action"),
    Said("Omar", 1, "14:41", "acronym", "GP: general practitioner, who receives the discharge letter.", "", "closed", "In the glossary"),
    Said(
        "Per",
        1,
        "15:20",
        "improvement",
        "One screen with all results that are complete.",
        "Results review",
        "dropped",
        "No new record system this year",
    ),
    Said("Pia", 2, "09:26", "improvement", "Send the result alert to the physician’s phone.", "Results review", "action"),
    Said("Pia", 2, "09:28", "issue", "Porters are called by phone, and the phone is often engaged.", "Diagnostic tests"),
    Said("Per", 2, "09:31", "parking_lot", "Who may order imaging at night? Rules differ per ward.", "Diagnostic tests"),
    Said(
        "Omar",
        2,
        "09:33",
        "improvement",
        "A discharge checklist by the bed.",
        "Discharge & follow-up",
        "carried",
        "To day 3, with the plan",
        "Pia",
    ),
)
FUTURE_WAITS = {
    ("home", "triage"): "0.5 h",
    ("triage", "assess"): "0 h",
    ("assess", "tests"): "0.75 h",
    ("tests", "review"): "0.25 h",
    ("treat", "discharge"): "0.5 h",
}
"""Waits of the future state; the others stay. Together 3 h, so that the whole takes 7 h."""
WHY_THIS = (
    "Seven hours with the present staff and no new device. The laboratory at the bed waits for the new analyser, in the second quarter."
)
LEARNED = (
    ("Pia", "well", "Walking back to front: we saw the queue before we saw its cause."),
    ("Per", "well", "Timing samples ourselves ended the debate about the laboratory."),
    ("Fay", "change", "Start with coffee at the wall, not at the tables."),
)
FIRST_DAY = (
    "The team walked all eight steps and timed 42 patients. The current state stands: 11.5 h, of which 4 h are work.\n"
    "The longest wait is in front of diagnostic tests, 2 h. Seven of eight steps add value."
)


def tell(users: Mapping[str, User], organisation: Organisation, now: datetime) -> Story:
    """Prepare in six weeks, gather data yesterday, design the future today."""
    story = Story(_made(users, organisation, now), users, now)
    _prepare(story)
    _first_day(story)
    _second_day(story)
    return story


def _made(users: Mapping[str, User], organisation: Organisation, now: datetime) -> Workshop:
    today = now.astimezone(ZoneInfo(ZONE)).date()
    plan = NewWorkshop(
        stream=NewStream(organisation, STREAM),
        title="Patient journey",
        first_day=today - timedelta(days=1),
        last_day=today + timedelta(days=1),
        time_zone=ZONE,
        agenda=plan_days(3),
        more_duties=(*CHECKLIST, *HEALTH.duties),
    )
    return create_workshop(actor=Actor(users["Fay"]), plan=plan)


def _scope(story: Story) -> None:
    """The talk with the sponsor before anything is written."""
    story.meeting(
        "Fay",
        -41,
        "scoping",
        ("Spring", "Omar", "Fay"),
        notes="Why now: two nurses left over the waiting room. Trauma and children stay out, they have their own stream.",
        decisions="Adults, weekdays and weekends.\nNo new headcount, no new record system this year.",
    )


def _coach(story: Story) -> None:
    """The coach prepares the owner."""
    story.meeting(
        "Fay",
        -27,
        "coaching",
        ("Omar", "Fay"),
        notes="Walked through a finished map; %C&A tried on Omar’s own letters.",
        handed_over="Omar sends the invitations and leads the charter talk alone.\nGiven: slides of the training, last year’s map.",
    )


def _kick_off(story: Story) -> None:
    """The kick-off with the team."""
    story.meeting(
        "Omar",
        -7,
        "kickoff",
        ("Spring", "Omar", "Pia", "Per", "Fay"),
        notes="Spring said why; the team asked what happens to the night shift.",
        decisions="Rotas of the three days are changed until Friday.",
    )


def _prepare(story: Story) -> None:
    story.redate(-42, "09:30")
    story.invite("Fay", -42, PLAYERS)
    _scope(story)
    story.charter("Omar", -40, "14:10", WHY)
    story.charter("Fay", -38, "09:50", SCOPE)
    story.targets("Omar", -36, TARGETS)
    story.brief("Omar", -35, "11:00", BRIEFINGS)
    _coach(story)
    story.release("Spring", -20, ("Pia", "Per", "Omar"))
    story.comment("Spring", -12, "08:15", "scope", "Do we need the weekends? Half of the complaints are of Saturdays.", settled_by="Omar")
    story.approve("Spring", -8, "14:20")
    story.agree(-8, "15:05", (("Omar", Role.OWNER), ("Fay", Role.COACH)))
    _kick_off(story)
    gathering.look_up(story)
    story.comment("Per", -4, "11:40", "logistics", "The walk passes the laboratory at shift change; can we go there first?")
    story.finish(Stage.PREPARE, -3, PREPARED, but=("samples", "remote-test", "health-forms"))
    gathering.plan_walk(story)
    with story.dated(-1, "16:30"):  # what a finished map looks like, for the training on the first morning
        maps.import_document(actor=story.actor("Fay"), workshop_id=story.workshop.pk, source=document(EXAMPLE))


def _first_day(story: Story) -> None:
    story.go_on("Fay", 1, "09:40", Stage.GATHER)
    said: list[tuple[str, Callable[[], None]]] = [
        (entry.at, partial(story.capture, [entry])) for entry in SAID if entry.day == 1 and entry.at < "14:20"
    ]
    for _, event in sorted([*said, *gathering.on_the_walk(story)], key=lambda event: event[0]):
        event()
    with story.dated(1, "14:20") as moment:
        walked = document("patient-journey") | {"walked": f"{moment:%A} {moment.day} {moment:%B}, 42 patients"}
        current = maps.import_document(actor=story.actor("Fay"), workshop_id=story.workshop.pk, source=walked).map
    gathering.put_on_map(story, current)
    story.capture([entry for entry in SAID if entry.day == 1 and entry.at >= "14:20"])
    story.finish(Stage.GATHER, 1, GATHERED, clock="15:30")
    story.barrier("Pia", 1, "15:42", "Only physicians may order bloods: the rule is older than triage nurses.")
    porter = story.ask("Per", 1, "15:50", "Can the porters come on call instead of every half hour?")
    visit = "Eight steps walked, 11.5 h; two thirds of it is waiting. Longest wait: before diagnostic tests, 2 h."
    story.visit("Omar", 1, "15:55", "Spring, chief nurse, head of laboratory", visit)
    answer = "Not from the budget of this year; show the effect first. The chief nurse lends one for the pilot."
    story.answer("Omar", 1, porter, answer)
    story.lessons(1, LEARNED)
    story.briefed("Omar", 1, "16:45", "current")
    story.follow_agenda("Fay", 1)
    story.close_day("Omar", 1, FIRST_DAY)
    _team(story)


def _team(story: Story) -> None:
    """Who came on the first day, and what they were shown that morning."""
    came = {"Omar": "full", "Fay": "full", "Pia": "full", "Per": "part", "Obi": "part"}
    trained = [(story.pk(name), topic) for name in ("Omar", "Pia", "Per", "Obi") for topic in ("value", "map", "metrics")]
    with story.dated(1, "16:52"):
        rows = [OneDay(story.pk(name), {"came": word}) for name, word in came.items()]
        team.note_day(actor=story.actor("Fay"), day_id=story.day(1).pk, rows=rows)
        team.note_training(actor=story.actor("Fay"), workshop_id=story.workshop.pk, given=trained, on=story.date(1))


def _second_day(story: Story) -> None:
    current = Map.objects.present().get(workshop_id=story.workshop.pk, title="Patient journey")
    story.sort_out("Fay", 2, "09:12", [entry for entry in SAID if entry.day == 1])
    story.go_on("Fay", 2, "09:14", Stage.FUTURE)
    story.capture([entry for entry in SAID if entry.day == 2])
    discuss_ideal(story, 2)
    answer_questions(story, 2, current)
    with story.dated(2, "11:20"):
        future = maps.copy_map(actor=story.actor("Fay"), source=current, workshop_id=story.workshop.pk, state="future").map
    _design(story, future)
    draw_second(story, 2, future)
    chosen = choose(story, 2, "11:49", future, WHY_THIS)
    sign(story, 2, "11:49", chosen, [("Omar", Role.OWNER)])
    barrier = story.barrier("Per", 2, "11:50", "Orders need a physician’s stamp before the laboratory may begin.")
    story.sort_out("Fay", 2, "11:55", [entry for entry in SAID if entry.day == 2])
    _plan(story, future)
    story.ask("Per", 2, "12:01", "May the laboratory take orders without a stamp?")
    story.ask("Pia", 2, "12:02", "Can one triage nurse be freed for the pilot next month?")
    taken = {"status": "taken", "due_on": story.date(9), "answer": "I ask the medical director."}
    story.answer_barrier("Spring", 2, "12:05", barrier, taken)
    _guests(story)
    story.follow_agenda("Fay", 2)
    for key, day in (("Spring", -8), ("Omar", 1), ("Pia", 1), ("Per", 1), ("Obi", 1)):
        story.visited(key, day, "17:10")


def _guests(story: Story) -> None:
    """The door is open: a porter came in by the link and says what he sees, a clerk waits in the lobby with the typed code."""
    with story.dated(2, "12:10"):
        values = {"direct": True, "capacity": 20}
        guests.open_joining(actor=story.actor("Fay"), workshop_id=story.workshop.pk, values=values, now=story.now)
        door = guest_selectors.door_of(story.workshop, story.now)
        porter = guests.join(knock=Knock("Gus", "Porter", "Transport", token=door.link_token), now=story.now).guest
        guests.join(knock=Knock("Ivy", "Ward clerk", "Ward 3", code=typed_code(door.code)), now=story.now)
    with story.dated(2, "12:14"):
        said = {"kind": "issue", "text": "At night one porter serves four wards: samples wait for the next round."}
        captures.add_capture(actor=Actor(porter.user), workshop_id=story.workshop.pk, values=said)


def _design(story: Story, future: Map) -> None:
    """Seven steps and seven hours, with the same staff."""
    with story.dated(2, "11:31"):
        steps.remove_step(actor=story.actor("Pia"), step=Step.objects.present().get(map_id=future.pk, doc_id="waiting"))
    for place, ((source, target), wait) in enumerate(FUTURE_WAITS.items()):
        flow = Flow.objects.present().get(map_id=future.pk, source=source, target=target)
        with story.change("Per" if "tests" in (source, target) else "Pia", 2, f"11:3{place + 2}", "flow") as tx:
            tx.set(flow, FLOW.parse({"wait": wait}))
    with story.change("Pia", 2, "11:42", "step") as tx:
        discharge = Step.objects.present().get(map_id=future.pk, doc_id="discharge")
        tx.set(discharge, STEP.parse({"defect_rate": 4}))
        triage = Step.objects.present().get(map_id=future.pk, doc_id="triage")
        tx.set(triage, STEP.parse({"name": "Triage & bloods", "done": "bloods ordered, patient in a bay"}))
    for note, at, text in (("burst1", "triage", "Nurse orders bloods"), ("burst2", "tests>review", "Alert when complete")):
        values = NOTE.parse({"id": note, "kind": "burst", "at": at, "text": text})
        story.add("Fay", 2, "11:46", NOTE, values | {"map": future.pk}, "add-note")


ACTIONS: tuple[tuple[str, dict[str, Any], str, str, str, str, str], ...] = (
    (
        "Bloods ordered by the triage nurse, before the physician sees the patient.",
        {
            "title": "Nurse orders bloods at triage",
            "kind": "event",
            "countermeasure": "A set of five orders, signed once by the medical director.",
        },
        "Pia",
        "wait_time",
        "tests",
        "2 h",
        "0.75 h",
    ),
    (
        "Samples wait for the porter’s round at :00 and :30.",
        {"title": "Tube from triage to the laboratory", "kind": "project", "objective": "No sample waits for a porter."},
        "Per",
        "lead_time",
        "",
        "11.5 h",
        "11 h",
    ),
    (
        "Registration types the address twice, once for the label.",
        {
            "title": "Straight to a bay, quick registration",
            "kind": "event",
            "countermeasure": "Registration comes to the bay with a tablet.",
        },
        "Omar",
        "wait_time",
        "assess",
        "1.75 h",
        "0 h",
    ),
    (
        "Send the result alert to the physician’s phone.",
        {
            "title": "Alert when the last result is in",
            "kind": "just_do_it",
            "countermeasure": "The laboratory system sends it already; switch it on.",
        },
        "Per",
        "wait_time",
        "review",
        "1 h",
        "0.25 h",
    ),
    (
        "Discharge letters are begun when everything else is done.",
        {"title": "Start the letter at the treatment plan", "kind": "burst", "countermeasure": "The draft opens with the plan."},
        "Pia",
        "defect_rate",
        "discharge",
        "10 %",
        "4 %",
    ),
)


def _plan(story: Story, future: Map) -> None:
    """First drafts of the plan, each from something that was said."""
    ids = {step.doc_id: step.pk for step in Step.objects.present().filter(map_id=future.pk)}
    last = story.workshop.last_day
    with story.dated(2, "11:58"):
        plans.update_plan(
            actor=story.actor("Omar"),
            workshop_id=story.workshop.pk,
            objective="Seven hours from the front desk to the discharge letter, with the same staff, by day 90.",
        )
    for place, (text, values, owner, metric, step, before, after) in enumerate(ACTIONS):
        weeks = timedelta(days=14 + 7 * place)
        promise = {"metric": metric, "step": ids.get(step), "from": before, "to": after}
        dated = {
            "owner": story.pk(owner),
            "step": ids.get(step),
            "start": last + timedelta(days=5),
            "end": last + weeks + timedelta(days=5),
        }
        with story.dated(2, "11:59"):
            actions.create_action_from_capture(
                actor=story.actor("Omar"), capture_id=story.said[text].pk, values=values | dated, promises=[PromiseEdit(promise)]
            )
