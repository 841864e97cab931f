"""Published maps give their expected numbers; documents with one fault are refused at its place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mapping import console, document, metrics
from mapping.models import Map
from tests.cast import Cast
from workshops.models import Change

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors"
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


def wrong(name: str, found: Any) -> dict[str, Any]:
    """The numbers that are not those of the paper the map was published in."""
    expected = json.loads((VECTORS / f"{name}.expected.json").read_text())
    wanted, tolerance = expected["expect"], expected["tolerance"]
    return {key: pick(found, key) for key, value in wanted.items() if not agree(pick(found, key), value, tolerance)}


@pytest.mark.parametrize("name", NAMES)
def test_a_published_map_gives_its_numbers(name: str) -> None:
    reading = document.read(load(name))
    assert reading.facts is not None
    assert wrong(name, json.loads(json.dumps(metrics.compute(reading.facts).as_dict()))) == {}


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


def run_command(*files: str) -> subprocess.CompletedProcess[str]:
    """The command as people type it, on a machine whose database cannot be reached."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "vsm_site.settings", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    command = [sys.executable, str(ROOT / "manage.py"), "map_metrics", *files]
    return subprocess.run(command, cwd=VECTORS, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_the_command_prints_the_numbers_of_every_published_map_and_asks_no_database() -> None:
    done = run_command(*(f"{name}.json" for name in NAMES))
    assert (done.returncode, done.stderr) == (0, "")
    found = dict(zip(NAMES, map(json.loads, done.stdout.splitlines()), strict=True))
    assert {name: wrong(name, numbers) for name, numbers in found.items() if wrong(name, numbers)} == {}


def test_the_command_names_file_and_place_of_every_fault_and_prints_nothing_else() -> None:
    done = run_command(*(f"invalid/{name}" for name in INVALID))
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split(": ")[:2] for line in done.stderr.splitlines()] == [[f"invalid/{name}", path] for name, path in INVALID.items()]


@pytest.mark.django_db
def test_the_api_takes_every_published_map_gives_its_numbers_and_gives_it_back(cast: Cast) -> None:
    client, address = cast.api("omar"), f"/api/v1/workshops/{cast.workshop.pk}/maps/"
    for name in NAMES:
        made = client.post(address, (VECTORS / f"{name}.json").read_bytes(), content_type="application/json")
        assert made.status_code == 201, name
        assert wrong(name, client.get(f"/api/v1/maps/{made.json()['id']}/metrics/").json()) == {}, name
        assert client.get(f"/api/v1/maps/{made.json()['id']}/document/").json() == load(name), name
    assert Map.objects.count() == len(NAMES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(INVALID))
def test_the_api_refuses_a_document_with_one_fault_at_its_place(cast: Cast, name: str) -> None:
    client, address = cast.api("omar"), f"/api/v1/workshops/{cast.workshop.pk}/maps/"
    before = Change.objects.count()
    answer = client.post(address, (VECTORS / "invalid" / name).read_bytes(), content_type="application/json")
    if name in DRAWING:  # such a map can be mended on the page, but has no numbers yet
        answer = client.get(f"/api/v1/maps/{answer.json()['id']}/metrics/")
        assert (answer.status_code, answer.json()["code"]) == (409, "drawing")
    else:
        assert (answer.status_code, Change.objects.count(), Map.objects.count()) == (400, before, 0)
    assert [fault["path"] for fault in answer.json()["errors"]] == [INVALID[name]]
