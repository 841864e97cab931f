"""The commands of the compose file as they stand, started side by side on this machine: hosts are mapped, nothing else is changed."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.faults.live import Crowd, Place, Web, crowd, eventually
from tests.faults.product import NOT_INHERITED, ROOT, fill_room, status, until
from tests.servers import databases, free_port

GIVEN = {"VSM_HOST": "localhost", "VSM_SECRET_KEY": "only-for-tests-" + "x" * 40, "POSTGRES_PASSWORD": "unused"}
SECURE = {"X-Forwarded-Proto": "https"}
"""What the proxy in front of the web processes says."""


@dataclass
class Rehearsal:
    """The services of the file with their hosts, ports and folders mapped to this machine."""

    folder: Path
    database: str
    redis: str
    port: int = field(default_factory=free_port)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.services: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]

    def command(self, name: str) -> list[str]:
        """The command list of a service."""
        words = [str(word) for word in self.services[name]["command"]]
        mapped = {"python": [sys.executable], "./vsm": [], "manage": [sys.executable, "manage.py"], "0.0.0.0": ["127.0.0.1"]}
        mapped |= {"8000": [str(self.port)], "/tmp/schedule": [str(self.folder / "schedule")]}
        return [part for word in words for part in mapped.get(word, [word])]

    def variables(self, name: str) -> dict[str, str]:
        """The environment of a service."""
        own = {key: self._filled(str(value)) for key, value in self.services[name]["environment"].items()}
        return own | {"DATABASE_URL": self.database, "REDIS_URL": self.redis, "VSM_DATA_DIR": str(self.folder)}

    def _filled(self, value: str) -> str:
        return re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: GIVEN.get(found[1]) or (found[2] or ""), value)

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start a service; does not wait."""
        plain = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        with (self.folder / f"{name}-{len(self.running)}.log").open("wb") as out:
            started = subprocess.Popen(
                self.command(name), cwd=ROOT, env=plain | self.variables(name), stdout=out, stderr=out, start_new_session=True
            )
        self.running.append(started)
        return started

    def end(self) -> None:
        """Kill everything with its children."""
        for process in self.running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


@pytest.fixture
def rehearsal(server_addresses: dict[str, str], tmp_path: Path) -> Iterator[Rehearsal]:
    """Nothing started yet."""
    with databases(server_addresses["TEST_DATABASE_URL"], 1) as (database,):
        found = Rehearsal(tmp_path, database, f"{server_addresses['TEST_REDIS_URL'].rpartition('/')[0]}/7")
        try:
            yield found
        finally:
            found.end()


class Served(Web):
    """The web service of the file, which was started elsewhere, as clients see it behind the proxy."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    @property
    def address(self) -> str:
        """What a browser has in its line of the address."""
        return "https://localhost"


def test_the_services_work_together_and_outlive_the_loss_of_one_web_and_one_worker(rehearsal: Rehearsal) -> None:
    assert rehearsal.start("migrate").wait(120) == 0
    told = fill_room(rehearsal.folder, **rehearsal.variables("web"))
    told |= {"cookie": "__Host-sessionid", "headers": SECURE | {"Host": "localhost"}}
    web, workers, beat = rehearsal.start("web"), [rehearsal.start("worker") for _ in range(2)], rehearsal.start("beat")
    until(lambda: status(f"http://localhost:{rehearsal.port}/readyz") == 200, seconds=120, what="ready")
    place = Place(rehearsal.folder, rehearsal.variables("web"), [Served(web, rehearsal.port)], told)

    async def story() -> None:
        async with crowd(place, 12) as room:
            await room.edit(0.5, 40)
            os.kill(one_child(web.pid), signal.SIGKILL)
            os.killpg(workers[0].pid, signal.SIGKILL)
            await room.edit(0.5, 40)
            await all_back(room)

    asyncio.run(story())
    assert [process.poll() for process in (web, workers[1], beat)] == [None] * 3
    web.send_signal(signal.SIGTERM)
    assert web.wait(20) == 0


async def all_back(room: Crowd) -> None:
    """Nobody is left out."""
    await eventually(lambda: all(client.line for client in room.clients), "all are back")


def one_child(pid: int) -> int:
    """The web process that holds a socket: one of those that were started by this one to serve."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    serving = [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    assert len(serving) == 2
    return int(serving[0])
