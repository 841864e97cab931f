"""Stages: what speaks against going on, going on and back with a reason, and the tasks of each stage."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.dispatch import receiver

from tests.cast import Cast, add_person
from vsm_site.lib.errors import Conflict, Forbidden, Invalid, NotFound
from workshops import panels
from workshops.change import change
from workshops.duties import DUTIES, ROLE_DUTIES
from workshops.kinds import CHARTER, TARGET
from workshops.models import Charter, Participation, SetupTask, StageMove, Workshop, WorkshopHead
from workshops.policy import Role
from workshops.selectors import stages as selectors
from workshops.services import stages, tasks
from workshops.services.changes import undo_change
from workshops.signals import stage_changed
from workshops.stages import Stage, StageFacts, blockers

pytestmark = pytest.mark.django_db
URL = "/workshops/{}/stages/{}/"


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def go(cast: Cast, to: str, reason: str = "The room is booked", who: str = "fay", **more: Any) -> None:
    stages.move_stage(actor=cast.actor(who), workshop_id=cast.workshop.pk, to=Stage(to), reason=reason, **more)


def stage_of(cast: Cast) -> str:
    return Workshop.objects.get(pk=cast.workshop.pk).stage


def task(cast: Cast, key: str = "materials") -> SetupTask:
    return SetupTask.objects.get(workshop=cast.workshop, key=key)


def page(cast: Cast, stage: str = "prepare", who: str = "fay") -> str:
    answer = cast.client(who).get(URL.format(cast.workshop.pk, stage))
    assert answer.status_code == 200
    return answer.content.decode()


# Readiness


def test_nothing_speaks_against_a_prepared_workshop() -> None:
    facts = StageFacts(
        has_case_for_change=True,
        has_scope=True,
        has_targets=True,
        charter_approved=True,
        roles=frozenset({"sponsor", "owner", "coach", "participant"}),
        participants=8,
    )
    assert blockers(Stage.PREPARE, facts) == []


@pytest.mark.parametrize(
    ("stage", "facts", "texts"),
    [
        (Stage.GATHER, StageFacts(), ["The current state is not mapped yet."]),
        (
            Stage.GATHER,
            StageFacts(current_maps=1, current_steps=4, missing_numbers=1),
            ["1 time is missing on the current map, so its totals are lower bounds."],
        ),
        (Stage.FUTURE, StageFacts(), ["There is no future-state map yet.", "The action plan is empty."]),
        (
            Stage.FUTURE,
            StageFacts(future_maps=1, actions=3, actions_without_dates=2, captures_without_disposition=1),
            ["2 actions have no owner or no end date.", "1 capture has no disposition yet."],
        ),
        (Stage.EXECUTE, StageFacts(open_actions=1), ["1 action is still open."]),
        (Stage.ALIGN, StageFacts(reviews_open=3), ["3 reviews are not closed."]),
        (Stage.ALIGN, StageFacts(open_tasks=("A", "B", "C", "D")), ["Still open: A; B; C and 1 more."]),
    ],
)
def test_what_speaks_against_going_on(stage: Stage, facts: StageFacts, texts: list[str]) -> None:
    assert [blocker.text for blocker in blockers(stage, facts)] == texts


def test_facts_come_from_charter_people_tasks_and_the_apps_above(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = selectors.facts_of(cast.workshop, Stage.PREPARE)
    assert (facts.has_case_for_change, facts.has_scope, facts.has_targets, facts.charter_approved) == (False, False, False, False)
    assert (facts.roles, facts.participants) == (frozenset({"coach", "owner", "sponsor", "participant", "observer"}), 2)
    assert len(facts.open_tasks) == len([duty for duty in DUTIES if duty.stage is Stage.PREPARE])
    charter = Charter.objects.get(workshop=cast.workshop)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(charter, CHARTER.parse({"case_for_change": "Too long", "trigger": "Arrives", "first_step": "Triage", "last_step": "Home"}))
        tx.new(TARGET, {"metric": "Lead time", "target": "6 h"})
    monkeypatch.setattr(panels, "_facts", [lambda workshop: {"current_maps": 2, "missing_numbers": 3}])
    facts = selectors.facts_of(cast.workshop, Stage.PREPARE)
    assert (facts.has_case_for_change, facts.has_scope, facts.has_targets, facts.current_maps, facts.missing_numbers) == (
        True,
        True,
        True,
        2,
        3,
    )


# Going on and back


def test_going_on_with_a_reason_keeps_what_was_open(cast: Cast) -> None:
    heard: list[tuple[str, str]] = []

    @receiver(stage_changed, weak=False, dispatch_uid="test-stage")
    def hear(sender: Any, workshop: Workshop, before: Stage, **_: Any) -> None:
        heard.append((before.value, workshop.stage))

    try:
        go(cast, "gather", "  The room is booked ")
    finally:
        stage_changed.disconnect(dispatch_uid="test-stage")
    move = StageMove.objects.get()
    assert (move.from_stage, move.to_stage, move.reason, move.by, move.is_back) == (
        "prepare",
        "gather",
        "The room is booked",
        cast.fay,
        False,
    )
    assert "The case for change is not written." in move.blockers
    assert (stage_of(cast), heard) == ("gather", [("prepare", "gather")])


def test_warnings_ask_for_a_reason_and_change_nothing_without(cast: Cast) -> None:
    before = head(cast)
    with pytest.raises(Invalid) as error:
        go(cast, "gather", "  ")
    assert error.value.faults[0].path == "reason"
    assert (stage_of(cast), head(cast), StageMove.objects.count()) == ("prepare", before, 0)


def test_nothing_open_needs_no_reason(cast: Cast) -> None:
    for stage in ("gather", "future", "execute"):
        go(cast, stage)
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        for row in SetupTask.objects.filter(workshop=cast.workshop, stage="execute"):
            tx.set(row, {"done": True})
    go(cast, "align", "")
    assert (StageMove.objects.first().reason, StageMove.objects.first().blockers, stage_of(cast)) == ("", [], "align")


def test_going_back_needs_a_reason_and_is_kept(cast: Cast) -> None:
    go(cast, "gather")
    with pytest.raises(Invalid):
        go(cast, "prepare", "")
    go(cast, "prepare", "The scope was wrong")
    move = StageMove.objects.first()
    assert (stage_of(cast), move.is_back, move.reason, move.blockers) == ("prepare", True, "The scope was wrong", [])
    assert [row.to_stage for row in selectors.list_moves(cast.workshop)] == ["prepare", "gather"]


@pytest.mark.parametrize("to", ["prepare", "future", "align"])
def test_a_workshop_goes_to_the_next_stage_only(cast: Cast, to: str) -> None:
    before = head(cast)
    with pytest.raises(Invalid) as error:
        go(cast, to)
    assert error.value.faults[0].path == "to"
    assert (stage_of(cast), head(cast)) == ("prepare", before)


def test_two_coaches_do_not_go_on_past_each_other(cast: Cast) -> None:
    seen = cast.workshop.rev("stage")
    go(cast, "gather", base=seen)
    before = head(cast)
    with pytest.raises(Conflict):
        go(cast, "future", base=seen)
    assert (stage_of(cast), head(cast)) == ("gather", before)


@pytest.mark.parametrize(
    ("who", "error"), [("omar", Forbidden), ("spring", Forbidden), ("pia", Forbidden), ("uma", NotFound), ("xena", NotFound)]
)
def test_only_the_coach_goes_on(cast: Cast, who: str, error: type[Exception]) -> None:
    before = head(cast)
    with pytest.raises(error):
        go(cast, "gather", who=who)
    assert (stage_of(cast), head(cast), StageMove.objects.count()) == ("prepare", before, 0)


def test_taking_the_step_back_undoes_it(cast: Cast) -> None:
    go(cast, "gather")
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert (stage_of(cast), StageMove.objects.present().count()) == ("prepare", 0)


# Tasks


def test_every_thing_the_steps_name_is_a_dated_task(cast: Cast) -> None:
    rows = SetupTask.objects.filter(workshop=cast.workshop)
    assert sorted(rows.values_list("key", flat=True)) == sorted(duty.key for duty in DUTIES)
    assert not rows.filter(due_on=None).exists()


def test_a_task_of_the_teams_own_stands_last(cast: Cast) -> None:
    values = {"title": "Ask the laboratory", "owner": cast.person("pia").pk, "due_on": date(2026, 11, 12)}
    tasks.add_task(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, stage=Stage.PREPARE, values=values)
    last = list(selectors.list_tasks(cast.workshop, Stage.PREPARE))[-1]
    assert (last.title, last.owner.user, last.key) == ("Ask the laboratory", cast.pia, "")


def test_tasks_move_within_their_stage(cast: Cast) -> None:
    def order() -> list[str]:
        return [row.key for row in selectors.list_tasks(cast.workshop, Stage.PREPARE)]

    first, second, third = order()[:3]
    tasks.move_task(actor=cast.actor("fay"), task_id=task(cast, third).pk, by=-1)
    assert order()[:3] == [first, third, second]
    tasks.move_task(actor=cast.actor("fay"), task_id=task(cast, first).pk, by=1)
    assert order()[:3] == [third, first, second]
    before = head(cast)
    tasks.move_task(actor=cast.actor("fay"), task_id=task(cast, third).pk, by=-1)
    assert head(cast) == before


def test_a_removed_task_comes_back(cast: Cast) -> None:
    row = task(cast)
    tasks.remove_task(actor=cast.actor("fay"), task_id=row.pk)
    assert row not in selectors.list_tasks(cast.workshop, Stage.PREPARE)
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert row in selectors.list_tasks(cast.workshop, Stage.PREPARE)


def test_the_owner_of_a_task_ticks_it_and_writes_notes_and_nothing_else(cast: Cast) -> None:
    row = task(cast)
    tasks.update_task(actor=cast.actor("fay"), task_id=row.pk, values={"owner": cast.person("pia").pk})
    tasks.update_task(actor=cast.actor("pia"), task_id=row.pk, values={"done": True, "notes": "Paper is there"})
    before = head(cast)
    for who, values in (("pia", {"title": "Else"}), ("per", {"done": False}), ("spring", {"done": False})):
        with pytest.raises(Forbidden):
            tasks.update_task(actor=cast.actor(who), task_id=row.pk, values=values)
    row.refresh_from_db()
    assert (row.done, row.notes, row.title, head(cast)) == (True, "Paper is there", "Gather materials", before)


def test_taking_a_task_gives_it_to_the_row_with_its_role(cast: Cast) -> None:
    second = add_person(cast.workshop, cast.fay, Role.OWNER, by=cast.fay)
    free = SetupTask.objects.present().filter(workshop=cast.workshop, owner=None)
    row = free.get(key="case-for-change")
    tasks.take_task(actor=cast.actor("fay"), task_id=row.pk)
    row.refresh_from_db()
    assert row.owner == second
    before = head(cast)
    with pytest.raises(Invalid):
        tasks.take_task(actor=cast.actor("omar"), task_id=row.pk)
    assert head(cast) == before


def test_a_newcomer_gets_the_duties_of_the_role_that_nobody_has(cast: Cast) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tasks.give_duties(tx, cast.person("omar"))
    owned = SetupTask.objects.filter(workshop=cast.workshop, owner=cast.person("omar"))
    assert set(owned.values_list("key", flat=True)) == {duty.key for duty in DUTIES if duty.role == "owner"}


# Pages


def test_the_page_of_a_stage_says_how_it_stands(cast: Cast) -> None:
    text = page(cast)
    for words in (
        "Gather preparatory information",
        "Volumes, demand by type",
        "The case for change is not written.",
        "Go on to Gather data",
    ):
        assert words in text
    assert "Go on to Gather data" not in page(cast, who="omar")
    assert "The workshop is in" in page(cast, "align")


def test_there_is_no_sixth_stage(cast: Cast) -> None:
    assert cast.client("fay").get(URL.format(cast.workshop.pk, "dream")).status_code == 404


def test_going_on_by_the_page(cast: Cast) -> None:
    url, client = f"/workshops/{cast.workshop.pk}/stage/", cast.client("fay")
    refused = client.post(url, {"to": "gather", "reason": ""})
    assert (refused.status_code, "Say why you go on although something is open." in refused.content.decode()) == (422, True)
    assert stage_of(cast) == "prepare"
    answer = client.post(url, {"to": "gather", "reason": "The room is booked", "rev_stage": cast.workshop.rev("stage")})
    assert (answer.status_code, answer.headers["Location"], stage_of(cast)) == (302, URL.format(cast.workshop.pk, "gather"), "gather")
    text = page(cast, "gather")
    assert "The room is booked" in text and "points open then" in text
    assert "Go back to Prepare" in page(cast)
    assert client.post(url, {"to": "future", "reason": "x", "rev_stage": cast.workshop.rev("stage")}).status_code == 409


def test_a_task_is_added_ticked_taken_moved_and_removed_by_pages(cast: Cast) -> None:
    client, before = cast.client("omar"), SetupTask.objects.count()
    add = f"{URL.format(cast.workshop.pk, 'gather')}tasks/"
    change_id = str(UUID(int=7))
    for _ in range(2):
        assert client.post(add, {"title": "Ask the laboratory", "due_on": "2026-11-12", "change_id": change_id}).status_code == 302
    row = SetupTask.objects.get(title="Ask the laboratory")
    assert (SetupTask.objects.count(), row.stage, row.due_on) == (before + 1, "gather", date(2026, 11, 12))
    assert client.post(f"/tasks/{row.pk}/take/").headers["Location"] == f"{URL.format(cast.workshop.pk, 'gather')}#task-{row.pk}"
    assert client.post(f"/tasks/{row.pk}/done/", {"done": "1"}).status_code == 302
    assert client.post(f"/tasks/{row.pk}/move/", {"to": "up"}).status_code == 302
    row.refresh_from_db()
    assert (row.owner.user, row.done) == (cast.omar, True)
    assert [task.pk for task in selectors.list_tasks(cast.workshop, Stage.GATHER)][-2] == row.pk
    assert client.post(f"/tasks/{row.pk}/remove/").status_code == 302
    assert not SetupTask.objects.present().filter(pk=row.pk).exists()


def test_a_task_without_a_title_is_not_added(cast: Cast) -> None:
    before = SetupTask.objects.count()
    answer = cast.client("fay").post(f"{URL.format(cast.workshop.pk, 'prepare')}tasks/", {"title": "", "due_on": "soon"})
    assert (answer.status_code, "Type a date like 2026-11-18." in answer.content.decode(), SetupTask.objects.count()) == (422, True, before)


def fields_of(answer: Any) -> dict[str, Any]:
    """What the page's form would send unchanged."""
    form, found = answer.context["form"], {}
    for bound in form:
        value = bound.value()
        found[bound.field.rev_name] = bound.field.rev
        if value not in (None, False, ""):
            found |= {bound.html_name: value, bound.html_initial_name: value}
    return found


def test_two_people_changing_one_task_both_see_both(cast: Cast) -> None:
    url = f"/tasks/{task(cast).pk}/"
    sent = fields_of(cast.client("omar").get(url)) | {"title": "Gather paper"}
    tasks.update_task(actor=cast.actor("fay"), task_id=task(cast).pk, values={"title": "Gather pens"})
    clash = cast.client("omar").post(url, sent)
    assert (clash.status_code, "Gather pens" in clash.content.decode()) == (409, True)
    assert 'value="Gather paper"' in clash.content.decode()
    kept = cast.client("omar").post(url, sent | {"keep": "title"})
    assert (kept.status_code, kept.context["form"]["title"].value()) == (200, "Gather pens")
    mine = sent | {"rev_title": clash.context["form"].fields["title"].rev}
    assert cast.client("omar").post(url, mine).status_code == 302
    assert task(cast).title == "Gather paper"


def test_only_the_notes_are_offered_to_the_owner_of_a_task(cast: Cast) -> None:
    row = task(cast)
    tasks.update_task(actor=cast.actor("fay"), task_id=row.pk, values={"owner": cast.person("pia").pk})
    url = f"/tasks/{row.pk}/"
    assert sorted(cast.client("pia").get(url).context["form"].fields) == ["done", "notes"]
    assert cast.client("pia").post(url, {"notes": "Paper is there", "done": "on", "title": "Else"}).status_code == 302
    row.refresh_from_db()
    assert (row.notes, row.done, row.title) == ("Paper is there", True, "Gather materials")
    assert cast.client("obi").get(url).context["form"] is None
    assert cast.client("obi").post(url, {"notes": "x"}).status_code == 403


# Duties and to-do lists


def test_each_role_has_its_duties_and_its_people_their_tasks(cast: Cast) -> None:
    tasks.update_task(actor=cast.actor("fay"), task_id=task(cast, "scope").pk, values={"owner": cast.person("fay").pk})
    entries = {entry.role: entry for entry in selectors.list_role_duties(cast.workshop, 20)}
    assert {role: entry.duties for role, entry in entries.items()} == ROLE_DUTIES
    coach = entries[Role.COACH].holders[0]
    rest = Participation.objects.get(workshop=cast.workshop, user=cast.fay)
    mine = SetupTask.objects.filter(workshop=cast.workshop, owner=rest, done=False).count()
    assert (coach.person.user, coach.open_tasks, len(coach.next_tasks)) == (cast.fay, mine, 3)
    text = cast.client("obi").get(f"/workshops/{cast.workshop.pk}/duties/").content.decode()
    for duties in ROLE_DUTIES.values():
        assert duties[0] in text


def test_the_to_do_list_is_ones_own(cast: Cast) -> None:
    tasks.update_task(actor=cast.actor("fay"), task_id=task(cast).pk, values={"owner": cast.person("pia").pk})
    url = f"/workshops/{cast.workshop.pk}/my-tasks/"
    mine = cast.client("pia").get(url).content.decode()
    assert "Gather materials" in mine and "1 point of the five stages waits for you" in mine
    assert "Nothing to do for you" in cast.client("per").get(url).content.decode()
    answer = cast.client("pia").post(f"/tasks/{task(cast).pk}/done/", {"done": "1", "next": url})
    assert (answer.headers["Location"], task(cast).done) == (url, True)
    assert "Nothing of the five stages waits for you." in cast.client("pia").get(url).content.decode()
