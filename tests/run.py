"""Everything that has to be true of the product, in one run; every part runs, even after one failed. With arguments: only pytest.

Exit status 0, 1 when a part failed, 4 when no PostgreSQL or Redis can be started.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BIN = Path(sys.executable).parent
PLAIN = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
PYTEST = [*PLAIN, "-q", "-n", "2"]
SHARED_OUT = ["--dist", "worksteal"]
BY_MODULE = ["--dist", "loadscope", "--no-loadscope-reorder"]
ONE_BY_ONE = ["--dist", "load", "--maxschedchunk", "1"]
TIMED = ["tests/live", "tests/site/test_queue.py", "tests/site/test_sockets.py", "tests/workshops/test_live_api.py"]
"""Sockets and queues, where something has to come in time."""

ELSEWHERE = ["tests/browser", "tests/faults", *TIMED]
UNIT = ["tests", *(f"--ignore={path}" for path in ELSEWHERE)]
PATIENT = 15
"""How much the parts that only compute stand back (nice) for those beside them in which real processes and browsers wait for each other."""


@dataclass(frozen=True)
class Part:
    """A part of the run: its name, its command, what is added to the environment, whether it only computes."""

    name: str
    command: list[str]
    more: dict[str, str] = field(default_factory=dict)
    is_patient: bool = False


def chromium() -> str | None:
    """The browser of the tests."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("VSM_CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)


def parts(servers: dict[str, str]) -> list[Part]:
    """The parts of the run. Those that only compute run beside the others, and use what these leave of the processors."""
    plain = {"DATABASE_URL": "", "REDIS_URL": ""}
    found = [
        Part("style", [str(BIN / "ruff"), "check", "."], is_patient=True),
        Part("types", [str(BIN / "mypy")], plain, is_patient=True),
        Part("imports", [str(BIN / "lint-imports"), "--no-cache"], plain, is_patient=True),
        Part(
            "migrations",
            [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
            plain | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
            is_patient=True,
        ),
        Part("tests on SQLite", [*PYTEST, *SHARED_OUT, *UNIT], plain | servers, is_patient=True),
        Part(
            "tests on PostgreSQL and Redis",
            [*PYTEST, *SHARED_OUT, "-m", "both_databases", *for_both_databases()],
            production(servers, "calm", 1) | servers,
            is_patient=True,
        ),
        Part("sockets on SQLite", [*PYTEST, *SHARED_OUT, *TIMED], plain | servers),
        Part(
            "sockets on PostgreSQL and Redis",
            [*PYTEST, *SHARED_OUT, "-m", "both_databases", *TIMED],
            production(servers, "timed", 2) | servers,
        ),
        Part("faults", [*PYTEST, *BY_MODULE, "tests/faults"], plain | servers),
    ]
    if chromium():
        found.append(Part("browser", [*PYTEST, *ONE_BY_ONE, "tests/browser"], plain | servers))
    if node := shutil.which("node"):
        scripts = sorted(str(path) for path in (ROOT / "tests/js").glob("*.test.js"))
        if scripts:
            found.append(Part("browser scripts", [node, "--test", *scripts], is_patient=True))
    return found


def production(servers: dict[str, str], name: str, number: int) -> dict[str, str]:
    """A PostgreSQL database and a Redis that no part beside uses."""
    return {
        "DATABASE_URL": f"{servers['TEST_DATABASE_URL'].rpartition('/')[0]}/{name}",
        "REDIS_URL": f"{servers['TEST_REDIS_URL'].rpartition('/')[0]}/{number}",
    }


def for_both_databases() -> list[str]:
    """Files with tests that are run again: the others need not be read for it."""
    files = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if "both_databases" in path.read_text()]
    names = [path.relative_to(ROOT).as_posix() for path in files]
    return [name for name in names if not name.startswith(tuple(ELSEWHERE))]


@dataclass(frozen=True)
class Result:
    """How a part went."""

    name: str
    is_passed: bool
    seconds: float


def run_part(part: Part, said: threading.Lock) -> Result:
    """Run one part; what it printed is shown in one piece when it is over."""
    began = time.monotonic()
    stand_back = ["nice", "-n", str(PATIENT)] if part.is_patient and shutil.which("nice") else []
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [*stand_back, *part.command], cwd=ROOT, env=os.environ | part.more, check=False, stdout=output, stderr=subprocess.STDOUT
        )
        output.seek(0)
        with said:
            print(f"\n== {part.name}", flush=True)
            shutil.copyfileobj(output, sys.stdout.buffer)
            sys.stdout.flush()
    return Result(part.name, done.returncode == 0, time.monotonic() - began)


def run_all(found: list[Part]) -> list[Result]:
    """Run the parts in two rows beside each other; how they went, in the order of the parts."""
    said = threading.Lock()
    with ThreadPoolExecutor(2) as pool:
        rows = [pool.submit(lambda row: [run_part(part, said) for part in row], row) for row in in_rows(found)]
        results = {result.name: result for row in rows for result in row.result()}
    return [results[part.name] for part in found]


def in_rows(found: list[Part]) -> list[list[Part]]:
    """Those that wait for something, and those that only compute."""
    return [[part for part in found if part.is_patient is is_patient] for is_patient in (False, True)]


def summary(results: list[Result], seconds: float) -> int:
    """Say how each part went; the exit status."""
    missing = [] if chromium() else ["browser"]
    required = os.environ.get("VSM_REQUIRE_BROWSER") == "1"
    print("\n== summary")
    for result in results:
        print(f"{'passed' if result.is_passed else 'FAILED'}  {result.seconds:6.1f} s  {result.name}")
    for name in missing:
        print(f"{'FAILED' if required else 'NOT RUN'}            {name}: no Chromium was found. Install it: apt install chromium")
    failed = sum(not result.is_passed for result in results) + (len(missing) if required else 0)
    print(f"parts: {len(results) + len(missing) * required - failed} passed, {failed} failed, {seconds:.0f} s in all, in two rows")
    return 1 if failed else 0


def main() -> int:
    """Start the servers, run the parts, stop the servers."""
    from tests.servers import NoServer, start

    os.chdir(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the parts start some hundred processes, which need not all compile again
    try:
        with start() as servers:
            if sys.argv[1:]:
                return subprocess.run([*PLAIN, *sys.argv[1:]], env=os.environ | servers, check=False).returncode
            began = time.monotonic()
            return summary(run_all(parts(servers)), time.monotonic() - began)
    except NoServer as error:
        print(error, file=sys.stderr)
        return 4


if __name__ == "__main__":
    sys.exit(main())
