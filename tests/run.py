"""Everything that has to be true of the product, in one run; every part runs, even after one failed. With arguments: only pytest.

Exit status 0, 1 when a part failed, 4 when no PostgreSQL or Redis can be started.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
BY_MODULE = ["-n", "2", "--dist", "loadscope", "-q"]
ONE_BY_ONE = ["-n", "2", "--dist", "load", "--maxschedchunk", "1", "-q"]
UNIT = ["tests", "--ignore=tests/browser", "--ignore=tests/faults"]


BROWSER_REMEDY = "apt install chromium-headless-shell"


def chromium() -> str | None:
    """The browser of the tests. The one without a window of its own needs a quarter less of the processor."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return os.environ.get("VSM_CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)


def parts(servers: dict[str, str]) -> list[tuple[str, list[str], dict[str, str]]]:
    """The parts of the run: name, command, environment added."""
    plain = {"DATABASE_URL": "", "REDIS_URL": ""}
    production = {"DATABASE_URL": servers["TEST_DATABASE_URL"], "REDIS_URL": servers["TEST_REDIS_URL"]}
    found = [
        ("style", [str(BIN / "ruff"), "check", "."], {}),
        ("types", [str(BIN / "mypy")], plain),
        ("imports", [str(BIN / "lint-imports"), "--no-cache"], plain),
        (
            "migrations",
            [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
            plain | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        ),
        ("tests on SQLite", [*PYTEST, *BY_MODULE, *UNIT], plain | servers),
        ("tests on PostgreSQL and Redis", [*PYTEST, *BY_MODULE, "-m", "both_databases", *UNIT], production | servers),
        ("faults", [*PYTEST, *BY_MODULE, "--no-loadscope-reorder", "tests/faults"], plain | servers),
    ]
    if chromium():
        found.append(("browser", [*PYTEST, *ONE_BY_ONE, "tests/browser"], plain | servers))
    if node := shutil.which("node"):
        scripts = sorted(str(path) for path in (ROOT / "tests/js").glob("*.test.js"))
        if scripts:
            found.append(("browser scripts", [node, "--test", *scripts], {}))
    return found


def run_part(name: str, command: list[str], more: dict[str, str]) -> tuple[str, bool, float]:
    """Run one part with its output shown."""
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    finished = subprocess.run(command, cwd=ROOT, env=os.environ | more, check=False)
    return name, finished.returncode == 0, time.monotonic() - began


def summary(results: list[tuple[str, bool, float]]) -> int:
    """Say how each part went; the exit status."""
    missing = [] if chromium() else ["browser"]
    required = os.environ.get("VSM_REQUIRE_BROWSER") == "1"
    print("\n== summary")
    for name, passed, seconds in results:
        print(f"{'passed' if passed else 'FAILED'}  {seconds:6.1f} s  {name}")
    for name in missing:
        print(f"{'FAILED' if required else 'NOT RUN'}            {name}: no Chromium was found. Install it: {BROWSER_REMEDY}")
    failed = sum(not passed for _, passed, _ in results) + (len(missing) if required else 0)
    print(f"parts: {len(results) + len(missing) * required - failed} passed, {failed} failed")
    return 1 if failed else 0


def main() -> int:
    """Start the servers, run the parts, stop the servers."""
    from tests.servers import NoServer, start

    os.chdir(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the parts start some hundred processes, which need not all compile again
    try:
        with start() as servers:
            if sys.argv[1:]:
                return subprocess.run([*PYTEST, *sys.argv[1:]], env=os.environ | servers, check=False).returncode
            return summary([run_part(*part) for part in parts(servers)])
    except NoServer as error:
        print(error, file=sys.stderr)
        return 4


if __name__ == "__main__":
    sys.exit(main())
