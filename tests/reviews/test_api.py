"""Reviews in the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from reviews.models import Decision, ReviewReading
from reviews.services import reviews
from tests.actionplans.factories import make_action
from tests.cast import Cast
from tests.reviews.factories import draw_maps, hold, measure, review_of
from vsm_site.lib.ids import uuid7
from workshops.models import WorkshopHead

pytestmark = pytest.mark.django_db
ON_THE_DAY = "2026-12-18T12:00:00Z"


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(ON_THE_DAY, tick=False):
        yield


def head(cast: Cast) -> int:
    return WorkshopHead.objects.get(workshop=cast.workshop).head


def get(cast: Cast, who: str = "omar") -> Any:
    return cast.api(who).get(f"/api/v1/reviews/{review_of(cast).pk}/")


def patch(cast: Cast, who: str = "omar", key: str = "", **body: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return cast.api(who).patch(f"/api/v1/reviews/{review_of(cast).pk}/", body, format="json", headers=headers)


def test_a_review_is_read_with_what_was_measured_and_decided(cast: Cast) -> None:
    draw_maps(cast)
    hold(cast)
    measure(cast, lead_time="8 h")
    pia = cast.person("pia")
    reviews.record_decision(
        actor=cast.actor("omar"), review=review_of(cast), values={"text": "Go on", "owner": pia.pk, "due_on": date(2027, 1, 8)}
    )
    reviews.set_attendance(actor=cast.actor("omar"), review=review_of(cast), present=[str(pia.pk)])
    body = get(cast, "obi").json()
    first = body.pop("readings")[0]
    assert first == {
        "metric": "lead_time",
        "label": "Lead time",
        "place": "whole stream",
        "baseline": "10 h",
        "target": "6 h",
        "value": "8 h",
        "measured_on": "2026-12-18",
        "n": None,
        "how": "",
        "share_of_promise": 0.5,
        "result": "On the way",
    }
    revs = body.pop("revs")
    assert body == {
        "id": str(review_of(cast).pk),
        "url": f"/api/v1/reviews/{review_of(cast).pk}/",
        "day": 30,
        "due_on": "2026-12-18",
        "status": "held",
        "held_on": "2026-12-18",
        "reason": "",
        "attendance": [str(pia.pk)],
        "learned": "",
        "sustainment": "",
        "next_steps": "",
        "starts_at": None,
        "place": "",
        "agenda": "",
        "rating": "",
        "rating_reason": "",
        "closing_words": "",
        "closed_by": None,
        "closed_at": None,
        "decisions": [{"id": str(Decision.objects.get().pk), "text": "Go on", "owner": str(pia.pk), "due_on": "2027-01-08"}],
    }
    assert (revs["readings"], revs["status"], revs["learned"]) == (head(cast) - 2, head(cast) - 3, 0)


def test_the_reviews_of_a_workshop_are_listed_by_day(cast: Cast) -> None:
    body = cast.api("obi").get(f"/api/v1/workshops/{cast.workshop.pk}/reviews/").json()
    assert (body["count"], body["next"], body["previous"]) == (3, None, None)
    assert [(row["day"], row["due_on"], row["status"]) for row in body["results"]] == [
        (30, "2026-12-18", "planned"),
        (60, "2027-01-17", "planned"),
        (90, "2027-02-16", "planned"),
    ]


@pytest.mark.parametrize(("who", "status"), [("fay", 200), ("spring", 200), ("obi", 200), ("ada", 403), ("uma", 404), ("xena", 404)])
def test_who_reads_reviews(cast: Cast, who: str, status: int) -> None:
    assert get(cast, who).status_code == status
    assert cast.api(who).get(f"/api/v1/workshops/{cast.workshop.pk}/reviews/").status_code == status


def test_everything_about_a_held_review_is_recorded_in_one_change(cast: Cast) -> None:
    draw_maps(cast)
    make_action(cast, promises=[{"metric": "Forms", "from": "12", "to": "4"}])
    forms = get(cast).json()["readings"][-1]["metric"]
    before, key = head(cast), str(uuid7())
    sent: dict[str, Any] = {
        "status": "held",
        "held_on": "2026-12-17",
        "attendance": [str(cast.person("pia").pk)],
        "learned": "Count on Fridays",
        "readings": [
            {"metric": "lead_time", "value": "8.5 h", "how": "walked", "measured_on": "2026-12-16"},
            {"metric": "activity_ratio", "value": 45},
            {"metric": forms, "value": 6},
        ],
    }
    for _ in range(2):
        answer = patch(cast, key=key, **sent)
        assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["held_on"], body["learned"], head(cast)) == ("held", "2026-12-17", "Count on Fridays", before + 1)
    found = {row["metric"]: (row["value"], row["how"], row["measured_on"]) for row in body["readings"] if row["value"] is not None}
    assert found == {
        "lead_time": ("8.5 h", "walked", "2026-12-16"),
        "activity_ratio": (45, "", "2026-12-18"),
        forms: ("6", "", "2026-12-18"),
    }


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"status": "done"}, "status"),
        ({"status": "closed"}, "status"),
        ({"status": "cancelled"}, "reason"),
        ({"status": "held", "held_on": "2026-12-19"}, "held_on"),
        ({"held_on": "2026-12-17"}, "held_on"),
        ({"due_on": "2026-11-18"}, "due_on"),
        ({"due_on": "soon"}, "due_on"),
        ({"closing_words": "Too early"}, "closing_words"),
        ({"day": 60}, "day"),
        ({"closed_by": "me"}, "closed_by"),
        ({"attendance": ["nobody"]}, "attendance[0]"),
        ({"attendance": [str(uuid7())]}, "attendance"),
        ({"readings": [{"metric": "lead_time", "value": "8"}]}, "readings[0].value"),
        ({"readings": [{"metric": "lead_time", "value": 8}]}, "readings[0].value"),
        ({"readings": [{"metric": "colour", "value": "red"}]}, "readings[0].metric"),
        ({"readings": [{"metric": "lead_time", "value": "8 h"}, {"metric": "activity_ratio", "value": 101}]}, "readings[1].value"),
    ],
)
def test_bad_input_is_named_and_nothing_is_stored(cast: Cast, body: dict[str, Any], path: str) -> None:
    draw_maps(cast)
    before = head(cast)
    who = "spring" if body == {"status": "closed"} else "omar"
    answer = patch(cast, who, **({"learned": "x"} | body if who == "omar" else body))
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert [error["path"].rstrip(".0") for error in answer.json()["errors"]] == [path.rstrip(".0")]
    assert (head(cast), ReviewReading.objects.count(), review_of(cast).status) == (before, 0, "planned")


@pytest.mark.parametrize(("who", "status"), [("spring", 403), ("pia", 403), ("obi", 403), ("ada", 403), ("uma", 404), ("xena", 404)])
def test_who_may_not_edit_reviews_changes_nothing(cast: Cast, who: str, status: int) -> None:
    before, pia = head(cast), [str(cast.person("pia").pk)]
    for body in (
        {"learned": "x"},
        {"due_on": "2026-12-22"},
        {"status": "held"},
        {"status": "cancelled", "reason": "x"},
        {"attendance": pia},
    ):
        assert (body, patch(cast, who, **body).status_code) == (body, status)
    assert (head(cast), review_of(cast).status) == (before, "planned")


def test_the_sponsor_closes_a_held_review_and_then_it_takes_nothing(cast: Cast) -> None:
    hold(cast)
    assert patch(cast, "omar", status="closed").status_code == 403
    body = patch(cast, "spring", status="closed").json()
    assert (body["status"], body["closed_by"], body["closed_at"]) == ("closed", "Spring", "2026-12-18T12:00:00Z")
    before = head(cast)
    for who in ("omar", "spring"):
        answer = patch(cast, who, learned="late")
        assert (answer.status_code, answer.json()["errors"][0]["text"]) == (
            400,
            "This review is closed; its record does not change any more.",
        )
    assert head(cast) == before


def test_a_field_that_moved_on_is_a_conflict_with_the_present_value(cast: Cast) -> None:
    draw_maps(cast)
    seen = get(cast).json()["revs"]
    reviews.reschedule_review(actor=cast.actor("fay"), review=review_of(cast), due_on=date(2026, 12, 22))
    measure(cast, lead_time="9 h")
    before = head(cast)
    answer = patch(cast, due_on="2026-12-21", base={"due_on": seen["due_on"]})
    assert (answer.status_code, answer.json()["current"][0]["v"]) == (409, "2026-12-22")
    answer = patch(cast, readings=[{"metric": "lead_time", "value": "8 h"}], base={"readings": seen["readings"]})
    assert (answer.status_code, answer.json()["current"][0]["v"]) == (409, "9 h")
    assert (head(cast), ReviewReading.objects.get().value) == (before, "9 h")


def test_a_reading_of_null_is_taken_out(cast: Cast) -> None:
    draw_maps(cast)
    measure(cast, lead_time="9 h")
    assert patch(cast, readings=[{"metric": "lead_time", "value": None}]).status_code == 200
    assert ReviewReading.objects.present().count() == 0


def test_cancelled_with_a_reason_and_planned_again(cast: Cast) -> None:
    assert patch(cast, status="cancelled", reason="The ward moves").json()["reason"] == "The ward moves"
    body = patch(cast, status="planned").json()
    assert (body["status"], body["reason"]) == ("planned", "")
