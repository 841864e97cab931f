"""The worker killed between asking an owner and noting it, and between sending a letter and noting it: nobody is left out, nobody is told
twice, and only the one letter in between is sent twice, with the same Message-ID."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.faults.product import ROOT, environment

PROGRAM = str(ROOT / "tests" / "faults" / "checking_in.py")
NAMES = ["Fay", "Omar", "Per", "Pia", "Spring"]
ONCE = [[name, 1] for name in NAMES]


def run(folder: Path, *words: str, dies: bool = False) -> str:
    """One word of the program on the data folder; `dies` where it is killed."""
    command, env = [sys.executable, PROGRAM, *words], environment(folder, PYTHONPATH=str(ROOT))
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == (-signal.SIGKILL if dies else 0), done.stderr[-2000:]
    return done.stdout


def test_a_worker_killed_in_between_asks_nobody_twice_and_leaves_nobody_out(folder: Path) -> None:
    run(folder, "plan")
    run(folder, "ask", "3", dies=True)
    run(folder, "mail", "2", dies=True)
    found: dict[str, Any] = json.loads(run(folder, "later"))
    assert found == {
        "waiting": 0,
        "told": ONCE,
        "noted": ONCE,
        "written": [[f"{name.lower()}@example.org", 1] for name in NAMES],
        "unsent": 0,
        "sent": [1, 1, 1, 1, 2],
    }
