"""What has to be right before `up` starts, each with its remedy."""

from __future__ import annotations

import ctypes
import ipaddress
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

OLDEST_SQLITE = (3, 35, 0)
FREE_BYTES = 200 * 1024 * 1024
OLDEST_CLOCK, LATEST_CLOCK = 1_735_689_600, 4_102_444_800  # 2025 and 2100: outside of that a clock was never set
FOLDER = "Data folder"
PANGO_LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
)
PANGO_REMEDY = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 | brew install pango | Windows: MSYS2 pango"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    fine: bool
    found: str
    remedy: str = ""
    needed: bool = True


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the host."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def check_python() -> Check:
    """The Python that runs."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= (3, 11), version, "Install Python 3.11, 3.12 or 3.13.")


def check_sqlite() -> Check:
    """SQLite as this Python has it; RETURNING needs 3.35."""
    fine = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    return Check(
        "SQLite", fine, sqlite3.sqlite_version, "Use a Python built with SQLite 3.35 or newer, or set DATABASE_URL to a PostgreSQL."
    )


def check_clock() -> Check:
    """A clock that is years off makes wrong due dates and refuses sign-ins."""
    return Check(
        "Clock",
        OLDEST_CLOCK < time.time() < LATEST_CLOCK,
        time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "Set the machine's date and time.",
    )


def check_folder(folder: Path) -> Check:
    """The data folder can be made and written, and has room."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Check(
            FOLDER,
            False,
            f"{folder}: {error.strerror}",
            "Choose another one with --data, or give this user the right to write there.",
        )
    free = shutil.disk_usage(folder).free
    found = f"{folder}, {free // 1024**2} MB free"
    return Check(FOLDER, free > FREE_BYTES, found, "Make room: at least 200 MB, or choose another disk with --data.")


def check_port(host: str, port: int) -> Check:
    """Nobody listens on the port yet."""
    if not 0 < port < 65536:
        return Check("Port", False, f"{port} is none", "Choose one from 1 to 65535, for example --port 8000")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        if os.name != "nt":  # there it would let two servers share the port
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host.strip("[]"), port))
        except OSError as error:
            return Check(
                "Port", False, f"{host}:{port}: {error.strerror}", f"Stop what uses it, or choose another: --port {port % 65535 + 1}"
            )
    return Check("Port", True, f"{host}:{port} is free")


def held_elsewhere(folder: Path) -> Check:
    """Two supervisors on one data folder would both send its mail."""
    return Check(FOLDER, False, f"{folder} is in use by another `vsm up`", "Stop that one, or choose another folder with --data.")


PUBLIC_PASSWORD = "vsm-demo"


def check_demo_host(demo: bool, host: str) -> Check:
    """The demo's password is public, so it stays on this machine unless another one is set."""
    fine = not demo or is_loopback(host) or os.environ.get("VSM_DEMO_PASSWORD", "") not in ("", PUBLIC_PASSWORD)
    remedy = "The demo's password is public: set VSM_DEMO_PASSWORD to another one, or leave --host away."
    return Check("Demo", fine, f"demo on {host}" if demo else "no demo", remedy)


def check_pango() -> Check:
    """PDF needs Pango; WeasyPrint itself is asked, in a process of its own, since loading it costs seconds."""
    asked = subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True, text=True, check=False)
    return _pango(asked.returncode == 0)


def glance_at_pango() -> Check:
    """The same, only by looking for the libraries: quick enough for every start."""
    return _pango(all(any(_loads(name) for name in names) for names in PANGO_LIBRARIES))


def _pango(fine: bool) -> Check:
    return Check("Pango", fine, "PDF works" if fine else "PDF unavailable", PANGO_REMEDY, needed=False)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def check_program(name: str, *programs: str, remedy: str) -> Check:
    """Something that only tests or production need."""
    found = next((path for program in programs if (path := shutil.which(program))), None)
    return Check(name, found is not None, found or "not found", remedy, needed=False)


def before_start(*, host: str, port: int, folder: Path, demo: bool) -> list[Check]:
    """Everything that `up` needs, and what it can do without."""
    return [
        check_python(),
        check_sqlite(),
        check_clock(),
        check_folder(folder),
        check_port(host, port),
        check_demo_host(demo, host),
        glance_at_pango(),
    ]


def for_doctor(folder: Path) -> list[Check]:
    """What is there and what is missing; only what `up` needs is needed."""
    return [
        check_python(),
        check_sqlite(),
        check_clock(),
        check_folder(folder),
        check_pango(),
        check_program("Chromium", "chromium", "chromium-browser", "google-chrome", remedy="For browser tests: apt install chromium"),
        check_program("Node", "node", remedy="For tests of browser scripts: apt install nodejs"),
        check_program("PostgreSQL", "initdb", "pg_ctl", "psql", remedy="For production and tests: apt install postgresql"),
        check_program("Redis", "redis-server", "valkey-server", remedy="For production and tests: apt install redis-server"),
    ]
