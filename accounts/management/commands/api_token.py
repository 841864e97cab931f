"""`manage api_token EMAIL [--days 90]`: prints a new API token of a person and nothing else."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import selectors
from accounts.services import tokens
from vsm_site.lib.errors import Invalid


class Command(BaseCommand):
    """Make an API token; only its hash is kept, so this is the one time it is shown."""

    help = "Print a new API token of a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The person's address, and for how many days."""
        parser.add_argument("email")
        parser.add_argument("--days", type=int, default=90, help="how many days it works (1 to 365, default 90)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the token."""
        user = selectors.find_user_by_email(options["email"])
        if user is None or not user.is_active:
            raise CommandError(f"Nobody with the address {options['email']} can sign in here.")
        try:
            made = tokens.create_token(actor=user, label="made by command", days=options["days"], now=timezone.now())
        except Invalid as error:
            raise CommandError(error.faults[0].text) from error
        self.stdout.write(made.secret)
