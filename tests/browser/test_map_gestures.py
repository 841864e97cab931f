"""Gestures of the map room: dragging steps and lines, choosing several, and two people at the same place."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mapping.models import Step
from tests.browser.conftest import Watch
from tests.browser.map_hands import Hand, box, chain, drag, drawn, enter, head_of, order, saved, ways, written_rows
from tests.browser.test_every_page import EVERYTHING, problems
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def lift_to_the_front(page: Page) -> None:
    """Drag D over the left half of A, far enough from the canvas' edge for the paper to stay."""
    last, first = box(page, "D"), box(page, "A")
    drag(page, (last[0] + 20, last[1] + 20), (first[0] + 0.4 * first[2], first[1] + 30))


def test_dragging_a_step_is_one_change_and_escape_is_none(person: Any, cast: Cast) -> None:
    map_ = chain(cast)
    before, head = written_rows(map_), head_of(cast)
    page = enter(person, cast, map_)
    lift_to_the_front(page)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert (order(map_), head_of(cast)) == ("ABCD", head)
    lift_to_the_front(page)
    expect(page.locator(".drop-line")).to_be_visible()
    page.mouse.up()
    expect(drawn(page, "D")).to_have_attribute("aria-label", re.compile("^Step 1, D"))
    saved(page)
    assert (order(map_), ways(map_), head_of(cast)) == ("DABC", ["A>B", "B>C", "D>A"], head + 1)
    page.keyboard.press("Control+z")
    expect(drawn(page, "D")).to_have_attribute("aria-label", re.compile("^Step 4, D"))
    assert written_rows(map_) == before


def test_a_line_dragged_from_a_step_connects_it(person: Any, cast: Cast) -> None:
    map_ = chain(cast)
    page = enter(person, cast, map_)
    Hand(page, map_).thing(f"step/{Step.objects.get(map=map_, name='A').pk}")
    handle = page.get_by_role("button", name="Connect to…").bounding_box()
    assert handle
    x, y, width, height = box(page, "C")
    drag(page, (handle["x"] + 12, handle["y"] + 12), (x + width / 2, y + height / 2))
    page.mouse.up()
    expect(page.locator("[data-ref^='flow/'].is-selected")).to_have_count(1)
    assert ways(map_) == ["A>B", "A>C", "B>C", "C>D"]


def test_several_are_chosen_by_a_frame_and_removed_by_one_change(person: Any, cast: Cast) -> None:
    map_ = chain(cast)
    head = head_of(cast)
    page = enter(person, cast, map_)
    left, right = box(page, "B"), box(page, "C")
    page.keyboard.down("Shift")
    drag(page, (left[0] - 15, left[1] - 15), (right[0] + 20, right[1] + right[3] + 15))
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.locator("[data-ref^='step/'].is-selected")).to_have_count(2)
    page.get_by_role("button", name="Remove these").click()
    expect(page.locator("[data-ref^='step/']")).to_have_count(2)
    saved(page)
    assert (order(map_), ways(map_), head_of(cast)) == ("AD", ["A>D"], head + 1)


def test_two_who_insert_in_the_same_gap_both_get_their_step(person: Any, cast: Cast, watch: Watch) -> None:
    watch.forgive_network()
    map_ = chain(cast, "AB")
    fay, pia = enter(person, cast, map_), enter(person, cast, map_, "pia")
    first = f"step/{Step.objects.get(map=map_, name='A').pk}"
    for page in (fay, pia):
        Hand(page, map_).thing(first)
        page.keyboard.press("a")
    pia.context.set_offline(True)
    fay.keyboard.type("By Fay\n")
    saved(fay)
    pia.keyboard.type("By Pia\n")
    pia.context.set_offline(False)
    expect(fay.locator("[data-ref^='step/']")).to_have_count(4, timeout=30_000)
    saved(pia)
    found = [tuple(way.split(">")) for way in ways(map_)]
    assert sorted(found) in (
        sorted([("A", "By Fay"), ("By Fay", "By Pia"), ("By Pia", "B")]),
        sorted([("A", "By Pia"), ("By Pia", "By Fay"), ("By Fay", "B")]),
    )


@pytest.mark.parametrize("names", ["AB", ""], ids=["behind the last step", "on an empty map"])
def test_two_who_add_at_once_make_one_chain(person: Any, cast: Cast, watch: Watch, names: str) -> None:
    watch.forgive_network()
    map_ = chain(cast, names)
    fay, pia = enter(person, cast, map_), enter(person, cast, map_, "pia")
    for page in (fay, pia):
        if names:
            Hand(page, map_).thing(f"step/{Step.objects.get(map=map_, name=names[-1]).pk}")
        page.keyboard.press("a")
    pia.context.set_offline(True)
    fay.keyboard.type("By Fay\n")
    saved(fay)
    pia.keyboard.type("Pia 1\nPia 2\nPia 3\n")
    pia.context.set_offline(False)
    expect(fay.locator("[data-ref^='step/']")).to_have_count(len(names) + 4, timeout=30_000)
    saved(pia)
    found = list(Step.objects.present().filter(map=map_).order_by("order_key", "id").values_list("name", flat=True))
    assert found == [*names, "By Fay", "Pia 1", "Pia 2", "Pia 3"]
    assert ways(map_) == [f"{one}>{two}" for one, two in pairwise(found)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tools_menus_and_dialogs_are_accessible(person: Any, cast: Cast, scheme: str) -> None:
    map_ = chain(cast, "AB")
    page = enter(person, cast, map_, color_scheme=scheme)
    Hand(page, map_).thing(f"step/{Step.objects.get(map=map_, name='A').pk}")
    faults = {"tools": problems(page, "tools", EVERYTHING)}
    for key, what in (("m", "menu"), ("b", "branch"), ("Shift+L", "information"), ("n", "note"), ("Shift+W", "wastes"), ("a", "adding")):
        page.keyboard.press(key)
        faults[what] = problems(page, what, EVERYTHING)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Add something else").click()
    page.get_by_role("menu").locator(".menu__item").filter(has_text="Steps from a list").click()
    page.keyboard.type("C\nD")
    faults["list"] = problems(page, "list", EVERYTHING)
    assert {what: found for what, found in faults.items() if found} == {}
