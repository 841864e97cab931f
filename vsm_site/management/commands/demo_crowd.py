"""Fill a workshop of the demo with participants, for rehearsals and load tests."""

from __future__ import annotations

import argparse
import sys
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand

from vsm_site import demo
from vsm_site.demo_seed.crowd import NoCoach, fill

MOST = 1000


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(f"choose 1 to {MOST}")
    return number


class Command(BaseCommand):
    """Participants crowd1@demo.example to crowdN@demo.example with the demo's password; those who are there already stay.
    Refuses where it was not started with --demo."""

    help = __doc__ or ""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--workshop", required=True, type=UUID, metavar="ID")
        parser.add_argument("--count", required=True, type=_count, metavar="N")

    def handle(self, *args: Any, workshop: UUID, count: int, **options: Any) -> None:
        if not demo.is_demo():
            self.stderr.write(demo.REFUSED)
            sys.exit(1)
        try:
            added = fill(workshop, count)
        except NoCoach as error:
            self.stderr.write(str(error))
            sys.exit(2)
        self.stdout.write(f"{added} participants added, {count - added} were there already.")
