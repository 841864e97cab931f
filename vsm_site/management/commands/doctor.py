"""Say what is there and what is missing, with remedies."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from vsm_site.supervisor.preflight import for_doctor


class Command(BaseCommand):
    """Exit status 1 when something that `up` needs is missing."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        checks = for_doctor(settings.DATA_DIR)
        for check in checks:
            state = "ok" if check.fine else "MISSING" if check.needed else "optional"
            line = f"{state:9}{check.name}: {check.found}"
            self.stdout.write(line if check.fine else f"{line}. {check.remedy}")
        if any(check.needed and not check.fine for check in checks):
            sys.exit(1)
