"""Several real browsers in one workshop: nothing is lost, nothing overwritten unseen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mapping.models import Map, Step
from mapping.services.maps import import_document
from tests.cast import Cast
from workshops.models import Change

pytestmark = pytest.mark.django_db(transaction=True)
VECTOR = Path(__file__).resolve().parents[1] / "vectors" / "patient-journey.json"


@pytest.fixture
def map_(cast: Cast) -> Map:
    source = json.loads(VECTOR.read_text())
    return import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source).map


SUBMIT = """async ([ref, field, value]) => {
  const { live } = await import("/static/js/live/index.js");
  await live.load();
  return live.submit([{ k: "set", r: ref, f: { [field]: value }, b: { [field]: live.rev(ref, field) } }]);
}"""


def status(page: Page, words: str) -> None:
    expect(page.locator(".topbar [data-status-text]")).to_have_text(words)


def test_smoke(person: Any, cast: Cast, map_: Map) -> None:
    page = person(cast.client("fay")).open(f"/workshops/{cast.workshop.pk}/")
    step = Step.objects.filter(map=map_).first()
    page.evaluate(SUBMIT, [f"step/{step.pk}", "cycle_time", "7 min"])
    page.wait_for_timeout(1500)
    status(page, "Saved")
    step.refresh_from_db()
    assert step.cycle_time == "7 min"
    assert Change.objects.latest("seq").client_id.startswith("t-")
    page.locator("[data-live-undo] button").click()
    page.wait_for_timeout(1500)
    step.refresh_from_db()
    assert step.cycle_time != "7 min"
