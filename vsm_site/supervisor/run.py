"""The supervisor of `up`: web, worker and scheduler, started again when they end, stopped together."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from vsm_site.supervisor.children import Child

STOP_SECONDS = 12.0
LOOK_SECONDS = 0.2


def children(*, host: str, port: int, folder: Path) -> list[Child]:
    """The three processes of the embedded product."""
    environment = dict(os.environ, VSM_DATA_DIR=str(folder), PYTHONUNBUFFERED="1")
    python = [sys.executable, "-m"]
    web = [
        *python, "uvicorn", "vsm_site.asgi:application", "--host", host.strip("[]"), "--port", str(port), "--timeout-graceful-shutdown", "5",
        "--ws-max-size", "65536", "--ws-ping-interval", "20", "--ws-ping-timeout", "20", "--ws-per-message-deflate", "false",
        "--log-level", "warning", "--no-server-header",
    ]  # fmt: skip
    celery = [*python, "celery", "--app", "vsm_site.celery:app", "--quiet"]
    worker = [
        *celery,
        "worker",
        "--concurrency",
        "1",
        "--loglevel",
        "warning",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]
    beat = [*celery, "beat", "--loglevel", "warning", "--schedule", str(folder / "schedule"), "--pidfile", ""]
    return [Child("web", web, environment), Child("worker", worker, environment), Child("scheduler", beat, environment)]


def answers(url: str) -> bool:
    """Whether the address answers with success."""
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as response:
        return bool(response.status == 200)
    return False


class Supervisor:
    """Runs until it is asked to stop; `ready` is called once, when the web process answers."""

    def __init__(self, members: list[Child], health: str, ready: Callable[[], None]) -> None:
        self.members, self.health, self.ready = members, health, ready
        self.stopping = False

    def run(self) -> int:
        """Start everything, look after it, stop everything; the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        announced = False
        while not self.stopping:
            for child in self.members:
                child.look_after()
            if not announced and answers(self.health):
                announced = True
                self.ready()
            time.sleep(LOOK_SECONDS)
        self._stop()
        return 0

    def _ask_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _stop(self) -> None:
        for child in self.members:
            child.ask_to_stop()
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until and not all(child.is_gone for child in self.members):
            time.sleep(0.05)
        for child in self.members:
            child.kill()
