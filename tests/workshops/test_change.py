"""The one write path: counter, repeats, rights, clashes, log, undo."""

from __future__ import annotations

import pytest

from tests.cast import Cast, add_person
from vsm_site.lib.errors import Conflict, Forbidden, IdReused, Invalid, Locked, NotFound, Repeated
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.kinds import CAPTURE, CHARTER, WORKSHOP
from workshops.models import Capture, Change, Charter, Workshop, WorkshopHead
from workshops.models.live import WriteOutsideChange
from workshops.policy import Action, Role
from workshops.services.changes import apply_ops, undo_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def new_capture(cast: Cast, who: str = "pia", text: str = "the porter comes at nine") -> Capture:
    with change(cast.workshop.pk, actor=cast.actor(who)) as tx:
        return tx.new(CAPTURE, {"kind": "issue", "text": text})


def charter(cast: Cast) -> Charter:
    return Charter.objects.get(workshop=cast.workshop)


def test_every_change_takes_the_next_number_and_leaves_one_row(cast: Cast) -> None:
    before = head(cast)
    first, second = new_capture(cast), new_capture(cast)
    assert head(cast) == before + 2 == Change.objects.filter(workshop=cast.workshop).count()
    assert [first.rev("text"), second.rev("text")] == [before + 1, before + 2]
    assert first.author == cast.pia


def test_a_refused_change_leaves_no_hole_in_the_numbers(cast: Cast) -> None:
    before = head(cast)
    with pytest.raises(Forbidden):
        new_capture(cast, "obi")
    assert (head(cast), Capture.objects.count()) == (before, 0)


def test_a_stranger_learns_nothing(cast: Cast) -> None:
    before = head(cast)
    with pytest.raises(NotFound):
        new_capture(cast, "xena")
    assert head(cast) == before


def test_the_same_change_id_is_stored_once(cast: Cast) -> None:
    change_id = uuid7()
    ops = [{"k": "new", "r": f"capture/{uuid7()}", "f": {"kind": "issue", "text": "late lab results"}}]
    made = apply_ops(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, change_id=change_id, cid="a", ops=ops)
    with pytest.raises(Repeated) as again:
        apply_ops(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, change_id=change_id, cid="a", ops=ops)
    assert again.value.seq == made.seq == head(cast)
    assert Capture.objects.count() == 1


def test_another_persons_change_id_is_refused(cast: Cast) -> None:
    change_id = uuid7()
    ops = [{"k": "new", "r": f"capture/{uuid7()}", "f": {"kind": "issue", "text": "late lab results"}}]
    apply_ops(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, change_id=change_id, cid="a", ops=ops)
    with pytest.raises(IdReused):
        apply_ops(actor=cast.actor("per"), workshop_id=cast.workshop.pk, change_id=change_id, cid="b", ops=ops)
    assert Capture.objects.count() == 1


def test_conflict_when_the_same_field_moved_on(cast: Cast) -> None:
    row, before = charter(cast), head(cast)
    base = row.rev("trigger")
    with change(cast.workshop.pk, actor=cast.actor("fay"), client_id="a") as tx:
        tx.set(row, {"trigger": "patient arrives"}, base={"trigger": base})
    with pytest.raises(Conflict) as refused, change(cast.workshop.pk, actor=cast.actor("omar"), client_id="b") as tx:
        tx.set(row, {"trigger": "patient calls", "family": "walk-ins"}, base={"trigger": base, "family": base})
    clash = refused.value.clashes[0]
    assert (clash.field, clash.value, clash.rev, clash.user) == ("trigger", "patient arrives", before + 1, str(cast.fay.pk))
    assert (charter(cast).trigger, charter(cast).family, head(cast)) == ("patient arrives", "", before + 1)


def test_different_fields_of_one_record_both_stay(cast: Cast) -> None:
    row = charter(cast)
    base = row.rev("trigger")
    for who, name, value in (("fay", "trigger", "patient arrives"), ("omar", "family", "walk-ins")):
        with change(cast.workshop.pk, actor=cast.actor(who), client_id=who) as tx:
            tx.set(row, {name: value}, base={name: base})
    assert (charter(cast).trigger, charter(cast).family) == ("patient arrives", "walk-ins")


def test_ones_own_quick_second_edit_is_no_conflict(cast: Cast) -> None:
    row = charter(cast)
    base = {"trigger": row.rev("trigger")}
    for value in ("patient", "patient arrives"):
        with change(cast.workshop.pk, actor=cast.actor("fay"), client_id="tab") as tx:
            tx.set(row, {"trigger": value}, base=base)
    assert charter(cast).trigger == "patient arrives"


def test_lines_of_long_text_are_merged_when_they_do_not_touch(cast: Cast) -> None:
    row = charter(cast)
    with change(cast.workshop.pk, actor=cast.actor("fay"), client_id="a") as tx:
        row = tx.set(row, {"case_for_change": "one\ntwo\nthree\nfour\nfive\n"})
    base = {"case_for_change": row.rev("case_for_change")}
    with change(cast.workshop.pk, actor=cast.actor("fay"), client_id="a") as tx:
        tx.set(row, {"case_for_change": "ONE\ntwo\nthree\nfour\nfive\n"}, base=base)
    with change(cast.workshop.pk, actor=cast.actor("omar"), client_id="b") as tx:
        tx.set(row, {"case_for_change": "one\ntwo\nthree\nfour\nFIVE\n"}, base=base)
    assert charter(cast).case_for_change == "ONE\ntwo\nthree\nfour\nFIVE\n"
    with pytest.raises(Conflict), change(cast.workshop.pk, actor=cast.actor("omar"), client_id="c") as tx:
        tx.set(row, {"case_for_change": "uno\ntwo\nthree\nfour\nfive\n"}, base=base)
    assert charter(cast).case_for_change == "ONE\ntwo\nthree\nfour\nFIVE\n"


def test_pause_refuses_with_locked_and_the_coach_goes_on(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.workshop, {"paused": True})
    with pytest.raises(Locked):
        new_capture(cast, "pia")
    new_capture(cast, "fay")
    assert Capture.objects.count() == 1


def test_an_observer_cannot_pause(cast: Cast) -> None:
    with pytest.raises(Forbidden), change(cast.workshop.pk, actor=cast.actor("omar")) as tx:
        tx.set(cast.workshop, {"paused": True})
    assert not Workshop.objects.get(pk=cast.workshop.pk).paused


def test_a_removed_role_acts_on_the_next_change(cast: Cast) -> None:
    row = cast.person("pia")
    epoch = WorkshopHead.objects.get(workshop=cast.workshop).perm_epoch
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.delete(row)
    with pytest.raises(NotFound):
        new_capture(cast, "pia")
    assert WorkshopHead.objects.get(workshop=cast.workshop).perm_epoch == epoch + 1


def test_undo_puts_the_old_value_back_and_redo_the_new_one(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(charter(cast), {"trigger": "patient arrives"})
    undone = undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=tx.committed.seq)
    assert charter(cast).trigger == ""
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=undone.seq)
    assert charter(cast).trigger == "patient arrives"
    with pytest.raises(Invalid):
        undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=undone.seq)


def test_undo_after_somebody_elses_edit_asks_and_goes_on_anyway(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(charter(cast), {"trigger": "patient arrives"})
    mine = tx.committed.seq
    with change(cast.workshop.pk, actor=cast.actor("omar")) as tx:
        tx.set(charter(cast), {"trigger": "patient calls"})
    with pytest.raises(Conflict) as refused:
        undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=mine)
    assert refused.value.clashes[0].user == str(cast.omar.pk)
    assert charter(cast).trigger == "patient calls"
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=mine, anyway=True)
    assert charter(cast).trigger == ""


def test_a_removed_record_comes_back_under_the_same_id(cast: Cast) -> None:
    row = new_capture(cast)
    with change(cast.workshop.pk, actor=cast.actor("pia")) as tx:
        tx.delete(row)
    assert not Capture.objects.present().exists()
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=tx.committed.seq)
    back = Capture.objects.present().get()
    assert (back.pk, back.text, back.author, back.captured_at) == (row.pk, row.text, cast.pia, row.captured_at)


def test_only_the_coach_takes_back_what_somebody_else_did(cast: Cast) -> None:
    row = new_capture(cast, "pia")
    seq = row.rev("text")
    with pytest.raises(Forbidden):
        undo_change(actor=cast.actor("per"), workshop_id=cast.workshop.pk, seq=seq)
    assert Capture.objects.present().count() == 1
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=seq)
    assert not Capture.objects.present().exists()


def test_a_live_record_is_not_written_past_the_log(cast: Cast) -> None:
    row = new_capture(cast)
    row.text = "changed on the side"
    with pytest.raises(WriteOutsideChange):
        row.save()
    with pytest.raises(WriteOutsideChange):
        Capture.objects.filter(pk=row.pk).update(text="changed on the side")
    with pytest.raises(WriteOutsideChange):
        row.delete()
    assert Capture.objects.get().text == "the porter comes at nine"


def test_a_change_that_changes_nothing_takes_no_number(cast: Cast) -> None:
    before = head(cast)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        pass
    assert (tx.committed.empty, tx.committed.seq, head(cast)) == (True, before, before)


def test_a_person_of_another_workshop_cannot_own_anything_here(cast: Cast) -> None:
    row = new_capture(cast, "fay")
    foreign = add_person(cast.other_workshop, cast.uma, Role.PARTICIPANT, by=cast.xena)
    with pytest.raises(Invalid), change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(row, {"owner": foreign.pk})
    assert Capture.objects.get().owner is None


def test_rights_of_one_field_are_asked_for_besides(cast: Cast) -> None:
    with pytest.raises(Forbidden), change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.EDIT_CHARTER) as tx:
        tx.set(charter(cast), CHARTER.parse({"approved_by": str(cast.fay.pk)}, from_wire=False))
    assert charter(cast).approved_by is None


def test_days_out_of_order_are_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused, change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.workshop, WORKSHOP.parse({"last_day": "2026-11-01"}))
    assert refused.value.faults[0].path == "last_day"
    assert Workshop.objects.get(pk=cast.workshop.pk).last_day.isoformat() == "2026-11-18"
