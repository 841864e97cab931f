"""The table twin in a browser: cells that save themselves, both values of a clash, pasting, keys, and the same without scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from mapping.models import Flow, Map, Step
from mapping.services.maps import import_document
from tests.browser.conftest import PHONE, Person, Watch, connected
from tests.cast import Cast
from workshops.models import Change

pytestmark = pytest.mark.django_db(transaction=True)
VECTOR = Path(__file__).resolve().parents[1] / "vectors" / "patient-journey.json"
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def map_(cast: Cast) -> Map:
    source = json.loads(VECTOR.read_text())
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


def open_table(person: Any, cast: Cast, map_: Map, who: str, **options: Any) -> Page:
    made: Person = person(cast.client(who), **options)
    page = made.open(f"/maps/{map_.pk}/table/")
    if options.get("java_script_enabled", True):
        connected(page)
    return page


def cell(page: Page, row: int, label: str) -> Locator:
    """The field of a step (counted from 1) under a heading."""
    return page.locator("[data-rows=step] [data-row]").nth(row - 1).locator(f"[data-label='{label}'] .cell-input")


def saved(page: Page) -> None:
    expect(page.locator(".topbar [data-status-text]")).to_have_text("Saved")


def lead_time(page: Page) -> Locator:
    return page.locator(".figure__value").first


def test_a_cell_saves_when_one_leaves_it_and_totals_follow(person: Any, cast: Cast, map_: Map) -> None:
    page = open_table(person, cast, map_, "fay")
    cell(page, 4, "Process time").fill("1.75 h")
    cell(page, 4, "Process time").press("Enter")
    expect(cell(page, 5, "Process time")).to_be_focused()
    expect(lead_time(page)).to_have_text("12.5h")
    cell(page, 4, "Process time").fill("0.75 h")
    cell(page, 4, "Process time").press("Tab")
    expect(lead_time(page)).to_have_text("11.5h")
    cell(page, 4, "Wait before").fill("3 h")
    cell(page, 4, "Wait before").press("Enter")
    expect(lead_time(page)).to_have_text("12.5h")
    expect(page.locator("[data-rows=flow] [data-row]").nth(3).locator("[data-label=Wait] .cell-input")).to_have_value("3 h")
    page.reload()
    expect(cell(page, 4, "Wait before")).to_have_value("3 h")
    last = Change.objects.filter(workshop=cast.workshop).latest("seq")
    assert page.locator("[data-live-undo] [name=seq]").input_value() == str(last.seq)


def test_the_undo_button_means_the_change_just_made(person: Any, cast: Cast, map_: Map) -> None:
    page = open_table(person, cast, map_, "pia")
    expect(page.locator("[data-live-undo]")).to_be_hidden()
    cell(page, 4, "Area").fill("Imaging")
    cell(page, 4, "Area").press("Tab")
    saved(page)
    page.locator("[data-live-undo] button").click()
    expect(cell(page, 4, "Area")).to_have_value("Radiology and laboratory")


def test_what_cannot_be_read_stays_in_its_cell_and_escape_takes_it_back(person: Any, cast: Cast, map_: Map) -> None:
    page = open_table(person, cast, map_, "fay")
    field = cell(page, 4, "Process time")
    field.fill("soon")
    field.press("Enter")
    expect(page.locator(".cell-says")).to_contain_text("“soon” is no time")
    expect(field).to_have_value("soon")
    field.press("Escape")
    expect(page.locator(".cell-says")).to_have_count(0)
    expect(field).to_have_value("0.75 h")
    assert Step.objects.get(map=map_, doc_id="tests").cycle_time == "0.75 h"


def test_two_people_in_one_cell_see_both_values(person: Any, cast: Cast, map_: Map) -> None:
    fay, omar = (open_table(person, cast, map_, who) for who in ("fay", "omar"))
    for typed, button, kept in (("Imaging", "Keep theirs", "Imaging"), ("Scanner", "Use mine", "Laboratory")):
        cell(omar, 4, "Area").fill("Laboratory")
        cell(fay, 4, "Area").fill(typed)
        cell(fay, 4, "Area").press("Tab")
        saved(fay)
        cell(omar, 4, "Area").press("Tab")
        expect(omar.locator(".cell-clash")).to_contain_text("Fay changed this while you typed")
        expect(omar.locator(".cell-clash")).to_contain_text(typed)
        expect(omar.locator(".topbar [data-status-text]")).to_have_text("1 conflict")
        omar.get_by_role("button", name=button).click()
        expect(omar.locator(".cell-clash")).to_have_count(0)
        expect(cell(omar, 4, "Area")).to_have_value(kept)
        saved(omar)
        cell(omar, 1, "Area").focus()
        expect(cell(fay, 4, "Area")).to_have_value(kept)


def test_cells_of_a_spreadsheet_are_pasted(person: Any, cast: Cast, map_: Map) -> None:
    page = open_table(person, cast, map_, "fay")
    cell(page, 1, "% C&A").focus()
    page.evaluate(PASTE, "95\t4\twaste\r\n100\t9\n92\t2\n")
    expect(page.locator("tfoot")).to_contain_text("87.4 %")
    expect(page.locator("tfoot")).to_contain_text("15")
    rows = list(Step.objects.filter(map=map_).order_by("order_key").values_list("complete_accurate", "wip", "value"))
    assert rows[:4] == [(95, 4, "nva"), (100, 9, "nva"), (92, 2, "va"), (None, None, "va")]


def test_what_is_typed_offline_is_sent_when_one_is_back(person: Any, cast: Cast, map_: Map, watch: Watch) -> None:
    page = open_table(person, cast, map_, "fay")
    page.context.set_offline(True)
    cell(page, 6, "Process time").fill("1 h")
    cell(page, 6, "Process time").press("Tab")
    expect(page.locator(".topbar [data-status-text]")).to_contain_text("Offline")
    page.context.set_offline(False)
    expect(lead_time(page)).to_have_text("12h")
    assert Step.objects.get(map=map_, doc_id="plan").cycle_time == "1 h"
    watch.forgive_network()


def test_without_scripts_on_a_phone_the_row_saves_by_its_button(person: Any, cast: Cast, map_: Map) -> None:
    page = open_table(person, cast, map_, "pia", java_script_enabled=False, viewport=PHONE)
    cell(page, 4, "Process time").fill("20-40 min")
    cell(page, 4, "Wait before").fill("3 h")
    cell(page, 4, "Process time").press("Enter")
    page.wait_for_url("**/table/#step-*")
    expect(cell(page, 4, "Process time")).to_have_value("20-40 min")
    assert Flow.objects.get(map=map_, target="tests").wait == "3 h"
    page.locator("[data-rows=step] [data-row]").nth(3).get_by_role("button", name="Work on Diagnostic tests").click()
    page.get_by_role("button", name="Move up").click()
    page.wait_for_url("**/table/#step-*")
    assert list(Step.objects.filter(map=map_).order_by("order_key").values_list("doc_id", flat=True))[2:4] == ["tests", "assess"]
