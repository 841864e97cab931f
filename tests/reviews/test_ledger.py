"""The promise ledger: promised against realised lead time over time, by action, block, workshop and stream."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from actionplans.models import Action
from actionplans.services import blocks
from mapping.models import Step
from reviews.burndown import Dot, Effect, burn_down
from reviews.ledger import ledger_of
from reviews.services import reviews
from reviews.services.reviews import ReadingEdit
from tests.actionplans.factories import make_action
from tests.cast import Cast
from tests.reviews.factories import draw_maps, review_of
from workshops.services.workshops import NewWorkshop, create_workshop

HOUR = 3600.0
DAY_0, DAY_90 = date(2026, 11, 18), date(2027, 2, 16)


def test_the_promise_goes_down_by_steps_on_the_days_on_which_things_are_due() -> None:
    effects = [Effect(-2.0, date(2026, 12, 1)), Effect(-1.0, date(2026, 12, 1)), Effect(-0.5, None), Effect(-4.0, date(2026, 11, 2))]
    found = burn_down(DAY_0, 10.0, effects, [Dot(date(2026, 12, 18), 8.0)], [Dot(date(2027, 3, 1), 7.5)])
    assert found.promised == (Dot(DAY_0, 10.0), Dot(DAY_0, 6.0), Dot(date(2026, 12, 1), 3.0), Dot(DAY_90, 2.5))
    assert [found.promised_on(day) for day in (date(2026, 11, 1), DAY_0, date(2026, 11, 30), date(2026, 12, 1), DAY_90)] == [
        10,
        6,
        6,
        3,
        2.5,
    ]
    assert (found.realised, found.last_day) == (Dot(date(2027, 3, 1), 7.5), date(2027, 3, 1))


def test_less_than_no_lead_time_is_none() -> None:
    assert burn_down(DAY_0, 1.0, [Effect(-5.0, None)], [], []).end == Dot(DAY_90, 0.0)


@dataclass
class Told:
    """A plan of three actions, measured at two reviews."""

    shorter: Action
    quick: Action
    truck: Action


def tell(cast: Cast) -> Told:
    """A map of 10 h (2 h, a wait of 6 h, 2 h): promised are 3 h and half an hour at steps and 1 h for the whole stream."""
    draw_maps(cast)
    triage, ward = Step.objects.filter(map__title="The current state").order_by("order_key")
    loop = blocks.create_block(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values={"title": "Ward loop"})
    wait = {"metric": "wait_time", "step": str(ward.pk), "from": "6 h", "to": "3 h"}
    work = {"metric": "cycle_time", "step": str(triage.pk), "from": "2 h", "to": "1.5 h"}
    whole = {"metric": "lead_time", "step": None, "from": "10 h", "to": "9 h"}
    told = Told(
        make_action(cast, "Shorter wait", promises=[wait], end="2026-12-01", block=loop.pk),
        make_action(cast, "Quick triage", promises=[work], end="2026-12-20"),
        make_action(cast, "=Truck", promises=[whole], kind="project"),
    )
    keys = [f"promise:{action.present_promises[0].pk}" for action in (told.shorter, told.quick)]
    for day, on, values in (
        (30, date(2026, 12, 18), {"lead_time": "8.5 h", keys[0]: "4 h"}),
        (60, date(2027, 1, 17), {keys[0]: "3 h", keys[1]: "1.75 h"}),
    ):
        edits = [ReadingEdit(metric, {"value": value, "measured_on": on, "how": "ten patients"}) for metric, value in values.items()]
        reviews.record_readings(actor=cast.actor("omar"), review=review_of(cast, day), edits=edits)
    return told


@pytest.mark.django_db
class TestLedger:
    def test_promised_and_realised_by_action_block_and_workshop(self, cast: Cast) -> None:
        tell(cast)
        found = ledger_of(cast.workshop)
        rows = [
            (
                block.block and block.block.title,
                entry.action.title,
                entry.sum.promised / HOUR,
                entry.sum.realised and entry.sum.realised / HOUR,
            )
            for block in found.blocks
            for entry in block.entries
        ]
        assert rows == [
            ("Ward loop", "Shorter wait", -3, -3),
            (None, "Quick triage", -0.5, -0.25),
            (None, "=Truck", -1, None),
        ]
        assert [(block.sum.promised_text, block.sum.realised_text, block.sum.share) for block in found.blocks] == [
            ("−3 h", "−3 h", 100),
            ("−90 min", "−15 min", 17),
        ]
        assert (found.sum.promised / HOUR, found.sum.realised and found.sum.realised / HOUR) == (-4.5, -3.25)
        lines = [
            (str(line.promise), line.where, line.measured, line.measured_on, line.result) for entry in found.entries for line in entry.lines
        ]
        assert lines == [
            ("Waiting time 6 → 3 h", "step 2, Ward", "3 h", date(2027, 1, 17), "Kept"),
            ("Cycle time 2 → 1.5 h", "step 1, Triage", "1.75 h", date(2027, 1, 17), "Behind by 15 min"),
            ("Lead time 10 → 9 h", "whole stream", "8.5 h", date(2026, 12, 18), "Ahead"),
        ]

    def test_the_lines_of_the_burn_down(self, cast: Cast) -> None:
        tell(cast)
        burn = ledger_of(cast.workshop).burn
        assert burn is not None
        lines = [[(dot.on, dot.seconds / HOUR) for dot in dots] for dots in (burn.promised, burn.measured, burn.steps)]
        assert lines == [
            [(DAY_0, 10), (date(2026, 12, 1), 7), (date(2026, 12, 20), 6.5), (DAY_90, 5.5)],
            [(date(2026, 12, 18), 8.5)],
            [(date(2026, 12, 18), 8), (date(2027, 1, 17), 6.75)],
        ]

    def test_without_a_map_promises_are_told_and_nothing_burns_down(self, cast: Cast) -> None:
        make_action(cast, "Truck", promises=[{"metric": "Calls a day", "from": "12", "to": "4"}])
        found = ledger_of(cast.workshop)
        assert (found.burn, [line.result for entry in found.entries for line in entry.lines]) == (None, ["Not measured yet"])
        page = cast.client("omar").get(reverse("workshop-promises", args=[cast.workshop.pk])).content.decode()
        assert "Calls a day 12 → 4" in page
        assert "<svg xmlns" not in page


@pytest.mark.django_db
class TestDoors:
    @time_machine.travel("2027-01-20T09:00:00Z", tick=False)
    def test_the_page_says_how_it_stands_and_has_the_chart_as_a_table(self, cast: Cast) -> None:
        tell(cast)
        client = cast.client("spring")
        page = client.get(reverse("workshop-promises", args=[cast.workshop.pk]))
        body = page.content.decode()
        assert "By today 6.5 h of lead time are promised, 5.5 h in the end. Measured are 6.8 h, 15 min more." in body
        assert (
            'aria-label="Patient journey: lead time 10 h at the start, 5.5 h promised by 16 Feb 2027, 8.5 h measured on 18 Dec 2026"'
            in body
        )
        assert [(row["on"], row["promised"], row["measured"], row["steps"]) for row in page.context["days"]][-3:] == [
            (date(2026, 12, 20), "6.5 h", "", ""),
            (date(2027, 1, 17), "6.5 h", "", "6.8 h"),
            (DAY_90, "5.5 h", "", ""),
        ]
        stream = client.get(reverse("stream-promises", args=[cast.workshop.stream_id])).content.decode()
        assert "Patient journey" in stream
        assert "6.8 h" in stream

    def test_the_api_gives_the_same_in_seconds(self, cast: Cast) -> None:
        told = tell(cast)
        found = cast.api("pia").get(f"/api/v1/workshops/{cast.workshop.pk}/promises/").json()
        assert found["burn_down"]["promised"][-1] == {"on": "2027-02-16", "seconds": 5.5 * HOUR}
        assert found["lead_time_drawn"] == 6 * HOUR
        first = found["actions"][0]
        assert (first["id"], first["lead_time_promised"], first["lead_time_realised"]) == (str(told.shorter.pk), -3 * HOUR, -3 * HOUR)
        assert (first["promises"][0]["measured"], first["promises"][0]["result"]) == ("3 h", "Kept")
        assert found["actions"][2]["lead_time_realised"] is None

    def test_the_sheet_has_a_row_for_each_promise_and_no_formula(self, cast: Cast) -> None:
        tell(cast)
        answer = cast.client("omar").get(reverse("workshop-promises-csv", args=[cast.workshop.pk]))
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [(row["Block"], row["Action"], row["To"], row["Lead time promised, h"], row["Lead time realised, h"]) for row in rows] == [
            ("Ward loop", "Shorter wait", "3 h", "-3", "-3"),
            ("", "Quick triage", "1.5 h", "-0.5", "-0.25"),
            ("", "'=Truck", "9 h", "-1", ""),
        ]
        assert answer["Content-Disposition"] == 'attachment; filename="patient-journey-promises.csv"'

    def test_only_workshops_that_one_is_in_are_in_the_stream(self, cast: Cast) -> None:
        tell(cast)
        plan = NewWorkshop(stream=cast.workshop.stream, title="Second look", first_day=date(2027, 3, 1), last_day=date(2027, 3, 2))
        create_workshop(actor=cast.actor("fay"), plan=plan)
        url = reverse("stream-promises", args=[cast.workshop.stream_id])
        seen = {name: [found.workshop.title for found in cast.client(name).get(url).context["ledgers"]] for name in ("fay", "omar")}
        assert seen == {"fay": ["Patient journey", "Second look"], "omar": ["Patient journey"]}
        assert [cast.client(name).get(url).status_code for name in ("uma", "xena")] == [404, 404]
