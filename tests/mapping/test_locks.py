"""Locked steps: participants change neither them nor what hangs on them; owner and coach do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mapping.models import Flow, Map, MapNote, Step
from tests.cast import Cast
from vsm_site.lib.errors import Forbidden, Locked
from vsm_site.lib.ids import uuid7
from workshops.models import Change, Workshop, WorkshopHead
from workshops.services.changes import apply_ops, undo_change
from workshops.services.room import lock_steps

pytestmark = pytest.mark.django_db
Op = dict[str, Any]


@pytest.fixture
def rows(cast: Cast) -> dict[str, str]:
    """A map of three steps in a line with a note at the second, by short names; the second is locked."""
    ids = {name: str(uuid7()) for name in ("map", "a", "b", "c", "ab", "bc", "note", "info", "ac", "party")}
    on = {"map": ids["map"]}
    ops: list[Op] = [{"k": "new", "r": f"map/{ids['map']}", "f": {"title": "Journey"}}]
    ops += [{"k": "new", "r": f"step/{ids[key]}", "f": on | {"name": f"Step {key}", "id": key, "order_key": key}} for key in "abc"]
    ops += [{"k": "new", "r": f"party/{ids['party']}", "f": on | {"name": "Lab system", "kind": "control", "id": "lab"}}]
    ops += [{"k": "new", "r": f"flow/{ids[f'{p}{q}']}", "f": on | {"from": p, "to": q}} for p, q in ("ab", "bc")]
    ops += [{"k": "new", "r": f"information/{ids['info']}", "f": on | {"from": "lab", "to": "b"}}]
    ops += [{"k": "new", "r": f"note/{ids['note']}", "f": on | {"kind": "issue", "text": "Long queue", "at": "a>b"}}]
    apply(cast, "fay", *ops)
    lock_steps(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, steps=[Step.objects.get(pk=ids["b"]).pk], on=True)
    return ids


def apply(cast: Cast, who: str, *ops: Op) -> int:
    done = apply_ops(actor=cast.actor(who), workshop_id=cast.workshop.pk, change_id=uuid7(), cid=f"c-{who}", ops=list(ops))
    return done.seq


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


REFUSED: dict[str, Callable[[dict[str, str]], Op]] = {
    "the step's datum": lambda ids: {"k": "set", "r": f"step/{ids['b']}", "f": {"cycle_time": "5 min"}, "b": {}},
    "the step's place": lambda ids: {"k": "set", "r": f"step/{ids['b']}", "f": {"order_key": "z"}, "b": {}},
    "the step itself": lambda ids: {"k": "del", "r": f"step/{ids['b']}", "b": None},
    "the flow into it": lambda ids: {"k": "set", "r": f"flow/{ids['ab']}", "f": {"wait": "2 h"}, "b": {}},
    "the flow out of it": lambda ids: {"k": "del", "r": f"flow/{ids['bc']}", "b": None},
    "a new flow to it": lambda ids: {"k": "new", "r": f"flow/{ids['ac']}", "f": {"map": ids["map"], "from": "c", "to": "b"}},
    "information to it": lambda ids: {"k": "set", "r": f"information/{ids['info']}", "f": {"label": "results"}, "b": {}},
    "a note at its flow": lambda ids: {"k": "set", "r": f"note/{ids['note']}", "f": {"text": "Short queue"}, "b": {}},
    "a neighbour that takes its flow along": lambda ids: {"k": "del", "r": f"step/{ids['a']}", "b": None},
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_participant_changes_nothing_at_a_locked_step(cast: Cast, rows: dict[str, str], what: str) -> None:
    before = head(cast), Change.objects.count()
    with pytest.raises(Locked) as refused:
        apply(cast, "pia", REFUSED[what](rows))
    assert refused.value.code == "locked"
    assert refused.value.detail == "The coach has locked “Step b”."
    assert (head(cast), Change.objects.count()) == before
    assert Step.objects.get(pk=rows["b"]).cycle_time is None
    assert Flow.objects.get(pk=rows["ab"]).wait is None
    assert MapNote.objects.get(pk=rows["note"]).text == "Long queue"
    assert Step.objects.present().filter(map_id=rows["map"]).count() == 3


def test_a_flow_is_not_led_to_a_locked_step(cast: Cast, rows: dict[str, str]) -> None:
    apply(cast, "pia", {"k": "new", "r": f"flow/{rows['ac']}", "f": {"map": rows["map"], "from": "a", "to": "c"}})
    with pytest.raises(Locked):
        apply(cast, "pia", {"k": "set", "r": f"flow/{rows['ac']}", "f": {"from": "c", "to": "b"}, "b": {}})
    assert Flow.objects.get(pk=rows["ac"]).target == "c"


def test_other_steps_stay_open(cast: Cast, rows: dict[str, str]) -> None:
    apply(cast, "pia", {"k": "set", "r": f"step/{rows['a']}", "f": {"cycle_time": "5 min"}, "b": {}})
    assert Step.objects.get(pk=rows["a"]).cycle_time == "5 min"


@pytest.mark.parametrize("who", ["fay", "omar"])
def test_whoever_changes_locked_maps_changes_a_locked_step(cast: Cast, rows: dict[str, str], who: str) -> None:
    apply(cast, who, {"k": "set", "r": f"step/{rows['b']}", "f": {"cycle_time": "5 min"}, "b": {}})
    assert Step.objects.get(pk=rows["b"]).cycle_time == "5 min"


def test_what_was_changed_before_is_not_taken_back_past_the_lock(cast: Cast, rows: dict[str, str]) -> None:
    lock_steps(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, steps=[Step.objects.get(pk=rows["b"]).pk], on=False)
    seq = apply(cast, "pia", {"k": "set", "r": f"step/{rows['b']}", "f": {"cycle_time": "5 min"}, "b": {}})
    lock_steps(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, steps=[Step.objects.get(pk=rows["b"]).pk], on=True)
    with pytest.raises(Locked):
        undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=seq)
    assert Step.objects.get(pk=rows["b"]).cycle_time == "5 min"


def test_only_who_runs_the_workshop_locks(cast: Cast, rows: dict[str, str]) -> None:
    op = {"k": "rm", "r": f"workshop/{cast.workshop.pk}", "set": "locked_steps", "v": rows["b"]}
    for who in ("omar", "pia", "spring"):
        with pytest.raises(Forbidden):
            apply(cast, who, op)
    assert Workshop.objects.get(pk=cast.workshop.pk).locked_steps == [rows["b"]]
    apply(cast, "fay", op)
    assert Workshop.objects.get(pk=cast.workshop.pk).locked_steps == []


def test_a_lock_moves_the_rights_and_leaves_the_map_alone(cast: Cast, rows: dict[str, str]) -> None:
    before, document = WorkshopHead.objects.get(workshop=cast.workshop), Map.objects.get(pk=rows["map"]).revs
    lock_steps(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, steps=[Step.objects.get(pk=rows["a"]).pk], on=True)
    after = WorkshopHead.objects.get(workshop=cast.workshop)
    assert after.perm_epoch == before.perm_epoch + 1
    assert after.state["locked_steps"] == [rows["b"], rows["a"]]
    assert Map.objects.get(pk=rows["map"]).revs == document
