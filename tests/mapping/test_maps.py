"""Maps as rows: import and export, copies, what has to hold between records, undo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mapping import document, selectors, snapshot
from mapping.comparison import compare
from mapping.models import Flow, Map, MapNote, Party, Step
from mapping.records import FLOW, STEP
from mapping.services.maps import copy_map, create_map, import_document
from tests.cast import Cast
from vsm_site.lib.errors import Forbidden, Invalid, NotFound
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.models import WorkshopHead
from workshops.services.changes import apply_ops, undo_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
VECTORS = Path(__file__).resolve().parents[1] / "vectors"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in VECTORS.glob("*.expected.json"))


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def put(cast: Cast, name: str = "patient-journey") -> Map:
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=load(name)).map


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


@pytest.mark.parametrize("name", NAMES)
def test_import_and_export_give_the_same_document(cast: Cast, name: str) -> None:
    map_ = put(cast, name)
    assert document.write(snapshot.facts_of(Map.objects.get(pk=map_.pk))) == load(name)


def test_an_import_is_one_change_and_one_undo(cast: Cast) -> None:
    before = head(cast)
    put(cast)
    assert (head(cast), Step.objects.count(), Flow.objects.count()) == (before + 1, 8, 9)
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=before + 1)
    assert [model.objects.present().count() for model in (Map, Step, Flow, Party, MapNote)] == [0, 0, 0, 0, 0]


def test_a_refused_document_leaves_nothing(cast: Cast) -> None:
    before = head(cast)
    broken = load("patient-journey")
    broken["steps"][3]["cycle_time"] = 45
    with pytest.raises(Invalid) as refused:
        import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=broken)
    assert [fault.path for fault in refused.value.faults] == ["steps[3].cycle_time"]
    assert (Map.objects.count(), head(cast)) == (0, before)


def test_faults_of_drawing_are_warnings_of_an_import(cast: Cast) -> None:
    source = (VECTORS / "invalid" / "shares-sum-to-80.json").read_bytes()
    imported = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source)
    assert [fault.path for fault in imported.warnings] == ["steps[1].split"]
    assert selectors.drawn(imported.map).metrics is None


def test_the_same_import_twice_is_one_map(cast: Cast) -> None:
    change_id = uuid7()
    first, second = (
        import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=load("coffee-service"), change_id=change_id).map
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert Map.objects.count() == 1


def test_an_observer_imports_nothing(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        import_document(actor=cast.actor("obi"), workshop_id=cast.workshop.pk, source=load("coffee-service"))
    assert Map.objects.count() == 0


def test_a_copy_knows_where_its_steps_come_from(cast: Cast) -> None:
    map_ = put(cast)
    copied = copy_map(actor=cast.actor("omar"), source=map_, workshop_id=cast.workshop.pk, state="future").map
    facts = snapshot.facts_of(copied)
    assert [step.id for step in facts.steps] == [step["id"] for step in load("patient-journey")["steps"]]
    assert [step.data["origin"] for step in facts.steps] == [[step.id] for step in facts.steps]
    compared = compare(snapshot.facts_of(map_), facts)
    assert (compared.added, compared.removed, compared.changed) == ((), (), ())
    assert copied.based_on == map_


def test_removing_a_step_takes_its_flows_and_notes_and_undo_brings_all_back(cast: Cast) -> None:
    map_ = put(cast)
    before = document.write(snapshot.facts_of(map_))
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.delete(Step.objects.get(map=map_, doc_id="tests"))
    left = document.write(snapshot.facts_of(map_))
    assert [flow for flow in left["flows"] if "tests" in flow.values()] == []
    assert "notes" not in left
    undone = undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=tx.committed.seq)
    assert document.write(snapshot.facts_of(map_)) == before
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=undone.seq)
    assert document.write(snapshot.facts_of(map_)) == left


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"from": "triage", "to": "nowhere"}, "to"),
        ({"from": "triage", "to": "waiting"}, "to"),
        ({"from": "triage", "to": "triage"}, "to"),
        ({"from": "triage", "to": "triage", "kind": "rework", "share": 96}, "share"),
    ],
)
def test_a_flow_that_the_format_refuses_is_refused_live(cast: Cast, fields: dict[str, Any], path: str) -> None:
    map_ = put(cast)
    before = head(cast)
    with pytest.raises(Invalid) as refused, change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(FLOW, FLOW.parse(fields | {"map": str(map_.pk)}))
    assert path in [fault.path for fault in refused.value.faults]
    assert (Flow.objects.count(), head(cast)) == (9, before)


def test_a_second_step_with_the_same_id_is_refused(cast: Cast) -> None:
    map_ = put(cast)
    with pytest.raises(Invalid) as refused, change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.new(STEP, STEP.parse({"map": str(map_.pk), "id": "home", "name": "Twice"}))
    assert refused.value.faults[0].path == "id"
    assert Step.objects.count() == 8


def test_a_statement_with_its_ends_out_of_order_is_refused_at_its_place(cast: Cast) -> None:
    step = Step.objects.get(map=put(cast), doc_id="tests")
    ops = [{"k": "set", "r": f"step/{step.pk}", "f": {"cycle_time": {"low": "2 h", "likely": "1 h", "high": "3 h"}}, "b": {}}]
    with pytest.raises(Invalid) as refused:
        apply_ops(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="a", ops=ops)
    assert refused.value.faults[0].path == "cycle_time"
    assert Step.objects.get(pk=step.pk).cycle_time == "0.75 h"


def test_what_is_made_live_has_its_uuid_as_document_id(cast: Cast) -> None:
    map_ = create_map(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"title": "Discharge"})
    pk = uuid7()
    ops = [{"k": "new", "r": f"step/{pk}", "f": {"map": str(map_.pk), "name": "Write the letter"}}]
    apply_ops(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="a", ops=ops)
    assert Step.objects.get(pk=pk).doc_id == str(pk)


def test_strangers_do_not_see_a_map(cast: Cast) -> None:
    map_ = put(cast)
    with pytest.raises(NotFound):
        selectors.get_map(cast.actor("xena"), map_.pk)
    with pytest.raises(Forbidden):
        selectors.get_map(cast.actor("ada"), map_.pk)
