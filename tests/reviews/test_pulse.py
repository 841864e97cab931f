"""The pulse before a review: who is asked for which step, and that a letter's link takes their answers and opens nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Notification, OutboxMessage
from actionplans.services.links import revoke_links
from mapping.models import Step
from reviews import pulse
from reviews.models import Reminder, Review, ReviewReading
from reviews.services import reviews
from reviews.services.pulse import answer_pulse, ask_now, send_due_questions
from tests.actionplans.factories import make_action
from tests.cast import Cast, make_cast
from tests.reviews.factories import draw_maps, hold, review_of
from tests.reviews.test_reviews import fields_of, head, text_of
from vsm_site.lib.errors import Invalid, NotFound

BEFORE, ASKED_AT = "2026-12-01T12:00:00Z", datetime(2026, 12, 8, 9, tzinfo=UTC)


@pytest.fixture
def early(db: None) -> Iterable[Cast]:
    """The cast on 1 December 2026: Pia promised a faster triage, Per a better one."""
    with time_machine.travel(BEFORE, tick=False):
        cast = make_cast()
        Reminder.objects.filter(review__workshop=cast.other_workshop).delete()
        draw_maps(cast)
        triage = Step.objects.get(map__state="future", map__workshop=cast.workshop, doc_id="a")
        for owner, metric, before, after in (("pia", "cycle_time", "2 h", "90 min"), ("per", "complete_accurate", "80", "95")):
            promise = {"metric": metric, "step": str(triage.pk), "from": before, "to": after}
            make_action(cast, f"Of {owner}", owner=owner, promises=[promise])
        make_action(cast, "Of the whole", owner="fay", promises=[{"metric": "lead_time", "from": "10 h", "to": "6 h"}])
        yield cast


def links() -> dict[str, str]:
    """The paths of the links that were mailed, by first name."""
    rows = OutboxMessage.objects.filter(kind="review-pulse").order_by("pk")
    return {row.to.partition("@")[0]: re.findall(r"/answer/[\w-]+/review/[\w-]+/", row.body)[-1] for row in rows}


def key_of(cast: Cast, name: str) -> str:
    (row,) = pulse.asked_of(review_of(cast), cast.people[name].pk)
    return row.metric.key


def sent(answer: Any, **typed: str) -> dict[str, Any]:
    """What the only form of the page would send, with this typed."""
    (entry,) = answer.context["rows"]
    form = entry["form"]
    return fields_of(form) | {"metric": entry["row"].metric.key} | {f"{form.prefix}-{name}": value for name, value in typed.items()}


@pytest.mark.both_databases
def test_the_owners_of_the_steps_are_asked_ten_days_before_and_once(early: Cast) -> None:
    assert send_due_questions(now=ASKED_AT.replace(minute=0, hour=8)) == 0
    assert send_due_questions(now=ASKED_AT) == 1
    assert send_due_questions(now=ASKED_AT.replace(hour=10)) == 0
    told = Notification.objects.filter(kind="review-pulse").order_by("user__email").values_list("user__display_name", "text")
    assert list(told) == [
        ("Per", "Patient journey: three questions before the 30-day review about % complete and accurate of step 1, Triage."),
        ("Pia", "Patient journey: three questions before the 30-day review about Cycle time of step 1, Triage."),
    ]
    (letter,) = OutboxMessage.objects.filter(kind="review-pulse", to="pia@example.org")
    assert "- Cycle time, step 1, Triage: promised 90 min" in letter.body
    assert letter.holds_secret


def test_a_moved_review_asks_again_and_a_cancelled_one_nobody(early: Cast) -> None:
    assert send_due_questions(now=ASKED_AT) == 1
    reviews.reschedule_review(actor=early.actor("omar"), review=review_of(early), due_on=date(2026, 12, 21))
    assert send_due_questions(now=datetime(2026, 12, 11, 9, tzinfo=UTC)) == 1
    assert Reminder.objects.filter(kind="pulse").exclude(recipient=None).count() == 4
    reviews.cancel_review(actor=early.actor("omar"), review=review_of(early, 60), reason="The ward moves")
    assert send_due_questions(now=datetime(2027, 1, 7, 9, tzinfo=UTC)) == 0


def test_an_answer_is_a_reading_of_the_review_by_its_owner(early: Cast) -> None:
    ask_now(actor=early.actor("omar"), review=review_of(early), now=datetime(2026, 12, 1, 12, tzinfo=UTC))
    client, link = Client(), links()["pia"]
    page = client.get(link)
    assert "How is your step now, Pia?" in page.content.decode()
    answer = client.post(link, sent(page, value="100 min", n="8", how="Watched", holds="partly", note="Not at night"))
    assert (answer.status_code, answer["Location"]) == (302, link)
    (reading,) = ReviewReading.objects.present()
    assert (reading.value, reading.n, reading.how, reading.holds, reading.note) == ("100 min", 8, "Watched", "partly", "Not at night")
    assert (reading.author.display_name, reading.measured_on, reading.review.day) == ("Pia", date(2026, 12, 1), 30)
    text = text_of(early.client("omar").get(f"/reviews/{review_of(early).pk}/"))
    assert "n = 8, Watched, 1 Dec · Pia Holds mostly: Not at night" in text
    page = client.get(link)
    assert "Thank you, Pia" in page.content.decode()
    client.post(link, sent(page, value="95 min"))
    assert [row.value for row in ReviewReading.objects.present()] == ["95 min"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": "", "holds": "yes"}, "Type what it is now, with its unit"),
        ({"value": "fast", "holds": "yes"}, "fast"),
        ({"value": "95 min", "holds": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_stored(early: Cast, typed: dict[str, str], words: str) -> None:
    ask_now(actor=early.actor("omar"), review=review_of(early), now=datetime(2026, 12, 1, 12, tzinfo=UTC))
    client, link, before = Client(), links()["pia"], head(early)
    answer = client.post(link, sent(client.get(link), **typed))
    assert (answer.status_code, head(early), ReviewReading.objects.count()) == (422, before, 0)
    assert words in answer.content.decode()


@pytest.mark.both_databases
def test_two_who_record_the_same_number_see_both(early: Cast) -> None:
    ask_now(actor=early.actor("omar"), review=review_of(early), now=datetime(2026, 12, 1, 12, tzinfo=UTC))
    client, link = Client(), links()["pia"]
    page = client.get(link)
    answer_pulse(actor=early.actor("pia"), review=review_of(early), metric=key_of(early, "pia"), values={"value": "80 min", "holds": "yes"})
    answer = client.post(link, sent(page, value="95 min", holds="yes"))
    assert (answer.status_code, [row.value for row in ReviewReading.objects.present()]) == (409, ["80 min"])
    assert "80 min" in answer.content.decode() and "95 min" in answer.content.decode()


def test_nobody_answers_for_others_or_for_what_is_not_asked(early: Cast) -> None:
    before = head(early)
    for name, metric in (("per", key_of(early, "pia")), ("pia", "lead_time"), ("omar", key_of(early, "pia"))):
        with pytest.raises(NotFound):
            answer_pulse(actor=early.actor(name), review=review_of(early), metric=metric, values={"value": "80 min", "holds": "yes"})
    assert (head(early), ReviewReading.objects.count()) == (before, 0)


def test_a_closed_review_takes_no_answer_and_a_dead_link_opens_nothing(early: Cast) -> None:
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    ask_now(actor=early.actor("omar"), review=review_of(early), now=now)
    client, link = Client(), links()["pia"]
    page, key = client.get(link), key_of(early, "pia")
    other = Review.objects.get(workshop=early.other_workshop, day=30)
    assert client.get(link.replace(str(review_of(early).pk), str(other.pk))).status_code == 410
    with time_machine.travel("2026-12-18T12:00:00Z", tick=False):
        hold(early)
        reviews.close_review(actor=early.actor("spring"), review=review_of(early))
        before = head(early)
        assert client.post(link, sent(page, value="95 min", holds="yes")).status_code == 409
        with pytest.raises(Invalid):
            answer_pulse(actor=early.actor("pia"), review=review_of(early), metric=key, values={"value": "80 min", "holds": "yes"})
        assert (head(early), ReviewReading.objects.count()) == (before, 0)
        revoke_links(actor=early.actor("omar"), workshop_id=early.workshop.pk, person_id=early.person("pia").pk, now=now)
        assert client.get(link).status_code == 410


def test_asking_by_hand_asks_each_person_once_a_day_and_only_for_what_is_missing(early: Cast) -> None:
    page = f"/reviews/{review_of(early).pk}/"
    assert "2 people are asked" in text_of(early.client("omar").post(f"{page}ask/", follow=True))
    assert "Nobody is left to ask today" in text_of(early.client("omar").post(f"{page}ask/", follow=True))
    answer_pulse(actor=early.actor("per"), review=review_of(early), metric=key_of(early, "per"), values={"value": 90, "holds": "yes"})
    assert ask_now(actor=early.actor("omar"), review=review_of(early), now=datetime(2026, 12, 2, 12, tzinfo=UTC)) == 1
    assert Notification.objects.filter(kind="review-pulse", user=early.pia).count() == 2
    assert early.client("pia").post(f"{page}ask/").status_code == 403
