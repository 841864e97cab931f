"""Write one file with everything, while the product runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from vsm_site.backups import archive, databases


class Command(BaseCommand):
    """Database, files, manifest with checksums."""

    help = __doc__ or ""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            written = archive.write(file)
        except (OSError, databases.CannotCopy) as error:
            self.stderr.write(f"No backup was written: {error}")
            sys.exit(1)
        self.stdout.write(f"{file}: {written.rows} rows, {written.files} files")
