"""Typing into the drawing: by mouse and keyboard, ranges, refusals, two people in one cell, undo, the sheet, a phone, who only reads."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from mapping.models import Flow, Map, MapNote, Step
from mapping.services.maps import import_document
from tests.browser.conftest import Person, Watch
from tests.cast import Cast
from workshops.models import Capture, Change

pytestmark = pytest.mark.django_db(transaction=True)
VECTOR = Path(__file__).resolve().parents[1] / "vectors" / "patient-journey.json"
TESTS = 3
"""Place of the step “Diagnostic tests” among the steps."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def map_(cast: Cast) -> Map:
    source = json.loads(VECTOR.read_text())
    source["flows"].append({"from": "plan", "to": "review", "kind": "rework", "share": 8})
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


def open_room(person: Any, cast: Cast, map_: Map, who: str = "fay", **options: Any) -> Page:
    made: Person = person(cast.client(who), **options)
    page = made.open(f"/maps/{map_.pk}/")
    expect(page.locator(".map-room.is-live .vsm [data-ref]").first).to_be_attached()
    page.wait_for_function("() => document.querySelector('[data-ref^=\"flow/\"]')?.getAttribute('aria-label')?.includes(' to ')")
    return page


def step(page: Page, place: int = TESTS) -> Locator:
    return page.locator(".vsm > [data-ref^='step/']").nth(place)


def cell(page: Page, field: str = "cycle_time", place: int = TESTS) -> Locator:
    return step(page, place).locator(f".cell[data-field={field}]")


def field(page: Page) -> Locator:
    return page.locator(".inline-edit input")


def datum(page: Page, key: str) -> Locator:
    """The field of a datum on the sheet."""
    return page.locator(f"[data-sheet] [data-datum$=' {key}']")


def stored(map_: Map, key: str = "cycle_time") -> Any:
    return getattr(Step.objects.get(map=map_, doc_id="tests"), key)


def saved(page: Page) -> None:
    expect(page.locator(".topbar [data-status-text]")).to_have_text("Saved")


def test_a_double_click_opens_the_cell_and_totals_follow_for_everybody(person: Any, cast: Cast, map_: Map) -> None:
    fay, pia = open_room(person, cast, map_), open_room(person, cast, map_, "pia")
    cell(fay).locator("text").last.dblclick()
    expect(field(fay)).to_have_value("0.75 h")
    field(fay).fill("1.75 h")
    field(fay).press("Enter")
    expect(cell(fay)).to_contain_text("1.75 h")
    expect(cell(pia)).to_have_attribute("data-value", "1.75 h")
    expect(pia.locator(".figures--map .figure__value").first).to_contain_text("12.5")
    saved(fay)
    assert stored(map_) == "1.75 h"


def test_by_keyboard_from_step_to_step_and_datum_to_datum(person: Any, cast: Cast, map_: Map) -> None:
    page = open_room(person, cast, map_)
    step(page, 0).focus()
    for _ in range(TESTS):
        page.keyboard.press("ArrowRight")
    expect(step(page)).to_be_focused()
    expect(page.locator("[data-sheet] h2")).to_have_text("Diagnostic tests")
    page.keyboard.type("40-50")  # a digit begins a new number, in the unit that stands there
    expect(page.locator(".inline-edit__hint")).to_contain_text("A range, typical 45 h")
    page.keyboard.type(" min")
    expect(page.locator(".inline-edit__hint")).to_contain_text("A range, typical 45 min")
    page.keyboard.press("Tab")
    expect(page.locator(".inline-edit")).to_have_attribute("aria-label", "Defect rate, Diagnostic tests")
    page.keyboard.type("~6")
    page.keyboard.press("Enter")
    expect(step(page)).to_be_focused()
    saved(page)
    assert stored(map_) == {"low": "40 min", "likely": "45 min", "high": "50 min", "evidence": "estimate"}
    assert stored(map_, "defect_rate") == {"value": 6, "evidence": "estimate"}
    page.keyboard.press("ArrowLeft")
    expect(step(page, TESTS - 1)).to_be_focused()


def test_what_cannot_be_read_stays_in_the_field_and_escape_leaves_it(person: Any, cast: Cast, map_: Map) -> None:
    page = open_room(person, cast, map_)
    changes = Change.objects.count()
    step(page).focus()
    page.keyboard.press("Enter")
    field(page).fill("soon")
    field(page).press("Enter")
    expect(page.locator(".inline-edit [role=alert]")).to_contain_text("“soon” is no time")
    expect(field(page)).to_have_value("soon")
    field(page).press("Escape")
    expect(field(page)).to_have_count(0)
    expect(step(page)).to_be_focused()
    expect(cell(page)).to_contain_text("0.75 h")
    assert Change.objects.count() == changes


def test_what_the_server_refuses_is_said_on_the_cell(person: Any, cast: Cast, map_: Map) -> None:
    rework = Flow.objects.get(map=map_, kind="rework")
    page = open_room(person, cast, map_)
    page.locator(f".cell[data-rec='flow/{rework.pk}'][data-field=share]").dblclick()
    field(page).fill("99 %")  # a share may be so high, that of rework may not
    field(page).press("Enter")
    expect(page.locator(".cell-clash")).to_contain_text("This has to be at most 95.")
    expect(page.locator(".cell-clash")).to_contain_text("99 %")
    page.get_by_role("button", name="Edit").click()
    expect(field(page)).to_have_value("99 %")
    field(page).fill("9")
    field(page).press("Enter")
    saved(page)
    expect(page.locator(".cell-clash")).to_have_count(0)
    rework.refresh_from_db()
    assert rework.share == 9


def test_two_people_in_one_cell_see_both_values_and_decide(person: Any, cast: Cast, map_: Map) -> None:
    fay, omar = open_room(person, cast, map_), open_room(person, cast, map_, "omar")
    for typed, button, kept in (("1 h", "Keep theirs", "1 h"), ("2 h", "Use mine", "50 min")):
        for page in (fay, omar):
            cell(page).locator("text").last.dblclick()
            expect(field(page)).to_be_focused()
        field(fay).fill(typed)
        field(fay).press("Enter")
        expect(cell(omar)).to_have_attribute("data-value", typed)
        field(omar).fill("50 min")
        field(omar).press("Enter")
        clash = omar.locator(".cell-clash")
        expect(clash).to_contain_text("Fay changed this while you typed")
        expect(clash).to_contain_text(typed)
        expect(clash).to_contain_text("50 min")
        expect(omar.locator(".topbar [data-status-text]")).to_have_text("1 conflict")
        clash.get_by_role("button", name=button).click()
        expect(clash).to_have_count(0)
        saved(omar)
        expect(cell(fay)).to_have_attribute("data-value", kept)
        assert stored(map_) == kept


def test_a_step_that_is_removed_under_its_editor_is_said_to_be_gone_and_comes_back(person: Any, cast: Cast, map_: Map) -> None:
    fay, omar = open_room(person, cast, map_), open_room(person, cast, map_, "omar")
    steps = omar.locator(".vsm > [data-ref^='step/']")
    count = steps.count()
    cell(omar).locator("text").last.dblclick()
    field(omar).fill("50 min")
    step(fay).locator("text").first.click()
    fay.keyboard.press("Delete")
    expect(steps).to_have_count(count - 1)
    expect(omar.locator(".inline-edit__hint")).to_contain_text("This was removed meanwhile")
    field(omar).press("Enter")
    omar.get_by_role("button", name="Decide").first.click()
    expect(omar.get_by_role("heading", name="Process time of Diagnostic tests")).to_be_visible()
    expect(omar.locator("dialog[data-conflict]")).to_contain_text("Process time: 50 min")
    omar.get_by_role("button", name="Restore and apply").click()
    expect(steps).to_have_count(count)
    saved(omar)
    assert stored(map_) == "50 min"


def test_undo_after_a_reload_takes_back_ones_own_change(person: Any, cast: Cast, map_: Map) -> None:
    fay, pia = open_room(person, cast, map_), open_room(person, cast, map_, "pia")
    cell(fay).locator("text").last.dblclick()
    field(fay).fill("3 h")
    field(fay).press("Enter")
    saved(fay)
    cell(pia, "defect_rate").locator("text").last.dblclick()
    field(pia).fill("9")
    field(pia).press("Enter")
    saved(pia)
    fay.reload()
    expect(fay.locator("[data-undo]")).to_be_enabled()
    step(fay).focus()
    fay.keyboard.press("Control+z")
    expect(cell(fay)).to_have_attribute("data-value", "0.75 h")
    fay.keyboard.press("Control+Shift+z")
    expect(cell(fay)).to_have_attribute("data-value", "3 h")
    assert stored(map_, "defect_rate") == 9


def test_the_sheet_saves_each_row_and_says_how_a_number_is_known(person: Any, cast: Cast, map_: Map) -> None:
    page = open_room(person, cast, map_)
    step(page).click()
    sheet = page.locator("[data-sheet]")
    datum(page, "wait").fill("3 h")
    datum(page, "wait").press("Enter")
    expect(datum(page, "complete_accurate")).to_be_focused()
    datum(page, "trigger").fill("Order printed at the nurses’ station")
    datum(page, "trigger").press("Tab")
    sheet.get_by_text("Necessary").click()
    line = sheet.locator("[data-row$=' cycle_time'] .evidence-box")
    line.locator("summary").click()
    line.get_by_label("How do you know?").select_option("measured")
    expect(line.locator("summary")).to_contain_text("Measured")
    line.get_by_label("How many observed").fill("9")
    line.get_by_label("How many observed").press("Tab")
    expect(line.locator("summary")).to_contain_text("Measured, 9 observed")
    saved(page)
    found = Step.objects.get(map=map_, doc_id="tests")
    assert (found.trigger, found.value) == ("Order printed at the nurses’ station", "nnva")
    assert found.cycle_time == {"value": "0.75 h", "evidence": "measured", "n": 9}
    assert Flow.objects.get(map=map_, target="tests").wait == "3 h"


def test_who_only_reads_chooses_and_is_told_why(person: Any, cast: Cast, map_: Map) -> None:
    page = open_room(person, cast, map_, "obi")
    expect(page.locator("[data-why]")).to_contain_text("You can look at this map")
    step(page).click()
    expect(datum(page, "cycle_time")).not_to_be_editable()
    page.keyboard.press("Enter")
    expect(field(page)).to_have_count(0)


def test_the_keys_are_listed_and_the_camera_is_kept(person: Any, cast: Cast, map_: Map) -> None:
    page = open_room(person, cast, map_)
    page.locator(".map-canvas").focus()
    page.keyboard.press("?")
    expect(page.locator("#map-keys")).to_be_visible()
    expect(page.locator("#map-keys")).to_contain_text("Undo your last change")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator(".toolbar__zoom")).to_have_text("100 %")
    page.keyboard.press("+")
    expect(page.locator(".toolbar__zoom")).to_have_text("120 %")
    page.wait_for_function("() => !document.querySelector('.vsm').style.transform")
    before = page.locator(".vsm").get_attribute("viewBox")
    page.reload()
    expect(page.locator(".toolbar__zoom")).to_have_text("120 %")
    expect(page.locator(".vsm")).to_have_attribute("viewBox", before or "")


def test_a_phone_adds_a_datum_and_an_issue(person: Any, cast: Cast, map_: Map) -> None:
    page = open_room(person, cast, map_, "pia", **PHONE)
    notes = page.locator(".vsm [data-ref^='note/']").count()
    page.get_by_role("link", name="Diagnostic tests").tap()
    sheet = page.locator("[data-sheet]")
    datum(page, "cycle_time").fill("1 h")
    datum(page, "cycle_time").press("Enter")
    page.locator("#rail-text").fill("Samples wait for the porter’s round")
    page.locator("#rail-text").press("Enter")
    expect(sheet.locator(".step-sheet__issues")).to_contain_text("Samples wait for the porter’s round")
    expect(page.locator(".vsm [data-ref^='note/']")).to_have_count(notes + 1)
    page.wait_for_function("() => !document.querySelector('.vsm .is-pending')")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    kept = Capture.objects.get(text="Samples wait for the porter’s round")
    note = MapNote.objects.get(map=map_, capture=kept)
    assert (kept.kind, kept.at, note.kind, note.at) == ("issue", "Diagnostic tests", "issue", "tests")
    assert stored(map_) == "1 h"


def test_a_phone_without_a_connection_adds_a_step_and_removes_it_again(person: Any, cast: Cast, map_: Map, watch: Watch) -> None:
    watch.forgive_network()
    page = open_room(person, cast, map_, "pia", **PHONE)
    saved(page)
    page.context.set_offline(True)
    page.locator("[data-overview]").get_by_role("link", name="Add a step").tap()
    page.locator("dialog:modal").get_by_label("Name", exact=True).fill("Archive")
    page.locator("dialog:modal").get_by_role("button", name="Add", exact=True).tap()
    expect(page.locator("[data-sheet] h2")).to_have_text("Archive")
    page.context.set_offline(False)
    saved(page)
    assert Step.objects.present().filter(map=map_).order_by("order_key").last().name == "Archive"
    page.get_by_role("button", name="Move, connect, remove…").tap()
    page.get_by_role("menuitem", name="Add a step before").tap()
    expect(page.locator("dialog:modal").get_by_label("Where").locator("option:checked")).to_have_text("After “Discharge & follow-up”")
    page.locator("dialog:modal").get_by_role("button", name="Cancel").tap()
    page.get_by_role("button", name="Move, connect, remove…").tap()
    page.get_by_role("menuitem", name="Remove").tap()
    saved(page)
    assert not Step.objects.present().filter(map=map_, name="Archive").exists()
    page.locator(".toast").get_by_role("button", name="Undo").tap()
    saved(page)
    assert Step.objects.present().filter(map=map_, name="Archive").exists()


def test_a_phone_is_shown_both_values_at_the_field_of_its_sheet(person: Any, cast: Cast, map_: Map, watch: Watch) -> None:
    watch.forgive_network()
    pia, fay = open_room(person, cast, map_, "pia", **PHONE), open_room(person, cast, map_)
    pia.get_by_role("link", name="Diagnostic tests").tap()
    datum(pia, "cycle_time").tap()
    pia.context.set_offline(True)
    datum(pia, "cycle_time").fill("50 min")
    cell(fay).locator("text").last.dblclick()
    field(fay).fill("42 min")
    field(fay).press("Enter")
    saved(fay)
    datum(pia, "cycle_time").press("Enter")
    pia.context.set_offline(False)
    clash = pia.locator("[data-sheet] [data-row$=' cycle_time'] .cell-clash")
    expect(clash).to_be_visible()
    expect(clash.locator("strong")).to_have_text(["42 min", "50 min"])
    assert pia.evaluate("document.documentElement.scrollWidth") == 390
    clash.get_by_role("button", name="Use mine").tap()
    expect(clash).to_have_count(0)
    saved(pia)
    assert stored(map_) == "50 min"


def test_wastes_are_chosen_on_the_sheet(person: Any, cast: Cast, map_: Map) -> None:
    page = open_room(person, cast, map_, "pia", **PHONE)
    saved(page)
    page.get_by_role("link", name="Diagnostic tests").tap()
    page.locator("[data-sheet]").get_by_text("What else").tap()
    page.get_by_role("button", name="Choose of the eight…").tap()
    page.locator("dialog:modal").get_by_label("Waiting").check()
    page.locator("dialog:modal").get_by_role("button", name="Save").tap()
    expect(datum(page, "wastes")).to_have_value(re.compile("^Waiting"))
    saved(page)
    assert "Waiting" in stored(map_, "wastes")


def test_totals_with_words_in_front_leave_a_phone_its_width(person: Any, cast: Cast) -> None:
    waits = [{"from": "a", "to": "b", "wait": "108.4 min"}, {"from": "b", "to": "c", "wait": "5 min"}]
    steps: list[dict[str, Any]] = [{"id": "a", "name": "A", "cycle_time": "118.5 min"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"}]
    source = {"format": "vsm-map/1", "title": "Half", "steps": steps, "flows": waits}
    half = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map
    page = open_room(person, cast, half, "pia", **PHONE)
    expect(page.locator(".figures--map .figure__value").first).to_contain_text("at least")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
