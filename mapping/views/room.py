"""One map: its drawing with totals, how each total was computed, and the settings of its head."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from mapping import editor, explain, modes, pages, passes, pictures, selectors
from mapping.explain import Explanation
from mapping.fields import NOTE
from mapping.forms import HeadForm
from mapping.from_charter import said_by_charter, words_of
from mapping.looks import HEATS, MOST_IN_ROW, SHEET_ASPECT, Look
from mapping.models import Map
from mapping.passes import Pass
from mapping.places import name_of
from mapping.render.options import RenderOptions
from mapping.selectors import Drawn
from mapping.services import maps
from mapping.views.editing import page
from vsm_site.lib.errors import Conflict, Invalid, NotFound, Repeated
from vsm_site.lib.units import number_text, percent_text
from workshops import panels
from workshops.access import Actor, actor_of
from workshops.live_forms import keep_theirs
from workshops.panels import Outcome
from workshops.policy import Action
from workshops.selectors.captures import list_captures, list_team
from workshops.selectors.nudges import list_nudges
from workshops.views.common import change_id_of, enter

CAPTURES = 40
"""How many captures stand in the rail; the list has all."""
FOLDS = (3, 4, 5, 6, 8)


# Ways to look at a map


@dataclass(frozen=True, slots=True)
class View:
    """How a person looks at a map: boxes per row (None: as fits, 0: one line), lanes by area, what boxes are tinted by, and the pass.

    `asked` is the pass as the address says it; None where it says nothing, so that the room's pass is shown.
    """

    fold: int | None = None
    lanes: bool = False
    heat: str = ""
    asked: str | None = None
    chosen: Pass | None = None

    @property
    def look(self) -> Look:
        """The view as pictures have it."""
        return Look(self.fold, self.lanes, self.chosen.rows if self.chosen else None, self.heat)

    def query(self, **changes: Any) -> str:
        """The query string of this view with changes; empty for the usual view."""
        wanted = replace(self, **changes)
        found = {
            "fold": "" if wanted.fold is None else wanted.fold,
            "lanes": "1" if wanted.lanes else "",
            "heat": wanted.heat,
            "pass": wanted.asked or "",
        }
        given = {name: value for name, value in found.items() if value != ""}
        return f"?{urlencode(given)}" if given else ""


def view_of(request: HttpRequest) -> View:
    """The view that the address asks for; words that say nothing are left out."""
    fold, heat, asked = request.GET.get("fold", ""), request.GET.get("heat", ""), request.GET.get("pass")
    wanted = int(fold) if fold.isascii() and fold.isdigit() and len(fold) < 3 else None
    known = asked if asked in passes.BY_KEY or asked == modes.NO_PASS else None
    return View(wanted, request.GET.get("lanes") == "1", heat if heat in HEATS else "", known)


def view_on(request: HttpRequest, map_: Map) -> View:
    """The same on the page of a map, in the room's pass where the address names none."""
    view = view_of(request)
    return replace(view, chosen=modes.pass_of(view.asked, map_))


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of the view menu."""

    label: str
    query: str
    chosen: bool


def _choices(view: View) -> dict[str, list[Choice]]:
    folds = [Choice("As it fits", view.query(fold=None), view.fold is None), Choice("One line", view.query(fold=0), view.fold == 0)]
    folds += [Choice(f"{fold} steps a row", view.query(fold=fold), view.fold == fold) for fold in FOLDS]
    heats = [Choice(label, view.query(heat="" if view.heat == key else key), view.heat == key) for key, label in HEATS.items()]
    none = Choice("Everything", view.query(asked=modes.NO_PASS), view.chosen is None)
    walk = [Choice(f"{one.number} {one.label}", view.query(asked=one.key), view.chosen is one) for one in passes.PASSES]
    return {
        "folds": folds,
        "passes": [none, *walk],
        "lanes": [Choice("Lanes by area", view.query(lanes=not view.lanes), view.lanes)],
        "heats": heats,
    }


def file_options(view: View) -> RenderOptions:
    """The same view as a file."""
    return RenderOptions(
        fold=view.fold, lanes=view.lanes, metrics=view.look.metrics, heat=view.heat or None, aspect=SHEET_ASPECT, most=MOST_IN_ROW
    )


# The map room


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in the list beside the drawing."""

    number: int
    name: str
    area: str
    wait: str
    time: str
    load: str
    is_bottleneck: bool
    uuid: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note in the list beside the drawing, with the number that the drawing gives it."""

    number: int
    kind: str
    text: str
    where: str
    is_bad: bool
    is_idea: bool
    """A burst or an improvement: something that could be done."""
    uuid: str
    outcomes: tuple[Outcome, ...] = ()
    """The actions that it became."""


def _step_lines(drawn: Drawn) -> list[StepLine]:
    lines = []
    for number, step in enumerate(drawn.facts.steps, 1):
        found = drawn.metrics.steps[step.id] if drawn.metrics else None
        slowest = drawn.metrics.bottleneck if drawn.metrics else None
        waits = found.wait_before.text if found and (found.wait_before.seconds or found.wait_before.missing) else ""
        load = percent_text(found.load * 100) if found and found.load is not None else ""
        time = found.time.text if found and found.time.complete else ""
        name, area = str(step.data["name"]), str(step.data.get("area", ""))
        lines.append(StepLine(number, name, area, waits, time, load, bool(slowest and slowest.step == step.id), step.uuid))
    return lines


def _note_lines(drawn: Drawn) -> list[NoteLine]:
    kinds = dict(NOTE["kind"].choices)
    outcomes = panels.outcomes({UUID(note.uuid) for note in drawn.facts.notes})
    lines = []
    for number, note in enumerate(drawn.facts.notes, 1):
        kind, at = str(note.data["kind"]), str(note.data.get("at", ""))
        where = name_of(drawn.facts, at) if at else "The whole map"
        became = tuple(outcomes.get(UUID(note.uuid), ()))
        lines.append(
            NoteLine(
                number,
                kinds[kind],
                str(note.data["text"]),
                where,
                kind in ("issue", "burst"),
                kind in ("burst", "improvement"),
                note.uuid,
                became,
            )
        )
    return lines


@dataclass(frozen=True, slots=True)
class StateLink:
    """A state of the stream: the map that shows it, and whether it is the one on the page."""

    label: str
    url: str
    active: bool


def state_links(map_: Map, others: dict[str, Map]) -> list[StateLink]:
    """The states of the stream for which there is a map."""
    shown = others | {map_.shown_state: map_}
    return [
        StateLink(label, shown[state].get_absolute_url(), state == map_.shown_state)
        for state, label in pages.SHORT_STATES.items()
        if state in shown
    ]


def compared_with(map_: Map, others: dict[str, Map]) -> str:
    """The address of the comparison with the map's counterpart: the earlier state first; empty without one."""
    states = ("future", "ideal") if map_.shown_state == "current" else ("current", "ideal", "future")
    other = next((others[state] for state in states if state in others), None)
    if other is None:
        return ""
    pair = [map_.pk, other.pk] if map_.shown_state == "current" else [other.pk, map_.pk]
    return reverse("map-compare", args=pair)


@require_GET
def map_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The drawing of a map with its totals, its steps, its notes and what is to be checked."""
    actor = actor_of(request)
    drawn = selectors.get_drawn(actor, pk)
    map_, facts, found = drawn.map, drawn.facts, drawn.metrics
    view, others = view_on(request, drawn.map), selectors.counterparts(drawn.map)
    has_steps = bool(facts.steps)
    context = _overview(drawn, actor) | {
        "room": editor.room_data(map_),
        "why": editor.why_not(map_, actor),
        "captures": list_captures(actor, map_.workshop)[:CAPTURES],
        "people": list_team(map_.workshop),
        "map": map_,
        "state": pages.STATE_WORDS[map_.shown_state],
        "view": view,
        "query": view.query(),
        "choices": _choices(view),
        "drawing": pictures.room(drawn, view.look),
        "figures": (*pages.figures(facts, found), *pages.pace_figures(facts, found)) if found and has_steps else (),
        "states": state_links(map_, others),
        "compare_url": compared_with(map_, others),
        "copies": [(state, label.lower()) for state, label in pages.STATE_WORDS.items()],
    }
    context |= modes.bar_of(drawn, view.chosen) | modes.state_of(map_, actor, view.chosen)
    return page(request, "map", context, map_.workshop)


@require_GET
def map_modes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The tools of passes, following and the room, which fetch themselves again when the workshop changes."""
    actor = actor_of(request)
    map_ = selectors.get_map(actor, pk)
    enter(request, map_.workshop, "map")
    view = view_on(request, map_)
    context = {"map": map_, "query": view.query(), "choices": _choices(view)} | modes.state_of(map_, actor, view.chosen)
    return render(request, "mapping/_mode_tools.html", context)


def _overview(drawn: Drawn, actor: Actor) -> dict[str, Any]:
    """What stands in the rail while nothing is chosen: what is to be checked, steps and notes."""
    facts, found = drawn.facts, drawn.metrics
    faults = pages.troubles(facts, drawn.faults)
    warnings = pages.troubles(facts, found.warnings) if found and facts.steps else ()
    charter_says = _lacking(drawn.map, actor)
    return {
        "map": drawn.map,
        "has_steps": bool(facts.steps),
        "rework": pages.rework(facts, found) if found else None,
        "faults": faults,
        "warnings": warnings,
        "charter_says": charter_says,
        "checks": len(faults) + len(warnings) + bool(charter_says),
        "steps": _step_lines(drawn),
        "notes": _note_lines(drawn),
        "based_on": selectors.based_on(drawn.map),
        "hints": list_nudges(actor, drawn.map.workshop, timezone.now(), "map"),
        "here": drawn.map.get_absolute_url(),
    }


def _lacking(map_: Map, actor: Actor) -> str:
    """What the charter says of demand and working time that a map lacks, in words."""
    if map_.demand and map_.calendar:
        return ""
    found = said_by_charter(actor, map_.workshop).lacking(map_)
    return words_of(found) if "demand" in found or "calendar" in found else ""


@require_GET
def map_overview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rail's overview of a map, which fetches itself again when the map changes."""
    actor = actor_of(request)
    drawn = selectors.get_drawn(actor, pk)
    enter(request, drawn.map.workshop, "map")
    return render(request, "mapping/_rail_overview.html", _overview(drawn, actor))


@require_GET
def map_captures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rail's list of what was said last, which fetches itself again when something is captured."""
    actor = actor_of(request)
    map_ = selectors.get_map(actor, pk)
    enter(request, map_.workshop, "map")
    context = {"map": map_, "captures": list_captures(actor, map_.workshop)[:CAPTURES]}
    return render(request, "mapping/_rail_captures.html", context)


# How a total was computed


@dataclass(frozen=True, slots=True)
class TotalLink:
    """One entry of the list of totals."""

    key: str
    title: str
    result: str


@require_GET
def map_explain(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """How one total was computed: its terms, path, calendar, and what is missing."""
    drawn = selectors.get_drawn(actor_of(request), pk)
    keys = explain.keys()
    if key not in keys:
        raise NotFound
    shown: Explanation | None = None
    totals: list[TotalLink] = []
    if drawn.metrics is not None:
        every = {name: explain.explain(drawn.facts, drawn.metrics, name) for name in keys}
        totals = [TotalLink(name, found.title, found.result) for name, found in every.items() if found]
        shown = every[key]
    rows = _records(drawn)
    context = {
        "map": drawn.map,
        "state": pages.STATE_WORDS[drawn.map.shown_state],
        "key": key,
        "totals": totals,
        "shown": shown,
        "terms": [(term, rows.get(term.record, ""), number_text(term.chance)) for term in shown.terms] if shown else [],
        "has_chances": any(term.chance != 1 for term in shown.terms) if shown else False,
        "faults": pages.troubles(drawn.facts, drawn.faults),
    }
    return page(request, "explain", context, drawn.map.workshop)


def _records(drawn: Drawn) -> dict[str, str]:
    """Where the record of a term stands in the table, by document id or `from>to`."""
    table = reverse("map-table", args=[drawn.map.pk])
    steps = {step.id: f"{table}#step-{step.uuid}" for step in drawn.facts.steps}
    return steps | {flow.key: f"{table}#flow-{flow.uuid}" for flow in drawn.facts.flows}


# Settings


@require_http_methods(["GET", "POST"])
def map_settings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a map is called, what it shows, its demand and its working time; what it lacks is taken over from the charter."""
    actor = actor_of(request)
    map_ = selectors.get_map(actor, pk, needs=Action.EDIT_MAP)
    if request.method == "POST" and "charter" in request.POST:
        return _from_charter(request, map_)
    form = HeadForm(request.POST if request.method == "POST" else None, map_=map_)
    status = 200
    if request.POST.get("keep"):
        keep_theirs(form, request.POST["keep"])
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if form.changes:
                    maps.update_map(actor=actor, map_=map_, values=form.changes, base=form.base, change_id=change_id_of(request))
                messages.success(request, "The settings of the map are saved.")
                return redirect(map_)
            except Repeated:
                return redirect(map_)
            except Conflict as conflict:
                form.show_conflict(conflict)
                status = 409
            except Invalid as invalid:
                form.show_invalid(invalid)
    context = {"form": form, "map": map_, "charter_says": words_of(said_by_charter(actor, map_.workshop).lacking(map_))}
    return page(request, "map_settings", context, map_.workshop, status)


def _from_charter(request: HttpRequest, map_: Map) -> HttpResponse:
    """Take over what the charter says, in one tap."""
    try:
        taken = maps.take_over_charter(actor=actor_of(request), map_=map_, change_id=change_id_of(request))
    except Repeated:
        pass
    except Invalid as invalid:
        messages.info(request, invalid.faults[0].text)
    else:
        messages.success(request, f"Taken over from the charter: {words_of(taken)}. Undo takes it back.")
    return redirect(map_)


urlpatterns = [
    path("maps/<uuid:pk>/", map_page, name="map-page"),
    path("maps/<uuid:pk>/modes/", map_modes, name="map-modes"),
    path("maps/<uuid:pk>/overview/", map_overview, name="map-overview"),
    path("maps/<uuid:pk>/captures/", map_captures, name="map-captures"),
    path("maps/<uuid:pk>/totals/<slug:key>/", map_explain, name="map-explain"),
    path("maps/<uuid:pk>/settings/", map_settings, name="map-settings"),
]
