"""The patient journey before and on the walk: what people looked up for day 1, the route as it was planned, and what was seen on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from functools import partial
from typing import Any

from mapping.kinds_prework import PREWORK
from mapping.kinds_walk import OBSERVATION
from mapping.models import Flow, Map, PreworkAnswer, Step, WalkStop
from mapping.services import prework, walk
from vsm_site.demo_seed.story import Story

ANSWERS: tuple[tuple[str, int, str, dict[str, Any]], ...] = (
    ("Pia", -6, "13:20", {"kind": "term", "text": "ESI: emergency severity index, from 1 (at once) to 5 (can wait)."}),
    (
        "Per",
        -6,
        "16:05",
        {
            "kind": "step",
            "step": "Diagnostic tests",
            "data": {
                "trigger": "sample arrives with its order",
                "wip": {"value": 14, "evidence": "estimate"},
                "on_time_delivery": {"value": 70, "evidence": "system"},
            },
        },
    ),
)
"""Who wrote what before day 1. The term is in the glossary; the data of the laboratory still wait for a decision."""
STOPS = (
    ("Discharge desk", "discharge", "Ground floor, east", "Ruth, ext. 214", "Pia", "Omar", "10:48"),
    ("Treatment bays", "treat", "Bays 1 to 8", "Sister Jo, ext. 230", "Pia", "Omar", "11:10"),
    ("Laboratory and imaging", "tests", "Basement, door 3", "Ann, ext. 311", "Per", "Obi", "10:36"),
    ("Front desk", "triage", "Main entrance", "Tom, ext. 200", "Pia", "Omar", "11:31"),
)
"""From the exit backwards: where, which step it became, the place, who shows it, who asked, who wrote, and when it was seen."""
SEEN = (
    ("Omar", "10:50", "Discharge desk", "information", "Letters are typed from notes of three systems, the last one by telephone."),
    ("Pia", "11:12", "Treatment bays", "item", "Two patients are ready to go home and wait for a letter; both bays are blocked."),
    ("Per", "10:40", "Laboratory and imaging", "item", "Fourteen samples in the rack; the porter’s next round is in twenty minutes."),
    ("Omar", "11:33", "Front desk", "place", "No bay can be seen from triage: the nurse walks over to look which one is free."),
)
BESIDE_THE_FLOW = "The sample lies in the tray at the nurses’ desk until the porter comes; nobody sees how long."


def look_up(story: Story) -> None:
    """The links go out, two answers come back, and the coach takes one over."""
    with story.dated(-6, "09:00") as moment:
        people = [story.pk(name) for name in ("Pia", "Per")]
        prework.send_links(actor=story.actor("Fay"), workshop_id=story.workshop.pk, people=people, now=moment)
    for name, day, clock, said in ANSWERS:
        values = PREWORK.parse(said, from_wire=False) | {"person": story.pk(name)}
        story.add(name, day, clock, PREWORK, values, "prework")
    with story.dated(-5, "15:10"):
        term = PreworkAnswer.objects.present().get(workshop_id=story.workshop.pk, kind="term")
        prework.accept(actor=story.actor("Fay"), answer_id=term.pk)


def plan_walk(story: Story) -> None:
    """The route on the day before: who goes where, and who shows it."""
    for place, (title, _, where, contact, asks, writes, _) in enumerate(STOPS):
        values = {"title": title, "place": where, "contact": contact, "minutes": 20, "on": story.date(1)}
        values |= {"asks": story.pk(asks), "writes": story.pk(writes), "starts_at": time(10, 30) if place == 0 else None}
        with story.dated(-1, f"15:0{place}"):
            walk.add_stop(actor=story.actor("Fay"), workshop_id=story.workshop.pk, values=values)


def on_the_walk(story: Story) -> list[tuple[str, Callable[[], None]]]:
    """What happens on the way, by the time of the first day."""
    stops = {row.title: row for row in WalkStop.objects.present().filter(workshop_id=story.workshop.pk)}
    events: list[tuple[str, Callable[[], None]]] = []
    for title, _, _, _, asks, _, clock in STOPS:
        events.append((clock, partial(_walked, story, stops[title], asks, clock)))
    for name, clock, title, kind, text in SEEN:
        events.append((clock, partial(_seen, story, name, clock, {"kind": kind, "text": text, "stop": str(stops[title].pk)})))
    return events


def _walked(story: Story, stop: WalkStop, by: str, clock: str) -> None:
    with story.dated(1, clock) as moment:
        walk.mark_walked(actor=story.actor(by), stop_id=stop.pk, at=moment)


def _seen(story: Story, by: str, clock: str, values: dict[str, Any]) -> None:
    with story.change(by, 1, clock, "observe") as tx:
        tx.new(OBSERVATION, OBSERVATION.parse(values))


def put_on_map(story: Story, current: Map) -> None:
    """The places are steps now, and what lies between two of them is noted at their flow."""
    steps = {row.doc_id: row.pk for row in Step.objects.present().filter(map_id=current.pk)}
    with story.change("Fay", 1, "14:24", "change-stop") as tx:
        for title, step, *_ in STOPS:
            tx.set(WalkStop.objects.present().get(workshop_id=story.workshop.pk, title=title), {"step": steps[step]})
    flow = Flow.objects.present().get(map_id=current.pk, source="assess", target="tests")
    _seen(story, "Per", "14:26", {"kind": "item", "text": BESIDE_THE_FLOW, "flow": str(flow.pk)})
