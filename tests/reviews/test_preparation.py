"""How a review is prepared and rated: agenda, pre-work with owners and dates, red, amber or green with the reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Notification, OutboxMessage
from reviews import agenda, preparation
from reviews.models import Reminder, Review, ReviewReading
from reviews.rating import Facts, suggest
from reviews.reports.workshop_report import collect
from reviews.services import reviews
from reviews.services.preparation import prepare_review
from reviews.services.prework import send_due_prework
from reviews.services.reviews import ReadingEdit
from tests.actionplans.factories import make_action
from tests.cast import Cast
from tests.reviews.factories import draw_maps, hold, review_of
from tests.reviews.test_reviews import fields_of, head, refused, text_of, url
from vsm_site.lib.errors import Invalid
from workshops.access import get_workshop
from workshops.change import change
from workshops.kinds import WORKSHOP
from workshops.models import SetupTask, Workshop
from workshops.policy import Action
from workshops.services.tasks import update_task

DAY_30 = date(2026, 12, 18)
A_WEEK_BEFORE = "2026-12-08T12:00:00Z"


# Rules


def test_the_usual_agenda_asks_the_question_of_its_review_and_takes_an_hour_at_most() -> None:
    for day, minutes in ((30, 55), (60, 55), (90, 60), (180, 60), (365, 60)):
        points = agenda.standard(day)
        assert sum(point.minutes for point in points) == minutes
        assert agenda.read(agenda.write(points)) == points
    assert [agenda.standard(day)[2].title.partition(":")[0] for day in (30, 60, 90)] == [
        "Quick wins",
        "Events that were held, and what leading indicators say",
        "Target condition",
    ]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("", []),
        ("15 Metrics\n\n 5 min: Barriers ", [(15, "Metrics"), (5, "Barriers")]),
        ("10 minutes Actions", [(10, "Actions")]),
        ("7, 30-day numbers", [(7, "30-day numbers")]),
    ],
)
def test_a_line_of_the_agenda_is_its_minutes_and_what_it_is_about(text: str, points: list[tuple[int, str]]) -> None:
    assert [(point.minutes, point.title) for point in agenda.read(text)] == points


@pytest.mark.parametrize(("text", "line"), [("Metrics", "Line 1"), ("15 Metrics\n0 Barriers", "Line 2"), ("15 Metrics\n5", "Line 2")])
def test_a_line_without_minutes_or_words_is_named(text: str, line: str) -> None:
    with pytest.raises(ValueError, match=line):
        agenda.read(text)


def test_points_follow_each_other_from_the_hour_of_the_review() -> None:
    points = agenda.read("2 Why\n15 Metrics\n10 Barriers")
    assert [row.at for row in agenda.timed(points, time(23, 50))] == [time(23, 50), time(23, 52), time(0, 7)]
    assert [row.at for row in agenda.timed(points, None)] == [None, None, None]


@pytest.mark.parametrize(
    ("facts", "colour", "reason"),
    [
        (Facts(), "green", "Nothing is late."),
        (Facts(measured=3), "green", "Everything measured is where it should be, and nothing is late."),
        (Facts(measured=4, behind=1, late_actions=1), "amber", "1 metric is behind, 1 action is late."),
        (Facts(unmeasured=2), "amber", "2 metrics are not measured."),
        (Facts(measured=4, behind=2, open_barriers=2), "red", "2 metrics are behind, 2 barriers wait for a decision."),
        (Facts(measured=9, worse=1), "red", "1 metric is worse than before."),
    ],
)
def test_the_numbers_suggest_a_colour_with_its_reasons(facts: Facts, colour: str, reason: str) -> None:
    found = suggest(facts)
    assert (found.colour, found.reason) == (colour, reason)


def test_pre_work_is_due_before_the_review_and_not_in_the_past() -> None:
    assert preparation.due(DAY_30, 5, date(2026, 12, 1)) == date(2026, 12, 13)
    assert preparation.due(DAY_30, 5, date(2026, 12, 15)) == date(2026, 12, 15)
    assert preparation.due(DAY_30, 5, date(2026, 12, 20)) == DAY_30


# Pre-work


def given_out(day: int = 30) -> list[tuple[str, str, date]]:
    rows = SetupTask.objects.present().filter(key__startswith=preparation.prefix(day)).order_by("due_on", "title")
    return [(row.title.partition(": ")[2], row.owner.user.display_name if row.owner else "", row.due_on) for row in rows]


@pytest.mark.django_db
@pytest.mark.both_databases
@time_machine.travel(A_WEEK_BEFORE, tick=False)
def test_pre_work_goes_to_its_owners_once_and_follows_the_review(cast: Cast) -> None:
    make_action(cast, title="Results by noon", owner="pia", end=date(2026, 12, 4))
    make_action(cast, title="Not late", owner="per", end=date(2026, 12, 10))
    assert prepare_review(actor=cast.actor("omar"), review=review_of(cast)) == 5
    expected = [
        ("send hour, place and agenda", "Omar", date(2026, 12, 11)),
        ("re-measure what was promised, with how many and how", "Omar", date(2026, 12, 13)),
        ("walk the changed steps: does the new way hold?", "Fay", date(2026, 12, 13)),
        ("say how “Results by noon” recovers", "Pia", date(2026, 12, 16)),
        ("read the numbers, and answer what waits for you", "Spring", date(2026, 12, 17)),
    ]
    assert given_out() == expected
    told = Notification.objects.filter(kind="review-prework").order_by("user__email").values_list("user__display_name", "text")
    words = "1 piece of pre-work for the 30-day review on Fri 18 Dec: Patient journey."
    assert list(told) == [(name, words) for name in ("Fay", "Pia", "Spring")]
    refused(cast, Invalid, lambda: prepare_review(actor=cast.actor("omar"), review=review_of(cast)))
    reviews.reschedule_review(actor=cast.actor("omar"), review=review_of(cast), due_on=DAY_30 + timedelta(days=3))
    assert given_out() == [(title, who, due + timedelta(days=3)) for title, who, due in expected]
    reviews.cancel_review(actor=cast.actor("omar"), review=review_of(cast), reason="The ward moves")
    assert given_out() == []


@pytest.mark.django_db
@time_machine.travel(A_WEEK_BEFORE, tick=False)
def test_the_page_gives_the_pre_work_out_and_shows_agenda_and_dates(cast: Cast) -> None:
    answer = cast.client("omar").post(url(cast, "prepare/"), follow=True)
    text = text_of(answer)
    assert "4 pieces of pre-work given out" in text
    assert "Send hour, place and agenda Omar · by Fri 11 Dec" in text
    assert "60-day review Sun 17 Jan" in text
    sent = fields_of(cast.client("omar").get(url(cast, "agenda/")).context["form"])
    assert sent["agenda"].splitlines()[0] == "2 The sponsor says why this matters"
    cast.client("omar").post(url(cast, "agenda/"), sent | {"starts_at": "14:00", "place": "Room 4"})
    assert (review_of(cast).agenda, review_of(cast).starts_at) == ("", time(14, 0))
    assert "14:02 · 15 min" in text_of(cast.client("pia").get(url(cast)))
    before = head(cast)
    answer = cast.client("omar").post(url(cast, "agenda/"), sent | {"agenda": "Metrics"})
    assert (answer.status_code, head(cast)) == (422, before)
    assert "Line 1 does not begin with its minutes." in text_of(answer)


@pytest.mark.django_db
def test_amber_and_red_need_their_reason(cast: Cast) -> None:
    sent = fields_of(cast.client("omar").get(url(cast, "rating/")).context["form"])
    before = head(cast)
    answer = cast.client("omar").post(url(cast, "rating/"), sent | {"rating": "red"})
    assert (answer.status_code, head(cast), review_of(cast).rating) == (422, before, "")
    assert "Say in a few words why it is red." in text_of(answer)
    cast.client("omar").post(url(cast, "rating/"), sent | {"rating": "red", "rating_reason": "Nobody is freed"})
    found = Review.objects.get(pk=review_of(cast).pk)
    assert (found.rating, found.rating_reason) == ("red", "Nobody is freed")


@pytest.mark.django_db
@time_machine.travel("2026-12-18T12:00:00Z", tick=False)
def test_how_many_were_measured_stands_beside_the_number(cast: Cast) -> None:
    draw_maps(cast)
    hold(cast)
    sent: dict[str, str] = {}
    for form in cast.client("omar").get(url(cast, "measure/")).context["forms"]:
        sent |= fields_of(form)
    typed = {"m-lead_time-value": "8 h", "m-lead_time-n": "12", "m-lead_time-how": "Counted"}
    cast.client("omar").post(url(cast, "measure/"), sent | typed)
    reading = ReviewReading.objects.present().get(metric="lead_time")
    assert (reading.value, reading.n, reading.how) == ("8 h", 12, "Counted")
    assert "n = 12, Counted, 18 Dec" in text_of(cast.client("pia").get(url(cast)))
    cast.client("omar").post(url(cast, "measure/"), sent | {"m-process_time-n": "12"})
    assert ReviewReading.objects.present().count() == 1


@pytest.mark.django_db
@time_machine.travel("2026-12-18T12:00:00Z", tick=False)
def test_the_report_has_the_colour_with_its_reason_and_how_many_were_measured(cast: Cast) -> None:
    draw_maps(cast)
    hold(cast)
    edit = ReadingEdit("lead_time", {"value": "8 h", "n": 12, "how": "counted"})
    reviews.record_readings(actor=cast.actor("omar"), review=review_of(cast), edits=[edit])
    values = {"rating": "amber", "rating_reason": "One action is late"}
    reviews.update_review(actor=cast.actor("omar"), review=review_of(cast), values=values)
    workshop = get_workshop(cast.actor("fay"), cast.workshop.pk)
    found = collect(workshop, cast.actor("fay"), timezone.now(), lambda percent, step: None)
    html = render_to_string("reviews/reports/workshop.html", {"report": found})
    assert "<strong>Amber</strong>: One action is late" in html
    assert "<small>n = 12, counted</small>" in html


# Pre-work on its day


def due_rounds(cast: Cast) -> list[tuple[str, bool]]:
    """When the rounds of pre-work are that still wait, and whether they were sent."""
    rows = Reminder.objects.filter(kind="prework", review=review_of(cast), recipient=None, cancelled_at=None).order_by("due_at")
    return [(f"{row.due_at:%d %b %H:%M}", row.sent_at is not None) for row in rows]


def on_the_day() -> list[tuple[str, str]]:
    """Who was told what on the day, without who was told when it was given out."""
    rows = (
        Notification.objects.filter(kind="review-prework").exclude(text__contains="of pre-work for").order_by("created_at", "user__email")
    )
    return list(rows.values_list("user__display_name", "text"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.both_databases
def test_pre_work_is_mailed_on_its_day_once_to_whoever_still_has_it(cast: Cast) -> None:
    with time_machine.travel(A_WEEK_BEFORE, tick=False):
        prepare_review(actor=cast.actor("omar"), review=review_of(cast))
    assert due_rounds(cast) == [("11 Dec 09:00", False), ("13 Dec 09:00", False), ("17 Dec 09:00", False)]
    assert send_due_prework(now=at("2026-12-11T08:59")) == 0
    assert [send_due_prework(now=at("2026-12-11T09:00")) for _ in range(2)] == [1, 0]
    head = "Patient journey, 30-day review on Fri 18 Dec: due today:"
    assert on_the_day() == [("Omar", f"{head} Send hour, place and agenda.")]
    mail = OutboxMessage.objects.filter(kind="review-prework", body__contains="due today").get()
    assert (mail.to, f"/reviews/{review_of(cast).pk}/#prework" in mail.body) == ("omar@example.org", True)
    walk = SetupTask.objects.get(key="review-30:walk")
    update_task(actor=cast.actor("fay"), task_id=walk.pk, values={"done": True})
    assert send_due_prework(now=at("2026-12-13T09:00")) == 1
    assert on_the_day()[1:] == [("Omar", f"{head} Re-measure what was promised, with how many and how.")]


@pytest.mark.django_db
@time_machine.travel(A_WEEK_BEFORE, tick=False)
def test_rounds_of_pre_work_follow_its_day_and_end_with_it(cast: Cast) -> None:
    prepare_review(actor=cast.actor("omar"), review=review_of(cast))
    agenda_task = SetupTask.objects.get(key="review-30:agenda")
    update_task(actor=cast.actor("fay"), task_id=agenda_task.pk, values={"due_on": date(2026, 12, 13)})
    assert due_rounds(cast) == [("13 Dec 09:00", False), ("17 Dec 09:00", False)]
    reviews.reschedule_review(actor=cast.actor("omar"), review=review_of(cast), due_on=DAY_30 + timedelta(days=3))
    assert due_rounds(cast) == [("16 Dec 09:00", False), ("20 Dec 09:00", False)]
    reviews.cancel_review(actor=cast.actor("omar"), review=review_of(cast), reason="The ward moves")
    assert (due_rounds(cast), send_due_prework(now=at("2026-12-20T09:00"))) == ([], 0)


@pytest.mark.django_db
def test_pre_work_comes_at_nine_on_the_wall_also_when_the_clock_changes_and_all_that_is_late_at_once(cast: Cast) -> None:
    with time_machine.travel("2027-03-20T12:00:00Z", tick=False):
        with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.EDIT_CHARTER) as tx:
            tx.set(Workshop.objects.get(pk=cast.workshop.pk), WORKSHOP.parse({"time_zone": "Europe/Vienna"}))
        reviews.reschedule_review(actor=cast.actor("omar"), review=review_of(cast), due_on=date(2027, 3, 31))
        prepare_review(actor=cast.actor("omar"), review=review_of(cast))
    assert due_rounds(cast) == [("24 Mar 08:00", False), ("26 Mar 08:00", False), ("30 Mar 07:00", False)]
    assert send_due_prework(now=at("2027-03-28T12:00")) == 2
    assert [text for name, text in on_the_day() if name == "Omar"] == [
        "Patient journey, 30-day review on Wed 31 Mar: was due on Wed 24 Mar: Send hour, place and agenda. "
        "Patient journey, 30-day review on Wed 31 Mar: was due on Fri 26 Mar: Re-measure what was promised, with how many and how."
    ]
