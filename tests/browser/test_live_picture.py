"""The picture of a map on the page keeps up with the map: patches, a missed one, totals with what moved them, a half-drawn map."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mapping.models import Flow, Map, Step
from mapping.services import links, steps
from mapping.services.maps import import_document
from tests.browser.conftest import Person
from tests.cast import Cast
from tests.mapping.render.places import document_of
from workshops.models import WorkshopHead

pytestmark = pytest.mark.django_db(transaction=True)
SVG = "svg.vsm"
PATIENCE = 20_000
"""Milliseconds: a busy machine is no fault of the picture."""


@pytest.fixture
def map_(cast: Cast) -> Map:
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=document_of("change-request")).map


def open_room(person: Any, cast: Cast, map_: Map) -> Page:
    made: Person = person(cast.client("pia"))
    page = made.open(f"/maps/{map_.pk}/")
    expect(page.locator(".map-room.is-live .vsm [data-ref]").first).to_be_attached()
    return page


def flow_before(map_: Map, doc_id: str) -> Flow:
    return Flow.objects.get(map=map_, target=doc_id, kind=None)


SHOWN = """(root) => [...root.querySelectorAll(":scope > g[id]")].map((group) =>
  [group.id, ...[...group.querySelectorAll(".cell")].map((cell) => Object.values(cell.dataset).join(" "))])"""


def groups(page: Page) -> list[list[str]]:
    """Id and data of each group of the picture, in order."""
    found: list[list[str]] = page.evaluate(f"() => ({SHOWN})(document.querySelector('svg.vsm'))")
    return found


def fetched(page: Page) -> list[list[str]]:
    """The same of the picture as it is drawn afresh."""
    found: list[list[str]] = page.evaluate(
        f"""async () => {{
             const answer = await fetch(`/api/v1/maps/${{document.querySelector("svg.vsm").dataset.map}}/svg/?interactive=1`);
             const root = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
             return ({SHOWN})(root);
           }}"""
    )
    return found


def is_at(page: Page, cast: Cast) -> None:
    head = WorkshopHead.objects.get(workshop=cast.workshop).head
    expect(page.locator(SVG)).to_have_attribute("data-rev", str(head), timeout=PATIENCE)


def test_what_others_change_comes_into_the_picture_and_the_totals_say_what_moved(person: Any, cast: Cast, map_: Map) -> None:
    page = open_room(person, cast, map_)
    page.locator(f"#step-{Step.objects.get(map=map_, doc_id='triage').pk}").focus()
    page.evaluate("() => { document.querySelector('svg.vsm > g[id^=party-]').kept = true; }")
    expect(page.locator("[data-total=lead_time] .figure__value")).to_have_text("14.5 d")
    links.update_row(actor=cast.actor("fay"), row=flow_before(map_, "build"), values={"wait": "9 h"})
    expect(page.locator("[data-total=lead_time] .figure__value")).to_have_text("15.5 d")
    is_at(page, cast)
    expect(page.locator("[data-last]")).to_contain_text("+8 h lead time")
    expect(page.locator("[data-last] small")).to_have_text(re.compile(r"Fay, step 7 wait, [0-9]+ s ago"))
    steps.add_step(actor=cast.actor("fay"), map_=map_, values={"name": "Tell the users"})
    steps.remove_step(actor=cast.actor("fay"), step=Step.objects.get(map=map_, doc_id="approve"))
    is_at(page, cast)
    assert groups(page) == fetched(page)
    assert page.evaluate("document.activeElement.id") == f"step-{Step.objects.get(map=map_, doc_id='triage').pk}"
    assert page.evaluate("document.querySelector('svg.vsm > g[id^=party-]').kept") is True


def test_a_missed_patch_is_found_out_and_the_whole_picture_fetched_once(person: Any, cast: Cast, map_: Map) -> None:
    page = open_room(person, cast, map_)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/svg/" in request.url else None)
    page.evaluate("() => document.querySelector('svg.vsm > g[id=head]').remove()")
    steps.update_step(actor=cast.actor("fay"), step=Step.objects.get(map=map_, doc_id="peer"), values={"wip": 40})
    expect(page.locator("#head")).to_be_attached(timeout=PATIENCE)
    is_at(page, cast)
    assert groups(page) == fetched(page)
    assert len(asked) == 2  # the missed one, and what this test compares with


def test_a_half_drawn_map_says_what_is_missing_instead_of_totals(person: Any, cast: Cast) -> None:
    source = document_of("branch-choice")
    map_ = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map
    page = open_room(person, cast, map_)
    strip = page.locator(".figures[data-totals]")
    expect(strip.locator("[data-total=lead_time]")).to_be_visible()
    flow = Flow.objects.get(map=map_, source="a", target="b")
    links.update_row(actor=cast.actor("fay"), row=flow, values={"share": None})
    expect(strip.locator("[data-missing]")).to_have_text("No totals yet. One branch is taken after “A”: say which share goes this way.")
    expect(strip.locator("[data-total]")).to_have_count(0)
    flow.refresh_from_db()
    links.update_row(actor=cast.actor("fay"), row=flow, values={"share": 70})
    expect(strip.locator("[data-total=lead_time]")).to_be_visible()
    expect(strip.locator("[data-missing]")).to_be_hidden()
