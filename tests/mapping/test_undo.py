"""Taking back what others have built on since: it is named and asked, not swept away unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapping.models import Flow, Map, MapNote, Step
from mapping.services import steps
from mapping.services.maps import create_map
from tests.cast import Cast
from vsm_site.lib.errors import Conflict
from vsm_site.lib.ids import uuid7
from workshops.models import WorkshopHead
from workshops.services.changes import apply_ops, undo_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def map_(cast: Cast) -> Map:
    return create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Journey"})


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def apply(cast: Cast, who: str, *ops: dict[str, Any]) -> int:
    done = apply_ops(actor=cast.actor(who), workshop_id=cast.workshop.pk, change_id=uuid7(), cid=f"c-{who}", ops=list(ops))
    return done.seq


def note(cast: Cast, who: str, map_: Map, at: str, text: str) -> MapNote:
    key = uuid7()
    apply(cast, who, {"k": "new", "r": f"note/{key}", "f": {"map": str(map_.pk), "kind": "issue", "text": text, "at": at}})
    return MapNote.objects.get(pk=key)


def test_a_new_step_on_which_others_pinned_something_is_not_taken_back_unseen(cast: Cast, map_: Map) -> None:
    step = steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "Triage"})
    made = head(cast)
    note(cast, "pia", map_, step.doc_id, "Mine")
    theirs = note(cast, "omar", map_, step.doc_id, "They wait for two hours")
    before = head(cast)
    with pytest.raises(Conflict) as asked:
        undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=made)
    (clash,) = asked.value.clashes
    assert (clash.record, clash.field, clash.value) == (f"note/{theirs.pk}", "text", "They wait for two hours")
    assert clash.user == str(cast.omar.pk)
    assert (head(cast), Step.objects.present().count(), MapNote.objects.present().count()) == (before, 1, 2)
    undone = undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=made, anyway=True)
    assert (Step.objects.present().count(), MapNote.objects.present().count()) == (0, 0)
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=undone.seq)
    assert set(MapNote.objects.present().values_list("text", flat=True)) == {"Mine", "They wait for two hours"}


def test_what_one_hung_on_it_oneself_goes_without_a_question(cast: Cast, map_: Map) -> None:
    one = steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "Triage"})
    steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "Tests"})
    made = head(cast)
    two = Step.objects.get(map=map_, name="Tests")
    note(cast, "pia", map_, f"{one.doc_id}>{two.doc_id}", "Mine")
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=made)
    assert (Step.objects.present().count(), Flow.objects.present().count(), MapNote.objects.present().count()) == (1, 0, 0)


def test_what_others_hung_on_a_step_since_it_was_seen_does_not_go_with_it_unseen(cast: Cast, map_: Map) -> None:
    step = steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "Triage"})
    seen, gone = head(cast), {"k": "del", "r": f"step/{step.pk}"}
    note(cast, "pia", map_, step.doc_id, "Mine")
    theirs = note(cast, "omar", map_, step.doc_id, "They wait for two hours")
    with pytest.raises(Conflict) as asked:
        apply(cast, "pia", gone | {"b": seen})
    assert [(clash.record, clash.field) for clash in asked.value.clashes] == [(f"note/{theirs.pk}", "text")]
    assert Step.objects.present().count() == 1
    apply(cast, "pia", gone | {"b": asked.value.clashes[0].rev})
    assert (Step.objects.present().count(), MapNote.objects.present().count()) == (0, 0)


def test_how_much_was_written_since_does_not_count_when_a_change_is_taken_back(cast: Cast, map_: Map) -> None:
    def queries(fields: dict[str, Any]) -> int:
        step = steps.add_step(actor=cast.actor("pia"), map_=map_, values={"name": "Triage"}, place=steps.Place(join_flows=False))
        made = head(cast)
        for name, value in fields.items():
            apply(cast, "pia", {"k": "set", "r": f"step/{step.pk}", "f": {name: value}, "b": {name: head(cast)}})
        with CaptureQueriesContext(
            connection,
        ) as asked:
            undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=made)
        return len(asked)

    few = queries({"area": "Office"})
    assert queries({"area": "Office", "wip": 3, "trigger": "A form", "done": "A stamp", "cycle_time": "5 min", "defect_rate": 2}) == few
