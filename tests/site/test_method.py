"""Every clause of the method has a place in the product, and each place opens for whoever does it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from tests.site.route_policy import POLICY
from tests.site.source import ROOT
from tests.site.world import MORNING, World, make_world
from tools import method
from workshops.duties import DUTIES, ROLE_DUTIES
from workshops.policy import Role
from workshops.stages import Stage

pytestmark = pytest.mark.django_db
ACTORS = {Role.SPONSOR: "spring", Role.OWNER: "omar", Role.COACH: "fay", Role.PARTICIPANT: "pia"}
STEP_DATA = 12


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A workshop with one record of every kind."""
    with time_machine.travel(MORNING), django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def places() -> list[tuple[str, str]]:
    """Each page with who opens it, once."""
    found = {(place.route, ACTORS[place.role]) for part in method.PARTS for clause in part.clauses for place in clause.places}
    return sorted(found)


@pytest.mark.parametrize(("route", "actor"), places())
def test_each_place_opens_for_whoever_does_it(world: World, route: str, actor: str) -> None:
    rule = POLICY[route]["GET"]
    with world.afterwards_as_before():
        answer = world.clients[actor].get(reverse(route, kwargs=rule.params(world.ours)), rule.query(world.ours))
    assert answer.status_code == 200


def test_no_clause_is_left_out() -> None:
    """As many as the method names: its steps and duties as the product's own lists have them, the tips by number."""
    counted = [len(part.clauses) for part in method.PARTS]
    steps = [sum(duty.stage is stage for duty in DUTIES) for stage in (Stage.PREPARE, Stage.GATHER, Stage.FUTURE)]
    # the twelve data of a step are one duty; duties of two halves stand on two lines
    assert counted[:3] == [steps[0], steps[1] - 1 + STEP_DATA, steps[2]]
    duties = [len(ROLE_DUTIES[role]) for role in (Role.SPONSOR, Role.OWNER, Role.COACH, Role.PARTICIPANT)]
    assert counted[3:7] == [duties[0] + 1, duties[1], duties[2] + 1, duties[3]]
    assert counted[7] == 12
    assert all(clause.places for part in method.PARTS for clause in part.clauses)


def test_the_page_of_the_guide_is_that_of_the_rows() -> None:
    assert (ROOT / "docs/guide/method.md").read_text() == method.page()
