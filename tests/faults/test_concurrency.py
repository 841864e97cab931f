"""Several real processes change one workshop at the same time: no number is lost or given twice, nothing is overwritten."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.faults.product import ROOT, drill, environment
from tests.servers import databases

SECRET_KEY = "only-for-tests-" + "x" * 40
Place = tuple[Path, dict[str, str]]  # a data folder, and the variables that name its database
PEOPLE = ("ann", "ben", "cem", "dot")
WORKSHOP = "(SELECT id FROM workshops_workshop WHERE title = 'Patient journey')"
LOOK = {
    "count": f"SELECT count(*) FROM workshops_change WHERE workshop_id = {WORKSHOP}",
    "max": f"SELECT max(seq) FROM workshops_change WHERE workshop_id = {WORKSHOP}",
    "head": f"SELECT head FROM workshops_workshophead WHERE workshop_id = {WORKSHOP}",
    "notes": "SELECT count(*) FROM workshops_capture",
    "trigger": f'SELECT "trigger" FROM workshops_charter WHERE workshop_id = {WORKSHOP}',
}


@pytest.fixture(scope="module")
def on_sqlite(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The cast's workshop in a file."""
    folder = Path(shutil.copytree(migrated, tmp_path_factory.mktemp("sqlite") / "data"))
    drill(folder, "fill")
    return folder, {}


@pytest.fixture(scope="module")
def on_postgresql(server_addresses: dict[str, str], migrated_postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The cast's workshop in a database of its own."""
    with databases(server_addresses["TEST_DATABASE_URL"], 1, migrated_postgres) as (address,):
        folder, more = tmp_path_factory.mktemp("postgresql"), {"DATABASE_URL": address, "VSM_SECRET_KEY": SECRET_KEY}
        drill(folder, "fill", **more)
        yield folder, more


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """Each of them in turn."""
    found: Place = request.getfixturevalue(request.param)
    return found


def look(place: Place) -> dict[str, Any]:
    """Counter, log and edits of the workshop, read beside the product."""
    folder, more = place
    address = more.get("DATABASE_URL")
    opened: Any = psycopg.connect(address) if address else sqlite3.connect(folder / "db.sqlite3", timeout=10)
    with contextlib.closing(opened) as line:
        return {name: line.execute(query).fetchone()[0] for name, query in LOOK.items()}


def together(place: Place, word: str, count: int) -> list[dict[str, Any]]:
    """Everybody does so many changes at once; what each of them tells."""
    folder, more = place
    crowd = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.crowd", word, name, str(count)],
            env=environment(folder, **more), cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for name in PEOPLE
    ]  # fmt: skip
    for one in crowd:
        assert one.stdout is not None and one.stdout.readline() == "ready\n"
    for one in crowd:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=120) for one in crowd]
    assert [one.returncode for one in crowd] == [0] * len(crowd), "".join(err for _, err in told)
    return [json.loads(out) for out, _ in told]


def test_four_processes_with_a_tenth_refused_leave_neither_hole_nor_double_in_the_numbers(place: Place) -> None:
    before = look(place)

    told = together(place, "notes", 400)

    after = look(place)
    assert told == [{"refused": 40, "busy": 0}] * 4
    assert after["notes"] - before["notes"] == 4 * 360
    assert after["count"] == after["max"] == after["head"] == before["head"] + 4 * 360


def test_no_edit_of_one_field_overwrites_another_persons(place: Place) -> None:
    before = look(place)

    told = together(place, "counter", 40)

    after = look(place)
    assert [one["done"] for one in told] == [40] * 4
    assert after["trigger"].split(" by ")[0] == str(4 * 40)
    assert sum(one["clashes"] > 0 for one in told) >= len(PEOPLE) - 1
    assert after["count"] == after["max"] == after["head"] == before["head"] + 4 * 40
