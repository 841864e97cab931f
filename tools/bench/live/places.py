"""The servers that are measured, each started by its own command on data of its own, and what their processes use."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import servers
from tests.faults.log import Log, read_log
from tests.faults.product import ROOT, environment, fill_room, manage_well, status, until
from vsm_site.supervisor.run import web_command

HERE = Path(__file__).resolve().parent
PEER = HERE / "peer"
SECRET_KEY = "only-for-benches-" + "x" * 40
PAGE = os.sysconf("SC_PAGE_SIZE")
SYNCS, SYNC_PAUSE = 100, 0.03
"""As many as edits in a few seconds: a disk that others use answers most at once and some after a tenth of a second."""


@dataclass
class Place:
    """One server: where it answers, its processes, what clients have to know."""

    urls: list[str]
    processes: list[subprocess.Popen[bytes]]
    plan: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None
    variables: dict[str, str] = field(default_factory=dict)

    def cpu_seconds(self) -> float:
        """Processor time of the server's processes so far."""
        return sum(_cpu(process.pid) for process in self.processes)

    def memory_kib(self) -> float:
        """Resident memory of the server's processes."""
        return sum(int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * PAGE for process in self.processes) / 1024

    def log(self) -> Log:
        """What the log holds."""
        assert self.folder is not None
        return read_log(self.plan["workshop"], self.folder, self.variables)

    def begin(self) -> dict[str, Any]:
        """What clients that join now have to know."""
        return self.plan | ({"head": self.log().head} if self.folder else {})


def _cpu(pid: int) -> float:
    """Seconds of all threads, as the scheduler counts them: ticks miss much of what is short."""
    return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


@contextlib.contextmanager
def ours(folder: Path, webs: int = 1, **variables: str) -> Iterator[Place]:
    """Our server with so many web processes, on a database that is filled first."""
    folder.mkdir(parents=True)
    variables = {"VSM_SECRET_KEY": SECRET_KEY} | variables
    for command in (("migrate",), ("collectstatic", "--noinput")):
        manage_well(folder, *command, "--verbosity", "0", **variables)
    plan = fill_room(folder, **variables)
    ports = [servers.free_port() for _ in range(webs)]
    given = environment(folder, **variables)
    with (folder / "web.log").open("wb") as out:
        processes = [subprocess.Popen(web_command("127.0.0.1", port), cwd=ROOT, env=given, stdout=out, stderr=out) for port in ports]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    try:
        for url in urls:
            until(lambda url=url: status(f"{url}/healthz") == 200, seconds=120, what=url)
        yield Place(urls, processes, plan, folder, variables)
    finally:
        _end(processes)


@contextlib.contextmanager
def on_postgresql(folder: Path, webs: int = 2) -> Iterator[Place]:
    """Our server on PostgreSQL (as safe as it is by default) and Redis."""
    servers.FLAGS[:] = ["-c", "max_connections=200"]
    with servers.start() as addresses, servers.databases(addresses["TEST_DATABASE_URL"], 1) as (database,):
        with ours(folder, webs, DATABASE_URL=database, REDIS_URL=addresses["TEST_REDIS_URL"], VSM_BASE_URL="http://127.0.0.1") as place:
            yield place


@contextlib.contextmanager
def peer(folder: Path) -> Iterator[Place]:
    """A stock Hocuspocus server on a document in SQLite."""
    folder.mkdir(parents=True)
    port = servers.free_port()
    command = ["node", str(PEER / "server.mjs"), str(port), str(folder / "peer.sqlite")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None and process.stdout.readline().strip() == b"ready"
        yield Place([f"http://127.0.0.1:{port}"], [process], {"steps": [f"step/{number}" for number in range(12)]})
    finally:
        _end([process])


def syncs_ms(folder: Path) -> list[float]:
    """What the disk takes to keep one page for good, a hundred times in ascending order: no durable answer can be faster."""
    taken = []
    with (folder / "sync").open("wb", buffering=0) as file:
        for _ in range(SYNCS):
            file.seek(0)
            file.write(bytes(4096))
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - began) * 1000)
            time.sleep(SYNC_PAUSE)
    return sorted(taken)


def install_peer() -> None:
    """Install what the peer and the load generator need; only once."""
    if not (PEER / "node_modules" / "ws").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=PEER, check=True)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()
        process.wait()
    time.sleep(0.2)
