"""What a map takes over from the charter: demand as a statement, working time where it can be read."""

from __future__ import annotations

from typing import Any

import pytest

from mapping.from_charter import read_calendar, words_of
from mapping.models import Map
from mapping.services import maps
from tests.cast import Cast
from tests.workshops.test_charter import head, text_of
from vsm_site.lib.errors import Forbidden, Invalid
from vsm_site.lib.ids import uuid7
from workshops.services.changes import undo_change
from workshops.services.charter import update_charter

DEMAND = {"quantity": {"value": 62, "note": "from the charter"}, "per": "d"}


@pytest.mark.parametrize(
    ("text", "calendar"),
    [
        ("5 days of 8 hours", {"work_per_day": "8 h", "days_per_week": 5}),
        ("24 hours, seven days", {"work_per_day": "24 h", "days_per_week": 7}),
        ("24/7", {"work_per_day": "24 h", "days_per_week": 7}),
        ("Round the clock", {"work_per_day": "24 h", "days_per_week": 7}),
        ("2 shifts of 460 min, 20 days a month", {"work_per_day": "920 min", "days_per_month": 20}),
        ("two shifts of 7.5 h, Monday to Friday", {"work_per_day": "15 h", "days_per_week": 5}),
        ("7.5 h a day", {"work_per_day": "7.5 h"}),
        ("Mon-Fri", {"days_per_week": 5}),
        ("455 minutes", {"work_per_day": "455 min"}),
        ("8 h and 20 days a month", {"work_per_day": "8 h", "days_per_month": 20}),
        ("24 hours, seven days; the map counts days of 8 hours", {}),
        ("5 days, in summer 4 days, 8 h", {}),
        ("30 hours", {}),
        ("0 h", {}),
        ("as the office works", {}),
        ("", {}),
    ],
)
def test_a_working_time_is_read_where_it_can_mean_one_thing_only(text: str, calendar: dict[str, Any]) -> None:
    assert read_calendar(text) == calendar


def charter(cast: Cast, **values: Any) -> None:
    values = {"demand_quantity": 62, "demand_per": "d", "working_calendar": "5 days of 7.5 hours", "family": "Adults"} | values
    update_charter(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values=values)


def empty_map(cast: Cast, **more: Any) -> Map:
    return maps.create_map(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, values={"title": "Now"} | more)


def sent(answer: Any) -> dict[str, str]:
    """The form as it is shown."""
    return {field.html_name: str(field.value() or "") for field in answer.context["form"]} | {"change_id": str(uuid7())}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "demand"),
    [
        ({}, DEMAND),
        ({"quantity": "50"}, {"quantity": 50, "per": "d"}),
        ({"per": "h"}, {"quantity": 62, "per": "h"}),
        ({"quantity": "", "per": ""}, None),
    ],
)
def test_a_new_map_begins_with_what_the_charter_says(cast: Cast, typed: dict[str, str], demand: Any) -> None:
    charter(cast)
    address, client = f"/workshops/{cast.workshop.pk}/maps/new/", cast.client("fay")
    shown = client.get(address)
    assert "Taken over from the charter : demand 62 per day, 7.5 h a day, 5 days a week." in text_of(shown)
    client.post(address, sent(shown) | typed)
    made = Map.objects.get(workshop=cast.workshop)
    assert (made.demand, made.calendar, made.family) == (demand, {"work_per_day": "7.5 h", "days_per_week": 5}, "Adults")


@pytest.mark.django_db
def test_a_map_that_lacks_them_takes_them_over_in_one_tap_with_undo(cast: Cast) -> None:
    charter(cast)
    made, client = empty_map(cast, calendar={"work_per_day": "24 h"}), cast.client("omar")
    words = "The charter says what this map lacks: demand 62 per day, “Adults”."
    for page in (made.get_absolute_url(), f"/maps/{made.pk}/settings/"):
        assert words in text_of(client.get(page))
    client.post(f"/maps/{made.pk}/settings/", {"charter": "take", "change_id": str(uuid7())})
    made.refresh_from_db()
    assert (made.demand, made.calendar, made.family) == (DEMAND, {"work_per_day": "24 h"}, "Adults")
    assert "what this map lacks" not in text_of(client.get(made.get_absolute_url()))
    undo_change(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, seq=head(cast))
    made.refresh_from_db()
    assert (made.demand, made.family) == (None, None)


@pytest.mark.django_db
def test_nothing_to_take_over_and_nobody_without_the_right_change_nothing(cast: Cast) -> None:
    made = empty_map(cast)
    before = head(cast)
    with pytest.raises(Invalid, match="says nothing that this map lacks"):
        maps.take_over_charter(actor=cast.actor("fay"), map_=made)
    with pytest.raises(Forbidden):
        maps.take_over_charter(actor=cast.actor("obi"), map_=made)
    assert head(cast) == before
    assert words_of({}) == ""
