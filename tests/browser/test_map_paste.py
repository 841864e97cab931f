"""A large spreadsheet range pasted in the map room."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from mapping.models import Step
from tests.browser.map_hands import empty_map, enter, saved
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_sixty_steps_with_all_their_numbers_are_pasted_in_changes_that_are_taken_back_one_by_one(person: Any, cast: Cast) -> None:
    map_ = empty_map(cast)
    cells = ["5-10 min", "1-4 h", "80-90", "90", "3-5", "2", "1-2", "2-5 h", "3-6"]
    heads = [
        "Step",
        "Department",
        "Process time",
        "Lead time",
        "% C&A",
        "On time",
        "WIP",
        "Batch",
        "Staffing",
        "Wait before",
        "Inventory before",
    ]
    text = "\n".join(
        ["\t".join(heads), *("\t".join([f"Check the request once more, part {row:02}", "Desk of the ward", *cells]) for row in range(60))]
    )
    page = enter(person, cast, map_, permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")
    page.get_by_role("button", name="Add 60 steps").click()
    expect(page.locator(".toast", has_text="in 4 changes that are taken back one by one")).to_be_visible()
    saved(page)
    steps = Step.objects.filter(map=map_, deleted_seq=None)
    assert [step.name[-2:] for step in steps.order_by("order_key")] == [f"{row:02}" for row in range(60)]
    for left in (45, 30, 15, 0):
        page.keyboard.press("Control+z")
        expect(page.locator(".vsm > [data-ref^='step/']")).to_have_count(left)
        saved(page)
        assert steps.count() == left
