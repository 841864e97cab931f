"""Published maps give their expected numbers; documents with one fault are refused at its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mapping import console, document, metrics

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in VECTORS.glob("*.expected.json"))
INVALID = json.loads((VECTORS / "invalid" / "expected.json").read_text())
DRAWING = {"shares-sum-to-80.json", "cycle-without-rework.json"}


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def pick(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def agree(found: Any, wanted: Any, tolerance: float) -> bool:
    if isinstance(wanted, bool) or wanted is None or isinstance(wanted, str):
        return found is wanted or found == wanted
    if isinstance(wanted, int | float):
        return abs(found - wanted) <= tolerance * max(1, abs(wanted))
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(agree(one, two, tolerance) for one, two in zip(found, wanted, strict=True))
    return found.keys() == wanted.keys() and all(agree(found[key], wanted[key], tolerance) for key in wanted)


@pytest.mark.parametrize("name", NAMES)
def test_a_published_map_gives_its_numbers(name: str) -> None:
    expected = json.loads((VECTORS / f"{name}.expected.json").read_text())
    reading = document.read(load(name))
    assert reading.facts is not None
    found = json.loads(json.dumps(metrics.compute(reading.facts).as_dict()))
    tolerance = expected["tolerance"]
    wrong = {key: pick(found, key) for key, value in expected["expect"].items() if not agree(pick(found, key), value, tolerance)}
    assert wrong == {}


@pytest.mark.parametrize("name", NAMES)
def test_reading_and_writing_give_the_same_document(name: str) -> None:
    reading = document.parse((VECTORS / f"{name}.json").read_bytes())
    assert reading.facts is not None
    assert document.write(reading.facts) == load(name)


@pytest.mark.parametrize("name", sorted(INVALID))
def test_a_document_with_one_fault_is_refused_at_its_place(name: str) -> None:
    printed = console.map_metrics([str(VECTORS / "invalid" / name)])
    assert printed.out == []
    assert [line.partition(": ")[0] for line in printed.err] == [INVALID[name]]
    assert printed.status == 2


@pytest.mark.parametrize("name", sorted(INVALID))
def test_only_faults_of_drawing_leave_a_map(name: str) -> None:
    reading = document.parse((VECTORS / "invalid" / name).read_bytes())
    assert (reading.facts is not None) is (name in DRAWING)


def test_several_files_print_a_line_each_and_name_the_refused_one() -> None:
    good, bad = str(VECTORS / "patient-journey.json"), str(VECTORS / "invalid" / "unknown-unit.json")
    printed = console.map_metrics([good, bad, good])
    assert [json.loads(line)["lead_time"]["text"] for line in printed.out] == ["11.5 h", "11.5 h"]
    assert len(printed.err) == 1
    assert printed.err[0].startswith(f"{bad}: flows[4].wait: ")
    assert printed.status == 2
