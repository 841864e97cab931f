"""The map of twelve steps built in the map room from an empty one: once by keyboard alone, once by mouse and typing alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from mapping import document, snapshot
from mapping.models import Flow, Map, Party, Step
from tests.browser.map_hands import REFERENCE, Hand, Keys, empty_map, enter, saved
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
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


def is_the_reference(map_: Map) -> None:
    """The map is the one of the reference, list by list and row by row."""
    found, wanted = written(map_), without_ids(REFERENCE)
    for kind in ("parties", "steps", "flows", "information", "notes"):
        assert found[kind] == wanted[kind], kind
    assert found == wanted


def walk_sheet() -> str:
    """The numbers of the walk as a spreadsheet copies them: a row a step, its name first."""
    entering = {flow["to"]: flow for flow in REFERENCE["flows"] if flow.get("kind") != "rework"}
    lines = ["\t".join(["Step", *COLUMNS.values(), "Wait before", "Inventory before"])]
    for step in REFERENCE["steps"]:
        flow = entering[step["id"]]
        cells = [step["name"], *(str(step[key]) for key in COLUMNS), flow["wait"], str(flow.get("inventory", ""))]
        lines.append("\t".join(cells))
    return "\n".join(lines)


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
        expect(page.locator("dialog:modal input:focus")).to_have_count(1)
        keys.type(party["name"])
        keys.press("Tab", *letter, "Tab")
        keys.type(party["text"])
        keys.press("Control+Enter")
        expect(page.locator(".vsm [data-ref^='party/']", has_text=party["text"].split()[0])).not_to_have_count(0)
    names = [step["name"] for step in REFERENCE["steps"]]
    keys.press("a")
    keys.type(names[0])
    keys.press("Enter")
    expect(page.locator(".vsm [data-ref^='step/']")).to_have_count(1)
    keys.press("Escape", "Home")
    expect(page.locator("[data-ref^='step/'].is-selected")).to_have_count(1)
    keys.press("h", "Enter", "a")
    for name in names[1:]:
        keys.type(name)
        keys.press("Enter")
    keys.press("Escape")
    expect(page.locator("[data-ref^='step/'].is-selected")).to_contain_text("Deploy")
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
    for place, row in enumerate(REFERENCE["information"], 1):
        keys.press("Shift+L")
        expect(page.locator("dialog:modal select:focus")).to_have_count(1)
        keys.type(letters[row["from"]])
        keys.press("Tab")
        keys.type(letters[row["to"]])
        keys.press("Tab", *("o" if row["medium"] == "manual" else ""), "Tab")
        keys.type(row["label"])
        keys.press("Tab")
        keys.type(row.get("frequency", ""))
        keys.press("Enter")
        saved(page)
        drawn = page.locator(".vsm > [data-ref^='information/']")
        expect(drawn).to_have_count(place)  # the new one is chosen with its picture, and what is chosen is where the next begins
        expect(page.locator(".vsm > [data-ref^='information/'].is-selected")).to_have_count(1)
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
    is_the_reference(map_)
    assert keys.count <= 700, keys.count


def refs(map_: Map) -> dict[str, str]:
    """References of steps and parties by the reference document's ids, found by their names."""
    names = {row["name"]: row["id"] for row in (*REFERENCE["steps"], *REFERENCE["parties"])}
    found = {names[row.name]: f"step/{row.pk}" for row in Step.objects.present().filter(map=map_)}
    return found | {names[row.name]: f"party/{row.pk}" for row in Party.objects.present().filter(map=map_)}


def test_the_map_is_built_by_mouse_and_typing_alone(person: Any, cast: Cast) -> None:
    map_ = empty_map(cast)
    page = enter(person, cast, map_)
    hand = Hand(page, map_)
    kinds = {"supplier": "Supplier", "control": "Planning or IT", "customer": "Customer"}
    for party in REFERENCE["parties"]:
        page.get_by_role("button", name="Add something else").click()
        hand.chosen(kinds[party["kind"]])
        hand.type("Name", party["name"])
        hand.type("Lines below", party["text"])
        hand.press("Add")
    names = [step["name"] for step in REFERENCE["steps"]]
    page.get_by_role("link", name="Add a step").first.click()
    page.keyboard.type(f"{names[0]}\n")
    page.locator(".toolbar").click(position={"x": 3, "y": 3})
    saved(page)
    page.get_by_role("button", name="Fit the sheet").click()
    ref = refs(map_)
    hand.thing(ref["receive"])
    hand.entry("Connect from…")
    hand.press("Connect")
    hand.tool("Add a step after")
    for name in names[1:]:
        page.keyboard.type(f"{name}\n")
    page.locator(".toolbar").click(position={"x": 3, "y": 3})
    saved(page)
    page.get_by_role("button", name="Fit the sheet").click()
    ref = refs(map_)
    flows = {row.target: f"flow/{row.pk}" for row in Flow.objects.present().filter(map=map_)}
    entering = {flow["to"]: flow for flow in REFERENCE["flows"] if flow.get("kind") != "rework"}
    for step in REFERENCE["steps"]:
        here, into = ref[step["id"]], flows[ref[step["id"]].split("/")[1]]
        hand.thing(here)
        hand.datum(into, "wait", entering[step["id"]]["wait"])
        if "inventory" in entering[step["id"]]:
            hand.datum(into, "inventory", str(entering[step["id"]]["inventory"]))
        for key in COLUMNS:
            hand.datum(here, key, str(step[key]))
    for key, label in (("design", "Supermarket"), ("peer", "FIFO lane")):
        hand.thing(flows[ref[key].split("/")[1]])
        hand.tool("Kind…")
        hand.chosen(label)
    hand.tool("Change…")
    hand.type("Maximum", "41")
    hand.press("Save")
    numbers = {step["id"]: f"{place} {step['name']}" for place, step in enumerate(REFERENCE["steps"], 1)}
    labels = numbers | {party["id"]: party["name"] for party in REFERENCE["parties"]}
    for flow in [flow for flow in REFERENCE["flows"] if flow.get("kind") == "rework"]:
        hand.thing(ref[flow["from"]])
        hand.entry("Rework back to…")
        hand.choose("Back to", labels[flow["to"]])
        hand.type("Share that goes back", str(flow["share"]))
        hand.press("Connect")
    for row in REFERENCE["information"]:
        hand.thing(ref[row["from"]])
        hand.entry("Information to…")
        hand.choose("To", labels[row["to"]])
        hand.choose("Medium", {"manual": "On paper", "electronic": "Electronic"}[row["medium"]])
        hand.type("What", row["label"])
        hand.type("How often", row.get("frequency", ""))
        hand.press("Add")
    for note in REFERENCE["notes"]:
        hand.thing(ref[note["at"]])
        hand.tool("Pin an issue or note…")
        hand.type("Text", note["text"])
        hand.choose("Kind", note["kind"].capitalize())
        if "severity" in note:
            hand.choose("Severity", note["severity"].capitalize())
        hand.press("Pin it")
    saved(page)
    is_the_reference(map_)
