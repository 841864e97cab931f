"""What maps add to pages of a workshop: figures and the stream to scale, facts for the gates, numbers that are still open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from mapping import daylog, futures, gathering, pages, passes, prework, selectors
from mapping.facts import MapFacts
from mapping.metrics import MapMetrics
from mapping.selectors import Drawn, StreamMaps
from workshops import panels
from workshops.access import Actor, can, roles_of
from workshops.charter_parts import TOTALS
from workshops.daylog import Line, Net
from workshops.models import Workshop
from workshops.pages import date_text
from workshops.panels import MapTotal, Need, Panel, Tile
from workshops.policy import Action
from workshops.stages import Stage

NAMED = 3
"""How many steps a line names."""
OF_MAPS = frozenset({"map-items", "map-information", "step-data", "future-map"})
OF_WALK = frozenset({"interviews", "walk"})
OF_PREWORK = frozenset({"pre-work"})
"""The tasks of which maps, walk and pre-work tell that they look done."""
AT_WORK = (Stage.GATHER, Stage.FUTURE)
"""The stages in which numbers are gathered, so that open ones wait for somebody."""


def _maps(workshop: Workshop) -> StreamMaps:
    """The latest maps of a workshop, asked for once per loaded workshop: several parts of a page need them."""
    if "_latest_maps" not in workshop.__dict__:
        workshop.__dict__["_latest_maps"] = selectors.latest_maps([workshop.pk])[workshop.pk]
    found: StreamMaps = workshop.__dict__["_latest_maps"]
    return found


def _with_totals(drawn: Drawn | None) -> tuple[Drawn, MapMetrics] | None:
    return (drawn, drawn.metrics) if drawn is not None and drawn.metrics is not None and drawn.facts.steps else None


def figures(workshop: Workshop, actor: Actor) -> Panel | None:
    """Totals of the latest current map and its stream to scale; nothing before there is a step."""
    current = _maps(workshop).current
    if current is None or not current.facts.steps:
        return None
    found = _with_totals(current)
    if found is None:
        return Panel("mapping/_panel_unfinished.html", {"map": current.map, "troubles": pages.troubles(current.facts, current.faults)})
    drawn, totals = found
    context = {
        "map": drawn.map,
        "figures": pages.figures(drawn.facts, totals),
        "rungs": pages.rungs(drawn.facts, totals),
        "label": pages.strip_label(totals),
    }
    return Panel("mapping/_panel_figures.html", context)


def day_close(workshop: Workshop, actor: Actor) -> Panel | None:
    """What the maps say at the end of a day: lead time then and in future, both streams in one scale."""
    maps = _maps(workshop)
    shown = [(drawn, found[1]) for drawn in (maps.current, maps.future) if drawn is not None and (found := _with_totals(drawn))]
    if not shown:
        return None
    longest = max(totals.lead_time.seconds for _, totals in shown)
    strips = [
        {
            "caption": f"{pages.SHORT_STATES[drawn.map.shown_state]}, {totals.shown(totals.lead_time)}",
            "rungs": pages.rungs(drawn.facts, totals),
            "label": pages.strip_label(totals),
        }
        for drawn, totals in shown
    ]
    drawn, totals = shown[-1]
    was = shown[0][1].shown(shown[0][1].lead_time) if len(shown) > 1 else ""
    context = {"map": drawn.map, "was": was, "figures": pages.figures(drawn.facts, totals)[:3], "strips": strips, "longest": longest}
    return Panel("mapping/_panel_day.html", context)


def tiles(workshops: Sequence[Workshop], actor: Actor) -> Mapping[UUID, Sequence[Tile]]:
    """The lead time of each workshop's current map, and what the future state makes of it."""
    found = selectors.latest_maps([workshop.pk for workshop in workshops])
    return {workshop.pk: [tile] for workshop in workshops if (tile := _tile(found[workshop.pk]))}


def _tile(maps: StreamMaps) -> Tile | None:
    current, future = _with_totals(maps.current), _with_totals(maps.future)
    if current is None:
        return None
    drawn, totals = current
    bound, value, unit = pages.parts(totals.shown(totals.lead_time))
    note = f"future state {future[1].shown(future[1].lead_time)}" if future else f"{totals.shown(totals.process_time)} of it work"
    return Tile("Lead time", f"{bound} {value}".strip(), drawn.map.get_absolute_url(), unit=unit, note=note)


def facts(workshop: Workshop) -> Mapping[str, Any]:
    """What the gates ask of the maps."""
    maps = _maps(workshop)
    current = maps.current
    return {
        "current_maps": int(current is not None),
        "future_maps": int(maps.future is not None),
        "current_steps": len(current.facts.steps) if current else 0,
        "missing_numbers": len(missing_times(current.metrics)) if current and current.metrics else 0,
    }


def signs(workshop: Workshop, keys: Collection[str]) -> Mapping[str, str]:
    """What the maps, the walk and the pre-work leave behind of tasks with these keys that look done."""
    groups = ((OF_MAPS, _signs_of_maps), (OF_WALK, _signs_of_walk), (OF_PREWORK, prework.signs))
    return {key: words for wanted, look in groups if wanted & set(keys) for key, words in look(workshop).items()}


def _signs_of_maps(workshop: Workshop) -> Mapping[str, str]:
    maps, found = _maps(workshop), dict[str, str]()
    if maps.current and len(maps.current.facts.steps) > 1 and not maps.current.faults:
        facts = maps.current.facts
        connected = {node for flow in facts.flows for node in (flow.source, flow.target)}
        if all(step.id in connected for step in facts.steps):
            found["map-items"] = f"all {len(facts.steps)} steps of the current map are connected"
        if facts.information:
            found["map-information"] = f"the current map has {pages.counted(len(facts.information), 'line')} of information"
        if maps.current.metrics and not missing_times(maps.current.metrics):
            found["step-data"] = "no time is missing on the current map"
    if maps.future and maps.future.facts.steps:
        found["future-map"] = f"the future map has {pages.counted(len(maps.future.facts.steps), 'step')}"
    return found


def _signs_of_walk(workshop: Workshop) -> Mapping[str, str]:
    stops = gathering.list_stops(workshop.pk)
    if not stops:
        return {}
    found = {}
    if all(stop.contact for stop in stops):
        found["interviews"] = f"the walk says who shows each of its {pages.counted(len(stops), 'stop')}"
    if all(stop.walked_at for stop in stops):
        found["walk"] = f"{pages.counted(len(stops), 'work place')} seen, none is left"
    return found


def missing_times(totals: MapMetrics) -> tuple[str, ...]:
    """Steps and flows of whose times one is missing."""
    return tuple(dict.fromkeys((*totals.lead_time.missing, *totals.process_time.missing)))


def to_bring(workshop: Workshop, actor: Actor) -> Iterable[Need]:
    """What the person was asked to bring and nobody knows yet, with the day until which it is wanted."""
    today = workshop.today(timezone.now())
    for entry in gathering.list_to_bring(workshop.pk, actor.user_id):
        due = f"until {date_text(entry.due_on)}" if entry.due_on else "as soon as you can"
        note = f"{due}, from {entry.source}" if entry.source else due
        url = reverse("unknown-edit", args=[entry.pk]) if not entry.record else f"{reverse('workshop-walk', args=[workshop.pk])}#unknown"
        yield Need("circle-question-mark", f"Find out: {entry.words}", url, note, urgent=bool(entry.due_on and entry.due_on < today))


def needs(workshop: Workshop, actor: Actor) -> Iterable[Need]:
    """What is open on the maps, for those who may edit them, while numbers are gathered."""
    if Stage(workshop.stage) not in AT_WORK or not can(actor, Action.EDIT_MAP, workshop):
        return
    maps = _maps(workshop)
    if maps.current is None:
        yield Need("route", "The current state is not drawn yet", reverse("workshop-maps", args=[workshop.pk]), "Begin with its steps")
        return
    for drawn in (maps.current, maps.future):
        if drawn is not None and drawn.faults:
            why = pages.troubles(drawn.facts, drawn.faults[:1])[0].text
            yield Need("route", f"“{drawn.map.title}” has no totals yet", drawn.map.get_absolute_url(), why, urgent=True)
    yield from _open_numbers(maps.current)


def _open_numbers(drawn: Drawn) -> Iterable[Need]:
    table = reverse("map-table", args=[drawn.map.pk])
    if drawn.metrics and (missing := missing_times(drawn.metrics)):
        names = pages.listed(drawn.facts, missing, NAMED)
        number = "1 time is" if len(missing) == 1 else f"{len(missing)} times are"
        yield Need("circle-question-mark", f"{number} missing on the current map", table, f"{names}: its totals are lower bounds")
    guesses = _guesses(drawn.facts)
    if guesses:
        count = sum(guesses.values())
        number = "1 number is still a guess" if count == 1 else f"{count} numbers are still guesses"
        yield Need("circle-question-mark", number, table, f"{pages.listed(drawn.facts, tuple(guesses), NAMED)}: ask who knows")


def to_sign(workshop: Workshop, actor: Actor) -> Iterable[Need]:
    """The chosen future, while it waits for the person's signature."""
    if not can(actor, Action.SIGN_FUTURE, workshop):
        return
    future = _maps(workshop).future
    choice = futures.choice_of(workshop.pk, [future] if future else ())
    if choice is None:
        return
    held = roles_of(actor, workshop)
    if open_ := [row for row in choice.signed if row.role in held and not row.is_current]:
        changed = "changed since you signed it" if any(row.signature for row in open_) else "the team chose it"
        url = f"{reverse('workshop-futures', args=[workshop.pk])}#choice"
        yield Need("file-check", f"The future state waits for your signature: {choice.map.title}", url, changed)


def _guesses(facts: MapFacts) -> dict[str, int]:
    """By step or flow how many of its numbers somebody only guessed."""
    found: dict[str, int] = {}
    for key, data in [(step.id, step.data) for step in facts.steps] + [(flow.key, flow.data) for flow in facts.flows]:
        count = sum(isinstance(value, Mapping) and value.get("evidence") == "guess" for value in data.values())
        if count:
            found[key] = count
    return found


def day_lines(workshop: Workshop, nets: Sequence[Net]) -> Iterable[Line]:
    """What was drawn and gathered on a day."""
    return daylog.lines_of(nets, selectors.titles_of(workshop.pk) if daylog.is_needed(nets) else {})


def screen(workshop: Workshop, key: str) -> str:
    """The map that a block of the agenda is worked on, in its pass; empty before there is one."""
    pair = selectors.latest_pair(workshop)
    if key == "compare" and pair.current and pair.future:
        return reverse("map-compare", args=[pair.current.pk, pair.future.pk])
    if key == "future" and pair.future:
        return pair.future.get_absolute_url()
    if pair.current and (key == "map" or key.startswith("pass-")):
        chosen = key.removeprefix("pass-")
        return pair.current.get_absolute_url() + (f"?pass={chosen}" if chosen in passes.BY_KEY else "")
    return ""


def map_totals(workshop: Workshop) -> Mapping[str, MapTotal]:
    """The totals of the latest current and future map that targets of the charter are about."""
    maps = _maps(workshop)
    current, future = _with_totals(maps.current), _with_totals(maps.future)
    return {key: MapTotal(_total_text(current, key), _total_text(future, key)) for key, _ in TOTALS}


def _total_text(found: tuple[Drawn, MapMetrics] | None, key: str) -> str:
    total = getattr(found[1], key) if found else None
    return total.text if total else ""


def register() -> None:
    """Put these parts where workshops show what the apps above add."""
    panels.register_figures(figures)
    panels.register_day_close(day_close)
    panels.register_tiles(tiles)
    panels.register_facts(facts)
    panels.register_signs(signs)
    panels.register_totals(map_totals)
    panels.register_needs(needs)
    panels.register_needs(to_bring)
    panels.register_needs(to_sign)
    panels.register_week(prework.week_needs)
    panels.register_day_lines(day_lines)
    panels.register_screen(screen)
