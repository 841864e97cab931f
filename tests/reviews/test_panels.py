"""What plans and reviews add to the home page of a workshop, to its card in the list, and to the gates."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from actionplans import panels as plan_panels
from reviews import panels as review_panels
from reviews.services import reviews
from tests.actionplans.factories import make_action
from tests.cast import Cast
from tests.reviews.factories import hold, review_of
from workshops import panels
from workshops.change import change
from workshops.kinds import WORKSHOP
from workshops.models import Workshop
from workshops.policy import Action
from workshops.stages import StageFacts

pytestmark = pytest.mark.django_db


def workshop(cast: Cast, stage: str = "") -> Workshop:
    if stage:
        with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.RUN_WORKSHOP) as tx:
            tx.set(Workshop.objects.get(pk=cast.workshop.pk), WORKSHOP.parse({"stage": stage}, from_wire=False))
    return Workshop.objects.select_related("stream").get(pk=cast.workshop.pk)


@time_machine.travel("2026-12-18T12:00:00Z", tick=False)
def test_gates_know_the_plan_and_the_reviews(cast: Cast) -> None:
    make_action(cast, "Without anybody")
    make_action(cast, "Done", owner="pia", end="2026-12-01", status="done")
    make_action(cast, "Dropped", status="dropped", reason="No")
    hold(cast)
    reviews.close_review(actor=cast.actor("spring"), review=review_of(cast))
    reviews.cancel_review(actor=cast.actor("omar"), review=review_of(cast, 90), reason="The ward closes")
    known = panels.facts(workshop(cast), StageFacts())
    assert (known.actions, known.actions_without_dates, known.open_actions, known.reviews_open) == (2, 1, 1, 1)


@time_machine.travel("2026-12-14T12:00:00Z", tick=False)
def test_actions_that_press_wait_for_their_owner(cast: Cast) -> None:
    make_action(cast, "Late", owner="pia", end="2026-12-11")
    make_action(cast, "This week", owner="pia", end="2026-12-18")
    make_action(cast, "Next year", owner="pia", end="2027-01-18")
    make_action(cast, "Held up", owner="per", end="2027-01-18", status="blocked", reason="Contract", waits_for=cast.person("pia").pk)
    found = [(need.text, need.note, need.urgent) for need in plan_panels.needs(workshop(cast), cast.actor("pia"))]
    assert found == [
        ("“Held up” waits for you", "Contract, since today", True),
        ("Late", "Fri 11 Dec · 3 days late", True),
        ("This week", "Fri 18 Dec · in 4 days", False),
    ]
    assert list(plan_panels.needs(workshop(cast), cast.actor("omar"))) == []


def test_many_pressing_actions_are_told_together(cast: Cast) -> None:
    for place in range(9):
        make_action(cast, f"Late {place}", owner="pia", end="2020-12-11")
    found = list(plan_panels.needs(workshop(cast), cast.actor("pia")))
    assert (len(found), found[-1].text) == (7, "3 more actions late or due")


@pytest.mark.parametrize(
    ("now", "who", "found"),
    [
        ("2026-12-03T12:00:00Z", "omar", []),
        ("2026-12-10T12:00:00Z", "omar", [("Give out the pre-work of the 30-day review", "Fri 18 Dec, in 8 days", False)]),
        ("2026-12-10T12:00:00Z", "spring", []),
        ("2026-12-18T12:00:00Z", "fay", [("Hold the 30-day review", "Fri 18 Dec, today", False)]),
        ("2026-12-20T12:00:00Z", "omar", [("Hold the 30-day review", "2 days overdue", True)]),
        ("2026-12-20T12:00:00Z", "spring", []),
        ("2026-12-20T12:00:00Z", "pia", []),
    ],
)
def test_a_review_waits_for_who_holds_it(cast: Cast, now: str, who: str, found: list[tuple[str, str, bool]]) -> None:
    with time_machine.travel(now, tick=False):
        needs = review_panels.needs(workshop(cast), cast.actor(who))
        assert [(need.text, need.note, need.urgent) for need in needs] == found


@time_machine.travel("2026-12-18T12:00:00Z", tick=False)
def test_a_held_review_waits_for_the_sponsor(cast: Cast) -> None:
    hold(cast)
    assert [need.text for need in review_panels.needs(workshop(cast), cast.actor("spring"))] == ["Close the 30-day review"]
    assert list(review_panels.needs(workshop(cast), cast.actor("omar"))) == []


@time_machine.travel("2026-12-14T12:00:00Z", tick=False)
def test_cards_and_tiles_stand_there_once_there_is_something_to_say(cast: Cast) -> None:
    actor = cast.actor("omar")
    assert plan_panels.home_card(workshop(cast), actor) is None
    assert plan_panels.tiles([workshop(cast)], actor) == review_panels.tiles([workshop(cast)], actor) == {}
    make_action(cast, "Late", owner="pia", end="2026-12-11")
    there = workshop(cast, "execute")
    assert plan_panels.home_card(there, actor).context["sentence"] == "0 of 1 action is done, 1 late."
    assert review_panels.home_card(there, actor).context["sentence"] == "The 30-day review is on Fri 18 Dec, in 4 days."
    tiles = panels.tiles([there], actor)[there.pk]
    found = [(tile.label, tile.value, tile.unit, tile.note) for tile in tiles if tile.label in ("Actions done", "Next review")]
    assert sorted(found) == [
        ("Actions done", "0", "of 1", "1 late"),
        ("Next review", "18 Dec", "", "30-day, in 4 days"),
    ]
    home = cast.client("omar").get(f"/workshops/{there.pk}/")
    assert (home.status_code, b"30-day review" in home.content) == (200, True)


@time_machine.travel("2026-11-17T12:00:00Z", tick=False)
def test_the_reviews_card_waits_until_the_workshop_days_are_over(cast: Cast) -> None:
    assert review_panels.home_card(workshop(cast), cast.actor("omar")) is None


def test_the_charter_names_the_reviews_that_take_place(cast: Cast) -> None:
    reviews.cancel_review(actor=cast.actor("omar"), review=review_of(cast, 60), reason="Holidays")
    found = panels.reviews(workshop(cast))
    assert [(row.day, row.due_on, row.url) for row in found] == [
        (30, date(2026, 12, 18), review_of(cast, 30).get_absolute_url()),
        (90, date(2027, 2, 16), review_of(cast, 90).get_absolute_url()),
    ]
