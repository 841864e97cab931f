"""The owner's week beside the plan: reviews, alignment meetings, pre-work, set-up tasks, and the draft for the sponsor."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans import monday
from actionplans.models import SponsorNote
from actionplans.services import notes
from mapping.models.prework import PreworkLink
from reviews.services import alignment
from reviews.services.preparation import prepare_review
from tests.actionplans.factories import make_action
from tests.cast import Cast, make_workshop
from tests.reviews.factories import draw_maps, hold, measure, review_of
from tests.reviews.test_dashboard import text_of, to_stage
from workshops.change import change
from workshops.models import SetupTask
from workshops.policy import Role

pytestmark = pytest.mark.django_db


def coming(cast: Cast, day: str, who: str = "omar") -> list[tuple[str, str, bool]]:
    """What comes up for somebody at nine on this day: text, note, whether it presses."""
    led = monday.list_led(cast.actor(who), now=datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC))
    return [(need.text, need.note, need.urgent) for entry in led for need in entry.coming]


def run(cast: Cast) -> None:
    """The workshop is over and its plan is carried out."""
    with time_machine.travel("2026-11-18T16:00:00Z", tick=False):
        to_stage(cast, "align")


def test_a_review_comes_up_two_weeks_before_and_presses_when_it_is_late(cast: Cast) -> None:
    run(cast)
    draw_maps(cast)
    assert coming(cast, "2026-12-03") == []
    assert coming(cast, "2026-12-04") == [
        ("Hold the 30-day review", "Fri 18 Dec, in 14 days; no pre-work given out, nothing is measured for it yet", False)
    ]
    measure(cast, lead_time="9 h")
    assert coming(cast, "2026-12-21") == [("Hold the 30-day review", "3 days overdue; no pre-work given out, 1 number is measured", True)]
    with time_machine.travel("2026-12-21T12:00:00Z", tick=False):
        hold(cast, on=date(2026, 12, 21))
    assert coming(cast, "2026-12-22") == [("The 30-day review waits for the sponsor to close it", "", False)]


def test_a_review_says_how_much_of_its_prework_is_done(cast: Cast) -> None:
    run(cast)
    with time_machine.travel("2026-12-04T09:00:00Z", tick=False):
        prepare_review(actor=cast.actor("omar"), review=review_of(cast))
    task = SetupTask.objects.get(workshop=cast.workshop, key="review-30:walk")
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(task, {"done": True})
    review = next(row for row in coming(cast, "2026-12-07") if row[0] == "Hold the 30-day review")
    assert review[1] == "Fri 18 Dec, in 11 days; pre-work 1 of 4 done, nothing is measured for it yet"


def test_only_the_next_alignment_meeting_comes_up(cast: Cast) -> None:
    run(cast)
    with time_machine.travel("2026-11-20T09:00:00Z", tick=False):
        values = {"first_on": date(2026, 12, 1), "months": 1, "place": ""}
        alignment.plan_series(actor=cast.actor("omar"), workshop=cast.workshop, values=values)
    assert coming(cast, "2026-11-30") == [("Hold the alignment meeting of 1 Dec 2026", "Tue 1 Dec, tomorrow", False)]


def test_prework_that_did_not_come_back_comes_up_until_the_workshop_begins(cast: Cast) -> None:
    for task in SetupTask.objects.filter(workshop=cast.workshop).exclude(due_on=None):
        with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
            tx.set(task, {"due_on": None})
    for name in ("pia", "per"):
        person = cast.person(name)
        values = {"person": person, "user": person.user, "secret_hash": name, "expires_at": datetime(2026, 12, 1, tzinfo=UTC)}
        PreworkLink.objects.create(workshop=cast.workshop, made_by=cast.fay, **values)
    assert coming(cast, "2026-11-09") == [("Pre-work: 0 of 2 answered", "The workshop begins on Mon 16 Nov", False)]
    assert coming(cast, "2026-11-16") == []


def test_set_up_tasks_of_this_stage_and_later_ones_come_up_when_due(cast: Cast) -> None:
    tasks = SetupTask.objects.filter(workshop=cast.workshop)
    wanted = {"prepare": ("2026-11-02", "2026-11-08", "2026-11-09"), "gather": ("2026-11-05",)}
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        for stage, days in wanted.items():
            rows = list(tasks.filter(stage=stage).order_by("order_key", "id"))
            for place, task in enumerate(rows):
                tx.set(task, {"title": f"{stage} {place}", "due_on": date.fromisoformat(days[place]) if place < len(days) else None})
        for task in tasks.exclude(stage__in=wanted):
            tx.set(task, {"due_on": None})
    assert coming(cast, "2026-11-04") == [
        ("2 set-up tasks late or due this week", "prepare 0, prepare 1; 1 late", True),
        ("One set-up task due this week", "gather 0", False),
    ]
    to_stage(cast, "gather")
    assert coming(cast, "2026-11-04") == [("One set-up task due this week", "gather 0", False)]


def test_who_does_not_lead_sees_nothing_of_it(cast: Cast) -> None:
    run(cast)
    for who in ("spring", "pia", "obi", "uma"):
        assert coming(cast, "2026-12-18", who) == []


@time_machine.travel("2026-12-21T09:00:00Z", tick=False)
def test_the_page_shows_it_with_the_draft_that_was_kept(cast: Cast) -> None:
    run(cast)
    make_action(cast, "Results by noon", owner="pia", end="2026-12-23")
    notes.keep_note(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, text="Half the wards run it.", base={}, change_id=None)
    page = text_of(cast.client("omar").get("/week/"))
    for words in ("Coming up 1 Hold the 30-day review 3 days overdue", "Go on with the draft", "“Half the wards run it.”"):
        assert words in page
    assert SponsorNote.objects.get().sent_at is None


@time_machine.travel("2026-12-21T09:00:00Z", tick=False)
def test_many_workshops_take_as_many_queries_as_one(cast: Cast) -> None:
    def asked() -> int:
        cast.client("omar").get("/week/")
        with CaptureQueriesContext(connection) as found:
            cast.client("omar").get("/week/")
        return len(found)

    run(cast)
    one = asked()
    for place in range(7):
        make_workshop(cast.organisation, cast.omar, f"Workshop {place}", Role.OWNER)
    cast.client("omar").get("/week/")  # a new role brings the session a new key
    assert asked() == one
    assert cast.client("omar").get("/week/").context["page"].paginator.count == 8
