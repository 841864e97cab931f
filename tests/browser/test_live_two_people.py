"""Several real browsers in one workshop: nothing is lost, nothing overwritten unseen, everybody sees what happens."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

from mapping.models import Flow, Map, Step
from mapping.services import steps
from mapping.services.maps import import_document
from tests.browser.conftest import Person, Watch, connected
from tests.cast import Cast
from workshops.change import change
from workshops.kinds import CAPTURE
from workshops.models import Change, Participation
from workshops.policy import Action
from workshops.services.workshops import set_lock

pytestmark = pytest.mark.django_db(transaction=True)
VECTOR = Path(__file__).resolve().parents[1] / "vectors" / "patient-journey.json"
NO_SOCKETS = """globalThis.WebSocket = class {
  static OPEN = 1;
  constructor() { setTimeout(() => this.onclose?.({ code: 1006 })); }
  close() {}
};"""
"""As in a network that breaks them: each ends before anything is heard on it."""
HOW = """async () => (await import("/static/js/live/index.js")).live.link.mode"""
RECORDS = """async () => { await (await import("/static/js/live/index.js")).live.load(); }"""


@pytest.fixture
def map_(cast: Cast) -> Map:
    source = json.loads(VECTOR.read_text())
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


@pytest.fixture(params=["socket", "poll"])
def way(request: pytest.FixtureRequest) -> str:
    """How pages are connected: by a socket, or by POST and long-poll where the network breaks sockets."""
    return str(request.param)


@pytest.fixture
def tables(person: Any, cast: Cast, map_: Map, way: str) -> Any:
    """Opens the table of the map for somebody, connected: `tables("fay")`."""

    def open_(who: str, **options: Any) -> Page:
        made: Person = person(cast.client(who), **options)
        return opened(made, f"/maps/{map_.pk}/table/", way)

    return open_


def opened(person: Person, path: str, way: str = "socket") -> Page:
    """A page whose connection stands."""
    person.page.on("dialog", lambda dialog: dialog.accept())
    return visited(person.page, path, way)


def visited(page: Page, path: str, way: str) -> Page:
    """The page at a path, connected in this way."""
    if way == "poll":
        page.add_init_script(NO_SOCKETS)
    page.goto(path, wait_until="load")
    connected(page)
    assert page.evaluate(HOW) == way
    return page


def cell(page: Page, row: int, label: str) -> Locator:
    """The field of a step (counted from 1) under a heading."""
    return page.locator("[data-rows=step] [data-row]").nth(row - 1).locator(f"[data-label='{label}'] .cell-input")


def type_into(page: Page, row: int, label: str, text: str) -> None:
    cell(page, row, label).fill(text)
    cell(page, row, label).press("Tab")


def status(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator(".topbar [data-status-text]")).to_have_text(words)


def step_four(map_: Map) -> Step:
    """The fourth step of the map."""
    return Step.objects.get(map=map_, doc_id="tests")


def ends_of_flows(map_: Map) -> list[tuple[str, str]]:
    """Where the flows of the map lead from and to."""
    return sorted(Flow.objects.present().filter(map=map_).values_list("source", "target"))


def test_different_fields_of_one_step_both_stay_and_both_see_them(tables: Any, map_: Map) -> None:
    fay, omar = tables("fay"), tables("omar")
    cell(fay, 4, "Area").fill("Imaging")
    cell(omar, 4, "Process time").fill("50 min")
    cell(fay, 4, "Area").press("Tab")
    cell(omar, 4, "Process time").press("Tab")
    expect(cell(omar, 4, "Area")).to_have_value("Imaging")
    expect(cell(fay, 4, "Process time")).to_have_value("50 min")
    for page in (fay, omar):
        status(page, "Saved")
    step = step_four(map_)
    assert (step.area, step.cycle_time) == ("Imaging", "50 min")


def test_of_one_field_the_second_sees_both_values_and_decides(tables: Any, map_: Map) -> None:
    fay, omar = tables("fay"), tables("omar")
    cell(omar, 4, "Process time").fill("20-40 min")
    type_into(fay, 4, "Process time", "50 min")
    status(fay, "Saved")
    cell(omar, 4, "Process time").press("Tab")
    clash = omar.locator(".cell-clash")
    expect(clash).to_contain_text("Fay changed this while you typed")
    expect(clash.locator("strong")).to_have_text(["50 min", "20-40 min"])
    status(omar, "1 conflict")
    assert step_four(map_).cycle_time == "50 min"
    omar.get_by_role("button", name="Use mine").click()
    expect(cell(fay, 4, "Process time")).to_have_value("20-40 min")
    status(omar, "Saved")
    assert step_four(map_).cycle_time == {"low": "20 min", "likely": "30 min", "high": "40 min", "evidence": "estimate"}


def test_twenty_edits_made_offline_arrive_once_each(tables: Any, cast: Cast, map_: Map, watch: Watch) -> None:
    page = tables("pia")
    before = Change.objects.filter(workshop=cast.workshop).count()
    page.context.set_offline(True)
    labels = ("Process time", "% C&A", "Area", "WIP")
    edits = [(row, label) for row in range(1, 6) for label in labels]
    for place, (row, label) in enumerate(edits):
        type_into(page, row, label, f"Area {place}" if label == "Area" else f"{place + 11}")
    status(page, "Offline, 20 changes kept in this browser")
    assert Change.objects.filter(workshop=cast.workshop).count() == before
    page.context.set_offline(False)
    expect(page.locator(".topbar [data-status-text]")).to_have_text("Saved", timeout=60_000)
    rows = Change.objects.filter(workshop=cast.workshop).order_by("seq")
    assert rows.count() == before + 20
    assert [row.seq for row in rows] == list(range(1, before + 21))
    assert [Step.objects.get(map=map_, doc_id="tests").area, step_four(map_).complete_accurate] == ["Area 14", 24]
    watch.forgive_network()


def _page_without_api(route: Route) -> None:
    with suppress(Error):  # the page gave the request up meanwhile
        if "/api/" in route.request.url:
            route.abort()
        else:
            route.fulfill(response=route.fetch())


def test_a_reload_keeps_what_was_typed_offline(tables: Any, map_: Map, watch: Watch) -> None:
    page = tables("pia")
    page.context.set_offline(True)
    type_into(page, 4, "Area", "Imaging")
    status(page, "Offline, 1 change kept in this browser")
    page.context.route("**/*", _page_without_api)
    page.reload()  # the page comes from the test, its connection stays away
    status(page, "Offline, 1 change kept in this browser")
    expect(cell(page, 4, "Area")).to_have_value("Imaging")
    assert step_four(map_).area == "Radiology and laboratory"
    page.context.unroute_all(behavior="wait")
    page.context.set_offline(False)
    status(page, "Saved")
    assert step_four(map_).area == "Imaging"
    watch.forgiven |= {"ERR_FAILED", "NETWORK_ACCESS_CHECKS"}
    watch.forgive_network()


def test_a_pause_and_its_end_reach_everybody(tables: Any, cast: Cast, map_: Map) -> None:
    page = tables("pia")
    for is_paused in (True, False):
        set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=is_paused)
        expect(cell(page, 4, "Area")).to_have_count(0 if is_paused else 1)
    type_into(page, 4, "Area", "Imaging")
    status(page, "Saved")
    assert step_four(map_).area == "Imaging"


def test_who_closes_a_tab_with_unsent_work_is_asked_first(tables: Any, map_: Map, watch: Watch) -> None:
    page, other, asked = tables("pia"), tables("omar"), []
    for one in (page, other):
        one.on("dialog", lambda dialog: asked.append(dialog.type))
    type_into(page, 4, "Area", "Imaging")
    status(page, "Saved")
    page.context.set_offline(True)
    type_into(page, 4, "Area", "Laboratory")
    status(page, "Offline, 1 change kept in this browser")
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    with other.expect_event("close"):
        other.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    watch.forgive_network()


def test_undo_takes_mine_back_and_leaves_what_others_did_elsewhere(tables: Any, map_: Map) -> None:
    fay, omar = tables("fay"), tables("omar")
    type_into(fay, 4, "Area", "Imaging")
    status(fay, "Saved")
    type_into(omar, 4, "Process time", "50 min")
    expect(cell(fay, 4, "Process time")).to_have_value("50 min")
    expect(cell(omar, 4, "Area")).to_have_value("Imaging")
    fay.locator("[data-live-undo] button").click()
    expect(cell(omar, 4, "Area")).to_have_value("Radiology and laboratory")
    step = step_four(map_)
    assert (step.area, step.cycle_time) == ("Radiology and laboratory", "50 min")


def test_undo_asks_where_somebody_changed_the_same_since(tables: Any, map_: Map) -> None:
    fay, omar = tables("fay"), tables("omar")
    type_into(fay, 4, "Area", "Imaging")
    expect(cell(omar, 4, "Area")).to_have_value("Imaging")
    type_into(omar, 4, "Area", "Scanner")
    expect(cell(fay, 4, "Area")).to_have_value("Scanner")
    fay.locator("[data-live-undo] button").click()
    status(fay, "1 conflict")
    assert step_four(map_).area == "Scanner"
    fay.locator(".topbar [data-status-decide]").click()
    dialog = fay.get_by_role("dialog")
    expect(dialog).to_contain_text("Omar changed area meanwhile")
    dialog.get_by_role("button", name="Undo anyway").click()
    status(fay, "Saved")
    expect(cell(omar, 4, "Area")).to_have_value("Radiology and laboratory")


def test_a_role_removed_while_connected_acts_within_two_seconds(tables: Any, cast: Cast, map_: Map, watch: Watch) -> None:
    watch.expected |= {403, 404}
    page = tables("pia")
    heard: list[float] = []
    page.expose_function("heard", lambda at: heard.append(at / 1000))
    page.evaluate("""async () => (await import("/static/js/live/index.js")).live.on("stop", () => window.heard(Date.now()))""")
    row = Participation.objects.get(workshop=cast.workshop, user=cast.pia)
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.MANAGE_PEOPLE) as tx:
        tx.delete(row)
    removed = time.time()
    expect(page.locator("[data-rows=step]")).to_have_count(0)
    assert heard[0] - removed < 2


def test_a_step_deleted_under_an_editor_comes_back_with_what_was_typed(tables: Any, cast: Cast, map_: Map) -> None:
    page = tables("omar")
    page.evaluate(RECORDS)  # so that it is known how what is removed was connected
    flows = ends_of_flows(map_)
    cell(page, 4, "Area").fill("Imaging")
    steps.remove_step(actor=cast.actor("fay"), step=step_four(map_))
    expect(page.locator("[data-row].is-gone")).to_have_count(1)
    expect(cell(page, 4, "Area")).to_have_value("Imaging")
    cell(page, 4, "Area").press("Tab")
    status(page, "1 conflict")
    page.locator(".topbar [data-status-decide]").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore and apply").click()
    status(page, "Saved")
    step = step_four(map_)
    assert (step.deleted_seq, step.area) == (None, "Imaging")
    assert ends_of_flows(map_) == flows


def test_two_tabs_of_one_person_are_two_editors(person: Any, cast: Cast, map_: Map, way: str) -> None:
    made: Person = person(cast.client("pia"))
    first = opened(made, f"/maps/{map_.pk}/table/", way)
    second = visited(made.context.new_page(), f"/maps/{map_.pk}/table/", way)
    cell(first, 4, "Area").fill("Imaging")
    type_into(second, 4, "Area", "Scanner")
    status(second, "Saved")
    cell(first, 4, "Area").press("Tab")
    expect(first.locator(".cell-clash")).to_contain_text("Pia changed this while you typed")
    status(second, "Saved")


def test_what_a_closed_tab_left_is_sent_by_the_next(person: Any, cast: Cast, map_: Map, watch: Watch, way: str) -> None:
    made: Person = person(cast.client("pia"))
    first = opened(made, f"/maps/{map_.pk}/table/", way)
    made.context.set_offline(True)
    type_into(first, 4, "Area", "Imaging")
    status(first, "Offline, 1 change kept in this browser")
    first.close()
    made.context.set_offline(False)
    second = visited(made.context.new_page(), f"/workshops/{cast.workshop.pk}/", way)
    status(second, "Saved")
    assert step_four(map_).area == "Imaging"
    watch.forgive_network()


def test_pages_follow_what_others_do_and_keep_what_one_types(person: Any, cast: Cast, way: str) -> None:
    path = f"/workshops/{cast.workshop.pk}/captures/"
    omar, obi = (opened(person(cast.client(who)), path, way) for who in ("omar", "obi"))
    typed = omar.locator(".capture-top [name=text]")
    typed.fill("half a sent")
    with change(cast.workshop.pk, actor=cast.actor("pia"), needs=Action.CAPTURE) as tx:
        tx.new(CAPTURE, {"kind": "issue", "text": "The form is missing"})
    for page in (omar, obi):
        expect(page.locator(".inbox-item")).to_contain_text("The form is missing", timeout=3000)
    expect(typed).to_have_value("half a sent")
    expect(typed).to_be_focused()
    expect(omar.get_by_role("button", name=re.compile("More: The form"))).to_have_count(1)
    expect(obi.get_by_role("button", name=re.compile("More: The form"))).to_have_count(0)
