"""Run as a program on a data folder: one of several people who change one workshop at the same time (JSON on standard output,
after a line that says "ready"; a line on standard input begins).

Words: `notes NAME COUNT` adds sticky notes, every tenth time as somebody who may not; `counter NAME COUNT` adds one to a number in the
charter, again and again from what it last saw, so that an edit that overwrites another one would be missing from the sum.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")

import django

django.setup()

from accounts.models import User  # noqa: E402
from vsm_site.lib.errors import Busy, Conflict, Forbidden  # noqa: E402
from workshops.access import Actor  # noqa: E402
from workshops.change import change  # noqa: E402
from workshops.kinds import CAPTURE  # noqa: E402
from workshops.models import Charter, Workshop  # noqa: E402
from workshops.policy import Action  # noqa: E402

EVERY = 10


def start() -> None:
    """Say that this one is ready, and begin with the others."""
    print("ready", flush=True)
    sys.stdin.readline()


def add_notes(workshop: Workshop, name: str, count: int) -> dict[str, Any]:
    """Sticky notes one after the other."""
    may, may_not = (Actor(User.objects.get(email=f"{who}@example.org")) for who in ("pia", "obi"))
    refused = busy = 0
    start()
    for number in range(count):
        actor = may_not if number % EVERY == EVERY - 1 else may
        try:
            with change(workshop.pk, actor=actor, needs=Action.CAPTURE, client_id=name) as tx:
                tx.new(CAPTURE, {"kind": "issue", "text": f"{name} {number}"})
        except Forbidden:
            refused += 1
        except Busy:
            busy += 1
    return {"refused": refused, "busy": busy}


def count_up(workshop: Workshop, name: str, count: int) -> dict[str, Any]:
    """Add one so many times; a clash shows the present value and its revision, from which the next try starts."""
    actor = Actor(User.objects.get(email="fay@example.org"))
    charter = Charter.objects.get(workshop=workshop)
    value, base, done, clashes = charter.trigger, charter.rev("trigger"), 0, 0
    start()  # from what all have seen, so that only one of the first edits can go through
    while done < count:
        mine = f"{int((value or '0').split()[0]) + 1} by {name}"  # two who write the very same do not clash
        try:
            with change(workshop.pk, actor=actor, client_id=name) as tx:
                tx.set(charter, {"trigger": mine}, base={"trigger": base})
            value, base, done = mine, tx.committed.seq, done + 1
        except Conflict as refused:
            clash = refused.clashes[0]
            value, base, clashes = clash.value, clash.rev, clashes + 1
    return {"done": done, "clashes": clashes}


if __name__ == "__main__":
    work = {"notes": add_notes, "counter": count_up}[sys.argv[1]]
    print(json.dumps(work(Workshop.objects.get(title="Patient journey"), sys.argv[2], int(sys.argv[3]))))
