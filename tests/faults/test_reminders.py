"""The worker killed while it tells people of reviews: nobody is left out, nobody is told twice."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.product import ROOT, Product, environment, until

ROUNDS, LEADERS, KILLS = 120, 3, 2
PROGRAM = str(ROOT / "tests" / "faults" / "reminding.py")


def run(folder: Path, *words: str) -> str:
    """One word of the program on the data folder."""
    more = environment(folder, PYTHONPATH=str(ROOT))
    done = subprocess.run([sys.executable, PROGRAM, *words], env=more, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def told(folder: Path) -> int:
    """How many people have a row by now, read past the product."""
    with contextlib.closing(sqlite3.connect(f"file:{folder / 'db.sqlite3'}?mode=ro", uri=True, timeout=5)) as database:
        return int(database.execute("SELECT count(*) FROM reviews_reminder WHERE recipient_id IS NOT NULL").fetchone()[0])


def test_a_worker_killed_while_it_reminds_loses_nobody_and_tells_nobody_twice(folder: Path, start: Callable[..., Product]) -> None:
    run(folder, "plan", str(ROUNDS))
    product = start()
    before = 0
    for _ in range(KILLS):
        run(folder, "ask")
        until(lambda before=before: told(folder) > before + 10, seconds=60, what="some people told")  # type: ignore[misc]
        for pid in product.pids("worker"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        before = told(folder)
        until(lambda: product.pids("worker"), seconds=20, what="a new worker")
    assert before < ROUNDS * LEADERS, "the worker was done before it was killed"
    product.end()
    run(folder, "later")
    found: dict[str, Any] = json.loads(run(folder, "tell"))
    everybody = ROUNDS * LEADERS
    assert found == {
        "waiting": 0,
        "told": [[LEADERS, LEADERS]],
        "announced": ROUNDS,
        "people": everybody,
        "notifications": everybody,
        "letters": everybody,
    }
