"""`manage verify_audit`: walks the hash chain of the audit log; exit 1 where it is broken."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit


class Command(BaseCommand):
    """Check that no audit entry was changed, taken out or put in between."""

    help = "Check the audit log's hash chain."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print count and last hash, to be compared with those noted before; fail at the first broken entry."""
        verdict = audit.verify()
        if verdict.broken_at is not None:
            raise CommandError(f"Entry {verdict.broken_at} does not follow from the {verdict.entries} before it.")
        self.stdout.write(f"{verdict.entries} entries, last hash {verdict.last_hash or 'none'}")
