"""The browser's deeds on steps do what the services do: the operations that it sends lead to an equal document."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mapping import document, snapshot
from mapping.models import Flow, Information, Map, MapNote, Party, Step
from mapping.records import KINDS
from mapping.services import steps
from mapping.services.maps import import_document
from mapping.services.steps import Place
from tests.cast import Cast
from vsm_site.lib.errors import Invalid
from vsm_site.lib.fractional import key_between, spread
from vsm_site.lib.ids import uuid7
from workshops.models import WorkshopHead
from workshops.services.changes import apply_ops, undo_change

NODE = shutil.which("node")
SCRIPT = Path(__file__).parents[1] / "js" / "deeds.mjs"
pytestmark = pytest.mark.skipif(NODE is None, reason="the browser's scripts are compared where Node is")

CHAIN = [("in", "A", {"wait": "1 h"}), ("A", "B", {"wait": "2 h"}), ("B", "C", {"wait": "3 h"}), ("C", "D", {"inventory": 4}), ("D", "out")]
FORK = [
    ("in", "A"),
    ("A", "B", {"share": 40, "wait": "1 h"}),
    ("A", "C", {"share": 60}),
    ("B", "D"),
    ("C", "D", {"wait": "5 min"}),
    ("D", "out"),
]
LOOPS = [*CHAIN, ("C", "B", {"kind": "rework", "share": 10}), ("D", "D", {"kind": "rework", "share": 5})]
LOOSE = [("A", "B"), ("C", "D")]
DRAWINGS = {"chain": CHAIN, "fork": FORK, "loops": LOOPS, "loose": LOOSE, "none": []}
UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Deed = dict[str, Any]


def source(flows: list[Any]) -> dict[str, Any]:
    """Four steps, two parties, these flows, and a note on each step and flow."""
    ends = [f"{flow[0]}>{flow[1]}" for flow in flows]
    return {
        "format": "vsm-map/1",
        "title": "Letters",
        "parties": [{"id": "in", "kind": "supplier", "name": "In"}, {"id": "out", "kind": "customer", "name": "Out"}],
        "steps": [
            {"id": key, "name": key, "area": f"Area {key}", "cycle_time": "10 min", "wastes": ["waiting"]}
            | ({"split": "choice"} if key == "A" else {})
            for key in "ABCD"
        ],
        "flows": [{"from": flow[0], "to": flow[1]} | (flow[2] if len(flow) > 2 else {}) for flow in flows],
        "information": [{"from": "in", "to": "B", "label": "order"}, {"from": "B", "to": "C"}],
        "notes": [{"id": f"n{number}", "kind": "issue", "at": at, "text": at} for number, at in enumerate(["A", "B", "C", "D", *ends])],
    }


def records_of(map_: Map) -> dict[str, list[dict[str, Any]]]:
    """The rows of a map as a browser has them, without revisions."""
    found: dict[str, list[dict[str, Any]]] = {}
    for kind, model in zip([kind for kind in KINDS if kind.name != "map"], (Party, Step, Flow, Information, MapNote), strict=True):
        rows = model.objects.present().filter(map=map_)
        found[kind.name] = [{"ref": f"{kind.name}/{row.pk}", "f": kind.shown(row), "revs": {}} for row in rows]
    return found


def in_node(given: dict[str, Any]) -> dict[str, Any]:
    """What the browser's scripts make of it."""
    assert NODE
    told = subprocess.run([NODE, SCRIPT], input=json.dumps(given), capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)  # type: ignore[no-any-return]


def written(map_: Map) -> dict[str, Any]:
    """The document with each made id replaced by the step's name (no name stands twice), and by one word for steps that went."""
    found = document.write(snapshot.facts_of(map_))
    text = json.dumps(found)
    for step in found["steps"]:
        text = text.replace(step["id"], f"<{step['name']}>") if len(step["id"]) > 1 else text
    return json.loads(UUID.sub("gone", text))  # type: ignore[no-any-return]


def do(cast: Cast, map_: Map, deed: Deed) -> None:
    """The deed by the service."""
    by_name = {step.name: step for step in Step.objects.present().filter(map=map_)}
    ids = {name: step.doc_id for name, step in by_name.items()} | {"": "", "gone": "gone"}
    actor = cast.actor("fay")
    if deed["what"] == "add":
        place = Place(after=ids[deed["after"]], before=ids[deed["before"]], join_flows=deed["place"] != "loose") if deed["place"] else None
        steps.add_step(actor=actor, map_=map_, values={"name": deed["name"]}, place=place)
    elif deed["what"] == "merge":
        steps.merge_steps(actor=actor, steps=[by_name[name] for name in deed["steps"]], name=deed["name"])
    else:
        step = by_name[deed["step"]]
        services: dict[str, Callable[[], Any]] = {
            "move": lambda: steps.move_step(actor=actor, step=step, after=ids[deed["after"]]),
            "remove": lambda: steps.remove_step(actor=actor, step=step),
            "copy": lambda: steps.copy_step(actor=actor, step=step),
            "split": lambda: steps.split_step(actor=actor, step=step, names=deed["names"]),
        }
        services[deed["what"]]()


def add(name: str, *, after: str = "", before: str = "", place: str = "") -> Deed:
    return {"what": "add", "name": name, "after": after, "before": before, "place": place or ("in" if after or before else "")}


def of_step(what: str, step: str, **more: Any) -> Deed:
    return {"what": what, "step": step} | more


EVERY = [
    add("X"),
    add("X", place="first"),
    *(add("X", **{side: at}) for side in ("after", "before") for at in "ABCD"),
    add("X", after="B", place="loose"),
    add("X", after="gone"),
    *(of_step("move", step, after=after) for step in "ABCD" for after in ("", *"ABCD")),
    *(of_step(what, step) for what in ("remove", "copy") for step in "ABCD"),
    *(of_step("split", step, names=["One", " ", "Two", "Three"]) for step in "ABCD"),
    of_step("split", "A", names=["One"]),
    *({"what": "merge", "steps": list(pair), "name": "Whole"} for pair in ("AB", "BC", "CD", "AD", "ABCD", "A")),
]


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def undo(cast: Cast) -> None:
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))


def send(cast: Cast, ops: list[Any]) -> None:
    """Operations of a browser, as one change."""
    apply_ops(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="tab", ops=ops)


def done_by_service(cast: Cast, map_: Map, deed: Deed) -> dict[str, Any] | None:
    """The document after a deed; None where it is refused."""
    try:
        do(cast, map_, deed)
    except Invalid:
        return None
    return written(map_)


def put(cast: Cast, flows: list[Any]) -> Map:
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source(flows)).map


@pytest.mark.django_db
@pytest.mark.parametrize("name", DRAWINGS)
def test_each_deed_leads_to_the_document_of_the_service_and_is_undone_whole(cast: Cast, name: str) -> None:
    deeds = EVERY if name == "chain" else EVERY[::3]
    map_ = put(cast, DRAWINGS[name])
    before, records = written(map_), records_of(map_)
    told = in_node({"runs": [{"map": str(map_.pk), "records": records, "deeds": [deed]} for deed in deeds]})["runs"]
    for deed, (ops,) in zip(deeds, told, strict=True):
        seen = head(cast)
        wanted = done_by_service(cast, map_, deed)
        if head(cast) > seen:
            undo(cast)
        assert (ops is None) == (wanted is None), deed
        if ops:
            seen = head(cast)
            send(cast, ops)
            assert (written(map_), head(cast)) == (wanted, seen + 1), deed
            undo(cast)
            assert written(map_) == before, deed


def random_deed(dice: random.Random, names: list[str], number: int) -> Deed:
    """A deed on steps of these names; made steps get names of their own."""
    what = dice.choice(["add", "add", "move", "move", "remove", "copy", "split", "merge"])
    step = dice.choice(names)
    if what == "add":
        return add(f"Made {number}", **dice.choice([{}, {"after": step}, {"before": step}]))
    if what == "merge":
        return {"what": "merge", "steps": dice.sample(names, min(2, len(names))), "name": f"Whole {number}"}
    more: dict[str, Any] = {"move": {"after": dice.choice(["", *names])}, "split": {"names": [f"Part {number}", f"Rest {number}"]}}
    return of_step(what, step, **more.get(what, {}))


def random_run(dice: random.Random) -> list[Deed]:
    """Eight deeds of which each finds its steps, whatever became of the ones before."""
    names, deeds = list("ABCD"), []
    for number in range(8):
        deed = random_deed(dice, names, number)
        if deed["what"] == "merge" and len(deed["steps"]) < 2:
            continue
        deeds.append(deed)
        gone = deed.get("steps", []) if deed["what"] == "merge" else [deed["step"]] if deed["what"] in ("remove", "split") else []
        made = {
            "add": [deed.get("name")],
            "merge": [deed.get("name")],
            "copy": [f"{deed.get('step')}, copy"],
            "split": deed.get("names", []),
        }
        names = [name for name in names if name not in gone] + [name for name in made.get(deed["what"], []) if name not in names]
        if len(names) < 2:
            break
    return deeds


@pytest.mark.django_db
def test_random_deeds_one_after_the_other_lead_to_the_same_documents(cast: Cast) -> None:
    dice = random.Random(3)
    done = 0
    for flows, deeds in [(dice.choice(list(DRAWINGS.values())), random_run(dice)) for _ in range(8)]:
        one, two = put(cast, flows), put(cast, flows)
        (told,) = in_node({"runs": [{"map": str(two.pk), "records": records_of(two), "deeds": deeds}]})["runs"]
        for deed, ops in zip(deeds, told, strict=True):
            wanted = done_by_service(cast, one, deed)
            assert (ops is None) == (wanted is None), (flows, deeds, deed)
            if ops:
                send(cast, ops)
                assert written(two) == wanted, (flows, deeds, deed)
                done += 1
    assert done > 30


def test_order_keys_are_those_of_the_server() -> None:
    dice, keys = random.Random(1), list(spread(5))
    pairs = [("", ""), ("", "i"), ("i", ""), ("a", "b"), ("a", "a1"), ("zz", ""), ("", "0i"), ("a0i", "a1")]
    for _ in range(300):
        place = dice.randrange(len(keys) + 1)
        pair = (keys[place - 1] if place else "", keys[place] if place < len(keys) else "")
        pairs.append(pair)
        keys.insert(place, key_between(*pair))
    assert in_node({"keys": pairs})["keys"] == [key_between(*pair) for pair in pairs]
