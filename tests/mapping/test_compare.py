"""Two maps compared on a page: totals with their differences, and what became of each step."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from mapping import compared, document
from mapping.comparison import Difference, compare
from mapping.facts import MapFacts
from mapping.models import Flow, Map, Step
from mapping.services.maps import copy_map, import_document
from mapping.services.steps import Place, RowEdit, add_step, merge_steps, remove_step, split_step, update_rows, update_step
from tests.cast import Cast

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def put(cast: Cast, name: str = "patient-journey") -> Map:
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=load(name)).map


def words(answer: Any) -> str:
    """The text of a page as it is read."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def facts(source: Any) -> MapFacts:
    found = document.read(source).facts
    assert found is not None
    return found


def changed(cast: Cast) -> tuple[Map, Map]:
    """The patient journey, and a future in which the waiting room goes and the tests are ordered earlier."""
    actor, before = cast.actor("fay"), put(cast)
    after = copy_map(actor=actor, source=before, workshop_id=cast.workshop.pk, state="future").map
    remove_step(actor=actor, step=Step.objects.get(map=after, doc_id="waiting"))
    update_step(actor=actor, step=Step.objects.get(map=after, doc_id="tests"), values={"cycle_time": "40 min", "complete_accurate": 98})
    update_rows(actor=actor, edits=[RowEdit(Flow.objects.present().get(map=after, target="tests"), {"wait": "45 min"}, {})])
    order = {"name": "Order tests", "area": "Front desk", "cycle_time": "5 min", "value": "va"}
    add_step(actor=actor, map_=after, values=order, place=Place(after="triage"))
    return before, after


def page_of(cast: Cast, before: Map, after: Map, person: str = "obi") -> Any:
    return cast.client(person).get(reverse("map-compare", args=[before.pk, after.pk]))


@pytest.mark.django_db
def test_totals_steps_and_drawings_say_what_becomes_of_the_stream(cast: Cast) -> None:
    answer = page_of(cast, *changed(cast))
    page, markup = words(answer), answer.content.decode()
    assert (
        "Both have eight steps. Waiting room goes, Order tests is new, one step changes. The lead time falls from 11.5 h to 8.8 h." in page
    )
    assert "Lead time 11.5 h 8.8 h less by 2.8 h −23.9 %" in page
    assert "Activity ratio 34.8 % 45.7 % more by 10.9 points +31.4 %" in page
    assert "Diagnostic tests Wait before 2 h 45 min less by 75 min −62.5 %" in page
    assert "Process time 0.75 h 40 min less by 5 min −11.1 %" in page
    assert "Waiting room goes Until now wait before 90 min, process time 0 h, class waste –" in page
    assert "New Order tests From now on – process time 5 min, class value added" in page
    assert markup.count('class="step is-ghost"') == 1
    assert markup.count('class="ring ring--changed"') == 3  # the tests on both maps, and the new step
    assert ">New</text>" in markup
    assert len(set(re.findall(r'<g id="([^"]+)"', markup))) == len(re.findall(r'<g id="([^"]+)"', markup))


@pytest.mark.django_db
def test_both_drawings_are_as_wide_as_each_other(cast: Cast) -> None:
    markup = page_of(cast, put(cast, "acme-current"), put(cast, "acme-future-levelled")).content.decode()
    widths = re.findall(r'class="vsm" viewBox="0 0 ([0-9.]+) ', markup)
    assert len(widths) == 2
    assert len(set(widths)) == 1


@pytest.mark.django_db
def test_merged_and_split_steps_stand_with_the_values_of_both_sides(cast: Cast) -> None:
    actor, before = cast.actor("fay"), put(cast)
    after = copy_map(actor=actor, source=before, workshop_id=cast.workshop.pk, state="future").map
    review, plan = (Step.objects.get(map=after, doc_id=key) for key in ("review", "plan"))
    merge_steps(actor=actor, steps=[review, plan], name="Decide")
    split_step(actor=actor, step=Step.objects.get(map=after, doc_id="tests"), names=["Take samples", "Analyse"])
    page = words(page_of(cast, before, after))
    assert "two steps became one, one step became two" in page.lower()
    assert "Merged Results review and Treatment plan became Decide" in page
    assert "Its values Results review: wait before 60 min, process time 0.25 h" in page
    assert "Split Diagnostic tests became Take samples and Analyse" in page
    markup = page_of(cast, before, after).content.decode()
    assert (markup.count(">Merged</text>"), markup.count(">Split</text>")) == (3, 3)  # two became one, one became two


@pytest.mark.django_db
def test_a_map_with_faults_of_drawing_has_no_differences_but_says_why(cast: Cast) -> None:
    before, after = put(cast), put(cast, "invalid/shares-sum-to-80")
    answer = page_of(cast, before, after)
    page = words(answer)
    assert answer.status_code == 200
    assert "is not drawn to an end, so there is nothing to compare its totals with" in page
    assert "The shares out of “Check” sum to 80 %" in page
    assert "What becomes of the totals" not in page


@pytest.mark.django_db
def test_a_map_against_itself_says_so(cast: Cast) -> None:
    map_ = put(cast)
    page = words(page_of(cast, map_, map_))
    assert "This is one and the same map twice." in page
    assert "No step differs. The lead time stays at 11.5 h." in page


@pytest.mark.django_db
def test_maps_that_one_may_not_see_are_not_found(cast: Cast) -> None:
    ours = put(cast)
    theirs = import_document(actor=cast.actor("xena"), workshop_id=cast.other_workshop.pk, source=load("coffee-service")).map
    assert page_of(cast, ours, theirs).status_code == 404
    assert page_of(cast, theirs, ours).status_code == 404
    assert page_of(cast, ours, ours, "ada").status_code == 403
    assert page_of(cast, ours, ours, "xena").status_code == 404


@pytest.mark.django_db
def test_the_way_to_actions_is_for_those_who_plan(cast: Cast) -> None:
    before, after = changed(cast)
    assert "Turn into actions" in words(page_of(cast, before, after, "omar"))
    assert "Turn into actions" not in words(page_of(cast, before, after, "obi"))


@pytest.mark.django_db
def test_right_after_a_copy_the_way_leads_to_the_future_map(cast: Cast) -> None:
    before = put(cast)
    after = copy_map(actor=cast.actor("fay"), source=before, workshop_id=cast.workshop.pk, state="future").map
    answer = page_of(cast, before, after, "omar")
    page = words(answer)
    assert "Nothing is changed yet." in page and "Edit the future map" in page and "Turn into actions" not in page
    assert f'href="{reverse("map-table", args=[after.pk])}"' in answer.content.decode()
    assert "Edit the future map" not in words(page_of(cast, before, after, "obi"))
    update_step(actor=cast.actor("fay"), step=Step.objects.get(map=after, doc_id="tests"), values={"cycle_time": "40 min"})
    page = words(page_of(cast, before, after, "omar"))
    assert "Nothing is changed yet." not in page and "Edit the future map" not in page and "Turn into actions" in page


@pytest.mark.django_db
def test_the_api_tells_waits_too(cast: Cast) -> None:
    before, after = changed(cast)
    found = cast.api("obi").get(f"/api/v1/maps/{before.pk}/compare/{after.pk}/").json()
    assert [(wait["before"], wait["before_text"], wait["after_text"], wait["verdict"]) for wait in found["waits"]] == [
        ("tests", "2 h", "45 min", "better")
    ]


def test_a_difference_is_shown_by_size_arrow_and_percent() -> None:
    better = Difference("lead_time", "Lead time", 100.0, 75.0, "100 s", "75 s", -25.0, "−25 s", -25.0, "better")
    found = compared.delta(better)
    assert (found.size, found.percent, found.arrow, found.verdict) == ("25 s", "−25 %", "down", "better")
    grown = compared.delta(Difference("wip", "Work in process", 0.0, 3.0, "0", "3", 3.0, "+3", None, "worse"))
    assert (grown.size, grown.percent, grown.arrow) == ("3", "", "up")
    unknown = compared.delta(Difference("wip", "Work in process", None, 3.0, "", "3", None, "", None, ""))
    assert (unknown.before, unknown.after, unknown.size, unknown.arrow) == ("–", "3", "", "")
    same = compared.delta(Difference("wip", "Work in process", 3.0, 3.0, "3", "3", 0.0, "0", 0.0, "same"))
    assert (same.size, same.percent, same.arrow, same.verdict) == ("", "", "", "same")


def test_an_old_figure_carries_its_unit_only_where_it_is_another() -> None:
    found = compare(facts(load("acme-current")), facts(load("acme-future-levelled")))
    assert {hero.key: (hero.was, hero.value, hero.unit) for hero in compared.heroes(found)} == {
        "lead_time": ("23.6", "4.5", "d"),
        "wait_time": ("23.6", "4.5", "d"),
        "process_time": ("188", "169", "s"),
        "activity_ratio": ("0.014", "0.068", "%"),
    }
    source = load("patient-journey")
    quick = source | {"steps": [step | {"cycle_time": "1 s"} for step in source["steps"]]}
    heroes = {hero.key: hero for hero in compared.heroes(compare(facts(source), facts(quick)))}
    assert (heroes["process_time"].was, heroes["process_time"].value, heroes["process_time"].unit) == ("4 h", "8", "s")


def test_a_duration_in_another_unit_is_no_change_in_size() -> None:
    source = load("patient-journey")
    other = source | {"steps": [source["steps"][0] | {"cycle_time": "30 min"}, *source["steps"][1:]]}
    before, after = facts(source), facts(other)
    [change] = compared.step_changes(before, after, compare(before, after))
    [delta] = change.deltas
    assert (delta.before, delta.after, delta.size, delta.arrow) == ("0.5 h", "30 min", "", "")
