"""A map that is read while somebody draws on it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections

from mapping import snapshot
from mapping.models import Map
from mapping.services import maps
from tests.cast import Cast
from vsm_site.lib.ids import uuid7
from workshops.selectors.changes import snapshot as moment
from workshops.services.changes import apply_ops

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
DOCUMENT = {
    "format": "vsm-map/1",
    "title": "Discharge",
    "steps": [{"id": "a", "name": "Doctor signs"}, {"id": "b", "name": "Papers printed"}],
    "flows": [{"from": "a", "to": "b", "wait": "1 h"}],
}


class Draws:
    """Somebody who adds a step behind the last one, with its flow, as soon as the steps of the map were read."""

    def __init__(self, cast: Cast, map_: Map) -> None:
        self.cast, self.map, self.is_done = cast, map_, False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if '"mapping_flow"' in sql and not self.is_done:
            self.is_done = True
            thread = threading.Thread(target=self.draw)
            thread.start()
            thread.join()
        return execute(sql, params, many, context)

    def draw(self) -> None:
        try:
            step, flow = f"step/{uuid7()}", f"flow/{uuid7()}"
            ops = [
                {"k": "new", "r": step, "f": {"map": str(self.map.pk), "id": "c", "name": "Patient leaves", "order_key": "z"}},
                {"k": "new", "r": flow, "f": {"map": str(self.map.pk), "from": "b", "to": "c", "order_key": "z"}},
            ]
            apply_ops(actor=self.cast.actor("fay"), workshop_id=self.cast.workshop.pk, change_id=uuid7(), cid="fay", ops=ops)
        finally:
            connections.close_all()


def shown(map_: Map) -> tuple[list[str], list[tuple[str, str]]]:
    facts = snapshot.facts_of(map_)
    return [step.id for step in facts.steps], [(flow.source, flow.target) for flow in facts.flows]


@pytest.mark.parametrize("is_inside", [False, True], ids=["by itself", "inside a moment"])
def test_a_map_is_read_as_it_was_at_one_moment(cast: Cast, is_inside: bool) -> None:
    map_ = maps.import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=DOCUMENT).map
    draws = Draws(cast, map_)
    with connection.execute_wrapper(draws):
        if is_inside:
            with moment():
                found = shown(map_)
        else:
            found = shown(map_)
    assert draws.is_done
    assert found == (["a", "b"], [("a", "b")])
    assert shown(map_) == (["a", "b", "c"], [("a", "b"), ("b", "c")])
