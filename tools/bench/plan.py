"""How long the pages of a large plan take: python -m tools.bench.plan [ACTIONS]

Makes a SQLite database of its own in a temporary folder, with one plan of 300 actions: ten owners, a promise and two lines of progress
each, every second one waits for the one before, all measured against a baseline of which every third has moved. Then it asks board,
time line and table 22 times in this process and says the median of the last 20, how much of it was work of the processor, the number of
queries, and how many queries a plan of a tenth of the size takes.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

ACTIONS, OWNERS, WARM, ROUNDS = 300, 10, 2, 20
GOAL_MS = 300
PAGES = ("", "timeline/", "table/", "agreement/")
KINDS = ("just_do_it", "event", "burst", "project", "workshop")
STATES = ("todo", "doing", "doing", "done")


@dataclass(frozen=True)
class Taken:
    """What one page took: medians in milliseconds, queries, size in kB."""

    median: float
    work: float
    queries: int
    size: float


def fill(count: int) -> Any:
    """A workshop with this many actions; gives its coach and its id."""
    from django.db import transaction
    from django.utils import timezone

    from accounts.models import Organisation, OrganisationMembership, User
    from workshops.access import Actor
    from workshops.policy import Role
    from workshops.services.streams import add_stream
    from workshops.services.workshops import NewWorkshop, create_workshop

    coach = User.objects.create_user(f"coach{count}@bench.example", "bench", display_name="Coach")
    organisation = Organisation.objects.create(name=f"Bench {count}")
    OrganisationMembership.objects.create(organisation=organisation, user=coach)
    actor, last = Actor(coach), timezone.now().date() - timedelta(days=30)
    with transaction.atomic():
        stream = add_stream(actor, organisation, {"name": "Large", "item_kind": "code"})
        roles = frozenset({Role.COACH, Role.OWNER})
        workshop = create_workshop(actor=actor, plan=NewWorkshop(stream, "Large plan", last - timedelta(days=2), last, roles=roles))
        _plan(actor, workshop, count)
    return coach, workshop.pk


def _plan(actor: Any, workshop: Any, count: int) -> None:
    from accounts.models import User
    from actionplans.models import Action
    from actionplans.services import actions, agreement, dates, progress
    from actionplans.services.actions import PromiseEdit
    from tests.cast import add_person
    from workshops.policy import Role

    names = [
        User.objects.create_user(f"owner{count}-{place}@bench.example", "bench", display_name=f"Owner {place}") for place in range(OWNERS)
    ]
    people = [add_person(workshop, user, Role.PARTICIPANT, by=actor.user) for user in names]
    made: list[Action] = []
    for place in range(count):
        start = workshop.last_day + timedelta(days=7 * (place // 25) + place % 5)
        values = {
            "title": f"Action {place} on the way to the future state",
            "kind": KINDS[place % len(KINDS)],
            "owner": str(people[place % OWNERS].pk),
            "status": STATES[place % len(STATES)],
            "start": start,
            "end": start + timedelta(days=4 + place % 9),
            "percent": 10 * (place % 10),
        }
        promise = PromiseEdit({"metric": "lead_time", "from": "4 h", "to": f"{1 + place % 3} h"})
        made.append(actions.create_action(actor=actor, workshop_id=workshop.pk, values=values, promises=[promise]))
        for text in ("It has begun", "It goes on"):
            progress.report_progress(actor=actor, action_id=made[-1].pk, values={"text": text})
        if place % 2:
            dates.add_dependency(actor=actor, action_id=made[-1].pk, on=made[-2].pk)
    agreement.set_baseline(actor=actor, workshop_id=workshop.pk)
    for action in made[::3]:
        actions.update_action(actor=actor, action_id=action.pk, values={"end": action.end + timedelta(days=3)})


def measure(coach: Any, workshop_id: Any) -> dict[str, Taken]:
    """What each page takes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(coach, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = {}
    for page in PAGES:
        address, taken, worked = f"/workshops/{workshop_id}/board/{page}", [], []
        for _ in range(WARM + ROUNDS):
            began, work = time.perf_counter(), time.process_time()
            answer = client.get(address)
            taken.append(1000 * (time.perf_counter() - began))
            worked.append(1000 * (time.process_time() - work))
            assert answer.status_code == 200, answer.status_code
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        size = len(answer.content) / 1000
        found[page] = Taken(statistics.median(taken[WARM:]), statistics.median(worked[WARM:]), len(asked), size)
    return found


def report(count: int, large: dict[str, Taken], small: dict[str, Taken]) -> bool:
    """Print what was measured; whether all keep to the goal with as many queries as a small plan."""
    kept = True
    for page, taken in large.items():
        same = taken.queries == small[page].queries
        kept = kept and taken.median <= GOAL_MS and same
        words = f"median {taken.median:.0f} ms ({taken.median / GOAL_MS:.2f} of the goal), {taken.work:.0f} ms of work"
        more = "as with" if same else f"{small[page].queries} with"
        print(f"{page or 'board/':12} {count} actions: {words}, {taken.queries} queries, {more} {count // 10}, {taken.size:.0f} kB")
    return kept


def main() -> int:
    """Fill, measure, report."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ACTIONS
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VSM_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "vsm_site.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        small = measure(*fill(count // 10))
        return 0 if report(count, measure(*fill(count)), small) else 1


if __name__ == "__main__":
    sys.exit(main())
