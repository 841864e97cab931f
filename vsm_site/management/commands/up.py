"""Run the whole product on this machine."""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from vsm_site import demo
from vsm_site.supervisor import prepare
from vsm_site.supervisor.hold import hold
from vsm_site.supervisor.preflight import FOLDER, before_start, held_elsewhere
from vsm_site.supervisor.run import Supervisor, children, stop_asked

PREFLIGHT_FAILED = 3


class Command(BaseCommand):
    """Preflight, secret key, migrations, static files, demo; then web, worker and scheduler under one supervisor."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="Start with two complete workshops and their cast.")
        parser.add_argument("--host", default="127.0.0.1", help="The address to listen on; 127.0.0.1 is this machine only.")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        folder: Path = settings.DATA_DIR
        with self._looked_first(host, port, folder, options["demo"]):
            asked = stop_asked()
            address = prepare.use_address(host, port)
            self._prepare(folder, options["demo"])
            members = children(host=host, port=port, folder=folder)
            health = prepare.health_address(host, port)
            sys.exit(Supervisor(members, health, lambda: self._announce(address), asked).run())

    def _looked_first(self, host: str, port: int, folder: Path, demo_asked: bool) -> IO[str]:
        """The hold on the data folder, once everything that is needed is there."""
        checks = before_start(host=host, port=port, folder=folder, demo=demo_asked or demo.is_demo())
        held = hold(folder) if folder.is_dir() and os.access(folder, os.W_OK) else None
        if held is None and all(check.fine for check in checks if check.name == FOLDER):
            checks.append(held_elsewhere(folder))
        for check in checks:
            if not check.fine:
                self.stderr.write(f"{check.name}: {check.found}. {check.remedy}")
        if held is None or any(check.needed and not check.fine for check in checks):
            sys.exit(PREFLIGHT_FAILED)
        return held

    def _prepare(self, folder: Path, demo_asked: bool) -> None:
        prepare.keep_secret_key(folder)
        with prepare.collecting_static(folder):
            prepare.migrate()
            if demo_asked:
                prepare.seed_demo()
            prepare.keep_demo_password()

    def _announce(self, address: str) -> None:
        self.stdout.write(f"Ready: {address}")
        link = io.StringIO()
        call_command("first_admin_link", stdout=link)
        if link.getvalue().strip():
            self.stdout.write(f"First administrator (one use, valid 24 h): {link.getvalue().strip()}")
        self.stdout.flush()
