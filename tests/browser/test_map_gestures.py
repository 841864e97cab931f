"""Gestures of the map room: dragging steps and lines, choosing several, and two people at the same place."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mapping.models import Flow, MapNote, Step
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


def test_a_line_from_planning_is_information_whose_words_are_asked_for(person: Any, cast: Cast) -> None:
    map_ = chain(cast)
    page = enter(person, cast, map_)
    page.keyboard.press("p")
    hand = Hand(page, map_)
    hand.type("Name", "Bed planning")
    hand.choose("Kind", "Planning or IT")
    hand.press("Add")
    planning = page.locator("[data-ref^='party/']")
    expect(planning).to_have_class(re.compile("is-selected"))
    for item in ("Connect to…", "Connect from…"):
        expect(page.locator(".step-tools").get_by_role("button", name=item)).to_have_count(0)
    handle = page.locator(".link-handle").bounding_box()
    assert handle
    x, y, width, height = box(page, "C")
    drag(page, (handle["x"] + 12, handle["y"] + 12), (x + width / 2, y + height / 2))
    page.mouse.up()
    hand.type("What", "work list")
    hand.press("Add")
    line = page.locator("[data-ref^='information/']")
    expect(line).to_have_attribute("aria-label", "Information from Bed planning to 3 C, electronic, work list")
    saved(page)
    assert ways(map_) == ["A>B", "B>C", "C>D"]


def test_a_flow_is_led_elsewhere_with_its_notes_and_no_second_one_between_two(person: Any, cast: Cast) -> None:
    map_ = chain(cast)
    page = enter(person, cast, map_)
    hand = Hand(page, map_)
    flow = Flow.objects.get(map=map_, source=Step.objects.get(map=map_, name="C").doc_id)
    hand.thing(f"flow/{flow.pk}")
    hand.tool("Pin an issue or note…")
    hand.type("Text", "Waits for the porter")
    hand.press("Pin it")
    expect(page.locator("[data-sheet] .step-sheet__issues")).to_contain_text("Waits for the porter")
    hand.tool("Change…")
    hand.choose("From", "1 A")
    hand.choose("To", "2 B")
    hand.press("Save")
    expect(page.locator("dialog:modal .field__error")).to_have_text("There is a flow between these two already.")
    hand.choose("To", "4 D")
    hand.press("Save")
    expect(page.locator(f"[data-ref='flow/{flow.pk}']")).to_have_attribute("aria-label", re.compile("^Push from 1 A to 4 D"))
    expect(page.locator("[data-sheet] h2")).to_have_text("Push from A to D")
    saved(page)
    assert ways(map_) == ["A>B", "A>D", "B>C"]
    assert MapNote.objects.get(map=map_).at == "A>D"
    page.keyboard.press("Control+z")
    expect(page.locator(f"[data-ref='flow/{flow.pk}']")).to_have_attribute("aria-label", re.compile("^Push from 3 C to 4 D"))
    saved(page)
    assert MapNote.objects.get(map=map_).at == "C>D"


def test_rework_goes_to_the_step_before_unless_one_says_otherwise(person: Any, cast: Cast) -> None:
    map_ = chain(cast)
    page = enter(person, cast, map_)
    Hand(page, map_).thing(f"step/{Step.objects.get(map=map_, name='C').pk}")
    page.keyboard.press("r")
    expect(page.locator("dialog:modal").get_by_label("Back to").locator("option:checked")).to_have_text("2 B")


def test_lanes_open_whole_where_one_had_looked_closely_at_the_rows(person: Any, cast: Cast) -> None:
    map_ = chain(cast)
    page = enter(person, cast, map_)
    for _ in range(6):
        page.keyboard.press("+")
    page.wait_for_function("() => !document.querySelector('.vsm').style.transform")
    page.goto(f"/maps/{map_.pk}/?lanes=1")
    saved(page)
    expect(page.locator(".map-room.is-live")).to_be_visible()
    paper = page.locator(".map-canvas").bounding_box()
    for name in "AD":
        left, top, width, height = box(page, name)
        assert paper and paper["x"] <= left and left + width <= paper["x"] + paper["width"]
        assert paper["y"] <= top and top + height <= paper["y"] + paper["height"]


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
    expect(page.locator("[data-sheet] .step-sheet__one")).to_contain_text("2 are chosen.")
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
