"""Put a backup back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, call_command

from vsm_site.backups import archive, databases
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
            manifest = archive.restore(file, force=force)
        except (archive.BadBackup, archive.NotEmpty, databases.ToolMissing, RuntimeError) as error:
            self.stderr.write(str(error))
            sys.exit(1)
        call_command("migrate", interactive=False, verbosity=0)
        renewed = renew_epochs()
        self.stdout.write(f"Restored what was saved on {manifest['made_at']}: {sum(manifest['rows'].values())} rows, {renewed} workshops.")
