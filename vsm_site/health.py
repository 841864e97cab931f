"""Is the process alive; can it do its work."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import OutboxMessage
from vsm_site.drain import is_draining

OUTBOX_LAG = timedelta(minutes=15)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; no database is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def _faults() -> list[str]:
    found = []
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        found.append("migrations")
    cache.set("readyz", "1", 10)
    if cache.get("readyz") != "1":
        found.append("cache")
    overdue = timezone.now() - OUTBOX_LAG
    if OutboxMessage.objects.filter(state=OutboxMessage.State.QUEUED, not_before__lt=overdue).exists():
        found.append("outbox")
    return found


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations, cache and outbox are as they should be, and nobody asked us to stop; 503 with the names of what is not."""
    try:
        faults = ["stopping"] if is_draining() else _faults()
    except Exception:  # whatever a driver raises when its server is away
        faults = ["database or cache"]
    return JsonResponse({"ready": not faults, "faults": faults}, status=503 if faults else 200)
