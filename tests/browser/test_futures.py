"""To a chosen future in a real browser: two maps under one camera by keys, a candidate chosen and signed, its changes shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from mapping.models import FutureSignature, Step
from mapping.services.maps import copy_map, import_document
from mapping.services.steps import merge_steps
from tests.browser.conftest import Watch
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "patient-journey.json").read_text())


MOVED_APART = """() => {
  const [one, two] = [...document.querySelectorAll('.compare__map svg.vsm')].map((svg) => svg.getAttribute('viewBox'));
  return one !== two;
}"""


def boxes(page: Page) -> list[list[float]]:
    """What each of both drawings shows: x, y, width and height."""
    found = page.evaluate("[...document.querySelectorAll('.compare__map svg.vsm')].map((svg) => svg.getAttribute('viewBox'))")
    return [[float(part) for part in box.split(" ")] for box in found]


def middle_of(page: Page, step: str) -> list[float]:
    """Where a step stands within its view, in CSS pixels."""
    found: list[float] = page.evaluate(
        """(step) => {
          const link = document.querySelector(`.compare__map a[href$="#step-${step}"]`);
          const box = link.getBoundingClientRect(), view = link.closest('.compare__map').getBoundingClientRect();
          return [box.x + box.width / 2 - view.x, box.y + box.height / 2 - view.y].map(Math.round);
        }""",
        step,
    )
    return found


def test_both_maps_move_together_and_the_chosen_future_is_signed(person: Any, watch: Watch, cast: Cast) -> None:
    current = import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=SOURCE).map
    future = copy_map(actor=cast.actor("fay"), source=current, workshop_id=cast.workshop.pk, state="future").map
    parts = [Step.objects.get(map=future, doc_id=key) for key in ("review", "plan")]
    merged = merge_steps(actor=cast.actor("fay"), steps=parts, name="Decide")
    page = person(cast.client("fay")).open(reverse("map-compare", args=[current.pk, future.pk]))
    expect(page.locator(".compare.is-joined")).to_be_visible()
    before = boxes(page)
    assert before[0][:3] == before[1][:3]
    page.get_by_role("region", name="Patient journey", exact=True).focus()
    page.keyboard.press("+")
    page.wait_for_function(
        "(width) => Number(document.querySelector('.compare__map svg').getAttribute('viewBox').split(' ')[2]) < width", arg=before[0][2]
    )
    left = boxes(page)[0][0]
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "(x) => Number(document.querySelector('.compare__map svg').getAttribute('viewBox').split(' ')[0]) !== x", arg=left
    )
    zoomed = boxes(page)
    assert zoomed[0] == zoomed[1]
    assert zoomed[0][2] == pytest.approx(before[0][2] / 1.2, abs=0.02)

    review = Step.objects.get(map=current, doc_id="review").pk
    page.locator(f'.compare__map a[href$="#step-{review}"]').focus()
    expect(page.locator(f'.compare__map a[href$="#step-{merged.pk}"]')).to_have_class("is-partner")
    old, new = (Step.objects.get(map=map_, doc_id="discharge").pk for map_ in (current, future))  # one place further left by now
    page.locator(f'.compare__map a[href$="#step-{old}"]').focus()
    page.wait_for_function(MOVED_APART)
    assert middle_of(page, str(old)) == pytest.approx(middle_of(page, str(new)), abs=2)

    page.get_by_role("link", name="Candidates").click()
    page.get_by_role("link", name="Choose: Patient journey, future state").click()
    page.get_by_label("Why this one").fill("One decision instead of two.")
    page.get_by_role("button", name="Choose it").click()
    expect(page.get_by_text("is the future of this workshop")).to_be_visible()
    sponsor = person(cast.client("spring")).open(f"/workshops/{cast.workshop.pk}/futures/")
    expect(sponsor.get_by_text("One decision instead of two.")).to_be_visible()
    sponsor.get_by_role("button", name="I sign it, as executive sponsor").click()
    expect(sponsor.get_by_text("You signed the future state as it is drawn now.")).to_be_visible()
    assert [row.role for row in FutureSignature.objects.all()] == ["sponsor"]
