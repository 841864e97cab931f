"""The map of twelve steps built in the map room from an empty one: once by keyboard alone, once by mouse and typing alone."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from mapping import document, snapshot
from mapping.models import Flow, Map, Party, Step
from mapping.services.maps import create_map, import_document
from tests.browser.conftest import Person
from tests.browser.test_every_page import EVERYTHING, problems
from tests.cast import Cast
from workshops.models import WorkshopHead

pytestmark = pytest.mark.django_db(transaction=True)
REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[2] / "vsm_site" / "demo_seed" / "maps" / "change-request.json").read_text()
)
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


def is_the_reference(map_: Map) -> None:
    """The map is the one of the reference, list by list and row by row."""
    found, wanted = written(map_), without_ids(REFERENCE)
    for kind in ("parties", "steps", "flows", "information", "notes"):
        assert found[kind] == wanted[kind], kind
    assert found == wanted


def saved(page: Page) -> None:
    expect(page.locator(".topbar [data-status-text]")).to_have_text("Saved", timeout=30_000)


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
    page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


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


def test_two_who_insert_in_the_same_gap_both_get_their_step(person: Any, cast: Cast) -> None:
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


def test_two_who_add_behind_the_last_step_make_one_chain(person: Any, cast: Cast) -> None:
    map_ = chain(cast, "AB")
    fay, pia = enter(person, cast, map_), enter(person, cast, map_, "pia")
    last = f"step/{Step.objects.get(map=map_, name='B').pk}"
    for page in (fay, pia):
        Hand(page, map_).thing(last)
        page.keyboard.press("a")
    pia.context.set_offline(True)
    fay.keyboard.type("By Fay\n")
    saved(fay)
    pia.keyboard.type("Pia 1\nPia 2\nPia 3\n")
    pia.context.set_offline(False)
    expect(fay.locator("[data-ref^='step/']")).to_have_count(6, timeout=30_000)
    saved(pia)
    names = Step.objects.present().filter(map=map_).order_by("order_key", "id").values_list("name", flat=True)
    assert list(names) == ["A", "B", "By Fay", "Pia 1", "Pia 2", "Pia 3"]
    assert ways(map_) == ["A>B", "B>By Fay", "By Fay>Pia 1", "Pia 1>Pia 2", "Pia 2>Pia 3"]


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
