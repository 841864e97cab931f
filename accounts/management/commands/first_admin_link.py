"""`manage first_admin_link`: prints the link that makes the first administrator, or nothing once there is one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.services import setup


class Command(BaseCommand):
    """Print a fresh link for the first administrator; it voids the last one."""

    help = "Print the link that makes the first administrator, if there is none yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link, if one is needed."""
        link = setup.new_setup_link(now=timezone.now())
        if link:
            self.stdout.write(link)
