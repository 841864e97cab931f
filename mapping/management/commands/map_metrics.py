"""Print the numbers of vsm-map/1 documents; needs no database."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management import BaseCommand

from mapping import console


class Command(BaseCommand):
    """One JSON object a document; exit status 2 and fault lines on standard error where one is refused."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="A file, or - for standard input.")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        printed = console.map_metrics(files)
        for line in printed.out:
            self.stdout.write(line)
        for line in printed.err:
            self.stderr.write(line)
        self.stdout.flush()
        sys.exit(printed.status)
