"""The walk on a phone: stop by stop, without a connection, and on everybody's screen at once."""

from __future__ import annotations

import io
import time as clock
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from mapping import gathering
from mapping.models import Map, Observation, Step, WalkStop
from mapping.services import walk
from mapping.services.maps import import_document
from tests.browser.conftest import Watch, connected
from tests.cast import Cast
from tests.mapping.test_walk import DAY, STREAM
from workshops.models import Capture

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def stops(cast: Cast) -> list[WalkStop]:
    """The walk from the customer backwards: Tell, Test, Ask."""
    fay = cast.actor("fay")
    import_document(actor=fay, workshop_id=cast.workshop.pk, source=STREAM)
    walk.plan_walk(actor=fay, workshop_id=cast.workshop.pk, on=DAY, starts_at=time(9, 30), minutes=15)
    found = gathering.list_stops(cast.workshop.pk)
    walk.update_stop(actor=fay, stop_id=found[0].pk, values={"contact": "Ms Berg, 0171 234 567"})
    return found


def sheet(made: Any, cast: Cast) -> Page:
    page: Page = made.open(f"/workshops/{cast.workshop.pk}/walk/sheet/")
    connected(page)
    return page


def until(is_so: Callable[[], bool]) -> None:
    deadline = clock.monotonic() + 45  # a closed tab is noticed within 15 s
    while not is_so() and clock.monotonic() < deadline:
        clock.sleep(0.05)
    assert is_so()


def shown(page: Page) -> Any:
    return page.locator(".walk-stop:not([hidden])")


def test_a_walk_without_a_connection_arrives_as_it_was_walked(cast: Cast, person: Any, watch: Watch, stops: list[WalkStop]) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(photo, "PNG")
    pia = person(cast.client("pia"), viewport=PHONE, has_touch=True)
    page = sheet(pia, cast)
    expect(shown(page)).to_have_count(1)
    expect(shown(page).get_by_role("heading", level=2)).to_have_text("Tell")
    pia.context.set_offline(True)
    pressed = datetime.now(UTC)
    shown(page).get_by_role("button", name="We saw the work done here").click()
    shown(page).get_by_label("How long is it in your hands, if nothing interrupts?").fill("20-40 min")
    shown(page).get_by_label("How do you know what you type?").focus()
    shown(page).get_by_label("How do you know what you type?").select_option("measured")
    shown(page).get_by_label("How many do you have here right now? Count them.").fill("40")
    shown(page).get_by_label("What do you see?").fill("Trays pile up")
    shown(page).get_by_label("About what").select_option(label="Test to Tell")
    shown(page).locator("input[name=photo]").set_input_files({"name": "tray.png", "mimeType": "image/png", "buffer": photo.getvalue()})
    shown(page).get_by_role("button", name="Note it").click()
    expect(shown(page).locator("[data-waiting]")).to_contain_text("Trays pile up")
    page.get_by_role("button", name="Next stop").click()
    expect(shown(page).get_by_role("heading", level=2)).to_have_text("Test")
    shown(page).get_by_label("Issue", exact=True).check(force=True)
    shown(page).get_by_label("What do you see?").fill("The porter comes at ten")
    shown(page).get_by_role("button", name="Note it").click()
    assert (Observation.objects.count(), Capture.objects.count()) == (0, 0)
    pia.context.set_offline(False)
    until(lambda: Observation.objects.exclude(photo=None).exists() and Capture.objects.exists())
    watch.forgive_network()
    step = Step.objects.get(map=Map.objects.get(), doc_id="tell")
    said = {"evidence": "estimate", "by": "Ms Berg"}
    assert {key: step.cycle_time[key] for key in ("low", "high", "evidence", "by")} == {"low": "20 min", "high": "40 min"} | said
    assert {key: step.wip[key] for key in ("value", "evidence", "by")} == {"value": 40, "evidence": "measured", "by": "Ms Berg"}
    stop = WalkStop.objects.get(pk=stops[0].pk)
    assert stop.walked_by.name == "Pia" and abs((stop.walked_at - pressed).total_seconds()) < 30
    note = Observation.objects.get()
    assert (note.kind, note.text, note.stop_id, str(note.flow), note.photo.width) == ("item", "Trays pile up", stop.pk, "test>tell", 80)
    issue = Capture.objects.get()
    assert (issue.kind, issue.text, issue.at) == ("issue", "The porter comes at ten", "Test")
    expect(page.locator(".topbar [data-status-text]")).to_have_text("Saved")


def test_what_one_types_the_other_sees(cast: Cast, person: Any, stops: list[WalkStop]) -> None:
    pia, per = sheet(person(cast.client("pia"), viewport=PHONE), cast), sheet(person(cast.client("per"), viewport=PHONE), cast)
    shown(pia).get_by_label("How do you know that you are done? Who gets it then?").fill("the list is signed")
    shown(pia).get_by_label("What leaves the step?").focus()
    expect(shown(per).get_by_label("How do you know that you are done? Who gets it then?")).to_have_value("the list is signed")
    shown(pia).get_by_role("button", name="We saw the work done here").click()
    expect(shown(per)).to_contain_text("by Pia")
    expect(per.locator(".walk-nav a").first).to_have_class("is-walked")


def test_two_answers_to_one_question_stand_side_by_side(cast: Cast, person: Any, watch: Watch, stops: list[WalkStop]) -> None:
    made = person(cast.client("pia"), viewport=PHONE)
    pia, per = sheet(made, cast), sheet(person(cast.client("per"), viewport=PHONE), cast)
    question = "How long is it in your hands, if nothing interrupts?"
    made.context.set_offline(True)
    shown(pia).get_by_label(question).fill("7 min")
    shown(pia).get_by_label("What leaves the step?").focus()
    shown(per).get_by_label(question).fill("9 min")
    shown(per).get_by_label("What leaves the step?").focus()
    until(lambda: Step.objects.get(doc_id="tell").cycle_time is not None)
    made.context.set_offline(False)
    expect(shown(pia).locator(".cell-clash")).to_contain_text("Yours, not saved yet: 7 min")
    shown(pia).get_by_role("button", name="Keep theirs").click()
    expect(shown(pia).get_by_label(question)).to_have_value("~9 min")
    watch.forgive_network()
    assert Step.objects.get(doc_id="tell").cycle_time["value"] == "9 min"


def test_without_scripts_the_same_sheet_saves_with_a_button(cast: Cast, person: Any, stops: list[WalkStop]) -> None:
    page: Page = person(cast.client("pia"), viewport=PHONE, java_script_enabled=False).open(f"/workshops/{cast.workshop.pk}/walk/sheet/")
    row = page.locator(f"#stop-{stops[1].pk}")
    row.get_by_label("How long is it in your hands, if nothing interrupts?").fill("12 min")
    row.get_by_label("How do you know what you type?").select_option("system")
    row.get_by_role("button", name="Save the answers").click()
    expect(row.get_by_label("How long is it in your hands, if nothing interrupts?")).to_have_value("12 min")
    found = Step.objects.get(doc_id="test").cycle_time
    assert (found["value"], found["evidence"], found["by"]) == ("12 min", "system", "Test")
