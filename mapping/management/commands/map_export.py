"""Print a map as a vsm-map/1 document."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand

from mapping import document, snapshot
from mapping.models import Map


class Command(BaseCommand):
    """The operator's export: asks for no person, since whoever runs it can read the database. Exit status 2 without such a map."""

    help = __doc__ or ""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("map", type=UUID, metavar="MAP")
        parser.add_argument("-o", dest="output", type=Path, metavar="FILE")

    def handle(self, *args: Any, map: UUID, output: Path | None, **options: Any) -> None:
        found = Map.objects.present().filter(pk=map, workshop__deleted_seq=None).first()
        if found is None:
            self.stderr.write("There is no such map.")
            sys.exit(2)
        text = json.dumps(document.write(snapshot.facts_of(found)), ensure_ascii=False, indent=1)
        if output is None:
            self.stdout.write(text)
        else:
            output.write_text(text + "\n", encoding="utf-8")
