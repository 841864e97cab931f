"""Several people in one map room: who is where, following, the wall, and what a coach does with the room."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from mapping.models import Map, Step
from mapping.services.maps import import_document
from tests.browser.conftest import Person, holds
from tests.browser.test_every_page import EVERYTHING, problems
from tests.browser.test_live_two_people import opened
from tests.cast import Cast, add_person
from workshops.models import Workshop
from workshops.policy import Role
from workshops.services.guests import open_joining
from workshops.services.workshops import set_lock, update_workshop

pytestmark = pytest.mark.django_db(transaction=True)
VECTOR = Path(__file__).resolve().parents[1] / "vectors" / "patient-journey.json"
BODY_LETTER = 40
"""Least height in CSS pixels at 1920 x 1080 that is read from five metres."""


@pytest.fixture
def map_(cast: Cast) -> Map:
    source = json.loads(VECTOR.read_text())
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


@pytest.fixture
def room(person: Any, cast: Cast, map_: Map) -> Any:
    """Opens the map room for somebody, connected: `room("fay")`, `room("fay", "wall/")`."""

    def open_(who: str, more: str = "", **options: Any) -> Page:
        made: Person = person(cast.client(who), **options)
        page = opened(made, f"/maps/{map_.pk}/{more}")
        expect(page.locator("svg.vsm g[id^='step-']").first).to_be_visible()
        return page

    return open_


def step_of(map_: Map, doc_id: str = "tests") -> Step:
    return Step.objects.get(map=map_, doc_id=doc_id)


def box(page: Page, step: Step) -> Locator:
    return page.locator(f"#step-{step.pk}")


def camera(page: Page) -> list[float]:
    return [round(float(part)) for part in (page.locator("svg.vsm").get_attribute("viewBox") or "").split()]


def close(one: list[float], other: list[float]) -> bool:
    """Whether two parts of a sheet are the same to the eye."""
    return all(abs(here - there) <= 2 for here, there in zip(one, other, strict=True))


def sees_the_same(one: Page, other: Page) -> bool:
    return close(camera(one), camera(other))


def middle(page: Page, step: Step) -> tuple[int, int]:
    """Where the middle of a step is within the window, in twentieths of its canvas."""
    outer, inner = page.locator(".map-canvas").bounding_box(), box(page, step).bounding_box()
    assert outer and inner
    across = (inner["x"] + inner["width"] / 2 - outer["x"]) / outer["width"]
    down = (inner["y"] + inner["height"] / 2 - outer["y"]) / outer["height"]
    return round(20 * across), round(20 * down)


def choose(page: Page, step: Step) -> None:
    box(page, step).locator(".cell[data-field=name]").click()
    expect(box(page, step)).to_have_class(re.compile("is-selected"))


TOLD = """async () => {
  const [{ live }, { placed }, { boxIn }] = await Promise.all(
    ["live/index.js", "mapping/anchor.js", "mapping/marks.js"].map((path) => import(`/static/js/${path}`)));
  const { at, cam } = live.presenceOf, sheet = document.querySelector("svg.vsm");
  if (!cam || !at?.mid || sheet.style.transform) return false;
  const told = at.mid === "all" ? cam : placed(cam, boxIn(document.getElementById(at.mid.replace("/", "-"))));
  return sheet.getAttribute("viewBox").split(" ").every((part, place) => Math.abs(part - told[place]) <= 2);
}"""


def looks(page: Page) -> None:
    """The camera stands still, and what it shows is what is told to others."""
    holds(page, TOLD)


def until(true: Any, seconds: float = 20) -> None:
    """Wait until something holds; fails after a while."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def test_others_see_who_is_here_and_what_is_typed_into(room: Any, cast: Cast, map_: Map) -> None:
    fay, pia = room("fay"), room("pia")
    step = step_of(map_)
    expect(fay.locator("vsm-presence .avatar:not(li .avatar)")).to_have_count(2)
    pia.locator(f"#step-{step.pk} .cell[data-field=cycle_time]").dblclick()
    expect(fay.locator(".mark-chip__text")).to_have_text("Pia is editing process time")
    expect(fay.locator("[data-marks=people] .ring--other")).to_have_count(2)
    fay.locator("vsm-presence summary").click()
    expect(fay.locator("vsm-presence li", has_text="Pia")).to_contain_text("typing")
    pia.keyboard.press("Escape")
    expect(fay.locator(".mark-chip__text")).to_have_count(0)
    pia.close()
    expect(fay.locator("[data-marks=people]")).to_have_count(0)


def test_who_follows_sees_what_the_leader_looks_at_until_an_own_gesture(room: Any, cast: Cast, map_: Map) -> None:
    fay, pia = room("fay"), room("pia")
    step = step_of(map_)
    pia.get_by_role("button", name="Follow Fay").click()
    choose(fay, step)
    whole = camera(fay)
    for _ in range(3):
        fay.keyboard.press("+")
    until(lambda: not close(camera(fay), whole))
    expect(pia.locator("[data-follow]")).to_have_attribute("aria-pressed", "true")
    looks(fay)
    until(lambda: sees_the_same(pia, fay) and not close(camera(pia), whole))
    shared = camera(pia)
    pia.keyboard.press("-")
    expect(pia.locator("[data-follow]")).to_have_attribute("aria-pressed", "false")
    expect(pia.locator(".toast").last).to_contain_text("You look around yourself now.")
    until(lambda: not close(camera(pia), shared))
    fay.get_by_role("button", name="Fit the sheet").click()
    until(lambda: close(camera(fay), whole))
    pia.get_by_role("button", name="Follow again").click()
    until(lambda: close(camera(pia), whole))


def test_the_drawing_of_another_fold_is_followed_at_the_same_step(room: Any, cast: Cast, map_: Map) -> None:
    fay, pia = room("fay", "?fold=0"), room("pia", "?fold=3")
    step = step_of(map_, "triage")
    pia.get_by_role("button", name="Follow Fay").click()
    choose(fay, step)
    for _ in range(6):
        fay.keyboard.press("+")
    looks(fay)
    at = fay.evaluate("async () => (await import('/static/js/live/index.js')).live.presenceOf.at.mid")
    near = Step.objects.get(pk=at.removeprefix("step/"))
    until(lambda: middle(pia, near) == middle(fay, near))


def test_everyone_is_brought_with_a_way_back(room: Any, cast: Cast, map_: Map) -> None:
    fay, pia = room("fay"), room("pia")
    before = camera(pia)
    choose(fay, step_of(map_))
    for _ in range(4):
        fay.keyboard.press("+")
    looks(fay)
    fay.get_by_role("button", name="The room: show, lock, lead").click()
    fay.get_by_role("button", name="Bring everyone here").click()
    expect(pia.locator(".toast").last).to_contain_text("Fay brought everyone here.")
    until(lambda: sees_the_same(pia, fay))
    pia.get_by_role("button", name="Back").click()
    until(lambda: close(camera(pia), before))


def test_on_other_pages_the_call_is_an_offer_and_leads_into_the_pass(room: Any, person: Any, cast: Cast, map_: Map) -> None:
    fay = room("fay", "?pass=metrics")
    pia = opened(person(cast.client("pia")), f"/workshops/{cast.workshop.pk}/captures/")
    fay.keyboard.press("g")
    pia.get_by_role("button", name="Go there").click()
    expect(pia.get_by_role("region", name="Pass 3, Metrics")).to_be_visible()
    expect(pia).to_have_url(re.compile(f"/maps/{map_.pk}/[?]pass=metrics$"))


def test_the_wall_follows_and_its_letters_are_read_from_five_metres(room: Any, cast: Cast, map_: Map) -> None:
    fay = room("fay")
    wall = room("obi", "wall/", viewport={"width": 1920, "height": 1080})
    step = step_of(map_)
    choose(fay, step)
    for _ in range(6):
        fay.keyboard.press("+")
    whole = camera(wall)
    until(lambda: camera(wall)[2] < whole[2])
    fay.keyboard.press("s")
    expect(wall.locator(f".wall-step[data-step='{step.pk}'] h2")).to_have_text(step.name)
    sizes = wall.locator(".wall__spot :is(h2, dt, dd, header b, header span, .wall-step__wait b, .wall-step__wait span)")
    smallest = sizes.evaluate_all("all => Math.min(...all.map(one => parseFloat(getComputedStyle(one).fontSize)))")
    assert smallest >= BODY_LETTER
    totals = wall.locator(".wall__figs b").evaluate_all("all => all.map(one => parseFloat(getComputedStyle(one).fontSize))")
    assert min(totals) >= 64
    assert wall.evaluate("document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight")
    wall.keyboard.press("s")
    expect(wall.locator(".wall__spot")).to_be_hidden()
    fay.get_by_role("button", name="The room: show, lock, lead").click()
    fay.get_by_role("button", name="Spotlight off").click()
    expect(wall.locator(".wall__spot")).to_have_count(0)


def test_totals_of_a_half_measured_map_stand_beside_each_other_and_the_code_to_join(person: Any, cast: Cast) -> None:
    waits = [{"from": "a", "to": "b", "wait": "108.4 min"}, {"from": "b", "to": "c", "wait": "30 d"}]
    data = {"cycle_time": "116.5 min", "complete_accurate": 72.9}
    steps: list[dict[str, Any]] = [{"id": "a", "name": "A", **data}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"}]
    source = {"format": "vsm-map/1", "title": "Half", "steps": steps, "flows": waits}
    half = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map
    now = timezone.now()
    update_workshop(actor=cast.actor("fay"), workshop=cast.workshop, values={"first_day": now.date(), "last_day": now.date()})
    open_joining(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={}, now=now)
    made: Person = person(cast.client("fay"), viewport={"width": 1920, "height": 1080})
    wall = opened(made, f"/maps/{half.pk}/wall/")
    expect(wall.locator(".wall__join b")).to_be_visible()
    expect(wall.locator(".wall__figs > div").first).to_have_text(re.compile("^Lead time, at least"))
    figures = wall.locator(".wall__figs > div")
    assert figures.evaluate_all("all => all.map(one => one.scrollWidth <= one.clientWidth)") == [True] * 5
    letters = wall.locator(".wall__figs b").evaluate_all("all => all.map(one => parseFloat(getComputedStyle(one).fontSize))")
    assert min(letters) >= 64


def test_a_pause_acts_at_once_and_goes_for_everybody(room: Any, cast: Cast, map_: Map) -> None:
    fay, pia = room("fay"), room("pia")
    fay.get_by_role("button", name="The room: show, lock, lead").click()
    fay.get_by_role("button", name="Pause: reading only").click()
    expect(pia.get_by_text("Paused.")).to_be_visible(timeout=2000)
    pia.locator(f"#step-{step_of(map_).pk} .cell[data-field=cycle_time]").dblclick()
    expect(pia.locator("dialog.inline-edit")).to_have_count(0)
    fay.get_by_role("button", name="Go on", exact=True).first.click()
    expect(pia.get_by_text("Paused.")).to_be_hidden(timeout=2000)
    assert Workshop.objects.get(pk=cast.workshop.pk).paused is False


def test_tools_of_writing_go_with_a_pause_and_come_after_it_also_on_a_page_that_was_opened_meanwhile(room: Any, cast: Cast) -> None:
    pia = room("pia")
    add = pia.locator(".toolbar__add")
    expect(add).to_be_visible()
    set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=True)
    expect(add).to_be_hidden()
    expect(pia.get_by_role("button", name="Add something else")).to_be_hidden()
    late = room("pia")
    expect(late.locator(".toolbar__add")).to_have_count(0)
    set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=False)
    expect(add).to_be_visible()
    expect(late.locator(".toolbar__add")).to_be_visible()


def test_the_menu_of_the_room_stays_open_while_the_workshop_changes(room: Any, cast: Cast, map_: Map) -> None:
    fay = room("fay")
    fay.get_by_role("button", name="The room: show, lock, lead").click()
    expect(fay.locator("#m-room")).to_contain_text("Pause")
    set_lock(actor=cast.actor("fay"), workshop=cast.workshop, lock="paused", on=True)
    expect(fay.locator("#m-room")).not_to_contain_text("Pause")
    expect(fay.locator("#m-room:popover-open")).to_have_count(1)


def test_what_is_typed_while_a_step_is_locked_is_refused_and_kept(room: Any, cast: Cast, map_: Map) -> None:
    fay, pia = room("fay"), room("pia")
    step = step_of(map_)
    before = step.cycle_time
    pia.locator(f"#step-{step.pk} .cell[data-field=cycle_time]").dblclick()
    pia.locator("dialog.inline-edit input").fill("99 min")
    choose(fay, step)
    fay.keyboard.press("w")
    expect(pia.locator(".mark-lock")).to_have_count(1)
    pia.keyboard.press("Enter")
    expect(pia.locator("body")).to_contain_text(re.compile("locked", re.I))
    assert Step.objects.get(pk=step.pk).cycle_time == before


def test_a_locked_step_is_read_with_the_reason_until_it_is_opened(room: Any, cast: Cast, map_: Map) -> None:
    fay, pia = room("fay"), room("pia")
    step, words = step_of(map_), "The coach has locked “Diagnostic tests”. You can read it."
    time_field = f"[data-datum='step/{step.pk} cycle_time']"
    choose(fay, step)
    choose(pia, step)
    expect(pia.locator(time_field)).to_be_editable()
    fay.keyboard.press("w")
    expect(pia.locator(".step-sheet__lock")).to_have_text(words)
    expect(pia.locator(time_field)).not_to_be_editable()
    expect(pia.locator(".step-sheet .segmented--radio input").first).to_be_disabled()
    assert problems(pia, "locked", EVERYTHING) == []
    pia.locator(f"#step-{step.pk} .cell[data-field=cycle_time]").dblclick()
    expect(pia.locator(".toast").last).to_contain_text(words)
    expect(pia.locator("dialog.inline-edit")).to_have_count(0)
    expect(fay.locator(".step-sheet__lock")).to_have_count(0)
    expect(fay.locator(time_field)).to_be_editable()
    fay.keyboard.press("w")
    expect(pia.locator(".step-sheet__lock")).to_have_count(0)
    expect(pia.locator(time_field)).to_be_editable()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_wall_with_its_spotlight_and_the_page_of_the_lead_are_accessible(room: Any, cast: Cast, map_: Map, scheme: str) -> None:
    add_person(cast.workshop, cast.uma, Role.COACH, by=cast.fay)
    fay = room("fay", color_scheme=scheme)
    wall = room("uma", "wall/", color_scheme=scheme)
    faults = {"wall": problems(wall, "wall", EVERYTHING)}
    choose(fay, step_of(map_))
    fay.keyboard.press("s")
    expect(wall.locator(".wall-step")).to_have_count(1)
    faults["spotlight"] = problems(wall, "spotlight", EVERYTHING)
    fay.goto(fay.url.replace(f"/maps/{map_.pk}/", f"/workshops/{cast.workshop.pk}/lead/"))
    expect(fay.get_by_role("button", name="Hand over")).to_be_visible()
    faults["lead"] = problems(fay, "lead", EVERYTHING)
    assert {what: found for what, found in faults.items() if found} == {}


def test_the_lead_is_handed_over_and_the_button_follows_it(room: Any, cast: Cast, map_: Map) -> None:
    add_person(cast.workshop, cast.uma, Role.COACH, by=cast.fay)
    fay, pia, uma = room("fay"), room("pia"), room("uma")
    expect(pia.get_by_role("button", name="Follow Fay")).to_be_visible()
    fay.get_by_role("button", name="The room: show, lock, lead").click()
    fay.get_by_role("link", name="Hand over the lead").click()
    fay.get_by_role("button", name="Hand over").click()
    expect(pia.get_by_role("button", name="Follow Uma")).to_be_visible()
    expect(uma.locator(".toast")).to_contain_text("Fay gave you the lead")
    expect(pia.locator(".toast")).to_have_count(0)
    fay.close()
    assert Workshop.objects.get(pk=cast.workshop.pk).lead_id == cast.uma.pk


def test_the_history_of_a_number_and_its_value_used_again(room: Any, cast: Cast, map_: Map) -> None:
    fay = room("fay")
    step = step_of(map_)
    old = step.cycle_time
    fay.locator(f"#step-{step.pk} .cell[data-field=cycle_time]").dblclick()
    fay.locator("dialog.inline-edit input").fill("99 min")
    fay.keyboard.press("Enter")
    expect(fay.locator(f"#step-{step.pk} .cell[data-field=cycle_time]")).to_contain_text("99 min")
    until(lambda: Step.objects.get(pk=step.pk).cycle_time == "99 min")
    choose(fay, step)
    fay.keyboard.press("t")
    dialog = fay.get_by_role("dialog", name="History")
    dialog.get_by_role("combobox").select_option("cycle_time")
    expect(dialog.locator(".past__list > li").first).to_contain_text("99 min")
    dialog.get_by_role("button", name=re.compile("again")).click()
    expect(dialog.locator(".past__now")).not_to_contain_text("99 min")
    assert Step.objects.get(pk=step.pk).cycle_time == old


def test_the_next_gap_of_a_pass_opens_its_field(room: Any, cast: Cast, map_: Map) -> None:
    fay = room("fay", "?pass=metrics")
    bar = fay.get_by_role("region", name="Pass 3, Metrics")
    expect(fay.locator("[data-marks=passes] text").first).to_be_visible()
    done = int(bar.locator("b").inner_text())
    bar.get_by_role("link", name="Next gap").click()
    field = fay.locator("dialog.inline-edit input, .step-sheet :focus").first
    field.fill("~1 h")
    field.press("Enter")
    expect(bar.locator("b")).to_have_text(str(done + 1))
