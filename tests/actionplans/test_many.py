"""Several actions changed at once, and kept views of the plan."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from actionplans.models import Action, PlanView
from actionplans.services import actions, many
from actionplans.services.many import Edit
from tests.actionplans.factories import make_action
from tests.cast import Cast
from vsm_site.lib.errors import Conflict, Forbidden, Invalid
from vsm_site.lib.ids import uuid7
from workshops.models import WorkshopHead
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def change(cast: Cast, ids: list[UUID], edit: Edit, seen: int | None = None, by: str = "omar") -> None:
    many.change_many(actor=cast.actor(by), workshop_id=cast.workshop.pk, action_ids=ids, edit=edit, seen=seen)


def two(cast: Cast) -> tuple[Action, Action]:
    return (
        make_action(cast, "first", owner="pia", start="2026-11-23", end="2026-11-27"),
        make_action(cast, "second", end="2026-12-04", status="done"),
    )


def test_several_actions_change_at_once_and_one_undo_takes_it_back(cast: Cast) -> None:
    first, second = two(cast)
    before = head(cast)
    change(cast, [first.pk, second.pk], Edit({"owner": str(cast.person("per").pk), "kind": "project"}, weeks=2))
    assert head(cast) == before + 1
    rows = {row.title: row for row in Action.objects.all()}
    assert {(row.owner, row.kind) for row in rows.values()} == {(cast.person("per"), "project")}
    assert (rows["first"].start, rows["first"].end) == (date(2026, 12, 7), date(2026, 12, 11))
    assert rows["second"].end == date(2026, 12, 4)
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=before + 1)
    assert Action.objects.get(pk=first.pk).end == date(2026, 11, 27)


def test_what_an_action_has_already_is_not_written_again(cast: Cast) -> None:
    first, second = two(cast)
    before = head(cast)
    change(cast, [second.pk], Edit({"status": "done"}))
    assert head(cast) == before
    change(cast, [first.pk, second.pk], Edit({"status": "done"}))
    assert Action.objects.get(pk=second.pk).rev("status") == second.rev("status")


def test_nothing_is_overwritten_that_was_not_seen(cast: Cast) -> None:
    first, second = two(cast)
    seen = head(cast)
    actions.update_action(actor=cast.actor("fay"), action_id=first.pk, values={"kind": "burst", "objective": "Half a day"})
    before = head(cast)
    with pytest.raises(Conflict) as refused:
        change(cast, [second.pk, first.pk], Edit({"kind": "project"}), seen)
    assert [(clash.field, clash.value) for clash in refused.value.clashes] == [("kind", "burst")]
    assert (head(cast), Action.objects.get(pk=second.pk).kind) == (before, "event")
    change(cast, [second.pk, first.pk], Edit({"owner": None}), seen)
    assert Action.objects.get(pk=first.pk).owner is None


def test_what_cannot_be_changed_changes_nothing(cast: Cast) -> None:
    first, second = two(cast)
    actions.remove_action(actor=cast.actor("omar"), action_id=second.pk)
    before = head(cast)
    for ids, edit, text in (
        ([], Edit({"kind": "project"}), "Choose the actions that are to be changed."),
        ([first.pk], Edit(), "Say what is to be changed."),
        ([first.pk, second.pk], Edit({"kind": "project"}), "“second” was taken out of the plan meanwhile. Nothing was changed."),
        ([first.pk, uuid7()], Edit({"kind": "project"}), "One of these actions is not in this plan. Nothing was changed."),
        ([first.pk], Edit({"status": "blocked", "reason": " "}), "Say what blocks it."),
    ):
        with pytest.raises(Invalid) as refused:
            change(cast, ids, edit)
        assert refused.value.faults[0].text == text
    with pytest.raises(Forbidden):
        change(cast, [first.pk], Edit({"kind": "project"}), by="pia")
    assert (head(cast), Action.objects.get(pk=first.pk).kind) == (before, "event")


def test_the_table_changes_chosen_rows_and_shows_what_others_did_meanwhile(cast: Cast) -> None:
    first, second = two(cast)
    url = f"/workshops/{cast.workshop.pk}/board/table/"
    seen = cast.client("omar").get(url).context["seen"]
    assert 'name="row"' not in cast.client("pia").get(url).content.decode()
    sent = {"row": [str(first.pk), str(second.pk)], "kind": "project", "weeks": "1", "seen": seen}
    actions.update_action(actor=cast.actor("fay"), action_id=first.pk, values={"kind": "burst"})
    clash = cast.client("omar").post(f"{url}change/?sort=-end", sent)
    shown = clash.content.decode()
    assert (clash.status_code, "“first”: kind is Burst now, by Fay" in shown, shown.count("checked>")) == (409, True, 2)
    assert not Action.objects.filter(kind="project").exists()
    again = cast.client("omar").post(f"{url}change/?sort=-end", sent | {"seen": clash.context["seen"]})
    assert (again.status_code, again["Location"]) == (302, f"{url}?sort=-end")
    assert Action.objects.filter(kind="project").count() == 2
    refused = cast.client("omar").post(f"{url}change/", {"row": [str(first.pk)], "weeks": "99"})
    assert (refused.status_code, "less than or equal to 26" in refused.content.decode()) == (422, True)


def test_a_view_is_kept_for_everybody_and_removed_by_its_author_or_the_owner(cast: Cast) -> None:
    make_action(cast, "first")
    base = f"/workshops/{cast.workshop.pk}/board/"
    kept = cast.client("pia").post(f"{base}views/", {"name": "Late ones", "health": "late", "sort": "-end", "q": " "})
    assert kept.status_code == 302
    view = PlanView.objects.get()
    assert (view.query, view.author, view.address) == ({"health": "late", "sort": "-end"}, cast.pia, "health=late&sort=-end")
    assert 'href="?health=late&amp;sort=-end"' in cast.client("obi").get(f"{base}table/").content.decode()
    shown = cast.client("obi").get(f"{base}table/?sort=-end&health=late").content.decode()
    assert ('aria-current="page">Late ones</a>' in shown, "Remove the view" in shown) == (True, False)
    assert cast.client("per").post(f"/plan-views/{view.pk}/remove/").status_code == 403
    assert cast.client("pia").post(f"/plan-views/{view.pk}/remove/").status_code == 302
    assert not PlanView.objects.present().exists()


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({"name": "late ONES", "health": "late"}, "There is a view of this name. Choose another one."),
        ({"name": "All", "health": ""}, "Choose what to show first; all of it needs no name."),
        ({"name": " ", "health": "late"}, "This field is required."),
    ],
)
def test_a_view_needs_a_name_of_its_own_and_something_chosen(cast: Cast, sent: dict[str, str], text: str) -> None:
    many.keep_view(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, name="Late ones", query={"health": "late"})
    answer = cast.client("pia").post(f"/workshops/{cast.workshop.pk}/board/views/", sent, follow=True)
    assert text in answer.content.decode()
    assert PlanView.objects.count() == 1
