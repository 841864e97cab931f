"""The coach's dashboard: readiness and adoption over all workshops that somebody coaches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.services import progress
from reviews import coaching
from reviews.adoption import Part
from tests.actionplans.factories import make_action
from tests.cast import Cast, make_workshop
from tests.reviews.factories import draw_maps, hold, measure
from tests.reviews.test_dashboard import free_everybody, text_of, to_stage
from workshops.models import SetupTask

pytestmark = pytest.mark.django_db
BEFORE = datetime(2026, 11, 9, 9, tzinfo=UTC)
AFTER = datetime(2026, 12, 21, 9, tzinfo=UTC)


def test_before_the_workshop_readiness_is_told(cast: Cast) -> None:
    with time_machine.travel(BEFORE, tick=False):
        free_everybody(cast)
        (row,) = coaching.list_coached(cast.actor("fay"), BEFORE)
    tasks = SetupTask.objects.filter(workshop=cast.workshop, stage="prepare").count()
    facts = row.facts
    assert (facts.is_before, facts.tasks, facts.is_approved) == (True, Part(0, tasks), False)
    assert (facts.joined, facts.freed, facts.trained) == (Part(5, 5), Part(2, 2), Part(0, 3))


def test_after_it_adoption_is_told(cast: Cast) -> None:
    with time_machine.travel(AFTER, tick=False):
        draw_maps(cast)
        to_stage(cast, "execute")
        mine = make_action(cast, "Results by noon", owner="pia", end="2027-01-08")
        make_action(cast, "Beds by ten", owner="per")
        hold(cast)
        measure(cast, lead_time="9 h")
        progress.report_progress(actor=cast.actor("pia"), action_id=mine.pk, values={"text": "Two wards run it"})
        (row,) = coaching.list_coached(cast.actor("fay"), AFTER)
    facts = row.facts
    assert (facts.active.some, facts.active.of) == (3, 5)  # Omar, Fay and Pia
    assert (facts.planned, facts.words, facts.reviews, facts.is_measured) == (Part(1, 2), Part(1, 2), Part(1, 1), True)
    assert row.next == "The plan was not handed over to the owner yet."
    later = coaching.list_coached(cast.actor("fay"), AFTER + timedelta(days=29))[0].facts
    assert (later.active, later.words, later.reviews) == (Part(0, 5), Part(0, 2), Part(1, 2))
    found = coaching.sum_of([row])
    assert (found.sentence, found.measured) == ("1 workshop of yours: 1 carried out.", Part(1, 1))


@pytest.mark.parametrize("who", ["omar", "spring", "pia", "uma", "ada"])
def test_who_coaches_nothing_sees_nothing(cast: Cast, who: str) -> None:
    answer = cast.client(who).get("/coaching/")
    assert ("You coach no workshop" in text_of(answer), "Patient journey" in text_of(answer)) == (True, False)
    assert 'href="/coaching/"' not in cast.client(who).get("/streams/").content.decode()


def test_the_coach_finds_the_page_in_the_rail(cast: Cast) -> None:
    assert 'href="/coaching/"' in cast.client("fay").get("/streams/").content.decode()


@time_machine.travel(AFTER, tick=False)
def test_many_workshops_take_as_many_queries_as_one(cast: Cast) -> None:
    def asked() -> int:
        cast.client("fay").get("/coaching/")
        with CaptureQueriesContext(connection) as found:
            cast.client("fay").get("/coaching/")
        return len(found)

    one = asked()
    for place in range(21):
        make_workshop(cast.organisation, cast.fay, f"Workshop {place}")
    cast.client("fay").get("/coaching/")  # a new role brings the session a new key
    assert asked() == one
    page = cast.client("fay").get("/coaching/").context["page"]
    assert (len(page), page.paginator.count) == (20, 22)
