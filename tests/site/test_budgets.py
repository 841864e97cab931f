"""How many queries a page may need: what budgets.json says, and as many with 50 rows as with 5 (maps: 200 steps as with 5).

After a wanted change: `UPDATE_BUDGETS=1 ./vsm test tests/site/test_budgets.py`, and look at the difference.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import notifications
from mapping.services.maps import import_document
from tests.cast import make_user
from tests.site.route_policy import POLICY, Need
from tests.site.scenarios import SCENARIOS, make_in
from tests.site.world import Tenant, World, make_world
from workshops.policy import Action, Role
from workshops.services.invitations import send_invitations

pytestmark = pytest.mark.django_db
BUDGETS = Path(__file__).resolve().parent.parent / "budgets.json"
FEW, MANY = (5, 5), (50, 200)
"""Rows of each kind, steps of the map."""

NOT_COUNTED = {
    "healthz": "asks no database",
    "readyz": "looks at migrations",
    "api-map-png": "the drawing of api-map-svg, converted",
    "api-map-pdf": "the drawing of api-map-svg, converted",
    "api-schema": "asks no database",
    "api-docs": "asks no database",
}


def pages() -> list[str]:
    """Routes that people read."""
    return sorted(name for name, rules in POLICY.items() if "GET" in rules and name not in NOT_COUNTED)


def document(steps: int) -> dict[str, Any]:
    """A map of this many steps in a row, with data, waits, and rework at the end."""
    rows = [
        {"id": f"s{place}", "name": f"Step {place}", "area": f"Area {place % 4}", "cycle_time": "5 min", "lead_time": "1 h"}
        for place in range(steps)
    ]
    flows = [{"from": f"s{place}", "to": f"s{place + 1}", "wait": "30 min"} for place in range(steps - 1)]
    return {"format": "vsm-map/1", "title": f"Map of {steps} steps", "steps": rows, "flows": flows}


BEFORE = datetime(2026, 11, 2, tzinfo=UTC)
"""When people are invited to the workshop."""
ROWS = ("capture", "task", "target", "barrier", "lesson", "question", "visit", "agenda", "decision")
ROWS += ("charter_comment", "meeting", "task_file", "prework", "outreach")


READERS: dict[Need | Action, str] = {Need.ORGANISATION_ADMIN: "ada", Action.ANSWER_BARRIER: "spring"}
"""Who opens the pages that the coach may not."""


def grow(tenant: Tenant, already: int, rows: int, steps: int) -> None:
    """Bring the workshop to this many rows of each kind, and its map to this many steps."""
    side, places = tenant.side, range(already, rows)
    for place in places:
        _grow_people(tenant, place)
    with side.edit() as tx:
        for place in places:
            for kind in ROWS:
                make_in(tx, side, kind, _first_values(side, kind))
            action = make_in(tx, side, "action", {"title": f"Action {place}", "kind": "event", "owner": str(tenant.person().pk)})
            make_in(tx, side, "promise", {"action": str(action.pk), "metric": "lead_time", "from": "4 h", "to": "2 h"})
            make_in(tx, side, "update", {"action": str(tenant.pk("action")), "text": f"Update {place}"})
            make_in(tx, side, "map", {"title": f"Small map {place}"})
    made = import_document(actor=side.actor, workshop_id=side.workshop.pk, source=document(steps))
    side.found["map"] = made.map
    send_invitations(actor=side.actor, workshop_id=side.workshop.pk, now=BEFORE)


def _first_values(side: Any, kind: str) -> dict[str, Any]:
    new = SCENARIOS[kind].new
    assert new is not None
    return new(side)


def _grow_people(tenant: Tenant, place: int) -> None:
    user = make_user(f"crowd{place}")
    with tenant.side.edit() as tx:
        values = {"user": str(user.pk), "email": user.email, "role": Role.PARTICIPANT.value}
        make_in(tx, tenant.side, "person", values)
    notifications.notify([tenant.coach], "site-test", text=f"News {place}", url="/", dedupe_key=f"news-{place}")


@dataclass(frozen=True)
class Counted:
    """Queries of one page: whether it could be read, how many there were, and what they asked."""

    is_read: bool
    queries: int
    asked: tuple[str, ...]


Both = dict[str, tuple[Counted, Counted]]


def count(world: World, name: str) -> Counted:
    """Queries of one page, seen for the second time."""
    rule = POLICY[name]["GET"]
    client = world.clients[READERS.get(rule.needs, "fay") if not rule.also else "fay"]
    address = reverse(name, kwargs=rule.params(world.ours))
    with world.afterwards_as_before():
        client.get(address, rule.query(world.ours))
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            answer = client.get(address, rule.query(world.ours))
    return Counted(answer.status_code in rule.answers, len(found), tuple(query["sql"] for query in found.captured_queries))


@pytest.fixture(scope="module")
def counted(django_db_setup: None, django_db_blocker: Any) -> Iterator[Both]:
    """Queries of every page with few and with many rows."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        grow(world.ours, 0, *FEW)
        few = {name: count(world, name) for name in pages()}
        grow(world.ours, FEW[0], *MANY)
        many = {name: count(world, name) for name in pages()}
        yield {name: (few[name], many[name]) for name in pages()}
        transaction.set_rollback(True)


def budgets() -> dict[str, int]:
    found: dict[str, int] = json.loads(BUDGETS.read_text())
    return found


@pytest.mark.parametrize("name", pages())
def test_many_rows_need_as_many_queries_as_few(counted: Both, name: str) -> None:
    few, many = counted[name]
    assert few.is_read and many.is_read
    kinds = Counter(text[:200] for text in many.asked)
    kinds.subtract(text[:200] for text in few.asked)
    assert many.queries == few.queries, [text for text, more in kinds.items() if more > 0]


def test_no_page_needs_more_queries_than_its_budget(counted: Both) -> None:
    found = {name: many.queries for name, (_, many) in counted.items()}
    if os.environ.get("UPDATE_BUDGETS"):
        BUDGETS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    allowed = budgets()
    over = {name: f"{number} queries, {allowed.get(name)} allowed" for name, number in found.items() if number > allowed.get(name, -1)}
    assert over == {}


def test_budgets_are_of_pages_that_exist() -> None:
    assert sorted(set(budgets()) - set(pages())) == []
    assert set(NOT_COUNTED) <= set(POLICY)
