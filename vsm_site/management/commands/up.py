"""Run the whole product on this machine."""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from vsm_site import demo
from vsm_site.supervisor.preflight import before_start
from vsm_site.supervisor.run import Supervisor, children

PREFLIGHT_FAILED = 3


class Command(BaseCommand):
    """Preflight, secret key, migrations, static files, demo; then web, worker and scheduler under one supervisor."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="Start with two complete workshops and their cast.")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        folder: Path = settings.DATA_DIR
        faults = [
            check for check in before_start(host=host, port=port, folder=folder, demo=options["demo"] or demo.is_demo()) if not check.fine
        ]
        for check in faults:
            self.stderr.write(f"{check.name}: {check.found}. {check.remedy}")
        if faults:
            sys.exit(PREFLIGHT_FAILED)
        shown = f"[{host}]" if ":" in host else host
        use_address(f"http://{shown}:{port}")
        keep_secret_key(folder)
        call_command("migrate", interactive=False, verbosity=0)
        collect_static(folder)
        if options["demo"]:
            call_command("demo_seed", verbosity=0)
        health = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else shown}:{port}/healthz"  # noqa: S104 - compared, not bound
        supervisor = Supervisor(children(host=host, port=port, folder=folder), health, lambda: self._ready(shown, port))
        sys.exit(supervisor.run())

    def _ready(self, host: str, port: int) -> None:
        self.stdout.write(f"Ready: http://{host}:{port}/")
        call_command("first_admin_link", stdout=self.stdout)
        self.stdout.flush()


def use_address(address: str) -> None:
    """Links in mails and on the console lead here, unless VSM_BASE_URL says otherwise; child processes inherit it."""
    if not os.environ.get("VSM_BASE_URL"):
        os.environ["VSM_BASE_URL"] = settings.BASE_URL = address


def keep_secret_key(folder: Path) -> None:
    """Make the secret key once, readable by this user only."""
    kept = folder / "secret_key"
    if os.environ.get("VSM_SECRET_KEY") or kept.exists():
        return
    kept.touch(mode=0o600)
    kept.write_text(secrets.token_urlsafe(50))
    settings.SECRET_KEY = kept.read_text()


def collect_static(folder: Path) -> None:
    """Collect static files with hashed names, unless they are those of last time."""
    digest = hashlib.sha256()
    for source in settings.STATICFILES_DIRS:
        for path in sorted(Path(source).rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(source)} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    digest.update((settings.BASE_DIR / "requirements.lock").read_bytes())
    stamp = folder / "static.stamp"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest() and settings.STATIC_ROOT.is_dir():
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    stamp.write_text(digest.hexdigest())
