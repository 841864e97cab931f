"""Editing a map by hand: the table twin and the sheets of its rows; what they store, refuse, and show when two people meet."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mapping import document, selectors, snapshot
from mapping.models import Flow, Map, MapNote, Step
from mapping.records import FLOW
from mapping.services import links, steps
from mapping.services.maps import create_map, import_document
from tests.cast import Cast
from tests.mapping.test_vectors import agree, load, pick
from vsm_site.lib.ids import uuid7
from workshops.models import Change, WorkshopHead
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db
VECTORS = Path(__file__).resolve().parents[1] / "vectors"
READERS = [("fay", 200), ("omar", 200), ("spring", 200), ("pia", 200), ("obi", 200), ("ada", 403), ("uma", 404), ("xena", 404)]


def put(cast: Cast, source: Any = "patient-journey") -> Map:
    found = load(source) if isinstance(source, str) else source
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=found).map


def bad_shares(cast: Cast) -> Map:
    return put(cast, json.loads((VECTORS / "invalid" / "shares-sum-to-80.json").read_text()))


def empty(cast: Cast, **values: Any) -> Map:
    return create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Discharge"} | values)


def step(map_: Map, key: str) -> Step:
    found: Step = Step.objects.get(map=map_, doc_id=key)
    return found


def flow(map_: Map, source: str, target: str) -> Flow:
    found: Flow = Flow.objects.present().get(map=map_, source=source, target=target)
    return found


def written(map_: Map) -> dict[str, Any]:
    return document.write(snapshot.facts_of(Map.objects.get(pk=map_.pk)))


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def text_of(answer: Any) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def cells_of(answer: Any, row: str) -> dict[str, Any]:
    """What the form of one row would send unchanged."""
    rows = [*answer.context["rows"], *(one for found in answer.context["links"] for one in found.rows)]
    found = next(one for one in rows if one.uuid == row)
    sent: dict[str, Any] = {}
    for cell in (*([found.name] if found.name else []), *found.cells):
        if cell.name:
            sent |= {cell.name: cell.text, cell.first_name: cell.first, cell.rev_name: cell.rev}
    return sent


def sheet_of(answer: Any) -> dict[str, Any]:
    """What the sheet of a row would send unchanged."""
    sent: dict[str, Any] = {}
    groups = answer.context["groups"]
    forms = [answer.context["form"], *(sheet for _, entries in groups for _, sheet in entries if sheet)]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value not in (None, False, ""):
                sent |= {bound.html_name: value, bound.html_initial_name: value}
            if hasattr(bound.field, "rev_name"):
                sent[bound.field.rev_name] = bound.field.rev
    return sent


def table(cast: Cast, map_: Map, who: str = "fay", query: str = "") -> Any:
    return cast.client(who).get(f"/maps/{map_.pk}/table/{query}")


# Reading


@pytest.mark.parametrize(("who", "status"), READERS)
def test_who_reads_the_table(cast: Cast, who: str, status: int) -> None:
    map_ = put(cast)
    for url in (f"/maps/{map_.pk}/table/", f"/maps/{map_.pk}/table.csv"):
        answer = cast.client(who).get(url)
        assert (answer.status_code, b"Diagnostic tests" in answer.content) == (status, status == 200)


@pytest.mark.parametrize("who", ["obi", "spring"])
def test_who_only_reads_is_offered_no_field(cast: Cast, who: str) -> None:
    shown = table(cast, put(cast), who).content.decode()
    assert "Radiology and laboratory" in shown
    for offer in ("cell-input", "Add a step", "Insert before", "Connect two steps", "One more step"):
        assert offer not in shown


def test_a_step_that_nobody_measured_has_no_share_of_the_lead_time(cast: Cast) -> None:
    steps = [{"id": "a", "name": "A", "lead_time": "1 d"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C", "lead_time": "0 h"}]
    flows = [{"from": "a", "to": "b"}, {"from": "b", "to": "c", "wait": "0 h"}]
    source = {"format": "vsm-map/1", "title": "Letters", "steps": steps, "flows": flows}
    map_ = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map
    shares = [row.cells[-1].words for row in table(cast, map_).context["rows"]]
    assert shares == ["100 %", "not measured", "0 %"]


def test_the_table_says_what_the_map_says(cast: Cast) -> None:
    map_ = put(cast)
    answer = table(cast, map_)
    rows = answer.context["rows"]
    assert [row.name.text for row in rows][:2] == ["Registration & triage", "Waiting room"]
    assert [cell.text or cell.words for cell in rows[3].cells] == ["Radiology and laboratory", "2 h", "0.75 h", "", "", "va", "", "23.9 %"]
    totals = {head.key: head.total for head in answer.context["heads"]}
    assert (totals["wait"], totals["cycle_time"], totals["part"]) == ("7.5 h", "4 h", "100 %")
    for words in ("11.5 h", "34.8 %", "Hospital information system → 4 Diagnostic tests"):
        assert words in text_of(answer).replace("  to ", "→ ").replace(" to ", " → ")
    for words in ("Patient at home", "record opened", "waits for the porter"):
        assert words in answer.content.decode()


def test_each_pass_asks_only_for_its_data(cast: Cast) -> None:
    map_ = put(cast)

    def columns(query: str) -> list[str]:
        return [head.key for head in table(cast, map_, query=query).context["heads"]]

    assert columns("?pass=people") == ["name", "area", "staffing", "overtime", "stations", "uptime", "load"]
    assert columns("?pass=nonsense") == columns("")
    assert len(columns("?pass=all")) == 22


def test_rows_sort_by_a_column_and_unknown_values_come_last(cast: Cast) -> None:
    map_ = put(cast)
    steps.update_step(actor=cast.actor("fay"), step=step(map_, "triage"), values={"cycle_time": None})

    def names(query: str) -> list[str]:
        return [row.id for row in table(cast, map_, query=query).context["rows"]]

    assert names("?sort=cycle_time") == ["waiting", "review", "assess", "plan", "discharge", "tests", "treat", "triage"]
    assert names("?sort=-cycle_time")[0] == "treat"
    assert names("?sort=wait")[-1] == "tests"
    assert names("?sort=password") == [one["id"] for one in load("patient-journey")["steps"]]


def test_faults_of_drawing_stand_where_they_are_to_be_mended(cast: Cast) -> None:
    map_ = bad_shares(cast)
    answer = table(cast, map_)
    assert [row.faults for row in answer.context["rows"] if row.faults] == [("The shares out of “Check” sum to 80 %, not 100 %.",)]
    assert "has no totals yet" in text_of(answer)
    one = Flow.objects.filter(map=map_, source=step(map_, answer.context["rows"][1].id).doc_id).exclude(kind="rework").first()
    assert one is not None
    sent = cells_of(answer, str(one.pk)) | {"share": "60 %"}
    assert cast.client("pia").post(f"/flows/{one.pk}/row/", sent).status_code == 302
    mended = table(cast, map_)
    assert (mended.context["tables"].problems, "has no totals yet" in text_of(mended)) == ((), False)


def test_text_of_people_is_never_markup(cast: Cast) -> None:
    bad = "<script>alert(1)</script>"
    source = {
        "format": "vsm-map/1",
        "title": bad,
        "steps": [{"id": "a", "name": bad, "area": bad, "trigger": bad}, {"id": "b", "name": "B"}],
        "flows": [{"from": "a", "to": "b", "label": bad}],
        "notes": [{"id": "n", "kind": "issue", "at": "a", "text": bad}],
    }
    map_ = put(cast, source)
    for url in (
        f"/maps/{map_.pk}/table/?pass=all",
        f"/steps/{step(map_, 'a').pk}/",
        f"/flows/{flow(map_, 'a', 'b').pk}/",
        f"/maps/{map_.pk}/notes/new/",
        f"/steps/{step(map_, 'a').pk}/merge/",
    ):
        assert b"<script>alert" not in cast.client("fay").get(url).content


def test_an_empty_map_says_how_to_begin(cast: Cast) -> None:
    map_ = empty(cast)
    assert "Add the first step" in text_of(table(cast, map_))
    assert "Whoever edits the map adds steps." in text_of(table(cast, map_, "obi"))


def test_200_steps_need_as_many_queries_as_5(cast: Cast) -> None:
    def chain(count: int) -> Map:
        rows = [{"id": f"s{place}", "name": f"Step {place}", "cycle_time": "5 min"} for place in range(count)]
        ways = [{"from": f"s{place}", "to": f"s{place + 1}", "wait": "1 h"} for place in range(count - 1)]
        return put(cast, {"format": "vsm-map/1", "title": "Long", "steps": rows, "flows": ways})

    found = []
    for map_ in (chain(5), chain(200)):
        table(cast, map_)
        with CaptureQueriesContext(connection) as queries:
            table(cast, map_)
        with CaptureQueriesContext(connection) as more:
            cast.client("fay").get(f"/steps/{step(map_, 's2').pk}/")
        found.append((len(queries), len(more)))
    assert found[0] == found[1]


def test_the_csv_has_every_datum_and_no_formula(cast: Cast) -> None:
    map_ = put(cast)
    steps.update_step(actor=cast.actor("fay"), step=step(map_, "triage"), values={"area": "=1+1"})
    answer = cast.client("obi").get(f"/maps/{map_.pk}/table.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="patient-journey.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (len(rows), rows[0][:3], rows[1][:3]) == (9, ["No.", "Step", "Area"], ["1", "Registration & triage", "'=1+1"])
    assert dict(zip(rows[0], rows[4], strict=True))["Wait before"] == "2 h"


# Typing into cells


def test_a_cell_is_stored_alone_with_its_revision(cast: Cast) -> None:
    map_ = put(cast)
    tests, before = step(map_, "tests"), head(cast)
    sent = cells_of(table(cast, map_), str(tests.pk)) | {"cycle_time": "90"}
    answer = cast.client("pia").post(f"/steps/{tests.pk}/row/?pass=main", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/maps/{map_.pk}/table/?pass=main#step-{tests.pk}")
    change = Change.objects.get(workshop=cast.workshop, seq=before + 1)
    assert [(op["k"], op["f"]) for op in change.ops] == [("set", {"cycle_time": "90 h"})]
    assert step(map_, "tests").area == "Radiology and laboratory"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("40 min", "40 min"),
        ("1.5h", "1.5h"),
        ("20-40 min", {"low": "20 min", "likely": "30 min", "high": "40 min", "evidence": "estimate"}),
        ("~15 min", {"value": "15 min", "evidence": "estimate"}),
        ("", None),
    ],
)
def test_what_is_typed_becomes_the_statement_that_it_says(cast: Cast, typed: str, stored: Any) -> None:
    map_ = put(cast)
    tests = step(map_, "tests")
    sent = {"cycle_time": typed, "initial-cycle_time": "0.75 h", "rev_cycle_time": tests.rev("cycle_time")}
    assert cast.client("pia").post(f"/steps/{tests.pk}/row/", sent).status_code == 302
    assert step(map_, "tests").cycle_time == stored


def test_the_wait_in_front_of_a_step_is_typed_into_its_row(cast: Cast) -> None:
    map_ = put(cast)
    tests, before = step(map_, "tests"), head(cast)
    entering = flow(map_, "assess", "tests")
    sent = cells_of(table(cast, map_), str(tests.pk)) | {f"{entering.pk}-wait": "3 h", "area": "Imaging"}
    assert cast.client("pia").post(f"/steps/{tests.pk}/row/", sent).status_code == 302
    assert (flow(map_, "assess", "tests").wait, step(map_, "tests").area, head(cast)) == ("3 h", "Imaging", before + 1)
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=before + 1)
    assert (flow(map_, "assess", "tests").wait, step(map_, "tests").area) == ("2 h", "Radiology and laboratory")


@pytest.mark.parametrize(
    ("parties", "place", "how"),
    [
        ([{"id": "supplier", "name": "Ambulance", "kind": "supplier"}], "#flows", "Connect the supplier, the customer or the step before"),
        ([], "#partys", "Add the supplier or the customer and connect it"),
    ],
)
def test_a_step_that_nothing_leads_to_says_how_it_gets_a_wait(cast: Cast, parties: list[Any], place: str, how: str) -> None:
    map_ = put(cast, {"format": "vsm-map/1", "title": "One", "steps": [{"id": "a", "name": "Triage"}], "parties": parties})
    page = table(cast, map_).content.decode()
    assert f'<a class="cell-text" href="{place}" title="Nothing leads to this step yet, so there is no wait before it. {how}' in page
    assert "Nothing leads to this step yet" not in table(cast, map_, who="obi").content.decode()


def test_the_wait_of_another_map_is_not_reached_from_a_row(cast: Cast) -> None:
    map_, other = put(cast), put(cast)
    far, before = flow(other, "assess", "tests"), head(cast)
    sent = {f"{far.pk}-wait": "9 h", f"initial-{far.pk}-wait": "2 h"}
    assert cast.client("pia").post(f"/steps/{step(map_, 'tests').pk}/row/", sent).status_code == 404
    assert head(cast) == before


def test_several_ways_into_a_step_are_typed_in_the_flows(cast: Cast) -> None:
    map_ = put(cast, "branch-choice")
    joined = [row for row in table(cast, map_).context["rows"] if any(cell.url == "#flows" for cell in row.cells)]
    assert len(joined) == 1


def test_what_cannot_be_read_stands_in_its_cell_with_what_to_type(cast: Cast) -> None:
    map_ = put(cast)
    tests, before = step(map_, "tests"), head(cast)
    sent = cells_of(table(cast, map_), str(tests.pk)) | {"cycle_time": "soon", "wip": "-3", "area": "Imaging", "name": " "}
    answer = cast.client("pia").post(f"/steps/{tests.pk}/row/", sent)
    row = next(row for row in answer.context["rows"] if row.uuid == str(tests.pk))
    found = {cell.key: (cell.text, bool(cell.errors)) for cell in (row.name, *row.cells)}
    assert answer.status_code == 422
    assert (found["cycle_time"], found["wip"]) == (("soon", True), ("-3", True))
    assert (found["area"], found["name"]) == (("Imaging", False), (" ", True))
    for words in ("“soon” is no time", "This has to be at least 0", "Type the name."):
        assert words in text_of(answer)
    assert head(cast) == before


def test_ends_out_of_order_are_refused_at_the_cell(cast: Cast) -> None:
    map_ = put(cast)
    tests, before = step(map_, "tests"), head(cast)
    answer = cast.client("pia").post(f"/steps/{tests.pk}/row/", {"complete_accurate": "98-90", "initial-complete_accurate": ""})
    assert (answer.status_code, "first end of the range is above" in text_of(answer), head(cast)) == (422, True, before)


def test_two_people_in_one_cell_see_both_values_and_choose(cast: Cast) -> None:
    map_ = put(cast)
    tests = step(map_, "tests")
    url = f"/steps/{tests.pk}/row/"
    seen = cells_of(table(cast, map_, "pia"), str(tests.pk))
    assert cast.client("omar").post(url, seen | {"cycle_time": "50 min"}).status_code == 302
    before = head(cast)
    answer = cast.client("pia").post(url, seen | {"cycle_time": "~40 min", "area": "Imaging"})
    row = next(row for row in answer.context["rows"] if row.uuid == str(tests.pk))
    cell = next(cell for cell in row.cells if cell.key == "cycle_time")
    assert (answer.status_code, cell.text, cell.clash.who, cell.clash.theirs, cell.clash.mine) == (
        409, "~40 min", "Omar", "50 min", "~40 min",
    )  # fmt: skip
    assert (step(map_, "tests").cycle_time, step(map_, "tests").area, head(cast)) == ("50 min", "Radiology and laboratory", before)
    again = cells_of(answer, str(tests.pk))
    kept = cast.client("pia").post(url, again | {"keep": "cycle_time"})
    cells = cells_of(kept, str(tests.pk))
    assert (kept.status_code, cells["cycle_time"], cells["area"], head(cast)) == (200, "50 min", "Imaging", before)
    assert cast.client("pia").post(url, again | {"use": "cycle_time"}).status_code == 302
    assert (step(map_, "tests").cycle_time, step(map_, "tests").area) == ({"value": "40 min", "evidence": "estimate"}, "Imaging")


def test_two_people_in_different_cells_of_a_row_do_not_meet(cast: Cast) -> None:
    map_ = put(cast)
    tests = step(map_, "tests")
    seen = cells_of(table(cast, map_), str(tests.pk))
    for who, typed in (("omar", {"cycle_time": "50 min"}), ("pia", {"area": "Imaging"})):
        assert cast.client(who).post(f"/steps/{tests.pk}/row/", seen | typed).status_code == 302
    assert (step(map_, "tests").cycle_time, step(map_, "tests").area) == ("50 min", "Imaging")


def test_a_script_gets_the_tables_afresh_with_only_those_rows_whole_that_it_has_not_seen(cast: Cast) -> None:
    map_ = put(cast)
    seen = head(cast)
    steps.update_step(actor=cast.actor("omar"), step=step(map_, "plan"), values={"area": "Ward"})
    steps.update_step(actor=cast.actor("omar"), step=step(map_, "tests"), values={"cycle_time": "1.75 h"})
    answer = cast.client("pia").get(f"/maps/{map_.pk}/table/", {"part": "1", "seen": seen})
    rows = answer.context["rows"]
    assert (answer.status_code, b"<html" in answer.content, "12.5 h" in text_of(answer)) == (200, False, True)
    assert [row.id for row in rows if row.is_whole] == ["tests", "plan"]
    assert not any(row.is_whole for found in answer.context["links"] for row in found.rows)
    shown = answer.content.decode()
    assert all(f'id="step-{row.uuid}"' in shown for row in rows)
    assert ('value="Ward"' in shown, 'value="Nursing"' in shown, answer.context["tables"].facts.rev) == (True, False, head(cast))


def test_who_only_looks_at_the_table_gets_no_registry_for_typing(cast: Cast) -> None:
    map_ = put(cast)
    shown = {who: cast.client(who).get(f"/maps/{map_.pk}/table/").content for who in ("pia", "obi")}
    assert {who: b"data-kinds=" in page for who, page in shown.items()} == {"pia": True, "obi": False}


def test_a_step_that_went_meanwhile_is_said_to_be_gone(cast: Cast) -> None:
    map_ = put(cast)
    tests = step(map_, "tests")
    seen = cells_of(table(cast, map_), str(tests.pk)) | {"cycle_time": "50 min"}
    steps.remove_step(actor=cast.actor("omar"), step=tests)
    before = head(cast)
    for url in (f"/steps/{tests.pk}/row/", f"/steps/{tests.pk}/", f"/steps/{tests.pk}/move/", f"/steps/{tests.pk}/remove/"):
        answer = cast.client("pia").post(url, seen)
        shown = text_of(answer)
        assert (answer.status_code, "“Diagnostic tests” was removed by Omar." in shown, "50 min" in shown) == (409, True, True)
    assert head(cast) == before
    assert cast.client("obi").post(f"/steps/{tests.pk}/row/", seen).status_code == 403
    assert cast.client("xena").post(f"/steps/{tests.pk}/row/", seen).status_code == 404


# The sheet of a step


def test_the_sheet_asks_the_questions_of_the_walk(cast: Cast) -> None:
    shown = text_of(cast.client("pia").get(f"/steps/{step(put(cast), 'tests').pk}/"))
    for words in ("How long hands-on for one, if nothing interrupted?", "from 3 Initial assessment", "waits for the porter"):
        assert words in shown


def test_an_untouched_sheet_changes_nothing(cast: Cast) -> None:
    full = {
        "id": "a", "name": "A", "trigger": "x\ny", "cycle_time": {"low": "1 h", "likely": "2 h", "high": "3 h", "at": "2026-11-03", "n": 4},
        "wip": {"observations": [1, 2.5], "evidence": "measured", "note": "two walks"},
        "lead_time": {"low": "50 min", "likely": "1 h", "high": "1 d 2 h"}, "custom": {"code": "007", "n": 5, "m": "5"},
        "complete_accurate": 33.333333, "wastes": ["waiting", "rework"], "break_before": False, "split": "all",
    }  # fmt: skip
    map_ = put(cast, {"format": "vsm-map/1", "title": "Full", "steps": [full]})
    a, before = step(map_, "a"), head(cast)
    sent = sheet_of(cast.client("pia").get(f"/steps/{a.pk}/"))
    assert cast.client("pia").post(f"/steps/{a.pk}/", sent).status_code == 302
    assert (head(cast), written(map_)["steps"]) == (before, [full])
    sent["custom"] = sent["custom"] + "\nleft: 7"
    assert cast.client("pia").post(f"/steps/{a.pk}/", sent).status_code == 302
    assert written(map_)["steps"][0]["custom"] == {"code": "007", "n": 5, "m": "5", "left": 7}


SHEET = {
    "name": "Scan", "area": "Imaging", "trigger": "Request", "done": "Picture is there", "output": "Picture", "value": "nnva",
    "cycle_time": "20-40 min", "lead_time": "3 h", "changeover": "~10 min", "complete_accurate": "90 %", "defect_rate": "4",
    "on_time_delivery": "80-90", "staffing": "2.5", "overtime": "1", "stations": "2", "uptime": "95 %", "batch_size": "1", "wip": "11",
    "variation": "Nights", "wastes": "waiting, motion", "split": "choice", "custom": "Room: 4\nPhone: 0-11\nScrap: 5 %",
    "break_before": "on",
    "cycle_time-by": "Radiology", "cycle_time-at": "2026-11-03", "cycle_time-n": "12", "cycle_time-note": "three shifts",
    "wip-observations": "9\n13", "wip-evidence": "measured", "lead_time-low": "1 h", "lead_time-likely": "2 h", "lead_time-high": "6 h",
}  # fmt: skip
STORED = {
    "name": "Scan", "area": "Imaging", "trigger": "Request", "done": "Picture is there", "output": "Picture", "value": "nnva",
    "cycle_time": {
        "low": "20 min", "likely": "30 min", "high": "40 min", "evidence": "estimate", "by": "Radiology", "at": "2026-11-03", "n": 12,
        "note": "three shifts",
    },
    "lead_time": {"value": "3 h", "low": "1 h", "likely": "2 h", "high": "6 h"}, "changeover": {"value": "10 min", "evidence": "estimate"},
    "complete_accurate": 90, "defect_rate": 4, "on_time_delivery": {"low": 80, "likely": 85, "high": 90, "evidence": "estimate"},
    "staffing": 2.5, "overtime": 1, "stations": 2, "uptime": 95, "batch_size": 1,
    "wip": {"value": 11, "observations": [9, 13], "evidence": "measured"}, "variation": "Nights", "wastes": ["waiting", "motion"],
    "split": "choice", "custom": {"Room": 4, "Phone": "0-11", "Scrap": "5 %"}, "break_before": True,
}  # fmt: skip


def test_everything_about_a_step_is_typed_into_its_sheet(cast: Cast) -> None:
    map_ = empty(cast)
    made = steps.add_step(actor=cast.actor("fay"), map_=map_, values={"name": "Scan"})
    url = f"/steps/{made.pk}/"
    sent = sheet_of(cast.client("pia").get(url)) | SHEET
    assert cast.client("pia").post(url, sent).status_code == 302
    found = written(map_)["steps"][0]
    assert found == {"id": made.doc_id} | STORED
    assert document.read(written(map_)).facts is not None
    gone = {name: "" for name in SHEET if name not in ("name", "break_before")} | {"name": "Scan"}
    seen = sheet_of(cast.client("pia").get(url))
    sent = {name: value for name, value in seen.items() if name != "break_before"} | gone
    assert cast.client("pia").post(url, sent).status_code == 302
    assert written(map_)["steps"] == [{"id": made.doc_id, "name": "Scan"}]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"cycle_time": "50 min"}, {"value": "50 min", "by": "Lab"}),
        ({"cycle_time": "~50 min"}, {"value": "50 min", "evidence": "guess", "by": "Lab"}),
        ({"cycle_time": "50 min", "cycle_time-evidence": "measured"}, {"value": "50 min", "evidence": "measured", "by": "Lab"}),
        ({"cycle_time-by": "Ward"}, {"value": "40 min", "evidence": "guess", "by": "Ward"}),
        ({"cycle_time-by": "", "cycle_time-evidence": ""}, "40 min"),
        ({"cycle_time": ""}, None),
        ({"cycle_time": "", "cycle_time-observations": "5 min\n6"}, {"observations": ["5 min", "6 min"], "evidence": "guess", "by": "Lab"}),
    ],
)
def test_a_number_and_what_is_known_about_it_go_together(cast: Cast, typed: dict[str, str], stored: Any) -> None:
    first = {"value": "40 min", "evidence": "guess", "by": "Lab"}
    map_ = put(cast, {"format": "vsm-map/1", "title": "One", "steps": [{"id": "a", "name": "A", "cycle_time": first}]})
    url = f"/steps/{step(map_, 'a').pk}/"
    assert cast.client("pia").post(url, sheet_of(cast.client("pia").get(url)) | typed).status_code == 302
    assert step(map_, "a").cycle_time == stored


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"cycle_time-low": "1 h"}, "low, likely and high belong together."),
        ({"cycle_time-low": "3 h", "cycle_time-likely": "2 h", "cycle_time-high": "1 h"}, "low has to be at most likely"),
        ({"cycle_time-observations": "5 min\nsoon"}, "“soon” is no time"),
        ({"cycle_time-n": "0"}, "greater than or equal to 1"),
        ({"uptime": "0"}, "above 0"),
        ({"custom": "no colon"}, "label: value"),
        ({"lead_time-by": "Somebody"}, "has no number"),
    ],
)
def test_the_sheet_says_what_to_type_and_keeps_what_was_typed(cast: Cast, typed: dict[str, str], words: str) -> None:
    map_ = put(cast)
    tests, before = step(map_, "tests"), head(cast)
    url = f"/steps/{tests.pk}/"
    answer = cast.client("pia").post(url, sheet_of(cast.client("pia").get(url)) | typed | {"area": "Imaging"})
    assert (answer.status_code, words in text_of(answer), head(cast)) == (422, True, before)
    assert 'value="Imaging"' in answer.content.decode()
    assert "Please look" in text_of(answer) or words in text_of(answer)


def test_two_people_in_one_sheet_see_both_values(cast: Cast) -> None:
    map_ = put(cast)
    url = f"/steps/{step(map_, 'tests').pk}/"
    seen = sheet_of(cast.client("pia").get(url))
    assert cast.client("omar").post(url, seen | {"value": "nnva", "cycle_time": "20-40 min"}).status_code == 302
    before = head(cast)
    answer = cast.client("pia").post(url, seen | {"value": "nva", "cycle_time": "50 min"})
    shown = text_of(answer)
    assert (answer.status_code, head(cast)) == (409, before)
    assert ("Omar changed this while you typed" in shown, "20-40 min" in shown, "Necessary" in shown) == (True, True, True)
    kept = cast.client("pia").post(url, sheet_of(answer) | {"value": "nva", "keep": "cycle_time"})
    assert (kept.status_code, 'value="20-40 min"' in kept.content.decode(), head(cast)) == (200, True, before)


def test_saving_leads_to_the_next_step_or_back(cast: Cast) -> None:
    map_ = put(cast)
    tests, following = step(map_, "tests"), step(map_, "review")
    for more, goal in (
        ({"then": str(following.pk)}, f"/steps/{following.pk}/"),
        ({"then": str(cast.workshop.pk)}, f"/steps/{tests.pk}/"),
        ({"close": "1"}, f"/maps/{map_.pk}/table/#step-{tests.pk}"),
    ):
        answer = cast.client("pia").post(f"/steps/{tests.pk}/", sheet_of(cast.client("pia").get(f"/steps/{tests.pk}/")) | more)
        assert answer["Location"] == goal


# Deeds


def test_a_step_is_inserted_moved_copied_split_merged_and_removed(cast: Cast) -> None:
    map_, pia = put(cast), cast.client("pia")
    before = written(map_)

    def names() -> list[str]:
        return [one["name"] for one in written(map_)["steps"]]

    def deed(key: Step, what: str, **sent: Any) -> None:
        answer = pia.post(f"/steps/{key.pk}/{what}/?pass=time", sent | {"change_id": str(uuid7())})
        assert answer["Location"].startswith(f"/maps/{map_.pk}/table/?pass=time#step")

    url = f"/maps/{map_.pk}/steps/new/"
    assert "before 4 Diagnostic tests" in text_of(pia.get(f"{url}?before=tests"))
    pia.post(url, {"name": "Porter", "cycle_time": "10", "before": "tests"})
    assert names()[2:5] == ["Initial assessment", "Porter", "Diagnostic tests"]
    assert Step.objects.get(name="Porter").cycle_time == "10 min"
    deed(step(map_, "triage"), "move", to="up")
    deed(step(map_, "discharge"), "move", to="down")
    deed(step(map_, "waiting"), "move", to="up")
    assert names()[:2] == ["Waiting room", "Registration & triage"]
    deed(step(map_, "waiting"), "move", to="plan")
    assert names()[-3:] == ["Waiting room", "Treatment delivery", "Discharge & follow-up"]
    deed(step(map_, "waiting"), "move", to="first")
    deed(step(map_, "waiting"), "move", to="no-such-step")
    assert names()[0] == "Waiting room"
    deed(step(map_, "waiting"), "copy")
    assert names()[1] == "Waiting room, copy"
    deed(step(map_, "plan"), "split", names="Propose\n\nAgree")
    assert "Agree" in names()
    deed(step(map_, "plan"), "merge", name="Plan it", steps=[str(step(map_, "plan").pk), str(Step.objects.get(name="Agree").pk)])
    assert ("Plan it" in names(), "Agree" in names()) == (True, False)
    deed(step(map_, "tests"), "remove")
    assert "Diagnostic tests" not in names()
    assert "Undo brings all of it back" in text_of(table(cast, map_, "pia"))
    for seq in range(head(cast), 0, -1):
        row = Change.objects.filter(workshop=cast.workshop, seq=seq, user=cast.pia, undo_of=None, undone_by=None).first()
        if row:
            undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=seq)
    assert written(map_) == before


@pytest.mark.parametrize(
    ("name", "sent", "words"),
    [
        ("split", {"names": "only one"}, "at least two"),
        ("split", {"names": ""}, "at least two"),
        ("merge", {"name": "X"}, "Choose at least two steps."),
        ("merge", {"name": "", "steps": []}, "Type the name."),
        ("merge", {"name": "X", "steps": ["0190aaaa-0000-7000-8000-000000000000", "x"]}, "no longer on the map"),
    ],
)
def test_a_split_or_merge_that_says_too_little_is_refused(cast: Cast, name: str, sent: dict[str, Any], words: str) -> None:
    map_ = put(cast)
    before = head(cast)
    answer = cast.client("pia").post(f"/steps/{step(map_, 'tests').pk}/{name}/", sent)
    assert (answer.status_code, words in text_of(answer), head(cast)) == (422, True, before)


def test_a_move_that_cannot_be_drawn_says_why(cast: Cast) -> None:
    map_ = put(cast)
    ends = {"from": "tests", "to": "assess", "kind": "rework", "share": 5}
    links.add_row(actor=cast.actor("fay"), map_=map_, kind=FLOW, values=ends)
    before = head(cast)
    answer = cast.client("pia").post(f"/steps/{step(map_, 'assess').pk}/move/", {"to": "down"}, follow=True)
    assert ("stays where it is" in text_of(answer), head(cast)) == (True, before)


def test_a_form_that_comes_twice_is_stored_once_and_says_so(cast: Cast) -> None:
    map_ = put(cast)
    sent = {"name": "Porter", "change_id": str(uuid7())}
    for _ in range(2):
        answer = cast.client("pia").post(f"/maps/{map_.pk}/steps/new/", sent, follow=True)
    assert (Step.objects.filter(name="Porter").count(), "This was stored already" in text_of(answer)) == (1, True)
    note = {"kind": "issue", "text": "Slow", "change_id": str(uuid7())}
    for _ in range(2):
        cast.client("pia").post(f"/maps/{map_.pk}/notes/new/", note)
    assert MapNote.objects.filter(text="Slow").count() == 1


# Flows, parties, information, notes


def test_a_fork_with_shares_and_rework_is_drawn_by_hand(cast: Cast) -> None:
    map_, pia = empty(cast), cast.client("pia")
    for name in ("Intake", "Check", "Visit", "Decide"):
        pia.post(f"/maps/{map_.pk}/steps/new/", {"name": name, "cycle_time": "10"})
    ids = {one.name: one.doc_id for one in Step.objects.filter(map=map_)}
    check = Step.objects.get(map=map_, name="Check")
    pia.post(f"/steps/{check.pk}/", sheet_of(pia.get(f"/steps/{check.pk}/")) | {"split": "choice"})
    url = f"/maps/{map_.pk}/flows/new/"
    assert pia.post(url, {"from": ids["Check"], "to": ids["Decide"], "kind": "push", "share": "60"}).status_code == 302
    assert "say which share goes this way" in text_of(table(cast, map_))
    to_visit = flow(map_, ids["Check"], ids["Visit"])
    pia.post(f"/flows/{to_visit.pk}/", sheet_of(pia.get(f"/flows/{to_visit.pk}/")) | {"share": "40 %", "wait": "1 d"})
    pia.post(url, {"from": ids["Decide"], "to": ids["Check"], "kind": "rework", "share": "10"})
    found = selectors.drawn(Map.objects.get(pk=map_.pk)).metrics
    assert found is not None
    assert (found.routings, found.with_rework is None, found.lead_time_range[1].text) == (2, False, "8.7 h")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"from": "triage", "to": "waiting", "kind": "push"}, "There is a flow between these two already."),
        ({"from": "triage", "to": "triage", "kind": "push"}, "Only rework goes from a step to itself."),
        ({"from": "triage", "to": "triage", "kind": "rework", "share": "96"}, "at most 95"),
        ({"from": "triage", "to": "tests", "kind": "push", "share": "101"}, "at most 100"),
        ({"from": "triage", "to": "nowhere", "kind": "push"}, "no longer on the map"),
        ({"from": "", "to": "tests", "kind": "push"}, "Choose a step or party."),
        ({"from": "triage", "to": "tests", "kind": "push", "wait": "soon"}, "“soon” is no time"),
    ],
)
def test_a_flow_that_the_format_refuses_is_refused_at_its_field(cast: Cast, sent: dict[str, str], words: str) -> None:
    map_ = put(cast)
    before = head(cast)
    answer = cast.client("pia").post(f"/maps/{map_.pk}/flows/new/", sent)
    assert (answer.status_code, words in text_of(answer), head(cast)) == (422, True, before)


def test_a_shared_fault_of_a_row_stands_at_its_cell(cast: Cast) -> None:
    map_ = put(cast)
    one, before = flow(map_, "triage", "waiting"), head(cast)
    sent = cells_of(table(cast, map_), str(one.pk)) | {"kind": "rework", "share": "96"}
    answer = cast.client("pia").post(f"/flows/{one.pk}/row/", sent)
    row = next(row for found in answer.context["links"] for row in found.rows if row.uuid == str(one.pk))
    share = next(cell for cell in row.cells if cell.key == "share")
    assert (answer.status_code, share.text, share.errors, head(cast)) == (422, "96", ("This has to be at most 95.",), before)


def test_rows_move_in_their_list_and_go_with_what_hangs_on_them(cast: Cast) -> None:
    map_, pia = put(cast), cast.client("pia")
    before = written(map_)
    note, first = MapNote.objects.get(map=map_), flow(map_, "home", "triage")
    pia.post(f"/flows/{first.pk}/move/", {"to": "up"})
    assert written(map_) == before
    pia.post(f"/flows/{first.pk}/move/", {"to": "down"})
    assert [one["to"] for one in written(map_)["flows"][:2]] == ["waiting", "triage"]
    pia.post(f"/notes/{note.pk}/", sheet_of(pia.get(f"/notes/{note.pk}/")) | {"at": "assess>tests", "severity": "high"})
    assert written(map_)["notes"] == [before["notes"][0] | {"at": "assess>tests", "severity": "high"}]
    answer = pia.post(f"/flows/{flow(map_, 'assess', 'tests').pk}/remove/", follow=True)
    assert ("notes" in written(map_), "Undo brings it back" in text_of(answer)) == (False, True)


def test_an_unpinned_note_is_on_the_whole_map(cast: Cast) -> None:
    map_ = put(cast)
    note = MapNote.objects.get(map=map_)
    sent = sheet_of(cast.client("pia").get(f"/notes/{note.pk}/")) | {"at": ""}
    assert cast.client("pia").post(f"/notes/{note.pk}/", sent).status_code == 302
    assert "at" not in written(map_)["notes"][0]


# A whole map by hand


def build(cast: Cast, wanted: dict[str, Any]) -> Map:
    """The map of a document, made by sending the forms of the pages as a person would."""
    keys = ("title", "state", "style", "item", "calendar", "demand", "family", "walked")
    map_, pia = empty(cast, **{key: wanted[key] for key in keys if key in wanted}), cast.client("pia")
    ids: dict[str, str] = {}

    def post(url: str, sent: dict[str, Any]) -> None:
        answer = pia.post(url, sent | {"change_id": str(uuid7())})
        assert answer.status_code == 302, text_of(answer)

    def new(kind: str, sent: dict[str, Any]) -> str:
        post(f"/maps/{map_.pk}/{kind}/new/", sent)
        return str(Change.objects.filter(workshop=cast.workshop).latest("seq").ops[0]["r"].partition("/")[2])

    def text(entry: dict[str, Any], *without: str) -> dict[str, str]:
        return {key: str(value) for key, value in entry.items() if key not in ("id", "from", "to", "at", *without)}

    for party in wanted.get("parties", []):
        ids[party["id"]] = new("parties", text(party))
    for entry in wanted["steps"]:
        key = ids[entry["id"]] = new("steps", {"name": entry["name"]})
        post(f"/steps/{key}/", sheet_of(pia.get(f"/steps/{key}/")) | text(entry))
    for one in list(Flow.objects.present().filter(map=map_)):
        post(f"/flows/{one.pk}/remove/", {})
    for way in wanted.get("flows", []):
        new("flows", {"from": ids[way["from"]], "to": ids[way["to"]]} | text(way))
    for way in wanted.get("information", []):
        new("information", {"from": ids[way["from"]], "to": ids[way["to"]]} | text(way))
    for note in wanted.get("notes", []):
        at = ">".join(ids[key] for key in note["at"].split(">")) if "at" in note else ""
        ids[note["id"]] = new("notes", {"at": at} | text(note))
    cast.__dict__["ids"] = ids
    return map_


def with_ids(found: Any, ids: dict[str, str]) -> Any:
    """A document with the ids of another one: what is made in a form gets its UUID."""
    named = {made: first for first, made in ids.items()}
    if isinstance(found, dict):
        return {key: with_ids(value, ids) for key, value in found.items()}
    if isinstance(found, list):
        return [with_ids(value, ids) for value in found]
    return ">".join(named.get(key, key) for key in found.split(">")) if isinstance(found, str) else found


@pytest.mark.parametrize("name", ["patient-journey", "acme-current", "branch-choice", "rework-nested"])
def test_a_published_map_is_drawn_by_hand(cast: Cast, name: str) -> None:
    wanted, expected = load(name), json.loads((VECTORS / f"{name}.expected.json").read_text())
    map_ = build(cast, wanted)
    ids = cast.__dict__["ids"]
    assert with_ids(written(map_), ids) == wanted
    metrics = selectors.drawn(Map.objects.get(pk=map_.pk)).metrics
    assert metrics is not None
    found = with_ids(json.loads(json.dumps(metrics.as_dict())), ids)
    found["steps"] = {{made: first for first, made in ids.items()}[key]: value for key, value in found["steps"].items()}
    for key, value in expected["expect"].items():
        if "missing" not in key:
            assert agree(pick(found, key), value, expected["tolerance"]), key


def test_every_address_of_editing_is_reached_by_its_name(cast: Cast) -> None:
    map_ = put(cast)
    for kind in ("step", "flow", "party", "information", "note"):
        assert cast.client("pia").get(reverse(f"{kind}-new", args=[map_.pk])).status_code == 200
