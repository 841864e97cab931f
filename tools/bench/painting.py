"""How long the live picture of a map takes after an edit, read from SQLite, with digests compared: python -m tools.bench.painting

The same as the hub's work for one change: read, compute, draw what changed, find the groups that differ. 12 and 60 steps.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

TWELVE = Path(__file__).resolve().parents[2] / "vsm_site" / "demo_seed" / "maps" / "change-request.json"
RUNS = 60


def main() -> None:
    """Measure on a database of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    from tests.cast import make_cast

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        cast = make_cast()
        for label, source in _documents().items():
            times, groups = _measure(cast, source)
            shown = f"{statistics.median(times):.1f} ms of processor time median, {sorted(times)[int(RUNS * 0.95)]:.1f} ms p95"
            print(f"{label}: {shown}, {statistics.median(groups):g} groups sent, {RUNS} edits")
    finally:
        teardown_databases(databases, verbosity=0)


def _documents() -> dict[str, dict[str, Any]]:
    from mapping.document import write
    from tools.bench.maps import sixty_steps

    return {"12 steps": json.loads(TWELVE.read_text()), "60 steps": dict(write(sixty_steps()))}


def _measure(cast: Any, source: dict[str, Any]) -> tuple[list[float], list[int]]:
    from mapping.live_pictures import MapPainter
    from mapping.models import Step
    from mapping.services.maps import import_document
    from mapping.services.steps import update_step

    map_ = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map
    steps = list(Step.objects.filter(map=map_).order_by("order_key"))
    painter = MapPainter()
    _, view = painter.view_of({"fold": 6, "lanes": False, "metrics": None, "heat": ""})
    before = painter.draw(map_.pk, view)
    times, groups = [], []
    for run in range(RUNS):
        step = steps[run % len(steps)]
        update_step(actor=cast.actor("fay"), step=step, values={"cycle_time": f"{run + 2} min"}, base={})
        began = time.thread_time()
        after = painter.draw(map_.pk, view)
        assert before is not None and after is not None
        changed = [key for key, digest in after.digests.items() if before.digests.get(key) != digest]
        times.append((time.thread_time() - began) * 1000)
        groups.append(len(changed))
        before = after
    return times, groups


if __name__ == "__main__":
    main()
