"""Hands that are quicker than the network: keys pressed before the map's records are there, and what is added before it is drawn."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from mapping.models import Step
from tests.browser.map_hands import chain, empty_map, order, saved, ways
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = ".vsm > [data-ref^='step/']"


def held_back(page: Page) -> list[Route]:
    """The fetch of the records is answered only when the test lets it."""
    found: list[Route] = []

    def hold(route: Route) -> None:
        found.append(route)

    page.route("**/live/state/", hold)
    return found


def test_what_is_pressed_before_the_records_are_there_is_done_with_them(person: Any, cast: Cast) -> None:
    map_ = chain(cast, "ABC")
    fay = person(cast.client("fay"))
    routes = held_back(fay.page)
    page = fay.open(f"/maps/{map_.pk}/")
    expect(page.locator(".map-room.is-live")).to_be_attached()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{STEPS}.is-selected")).to_have_attribute("id", f"step-{Step.objects.get(map=map_, name='B').pk}")
    page.keyboard.press("a")
    page.keyboard.type("New\n")
    page.keyboard.press("Escape")
    expect(page.locator(".add-step")).to_have_count(0)
    assert order(map_) == "ABC"
    routes[0].continue_()
    expect(page.locator(STEPS)).to_have_count(4)
    saved(page)
    assert (order(map_), ways(map_)) == ("ABNewC", ["A>B", "B>New", "New>C"])


def test_a_number_typed_before_the_records_are_there_goes_into_its_field(person: Any, cast: Cast) -> None:
    map_ = chain(cast, "AB")
    fay = person(cast.client("fay"))
    routes = held_back(fay.page)
    page = fay.open(f"/maps/{map_.pk}/")
    expect(page.locator(".map-room.is-live")).to_be_attached()
    page.keyboard.press("Home")
    page.keyboard.type("15 min\n")
    routes[0].continue_()
    saved(page)
    expect(page.locator(f"{STEPS} .cell[data-field=cycle_time]").first).to_contain_text("15 min")
    expect(page.locator(f"{STEPS} .cell.is-pending")).to_have_count(0)
    assert Step.objects.get(map=map_, name="A").cycle_time == "15 min"


def test_the_next_gesture_begins_from_what_was_just_added(person: Any, cast: Cast) -> None:
    map_ = empty_map(cast)
    fay = person(cast.client("fay"))
    with fay.page.expect_response("**/live/state/"):
        page = fay.open(f"/maps/{map_.pk}/")
    saved(page)
    for name in "ABC":
        page.keyboard.press("a")
        page.keyboard.type(f"{name}\n")
        page.keyboard.press("Escape")
    page.keyboard.press("Control+d")
    expect(page.locator(STEPS)).to_have_count(4)
    expect(page.locator(f"{STEPS}.is-selected")).to_have_count(1)
    saved(page)
    assert (order(map_), ways(map_)) == ("ABCC, copy", ["A>B", "B>C", "C>C, copy"])
    copy = Step.objects.get(map=map_, name="C, copy")
    expect(page.locator(f"{STEPS}.is-selected")).to_have_attribute("id", f"step-{copy.pk}")
    expect(page.locator(f"#step-{copy.pk}")).to_be_focused()
