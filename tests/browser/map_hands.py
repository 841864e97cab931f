"""What the tests of the map room have in common: hands at keyboard and mouse, small maps, and what the database holds of them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from mapping import document, snapshot
from mapping.models import Flow, Map, Step
from mapping.services.maps import create_map, import_document
from tests.browser.conftest import Person
from tests.cast import Cast
from workshops.models import WorkshopHead

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[2] / "vsm_site" / "demo_seed" / "maps" / "change-request.json").read_text()
)
HEAD = {key: REFERENCE[key] for key in ("title", "state", "style", "item", "family", "walked", "demand")}


def empty_map(cast: Cast) -> Map:
    return create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values=HEAD)


def saved(page: Page) -> None:
    expect(page.locator(".topbar [data-status-text]")).to_have_text("Saved", timeout=30_000)


def enter(person: Any, cast: Cast, map_: Map, who: str = "fay", **options: Any) -> Page:
    """Open the map room and wait until its records are there."""
    made: Person = person(cast.client(who), **options)
    with (made.page).expect_response("**/live/state/"):
        page = made.open(f"/maps/{map_.pk}/")
    saved(page)
    return page


class Keys:
    """A keyboard that counts its presses, modifiers too."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *names: str) -> None:
        for name in names:
            self.count += len(name.split("+")) if len(name) > 1 else 1
            self.page.keyboard.press(name)

    def type(self, text: str) -> None:
        self.count += len(text)
        self.page.keyboard.type(text)


class Hand:
    """A mouse, and typing into what was clicked."""

    def __init__(self, page: Page, map_: Map) -> None:
        self.page, self.map = page, map_

    def type(self, label: str, text: str) -> None:
        """Click a field of the open dialog and type into it."""
        self.page.locator("dialog:modal").get_by_label(label, exact=True).click()
        self.page.keyboard.type(text)

    def choose(self, label: str, text: str) -> None:
        """Choose from a list of the open dialog; its native list is out of a test's reach."""
        self.page.locator("dialog:modal").get_by_label(label, exact=True).select_option(label=text)

    def press(self, name: str) -> None:
        self.page.locator("dialog:modal").get_by_role("button", name=name, exact=True).click()

    def thing(self, ref: str) -> None:
        """Click a thing of the drawing where something of it is drawn."""
        thing = self.page.locator(f"[data-ref='{ref}']")
        self.page.get_by_role("button", name="Fit the sheet").click()  # boxes grow with their data: what is meant has to be in sight
        expect(self.page.locator(".map-sheet svg.vsm")).to_have_css("transform", "none")
        for _ in range(4):  # the tools of what is chosen may lie over it: then a click on the paper puts them away first
            thing.locator("text, rect:not(.ring--focus)").first.click(force=True)
            if self.page.locator(f"[data-ref='{ref}'].is-selected").count():
                return
            self.page.locator(".map-canvas").click(position={"x": 4, "y": 4}, force=True)
        raise AssertionError(f"{ref} could not be chosen")

    def tool(self, label: str) -> None:
        self.page.locator(".step-tools").get_by_role("button", name=label, exact=True).click()

    def entry(self, label: str) -> None:
        """An entry of the menu behind the tools."""
        self.tool("More")
        self.chosen(label)

    def chosen(self, label: str) -> None:
        """An entry of the menu that is open."""
        entries = self.page.get_by_role("menu").locator(".menu__item")
        entries.filter(has_text=re.compile(f"^{re.escape(label)}")).first.click()

    def datum(self, ref: str, key: str, text: str) -> None:
        """Click a field of the sheet, in its part that is open or opened first, and type over what stands there."""
        field = self.page.locator(f"[data-datum='{ref} {key}']")
        part = self.page.locator("[data-sheet] details:not([open])").filter(has=field)
        if part.count():
            part.locator("summary").first.click()
        field.click()
        self.page.keyboard.type(text)


def chain(cast: Cast, names: str = "ABCD") -> Map:
    """A map of one-letter steps in a row, each in front of a wait."""
    ends = [{"from": one, "to": two, "wait": "2 h"} for one, two in pairwise(names)]
    source = {"format": "vsm-map/1", "title": "Letters", "steps": [{"id": key, "name": key} for key in names], "flows": ends}
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


def order(map_: Map) -> str:
    return "".join(Step.objects.present().filter(map=map_).order_by("order_key", "id").values_list("name", flat=True))


def ways(map_: Map) -> list[str]:
    names = {step.doc_id: step.name for step in Step.objects.present().filter(map=map_)}
    return sorted(f"{names[flow.source]}>{names[flow.target]}" for flow in Flow.objects.present().filter(map=map_))


def written_rows(map_: Map) -> dict[str, Any]:
    return document.write(snapshot.facts_of(map_))


def head_of(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def drawn(page: Page, name: str) -> Locator:
    """The step of this name in the drawing."""
    return page.locator(f"[data-ref^='step/'][aria-label*=', {name}.']")


def box(page: Page, name: str) -> tuple[float, float, float, float]:
    found = drawn(page, name).locator(".ring--focus").bounding_box()
    assert found
    return found["x"], found["y"], found["width"], found["height"]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press, move in several steps, and stay down."""
    page.mouse.move(*start)
    page.mouse.down()
    for part in (0.2, 0.5, 0.8, 1):
        page.mouse.move(start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
