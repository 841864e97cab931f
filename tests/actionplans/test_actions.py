"""Making, changing, giving, moving and removing actions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from accounts.models import Notification
from actionplans.models import Action, ActionPlan, ProgressUpdate, Promise
from actionplans.services import actions, plans, progress
from actionplans.services.actions import PromiseEdit
from tests.actionplans.factories import make_action
from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Gone, Invalid, NotFound, Repeated
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.kinds import CAPTURE, WORKSHOP
from workshops.models import Capture, Change, WorkshopHead
from workshops.services.changes import apply_ops, undo_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LEAD = {"metric": "Lead time", "from": "23.6 d", "to": "4.5 d"}


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def stored(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)


def promise_texts(action: Action) -> list[str]:
    return [str(row) for row in Promise.objects.present().filter(action=action)]


def new_capture(cast: Cast, text: str = "Porter comes at nine") -> Capture:
    with change(cast.workshop.pk, actor=cast.actor("pia")) as tx:
        return tx.new(CAPTURE, {"kind": "improvement", "text": text})


def test_every_workshop_has_one_plan_from_the_beginning(cast: Cast) -> None:
    assert ActionPlan.objects.filter(workshop=cast.workshop).count() == 1
    assert "plan/" in str(Change.objects.get(workshop=cast.workshop, kind="create").ops)


def test_an_action_with_its_promise_is_one_change(cast: Cast) -> None:
    before = head(cast)
    action = make_action(cast, owner="pia", promises=[LEAD], start="2026-11-23", end=date(2026, 11, 27))
    assert head(cast) == before + 1
    row = stored(action)
    assert (row.title, row.kind, row.owner, row.status, row.start) == (
        "Results by noon",
        "event",
        cast.person("pia"),
        "todo",
        date(2026, 11, 23),
    )
    assert promise_texts(action) == ["Lead time 23.6 → 4.5 d"]
    assert Promise.objects.get(action=action).metric == "lead_time"


def test_actions_stand_in_the_order_they_were_added(cast: Cast) -> None:
    titles = ["first", "second", "third"]
    for title in titles:
        make_action(cast, title)
    assert list(Action.objects.filter(workshop=cast.workshop).values_list("title", flat=True)) == titles


@pytest.mark.parametrize(
    ("values", "promises", "path", "text"),
    [
        ({"title": " "}, [], "title", "This cannot be empty."),
        ({"kind": "wish"}, [], "kind", "Choose one of: just_do_it, event, project, burst, workshop."),
        ({"start": "2026-11-27", "end": "2026-11-23"}, [], "end", "The end cannot be before the start."),
        ({"status": "blocked"}, [], "reason", "Say what blocks it."),
        ({"status": "dropped", "reason": "  "}, [], "reason", "Say what it is dropped for."),
        ({"waits_for": uuid7()}, [], "waits_for", "There is no such person or thing in this workshop."),
        ({"team": [str(uuid7())]}, [], "team", "There is no such person in this workshop."),
        ({"step": uuid7()}, [], "step", "There is no such step in this workshop."),
        ({"percent": 101}, [], "percent", "Type a whole number from 0 to 100."),
        (
            {},
            [LEAD, {**LEAD, "to": "soon"}],
            "promises[1].to",
            "“soon” is no time. Type a number with its unit: 90 min, 1.5 h, 2 d 4 h, 20-40 min or ~15 min.",
        ),
        ({}, [{"metric": "Uptime", "from": 80, "to": 100}], "promises[0].step", "Uptime belongs to one step: choose it."),
        ({}, [{"metric": "", "from": 80, "to": 100}], "promises[0].metric", "This cannot be empty."),
    ],
)
def test_a_refused_action_leaves_nothing(cast: Cast, values: dict[str, Any], promises: list[Any], path: str, text: str) -> None:
    before = head(cast)
    with pytest.raises(Invalid) as refused:
        make_action(cast, promises=promises, **values)
    assert [(fault.path, fault.text) for fault in refused.value.faults] == [(path, text)]
    assert (head(cast), Action.objects.count(), Promise.objects.count()) == (before, 0, 0)


def test_people_of_another_workshop_cannot_own_an_action(cast: Cast) -> None:
    stranger = cast.xena.participations.get()
    with pytest.raises(Invalid):
        actions.create_action(
            actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"title": "x", "kind": "event", "owner": stranger.pk}
        )
    assert Action.objects.count() == 0


@pytest.mark.parametrize("who", ["spring", "pia", "per", "obi", "ada"])
def test_only_owner_and_coach_add_actions(cast: Cast, who: str) -> None:
    before = head(cast)
    with pytest.raises(Forbidden):
        make_action(cast, by=who)
    assert (head(cast), Action.objects.count()) == (before, 0)


@pytest.mark.parametrize("who", ["uma", "xena"])
def test_strangers_learn_nothing_of_a_plan(cast: Cast, who: str) -> None:
    action = make_action(cast)
    for attempt in (
        lambda: make_action(cast, by=who),
        lambda: actions.update_action(actor=cast.actor(who), action_id=action.pk, values={"title": "mine"}),
        lambda: actions.remove_action(actor=cast.actor(who), action_id=action.pk),
        lambda: progress.report_progress(actor=cast.actor(who), action_id=action.pk, values={"text": "hello"}),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert stored(action).title == "Results by noon"


def test_after_the_handover_the_coach_edits_the_plan_no_longer(cast: Cast) -> None:
    action = make_action(cast, by="fay")
    with change(cast.workshop.pk, actor=cast.actor("omar")) as tx:
        tx.set(cast.workshop, WORKSHOP.parse({"plan_handed_over": True}))
    with pytest.raises(Forbidden):
        actions.update_action(actor=cast.actor("fay"), action_id=action.pk, values={"title": "Other"})
    actions.update_action(actor=cast.actor("omar"), action_id=action.pk, values={"title": "Mine now"})
    assert stored(action).title == "Mine now"


@pytest.mark.parametrize("who", ["pia", "spring"])
def test_the_owner_of_an_action_says_how_it_stands_and_nothing_else(cast: Cast, who: str) -> None:
    action = make_action(cast, owner=who)
    actor = cast.actor(who)
    actions.change_status(
        actor=actor, action_id=action.pk, values={"status": "blocked", "reason": "No key", "waits_for": cast.person("omar").pk}
    )
    row = stored(action)
    assert (row.status, row.reason, row.waits_for) == ("blocked", "No key", cast.person("omar"))
    for values in ({"title": "Easier"}, {"end": "2027-01-01"}, {"owner": None}, {"status": "doing", "end": "2027-01-01"}):
        with pytest.raises(Forbidden):
            actions.update_action(actor=actor, action_id=action.pk, values=values)
    assert (stored(action).title, stored(action).end, stored(action).status) == ("Results by noon", None, "blocked")


def test_others_do_not_say_how_an_action_stands(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    before = head(cast)
    for who in ("per", "spring", "obi"):
        with pytest.raises(Forbidden):
            actions.change_status(actor=cast.actor(who), action_id=action.pk, values={"status": "done"})
        with pytest.raises(Forbidden):
            progress.report_progress(actor=cast.actor(who), action_id=action.pk, values={"text": "done it"})
    assert (head(cast), stored(action).status, ProgressUpdate.objects.count()) == (before, "todo", 0)


def test_a_reason_goes_when_nothing_blocks_any_more(cast: Cast) -> None:
    action = make_action(cast, owner="pia", status="blocked", reason="No key", waits_for=cast.person("spring").pk)
    actions.change_status(actor=cast.actor("pia"), action_id=action.pk, values={"status": "doing"})
    row = stored(action)
    assert (row.status, row.reason, row.waits_for) == ("doing", "", None)


def test_a_new_status_is_dated_in_the_zone_of_the_workshop(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.workshop, WORKSHOP.parse({"time_zone": "Pacific/Auckland"}))
    with time_machine.travel("2026-11-18T20:00:00Z", tick=False):
        action = make_action(cast)
        assert stored(action).status_on == date(2026, 11, 19)
    with time_machine.travel("2026-11-25T20:00:00Z", tick=False):
        actions.change_status(actor=cast.actor("omar"), action_id=action.pk, values={"status": "done"})
        assert stored(action).status_on == date(2026, 11, 26)
    with time_machine.travel("2026-11-29T20:00:00Z", tick=False):
        actions.change_status(actor=cast.actor("omar"), action_id=action.pk, values={"status": "done"})
        assert stored(action).status_on == date(2026, 11, 26)


def test_a_status_from_the_wire_is_dated_too_and_undo_brings_the_old_day_back(cast: Cast) -> None:
    with time_machine.travel("2026-11-18T09:00:00Z", tick=False):
        action = make_action(cast)
    with time_machine.travel("2026-11-20T09:00:00Z", tick=False):
        ops = [{"k": "set", "r": f"action/{action.pk}", "f": {"status": "doing"}}]
        done = apply_ops(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="", ops=ops)
    assert stored(action).status_on == date(2026, 11, 20)
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=done.seq)
    assert (stored(action).status, stored(action).status_on) == ("todo", date(2026, 11, 18))


def test_the_wire_cannot_set_what_only_services_set(cast: Cast) -> None:
    action = make_action(cast)
    ops = [{"k": "set", "r": f"action/{action.pk}", "f": {"status_on": "2020-01-01"}}]
    with pytest.raises(Invalid):
        apply_ops(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="", ops=ops)


def test_two_people_changing_one_field_the_second_gets_both(cast: Cast) -> None:
    action = make_action(cast)
    base = {"title": action.rev("title")}
    actions.update_action(actor=cast.actor("fay"), action_id=action.pk, values={"title": "Results by ten"}, base=base)
    with pytest.raises(Conflict) as clash:
        actions.update_action(
            actor=cast.actor("omar"), action_id=action.pk, values={"title": "Results by eleven", "kind": "burst"}, base=base
        )
    assert [(entry.field, entry.value, entry.user) for entry in clash.value.clashes] == [("title", "Results by ten", str(cast.fay.pk))]
    assert (stored(action).title, stored(action).kind) == ("Results by ten", "event")


def test_different_fields_do_not_clash(cast: Cast) -> None:
    action = make_action(cast)
    seen = action.field_revs
    actions.update_action(actor=cast.actor("fay"), action_id=action.pk, values={"title": "Results by ten"}, base=seen)
    actions.update_action(actor=cast.actor("omar"), action_id=action.pk, values={"kind": "burst"}, base=seen)
    assert (stored(action).title, stored(action).kind) == ("Results by ten", "burst")


def test_the_same_change_id_adds_one_action(cast: Cast) -> None:
    said: dict[str, Any] = {"actor": cast.actor("omar"), "workshop_id": cast.workshop.pk, "values": {"title": "Once", "kind": "event"}}
    change_id = uuid7()
    actions.create_action(**said, change_id=change_id)
    with pytest.raises(Repeated):
        actions.create_action(**said, change_id=change_id)
    assert Action.objects.filter(title="Once").count() == 1


def test_the_new_owner_is_told_once_and_nobody_about_oneself(cast: Cast) -> None:
    action = make_action(cast, owner="pia", end="2026-11-27")
    actions.assign_action(actor=cast.actor("omar"), action_id=action.pk, owner_id=cast.person("omar").pk)
    actions.update_action(actor=cast.actor("omar"), action_id=action.pk, values={"title": "Other"})
    told = Notification.objects.get()
    assert (told.user, told.kind, told.url) == (cast.pia, "action-assigned", f"/actions/{action.pk}/")
    assert told.text == "Omar gave you “Results by noon”, until Fri 27 Nov."


def test_a_refused_assignment_tells_nobody(cast: Cast) -> None:
    action = make_action(cast)
    with pytest.raises(Forbidden):
        actions.assign_action(actor=cast.actor("per"), action_id=action.pk, owner_id=cast.person("pia").pk)
    assert (Notification.objects.count(), stored(action).owner) == (0, None)


def test_whom_a_blocked_action_waits_for_is_told(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    Notification.objects.all().delete()
    values = {"status": "blocked", "reason": "Needs a purchase", "waits_for": cast.person("spring").pk}
    actions.change_status(actor=cast.actor("pia"), action_id=action.pk, values=values)
    told = Notification.objects.get()
    assert (told.user, told.text) == (cast.spring, "“Results by noon” waits for you: Needs a purchase")


def test_a_capture_becomes_an_action_in_one_change_and_undo_takes_both_back(cast: Cast) -> None:
    capture = new_capture(cast)
    before = head(cast)
    action = actions.create_action_from_capture(
        actor=cast.actor("fay"), capture_id=capture.pk, values={"title": "Porter at seven", "kind": "burst"}
    )
    capture.refresh_from_db()
    assert head(cast) == before + 1
    assert (stored(action).source_capture, capture.status, capture.disposition) == (capture, "action", "Action: Porter at seven")
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=before + 1)
    capture.refresh_from_db()
    assert (stored(action).deleted_seq, capture.status, capture.disposition) == (before + 2, "open", "")


def test_a_removed_capture_becomes_nothing(cast: Cast) -> None:
    capture = new_capture(cast)
    with change(cast.workshop.pk, actor=cast.actor("pia")) as tx:
        tx.delete(capture)
    with pytest.raises(NotFound):
        actions.create_action_from_capture(actor=cast.actor("fay"), capture_id=capture.pk, values={"title": "x", "kind": "event"})
    assert Action.objects.count() == 0


def test_who_may_not_edit_the_plan_makes_nothing_of_a_capture(cast: Cast) -> None:
    capture = new_capture(cast)
    with pytest.raises(Forbidden):
        actions.create_action_from_capture(actor=cast.actor("pia"), capture_id=capture.pk, values={"title": "x", "kind": "event"})
    capture.refresh_from_db()
    assert (Action.objects.count(), capture.status) == (0, "open")


def test_progress_is_kept_with_author_and_becomes_the_percentage_of_the_action(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    before = head(cast)
    values = {"text": "24 min now", "percent": 60, "evidence": "https://example.org/video"}
    update = progress.report_progress(actor=cast.actor("pia"), action_id=action.pk, values=values)
    row = ProgressUpdate.objects.get(pk=update.pk)
    assert (row.text, row.percent, row.evidence, row.author, stored(action).percent) == (
        "24 min now",
        60,
        "https://example.org/video",
        cast.pia,
        60,
    )
    assert head(cast) == before + 1
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=before + 1)
    assert (ProgressUpdate.objects.present().count(), stored(action).percent) == (0, None)


def test_a_line_without_percentage_leaves_the_percentage(cast: Cast) -> None:
    action = make_action(cast, owner="pia", percent=40)
    progress.report_progress(actor=cast.actor("omar"), action_id=action.pk, values={"text": "on it", "percent": None})
    assert stored(action).percent == 40


def test_one_takes_back_one_s_own_line_only(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    update = progress.report_progress(actor=cast.actor("pia"), action_id=action.pk, values={"text": "on it"})
    with pytest.raises(Forbidden):
        progress.remove_update(actor=cast.actor("per"), update_id=update.pk)
    progress.remove_update(actor=cast.actor("pia"), update_id=update.pk)
    assert ProgressUpdate.objects.get().deleted_seq == head(cast)


def test_removing_takes_promises_and_updates_along_and_undo_brings_all_back(cast: Cast) -> None:
    action = make_action(cast, owner="pia", promises=[LEAD], team=[str(cast.person("per").pk)])
    progress.report_progress(actor=cast.actor("pia"), action_id=action.pk, values={"text": "on it"})
    actions.remove_action(actor=cast.actor("omar"), action_id=action.pk)
    assert [model.objects.present().count() for model in (Action, Promise, ProgressUpdate)] == [0, 0, 0]
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert [model.objects.present().count() for model in (Action, Promise, ProgressUpdate)] == [1, 1, 1]
    assert (stored(action).team, ProgressUpdate.objects.get().author) == ([str(cast.person("per").pk)], cast.pia)


def test_a_removed_action_takes_no_more_updates(cast: Cast) -> None:
    action = make_action(cast, owner="pia")
    actions.remove_action(actor=cast.actor("omar"), action_id=action.pk)
    with pytest.raises(NotFound):
        progress.report_progress(actor=cast.actor("pia"), action_id=action.pk, values={"text": "on it"})
    ops = [{"k": "new", "r": f"update/{uuid7()}", "f": {"action": str(action.pk), "text": "on it"}}]
    with pytest.raises(Invalid):
        apply_ops(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, change_id=uuid7(), cid="", ops=ops)
    with pytest.raises(Gone):
        apply_ops(
            actor=cast.actor("omar"),
            workshop_id=cast.workshop.pk,
            change_id=uuid7(),
            cid="",
            ops=[{"k": "set", "r": f"action/{action.pk}", "f": {"title": "Back"}}],
        )
    assert ProgressUpdate.objects.count() == 0


def test_promises_are_changed_added_and_removed_together(cast: Cast) -> None:
    action = make_action(cast, promises=[LEAD, {"metric": "Complaints", "from": "12 a week", "to": "0"}])
    lead, complaints = Promise.objects.filter(action=action).order_by("id")
    edits = [
        PromiseEdit({"to": "3 d"}, lead.pk, {"to": lead.rev("to")}),
        PromiseEdit(pk=complaints.pk, remove=True),
        PromiseEdit({"metric": "wip", "from": 12, "to": 4}),
    ]
    actions.update_action(actor=cast.actor("omar"), action_id=action.pk, values={}, promises=edits)
    assert promise_texts(action) == ["Lead time 23.6 → 3 d", "Work in process 12 → 4"]


def test_a_promise_of_another_action_is_left_alone(cast: Cast) -> None:
    mine, other = make_action(cast), make_action(cast, promises=[LEAD])
    promise = Promise.objects.get(action=other)
    with pytest.raises(Invalid):
        actions.update_action(actor=cast.actor("omar"), action_id=mine.pk, values={}, promises=[PromiseEdit(pk=promise.pk, remove=True)])
    assert promise_texts(other) == ["Lead time 23.6 → 4.5 d"]


def test_a_list_of_promises_replaces_them_by_metric(cast: Cast) -> None:
    action = make_action(cast, promises=[LEAD, {"metric": "Complaints", "from": "12 a week", "to": "0"}])
    kept = Promise.objects.get(action=action, metric="lead_time")
    wanted = [{"metric": "lead_time", "from": "23.6 d", "to": "2 d"}, {"metric": "wip", "from": 9, "to": 3}]
    actions.replace_promises(actor=cast.actor("omar"), action_id=action.pk, wanted=wanted)
    assert promise_texts(action) == ["Lead time 23.6 → 2 d", "Work in process 9 → 3"]
    assert Promise.objects.get(pk=kept.pk).to_value == "2 d"


def test_replacing_promises_that_moved_on_is_a_conflict(cast: Cast) -> None:
    action = make_action(cast, promises=[LEAD])
    seen = head(cast)
    promise = Promise.objects.get(action=action)
    edit = PromiseEdit({"to": "3 d"}, promise.pk)
    actions.update_action(actor=cast.actor("fay"), action_id=action.pk, values={}, promises=[edit])
    with pytest.raises(Conflict):
        actions.replace_promises(actor=cast.actor("omar"), action_id=action.pk, wanted=[], seen=seen)
    assert promise_texts(action) == ["Lead time 23.6 → 3 d"]


def test_a_card_moves_to_a_place_in_a_column(cast: Cast) -> None:
    first, second, third = (make_action(cast, title) for title in ("first", "second", "third"))
    actions.move_action(actor=cast.actor("omar"), action_id=third.pk, values={"status": "todo"}, before=second.pk)
    assert list(Action.objects.values_list("title", flat=True)) == ["first", "third", "second"]
    actions.move_action(actor=cast.actor("omar"), action_id=first.pk, values={"status": "doing"}, before=None)
    assert stored(first).status == "doing"
    assert list(Action.objects.filter(status="todo").values_list("title", flat=True)) == ["third", "second"]


def test_the_owner_of_a_card_moves_it_but_orders_nobody_s_column(cast: Cast) -> None:
    other, mine = make_action(cast, "other", status="doing"), make_action(cast, "mine", owner="pia")
    key = mine.order_key
    actions.move_action(actor=cast.actor("pia"), action_id=mine.pk, values={"status": "doing"}, before=other.pk)
    assert (stored(mine).status, stored(mine).order_key) == ("doing", key)
    with pytest.raises(Forbidden):
        actions.move_action(actor=cast.actor("pia"), action_id=mine.pk, values={"status": "doing"}, before=other.pk)
    with pytest.raises(Forbidden):
        actions.move_action(actor=cast.actor("per"), action_id=mine.pk, values={"status": "done"}, before=None)
    assert stored(mine).status == "doing"


def test_the_draft_timeline_dates_what_has_no_dates(cast: Cast) -> None:
    fixed = make_action(cast, "fixed", owner="per", end="2026-12-02")
    quick = make_action(cast, "quick", owner="per", kind="just_do_it")
    project = make_action(cast, "project", owner="pia", kind="project")
    make_action(cast, "over", status="done")
    with time_machine.travel("2026-11-18T09:00:00Z", tick=False):
        assert plans.draft_timeline(actor=cast.actor("omar"), workshop_id=cast.workshop.pk) == 2
    assert (stored(quick).start, stored(quick).end) == (date(2026, 12, 7), date(2026, 12, 11))
    assert (stored(project).start, stored(project).end) == (date(2026, 11, 23), date(2027, 1, 1))
    assert (stored(fixed).start, stored(fixed).end) == (None, date(2026, 12, 2))
    before = head(cast)
    assert plans.draft_timeline(actor=cast.actor("omar"), workshop_id=cast.workshop.pk) == 0
    assert head(cast) == before
    with pytest.raises(Forbidden):
        plans.draft_timeline(actor=cast.actor("pia"), workshop_id=cast.workshop.pk)


def test_the_objective_is_written_by_those_who_edit_the_plan(cast: Cast) -> None:
    plans.update_plan(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, objective="Results in a day")
    with pytest.raises(Forbidden):
        plans.update_plan(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, objective="Less work")
    assert ActionPlan.objects.get(workshop=cast.workshop).objective == "Results in a day"
