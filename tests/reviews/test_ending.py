"""How a review ends: the future becomes the current map with what was measured, and the stream gets its next workshop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
import time_machine

from actionplans.models import Promise
from mapping import snapshot
from mapping.models import Map, Step
from mapping.selectors import latest_maps, promised_maps
from reviews import selectors
from reviews.ending import renewal_of
from reviews.services import ending, reviews
from tests.actionplans.factories import make_action
from tests.cast import Cast, make_cast
from tests.reviews.factories import draw_maps, hold, measure, review_of
from tests.reviews.test_reviews import fields_of, refused, text_of, url
from vsm_site.lib.errors import Forbidden, Invalid
from workshops.change import change
from workshops.kinds import CHARTER
from workshops.models import Charter, Participation, Workshop


@pytest.fixture
def held(db: None) -> Iterable[Cast]:
    """The cast on the day of the 30-day review, which was held: triage promised 90 min and was measured at 100."""
    with time_machine.travel("2026-12-18T12:00:00Z", tick=False):
        cast = make_cast()
        draw_maps(cast)
        step = Step.objects.get(map__state="current", map__workshop=cast.workshop, doc_id="a")
        future = Step.objects.get(map__state="future", map__workshop=cast.workshop, doc_id="b")
        action = make_action(cast, promises=[{"metric": "cycle_time", "step": str(future.pk), "from": "2 h", "to": "90 min"}])
        make_action(cast, "Lost", promises=[{"metric": "complete_accurate", "step": str(step.pk), "from": "80", "to": "95"}])
        hold(cast)
        measure(cast, lead_time="8 h", **{f"promise:{action.present_promises[0].pk}": "100 min"})
        yield cast


def test_the_future_becomes_the_current_map_with_what_was_measured(held: Cast) -> None:
    page = held.client("omar").get(url(held, "renew/"))
    (entry,) = page.context["renewal"].carried
    assert (entry.step, entry.label, entry.drawn, entry.measured) == ("Ward", "Cycle time", "90 min", "100 min")
    answer = held.client("omar").post(url(held, "renew/"), {"change_id": str(page.context["change_id"])})
    made = Map.objects.get(title="The, as of 18 Dec 2026")
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    facts = snapshot.facts_of(made)
    assert (made.state, made.based_on.state) == ("current", "future")
    assert {step.id: (step.data.get("cycle_time"), step.data["origin"]) for step in facts.steps} == {
        "a": ("90 min", ["a"]),
        "b": ("100 min", ["b"]),
    }
    held.client("omar").post(url(held, "renew/"), {"change_id": str(page.context["change_id"])})
    assert Map.objects.filter(workshop=held.workshop).count() == 3
    assert "The future became the current map." in text_of(held.client("pia").get(url(held)))


def test_reviews_keep_the_baseline_that_they_began_with(held: Cast) -> None:
    before = [(row.metric.baseline, row.metric.target, row.result) for row in _rows(held)]
    ending.renew_map(actor=held.actor("omar"), review=review_of(held))
    assert [(row.metric.baseline, row.metric.target, row.result) for row in _rows(held)] == before
    pk = held.workshop.pk
    assert promised_maps([pk])[pk].current.map.title == "The current state"
    assert latest_maps([pk])[pk].current.map.title == "The, as of 18 Dec 2026"


def _rows(cast: Cast) -> list[selectors.MeasureRow]:
    return selectors.measured(review_of(cast), selectors.list_reviews(cast.actor("omar"), cast.workshop)).rows


def test_only_a_held_review_ends_and_only_with_a_future(held: Cast) -> None:
    planned = review_of(held, 60)
    refused(held, Invalid, lambda: ending.renew_map(actor=held.actor("omar"), review=planned))
    values = {"title": "Next", "first_day": date(2027, 3, 1), "last_day": date(2027, 3, 2)}
    values |= {"bring_team": True, "bring_scope": True, "bring_map": True}
    refused(held, Invalid, lambda: ending.begin_next(actor=held.actor("omar"), review=planned, values=values))
    refused(held, Forbidden, lambda: ending.begin_next(actor=held.actor("pia"), review=review_of(held), values=values))
    assert Workshop.objects.filter(stream=held.workshop.stream).count() == 1
    with change(held.workshop.pk, actor=held.actor("omar")) as tx:
        tx.delete(Map.objects.get(workshop=held.workshop, state="future"))
    refused(held, Invalid, lambda: ending.renew_map(actor=held.actor("omar"), review=review_of(held)))


@pytest.mark.both_databases
def test_the_next_workshop_begins_with_team_scope_and_map(held: Cast) -> None:
    with change(held.workshop.pk, actor=held.actor("omar")) as tx:
        values = {"trigger": "Patient arrives", "case_for_change": "Too long"}
        tx.set(Charter.objects.get(workshop=held.workshop), CHARTER.parse(values))
    reviews.close_review(actor=held.actor("spring"), review=review_of(held))
    page = held.client("omar").get(url(held, "next/"))
    sent = fields_of(page.context["form"]) | {"first_day": "2027-03-01", "last_day": "2027-03-02"}
    assert sent["title"] == "Patient journey stream, next round"
    answer = held.client("omar").post(url(held, "next/"), sent | {"first_day": "2026-11-18"})
    assert (answer.status_code, Workshop.objects.filter(stream=held.workshop.stream).count()) == (422, 1)
    sent |= {"change_id": str(page.context["change_id"]), "bring_team": "on", "bring_scope": "on", "bring_map": "on"}
    for _ in range(2):
        answer = held.client("omar").post(url(held, "next/"), sent)
    (made,) = Workshop.objects.filter(stream=held.workshop.stream).exclude(pk=held.workshop.pk)
    assert answer["Location"] == f"/workshops/{made.pk}/charter/"
    people = Participation.objects.present().filter(workshop=made).values_list("user__display_name", "role")
    assert sorted(people) == [
        ("Fay", "coach"),
        ("Obi", "observer"),
        ("Omar", "owner"),
        ("Per", "participant"),
        ("Pia", "participant"),
        ("Spring", "sponsor"),
    ]
    charter = Charter.objects.get(workshop=made)
    assert (charter.trigger, charter.case_for_change) == ("Patient arrives", "")
    assert [(row.shown_state, row.title) for row in Map.objects.filter(workshop=made)] == [("current", "The, current state")]
    assert "Next workshop of the stream, 1 Mar 2027" in text_of(held.client("omar").get(url(held)))


def test_a_measured_wait_goes_to_the_flow_before_its_step(held: Cast) -> None:
    step = Step.objects.get(map__state="current", map__workshop=held.workshop, doc_id="b")
    action = make_action(held, "Half", promises=[{"metric": "wait_time", "step": str(step.pk), "from": "6 h", "to": "3 h"}])
    measure(held, **{f"promise:{action.present_promises[0].pk}": "4 h"})
    found = renewal_of(review_of(held))
    assert found is not None
    assert [(entry.step, entry.label, entry.drawn, entry.measured) for entry in found.carried] == [
        ("Ward", "Cycle time", "90 min", "100 min"),
        ("Ward", "Waiting time", "3 h", "4 h"),
    ]
    made = ending.renew_map(actor=held.actor("omar"), review=review_of(held))
    assert [(flow.key, flow.data["wait"]) for flow in snapshot.facts_of(made).flows] == [("a>b", "4 h")]


def test_a_number_of_a_step_of_the_current_map_goes_to_its_only_heir_and_into_no_merged_step(held: Cast) -> None:
    promise = Promise.objects.get(metric="complete_accurate")
    measure(held, **{f"promise:{promise.pk}": 91})

    def carried() -> list[tuple[str, str]]:
        found = renewal_of(review_of(held))
        assert found is not None
        return [(entry.step, entry.label) for entry in found.carried]

    assert carried() == [("Ward", "Cycle time"), ("Triage", "% complete and accurate")]
    with change(held.workshop.pk, actor=held.actor("omar")) as tx:
        tx.set(Step.objects.get(map__state="future", map__workshop=held.workshop, doc_id="a"), {"origin": ["a", "b"]})
    assert carried() == [("Ward", "Cycle time")]
