"""A server that is killed and started again as it was: PostgreSQL and Redis of tests, by their process ids."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from tests import servers
from tests.faults.product import until

SAFE = ["-c", "max_connections=100"]
"""PostgreSQL as it is by default: what it has acknowledged survives it."""


@dataclass
class Machine:
    """One server process, its command, its user and its port."""

    pid: int
    command: list[str]
    user: int
    port: int
    again: subprocess.Popen[bytes] | None = None

    @classmethod
    def of(cls, pid: int, port: int) -> Machine:
        """The one that runs as this process."""
        words = Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        return cls(pid, [word.decode() for word in words], Path(f"/proc/{pid}").stat().st_uid, port)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End it and wait until nobody answers at its port."""
        os.kill(self.pid, number)
        if self.again is not None:
            self.again.wait(20)
        until(lambda: not self.answers(), seconds=20, what="the end of a server")

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """It takes connections, but answers nothing for a while; nor do the processes that it has for each connection."""
        held: list[int] = []
        try:
            for pid in (self.pid, *_children(self.pid)):
                os.kill(pid, signal.SIGSTOP)
                held.append(pid)
            yield
        finally:
            for pid in held:
                os.kill(pid, signal.SIGCONT)

    def start(self) -> None:
        """Start it again; does not wait."""
        quiet: Any = subprocess.DEVNULL
        self.again = subprocess.Popen(self.command, user=self.user, cwd="/", stdout=quiet, stderr=quiet, env=dict(os.environ, LC_ALL="C"))
        self.pid = self.again.pid

    def answers(self) -> bool:
        """Whether somebody listens."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def end(self) -> None:
        """Kill what was started again."""
        if self.again is not None and self.again.poll() is None:
            self.again.kill()
            self.again.wait(20)


def _children(pid: int) -> list[int]:
    """The processes that this one has started."""
    return [int(word) for task in Path(f"/proc/{pid}/task").iterdir() for word in (task / "children").read_text().split()]


@contextlib.contextmanager
def own_servers() -> Iterator[tuple[str, str]]:
    """Addresses of a PostgreSQL and a Redis that no other test uses, since they are killed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TEST_DATABASE_URL", raising=False)
        patch.delenv("TEST_REDIS_URL", raising=False)
        patch.setattr(servers, "FLAGS", SAFE)
        with servers.start() as addresses:
            yield addresses["TEST_DATABASE_URL"], addresses["TEST_REDIS_URL"]


def postgresql(address: str) -> Machine:
    """The PostgreSQL that answers there."""
    with psycopg.connect(address) as line:
        (folder,) = line.execute("SHOW data_directory").fetchone() or ("",)
    pid = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    return Machine.of(pid, urlsplit(address).port or 5432)


def broker(address: str) -> Machine:
    """The Redis that answers there."""
    with contextlib.closing(redis.Redis.from_url(address)) as line:
        pid = int(line.info("server")["process_id"])
    found = Machine.of(pid, urlsplit(address).port or 6379)
    program = found.command[0].partition(" ")[0]  # it writes something else over its command line
    found.command = [program, "--port", str(found.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    return found
