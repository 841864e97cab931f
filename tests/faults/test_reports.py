"""A report by the real worker: made once, also when the worker is killed in the middle of it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.faults.product import Product, manage_well, until

SWEEP = "from reviews.tasks import resume_reports; print(resume_reports())"


@pytest.fixture
def folder(seeded: Path, tmp_path: Path) -> Path:
    """The demo's data folder, for this test alone."""
    return Path(shutil.copytree(seeded, tmp_path / "data"))


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """What the database says, read beside the running product."""
    with contextlib.closing(sqlite3.connect(folder / "db.sqlite3", timeout=20)) as database, database:
        return list(database.execute(query))


def ask(product: Product, address: str, token: str, body: dict[str, Any] | None = None) -> Any:
    """One call of the API."""
    data = json.dumps(body).encode() if body else None
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(product.address + address, data, headers), timeout=20) as answer:
        content = answer.read()
    return content if content.startswith(b"%PDF") else json.loads(content)


def test_a_worker_killed_in_the_middle_of_a_report_leaves_it_to_the_next_who_makes_it_once(start: Callable[..., Product]) -> None:
    product = start("--demo")
    folder = product.folder
    token = manage_well(folder, "api_token", "observer@demo.example").strip()
    workshop = UUID(rows(folder, "SELECT id FROM workshops_workshop WHERE title = 'Acme Stamping'")[0][0])
    report = ask(product, f"/api/v1/workshops/{workshop}/reports/", token, {"kind": "workshop"})
    state = "SELECT state, attempts FROM reviews_generatedreport"
    until(lambda: rows(folder, state) == [("running", 1)], seconds=30, what="somebody makes it")
    for pid in product.pids("worker"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    until(lambda: product.pids("worker"), seconds=20, what="a new worker")
    assert rows(folder, state) == [("running", 1)]
    assert not list((folder / "media").rglob("*.pdf"))

    # the lease runs out; the sweep comes round
    rows(folder, "UPDATE reviews_generatedreport SET leased_until = '2020-01-01 00:00:00', created_at = '2020-01-01 00:00:00'")
    manage_well(folder, "shell", "-v", "0", "-c", SWEEP)
    until(lambda: rows(folder, state)[0][0] == "ready", seconds=90, what="made by the next")
    assert rows(folder, state) == [("ready", 2)]
    (kept,) = [path for path in (folder / "media").rglob("*") if path.is_file()]
    ready = ask(product, report["url"], token)
    assert (ready["state"], ready["progress"]) == ("ready", 100)
    assert ask(product, ready["file"], token) == kept.read_bytes()
    assert rows(folder, "SELECT count(*) FROM accounts_notification WHERE kind = 'report-ready'") == [(1,)]
