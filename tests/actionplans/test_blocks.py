"""Blocks of a plan, impact and effort, what waits for what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from actionplans.blocks import groups, matrix, unjudged
from actionplans.dependencies import circle
from actionplans.health import Health
from actionplans.models import Action, PlanBlock
from actionplans.selectors import Card, facts_of
from actionplans.services import blocks
from actionplans.services.actions import remove_action, update_action
from actionplans.services.blocks import Members
from actionplans.waiting import waits_of
from tests.actionplans.factories import make_action
from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Invalid
from workshops.access import head_of
from workshops.services.changes import undo_change

KNOWN = {"press": ["cell"], "cell": ["market"], "market": [], "level": ["press", "cell"]}


@pytest.mark.parametrize(
    ("key", "waits_for", "found"),
    [
        ("market", ["level"], ("market", "level", "cell")),
        ("market", ["press"], ("market", "press", "cell")),
        ("market", ["market"], ("market",)),
        ("level", ["market", "press"], ()),
        ("new", ["level"], ()),
        ("market", [], ()),
    ],
)
def test_a_circle_is_named_from_the_action_that_would_close_it(key: str, waits_for: list[str], found: tuple[str, ...]) -> None:
    assert circle(key, waits_for, KNOWN) == found


def card_of(**values: Any) -> Card:
    action = Action(status="todo", **values)
    return Card(action, facts_of(action), Health(None, ""), "", date(2026, 11, 18))


def test_the_matrix_has_high_impact_on_top_and_low_effort_on_the_left() -> None:
    first, hard, half = (
        card_of(title="first", impact=3, effort=1),
        card_of(title="hard", impact=1, effort=3),
        card_of(title="half", impact=2),
    )
    found = matrix([first, hard, half])
    assert [[[card.action.title for card in cell.cards] for cell in row] for row in found] == [
        [["first"], [], []],
        [[], [], []],
        [[], [], ["hard"]],
    ]
    assert [[cell.words for cell in row] for row in found] == [
        ["Do first", "", "Plan well"],
        ["", "", ""],
        ["When there is time", "", "Rather not"],
    ]
    assert unjudged([first, hard, half]) == [half]


def test_what_is_in_no_block_comes_last() -> None:
    loop = PlanBlock(title="Press loop")
    inside = card_of(title="inside", block=loop, start=date(2026, 12, 1), end=date(2026, 12, 4))
    outside = card_of(title="outside")
    first, rest = groups([loop], [outside, inside])
    assert (first.block, first.cards, first.starts, first.ends) == (loop, (inside,), date(2026, 12, 1), date(2026, 12, 4))
    assert (rest.block, rest.cards, rest.starts) == (None, (outside,), None)
    assert [group.block for group in groups([loop], [inside])] == [loop]


@pytest.fixture
def loop(cast: Cast) -> PlanBlock:
    return blocks.create_block(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"title": "Press loop"})


def members(cast: Cast, chosen: list[Action], shown: list[Action], seen: int | None = None) -> Members:
    head = head_of(cast.workshop.pk).head if seen is None else seen
    return Members({row.pk for row in chosen}, {row.pk for row in shown}, head)


def in_block(block: PlanBlock) -> list[str]:
    return list(Action.objects.present().filter(block=block).order_by("order_key").values_list("title", flat=True))


@pytest.mark.django_db
class TestBlocks:
    def test_actions_are_put_into_a_block_and_out_of_it_in_one_change(self, cast: Cast, loop: PlanBlock) -> None:
        one, two = make_action(cast, "Quick clamps"), make_action(cast, "Die at the press")
        blocks.update_block(actor=cast.actor("omar"), block=loop, values={}, members=members(cast, [one], []))
        blocks.update_block(actor=cast.actor("omar"), block=loop, values={"objective": "Ten minutes"}, members=members(cast, [two], [one]))
        loop.refresh_from_db()
        assert (loop.objective, in_block(loop)) == ("Ten minutes", ["Die at the press"])
        undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head_of(cast.workshop.pk).head)
        loop.refresh_from_db()
        assert (loop.objective, in_block(loop)) == ("", ["Quick clamps"])

    def test_an_action_that_was_put_elsewhere_meanwhile_is_asked_about(self, cast: Cast, loop: PlanBlock) -> None:
        other = blocks.create_block(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"title": "Cell"})
        action = make_action(cast, "Quick clamps")
        seen = head_of(cast.workshop.pk).head
        blocks.update_block(actor=cast.actor("fay"), block=other, values={}, members=members(cast, [action], []))
        with pytest.raises(Conflict):
            blocks.update_block(actor=cast.actor("omar"), block=loop, values={"title": "Press"}, members=members(cast, [action], [], seen))
        loop.refresh_from_db()
        assert (loop.title, in_block(loop), in_block(other)) == ("Press loop", [], ["Quick clamps"])

    def test_a_block_that_goes_leaves_its_actions_and_comes_back_with_them(self, cast: Cast, loop: PlanBlock) -> None:
        action = make_action(cast, "Quick clamps", block=loop.pk)
        blocks.remove_block(actor=cast.actor("omar"), block=loop)
        action.refresh_from_db()
        assert (action.block_id, action.deleted_seq) == (None, None)
        undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head_of(cast.workshop.pk).head)
        assert in_block(loop) == ["Quick clamps"]

    def test_blocks_are_put_in_order(self, cast: Cast, loop: PlanBlock) -> None:
        cell = blocks.create_block(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"title": "Cell"})
        blocks.move_block(actor=cast.actor("omar"), block=cell, up=True)
        assert [str(row) for row in PlanBlock.objects.present()] == ["Cell", "Press loop"]
        blocks.move_block(actor=cast.actor("omar"), block=cell, up=True)
        assert [str(row) for row in PlanBlock.objects.present()] == ["Cell", "Press loop"]

    def test_who_does_not_edit_the_plan_makes_none(self, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            blocks.create_block(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values={"title": "Mine"})
        assert not PlanBlock.objects.exists()


@pytest.mark.django_db
class TestDependencies:
    def test_what_is_before_and_after_an_action(self, cast: Cast) -> None:
        first = make_action(cast, "Rack")
        second = make_action(cast, "Signals", depends_on=[str(first.pk)])
        assert [row.title for row in waits_of(first).after] == ["Signals"]
        assert [row.title for row in waits_of(second).before] == ["Rack"]
        remove_action(actor=cast.actor("omar"), action_id=first.pk)
        assert waits_of(second).before == ()

    def test_a_circle_is_refused_with_its_names(self, cast: Cast) -> None:
        first = make_action(cast, "Rack")
        second = make_action(cast, "Signals", depends_on=[str(first.pk)])
        with pytest.raises(Invalid) as refused:
            update_action(actor=cast.actor("omar"), action_id=first.pk, values={"depends_on": [str(second.pk)]})
        assert [(fault.path, fault.text) for fault in refused.value.faults] == [
            ("depends_on", "This goes round in a circle: “Rack” waits for “Signals” waits for “Rack”.")
        ]
        first.refresh_from_db()
        assert first.depends_on == []

    def test_only_actions_of_the_plan_are_waited_for(self, cast: Cast) -> None:
        action = make_action(cast, "Rack")
        for stranger, why in (
            (str(cast.workshop.pk), "There is no such action in this plan."),
            (str(action.pk), "An action cannot wait for itself."),
        ):
            with pytest.raises(Invalid) as refused:
                update_action(actor=cast.actor("omar"), action_id=action.pk, values={"depends_on": [stranger]})
            assert refused.value.faults[0].text == why


@pytest.mark.django_db
class TestPages:
    def test_a_block_is_made_and_its_actions_are_ticked(self, cast: Cast) -> None:
        action = make_action(cast, "Quick clamps")
        client = cast.client("omar")
        made = client.post(reverse("workshop-plan-blocks", args=[cast.workshop.pk]), {"title": "Press loop", "objective": "Ten minutes"})
        block = PlanBlock.objects.get()
        assert made.url == reverse("plan-block", args=[block.pk])
        head = head_of(cast.workshop.pk).head
        kept = client.post(made.url, {"title": "Press loop", "initial-title": "Press loop", "actions": str(action.pk), "seen": head})
        assert (kept.status_code, in_block(block)) == (302, ["Quick clamps"])

    def test_a_clash_about_an_action_is_told_and_saving_again_decides(self, cast: Cast, loop: PlanBlock) -> None:
        action = make_action(cast, "Quick clamps")
        seen = head_of(cast.workshop.pk).head
        other = blocks.create_block(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Cell"})
        blocks.update_block(actor=cast.actor("fay"), block=other, values={}, members=members(cast, [action], []))
        client, url = cast.client("omar"), reverse("plan-block", args=[loop.pk])
        sent = {"title": "Press loop", "initial-title": "Press loop", "actions": str(action.pk)}
        answer = client.post(url, sent | {"seen": seen})
        assert answer.status_code == 409
        assert "“Quick clamps” was put into another block meanwhile." in answer.content.decode()
        assert in_block(other) == ["Quick clamps"]
        again = client.post(url, sent | {"seen": answer.context["members"]["seen"].value()})
        assert (again.status_code, in_block(loop), in_block(other)) == (302, ["Quick clamps"], [])

    def test_an_action_is_judged_from_the_list_and_stands_in_the_matrix(self, cast: Cast) -> None:
        action = make_action(cast, "Quick clamps")
        client, url = cast.client("omar"), reverse("workshop-plan-priorities", args=[cast.workshop.pk])
        assert "1 of 1 open actions is not judged yet." in client.get(url).content.decode()
        client.post(reverse("action-judge", args=[action.pk]), {f"{action.pk}-impact": "3", f"{action.pk}-effort": "1"})
        action.refresh_from_db()
        assert (action.impact, action.effort) == (3, 1)
        page = client.get(url).content.decode()
        assert "Every open action is judged." in page
        assert page.index("Do first") < page.index("Quick clamps")
