"""The supervisor of `up`: web, worker and scheduler, started again when they end, stopped together."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from vsm_site.supervisor.children import Child

STOP_SECONDS = 14.0
LOOK_SECONDS = 0.1
ANSWER_SECONDS = 0.5
ALONE_SECONDS = 8.0
"""The first process (web) has the machine to itself until it answers, at most so long: on two slow cores that is what people wait for."""


def web_command(host: str, port: int) -> list[str]:
    """The web process; sizes and times of sockets as the live protocol sets them (3.9)."""
    trust = [] if os.environ.get("FORWARDED_ALLOW_IPS") else ["--no-proxy-headers"]
    return [
        sys.executable, "-m", "uvicorn", "vsm_site.asgi:application", "--host", host.strip("[]"), "--port", str(port),
        "--lifespan", "off", "--timeout-graceful-shutdown", "5",
        "--ws", "vsm_site.lib.sockets:Sockets",
        "--ws-max-size", "65536", "--ws-ping-interval", "20", "--ws-ping-timeout", "20", "--ws-per-message-deflate", "false",
        "--log-level", "warning", "--no-server-header", *trust,
    ]  # fmt: skip


def celery_command(*words: str) -> list[str]:
    """A process of the task application."""
    return [sys.executable, "-m", "celery", "--app", "vsm_site.celery:app", "--quiet", *words, "--loglevel", "warning"]


def children(*, host: str, port: int, folder: Path) -> list[Child]:
    """The three processes of the embedded product."""
    environment = dict(os.environ, VSM_DATA_DIR=str(folder), PYTHONUNBUFFERED="1")
    environment.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")
    pool = ["--pool", "solo"] if os.name == "nt" else ["--concurrency", "1"]
    worker = celery_command("worker", *pool, "--without-gossip", "--without-mingle", "--without-heartbeat")
    beat = celery_command("beat", "--schedule", str(folder / "schedule"), "--pidfile", "")
    return [
        Child("web", web_command(host, port), environment),
        Child("worker", worker, environment),
        Child("scheduler", beat, environment),
    ]


def answers(url: str) -> bool:
    """Whether the address answers with success."""
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as response:
        return bool(response.status == 200)
    return False


def stop_asked() -> threading.Event:
    """Set by the signals that ask to stop: from here on they end the run in order, also while it is still being prepared."""
    asked = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, lambda *_: asked.set())
    return asked


class Supervisor:
    """Runs until it is asked to stop; `ready` is called once, when the first of its members (web) answers."""

    def __init__(self, members: list[Child], health: str, ready: Callable[[], None], asked: threading.Event) -> None:
        self.members, self.health, self.ready, self.asked = members, health, ready, asked

    def run(self) -> int:
        """Start everything, look after it, stop everything; the exit status."""
        announced = False
        alone_until = time.monotonic() + ALONE_SECONDS
        try:
            while not self.asked.is_set():
                for child in self.members if announced or time.monotonic() > alone_until else self.members[:1]:
                    child.look_after()
                if not announced and answers(self.health):
                    announced = True
                    self.ready()
                self.asked.wait(LOOK_SECONDS)
        finally:
            self._stop()
        return 0

    def _stop(self) -> None:
        for child in self.members:
            child.ask_to_stop()
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until and not all(child.is_gone for child in self.members):
            time.sleep(0.05)
        for child in self.members:
            child.kill()
