"""The map room as a team works in it: the pass, who leads, what is shown to all, which steps are locked; and the wall's sheet."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from mapping import fields, passes, typed
from mapping.facts import MapFacts, StepFacts
from mapping.looks import Look
from mapping.models import Map
from mapping.passes import Pass
from mapping.render.content import is_bad
from mapping.selectors import Drawn
from workshops.access import Actor, can
from workshops.models import Workshop
from workshops.policy import Action
from workshops.selectors.room import Lead, lead_of

NO_PASS = "none"
"""In an address: no pass, also where the room has one."""
WALL_FOLD = 4
WALL_ROWS = {"office": ("cycle_time", "lead_time", "complete_accurate"), "manufacturing": ("cycle_time", "changeover", "uptime")}
"""The three data of a step that are read from afar."""


def shown_on(map_: Map) -> dict[str, Any]:
    """What whoever leads shows of this map to everybody; empty while another map, or nothing, is shown."""
    shown = map_.workshop.shown or {}
    return shown if shown.get("map") == str(map_.pk) else {}


def pass_of(asked: str | None, map_: Map) -> Pass | None:
    """The pass that an address asks for; without a word the one that the room is in."""
    key = str(shown_on(map_).get("pass", "")) if asked is None else asked
    return passes.BY_KEY.get(key)


def state_of(map_: Map, actor: Actor, chosen: Pass | None) -> dict[str, Any]:
    """What the room's page says of modes, and the same as JSON for its scripts (`modes`)."""
    workshop: Workshop = map_.workshop
    lead = lead_of(actor, workshop)
    return {
        "lead": lead,
        "pass": chosen,
        "passes": passes.PASSES,
        "modes": json.dumps(_for_scripts(map_, workshop, lead, chosen), ensure_ascii=False),
        "runs": can(actor, Action.RUN_WORKSHOP, workshop),
        "locks": _locks(workshop),
    }


def _locks(workshop: Workshop) -> list[tuple[str, str, str, str]]:
    """What a coach may switch: field, new value, words, icon."""
    pause = ("paused", "0", "Go on", "play") if workshop.paused else ("paused", "1", "Pause: reading only", "pause")
    maps = ("map_locked", "0", "Unlock the maps", "lock-open") if workshop.map_locked else ("map_locked", "1", "Lock the maps", "lock")
    return [pause, maps]


def bar_of(drawn: Drawn, chosen: Pass | None) -> dict[str, Any]:
    """How far a pass is, for its bar: `progress`, and `open` as JSON for scripts."""
    if chosen is None:
        return {"map": drawn.map, "pass": None, "progress": None}
    found = passes.progress(drawn.facts, chosen)
    gaps = [{"r": gap.record, "f": gap.field, "step": gap.step, "words": gap.words} for gap in found.gaps]
    return {
        "map": drawn.map,
        "pass": chosen,
        "progress": found,
        "open": json.dumps({"steps": found.steps, "gaps": gaps}, ensure_ascii=False),
    }


def _for_scripts(map_: Map, workshop: Workshop, lead: Lead, chosen: Pass | None) -> dict[str, Any]:
    return {
        "pass": chosen.key if chosen else "",
        "passes": passes.for_browser(),
        "leader": _who(lead),
        "locked": workshop.locked_steps,
        "spotlight": shown_on(map_).get("spotlight", []),
        "shown": shown_on(map_),
        "show": reverse("workshop-show", args=[workshop.pk]),
        "lock": reverse("step-lock", args=[UUID(int=0)]),
        "history": reverse("workshop-field-history", args=[workshop.pk]),
        "page": reverse("map-page", args=[UUID(int=0)]),
    }


def _who(lead: Lead) -> dict[str, str]:
    return {"id": str(lead.leader.pk), "name": str(lead.leader)} if lead.leader else {"id": "", "name": ""}


# The wall


def wall_look(style: str, chosen: Pass | None) -> Look:
    """The drawing on the wall: few boxes a row, three data each."""
    rows = chosen.rows[:3] if chosen and chosen.rows else WALL_ROWS.get(style, WALL_ROWS["office"])
    return Look(WALL_FOLD, False, rows, "")


@dataclass(frozen=True, slots=True)
class WallRow:
    """One datum of a step in the spotlight."""

    label: str
    text: str
    tone: str = ""
    """Empty, `value` for work, or `bad`."""


@dataclass(frozen=True, slots=True)
class WallStep:
    """A step in the spotlight."""

    uuid: str
    number: int
    name: str
    area: str
    wait: str
    rows: tuple[WallRow, ...]


def in_light(drawn: Drawn, wanted: Collection[str], rows: Collection[str]) -> tuple[WallStep, ...]:
    """The steps in the spotlight (UUIDs) that are still there, in the order of the map."""
    found = [(number, step) for number, step in enumerate(drawn.facts.steps, 1) if step.uuid in wanted]
    return tuple(_wall_step(drawn, number, step, rows) for number, step in found)


def _wall_step(drawn: Drawn, number: int, step: StepFacts, rows: Collection[str]) -> WallStep:
    numbers = drawn.metrics.steps[step.id] if drawn.metrics else None
    waits = numbers.wait_before.text if numbers and numbers.wait_before.seconds else ""
    shown = tuple(
        _wall_row(drawn.facts, step, key, numbers.load if numbers else None) for key in rows if step.data.get(key) not in (None, "")
    )
    return WallStep(step.uuid, number, str(step.data["name"]), str(step.data.get("area") or ""), waits, shown)


def _wall_row(facts: MapFacts, step: StepFacts, key: str, load: float | None) -> WallRow:
    datum, value = fields.STEP[key], step.data[key]
    calendar = fields.calendar_of(facts.head.get("calendar"))
    bad = key != "value" and is_bad(key, value, calendar, load)
    tone = "bad" if bad else "value" if key == "cycle_time" else ""
    return WallRow(datum.short_in(facts.style), typed.in_words(datum, value), tone)
