"""Put a backup back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from vsm_site.backups import archive, databases
from vsm_site.supervisor.hold import hold
from workshops.services.heads import renew_epochs


class Command(BaseCommand):
    """Refuses a damaged file and a place that is not empty; gives every workshop a new epoch, so that browsers start afresh."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="Replace what is there.")

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        try:
            with self._held():
                manifest = archive.restore(file, force=force)
                call_command("migrate", interactive=False, verbosity=0)
                renewed = renew_epochs()
        except (archive.BadBackup, archive.NotEmpty, databases.CannotCopy, OSError) as error:
            self.stderr.write(str(error))
            sys.exit(1)
        self.stdout.write(f"Restored what was saved on {manifest['made_at']}: {sum(manifest['rows'].values())} rows, {renewed} workshops.")

    def _held(self) -> IO[str]:
        """The hold on the data folder: pages shown meanwhile would be of a place that is half the old and half the new one."""
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = hold(settings.DATA_DIR)
        if held is None:
            self.stderr.write(f"{settings.DATA_DIR} is in use by `vsm up`. Stop it first.")
            sys.exit(1)
        return held
