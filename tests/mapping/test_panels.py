"""What maps add to pages of a workshop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from mapping import panels, timeline
from mapping.document import read
from mapping.metrics import compute
from mapping.models import Map, Step
from mapping.services.maps import copy_map, create_map, import_document
from mapping.services.steps import update_step
from tests.cast import Cast
from workshops.models import Workshop

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def put(cast: Cast, name: str = "patient-journey") -> Map:
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=load(name)).map


def workshop(cast: Cast, stage: str = "gather") -> Workshop:
    found = Workshop.objects.get(pk=cast.workshop.pk)
    found.stage = stage
    return found


@pytest.mark.django_db
def test_the_home_shows_the_totals_of_the_latest_current_map(cast: Cast) -> None:
    put(cast, "coffee-service")
    latest = put(cast)
    found = panels.figures(workshop(cast), cast.actor("obi"))
    assert found is not None
    assert found.context["map"].pk == latest.pk
    assert [f"{figure.value} {figure.unit}" for figure in found.context["figures"][:3]] == ["11.5 h", "7.5 h", "4 h"]
    assert 'class="strip"' in render_to_string(found.template, {"panel": found.context})


@pytest.mark.django_db
def test_there_are_no_figures_before_there_is_a_step(cast: Cast) -> None:
    assert panels.figures(workshop(cast), cast.actor("obi")) is None
    create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Discharge"})
    assert panels.figures(workshop(cast), cast.actor("obi")) is None
    assert panels.day_close(workshop(cast), cast.actor("obi")) is None
    assert panels.tiles([workshop(cast)], cast.actor("obi")) == {}


@pytest.mark.django_db
def test_a_map_without_totals_says_why_at_home(cast: Cast) -> None:
    put(cast, "invalid/shares-sum-to-80")
    found = panels.figures(workshop(cast), cast.actor("obi"))
    assert found is not None
    assert "sum to 80 %, not 100 %" in render_to_string(found.template, {"panel": found.context, "can": frozenset()})


@pytest.mark.django_db
def test_the_close_of_a_day_has_both_streams_in_one_scale(cast: Cast) -> None:
    source = put(cast)
    future = copy_map(actor=cast.actor("fay"), source=source, workshop_id=cast.workshop.pk, state="future").map
    update_step(actor=cast.actor("fay"), step=Step.objects.get(map=future, doc_id="tests"), values={"cycle_time": "15 min"})
    found = panels.day_close(workshop(cast), cast.actor("obi"))
    assert found is not None
    assert [strip["caption"] for strip in found.context["strips"]] == ["Current, 11.5 h", "Future, 11 h"]
    assert (found.context["was"], found.context["longest"]) == ("11.5 h", 11.5 * 3600)
    assert render_to_string(found.template, {"panel": found.context}).count('class="strip"') == 2


@pytest.mark.django_db
def test_a_workshops_card_has_the_lead_time_and_what_becomes_of_it(cast: Cast) -> None:
    source = put(cast)
    [tile] = panels.tiles([workshop(cast)], cast.actor("fay"))[cast.workshop.pk]
    assert (tile.value, tile.unit, tile.note) == ("11.5", "h", "4 h of it work")
    copy_map(actor=cast.actor("fay"), source=source, workshop_id=cast.workshop.pk, state="future")
    [tile] = panels.tiles([workshop(cast)], cast.actor("fay"))[cast.workshop.pk]
    assert tile.note == "future state 11.5 h"


@pytest.mark.django_db
def test_gates_know_maps_steps_and_missing_numbers(cast: Cast) -> None:
    nothing = {"current_maps": 0, "future_maps": 0, "current_steps": 0, "missing_numbers": 0}
    assert panels.facts(workshop(cast)) == nothing
    put(cast, "additive-lead-time")
    assert panels.facts(workshop(cast)) == nothing | {"current_maps": 1, "current_steps": 3, "missing_numbers": 3}


@pytest.mark.django_db
def test_open_numbers_wait_for_those_who_may_edit_while_numbers_are_gathered(cast: Cast) -> None:
    put(cast, "additive-lead-time")
    said = [(need.text, need.note) for need in panels.needs(workshop(cast), cast.actor("pia"))]
    names = "1 Supplier, 2 Manufacturing, 3 Delivery"
    assert said == [("3 times are missing on the current map", f"{names}: its totals are lower bounds")]
    assert list(panels.needs(workshop(cast), cast.actor("obi"))) == []
    assert list(panels.needs(workshop(cast, "align"), cast.actor("pia"))) == []


@pytest.mark.django_db
def test_guesses_and_unfinished_maps_wait_too(cast: Cast) -> None:
    assert [need.text for need in panels.needs(workshop(cast), cast.actor("pia"))] == ["The current state is not drawn yet"]
    map_ = put(cast)
    guess = {"cycle_time": {"value": "40 min", "evidence": "guess"}, "complete_accurate": {"value": 90, "evidence": "guess"}}
    update_step(actor=cast.actor("fay"), step=Step.objects.get(map=map_, doc_id="tests"), values=guess)
    [need] = panels.needs(workshop(cast), cast.actor("pia"))
    assert (need.text, need.note) == ("2 numbers are still guesses", "4 Diagnostic tests: ask who knows")
    put(cast, "invalid/shares-sum-to-80")
    urgent = [need for need in panels.needs(workshop(cast), cast.actor("pia")) if need.urgent]
    assert [need.note for need in urgent] == ["The shares out of “Check” sum to 80 %, not 100 %."]


def test_waits_stand_before_their_steps_also_where_the_stream_starts_with_a_step() -> None:
    facts = read(load("rework-none")).facts
    assert facts is not None
    found = timeline.ladder(facts, compute(facts))
    waits = {flow.target: flow.data["wait"] for flow in facts.flows if "wait" in flow.data}
    assert [rung.step for rung in found if rung.wait.seconds] == [step.id for step in facts.steps if step.id in waits]
    assert found[0].wait.seconds == 0
