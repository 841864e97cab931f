"""The portfolio of streams, their network, and a stream's metrics over its map versions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapping.services.maps import import_document
from reviews import network, portfolio, versions
from tests.actionplans.factories import make_action
from tests.cast import Cast, add_person
from tests.reviews.factories import draw_maps, hold, measure
from tests.reviews.test_dashboard import barrier, text_of, to_stage
from workshops.change import change
from workshops.kinds import WORKSHOP
from workshops.models import ValueStream, Workshop
from workshops.policy import Role
from workshops.services import streams, touch_points
from workshops.services.workshops import NewWorkshop, create_workshop

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 21, 9, tzinfo=UTC)
"""33 days after the last workshop day."""


def entries(cast: Cast, who: str = "omar", sort: str = "health") -> list[portfolio.Entry]:
    return portfolio.list_entries(cast.actor(who), NOW, sort)


def stream_of(cast: Cast) -> ValueStream:
    found: ValueStream = ValueStream.objects.get(workshops=cast.workshop)
    return found


def map_of(cast: Cast, workshop: Workshop, title: str, wait: str) -> None:
    """A current map of two steps of 2 h each and this wait between them."""
    steps = [{"id": key, "name": key.upper(), "cycle_time": "2 h"} for key in "ab"]
    source: dict[str, Any] = {"format": "vsm-map/1", "title": title, "state": "current", "steps": steps}
    source["flows"] = [{"from": "a", "to": "b", "wait": wait}]
    import_document(actor=cast.actor("fay"), workshop_id=workshop.pk, source=source)


def another(cast: Cast, title: str, stream: ValueStream | None = None, first: date = date(2026, 9, 1)) -> Workshop:
    """A two-day workshop of Fay's in this or a new stream, which Omar owns."""
    made = stream or streams.create_stream(actor=cast.actor("fay"), values={"name": title, "item_kind": "code"})
    plan = NewWorkshop(stream=made, title=title, first_day=first, last_day=first + timedelta(days=1))
    workshop = create_workshop(actor=cast.actor("fay"), plan=plan)
    add_person(workshop, cast.omar, Role.OWNER, by=cast.fay)
    return workshop


# The portfolio


@pytest.fixture
def measured(cast: Cast) -> Cast:
    """A stream on its way: 10 h, promised 6 h, measured 9 h on day 30, one of two actions late, and a barrier."""
    with time_machine.travel(NOW, tick=False):
        draw_maps(cast)
        to_stage(cast, "execute")
        make_action(cast, "Late", owner="pia", end="2026-12-16")
        make_action(cast, "In time", owner="per", end="2027-01-08")
        hold(cast)
        measure(cast, lead_time="9 h")
        barrier(cast)
    return cast


def test_a_stream_with_how_it_stands(measured: Cast) -> None:
    (row,) = entries(measured)
    assert (row.word, row.tone, row.owner, row.stage, row.workshops, row.barriers) == (
        "A little behind",
        "wait",
        "Omar",
        "4, execute",
        1,
        1,
    )
    assert (row.baseline, row.lead_time, row.lead.metric.target if row.lead else "") == ("10 h", "9 h", "6 h")
    assert (row.plan.done, row.plan.counted, row.plan.late) == (0, 2, 1)
    assert (row.review.day if row.review else 0, row.review_note, row.review_is_late) == (60, "60-day, in 27 days", False)
    assert row.standing is not None
    assert (row.standing.why, row.standing.more) == (
        "Lead time 9 h is 20 min behind the way to 6 h by day 90.",
        "One action is 5 days late.",
    )
    assert row.lead_days == 9 / 8


def test_what_was_computed_follows_the_maps(measured: Cast) -> None:
    assert entries(measured)[0].lead is not None
    map_of(measured, measured.workshop, "Walked again", "16 h")
    lead = entries(measured)[0].lead
    assert lead is not None and lead.metric.baseline == "2.5 d"


@pytest.mark.both_databases
def test_the_worst_stands_first_and_each_order_is_its_own(measured: Cast) -> None:
    short, empty = (
        another(measured, "Beds"),
        streams.create_stream(actor=measured.actor("omar"), values={"name": "Ada", "item_kind": "code"}),
    )
    map_of(measured, short, "Beds", "1 h")
    to_stage_of(measured, short, "execute")
    ours = stream_of(measured).name
    assert [row.stream.name for row in entries(measured)] == ["Beds", ours, "Ada"]  # its reviews are overdue
    assert [row.stream.name for row in entries(measured, sort="name")] == ["Ada", "Beds", ours]
    assert [row.stream.name for row in entries(measured, sort="lead")] == [ours, "Beds", "Ada"]
    assert [row.stream.name for row in entries(measured, sort="late")] == [ours, "Ada", "Beds"]
    assert [row.stream.name for row in entries(measured, sort="review")] == ["Beds", ours, "Ada"]
    found = portfolio.sum_of(entries(measured))
    assert (found.streams, found.behind, found.little, found.on_track, found.unknown) == (3, 1, 1, 0, 1)
    assert (found.late, found.barriers, found.reviews_late) == (1, 1, 1)
    assert found.sentence == "3 streams: 1 behind, 1 a little behind, 1 without a workshop."
    assert entries(measured)[2].stream == empty


def to_stage_of(cast: Cast, workshop: Workshop, stage: str) -> None:
    with change(workshop.pk, actor=cast.actor("fay"), kind="advance-stage") as tx:
        tx.set(Workshop.objects.get(pk=workshop.pk), WORKSHOP.parse({"stage": stage}, from_wire=False))


@pytest.mark.both_databases
def test_the_newest_workshop_that_has_begun_stands_for_its_stream(cast: Cast) -> None:
    ours = stream_of(cast)
    later = another(cast, "The second round", ours, date(2026, 12, 22))
    assert [row.workshop for row in entries(cast)] == [cast.workshop]
    with_it = portfolio.list_entries(cast.actor("omar"), NOW + timedelta(days=1))
    assert [(row.workshop, row.workshops) for row in with_it] == [(later, 2)]


def test_nobody_sees_streams_of_others(measured: Cast) -> None:
    for who in ("uma", "ada", "xena"):
        assert stream_of(measured) not in [row.stream for row in entries(measured, who)]
        answer = measured.client(who).get("/streams/")
        assert (answer.status_code, stream_of(measured).name in answer.content.decode()) == (200, False)


@time_machine.travel(NOW, tick=False)
def test_the_page_is_paged_and_takes_the_same_queries_for_many(measured: Cast) -> None:
    def asked() -> int:
        measured.client("omar").get("/streams/")
        with CaptureQueriesContext(connection) as found:
            answer = measured.client("omar").get("/streams/")
            assert answer.status_code == 200
        return len(found)

    map_of(measured, another(measured, "Stream 0"), "Map", "1 h")
    few = asked()
    for place in range(1, 28):
        map_of(measured, another(measured, f"Stream {place}"), "Map", "1 h")
    assert asked() == few
    first, second = (measured.client("omar").get(f"/streams/?page={number}&sort=name").context["page"] for number in (1, 2))
    assert (len(first), len(second), first.paginator.count) == (25, 4, 29)


@time_machine.travel(NOW, tick=False)
def test_the_page_says_it_all(measured: Cast) -> None:
    page = text_of(measured.client("omar").get("/streams/"))
    for words in ("1 stream: 1 a little behind.", "A little behind", "10 h 9 h", "promise: 6 h", "0 of 2", "1 late", "60-day, in 27 days"):
        assert words in page
    assert "Name the first one from the customer’s side" in text_of(measured.client("uma").get("/streams/"))


# The network


def touch(cast: Cast, stream: ValueStream, item: str, lead_time: str = "", **sides: str) -> None:
    values = {"way": "gives", "item": item, "lead_time": lead_time, **sides}
    touch_points.create_touch_point(actor=cast.actor("omar"), stream_id=stream.pk, values=values)


def test_the_network_has_the_longest_chain(measured: Cast) -> None:
    ours, beds = stream_of(measured), another(measured, "Beds")
    map_of(measured, beds, "Beds", "12 h")
    touch(measured, ours, "Patients who stay", "4 h", other=str(beds.stream_id))
    touch(measured, ours, "Letters", "1 h", outside="Practitioners")
    touch(measured, beds.stream, "Papers", outside="Archive")
    found = network.network_of(entries(measured))
    assert found.sentence == (
        f"3 touch points; of 1 nobody knows how long it takes. The longest chain takes 3.6 d: {ours.name}, then Beds, then Archive."
    )
    assert found.picture.count('class="way is-lit"') == 2
    assert f'aria-label="{ours.name}, 9 h, A little behind"' in found.picture
    page = text_of(measured.client("omar").get("/streams/network/"))
    assert "Letters" in page and "Practitioners outside" in page


def test_a_stream_that_one_does_not_see_is_a_name(measured: Cast) -> None:
    hidden = streams.create_stream(actor=measured.actor("omar"), values={"name": "Hidden", "item_kind": "code"})
    touch(measured, stream_of(measured), "Papers", other=str(hidden.pk))
    page = measured.client("pia").get("/streams/network/").content.decode()
    assert ("Hidden" in page, str(hidden.pk) in page) == (True, False)
    assert "Hidden" not in measured.client("uma").get("/streams/network/").content.decode()


def test_without_touch_points_the_network_says_what_to_do(cast: Cast) -> None:
    assert "No touch point yet" in text_of(cast.client("omar").get("/streams/network/"))


# A stream over its versions


def test_a_stream_is_followed_from_map_to_map_with_what_was_measured_between(measured: Cast) -> None:
    ours = stream_of(measured)
    earlier = another(measured, "A year ago", ours, date(2025, 11, 3))
    with time_machine.travel(datetime(2025, 11, 3, 12, tzinfo=UTC), tick=False):
        map_of(measured, earlier, "As it was", "20 h")
    found = versions.history_of(measured.actor("omar"), ours, NOW)
    lead = found.lines[0]
    told = [(row.day.isoformat(), row.title, row.values["lead_time"].text, row.is_map) for row in found.versions]
    assert told == [
        ("2025-11-04", "As it was", "3 d", True),
        ("2026-12-18", "30-day review", "9 h", False),
        ("2026-12-21", "The current state", "10 h", True),
    ]
    assert (found.promised.by.isoformat() if found.promised else "", lead.target.text if lead.target else "") == ("2027-02-16", "6 h")
    assert lead.label == ("Lead time: 3 d on 4 Nov 2025, 9 h on 18 Dec 2026, 10 h on 21 Dec 2026; promised 6 h by 16 Feb 2027")
    assert lead.chart.count('class="dot"') == 3
    assert next((tile.label, tile.was, tile.value, tile.unit) for tile in found.tiles) == ("Lead time", "3 d", "10", "h")


def test_what_is_known_only_in_part_keeps_its_number_large(cast: Cast) -> None:
    steps = [{"id": "a", "name": "A", "lead_time": "2 h"}, {"id": "b", "name": "B"}]
    source = {"format": "vsm-map/1", "title": "Half", "state": "current", "steps": steps, "flows": [{"from": "a", "to": "b"}]}
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source)
    found = versions.history_of(cast.actor("fay"), stream_of(cast), NOW)
    assert next((tile.label, tile.value, tile.unit) for tile in found.tiles) == ("Lead time", "at least 2", "h")


@time_machine.travel(NOW, tick=False)
def test_the_page_of_a_stream_shows_its_history_to_its_people_only(measured: Cast) -> None:
    ours = stream_of(measured)
    page = text_of(measured.client("pia").get(f"/streams/{ours.pk}/"))
    assert "How the stream changes 2 points in time" in page and "Promised by the future map" in page
    assert measured.client("uma").get(f"/streams/{ours.pk}/").status_code == 404
    hidden = another(measured, "Without Pia", ours, date(2026, 12, 1))
    map_of(measured, hidden, "CANARY map", "1 h")
    assert "CANARY map" not in text_of(measured.client("pia").get(f"/streams/{ours.pk}/"))
    assert "CANARY map" in text_of(measured.client("omar").get(f"/streams/{ours.pk}/"))


def test_a_stream_without_a_map_says_when_its_history_begins(cast: Cast) -> None:
    page = text_of(cast.client("omar").get(f"/streams/{stream_of(cast).pk}/"))
    assert "They begin with the first current map." in page


def test_an_aligned_workshop_leaves_the_dashboard_to_the_next_one_of_its_stream(cast: Cast) -> None:
    to_stage(cast, "align")
    with time_machine.travel(NOW, tick=False):
        assert len(cast.client("omar").get("/dashboard/").context["streams"]) == 1
        second = another(cast, "The second round", stream_of(cast), date(2026, 12, 21))
        assert [row.workshop for row in cast.client("omar").get("/dashboard/").context["streams"]] == [second]
