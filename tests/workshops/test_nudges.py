"""Hints to the coach: what gives a usual mistake away, who sees the hint and where, and that one put aside stays so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.services.actions import create_action
from mapping.models import Step
from mapping.records import STEP
from mapping.services import walk
from mapping.services.maps import import_document
from reviews.models import Review
from reviews.services import reviews
from tests.cast import Cast
from vsm_site.lib.errors import Forbidden, Invalid
from workshops import nudges
from workshops.change import change
from workshops.kinds import CAPTURE, CHARTER
from workshops.models import Charter, Dismissal, Workshop, WorkshopHead
from workshops.nudges import NAMES, MapLook, Nudge
from workshops.selectors.nudges import list_nudges
from workshops.services.captures import add_capture
from workshops.services.changes import undo_change
from workshops.services.charter import add_target
from workshops.services.nudges import dismiss_nudge
from workshops.stages import Stage

LOOK = MapLook(Stage.GATHER, steps=8, has_family=True, asked=32, given=30, numbers=20)


def said(nudge: Nudge | None) -> str:
    """What a hint says; empty for none."""
    return nudge.text if nudge else ""


# The rules


@pytest.mark.parametrize(
    ("stage", "targets", "days_left", "text"),
    [
        (Stage.PREPARE, 0, 15, ""),
        (Stage.PREPARE, 0, 14, "The charter has no measurable target, and the workshop begins in 14 days."),
        (Stage.PREPARE, 0, 1, "The charter has no measurable target, and the workshop begins tomorrow."),
        (Stage.PREPARE, 1, 1, ""),
        (Stage.GATHER, 0, -1, "The charter has no measurable target, and the workshop has begun."),
        (Stage.EXECUTE, 0, -20, ""),
    ],
)
def test_a_charter_without_a_target(stage: Stage, targets: int, days_left: int, text: str) -> None:
    assert said(nudges.no_target(stage=stage, targets=targets, days_left=days_left)) == text


@pytest.mark.parametrize(
    ("stage", "places", "walked", "steps", "days_left", "text"),
    [
        (Stage.PREPARE, 0, 0, 0, 8, ""),
        (Stage.PREPARE, 0, 0, 0, 7, "The walk has 0 places, and the workshop begins in 7 days."),
        (Stage.PREPARE, 4, 0, 0, 2, ""),
        (Stage.GATHER, 0, 0, 0, 0, ""),
        (Stage.GATHER, 0, 0, 5, 0, "5 steps are drawn, and the walk has 0 places."),
        (Stage.FUTURE, 4, 0, 5, -1, "5 steps are drawn, and none of the 4 places of the walk was seen."),
        (Stage.FUTURE, 4, 1, 5, -1, ""),
        (Stage.EXECUTE, 4, 0, 5, -9, ""),
    ],
)
def test_a_stream_that_nobody_went_to_see(stage: Stage, places: int, walked: int, steps: int, days_left: int, text: str) -> None:
    assert said(nudges.no_walk(stage=stage, places=places, walked=walked, steps=steps, days_left=days_left)) == text


@pytest.mark.parametrize(
    ("more", "text", "place"),
    [
        ({"choices": 2}, "", ""),
        ({"choices": 3, "branches": 7}, "The current map has 3 choices.", "table"),
        (
            {"choices": 3, "branches": 7, "branches_without_share": 1},
            "The current map has 3 choices, and 1 of 7 branches says no share.",
            "table",
        ),
        (
            {"choices": 4, "branches": 8, "branches_without_share": 8, "has_family": False},
            "The current map has 4 choices, and 8 of 8 branches say no share.",
            "scope",
        ),
        ({"choices": 4, "stage": Stage.EXECUTE}, "", ""),
    ],
)
def test_the_exception_is_mapped(more: dict[str, Any], text: str, place: str) -> None:
    nudge = nudges.exception(replace(LOOK, **more))
    assert (said(nudge), nudge.place if nudge else "") == (text, place)


@pytest.mark.parametrize(("steps", "text"), [(15, ""), (16, "The current map has 16 steps; 5 to 15 can be read from across the room.")])
def test_a_map_with_too_many_steps(steps: int, text: str) -> None:
    assert said(nudges.too_detailed(replace(LOOK, steps=steps))) == text


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, ""),
        ({"unsourced": 10}, ""),
        ({"unsourced": 11}, "On the current map 11 of 20 numbers do not say how they are known."),
        (
            {"unsourced": 10, "guesses": 1, "missing_times": 2},
            "On the current map 10 of 20 numbers do not say how they are known, 1 is a guess and 2 times are missing.",
        ),
        ({"numbers": 7, "unsourced": 7}, ""),
        ({"missing_times": 3}, ""),
        ({"missing_times": 1, "stage": Stage.FUTURE}, "On the current map 1 time is missing."),
        ({"unsourced": 20, "stage": Stage.ALIGN}, ""),
    ],
)
def test_guesses_that_are_taken_for_facts(more: dict[str, Any], text: str) -> None:
    assert said(nudges.guesses(replace(LOOK, **more))) == text


@pytest.mark.parametrize(
    ("stage", "ideas", "given", "text"),
    [
        (Stage.GATHER, 3, 15, "3 improvements are captured, and 15 of 32 main numbers are on the current map."),
        (Stage.GATHER, 3, 16, ""),
        (Stage.GATHER, 2, 0, ""),
        (Stage.FUTURE, 9, 0, ""),
    ],
)
def test_solutions_before_numbers(stage: Stage, ideas: int, given: int, text: str) -> None:
    assert said(nudges.early_solutions(replace(LOOK, stage=stage, given=given), ideas)) == text


@pytest.mark.parametrize(
    ("people", "numbers", "most", "text"),
    [(3, 10, 6, ""), (3, 10, 7, "7 of 10 numbers of the team came from one of 3 people."), (2, 10, 9, ""), (3, 7, 7, "")],
)
def test_one_voice_for_most_numbers(people: int, numbers: int, most: int, text: str) -> None:
    assert said(nudges.one_voice(stage=Stage.GATHER, people=people, numbers=numbers, most=most)) == text


@pytest.mark.parametrize(
    ("waiting", "oldest", "text"),
    [
        (0, 0, ""),
        (2, 1, ""),
        (3, 1, "3 items of the parking lot have had no place for 1 day."),
        (1, 2, "1 item of the parking lot has had no place for 2 days."),
    ],
)
def test_a_parking_lot_that_becomes_a_graveyard(waiting: int, oldest: int, text: str) -> None:
    assert said(nudges.parked(waiting=waiting, oldest_days=oldest)) == text


@pytest.mark.parametrize(
    ("actions", "without", "due", "text"),
    [
        (4, 1, False, ""),
        (4, 0, True, ""),
        (4, 1, True, "1 of 4 open actions has no owner."),
        (1, 1, True, "1 of 1 open action has no owner."),
    ],
)
def test_actions_that_nobody_owns(actions: int, without: int, due: bool, text: str) -> None:
    assert said(nudges.nobodys_action(actions=actions, without_owner=without, is_due=due)) == text


@pytest.mark.parametrize(
    ("last", "text"), [(None, "0 reviews are planned."), (60, "The last review is 60 days after the workshop."), (90, ""), (365, "")]
)
def test_no_review_after_ninety_days(last: int | None, text: str) -> None:
    assert said(nudges.no_review(last_day=last)) == text


# What a workshop gives away


@pytest.fixture
def ours(cast: Cast, db: None) -> Workshop:
    """Fay's workshop, freshly loaded."""
    return Workshop.objects.get(pk=cast.workshop.pk)


def at(cast: Cast, days: int) -> datetime:
    """Noon so many days from the first one."""
    return datetime.combine(cast.workshop.first_day + timedelta(days=days), datetime.min.time(), UTC) + timedelta(hours=12)


def hints(cast: Cast, days: int, place: str = "", who: str = "fay") -> dict[str, Nudge]:
    """The hints that somebody sees so many days from the first one, by their key."""
    workshop = Workshop.objects.get(pk=cast.workshop.pk)
    return {nudge.key: nudge for nudge in list_nudges(cast.actor(who), workshop, at(cast, days), place)}


def move_to(cast: Cast, stage: Stage) -> None:
    """Another stage, without its gate."""
    with change(cast.workshop.pk, actor=cast.actor("fay"), kind="stage") as tx:
        tx.set(Workshop.objects.get(pk=cast.workshop.pk), {"stage": stage.value})


def draw(cast: Cast, steps: int = 5, **data: Any) -> Any:
    """A current map with so many steps in a row."""
    rows = [{"id": f"s{place}", "name": f"Step {place}"} | data for place in range(steps)]
    flows = [{"from": f"s{place}", "to": f"s{place + 1}", "wait": "30 min"} for place in range(steps - 1)]
    source = {"format": "vsm-map/1", "title": "Current", "steps": rows, "flows": flows}
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


def park(cast: Cast, text: str, when: datetime) -> None:
    """An item of the parking lot, said then."""
    with change(cast.workshop.pk, actor=cast.actor("pia"), kind="capture") as tx:
        tx.new(CAPTURE, {"kind": "parking_lot", "text": text, "captured_at": when})


def test_the_preparation_lacks_target_and_walk_when_the_first_day_comes_near(cast: Cast, db: None) -> None:
    assert hints(cast, -15) == {}
    assert list(hints(cast, -14)) == ["no-target"]
    found = hints(cast, -7)
    assert {key: nudge.url for key, nudge in found.items()} == {
        "no-target": reverse("target-list", args=[cast.workshop.pk]),
        "no-walk": reverse("workshop-walk", args=[cast.workshop.pk]),
    }
    add_target(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"metric": "Lead time", "target": "7 h"})
    walk.add_stop(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Front desk"})
    assert hints(cast, -7) == {}


def test_maps_are_looked_at_while_they_are_drawn(cast: Cast, db: None) -> None:
    add_target(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"metric": "Lead time", "target": "7 h"})
    drawn = draw(cast, 16, cycle_time="5 min")
    assert list(hints(cast, 0, "map")) == []
    move_to(cast, Stage.GATHER)
    found = hints(cast, 0, "map")
    assert {key: nudge.text for key, nudge in found.items()} == {
        "too-detailed": "The current map has 16 steps; 5 to 15 can be read from across the room.",
        "guesses": "On the current map 31 of 31 numbers do not say how they are known.",
    }
    assert found["guesses"].url == f"{reverse('map-table', args=[drawn.pk])}?pass=questions"
    assert list(hints(cast, 0, "walk")) == ["no-walk"]
    assert list(hints(cast, 0)) == ["no-walk", "too-detailed", "guesses"]


def test_choices_ask_for_the_family_until_it_is_named(cast: Cast, db: None) -> None:
    steps = [{"id": f"s{place}", "name": f"Step {place}", "split": "choice"} for place in range(3)] + [{"id": "end", "name": "End"}]
    flows = [{"from": f"s{place}", "to": f"s{place + 1}", "share": 50} for place in range(2)] + [{"from": "s2", "to": "end", "share": 50}]
    flows += [{"from": f"s{place}", "to": "end", "share": 50} for place in range(2)]
    import_document(
        actor=cast.actor("fay"),
        workshop_id=cast.workshop.pk,
        source={"format": "vsm-map/1", "title": "Current", "steps": steps, "flows": flows},
    )
    move_to(cast, Stage.GATHER)
    assert hints(cast, 0)["exception"].text == "The current map has 3 choices."
    assert hints(cast, 0)["exception"].url == reverse("charter-edit", args=[cast.workshop.pk, "scope"])
    with change(cast.workshop.pk, actor=cast.actor("omar"), kind="charter") as tx:
        tx.set(Charter.objects.get(workshop=cast.workshop), CHARTER.parse({"family": "Adults"}))
    assert "/table/" in hints(cast, 0)["exception"].url


def test_one_voice_counts_who_said_a_number_and_not_the_coach_who_typed_it(cast: Cast, db: None) -> None:
    """The map was imported, so none of its own numbers is anybody's; coaches type for the room."""
    drawn = draw(cast, 10)
    move_to(cast, Stage.GATHER)
    steps = list(Step.objects.filter(map=drawn).order_by("order_key"))

    def give(who: str, place: int, value: Any) -> None:
        with change(cast.workshop.pk, actor=cast.actor(who), kind="step") as tx:
            tx.set(steps[place], STEP.parse({"cycle_time": value}))

    for place in range(5):
        give("pia", place, "5 min")
    for place in (5, 6, 7):
        give("fay", place, "5 min")
    give("per", 8, "5 min")
    assert "one-voice" not in hints(cast, 0, "map")
    for place in (5, 6):
        give("fay", place, {"value": "5 min", "by": "Pia"})
    assert hints(cast, 0, "map")["one-voice"].text == "7 of 8 numbers of the team came from one of 3 people."
    assert hints(cast, 0, "map")["one-voice"].url == reverse("round-new", args=[cast.workshop.pk, "write"])


def test_ideas_that_come_before_the_numbers(cast: Cast, db: None) -> None:
    draw(cast)
    move_to(cast, Stage.GATHER)
    for place in range(3):
        values = {"kind": "improvement", "text": f"Idea {place}"}
        add_capture(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, values=values)
    found = hints(cast, 0, "captures")["early-solutions"]
    assert found.text == "3 improvements are captured, and 4 of 19 main numbers are on the current map."
    assert found.url == reverse("workshop-captures", args=[cast.workshop.pk]) + "?kind=improvement"


def test_what_was_parked_on_an_earlier_day(cast: Cast, db: None) -> None:
    park(cast, "Parking fees", at(cast, 0))
    assert "parked" not in hints(cast, 0)
    assert "parked" not in hints(cast, 1)
    found = hints(cast, 2, "days")["parked"]
    assert found.text == "1 item of the parking lot has had no place for 2 days."
    assert found.url == reverse("workshop-captures", args=[cast.workshop.pk]) + "?kind=parking_lot&state=sort"


def test_actions_without_an_owner_when_the_last_day_has_come(cast: Cast, db: None) -> None:
    create_action(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"title": "Tube to the laboratory", "kind": "project"})
    last = (cast.workshop.last_day - cast.workshop.first_day).days
    assert "nobodys-action" not in hints(cast, last - 1)
    found = hints(cast, last, "plan")["nobodys-action"]
    assert (found.text, found.url) == (
        "1 of 1 open action has no owner.",
        reverse("workshop-plan-table", args=[cast.workshop.pk]) + "?owner=none",
    )


def test_the_ninety_day_review_that_was_cancelled(cast: Cast, db: None) -> None:
    assert "no-review" not in hints(cast, 0, "reviews")
    review = Review.objects.get(workshop=cast.workshop, day=90)
    reviews.cancel_review(actor=cast.actor("omar"), review=review, reason="Nobody is here.")
    assert hints(cast, 0, "reviews")["no-review"].text == "The last review is 60 days after the workshop."


# Who sees them, and putting one aside


@pytest.mark.parametrize("who", ["omar", "spring", "pia", "obi"])
def test_only_coaches_see_hints(cast: Cast, db: None, who: str) -> None:
    assert hints(cast, -7, who=who) == {}
    with pytest.raises(Forbidden):
        dismiss_nudge(actor=cast.actor(who), workshop_id=cast.workshop.pk, hint="no-target")
    address = reverse("hint-dismiss", args=[cast.workshop.pk, "no-target"])
    assert cast.client(who).post(address).status_code == 403
    assert Dismissal.objects.count() == 0


def test_hints_are_found_once_for_each_state_of_the_workshop(cast: Cast, db: None) -> None:
    draw(cast, 10)
    move_to(cast, Stage.GATHER)
    first, workshop = hints(cast, 0, "map"), Workshop.objects.get(pk=cast.workshop.pk)
    with CaptureQueriesContext(connection) as asked:
        again = list_nudges(cast.actor("fay"), workshop, at(cast, 0), "map")
    assert (again, len(asked)) == (list(first.values()), 3)  # two for the person's rights, one for the latest change


def test_a_hint_put_aside_stays_so_for_all_coaches_and_undo_brings_it_back(cast: Cast, db: None) -> None:
    done = dismiss_nudge(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, hint="no-target")
    assert list(hints(cast, -7)) == ["no-walk"]
    head = WorkshopHead.objects.get(workshop=cast.workshop).head
    assert dismiss_nudge(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, hint="no-target").empty
    assert WorkshopHead.objects.get(workshop=cast.workshop).head == head
    undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=done.seq)
    assert list(hints(cast, -7)) == ["no-target", "no-walk"]
    dismiss_nudge(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, hint="no-target")
    assert list(hints(cast, -7)) == ["no-walk"]


def test_there_is_no_other_hint_to_put_aside(cast: Cast, db: None) -> None:
    with pytest.raises(Invalid):
        dismiss_nudge(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, hint="something")
    assert cast.client("fay").post(reverse("hint-dismiss", args=[cast.workshop.pk, "something"])).status_code == 404
    assert Dismissal.objects.count() == 0


def test_the_cockpit_has_all_and_a_page_its_own_with_a_button_that_comes_back(cast: Cast, db: None) -> None:
    move_to(cast, Stage.GATHER)
    draw(cast)
    cockpit, walked = (reverse(name, args=[cast.workshop.pk]) for name in ("workshop-cockpit", "workshop-walk"))
    shown = cast.client("fay").get(cockpit).content.decode()
    assert 'id="hint-no-target"' in shown and 'id="hint-no-walk"' in shown
    page = cast.client("fay").get(walked).content.decode()
    assert 'id="hint-no-walk"' in page and 'id="hint-no-target"' not in page
    assert "hint-no-walk" not in cast.client("pia").get(walked).content.decode()
    answer = cast.client("fay").post(reverse("hint-dismiss", args=[cast.workshop.pk, "no-walk"]), {"next": walked})
    assert (answer.status_code, answer["Location"]) == (302, walked)
    assert 'id="hint-no-walk"' not in cast.client("fay").get(walked).content.decode()


def test_a_page_is_fetched_again_when_a_hint_was_put_aside(cast: Cast, db: None) -> None:
    page = cast.client("fay").get(reverse("workshop-walk", args=[cast.workshop.pk])).content.decode()
    assert "&quot;hints&quot;" in page


def test_every_hint_has_a_name() -> None:
    assert len(NAMES) == 10
