"""Working on steps: what becomes of the flows around them, and that each deed is one change with one undo."""

from __future__ import annotations

from typing import Any

import pytest

from mapping import document, selectors, snapshot
from mapping.models import Flow, Map, Step
from mapping.records import NOTE
from mapping.services import links, steps
from mapping.services.maps import import_document
from mapping.services.steps import Place, RowEdit
from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Gone, Invalid, Repeated
from vsm_site.lib.ids import uuid7
from workshops.models import WorkshopHead
from workshops.selectors.history import entries_of, field_history, list_changes
from workshops.services.changes import undo_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def put(cast: Cast, flows: list[tuple[str, str] | tuple[str, str, dict[str, Any]]], ids: str = "abcd", **more: Any) -> Map:
    """A map of one-letter steps, each of 10 min, between the parties `in` and `out`."""
    source: dict[str, Any] = {
        "format": "vsm-map/1",
        "title": "Letters",
        "parties": [{"id": "in", "kind": "supplier", "name": "In"}, {"id": "out", "kind": "customer", "name": "Out"}],
        "steps": [{"id": key, "name": key.upper(), "cycle_time": "10 min"} | more.get(key, {}) for key in ids],
        "flows": [{"from": flow[0], "to": flow[1]} | (flow[2] if len(flow) > 2 else {}) for flow in flows],
        "notes": more.get("notes", []),
        "information": more.get("information", []),
    }
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


CHAIN = [
    ("in", "a", {"wait": "1 h"}),
    ("a", "b", {"wait": "2 h"}),
    ("b", "c", {"wait": "3 h"}),
    ("c", "d", {"wait": "4 h"}),
    ("d", "out"),
]


def written(map_: Map) -> dict[str, Any]:
    return document.write(snapshot.facts_of(map_))


def order(map_: Map) -> str:
    return "".join(step["id"] if len(step["id"]) == 1 else step["name"] for step in written(map_)["steps"])


def ways(map_: Map) -> dict[str, Any]:
    """Flows by `from>to` with names of made steps, and their waits."""
    found = written(map_)
    names = {step["id"]: step["id"] if len(step["id"]) == 1 else step["name"] for step in found["steps"]} | {"in": "in", "out": "out"}
    return {f"{names[flow['from']]}>{names[flow['to']]}": flow.get("wait", flow.get("share")) for flow in found["flows"]}


def step(map_: Map, key: str) -> Step:
    found: Step = Step.objects.present().get(map=map_, doc_id=key)
    return found


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def lead_time(map_: Map) -> str:
    metrics = selectors.drawn(map_).metrics
    assert metrics is not None
    return metrics.lead_time.text


def undone(cast: Cast, map_: Map) -> dict[str, Any]:
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    return written(map_)


@pytest.mark.parametrize(
    ("place", "letters", "flows"),
    [
        (None, "abcdX", {"in>a": "1 h", "a>b": "2 h", "b>c": "3 h", "c>d": "4 h", "X>out": None, "d>X": None}),
        (Place(after="b"), "abXcd", {"in>a": "1 h", "a>b": "2 h", "X>c": "3 h", "b>X": None, "c>d": "4 h", "d>out": None}),
        (Place(before="b"), "aXbcd", {"in>a": "1 h", "X>b": "2 h", "a>X": None, "b>c": "3 h", "c>d": "4 h", "d>out": None}),
        (Place(), "Xabcd", {"X>a": "1 h", "in>X": None, "a>b": "2 h", "b>c": "3 h", "c>d": "4 h", "d>out": None}),
        (Place(after="b", join_flows=False), "abXcd", {"in>a": "1 h", "a>b": "2 h", "b>c": "3 h", "c>d": "4 h", "d>out": None}),
    ],
)
def test_a_new_step_stands_in_the_chain_and_each_wait_before_its_step(
    cast: Cast, place: Place | None, letters: str, flows: dict[str, Any]
) -> None:
    map_ = put(cast, CHAIN)
    before, seen = written(map_), head(cast)
    made = steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "X"}, place=place)
    assert (order(map_), ways(map_), head(cast)) == (letters, flows, seen + 1)
    assert made.doc_id == str(made.pk)
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=seen + 1)
    assert written(map_) == before


def test_the_first_steps_of_an_empty_map_are_connected_as_they_come(cast: Cast) -> None:
    map_ = put(cast, [], ids="")
    for name in ("First", "Second"):
        steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": name})
    assert ways(map_) == {"First>Second": None}
    assert [flow["kind"] for flow in written(map_)["flows"]] == ["push"]


def test_a_step_before_a_join_takes_all_that_enters(cast: Cast) -> None:
    map_ = put(cast, [("a", "b", {"wait": "1 h"}), ("a", "c", {"wait": "2 h"}), ("b", "d"), ("c", "d")])
    steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "X"}, place=Place(before="d"))
    assert ways(map_) == {"a>b": "1 h", "a>c": "2 h", "b>X": None, "c>X": None, "X>d": None}


def test_a_step_on_a_branch_leaves_the_share_where_the_branches_part(cast: Cast) -> None:
    flows = [("a", "b", {"share": 40, "inventory": 3}), ("a", "c", {"share": 60}), ("b", "d"), ("c", "d")]
    map_ = put(cast, flows, a={"split": "choice"})
    before = written(map_)
    steps.add_step(actor=cast.actor("fay"), map_=map_, values={"name": "X"}, place=Place(before="b"))
    assert ways(map_) == {"a>X": 40, "X>b": None, "a>c": 60, "b>d": None, "c>d": None}
    assert [flow.get("inventory") for flow in written(map_)["flows"][:2]] == [None, 3]
    made = Step.objects.get(name="X")
    steps.remove_step(actor=cast.actor("fay"), step=made)
    assert written(map_)["flows"] == [flow | ({"share": 40, "inventory": 3} if flow["to"] == "b" else {}) for flow in before["flows"]]


def test_behind_a_fork_only_the_team_knows_where_a_step_belongs(cast: Cast) -> None:
    map_ = put(cast, [("a", "b"), ("a", "c")], ids="abc")
    steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "X"}, place=Place(after="a"))
    assert (order(map_), ways(map_)) == ("aXbc", {"a>b": None, "a>c": None})


@pytest.mark.parametrize("place", [Place(after="gone"), Place(before="gone")])
def test_a_place_that_is_gone_is_refused(cast: Cast, place: Place) -> None:
    map_ = put(cast, CHAIN)
    before = head(cast)
    with pytest.raises(Invalid, match="no longer on the map"):
        steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "X"}, place=place)
    assert (order(map_), head(cast)) == ("abcd", before)


@pytest.mark.parametrize(
    ("key", "after", "letters", "flows"),
    [
        ("b", "c", "acbd", {"in>a": "1 h", "a>c": "3 h", "c>b": "2 h", "b>d": "4 h", "d>out": None}),
        ("c", "a", "acbd", {"in>a": "1 h", "a>c": "3 h", "c>b": "2 h", "b>d": "4 h", "d>out": None}),
        ("c", "", "cabd", {"in>c": "3 h", "c>a": "1 h", "a>b": "2 h", "b>d": "4 h", "d>out": None}),
        ("a", "d", "bcda", {"in>b": "2 h", "b>c": "3 h", "c>d": "4 h", "d>a": "1 h", "a>out": None}),
        ("d", "a", "adbc", {"in>a": "1 h", "a>d": "4 h", "d>b": "2 h", "b>c": "3 h", "c>out": None}),
        ("b", "a", "abcd", {"in>a": "1 h", "a>b": "2 h", "b>c": "3 h", "c>d": "4 h", "d>out": None}),
        ("a", "", "abcd", {"in>a": "1 h", "a>b": "2 h", "b>c": "3 h", "c>d": "4 h", "d>out": None}),
    ],
)
def test_a_moved_step_takes_its_wait_along_and_the_lead_time_stays(
    cast: Cast, key: str, after: str, letters: str, flows: dict[str, Any]
) -> None:
    map_ = put(cast, CHAIN)
    before, total = written(map_), lead_time(map_)
    steps.move_step(actor=cast.actor("fay"), step=step(map_, key), after=after)
    assert (order(map_), ways(map_), lead_time(map_)) == (letters, flows, total)
    assert undone(cast, map_) == before


@pytest.mark.parametrize(
    ("key", "after", "flows"),
    [
        ("c", "", {"c>a": "1 h", "a>b": "2 h"}),
        ("a", "c", {"b>c": "3 h", "c>a": "2 h"}),
        ("a", "b", {"b>a": "2 h", "a>c": "3 h"}),
    ],
)
def test_a_chain_without_parties_stays_a_chain(cast: Cast, key: str, after: str, flows: dict[str, Any]) -> None:
    map_ = put(cast, [("a", "b", {"wait": "2 h"}), ("b", "c", {"wait": "3 h"})], ids="abc")
    before = written(map_)
    steps.move_step(actor=cast.actor("fay"), step=step(map_, key), after=after)
    assert set(ways(map_)) == set(flows)
    assert undone(cast, map_) == before


def test_a_step_moved_past_a_branch_changes_its_place_only(cast: Cast) -> None:
    flows = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]
    map_ = put(cast, flows)
    for key, after, letters in (("c", "a", "acbd"), ("d", "", "dacb"), ("a", "b", "dcba")):
        steps.move_step(actor=cast.actor("fay"), step=step(map_, key), after=after)
        assert (order(map_), sorted(ways(map_))) == (letters, ["a>b", "a>c", "b>d", "c>d"])


def test_a_move_that_would_double_a_flow_is_refused_whole(cast: Cast) -> None:
    map_ = put(cast, [*CHAIN, ("c", "b", {"kind": "rework", "share": 10})])
    before, seen = written(map_), head(cast)
    with pytest.raises(Invalid, match="flow between these two already"):
        steps.move_step(actor=cast.actor("fay"), step=step(map_, "b"), after="c")
    assert (written(map_), head(cast)) == (before, seen)


def test_a_step_goes_with_its_wait_and_what_was_pinned_on_it(cast: Cast) -> None:
    notes = [
        {"id": "n1", "kind": "issue", "at": "b", "text": "on the step"},
        {"id": "n2", "kind": "burst", "at": "a>b", "text": "on its queue"},
        {"id": "n3", "kind": "issue", "at": "b>c", "text": "on the next queue"},
    ]
    map_ = put(cast, CHAIN, notes=notes)
    before = written(map_)
    steps.remove_step(actor=cast.actor("fay"), step=step(map_, "b"))
    assert ways(map_) == {"in>a": "1 h", "a>c": "3 h", "c>d": "4 h", "d>out": None}
    assert [(note["id"], note["at"]) for note in written(map_)["notes"]] == [("n3", "a>c")]
    assert undone(cast, map_) == before


def test_notes_stay_on_a_flow_that_is_led_through_a_new_step(cast: Cast) -> None:
    map_ = put(cast, CHAIN, notes=[{"id": "n1", "kind": "issue", "at": "a>b", "text": "lost forms"}])
    before = written(map_)
    made = steps.add_step(actor=cast.actor("fay"), map_=map_, values={"name": "X"}, place=Place(after="a"))
    assert [note["at"] for note in written(map_)["notes"]] == [f"{made.doc_id}>b"]
    assert undone(cast, map_) == before


def test_a_split_step_becomes_a_row_that_knows_its_origin(cast: Cast) -> None:
    flows = [*CHAIN[:2], ("b", "c", {"share": 30}), ("b", "d", {"share": 70}), ("b", "a", {"kind": "rework", "share": 5})]
    map_ = put(cast, flows, b={"split": "choice", "area": "Lab"})
    before = written(map_)
    parts = steps.split_step(actor=cast.actor("fay"), step=step(map_, "b"), names=["B1", " ", "B2", "B3"])
    found = {entry["name"]: entry for entry in written(map_)["steps"]}
    assert [entry["name"] for entry in written(map_)["steps"]] == ["A", "B1", "B2", "B3", "C", "D"]
    assert (found["B1"]["id"], found["B1"]["cycle_time"], "split" in found["B1"]) == ("b", "10 min", False)
    assert (found["B2"]["origin"], found["B3"]["area"], found["B3"]["split"]) == (["b"], "Lab", "choice")
    assert set(ways(map_)) == {"in>a", "a>b", "B3>c", "B3>d", "B3>a", "b>B2", "B2>B3"}
    assert (len(parts), undone(cast, map_)) == (3, before)


def test_merged_steps_keep_what_comes_and_goes(cast: Cast) -> None:
    notes = [{"id": "n1", "kind": "issue", "at": "c", "text": "stays"}, {"id": "n2", "kind": "issue", "at": "b>c", "text": "goes"}]
    flows = [*CHAIN, ("d", "b", {"kind": "rework", "share": 5})]
    map_ = put(cast, flows, notes=notes, information=[{"from": "in", "to": "c", "label": "order"}])
    before = written(map_)
    made = steps.merge_steps(actor=cast.actor("fay"), steps=[step(map_, "b"), step(map_, "c")], name="One piece")
    found = written(map_)
    assert [entry["name"] for entry in found["steps"]] == ["A", "One piece", "D"]
    assert (made.origin, made.cycle_time) == (["b", "c"], None)
    assert ways(map_) == {"in>a": "1 h", "a>One piece": "2 h", "One piece>d": "4 h", "d>out": None, "d>One piece": 5}
    assert [(note["id"], note["at"]) for note in found["notes"]] == [("n1", made.doc_id)]
    assert found["information"] == [{"from": "in", "to": made.doc_id, "label": "order"}]
    assert undone(cast, map_) == before


@pytest.mark.parametrize(("names", "name"), [(["only one"], ""), ([], "")])
def test_a_split_needs_two_names_and_a_merge_two_steps(cast: Cast, names: list[str], name: str) -> None:
    map_ = put(cast, CHAIN)
    before, seen = written(map_), head(cast)
    with pytest.raises(Invalid):
        steps.split_step(actor=cast.actor("fay"), step=step(map_, "b"), names=names)
    with pytest.raises(Invalid):
        steps.merge_steps(actor=cast.actor("fay"), steps=[step(map_, "b"), step(map_, "c")], name=name)
    with pytest.raises(Invalid):
        steps.merge_steps(actor=cast.actor("fay"), steps=[step(map_, "b")], name="Alone")
    assert (written(map_), head(cast)) == (before, seen)


def test_steps_of_two_maps_are_not_merged(cast: Cast) -> None:
    one, two = put(cast, CHAIN), put(cast, CHAIN)
    with pytest.raises(Invalid):
        steps.merge_steps(actor=cast.actor("fay"), steps=[step(one, "b"), step(two, "c")], name="Mixed")
    assert Step.objects.present().count() == 8


def test_a_copy_has_the_numbers_and_a_place_in_the_chain(cast: Cast) -> None:
    map_ = put(cast, CHAIN, b={"area": "Lab", "wastes": ["waiting"]})
    made = steps.copy_step(actor=cast.actor("pia"), step=step(map_, "b"))
    assert (made.name, made.area, made.cycle_time, made.wastes, made.origin) == ("B, copy", "Lab", "10 min", ["waiting"], None)
    assert ways(map_) == {"in>a": "1 h", "a>b": "2 h", "B, copy>c": "3 h", "b>B, copy": None, "c>d": "4 h", "d>out": None}


def test_rows_are_set_together_or_not_at_all(cast: Cast) -> None:
    map_ = put(cast, CHAIN)
    b, flow = step(map_, "b"), selectors.rows_of(type(step(map_, "b")), map_)[0]
    seen = b.rev("cycle_time")
    steps.update_step(actor=cast.actor("pia"), step=b, values={"cycle_time": "20 min"}, base={"cycle_time": seen})
    before = head(cast)
    edits = [RowEdit(flow, {"area": "Lab"}, {}), RowEdit(b, {"cycle_time": "30 min"}, {"cycle_time": seen})]
    with pytest.raises(Conflict) as clash:
        steps.update_rows(actor=cast.actor("omar"), edits=edits)
    assert [(one.field, one.value) for one in clash.value.clashes] == [("cycle_time", "20 min")]
    assert (step(map_, "a").area, step(map_, "b").cycle_time, head(cast)) == (None, "20 min", before)


def test_the_same_change_twice_is_stored_once(cast: Cast) -> None:
    map_, change_id = put(cast, CHAIN), uuid7()
    steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "X"}, change_id=change_id)
    with pytest.raises(Repeated):
        steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "X"}, change_id=change_id)
    assert order(map_) == "abcdX"


def test_a_removed_step_takes_no_more_data(cast: Cast) -> None:
    map_ = put(cast, CHAIN)
    b = step(map_, "b")
    steps.remove_step(actor=cast.actor("omar"), step=b)
    before = head(cast)
    with pytest.raises(Gone):
        steps.update_step(actor=cast.actor("pia"), step=b, values={"area": "Lab"})
    assert head(cast) == before


def test_an_observer_works_on_no_step(cast: Cast) -> None:
    map_ = put(cast, CHAIN)
    before, obi, b = written(map_), cast.actor("obi"), step(map_, "b")
    for deed in (
        lambda: steps.add_step(actor=obi, map_=map_, values={"name": "X"}),
        lambda: steps.update_step(actor=obi, step=b, values={"area": "Lab"}),
        lambda: steps.move_step(actor=obi, step=b, after=""),
        lambda: steps.remove_step(actor=obi, step=b),
        lambda: steps.copy_step(actor=obi, step=b),
        lambda: steps.split_step(actor=obi, step=b, names=["1", "2"]),
        lambda: steps.merge_steps(actor=obi, steps=[b, step(map_, "c")], name="X"),
    ):
        with pytest.raises(Forbidden):
            deed()
    assert written(map_) == before


@pytest.mark.parametrize(("style", "label"), [(None, "Process time"), ("office", "Process time"), ("manufacturing", "Cycle time")])
def test_history_calls_a_datum_as_its_map_does(cast: Cast, style: str | None, label: str) -> None:
    source = {"format": "vsm-map/1", "title": "Letters", "steps": [{"id": "a", "name": "A", "cycle_time": "10 min"}]}
    source |= {"style": style} if style else {}
    map_ = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map
    step = Step.objects.get(map=map_, doc_id="a")
    steps.update_step(actor=cast.actor("fay"), step=step, values={"cycle_time": "20 min"})
    rows = list_changes(cast.actor("omar"), cast.workshop)[:1]
    (entry,) = entries_of(rows, cast.actor("omar"), cast.workshop)
    assert [(line.label, line.before, line.after) for line in entry.records[0].fields] == [(label, "10 min", "20 min")]
    assert field_history(cast.actor("omar"), cast.workshop, f"step/{step.pk}", "cycle_time").field == label


def test_history_calls_the_ends_of_lines_by_the_names_of_what_is_there(cast: Cast) -> None:
    steps_ = [{"id": "a", "name": "Register"}, {"id": "b", "name": "Test"}, {"id": "c", "name": "Report"}]
    source = {"format": "vsm-map/1", "title": "Letters", "steps": steps_, "flows": [{"from": "a", "to": "b"}]}
    fay, omar = cast.actor("fay"), cast.actor("omar")
    map_ = import_document(actor=fay, workshop_id=cast.workshop.pk, source=source).map
    flow = Flow.objects.get(map=map_)
    links.update_row(actor=fay, row=flow, values={"to": "c"})
    note = links.add_row(actor=fay, map_=map_, kind=NOTE, values={"kind": "issue", "text": "Slow", "at": "a>c"})
    told = field_history(omar, cast.workshop, f"flow/{flow.pk}", "to")
    assert (told.record, told.now, told.lines[0].before, told.lines[0].after) == ("Flow Register to Report", "Report", "Test", "Report")
    assert field_history(omar, cast.workshop, f"note/{note.pk}", "at").now == "Register to Report"
    steps.remove_step(actor=fay, step=Step.objects.get(map=map_, doc_id="b"))
    assert field_history(omar, cast.workshop, f"flow/{flow.pk}", "to").lines[0].before == "Test"
