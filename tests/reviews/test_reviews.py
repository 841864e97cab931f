"""Reviews: when they are, what is recorded in them, who closes them, and that a closed one stays as it is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Notification, OutboxMessage
from reviews.models import Decision, Review, ReviewReading
from reviews.services import reviews
from reviews.services.reviews import ReadingEdit
from tests.cast import Cast
from tests.reviews.factories import draw_maps, hold, measure, review_of
from vsm_site.lib.errors import AppError, Conflict, Forbidden, Invalid
from vsm_site.lib.ids import uuid7
from workshops.change import change
from workshops.kinds import BARRIER, WORKSHOP
from workshops.models import Change, Workshop, WorkshopHead
from workshops.policy import Action
from workshops.services.changes import undo_change

pytestmark = pytest.mark.django_db
DAY_30 = date(2026, 12, 18)
ON_THE_DAY = "2026-12-18T12:00:00Z"
READERS = [("fay", 200), ("omar", 200), ("spring", 200), ("pia", 200), ("obi", 200), ("ada", 403), ("uma", 404), ("xena", 404)]
EDITORS = [("fay", 200), ("omar", 200), ("spring", 403), ("pia", 403), ("obi", 403), ("ada", 403), ("uma", 404), ("xena", 404)]


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def text_of(answer: Any) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body.partition('id="main"')[2]).split())


def url(cast: Cast, part: str = "", day: int = 30) -> str:
    return f"/reviews/{review_of(cast, day).pk}/{part}"


def fields_of(form: Any) -> dict[str, Any]:
    """What a form would send unchanged."""
    found: dict[str, Any] = {}
    for bound in form:
        value = "" if bound.value() is None else bound.value()
        found[bound.html_name] = value
        if bound.field.show_hidden_initial:
            found[bound.html_initial_name] = value
        if hasattr(bound.field, "rev_name"):
            found[bound.field.rev_name] = bound.field.rev
    return found


def refused(cast: Cast, error: type[AppError], call: Any) -> None:
    """The call raises and leaves nothing behind."""
    before = (head(cast), Change.objects.count(), Notification.objects.count(), OutboxMessage.objects.count())
    with pytest.raises(error):
        call()
    assert (head(cast), Change.objects.count(), Notification.objects.count(), OutboxMessage.objects.count()) == before


# Dates


def test_a_workshop_has_its_reviews_from_the_beginning(cast: Cast) -> None:
    rows = Review.objects.filter(workshop=cast.workshop).values_list("day", "due_on", "status")
    assert list(rows) == [(30, DAY_30, "planned"), (60, date(2027, 1, 17), "planned"), (90, date(2027, 2, 16), "planned")]


@time_machine.travel(ON_THE_DAY, tick=False)
def test_moving_the_last_day_moves_planned_reviews_only(cast: Cast) -> None:
    hold(cast, 30)
    reviews.cancel_review(actor=cast.actor("omar"), review=review_of(cast, 90), reason="The ward closes")
    with change(cast.workshop.pk, actor=cast.actor("fay"), needs=Action.EDIT_CHARTER) as tx:
        tx.set(Workshop.objects.get(pk=cast.workshop.pk), WORKSHOP.parse({"last_day": "2026-11-20"}))
    rows = Review.objects.filter(workshop=cast.workshop).values_list("day", "due_on")
    assert list(rows) == [(30, DAY_30), (60, date(2027, 1, 19)), (90, date(2027, 2, 16))]


def test_a_later_review_is_added_once(cast: Cast) -> None:
    for _ in range(2):
        answer = cast.client("omar").post(f"/workshops/{cast.workshop.pk}/reviews/add/", {"day": 180}, follow=True)
    assert "There is a review for that day already." in text_of(answer)
    assert list(Review.objects.filter(workshop=cast.workshop, day=180).values_list("due_on", flat=True)) == [date(2027, 5, 17)]
    before = head(cast)
    answer = cast.client("omar").post(f"/workshops/{cast.workshop.pk}/reviews/add/", {"day": 17}, follow=True)
    assert ("Choose 30, 60, 90, 180 or 365 days." in text_of(answer), head(cast)) == (True, before)


def test_a_planned_review_moves_to_another_day_after_the_workshop(cast: Cast) -> None:
    shown = cast.client("omar").get(url(cast, "day/"))
    sent = fields_of(shown.context["form"]) | {"due_on": "2026-12-21"}
    assert cast.client("omar").post(url(cast, "day/"), sent).status_code == 302
    assert review_of(cast).due_on == date(2026, 12, 21)
    before = head(cast)
    answer = cast.client("omar").post(url(cast, "day/"), sent | {"initial-due_on": "2026-12-21", "due_on": "2026-11-18", "rev_due_on": ""})
    assert (answer.status_code, head(cast)) == (422, before)
    assert "Choose a day after the workshop, which ends on 18 Nov 2026." in text_of(answer)


def test_a_review_on_a_weekend_is_offered_the_next_working_day(cast: Cast) -> None:
    page = text_of(cast.client("omar").get(url(cast, day=60)))
    assert "Sunday 17 January is no working day. Move it to Mon 18 Jan" in page
    assert "no working day" not in text_of(cast.client("omar").get(url(cast, day=30)))
    cast.client("omar").post(url(cast, "day/", day=60), {"due_on": "2027-01-18", "initial-due_on": "2027-01-17"})
    assert review_of(cast, 60).due_on == date(2027, 1, 18)


def test_two_who_move_a_review_see_both_days(cast: Cast) -> None:
    sent = fields_of(cast.client("omar").get(url(cast, "day/")).context["form"])
    reviews.reschedule_review(actor=cast.actor("fay"), review=review_of(cast), due_on=date(2026, 12, 22))
    before = head(cast)
    answer = cast.client("omar").post(url(cast, "day/"), sent | {"due_on": "2026-12-21"})
    assert (answer.status_code, head(cast), review_of(cast).due_on) == (409, before, date(2026, 12, 22))
    assert "Fay changed this while you typed" in text_of(answer)
    again = fields_of(answer.context["form"]) | {"initial-due_on": "2026-12-18", "due_on": "2026-12-21"}
    assert cast.client("omar").post(url(cast, "day/"), again).status_code == 302
    assert review_of(cast).due_on == date(2026, 12, 21)


# Holding, cancelling, closing


@time_machine.travel(ON_THE_DAY, tick=False)
def test_held_then_closed_by_the_sponsor_and_those_who_were_there_are_told(cast: Cast) -> None:
    shown = cast.client("omar").get(url(cast, "hold/"))
    assert shown.context["form"]["held_on"].value() == DAY_30
    assert cast.client("omar").post(url(cast, "hold/"), fields_of(shown.context["form"])).status_code == 302
    assert (review_of(cast).status, review_of(cast).held_on) == ("held", DAY_30)
    cast.client("omar").post(url(cast, "attendance/"), {"present": [str(cast.person("pia").pk)]})
    assert "Close the review" in text_of(cast.client("spring").get(url(cast)))
    words = "The porter stays.\nI pay for him."
    assert cast.client("spring").post(url(cast, "close/"), {"words": words}).status_code == 302
    review = review_of(cast)
    assert review.closing_words == words
    assert (review.status, review.closed_by, review.closed_at.isoformat()) == ("closed", cast.spring, "2026-12-18T12:00:00+00:00")
    told = Notification.objects.filter(kind="review-closed").order_by("user__email")
    assert [row.user for row in told] == [cast.fay, cast.omar, cast.pia]
    assert told[0].text == "Spring closed the 30-day review of Patient journey. The 60-day review is on Sun 17 Jan."
    assert f"“{words}”" in OutboxMessage.objects.filter(kind="review-closed")[0].body
    shown = text_of(cast.client("pia").get(url(cast)))
    assert "The sponsor’s closing words The porter stays. I pay for him. Spring, Fri 18 Dec 2026" in shown


@time_machine.travel(ON_THE_DAY, tick=False)
def test_closing_words_that_are_too_long_close_nothing_and_stay_in_their_field(cast: Cast) -> None:
    hold(cast)
    before = head(cast)
    answer = cast.client("spring").post(url(cast, "close/"), {"words": "x" * 2001})
    assert (answer.status_code, head(cast), review_of(cast).status) == (422, before, "held")
    assert answer.context["closing_form"]["words"].value() == "x" * 2001


@time_machine.travel(ON_THE_DAY, tick=False)
@pytest.mark.parametrize("name", ["fay", "omar", "pia", "obi"])
def test_only_the_sponsor_closes(cast: Cast, name: str) -> None:
    hold(cast)
    refused(cast, Forbidden, lambda: reviews.close_review(actor=cast.actor(name), review=review_of(cast)))
    assert cast.client(name).post(url(cast, "close/")).status_code == 403
    assert "Close the review" not in text_of(cast.client(name).get(url(cast)))
    assert review_of(cast).status == "held"


@time_machine.travel(ON_THE_DAY, tick=False)
def test_a_planned_review_is_not_closed(cast: Cast) -> None:
    before = head(cast)
    answer = cast.client("spring").post(url(cast, "close/"))
    assert (answer.status_code, head(cast), review_of(cast).status) == (422, before, "planned")
    assert "A review is closed after it was held. Nothing was stored." in text_of(answer)


@time_machine.travel(ON_THE_DAY, tick=False)
def test_the_sponsor_takes_closing_back_and_nobody_else(cast: Cast) -> None:
    hold(cast)
    closed = reviews.close_review(actor=cast.actor("spring"), review=review_of(cast), words="Go on")
    refused(cast, Forbidden, lambda: undo_change(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, seq=closed.seq))
    undo_change(actor=cast.actor("spring"), workshop_id=cast.workshop.pk, seq=closed.seq)
    review = review_of(cast)
    assert (review.status, review.closed_by, review.closed_at, review.closing_words) == ("held", None, None, "")


@time_machine.travel(ON_THE_DAY, tick=False)
@pytest.mark.parametrize(
    ("held_on", "words"),
    [("2026-12-19", "This day has not come yet."), ("2026-11-18", "Choose a day after the workshop"), ("", "This field is required.")],
)
def test_a_review_was_held_on_a_day_that_can_be(cast: Cast, held_on: str, words: str) -> None:
    before = head(cast)
    answer = cast.client("omar").post(url(cast, "hold/"), {"held_on": held_on})
    assert (answer.status_code, head(cast), review_of(cast).status) == (422, before, "planned")
    assert words in text_of(answer)


def test_a_review_is_cancelled_with_a_word_and_planned_again(cast: Cast) -> None:
    before = head(cast)
    answer = cast.client("omar").post(url(cast, "cancel/"), {"reason": " "})
    assert (answer.status_code, head(cast), review_of(cast).status) == (422, before, "planned")
    assert cast.client("omar").post(url(cast, "cancel/"), {"reason": "The ward moves"}).status_code == 302
    assert "Cancelled: The ward moves" in text_of(cast.client("pia").get(url(cast)))
    refused(cast, Invalid, lambda: hold(cast))
    assert cast.client("omar").post(url(cast, "replan/")).status_code == 302
    assert (review_of(cast).status, review_of(cast).reason) == ("planned", "")


@time_machine.travel(ON_THE_DAY, tick=False)
def test_the_record_of_a_closed_review_does_not_change_through_any_door(cast: Cast) -> None:
    draw_maps(cast)
    hold(cast)
    measure(cast, lead_time="9 h")
    reviews.record_decision(actor=cast.actor("omar"), review=review_of(cast), values={"text": "Go on"})
    reviews.close_review(actor=cast.actor("spring"), review=review_of(cast))
    decision, reading, before = Decision.objects.get(), ReviewReading.objects.get(), head(cast)
    omar = cast.client("omar")
    sent = {
        "day/": {"due_on": "2026-12-22"},
        "hold/": {"held_on": "2026-12-17"},
        "cancel/": {"reason": "No"},
        "replan/": {},
        "notes/": {"learned": "Late"},
        "attendance/": {"present": []},
        "measure/": {"m-lead_time-value": "1 h"},
        "decisions/": {"text": "Stop"},
    }
    for part, body in sent.items():
        answer = omar.post(url(cast, part), body)
        assert (part, answer.status_code) == (part, 422)
        assert "This review is closed; its record does not change any more." in text_of(answer)
    for part in ("", "remove/"):
        assert omar.post(f"/reviews/decisions/{decision.pk}/{part}", {"text": "Stop"}).status_code == 422
    live = f"/api/v1/workshops/{cast.workshop.pk}/live/changes/"
    ops = [
        {"k": "set", "r": f"review/{review_of(cast).pk}", "f": {"learned": "Late"}},
        {"k": "add", "r": f"review/{review_of(cast).pk}", "set": "attendance", "v": str(cast.person("pia").pk)},
        {"k": "set", "r": f"decision/{decision.pk}", "f": {"text": "Stop"}},
        {"k": "del", "r": f"reading/{reading.pk}"},
        {"k": "new", "r": f"decision/{uuid7()}", "f": {"review": str(review_of(cast).pk), "text": "Stop"}},
    ]
    for op in ops:
        answer = cast.api("omar").post(live, {"id": str(uuid7()), "cid": "c-1", "ops": [op]}, format="json")
        assert (op, answer.status_code in (200, 400)) == (op, True)
    assert (head(cast), Decision.objects.get().text, ReviewReading.objects.get().deleted_seq) == (before, "Go on", None)
    assert "Type what was measured" not in text_of(omar.get(url(cast)))
    assert omar.get(url(cast, "measure/")).status_code == 302


# Measurements


@time_machine.travel(ON_THE_DAY, tick=False)
def test_measurements_are_typed_with_their_units_and_shown_against_the_promise(cast: Cast) -> None:
    draw_maps(cast)
    forms = cast.client("omar").get(url(cast, "measure/")).context["forms"]
    sent: dict[str, Any] = {}
    for form in forms:
        sent |= fields_of(form)
    sent |= {"m-lead_time-value": "8 h", "m-lead_time-how": "Counted on the walk", "m-rolled_complete_accurate-value": "95 %"}
    assert cast.client("omar").post(url(cast, "measure/"), sent).status_code == 302
    rows = {row.metric: (row.value, row.how, row.measured_on) for row in ReviewReading.objects.all()}
    assert rows == {"lead_time": ("8 h", "Counted on the walk", DAY_30), "rolled_complete_accurate": (95, "", DAY_30)}
    shown = cast.client("pia").get(url(cast))
    found = {row.metric.key: (row.metric.baseline, row.metric.target, row.measured, row.result) for row in shown.context["measured"].rows}
    assert found["lead_time"] == ("10 h", "6 h", "8 h", "On the way")
    assert found["rolled_complete_accurate"] == ("80 %", "95 %", "95 %", "Kept")
    assert found["process_time"][2:] == ("", "Not measured yet")
    assert shown.context["measured"].summary == "1 kept, 1 on the way, 2 not measured yet"


@pytest.mark.parametrize(
    ("metric", "typed", "words"),
    [
        ("lead_time", "8", "Type a number with its unit"),
        ("lead_time", "soon", "Type a number with its unit"),
        ("lead_time", "30-20 h", "The first end of the range is above the second."),
        ("activity_ratio", "180 %", "This has to be at most 100."),
        ("activity_ratio", "a lot", "Type a number like 95"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_stored(cast: Cast, metric: str, typed: str, words: str) -> None:
    draw_maps(cast)
    before = head(cast)
    answer = cast.client("omar").post(url(cast, "measure/"), {"m-process_time-value": "3 h", f"m-{metric}-value": typed})
    assert (answer.status_code, head(cast), ReviewReading.objects.count()) == (422, before, 0)
    form = next(form for form in answer.context["forms"] if form.row.metric.key == metric)
    assert (list(form.errors), words in str(form.errors)) == (["value"], True)


@pytest.mark.both_databases
def test_two_who_record_the_same_metric_see_both_values(cast: Cast) -> None:
    draw_maps(cast)
    sent: dict[str, Any] = {}
    for form in cast.client("omar").get(url(cast, "measure/")).context["forms"]:
        sent |= fields_of(form)
    reviews.record_readings(actor=cast.actor("fay"), review=review_of(cast), edits=[ReadingEdit("lead_time", {"value": "9 h"})])
    before = head(cast)
    answer = cast.client("omar").post(url(cast, "measure/"), sent | {"m-lead_time-value": "8 h", "m-process_time-value": "3 h"})
    assert (answer.status_code, head(cast), ReviewReading.objects.get().value) == (409, before, "9 h")
    page = text_of(answer)
    assert ("Fay changed this while you typed" in page, "9 h" in page, "8 h" in page) == (True, True, True)
    again: dict[str, Any] = {}
    for form in answer.context["forms"]:
        again |= fields_of(form)
    again |= {
        "initial-m-lead_time-value": "",
        "m-lead_time-value": "8 h",
        "m-process_time-value": "3 h",
        "initial-m-process_time-value": "",
    }
    assert cast.client("omar").post(url(cast, "measure/"), again).status_code == 302
    assert {row.metric: row.value for row in ReviewReading.objects.all()} == {"lead_time": "8 h", "process_time": "3 h"}


def test_an_emptied_value_takes_the_reading_out(cast: Cast) -> None:
    draw_maps(cast)
    measure(cast, lead_time="9 h")
    sent: dict[str, Any] = {}
    for form in cast.client("omar").get(url(cast, "measure/")).context["forms"]:
        sent |= fields_of(form)
    assert sent["m-lead_time-value"] == "9 h"
    assert cast.client("omar").post(url(cast, "measure/"), sent | {"m-lead_time-value": ""}).status_code == 302
    assert ReviewReading.objects.present().count() == 0
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert ReviewReading.objects.present().get().value == "9 h"


@pytest.mark.both_databases
def test_a_form_sent_twice_is_stored_once(cast: Cast) -> None:
    draw_maps(cast)
    twice = {"change_id": str(uuid7()), "text": "Start on Monday"}
    for _ in range(2):
        assert cast.client("omar").post(url(cast, "decisions/"), twice).status_code == 302
    assert Decision.objects.count() == 1


# Decisions, attendance, words


def test_a_decision_is_added_changed_and_taken_out_with_undo(cast: Cast) -> None:
    omar = cast.client("omar")
    body = {"text": "Porter at seven", "owner": str(cast.person("pia").pk), "due_on": "2027-01-08"}
    assert omar.post(url(cast, "decisions/"), body).status_code == 302
    decision = Decision.objects.get()
    assert (decision.text, decision.owner, decision.due_on, decision.author) == (
        "Porter at seven",
        cast.person("pia"),
        date(2027, 1, 8),
        cast.omar,
    )
    assert "Porter at seven Pia · until Fri 8 Jan" in text_of(cast.client("obi").get(url(cast)))
    edit = f"/reviews/decisions/{decision.pk}/"
    sent = fields_of(omar.get(edit).context["form"]) | {"text": "Porter at six", "owner": ""}
    assert omar.post(edit, sent).status_code == 302
    assert (Decision.objects.get().text, Decision.objects.get().owner) == ("Porter at six", None)
    assert omar.post(f"{edit}remove/").status_code == 302
    assert Decision.objects.present().count() == 0
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head(cast))
    assert Decision.objects.present().get().text == "Porter at six"


def test_an_empty_decision_is_refused_where_it_was_typed(cast: Cast) -> None:
    before = head(cast)
    answer = cast.client("omar").post(url(cast, "decisions/"), {"text": "", "due_on": "soon"})
    assert (answer.status_code, head(cast)) == (422, before)
    assert list(answer.context["decision_form"].errors) == ["text", "due_on"]


def test_attendance_takes_people_of_the_workshop_only(cast: Cast) -> None:
    pia, per = str(cast.person("pia").pk), str(cast.person("per").pk)
    cast.client("omar").post(url(cast, "attendance/"), {"present": [pia, per]})
    cast.client("omar").post(url(cast, "attendance/"), {"present": [per], "initial-present": [pia, per]})
    assert review_of(cast).attendance == [per]
    assert "Per was there" in text_of(cast.client("obi").get(url(cast)))
    before, stranger = head(cast), str(cast.other_workshop.pk)
    assert cast.client("omar").post(url(cast, "attendance/"), {"present": [stranger]}).status_code == 422
    refused(cast, Invalid, lambda: reviews.set_attendance(actor=cast.actor("omar"), review=review_of(cast), present=[stranger]))
    assert (head(cast), review_of(cast).attendance) == (before, [per])


def test_attendance_counts_from_what_the_page_showed(cast: Cast) -> None:
    pia, per, omar = (str(cast.person(name).pk) for name in ("pia", "per", "omar"))
    reviews.set_attendance(actor=cast.actor("omar"), review=review_of(cast), present=[pia])
    seen = re.findall(r'name="initial-present" value="([^"]+)"', cast.client("omar").get(url(cast)).content.decode())
    assert seen == [pia]
    reviews.set_attendance(actor=cast.actor("fay"), review=review_of(cast), present=[pia, per])
    answer = cast.client("omar").post(url(cast, "attendance/"), {"present": [omar], "initial-present": seen})
    assert (answer.status_code, sorted(review_of(cast).attendance)) == (302, sorted([omar, per]))


def test_what_stays_is_written_down_and_shown_escaped(cast: Cast) -> None:
    sent = {"learned": "Counting on Fridays <b>works</b>", "sustainment": "Night shift", "next_steps": "New map"}
    assert cast.client("omar").post(url(cast, "notes/"), sent).status_code == 302
    shown = cast.client("pia").get(url(cast)).content.decode()
    assert ("Counting on Fridays &lt;b&gt;works&lt;/b&gt;" in shown, "<b>works" in shown) == (True, False)


# The page


@pytest.mark.parametrize(("who", "status"), READERS)
def test_who_reads_reviews(cast: Cast, who: str, status: int) -> None:
    reviews.record_decision(actor=cast.actor("omar"), review=review_of(cast), values={"text": "CANARY"})
    answer = cast.client(who).get(url(cast))
    assert (answer.status_code, b"CANARY" in answer.content) == (status, status == 200)
    assert cast.client(who).get(f"/workshops/{cast.workshop.pk}/reviews/").status_code == status


@pytest.mark.parametrize(("who", "status"), EDITORS)
def test_who_is_offered_the_forms(cast: Cast, who: str, status: int) -> None:
    for part in ("day/", "hold/", "cancel/", "notes/", "measure/"):
        assert (part, cast.client(who).get(url(cast, part)).status_code) == (part, status)


@pytest.mark.parametrize("who", ["spring", "pia", "obi"])
def test_who_only_reads_is_offered_no_button_and_changes_nothing(cast: Cast, who: str) -> None:
    draw_maps(cast)
    page = cast.client(who).get(url(cast)).content.decode()
    for offer in ("Type what was measured", "It was held", "Add the decision", "Keep who was there", "Move to another day"):
        assert offer not in page
    before = head(cast)
    for part in ("hold/", "day/", "cancel/", "replan/", "notes/", "attendance/", "measure/", "decisions/"):
        assert (part, cast.client(who).post(url(cast, part), {"text": "x"}).status_code) == (part, 403)
    assert head(cast) == before


@time_machine.travel("2026-12-10T09:00:00Z", tick=False)
def test_the_list_says_what_is_next_and_how_each_stands(cast: Cast) -> None:
    draw_maps(cast)
    page = text_of(cast.client("pia").get(f"/workshops/{cast.workshop.pk}/reviews/"))
    assert "The 30-day review is on Fri 18 Dec, in 8 days." in page
    measure(cast, lead_time="6 h")
    answer = cast.client("omar").get(f"/workshops/{cast.workshop.pk}/reviews/")
    assert [(entry.review.day, entry.summary, entry.lead_time) for entry in answer.context["entries"]] == [
        (30, "1 kept", "6 h"),
        (60, "", ""),
        (90, "", ""),
    ]
    assert answer.context["curve"].label == "Lead time: 10 h at the start, promised 6 h by day 90, measured 6 h on day 22"


@time_machine.travel(ON_THE_DAY, tick=False)
def test_barriers_and_late_actions_stand_on_the_page(cast: Cast) -> None:
    from tests.actionplans.factories import make_action

    make_action(cast, "Late one", owner="pia", end="2026-12-12")
    make_action(cast, "Far away", owner="pia", end="2027-03-12")
    make_action(cast, "Held up", owner="pia", end="2027-03-12", status="blocked", reason="Contract")
    with change(cast.workshop.pk, actor=cast.actor("pia")) as tx:
        tx.new(BARRIER, {"text": "Spare transformer above the limit"})
    answer = cast.client("omar").get(url(cast))
    assert [card.action.title for card in answer.context["actions"]] == ["Late one", "Held up"]
    assert "Spare transformer above the limit No decision yet" in text_of(answer)
    assert "How it goes: Late one" in cast.client("pia").get(url(cast)).content.decode()
    assert "How it goes: Late one" not in cast.client("per").get(url(cast)).content.decode()


@time_machine.travel(ON_THE_DAY, tick=False)
def test_the_ledger_says_whether_each_action_moved_its_metric(cast: Cast) -> None:
    from tests.actionplans.factories import make_action

    draw_maps(cast)
    make_action(cast, "Porter at seven", promises=[{"metric": "lead_time", "from": "10 h", "to": "8 h"}])
    make_action(cast, "Fewer forms", promises=[{"metric": "Forms", "from": "12", "to": "4"}])
    key = next(row.metric.key for row in cast.client("omar").get(url(cast)).context["measured"].rows if row.metric.label == "Forms")
    measure(cast, lead_time="9 h", **{key: "12"})
    lines = cast.client("omar").get(url(cast)).context["measured"].ledger
    assert [(line.promise.action.title, line.measured, line.result, line.tone) for line in lines] == [
        ("Porter at seven", "9 h", "On the way", "value"),
        ("Fewer forms", "12", "Not moved", "bad"),
    ]


def test_closing_and_holding_ask_for_what_was_seen(cast: Cast) -> None:
    with time_machine.travel(ON_THE_DAY, tick=False):
        sent = fields_of(cast.client("omar").get(url(cast, "hold/")).context["form"])
        hold(cast, on=DAY_30 - timedelta(days=1))
        before = head(cast)
        answer = cast.client("omar").post(url(cast, "hold/"), sent)
        assert (answer.status_code, head(cast), review_of(cast).held_on) == (409, before, DAY_30 - timedelta(days=1))
        with pytest.raises(Conflict):
            reviews.hold_review(actor=cast.actor("fay"), review=review_of(cast), held_on=DAY_30, base={"held_on": 0})
