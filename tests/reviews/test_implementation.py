"""The implementation plan as one document, on the screen and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from actionplans.services import actions, agreement, outreach
from reviews.reports import implementation
from reviews.services import reports
from tests.actionplans.factories import make_action
from tests.cast import Cast
from tests.reviews.test_reports import reader, words

pytestmark = pytest.mark.django_db
NOW = "2026-11-25 10:00 +0000"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    """A media folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"


def fill(cast: Cast) -> None:
    """A plan with everything in it: one action waits for another and has moved since the baseline that Omar signed."""
    omar = cast.actor("omar")
    first = make_action(cast, "Results by noon", owner="pia", team=[str(cast.person("per").pk)], start="2026-11-23", end="2026-11-27")
    second = make_action(cast, "Beds by ten", owner="per", start="2026-11-30", end="2026-12-04", depends_on=[str(first.pk)])
    make_action(cast, "Never mind", status="dropped", reason="Not needed")
    baseline = agreement.set_baseline(actor=omar, workshop_id=cast.workshop.pk)
    agreement.sign(actor=omar, workshop_id=cast.workshop.pk, baseline_id=baseline.pk)
    actions.update_action(actor=omar, action_id=second.pk, values={"end": "2026-12-07"})
    for kind, what in (("communication", "Samples every hour"), ("training", "Reading the board")):
        values = {"kind": kind, "audience": "The night shift", "what": what, "on": "2026-12-01"}
        outreach.add_line(actor=omar, workshop_id=cast.workshop.pk, values=values)


@time_machine.travel(NOW, tick=False)
def test_the_document_holds_the_plan_without_what_was_dropped(cast: Cast) -> None:
    fill(cast)
    found = implementation.collect(cast.workshop, cast.actor("spring"), timezone.now(), lambda percent, step: None)
    assert [(row.card.action.title, row.team, row.waits_for, row.moved) for row in found.actions] == [
        ("Results by noon", "Per", "", ""),
        ("Beds by ten", "", "Results by noon", "3 days later"),
    ]
    assert [len(sheet.rows) for sheet in found.sheets] == [2]
    assert ([card.action.title for card in found.chain], found.moved) == (
        ["Results by noon", "Beds by ten"],
        "ends 3 days later than planned",
    )
    assert ([line.row.what for line in found.messages], [line.row.what for line in found.trainings]) == (
        ["Samples every hour"],
        ["Reading the board"],
    )
    assert [review.day for review in found.reviews] == [30, 60, 90]
    assert found.heads == [("Sponsor", "Spring"), ("Process owner", "Omar"), ("Facilitator", "Fay")]


@time_machine.travel(NOW, tick=False)
def test_a_long_plan_is_drawn_on_several_sheets_with_the_same_weeks(cast: Cast) -> None:
    for place in range(implementation.ROWS_ON_A_SHEET + 1):
        make_action(cast, f"Action {place}", start="2026-11-23", end=f"2026-12-{place + 1:02}")
    found = implementation.collect(cast.workshop, cast.actor("pia"), timezone.now(), lambda percent, step: None)
    assert [len(sheet.rows) for sheet in found.sheets] == [14, 1]
    assert found.sheets[0].weeks == found.sheets[1].weeks


@time_machine.travel(NOW, tick=False)
def test_screen_and_paper_say_the_same(cast: Cast) -> None:
    fill(cast)
    said = ("Waits for: Results by noon", "3 days later than planned", "Samples every hour", "Reading the board", "agreed on Wed 25 Nov")
    shown = " ".join(cast.client("obi").get(f"/workshops/{cast.workshop.pk}/board/document/").content.decode().split())
    report = reports.request_report(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, kind="plan")
    assert reports.produce_report(report_id=report.pk, now=timezone.now())
    report.refresh_from_db()
    printed = words(reader(report))
    for text in said:
        assert text in shown
        assert text in printed
    assert ("Never mind" in shown, "Never mind" in printed) == (False, False)
