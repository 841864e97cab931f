"""Which action waits for which: on its page, in the draft of dates, and when several people say so at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from actionplans.models import Action
from actionplans.services import actions, dates, plans
from actionplans.waiting import waits_of
from tests.actionplans.factories import make_action
from tests.cast import Cast
from vsm_site.lib.errors import Forbidden, Invalid
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.models import WorkshopHead
from workshops.services.changes import undo_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def wait(cast: Cast, action: Action, on: Action, by: str = "omar") -> None:
    dates.add_dependency(actor=cast.actor(by), action_id=action.pk, on=on.pk)


def needs(action: Action) -> list[str]:
    return Action.objects.get(pk=action.pk).depends_on


def sent_by(form: Any, *but: str) -> dict[str, Any]:
    """What the form would send if nobody touched it."""
    values = {name: value for name in form.fields if name not in but and (value := form[name].value())}
    return values | {f"initial-{name}": value for name, value in values.items()}


def test_an_action_waits_for_others_and_not_any_more(cast: Cast) -> None:
    first, second, third = (make_action(cast, title) for title in ("first", "second", "third"))
    wait(cast, third, first)
    wait(cast, third, second)
    wait(cast, third, second)
    assert needs(third) == [str(first.pk), str(second.pk)]
    dates.remove_dependency(actor=cast.actor("omar"), action_id=third.pk, on=first.pk)
    assert needs(third) == [str(second.pk)]


def test_nothing_waits_for_itself_not_even_around_corners(cast: Cast) -> None:
    first, second, third = (make_action(cast, title) for title in ("first", "second", "third"))
    wait(cast, second, first)
    wait(cast, third, second)
    before = head(cast)
    with pytest.raises(Invalid) as refused:
        wait(cast, first, third)
    assert refused.value.faults[0].text == "This goes round in a circle: “first” waits for “third” waits for “second” waits for “first”."
    with pytest.raises(Invalid):
        wait(cast, first, first)
    with pytest.raises(Invalid) as strange:
        dates.add_dependency(actor=cast.actor("omar"), action_id=first.pk, on=uuid7())
    assert strange.value.faults[0].text == "There is no such action in this plan."
    with pytest.raises(Forbidden):
        wait(cast, first, third, by="pia")
    assert (needs(first), head(cast)) == ([], before)


def test_what_two_people_say_at_once_is_both_kept(cast: Cast) -> None:
    first, second, third = (make_action(cast, title) for title in ("first", "second", "third"))
    wait(cast, third, first)
    row = Action.objects.get(pk=third.pk)
    seen = {"depends_on": row.rev("depends_on")}
    wait(cast, third, second, by="fay")
    actions.update_action(actor=cast.actor("omar"), action_id=third.pk, values={"depends_on": []}, base=seen)
    assert needs(third) == [str(second.pk)]


def test_the_team_of_an_old_page_loses_nobody_who_came_meanwhile(cast: Cast) -> None:
    pia, per, obi = (str(cast.person(name).pk) for name in ("pia", "per", "obi"))
    action = make_action(cast, team=[pia])
    url = f"/actions/{action.pk}/edit/"
    form = cast.client("omar").get(url).context["form"]
    rev = {form["team"].field.rev_name: form["team"].field.rev}
    old_page = sent_by(form, "team")
    actions.update_action(actor=cast.actor("fay"), action_id=action.pk, values={"team": [pia, obi]})
    sent = old_page | rev | {"initial-team": [pia], "team": [pia, per]}
    assert cast.client("omar").post(url, sent).status_code == 302
    assert Action.objects.get().team == [pia, obi, per]
    sent = old_page | rev | {"initial-team": [pia, obi, per], "team": [obi, per]}
    assert cast.client("omar").post(url, sent).status_code == 302
    assert Action.objects.get().team == [obi, per]


def test_who_left_the_workshop_stays_owner_and_in_the_team_of_a_form_that_nobody_touched(cast: Cast) -> None:
    pia, per = cast.person("pia"), cast.person("per")
    action = make_action(cast, owner="pia", team=[str(per.pk)])
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        for person in (pia, per):
            tx.delete(person)
    url = f"/actions/{action.pk}/edit/"
    answer = cast.client("omar").get(url)
    assert "Pia (has left)" in answer.content.decode()
    form = answer.context["form"]
    sent = sent_by(form)
    before = head(cast)
    assert cast.client("omar").post(url, sent | {"objective": "Half a day"}).status_code == 302
    row = Action.objects.get()
    assert (row.objective, row.owner_id, row.team, head(cast)) == ("Half a day", pia.pk, [str(per.pk)], before + 1)


def test_what_is_removed_is_waited_for_again_when_it_comes_back(cast: Cast) -> None:
    first, second = make_action(cast, "first"), make_action(cast, "second")
    wait(cast, second, first)
    actions.remove_action(actor=cast.actor("omar"), action_id=first.pk)
    assert waits_of(Action.objects.get(pk=second.pk)).before == ()
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert waits_of(Action.objects.get(pk=second.pk)).before == (first,)


def test_an_action_knows_its_neighbours_and_what_it_could_wait_for(cast: Cast) -> None:
    first = make_action(cast, "first", start="2026-11-23", end="2026-12-04")
    second = make_action(cast, "second", start="2026-12-04", end="2026-12-11")
    third, other = make_action(cast, "third"), make_action(cast, "other")
    make_action(cast, "over", status="done")
    wait(cast, second, first)
    wait(cast, third, second)
    found = waits_of(Action.objects.get(pk=second.pk))
    assert (found.before, found.after, found.choices) == ((first,), (third,), (other,))
    assert found.trouble == ("It begins Fri 4 Dec, before “first” ends on Fri 4 Dec.",)
    assert waits_of(Action.objects.get(pk=first.pk)).choices == (other,)


@time_machine.travel("2026-11-18 10:00 +0000", tick=False)
def test_drafted_dates_follow_what_is_waited_for(cast: Cast) -> None:
    long = make_action(cast, "long", kind="burst")
    quick = make_action(cast, "quick", kind="just_do_it")
    wait(cast, quick, long)
    assert plans.draft_timeline(actor=cast.actor("omar"), workshop_id=cast.workshop.pk) == 2
    assert Action.objects.get(pk=long.pk).end == date(2026, 12, 4)
    assert Action.objects.get(pk=quick.pk).start == date(2026, 12, 7)


@time_machine.travel("2026-11-18 10:00 +0000", tick=False)
def test_what_begins_too_early_is_moved_in_one_change_and_back_by_one_undo(cast: Cast) -> None:
    first = make_action(cast, "first", start="2026-11-23", end="2026-12-04")
    second = make_action(cast, "second", start="2026-11-30", end="2026-12-04")
    make_action(cast, "third", start="2026-11-30", end="2026-12-04")
    wait(cast, second, first)
    before = head(cast)
    assert dates.move_apart(actor=cast.actor("omar"), workshop_id=cast.workshop.pk) == 1
    row = Action.objects.get(pk=second.pk)
    assert ((row.start, row.end), head(cast)) == ((date(2026, 12, 7), date(2026, 12, 11)), before + 1)
    assert dates.move_apart(actor=cast.actor("omar"), workshop_id=cast.workshop.pk) == 0
    assert head(cast) == before + 1
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=before + 1)
    assert Action.objects.get(pk=second.pk).start == date(2026, 11, 30)


def test_the_page_says_what_is_waited_for_and_lets_the_owner_change_it(cast: Cast) -> None:
    first, second = make_action(cast, "first"), make_action(cast, "second")
    url = f"/actions/{second.pk}/waits-for/"
    assert cast.client("omar").post(url, {"on": first.pk}).status_code == 302
    page = cast.client("pia").get(f"/actions/{second.pk}/").content.decode()
    assert ("first</a>" in page, "Do not wait for first" in page, "Choose an action" in page) == (True, False, False)
    assert cast.client("pia").post(url, {"off": first.pk}).status_code == 403
    assert needs(second) == [str(first.pk)]
    refused = cast.client("omar").post(f"/actions/{first.pk}/waits-for/", {"on": second.pk}, follow=True)
    assert "This goes round in a circle" in refused.content.decode()
    assert cast.client("omar").post(url, {"off": first.pk}).status_code == 302
    assert needs(second) == []
