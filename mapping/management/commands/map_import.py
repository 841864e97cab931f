"""Bring a vsm-map/1 document into a workshop, with a person's rights."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn
from uuid import UUID

from django.core.management import BaseCommand

from accounts.selectors import find_user_by_email
from mapping import console
from mapping.services.maps import import_document
from vsm_site.lib.errors import AppError, Invalid
from workshops.access import Actor


class Command(BaseCommand):
    """Prints the new map's id; warnings go to standard error. Exit status 2 when the document or the person is refused."""

    help = __doc__ or ""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="A file, or - for standard input.")
        parser.add_argument("--workshop", required=True, type=UUID, metavar="ID")
        parser.add_argument("--as", required=True, dest="email", metavar="EMAIL")

    def handle(self, *args: Any, file: str, workshop: UUID, email: str, **options: Any) -> None:
        user = find_user_by_email(email)
        if user is None or not user.is_active:
            self._refuse([f"Nobody signs in as {email}."])
        try:
            imported = import_document(actor=Actor(user), workshop_id=workshop, source=console.read_input(file))
        except OSError as error:
            self._refuse([f"$: {error.strerror or error}"])
        except Invalid as error:
            self._refuse(console.fault_lines(error.faults))
        except AppError as error:
            self._refuse([error.detail or "There is no such workshop."])
        for line in console.fault_lines(imported.warnings):
            self.stderr.write(line)
        self.stdout.write(str(imported.map.pk))

    def _refuse(self, lines: list[str]) -> NoReturn:
        for line in lines:
            self.stderr.write(line)
        sys.exit(2)
