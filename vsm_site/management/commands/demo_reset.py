"""Put the demo back to how it began."""

from __future__ import annotations

import shutil
import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import transaction
from django.utils import timezone

from vsm_site import demo
from vsm_site.demo_seed import seed


class Command(BaseCommand):
    """Takes out everything that is in a demo's data folder and seeds it again; everybody signs in afresh. Refuses where it was not
    started with --demo."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if not demo.is_demo():
            self.stderr.write(demo.REFUSED)
            sys.exit(1)
        with transaction.atomic():
            call_command("flush", interactive=False, verbosity=0)
            seed(timezone.now())
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        self.stdout.write("The demo is as it was.")
