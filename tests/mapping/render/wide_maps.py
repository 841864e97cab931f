"""Random maps as people draw them: from random_maps, with words, parties, information, notes and areas of every kind."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

from tests.mapping.random_maps import Maker

WORDS = (
    "Register",
    "Review by the board",
    "Check",
    "Triage & assign to a group",
    "Überprüfung der Unterlagen",
    "X",
    "Wait for signature 😀",
)
AREAS = ("Desk", "Laboratory and imaging", "Ward", "")


def wide_map(seed: int) -> dict[str, Any]:
    """A valid document; the same for the same seed. A few are long, so that they fold several times."""
    random = Random(seed)
    found = Maker(seed).document()
    if seed % 4 == 0:
        _lengthen(random, found)
    for step in found["steps"]:
        step |= {"name": random.choice(WORDS), "area": random.choice(AREAS), "staffing": random.randrange(12)}
        if random.random() < 0.08:
            step["break_before"] = True
    for party in found["parties"]:
        party |= {"name": random.choice(WORDS), "text": random.choice(("", "62 a day", "GPs, ambulance\nand more"))}
    for flow in found["flows"]:
        if flow.get("kind") != "rework":
            flow |= {"kind": random.choice(("push", "push", "pull", "fifo", "supermarket", "transport"))}
        if random.random() < 0.3:
            flow |= {"label": random.choice(WORDS)}
        if random.random() < 0.3:
            flow |= {"max": 40, "inventory": 123456}
    ids = [one["id"] for one in (*found["steps"], *found["parties"])]
    if ids:
        found["information"] = [_information(random, ids) for _ in range(random.randrange(6))]
        spots = [*ids, *(f"{flow['from']}>{flow['to']}" for flow in found["flows"]), None]
        found["notes"] = [_note(random, f"n{at}", random.choice(spots)) for at in range(random.randrange(8))]
    return found


def _lengthen(random: Random, found: dict[str, Any]) -> None:
    """Some steps in series behind what is there, and a way back from them."""
    first = len(found["steps"])
    added = [f"t{at}" for at in range(random.randrange(6, 20))]
    found["steps"] += [{"id": key, "name": key, "cycle_time": "7 min", "lead_time": "1 d", "wip": 3} for key in added]
    chain = [*(["s0"] if first else []), *added]
    taken = {(flow["from"], flow["to"]) for flow in found["flows"]}
    if first and any(flow["from"] == "s0" for flow in found["flows"]):
        chain = added
    found["flows"] += [{"from": a, "to": b, "wait": "2 h"} for a, b in pairwise(chain) if (a, b) not in taken]
    found["flows"].append({"from": added[-1], "to": added[0], "kind": "rework", "share": 12, "wait": "20 min"})
    found["flows"].append({"from": added[3], "to": added[2], "kind": "rework", "share": 5})


def _information(random: Random, ids: list[str]) -> dict[str, Any]:
    medium = random.choice(("manual", "electronic", "verbal"))
    return {
        "from": random.choice(ids), "to": random.choice(ids), "medium": medium, "label": random.choice(("", *WORDS)),
        "frequency": random.choice(("", "daily", "every 30 min")), "label_at": round(random.random(), 2),
    }  # fmt: skip


def _note(random: Random, key: str, at: str | None) -> dict[str, Any]:
    kind = random.choice(("issue", "improvement", "question", "assumption", "burst"))
    return {"id": key, "kind": kind, "text": "x", "severity": random.choice(("low", "high"))} | ({"at": at} if at else {})
