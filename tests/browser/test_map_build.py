"""The map of twelve steps built in the map room from an empty one: once by keyboard alone, once by mouse and typing alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mapping import document, snapshot
from mapping.models import Map
from mapping.services.maps import create_map
from tests.browser.conftest import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
REFERENCE: dict[str, Any] = json.loads((Path(__file__).resolve().parents[2] / "vsm_site" / "demo_seed" / "maps" / "change-request.json").read_text())
HEAD = {key: REFERENCE[key] for key in ("title", "state", "style", "item", "family", "walked", "demand")}
COLUMNS = {
    "area": "Area",
    "cycle_time": "Process time",
    "lead_time": "Lead time",
    "complete_accurate": "% C&A",
    "on_time_delivery": "On time",
    "wip": "WIP",
    "batch_size": "Batch",
    "staffing": "Staffing",
}


def empty_map(cast: Cast) -> Map:
    return create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values=HEAD)


def without_ids(source: dict[str, Any]) -> dict[str, Any]:
    """A document in which things are named by their places, since ids are made by whoever draws; a push is a flow's kind by default."""
    names: dict[str, str] = {}
    for kind in ("parties", "steps"):
        names |= {row["id"]: f"{kind} {place}" for place, row in enumerate(source[kind])}

    def named(key: str, value: Any) -> Any:
        if key == "at":
            return ">".join(names[part] for part in value.split(">"))
        return names[value] if key in ("from", "to") else value

    found = dict(source)
    for kind in ("parties", "steps", "flows", "information", "notes"):
        rows = [{key: named(key, value) for key, value in row.items() if key != "id"} for row in source[kind]]
        found[kind] = [{key: value for key, value in row.items() if (key, value) != ("kind", "push")} for row in rows]
    return found


def written(map_: Map) -> dict[str, Any]:
    return without_ids(document.write(snapshot.facts_of(map_)))


def saved(page: Page) -> None:
    expect(page.locator(".topbar [data-status-text]")).to_have_text("Saved")


def enter(person: Any, cast: Cast, map_: Map, who: str = "fay", **options: Any) -> Page:
    """Open the map room and wait until its records are there."""
    made: Person = person(cast.client(who), **options)
    with (made.page).expect_response("**/live/state/"):
        page = made.open(f"/maps/{map_.pk}/")
    saved(page)
    return page


def walk_sheet() -> str:
    """The numbers of the walk as a spreadsheet copies them: a row a step, its name first."""
    entering = {flow["to"]: flow for flow in REFERENCE["flows"] if flow.get("kind") != "rework"}
    lines = ["\t".join(["Step", *COLUMNS.values(), "Wait before", "Inventory before"])]
    for step in REFERENCE["steps"]:
        flow = entering[step["id"]]
        cells = [step["name"], *(str(step[key]) for key in COLUMNS), flow["wait"], str(flow.get("inventory", ""))]
        lines.append("\t".join(cells))
    return "\n".join(lines)


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


def test_the_map_is_built_by_keyboard_alone(person: Any, cast: Cast) -> None:
    map_ = empty_map(cast)
    page = enter(person, cast, map_, permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", walk_sheet())
    keys = Keys(page)
    steps = {step["id"]: step for step in REFERENCE["steps"]}
    numbers = {key: place for place, key in enumerate(steps, 1)}

    def step(key: str) -> None:
        keys.press("Home", *["ArrowRight"] * (numbers[key] - 1))

    for party, letter in zip(REFERENCE["parties"], ("s", "p", ""), strict=True):
        keys.press("p")
        keys.type(party["name"])
        keys.press("Tab", *letter, "Tab")
        keys.type(party["text"])
        keys.press("Control+Enter")
    names = [step["name"] for step in REFERENCE["steps"]]
    keys.press("a")
    keys.type(names[0])
    keys.press("Enter", "Escape")
    expect(page.locator("[data-ref^='step/'].is-selected")).to_have_count(1)
    keys.press("h", "Enter", "a")
    for name in names[1:]:
        keys.type(name)
        keys.press("Enter")
    keys.press("Escape")
    expect(page.locator("[data-ref^='step/'].is-selected")).to_contain_text("Deploy")
    keys.press("l", "Enter")
    keys.press("Control+v")
    expect(page.get_by_role("button", name="Fill in 12 steps")).to_be_focused()
    keys.press("Enter")
    saved(page)
    step("design")
    keys.press("f", "Shift+E")
    keys.type("s")
    keys.press("Enter")
    step("peer")
    keys.press("f", "Shift+E")
    keys.type("f")
    keys.press("Tab", "Tab", "Tab")
    keys.type("41")
    keys.press("Enter")
    for flow in [flow for flow in REFERENCE["flows"] if flow.get("kind") == "rework"]:
        step(flow["from"])
        keys.press("r")
        keys.type(str(numbers[flow["to"]]))
        keys.press("Tab")
        keys.type(str(flow["share"]))
        keys.press("Enter")
    step("receive")
    letters = {"units": "B", "work": "W", "users": "S"} | {key: str(place) for key, place in numbers.items()}
    for row in REFERENCE["information"]:
        keys.press("Shift+L")
        keys.type(letters[row["from"]])
        keys.press("Tab")
        keys.type(letters[row["to"]])
        keys.press("Tab", *("o" if row["medium"] == "manual" else ""), "Tab")
        keys.type(row["label"])
        keys.press("Tab")
        keys.type(row.get("frequency", ""))
        keys.press("Enter")
        saved(page)
        expect(page.locator("[data-ref^='information/'].is-selected")).to_have_count(1)
    for note in REFERENCE["notes"]:
        step(note["at"])
        keys.press("n")
        keys.type(note["text"])
        if note["kind"] == "improvement":
            keys.press("Tab", "i", "m")
        if "severity" in note:
            keys.press("Tab", "Tab", "h")
        keys.press("Control+Enter")
    saved(page)
    assert written(map_) == without_ids(REFERENCE)
    print(f"{keys.count} key presses")
    assert keys.count <= 700
