"""What other apps ask of the action plan: summaries, what happened, what waits."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans import selectors
from actionplans.history import actions_between
from actionplans.selectors import PlanSummary
from actionplans.services import actions, progress
from tests.actionplans.factories import make_action
from tests.cast import Cast, add_person, make_workshop
from workshops.policy import Role
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


@time_machine.travel(NOW, tick=False)
def test_a_plan_in_numbers(cast: Cast) -> None:
    make_action(cast, "in time", owner="pia", end="2026-11-27")
    make_action(cast, "late", owner="pia", end="2026-11-12")
    make_action(cast, "late and blocked", owner="pia", end="2026-11-15", status="blocked", reason="Contract")
    make_action(cast, "blocked", owner="pia", end="2026-11-27", status="blocked", reason="Contract")
    make_action(cast, "no owner", end="2026-11-27")
    make_action(cast, "no end", owner="pia")
    make_action(cast, "done late", owner="pia", end="2026-11-12", status="done")
    make_action(cast, "dropped", status="dropped", reason="Needless")
    removed = make_action(cast, "removed", end="2026-11-12")
    actions.remove_action(actor=cast.actor("omar"), action_id=removed.pk)
    found = selectors.summarise_plan([cast.workshop.pk], now=NOW)[cast.workshop.pk]
    assert found == PlanSummary(total=8, done=1, dropped=1, on_track=1, at_risk=3, late=2, blocked=2, without_dates=2, oldest_late_days=6)
    assert (found.open, found.counted) == (6, 7)


def test_a_workshop_without_a_plan_has_zeros(cast: Cast) -> None:
    assert selectors.summarise_plan([cast.workshop.pk], now=NOW) == {cast.workshop.pk: PlanSummary()}
    assert selectors.summarise_plan([], now=NOW) == {}


def test_plans_of_many_workshops_in_one_query(cast: Cast) -> None:
    workshops = [cast.workshop, *(make_workshop(cast.organisation, cast.fay, f"Stream {place}") for place in range(3))]
    for workshop in workshops:
        for place in range(4):
            values = {"title": f"a{place}", "kind": "event", "end": date(2026, 11, 12 + place)}
            actions.create_action(actor=cast.actor("fay"), workshop_id=workshop.pk, values=values)
    with CaptureQueriesContext(connection) as caught:
        found = selectors.summarise_plan([workshop.pk for workshop in workshops], now=NOW)
    assert (len(caught), [found[workshop.pk].late for workshop in workshops]) == (1, [4, 4, 4, 4])


def test_the_last_word_counts_in_summaries_as_on_cards(cast: Cast) -> None:
    with time_machine.travel("2026-10-30T09:00:00Z", tick=False):
        action = make_action(cast, owner="pia", end="2026-11-27", status="doing")
    assert selectors.summarise_plan([cast.workshop.pk], now=NOW)[cast.workshop.pk].at_risk == 1
    with time_machine.travel("2026-11-16T09:00:00Z", tick=False):
        progress.report_progress(actor=cast.actor("pia"), action_id=action.pk, values={"text": "on it"})
    assert selectors.summarise_plan([cast.workshop.pk], now=NOW)[cast.workshop.pk].at_risk == 0
    (card,) = selectors.list_cards(cast.actor("obi"), cast.workshop, now=NOW)
    assert card.health.reason == "Due in 9 days"


def test_what_happened_since_without_what_was_undone(cast: Cast) -> None:
    with time_machine.travel("2026-11-18T09:00:00Z", tick=False):
        before = make_action(cast, "Before", owner="pia")
    with time_machine.travel("2026-11-19T09:00:00Z", tick=False):
        actions.change_status(actor=cast.actor("pia"), action_id=before.pk, values={"status": "doing"})
        progress.report_progress(actor=cast.actor("pia"), action_id=before.pk, values={"text": "24 min now", "percent": 60})
        actions.update_action(actor=cast.actor("omar"), action_id=before.pk, values={"objective": "of no interest"})
        make_action(cast, "After")
        gone = make_action(cast, "Taken back")
        undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=gone.rev("title"))
    found = actions_between(cast.workshop, NOW)
    assert [(event.who, event.title, event.text) for event in found] == [
        ("Omar", "After", "added"),
        ("Pia", "Before", "24 min now"),
        ("Pia", "Before", "now doing"),
    ]
    assert found[1].url == f"/actions/{before.pk}/"
    assert actions_between(cast.workshop, datetime(2026, 11, 19, 9, tzinfo=UTC)) == []
    assert [event.text for event in actions_between(cast.workshop, datetime(2026, 11, 1, tzinfo=UTC), NOW)] == ["added"]


def test_what_waits_for_a_leader_oldest_first(cast: Cast) -> None:
    spring = cast.person("spring").pk
    for title, since in (("newer", "2026-11-16"), ("older", "2026-11-09")):
        make_action(cast, title, status="blocked", reason="Contract", waits_for=spring, status_on=since)
    make_action(cast, "for nobody", status="blocked", reason="Contract")
    cards = selectors.list_waiting_for(cast.actor("spring"), now=NOW)
    assert [(card.action.title, card.waiting) for card in cards] == [
        ("older", "Waits for Spring, 9 days"),
        ("newer", "Waits for Spring, 2 days"),
    ]
    assert selectors.list_waiting_for(cast.actor("pia"), now=NOW) == []


def test_each_person_is_offered_once_with_the_row_in_use(cast: Cast) -> None:

    second = add_person(cast.workshop, cast.omar, Role.PARTICIPANT, by=cast.fay)
    names = [row.name for row in selectors.list_people(cast.workshop)]
    assert names == ["Fay", "Obi", "Omar", "Per", "Pia", "Spring"]
    assert second.pk in [row.pk for row in selectors.list_people(cast.workshop, keep=[second.pk])]
