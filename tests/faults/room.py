"""Run as a program on a data folder: fills it with a workshop, a map and many people who are signed in (JSON of what clients need)."""

from __future__ import annotations

import json
import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from accounts.models import User  # noqa: E402
from mapping.models import Step  # noqa: E402
from mapping.services.maps import import_document  # noqa: E402
from tests.cast import add_person, make_organisation, make_workshop  # noqa: E402
from workshops.access import Actor  # noqa: E402
from workshops.models import WorkshopHead  # noqa: E402
from workshops.policy import Role  # noqa: E402

PEOPLE = 50
STEPS = 12
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def fill() -> dict[str, Any]:
    """Fifty people in one workshop, with a map of twelve steps in series."""
    coach = User.objects.create_user("coach@bench.example", None, display_name="Coach")
    people = [User.objects.create_user(f"p{number}@bench.example", None, display_name=f"Person {number}") for number in range(PEOPLE)]
    workshop = make_workshop(make_organisation("Bench", coach, *people), coach)
    for person in people:
        add_person(workshop, person, Role.PARTICIPANT, by=coach)
    steps = [
        {"id": f"s{place}", "name": f"Step {place}", "cycle_time": "5 min", "lead_time": "1 d", "complete_accurate": 90, "value": "nnva"}
        for place in range(STEPS)
    ]
    flows = [{"from": f"s{place}", "to": f"s{place + 1}", "kind": "push", "wait": "2 h"} for place in range(STEPS - 1)]
    document = {"format": "vsm-map/1", "title": "Bench", "steps": steps, "flows": flows}
    import_document(actor=Actor(coach), workshop_id=workshop.pk, source=json.dumps(document).encode())
    head = WorkshopHead.objects.get(workshop=workshop)
    rows = Step.objects.filter(workshop=workshop).order_by("order_key")
    return {
        "workshop": str(workshop.pk),
        "map": str(rows[0].map_id),
        "steps": [f"step/{row.pk}" for row in rows],
        "sessions": [_session(person) for person in people],
        "head": head.head,
        "epoch": str(head.epoch),
    }


def _session(person: User) -> str:
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    print(json.dumps(fill()))
