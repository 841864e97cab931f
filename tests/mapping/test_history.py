"""The history of a workshop tells changes of a map in the words of the map."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapping.models import Flow, Map, MapNote, Step
from mapping.services.maps import import_document
from tests.cast import Cast
from vsm_site.lib.ids import uuid7
from workshops.models import Change
from workshops.selectors.history import Entry, entries_of
from workshops.services.changes import apply_ops

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def map_(cast: Cast) -> Map:
    names = {"a": "Triage", "b": "Tests", "c": "Review"}
    source = {
        "format": "vsm-map/1",
        "title": "Journey",
        "steps": [{"id": key, "name": name} for key, name in names.items()],
        "flows": [{"from": one, "to": two} for one, two in pairwise(names)],
        "notes": [{"id": "n", "at": "a", "kind": "issue", "text": "It is late"}],
    }
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


def told(cast: Cast, *ops: dict[str, Any]) -> Entry:
    """A change in the words of the history."""
    done = apply_ops(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="tab", ops=list(ops))
    rows = Change.objects.filter(workshop=cast.workshop, seq=done.seq).select_related("user")
    (entry,) = entries_of(rows, cast.actor("fay"), cast.workshop)
    return entry


def test_ends_of_flows_and_places_of_notes_are_told_by_name(cast: Cast, map_: Map) -> None:
    flow, note = Flow.objects.get(map=map_, source="a"), MapNote.objects.get(map=map_)
    entry = told(
        cast,
        {"k": "set", "r": f"flow/{flow.pk}", "f": {"to": "c"}},
        {"k": "set", "r": f"note/{note.pk}", "f": {"at": "b>c"}},
    )
    assert [(line.kind, line.name, *((field.before, field.after) for field in line.fields)) for line in entry.records] == [
        ("flow", "Triage to Review", ("Tests", "Review")),
        ("map note", "It is late", ("Triage", "Tests to Review")),
    ]


def test_fields_are_called_as_the_map_calls_them(cast: Cast, map_: Map) -> None:
    step = Step.objects.get(map=map_, doc_id="a")
    entry = told(cast, {"k": "set", "r": f"step/{step.pk}", "f": {"wip": 3, "cycle_time": "5 min"}})
    assert [field.label for field in entry.records[0].fields] == ["Work in process", "Process time"]


def test_the_names_of_ends_cost_as_much_for_one_flow_as_for_many_changes(cast: Cast, map_: Map) -> None:
    flow = Flow.objects.get(map=map_, source="a")
    for wait in ("1 h", "2 h", "3 h"):
        told(cast, {"k": "set", "r": f"flow/{flow.pk}", "f": {"wait": wait}})

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            entries_of(
                Change.objects.filter(workshop=cast.workshop).select_related("user").order_by("-seq")[:count],
                cast.actor("fay"),
                cast.workshop,
            )
        return len(asked)

    assert queries(1) == queries(3)
