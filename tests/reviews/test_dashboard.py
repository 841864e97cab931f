"""The sponsor's dashboard: what is stuck, are we on track, what changed, over all of a person's workshops and nobody else's."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.services import actions
from mapping.services.maps import create_map
from reviews.services import reviews
from reviews.standing import Facts, standing
from tests.actionplans.factories import make_action
from tests.cast import Cast, add_person, make_workshop
from tests.reviews.factories import draw_maps, hold, measure, review_of
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.kinds import BARRIER, CHARTER, QUESTION, WORKSHOP
from workshops.models import Barrier, Charter, Visit, Workshop, WorkshopDay
from workshops.policy import Action, Role
from workshops.services.changes import undo_change
from workshops.stages import Stage

pytestmark = pytest.mark.django_db
URL = "/dashboard/"
DAY_33 = "2026-12-21T09:00:00Z"


def text_of(answer: Any) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body.partition('id="main"')[2]).split())


def barrier(cast: Cast, text: str = "Spare transformer above the limit", by: str = "pia") -> Barrier:
    with change(cast.workshop.pk, actor=cast.actor(by)) as tx:
        return tx.new(BARRIER, {"text": text})


def to_stage(cast: Cast, stage: str) -> None:
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.RUN_WORKSHOP, kind="advance-stage") as tx:
        tx.set(Workshop.objects.get(pk=cast.workshop.pk), WORKSHOP.parse({"stage": stage}, from_wire=False))


def free_everybody(cast: Cast) -> None:
    for name in ("pia", "per"):
        with change(cast.workshop.pk, actor=cast.actor("spring")) as tx:
            tx.set(cast.person(name), {"released": True})


def look(cast: Cast, who: str = "spring", query: str = "") -> Any:
    return cast.client(who).get(URL + query)


def asks(answer: Any) -> list[tuple[str, str, bool]]:
    return [(ask.title, ask.waits, ask.is_mine) for ask in answer.context["asks"]]


# What is stuck


@time_machine.travel("2026-12-21T09:00:00Z", tick=False)
def test_a_sponsor_sees_what_waits_and_takes_it_with_one_tap(cast: Cast) -> None:
    raised = barrier(cast)
    with time_machine.travel("2026-12-30T09:00:00Z", tick=False):
        answer = look(cast)
        assert (answer.context["title"], asks(answer)) == (
            "One stream, one thing waits for you",
            [("Spare transformer above the limit", "Waits 9 days", True)],
        )
        assert "Raised by Pia; nobody lifts it yet." in text_of(answer)
        taken = cast.client("spring").post(f"/barriers/{raised.pk}/take/", {"next": URL})
        assert (taken.status_code, taken.url) == (302, URL)
        row = Barrier.objects.get()
        assert (row.status, row.owner) == ("taken", cast.person("spring"))
        answer = look(cast)
        assert (answer.context["title"], "I take it" in text_of(answer)) == ("One stream, nothing waits for you", False)
        assert asks(answer) == [("Spare transformer above the limit", "Waits 9 days", False)]
        assert "Spring took it. What is decided is not written down yet." in text_of(answer)


@time_machine.travel("2026-12-21T09:00:00Z", tick=False)
def test_what_was_taken_leaves_the_dashboard_with_its_decision_and_comes_back_when_its_day_is_past(cast: Cast) -> None:
    raised = barrier(cast)
    decided = {"status": "taken", "owner": cast.person("spring").pk, "answer": "Approved", "due_on": date(2026, 12, 29)}
    with change(cast.workshop.pk, actor=cast.actor("spring")) as tx:
        tx.set(raised, decided)
    with time_machine.travel("2026-12-29T09:00:00Z", tick=False):
        assert not [title for who in ("spring", "omar") for title, _, _ in asks(look(cast, who)) if title == raised.text]
    cast.clients.clear()  # nobody stays signed in for a day
    with time_machine.travel("2026-12-30T09:00:00Z", tick=False):
        assert (raised.text, "Waits 9 days", True) in asks(look(cast))
        assert (raised.text, "Waits 9 days", False) in asks(look(cast, "omar"))
        assert "Spring took it until Tue 29 Dec. It was to be lifted by then." in text_of(look(cast))


@time_machine.travel(DAY_33, tick=False)
@pytest.mark.parametrize(("who", "sees"), [("omar", True), ("fay", True), ("pia", False), ("obi", False)])
def test_who_leads_the_team_sees_barriers_but_cannot_take_them(cast: Cast, who: str, sees: bool) -> None:
    raised = barrier(cast)
    answer = look(cast, who)
    found = [entry for entry in asks(answer) if entry[0] == raised.text]
    assert (found, "I take it" in text_of(answer)) == ([(raised.text, "New today", False)] if sees else [], False)
    assert cast.client(who).post(f"/barriers/{raised.pk}/take/").status_code == 403
    assert Barrier.objects.get().status == "open"


@time_machine.travel(DAY_33, tick=False)
def test_a_blocked_action_waits_for_who_can_lift_it(cast: Cast) -> None:
    per = cast.person("per").pk
    make_action(cast, "Milk run", owner="pia", status="blocked", reason="Contract", waits_for=per, end="2027-01-08")
    make_action(cast, "Levelling box", owner="pia", status="blocked", reason="No wood", end="2027-01-08")
    answer = look(cast, "per")
    assert asks(answer) == [("Milk run", "New today", True)]
    assert "Contract. Waits for you. Pia owns the action." in text_of(answer)
    assert asks(look(cast, "spring")) == [("Levelling box", "New today", True), ("Milk run", "New today", False)]
    assert asks(look(cast, "obi")) == []


@time_machine.travel(DAY_33, tick=False)
def test_held_reviews_wait_for_the_sponsor_and_overdue_ones_for_the_owner(cast: Cast) -> None:
    assert asks(look(cast, "omar")) == [("Hold the 30-day review", "3 days late", True)]
    assert asks(look(cast, "spring")) == []
    hold(cast)
    assert asks(look(cast, "spring")) == [("Close the 30-day review", "Waits 3 days", True)]
    assert asks(look(cast, "omar")) == []
    reviews.close_review(actor=cast.actor("spring"), review=review_of(cast))
    assert asks(look(cast, "spring")) == []


@time_machine.travel("2026-11-09T09:00:00Z", tick=False)
def test_before_the_workshop_the_charter_and_the_freed_people_wait(cast: Cast) -> None:
    assert asks(look(cast)) == [("Confirm that 2 people are freed", "", True)]
    with change(cast.workshop.pk, actor=cast.actor("omar"), needs=Action.EDIT_CHARTER) as tx:
        tx.set(Charter.objects.get(workshop=cast.workshop), CHARTER.parse({"case_for_change": "Too slow", "trigger": "A patient comes"}))
    free_everybody(cast)
    assert asks(look(cast)) == [("Approve the charter", "", True)]
    assert asks(look(cast, "omar")) == []


@time_machine.travel(DAY_33, tick=False)
def test_more_than_four_are_on_a_page_of_their_own(cast: Cast) -> None:
    for place in range(25):
        barrier(cast, f"Barrier {place}")
    answer = look(cast)
    assert (len(answer.context["asks"]), "21 more" in text_of(answer)) == (4, True)
    assert len(look(cast, query="?show=stuck").context["page"]) == 20
    assert len(look(cast, query="?show=stuck&page=2").context["page"]) == 5


# Are we on track


@time_machine.travel(DAY_33, tick=False)
def test_a_stream_that_is_carried_out_shows_the_way_to_the_promise(cast: Cast) -> None:
    draw_maps(cast)
    to_stage(cast, "execute")
    hold(cast)
    measure(cast, lead_time="9 h")
    make_action(cast, "Late one", owner="pia", end="2026-12-17")
    make_action(cast, "Done one", owner="pia", status="done")
    make_action(cast, "Third", owner="pia", end="2027-01-08")
    (stream,) = look(cast).context["streams"]
    assert stream.line == "Stage 4, execute · owner Omar · week 5 of 13"
    tiles = [(tile.label, tile.was, tile.value, tile.unit, tile.note) for tile in stream.tiles]
    assert tiles == [
        ("Lead time", "10", "9", "h", "promise: 6 h"),
        ("Actions done", "", "1", "of 3", "1 late"),
        ("Next review", "", "17 Jan", "", "60-day, in 27 days"),
    ]
    assert (stream.standing.word, stream.standing.tone) == ("A little behind", "wait")
    # 30 of 90 days are gone, so a third of the 4 h
    assert stream.standing.why == "Lead time 9 h is 20 min behind the way to 6 h by day 90."
    assert stream.standing.more == "One action is 4 days late."
    assert stream.curve.label == "Lead time: 10 h at the start, promised 6 h by day 90, measured 9 h on day 30"
    assert "<svg" in stream.curve.chart


@pytest.mark.parametrize(
    ("days", "measured", "result", "why"),
    [
        # 4 h are promised in 90 days: 8 h 40 min are due on day 30, 7 h 20 min on day 60, 6 h on day 90
        (30, "8 h", "On the way", "Lead time 8 h, on the way to 6 h."),
        (60, "8 h", "Behind by 40 min", "Lead time 8 h is 40 min behind the way to 6 h by day 90."),
        (60, "7 h", "On the way", "Lead time 7 h, on the way to 6 h."),
        (90, "7 h", "Behind by 1 h", "Lead time 7 h is 1 h behind the way to 6 h by day 90."),
        (60, "11 h", "Worse than before", "Lead time 11 h is worse than before the workshop."),
    ],
)
def test_the_review_and_the_dashboard_judge_a_reading_alike(cast: Cast, days: int, measured: str, result: str, why: str) -> None:
    draw_maps(cast)
    to_stage(cast, "execute")
    with time_machine.travel(datetime(2026, 11, 18, 9, 0, tzinfo=UTC) + timedelta(days=days), tick=False):
        for day in range(30, days + 1, 30):
            hold(cast, day)
        measure(cast, days, lead_time=measured)
        page = cast.client("omar").get(review_of(cast, days).get_absolute_url())
        (stream,) = look(cast).context["streams"]
    assert [row.result for row in page.context["rows"] if row.metric.key == "lead_time"] == [result]
    assert stream.standing.why == why


@time_machine.travel("2026-11-17T09:00:00Z", tick=False)
def test_while_the_workshop_runs_the_stream_is_shown_to_scale(cast: Cast) -> None:
    draw_maps(cast)
    to_stage(cast, "gather")
    (stream,) = look(cast).context["streams"]
    assert (stream.curve, [rung.name for rung in stream.rungs]) == (None, ["Triage", "Ward"])
    assert (stream.scale, stream.line) == ("The stream to scale: 6 h waiting, 4 h work", "Stage 2, gather data · owner Omar · day 2 of 3")
    assert [(tile.label, tile.value, tile.unit, tile.note) for tile in stream.tiles] == [
        ("Lead time", "10", "h", "promise: 6 h"),
        ("People freed", "0", "of 2", "are confirmed as freed"),
        ("Workshop day", "2", "of 3", "runs today"),
    ]
    assert (stream.standing.word, stream.standing.why) == ("On track", "Nothing is late.")


@time_machine.travel("2026-11-09T09:00:00Z", tick=False)
def test_an_empty_workshop_says_what_is_missing(cast: Cast) -> None:
    (stream,) = look(cast).context["streams"]
    assert [(tile.value, tile.note) for tile in stream.tiles] == [
        ("–", "the current state is not drawn yet"),
        ("0", "are confirmed as freed"),
        ("16 Nov", "in 7 days"),
    ]
    assert (stream.standing.word, stream.standing.why) == (
        "Behind",
        "None of 10 areas of the preparation is ready, and the workshop begins in 7 days.",
    )
    assert f"/workshops/{cast.workshop.pk}/prepare/" in look(cast).content.decode()
    assert "The stream is shown here to scale when its current state is mapped." in text_of(look(cast))


def test_a_map_without_steps_has_no_lead_time(cast: Cast) -> None:
    create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Begun", "demand": {"quantity": 40, "per": "d"}})
    (stream,) = look(cast).context["streams"]
    assert (stream.tiles[0].value, stream.tiles[0].note) == ("–", "the current state is not drawn yet")


@pytest.mark.parametrize(
    ("facts", "word", "why"),
    [
        (Facts(Stage.EXECUTE, 30), "On track", "Every action is done."),
        (Facts(Stage.EXECUTE, 30, open_actions=2), "On track", "No action is late; nothing was measured yet."),
        (Facts(Stage.EXECUTE, 30, metric="Lead time 5 h", promise="6 h"), "On track", "Lead time 5 h, on the way to 6 h."),
        (
            Facts(Stage.EXECUTE, 30, open_actions=5, late_actions=2, oldest_late_days=6),
            "A little behind",
            "2 actions are late, the oldest by 6 days.",
        ),
        (
            Facts(Stage.EXECUTE, 30, open_actions=3, late_actions=2, oldest_late_days=6),
            "Behind",
            "2 actions are late, the oldest by 6 days.",
        ),
        (Facts(Stage.EXECUTE, 30, open_actions=1, late_actions=1, oldest_late_days=1), "A little behind", "One action is 1 day late."),
        (Facts(Stage.EXECUTE, 31, overdue_review=30, overdue_days=1), "A little behind", "The 30-day review was due yesterday."),
        (Facts(Stage.EXECUTE, 45, overdue_review=30, overdue_days=15), "Behind", "The 30-day review was due 15 days ago."),
        (Facts(Stage.EXECUTE, 30, metric="Lead time 12 h", is_worse=True), "Behind", "Lead time 12 h is worse than before the workshop."),
        (Facts(Stage.PREPARE, days_left=30, areas=10), "On track", "Nothing is late; none of 10 areas of the preparation is ready."),
        (
            Facts(Stage.PREPARE, days_left=15, areas=10, ready_areas=1),
            "On track",
            "Nothing is late; one of 10 areas of the preparation is ready.",
        ),
        (
            Facts(Stage.PREPARE, days_left=14, areas=10, ready_areas=4),
            "Behind",
            "4 of 10 areas of the preparation are ready, and the workshop begins in 14 days.",
        ),
        (
            Facts(Stage.PREPARE, days_left=4, areas=10, ready_areas=5),
            "On track",
            "Nothing is late; 5 of 10 areas of the preparation are ready.",
        ),
        (
            Facts(Stage.PREPARE, days_left=3, areas=10, ready_areas=9),
            "A little behind",
            "9 of 10 areas of the preparation are ready, and the workshop begins in 3 days.",
        ),
        (
            Facts(Stage.PREPARE, days_left=1, areas=10),
            "Behind",
            "None of 10 areas of the preparation is ready, and the workshop begins tomorrow.",
        ),
        (
            Facts(Stage.PREPARE, days_left=20, areas=10, ready_areas=6, late_preparation=2),
            "A little behind",
            "2 things of the preparation are late.",
        ),
        (Facts(Stage.PREPARE, days_left=1, areas=10, ready_areas=10), "On track", "Everything is prepared."),
        (Facts(Stage.GATHER, 7), "On track", "Nothing is late."),
        (Facts(Stage.GATHER, 8), "A little behind", "The workshop ended 8 days ago and is still in stage 2, gather data."),
    ],
)
def test_the_word_for_how_a_stream_stands(facts: Facts, word: str, why: str) -> None:
    found = standing(facts)
    assert (found.word, found.why) == (word, why)


# What changed


@pytest.mark.both_databases
def test_what_changed_since_the_last_visit_is_told_in_words(cast: Cast) -> None:
    with time_machine.travel("2026-12-18T08:00:00Z", tick=False):
        look(cast)
    with time_machine.travel("2026-12-18T10:00:00Z", tick=False):
        action = make_action(cast, "Coils daily {0}", owner="pia")
        actions.change_status(actor=cast.actor("pia"), action_id=action.pk, values={"status": "done"})
        barrier(cast)
        draw_maps(cast)
        hold(cast)
        measure(cast, lead_time="9 h")
        reviews.record_decision(actor=cast.actor("omar"), review=review_of(cast), values={"text": "Go {on}"})
    cast.clients.clear()  # no session lasts three days
    with time_machine.travel("2026-12-21T10:00:00Z", tick=False):
        answer = look(cast)
        assert answer.context["sentence"] == (
            "Since your last visit on Fri 18 Dec: one review moved on, one number was measured, one action moved, one decision was taken."
        )
        told = [(item.text, item.who) for item in answer.context["news"].items]
        assert told == [
            ("Decided in the 30-day review: Go {on}", "Omar"),
            ("Lead time measured for the 30-day review: 9 h", "Omar"),
            ("The 30-day review was held", "Omar"),
            ("New map: The future state", "Omar"),
            ("New map: The current state", "Omar"),
            ("Barrier raised: Spare transformer above the limit", "Pia"),
            ("“Coils daily {0}” is done", "Pia"),
        ]
        assert look(cast).context["sentence"] == answer.context["sentence"]  # the same visit
    with time_machine.travel("2026-12-21T11:00:00Z", tick=False):
        assert look(cast).context["sentence"] == "Since your last visit today at 10:00 nothing changed."


@time_machine.travel(DAY_33, tick=False)
def test_news_leave_out_what_is_ones_own_and_what_was_taken_back(cast: Cast) -> None:
    barrier(cast, "Own", by="spring")
    action = make_action(cast, owner="pia")
    actions.change_status(actor=cast.actor("pia"), action_id=action.pk, values={"status": "done"})
    seq = Workshop.objects.get(pk=cast.workshop.pk).head.head
    undo_change(actor=cast.actor("pia"), workshop_id=cast.workshop.pk, seq=seq)
    answer = look(cast)
    assert ([item.text for item in answer.context["news"].items], answer.context["sentence"].startswith("In the last 14 days")) == (
        [],
        True,
    )


@time_machine.travel(DAY_33, tick=False)
def test_questions_for_the_leaders(cast: Cast) -> None:
    day = WorkshopDay.objects.filter(workshop=cast.workshop).first()
    with change(cast.workshop.pk, actor=cast.actor("per")) as tx:
        tx.new(QUESTION, {"day": day.pk, "text": "May the lab take orders without a stamp?"})
    assert "May the lab take orders without a stamp? Per, for the visit on Mon 16 Nov" in text_of(look(cast))
    assert "What your people ask" not in text_of(look(cast, "pia"))


# Whose


def test_nobody_sees_a_workshop_of_others(cast: Cast) -> None:
    barrier(cast, "CANARY barrier")
    draw_maps(cast)
    for who in ("uma", "ada", "xena"):
        answer = look(cast, who)
        assert (answer.status_code, b"CANARY barrier" in answer.content, b"Patient journey" in answer.content) == (200, False, False)
    assert "No workshop of yours yet" in text_of(look(cast, "uma"))


def test_looking_writes_nothing_but_the_visit(cast: Cast) -> None:
    look(cast)
    look(cast)
    assert list(Visit.objects.values_list("workshop", "user", "seen_seq")) == [
        (cast.workshop.pk, cast.spring.pk, Workshop.objects.get(pk=cast.workshop.pk).head.head)
    ]


@pytest.mark.both_databases
@time_machine.travel("2026-11-09T09:00:00Z", tick=False)
def test_many_streams_are_paged_with_equal_queries_and_the_sponsored_first(cast: Cast) -> None:
    make_workshop(cast.organisation, cast.spring, "Coached", Role.COACH)
    for place in range(2):
        more(cast, f"Stream {place}")
    look(cast)
    with CaptureQueriesContext(connection) as few:
        look(cast)
    for place in range(2, 14):
        more(cast, f"Stream {place}")
    look(cast)  # her new roles bring her session a new key
    with CaptureQueriesContext(connection) as many:
        answer = look(cast)
    assert (len(answer.context["streams"]), answer.context["page"].paginator.count) == (6, 16)
    assert len(many) <= len(few)
    last = look(cast, query="?page=3").context["streams"]
    assert last[-1].workshop.title == "Coached"
    assert answer.context["title"] == "16 streams, 15 things wait for you"


def more(cast: Cast, title: str) -> None:
    """Another workshop that Spring sponsors, with a barrier."""
    made = make_workshop(cast.organisation, cast.fay, title)
    add_person(made, cast.spring, Role.SPONSOR, by=cast.fay)
    with change(made.pk, actor=cast.actor("fay"), change_id=uuid7()) as tx:
        tx.new(BARRIER, {"text": f"Barrier of {title}"})


def test_texts_of_people_are_never_markup(cast: Cast) -> None:
    barrier(cast, "<b>CANARY</b>")
    page = look(cast).content.decode()
    assert ("&lt;b&gt;CANARY" in page, "<b>CANARY" in page) == (True, False)


def test_the_visit_ages_even_when_the_session_is_lost(cast: Cast) -> None:
    with time_machine.travel("2026-12-18T08:00:00Z", tick=False) as clock:
        look(cast)
        barrier(cast)
        clock.shift(timedelta(hours=2))
        cast.clients.clear()
        assert [item.text for item in look(cast).context["news"].items] == ["Barrier raised: Spare transformer above the limit"]
