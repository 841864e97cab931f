"""How long the pages over many streams take: python -m tools.bench.portfolio [STREAMS]

Makes a SQLite database of its own in a temporary folder, with 200 streams: each with a workshop eight weeks after its days, current and
future map of eight steps, eight actions, three reviews of which one was measured, and a touch point to the next stream. Then it asks
each page 22 times in this process, as the coach of all of them, and says the median of the last 20, how
much of it was work of the processor (the rest is waiting, on a machine that has other things to do), and the number of queries.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any

STREAMS, STEPS, ACTIONS, WARM, ROUNDS = 200, 8, 8, 2, 20
GOAL_MS = 300
PAGES = ("/streams/", "/streams/?sort=lead&page=4", "/streams/network/")
OTHERS = ("/dashboard/", "/week/", "/coaching/")
"""Pages that nobody has 200 workshops on; they are told, and not held against the goal."""
AGO = timedelta(days=56)


def document(place: int, state: str) -> dict[str, Any]:
    """A map of eight steps in a row; the future waits half as long."""
    wait = f"{2 + place % 5} h" if state == "current" else "1 h"
    steps = [{"id": f"s{step}", "name": f"Step {step}", "cycle_time": "20 min", "complete_accurate": 90} for step in range(STEPS)]
    flows = [{"from": f"s{step}", "to": f"s{step + 1}", "wait": wait} for step in range(STEPS - 1)]
    return {"format": "vsm-map/1", "title": f"Stream {place}, {state}", "state": state, "steps": steps, "flows": flows}


def fill(count: int) -> Any:
    """The streams with all that stands in them; gives their coach."""
    from django.db import transaction
    from django.utils import timezone

    from accounts.models import Organisation, OrganisationMembership, User
    from workshops.access import Actor

    coach = User.objects.create_user("coach@bench.example", "bench", display_name="Coach")
    organisation = Organisation.objects.create(name="Bench")
    OrganisationMembership.objects.create(organisation=organisation, user=coach)
    actor, before = Actor(coach), None
    for place in range(count):
        with transaction.atomic():
            before = _stream(actor, organisation, place, timezone.now().date() - AGO, before)
    return coach


def _stream(actor: Any, organisation: Any, place: int, last: Any, before: Any) -> Any:
    from actionplans.services.actions import create_action
    from mapping.services.maps import import_document
    from reviews.models import Review
    from reviews.services import reviews
    from workshops.policy import Role
    from workshops.services.streams import add_stream
    from workshops.services.touch_points import create_touch_point
    from workshops.services.workshops import NewWorkshop, create_workshop

    stream = add_stream(actor, organisation, {"name": f"Stream {place:03}", "item_kind": "code"})
    roles = frozenset({Role.COACH, Role.OWNER})
    workshop = create_workshop(actor=actor, plan=NewWorkshop(stream, f"Workshop {place:03}", last - timedelta(days=1), last, roles=roles))
    for state in ("current", "future"):
        import_document(actor=actor, workshop_id=workshop.pk, source=document(place, state))
    for step in range(ACTIONS):
        values = {"title": f"Action {step}", "kind": "event", "end": last + timedelta(days=20 + 10 * step + place % 7)}
        create_action(actor=actor, workshop_id=workshop.pk, values=values)
    review = Review.objects.get(workshop=workshop, day=30)
    reviews.record_readings(actor=actor, review=review, edits=[reviews.ReadingEdit("lead_time", {"value": "9 h"})])
    if before is not None:
        values = {"way": "takes", "other": str(before.pk), "item": f"Parts of {place}", "lead_time": "2 h"}
        create_touch_point(actor=actor, stream_id=stream.pk, values=values)
    return stream


def measure(coach: Any) -> bool:
    """Print what each page takes; whether all keep to the goal."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, kept = Client(headers={"host": "127.0.0.1"}), True
    client.force_login(coach, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in PAGES + OTHERS:
        taken, worked = [], []
        for _ in range(WARM + ROUNDS):
            began, work = time.perf_counter(), time.process_time()
            answer = client.get(address)
            taken.append(1000 * (time.perf_counter() - began))
            worked.append(1000 * (time.process_time() - work))
            assert answer.status_code == 200, f"{address}: {answer.status_code}"
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        median = statistics.median(taken[WARM:])
        kept = kept and (median <= GOAL_MS or address in OTHERS)
        work = statistics.median(worked[WARM:])
        print(f"{address:30} {median:5.0f} ms median of {ROUNDS}, {work:.0f} ms of it work, {len(found)} queries", flush=True)
    return kept


def main(count: int) -> int:
    """Fill, measure; 1 where a page takes longer than the goal."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VSM_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "vsm_site.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        began = time.perf_counter()
        coach = fill(count)
        print(f"{count} streams made in {time.perf_counter() - began:.0f} s")
        return 0 if measure(coach) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else STREAMS))
