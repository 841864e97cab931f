"""The product as people start it: `manage.py up` with its own data folder and port, and a look at its processes (Linux's /proc)."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = {"web": "uvicorn", "worker": "worker", "scheduler": "beat"}
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "VSM_SECRET_KEY", "VSM_DATA_DIR", "VSM_BASE_URL", "DJANGO_SETTINGS_MODULE")
Found = TypeVar("Found")


def until(found: Callable[[], Found], *, seconds: float, what: str) -> Found:
    """Wait for a true answer; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)
    return answer


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a start that knows nothing of the tests' own database."""
    plain = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
    return plain | {"VSM_DATA_DIR": str(folder)} | more


def manage(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one of Django's commands on the data folder."""
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    return subprocess.run(command, env=environment(folder, **more), capture_output=True, text=True, timeout=120, check=False)


def manage_well(folder: Path, *words: str, **more: str) -> str:
    """What the command printed; it has to succeed."""
    finished = manage(folder, *words, **more)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def drill(folder: Path, word: str, **more: str) -> str:
    """What the drill's program says about the data folder."""
    command = [sys.executable, "-m", "tests.faults.drill", word]
    finished = subprocess.run(command, env=environment(folder, **more), cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def load(dump: Path, address: str) -> None:
    """Bring what PostgreSQL has written to a file into an empty database."""
    subprocess.run(["pg_restore", "--exit-on-error", f"--dbname={address}", str(dump)], check=True)


def fill_room(folder: Path, **more: str) -> dict[str, Any]:
    """Fill the data folder's database with a workshop of many people; what clients need to know."""
    command = [sys.executable, "-m", "tests.faults.room"]
    finished = subprocess.run(command, env=environment(folder, **more), cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return dict(json.loads(finished.stdout))


def processes(folder: Path) -> dict[int, str]:
    """Command lines of all living processes that work on the data folder, by process id; whoever their parent is."""
    wanted, found = f"VSM_DATA_DIR={folder}\0".encode(), {}
    for place in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if place.name.isdigit() and wanted in (place / "environ").read_bytes() + b"\0":
                found[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def status(url: str) -> int:
    """The status of the answer; 0 when there is none."""
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Product:
    """One start of the product."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder, self.port = folder, free_port()
        self.out, self.err = folder.with_name(f"{folder.name}.out"), folder.with_name(f"{folder.name}.err")
        command = [sys.executable, str(ROOT / "manage.py"), "up", "--port", str(self.port), *words]
        with self.out.open("w") as out, self.err.open("w") as err:
            # the folder is not the program's: somebody may start it from anywhere
            self.process = subprocess.Popen(command, env=environment(folder), stdout=out, stderr=err, cwd=folder.parent)

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def wait_ready(self) -> None:
        """Until it says so, with all three parts running."""
        until(lambda: "Ready:" in self.out.read_text() or self.process.poll() is not None, seconds=60, what="Ready")
        assert self.process.poll() is None, self.err.read_text()
        until(lambda: all(self.pids(part) for part in PARTS), seconds=20, what="web, worker and scheduler")

    def pids(self, part: str) -> set[int]:
        """Process ids of a part's program and what it started, without the guard above it."""
        word = PARTS[part]
        return {pid for pid, line in processes(self.folder).items() if "guard.py" not in line and word in line.split()}

    def guard(self, part: str) -> int:
        """Process id of a part's guard."""
        word = PARTS[part]
        return next(pid for pid, line in processes(self.folder).items() if "guard.py" in line and word in line.split())

    def is_healthy(self) -> bool:
        """Whether the web process answers."""
        return status(f"{self.address}/healthz") == 200

    def end(self) -> None:
        """Kill it with all its processes, the supervisor first: a stop in order has a test of its own."""
        self.process.kill()
        self.process.wait(5)
        while left := processes(self.folder):
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
