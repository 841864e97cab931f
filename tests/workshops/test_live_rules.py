"""What an operation over the wire may not do: leave out what a record needs, say what is not one's to say, move what is fixed."""

from __future__ import annotations

from typing import Any

import pytest

from mapping.models import Flow, Map, Step
from mapping.services import maps
from reviews.models import Review
from reviews.services.reviews import add_review
from tests.cast import Cast, add_person
from tests.site.scenarios import SCENARIOS, Side, make
from vsm_site.lib.errors import Conflict, Forbidden, Gone, IdReused, Invalid
from vsm_site.lib.ids import uuid7
from workshops import records
from workshops.models import Barrier, Capture, LeaderQuestion, Participation, WorkshopDay, WorkshopHead
from workshops.policy import Role
from workshops.selectors import last_change_to_undo
from workshops.services import people
from workshops.services.captures import add_capture
from workshops.services.changes import apply_ops, undo_change
from workshops.services.days import raise_barrier

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def send(cast: Cast, who: str, *ops: dict[str, Any]) -> Any:
    return apply_ops(actor=cast.actor(who), workshop_id=cast.workshop.pk, change_id=uuid7(), cid=who, ops=list(ops))


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def everything(cast: Cast) -> None:
    """Fay may do everything, so that only what is sent is refused."""
    for role in (Role.OWNER, Role.SPONSOR):
        add_person(cast.workshop, cast.fay, role, by=cast.fay)


@pytest.mark.parametrize("kind", sorted(name for name, scenario in SCENARIOS.items() if scenario.new))
def test_an_empty_record_is_stored_or_refused_but_never_breaks_and_never_lacks_what_it_needs(cast: Cast, kind: str) -> None:
    everything(cast)
    before, spec = head(cast), records.kinds()[kind]
    needed = {name for name, field in spec.fields.items() if field.required}
    try:
        send(cast, "fay", {"k": "new", "r": f"{kind}/{uuid7()}", "f": {}})
    except Invalid:
        assert head(cast) == before
    else:
        made = spec.model.objects.latest("pk")
        assert [name for name in needed if getattr(made, spec.attr(name)) in (None, "")] == []


def test_what_is_left_out_is_named_at_its_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        send(cast, "pia", {"k": "new", "r": f"capture/{uuid7()}", "f": {"text": "late"}})
    assert [(fault.path, fault.text) for fault in refused.value.faults] == [("kind", "This cannot be left out.")]
    assert not Capture.objects.exists()


@pytest.mark.parametrize(
    ("who", "kind", "values"),
    [
        ("obi", "question", {"text": "May we?", "answer": "Yes, said the CEO"}),
        ("pia", "barrier", {"text": "One nurse", "answer": "Approved"}),
        ("pia", "capture", {"kind": "issue", "text": "late", "status": "closed"}),
    ],
)
def test_who_may_raise_something_does_not_answer_it(cast: Cast, who: str, kind: str, values: dict[str, str]) -> None:
    parents = {"day": str(WorkshopDay.objects.filter(workshop=cast.workshop).first().pk)} if kind == "question" else {}
    before = head(cast)
    with pytest.raises(Forbidden):
        send(cast, who, {"k": "new", "r": f"{kind}/{uuid7()}", "f": values | parents})
    assert (head(cast), Barrier.objects.count(), Capture.objects.count(), LeaderQuestion.objects.count()) == (before, 0, 0, 0)


def test_the_words_of_a_barrier_are_those_of_who_raised_it(cast: Cast) -> None:
    barrier = raise_barrier(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, text="The contract")
    with pytest.raises(Forbidden):
        send(cast, "pia", {"k": "set", "r": f"barrier/{barrier.pk}", "f": {"text": "Nothing"}})
    send(cast, "omar", {"k": "set", "r": f"barrier/{barrier.pk}", "f": {"text": "The carrier’s contract"}})
    barrier.refresh_from_db()
    assert barrier.text == "The carrier’s contract"


@pytest.mark.parametrize("who", ["fay", "omar"])
def test_nobody_makes_oneself_the_sponsor(cast: Cast, who: str) -> None:
    before = head(cast)
    with pytest.raises(Forbidden):
        people.invite(actor=cast.actor(who), workshop_id=cast.workshop.pk, values={"email": f"{who}@example.org", "role": "sponsor"})
    assert head(cast) == before


def test_removing_and_inviting_again_is_no_way_to_raise_somebody(cast: Cast) -> None:
    people.remove_person(actor=cast.actor("fay"), person_id=cast.person("pia").pk)
    before = head(cast)
    with pytest.raises(Forbidden):
        people.invite(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"email": "pia@example.org", "role": "owner"})
    assert head(cast) == before
    people.invite(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"email": "pia@example.org", "role": "participant"})
    assert Participation.objects.present().filter(workshop=cast.workshop, user=cast.pia).count() == 1


def test_making_a_workshop_is_neither_offered_nor_taken_as_something_to_undo(cast: Cast) -> None:
    before = head(cast)
    assert last_change_to_undo(cast.actor("omar"), cast.workshop) is None
    with pytest.raises(Invalid):
        undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=1)
    assert head(cast) == before


@pytest.mark.parametrize(("kind", "name"), [("step", "id"), ("step", "map"), ("flow", "map"), ("promise", "action"), ("reading", "metric")])
def test_what_is_set_once_stays(cast: Cast, kind: str, name: str) -> None:
    everything(cast)
    side = Side(cast.workshop, cast.actor("fay"), "A")
    record = side.record(kind)
    before, value = head(cast), records.kinds()[kind].dump(record, name)
    with pytest.raises(Invalid):
        send(cast, "fay", {"k": "set", "r": f"{kind}/{record.pk}", "f": {name: "zzz" if name in ("id", "metric") else str(uuid7())}})
    assert (head(cast), records.kinds()[kind].dump(side.fresh(record), name)) == (before, value)


@pytest.mark.parametrize(("name", "value"), [("due_on", "2020-01-01"), ("held_on", "2030-01-01"), ("day", 180)])
def test_the_days_of_a_review_are_changed_by_its_own_doors(cast: Cast, name: str, value: Any) -> None:
    review, before = Review.objects.get(workshop=cast.workshop, day=30), head(cast)
    with pytest.raises(Invalid):
        send(cast, "omar", {"k": "set", "r": f"review/{review.pk}", "f": {name: value}})
    assert head(cast) == before


def test_rows_of_a_removed_map_are_gone_until_it_comes_back(cast: Cast) -> None:
    side = Side(cast.workshop, cast.actor("fay"), "A")
    step = make(side, "step")
    map_ = Map.objects.get(pk=step.map_id)
    removed = maps.remove_map(actor=cast.actor("fay"), map_=map_)
    before = head(cast)
    with pytest.raises(Gone):
        send(cast, "fay", {"k": "set", "r": f"step/{step.pk}", "f": {"name": "Another"}})
    with pytest.raises(Invalid):
        send(cast, "fay", {"k": "new", "r": f"step/{uuid7()}", "f": {"map": str(map_.pk), "name": "New"}})
    assert (head(cast), Step.objects.get(pk=step.pk).name) == (before, step.name)
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=removed.seq)
    send(cast, "fay", {"k": "set", "r": f"step/{step.pk}", "f": {"name": "Another"}})
    assert Step.objects.get(pk=step.pk).name == "Another"


def test_a_change_id_of_something_else_makes_no_map(cast: Cast) -> None:
    change_id = uuid7()
    add_capture(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"kind": "issue", "text": "late"}, change_id=change_id)
    with pytest.raises(IdReused):
        maps.create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "New"}, change_id=change_id)
    assert not Map.objects.exists()


def test_a_review_that_was_added_and_taken_back_is_added_again(cast: Cast) -> None:
    for _ in range(2):
        made = add_review(actor=cast.actor("omar"), workshop=cast.workshop, day=365)
        with pytest.raises(Invalid):
            add_review(actor=cast.actor("omar"), workshop=cast.workshop, day=365)
        assert Review.objects.present().filter(workshop=cast.workshop, day=365).count() == 1
        undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=made.seq)
    assert not Review.objects.present().filter(workshop=cast.workshop, day=365).exists()


def test_a_new_flow_that_was_to_be_the_only_one_there_is_refused_once_another_leaves_the_same_step(cast: Cast) -> None:
    map_ = maps.create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Map"})
    last, theirs, mine = str(uuid7()), str(uuid7()), str(uuid7())
    place = {"map": str(map_.pk)}
    steps = [{"k": "new", "r": f"step/{step}", "f": place | {"id": step, "name": step}} for step in (last, theirs, mine)]
    send(cast, "fay", *steps)
    seen = head(cast)
    flow = {"k": "new", "r": f"flow/{uuid7()}", "f": place | {"from": last, "to": theirs}, "b": {"from": seen}}
    send(cast, "fay", flow)
    late = {"k": "new", "r": f"flow/{uuid7()}", "f": place | {"from": last, "to": mine}, "b": {"from": seen}}
    with pytest.raises(Conflict) as refused:
        send(cast, "pia", late)
    assert [(clash.record, clash.field, clash.value, clash.rev) for clash in refused.value.clashes] == [(flow["r"], "from", last, seen + 1)]
    assert (Flow.objects.filter(map=map_).count(), head(cast)) == (1, seen + 1)
    send(cast, "pia", late | {"b": {"from": seen + 1}})
    send(cast, "pia", late | {"r": f"flow/{uuid7()}", "f": place | {"from": last, "to": last, "kind": "rework"}, "b": {"from": seen + 1}})
    with pytest.raises(Invalid):
        send(cast, "pia", late | {"r": f"flow/{uuid7()}", "b": {"flavour": 1}})
