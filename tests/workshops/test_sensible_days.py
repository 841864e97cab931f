"""Days that were typed wrong: refused where they make no sense, and past work can be kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from tests.cast import Cast
from tests.workshops.test_charter import head, text_of
from tests.workshops.test_pages_home import NEW
from workshops.models import CharterTarget, Meeting, SetupTask, Workshop
from workshops.sensible_days import before_workshop, far_from_workshop, is_long_past

FIRST, LAST = date(2026, 11, 16), date(2026, 11, 18)


@pytest.mark.parametrize(("day", "found"), [(date(2025, 11, 15), True), (date(2025, 11, 16), False), (date(2030, 1, 1), False)])
def test_more_than_a_year_ago_is_long_past(day: date, found: bool) -> None:
    assert is_long_past(day, date(2026, 11, 17)) is found


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (date(2020, 11, 2), "This is more than a year before the workshop, which begins on Mon 16 Nov 2026."),
        (date(2025, 11, 15), ""),
        (date(2026, 11, 17), ""),
        (date(2027, 11, 19), ""),
        (date(2027, 11, 20), "This is more than a year after the workshop, which ends on Wed 18 Nov 2026."),
    ],
)
def test_days_of_the_preparation_are_near_the_workshop(day: date, fault: str) -> None:
    assert far_from_workshop(day, FIRST, LAST) == fault


def test_what_comes_out_of_the_workshop_is_not_due_before_it() -> None:
    assert before_workshop(FIRST, FIRST, "An action") == ""
    assert before_workshop(date(2026, 11, 15), FIRST, "An action") == (
        "The workshop begins only on Mon 16 Nov 2026. An action comes out of it, so choose a later day."
    )


@pytest.mark.django_db
@time_machine.travel("2026-11-02T09:00:00Z", tick=False)
def test_a_workshop_of_long_ago_is_made_only_when_it_took_place_then(cast: Cast) -> None:
    sent = {name: value for name, value in NEW.items() if name != "took_place"} | {"first_day": "2020-01-14", "last_day": "2020-01-16"}
    client = cast.client("uma")
    answer = client.post("/workshops/new/", sent)
    assert answer.status_code == 422 and not Workshop.objects.filter(first_day__year=2020).exists()
    assert "This is more than a year ago. Check the year, or say below that it took place then." in text_of(answer)
    assert 'name="took_place"' in answer.content.decode()
    assert client.post("/workshops/new/", sent | {"took_place": "on"}).status_code == 302
    assert Workshop.objects.get(first_day__year=2020).first_day == date(2020, 1, 14)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "typed", "words"),
    [
        ("meetings/new/", {"kind": "other", "date": "2020-03-02", "minutes": "60"}, "more than a year before the workshop"),
        ("charter/targets/new/", {"metric": "Errors", "target": "2", "by_when": "2026-11-15"}, "What is better comes out of it"),
        ("stages/prepare/tasks/", {"title": "Call", "due_on": "2020-03-02"}, "more than a year before the workshop"),
        ("actions/new/", {"title": "Call", "kind": "just_do_it", "end": "2026-11-15"}, "An action comes out of it"),
    ],
)
def test_a_day_that_makes_no_sense_is_said_at_its_field_and_nothing_is_kept(
    cast: Cast, address: str, typed: dict[str, Any], words: str
) -> None:
    before = head(cast)
    answer = cast.client("fay").post(f"/workshops/{cast.workshop.pk}/{address}", typed)
    assert (answer.status_code, head(cast)) == (422, before)
    assert words in text_of(answer)
    assert not (Meeting.objects.exists() or CharterTarget.objects.exists() or SetupTask.objects.filter(title="Call").exists())
