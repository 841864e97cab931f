"""Preparing in a real browser: pre-work on a phone without an account, taken over by the coach; a file and a comment on the charter."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mapping.models import Step
from mapping.services import prework
from mapping.services.maps import import_document
from tests.browser.conftest import Watch
from tests.browser.test_every_page import EVERYTHING, looked_at, problems
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def test_pre_work_comes_from_a_phone_without_an_account_and_is_taken_over(person: Any, watch: Watch, cast: Cast) -> None:
    steps = [{"id": "a", "name": "Registration"}, {"id": "b", "name": "Triage"}]
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source={"format": "vsm-map/1", "title": "Now", "steps": steps})
    (sent,) = prework.send_links(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, people=[cast.person("pia").pk], now=timezone.now())
    phone = person(**PHONE).open(re.sub(r"^https?://[^/]+", "", sent.link))
    assert looked_at(phone, "phone") + problems(phone, "phone", EVERYTHING) == []
    phone.get_by_label("Which of your steps is it?").fill("triage")
    phone.get_by_label("How long hands-on for one, if nothing interrupted?").fill("20 min")
    phone.get_by_label("What annoys you about the work as it is?").fill("Forms are typed twice")
    phone.get_by_role("button", name="Send what I know").click()
    expect(phone.get_by_text("Thank you: 2 answers kept.")).to_be_visible()
    expect(phone.get_by_text("Process time: ~20 min")).to_be_visible()
    assert looked_at(phone, "phone") + problems(phone, "phone", EVERYTHING) == []

    coach = person(cast.client("fay")).open(f"/workshops/{cast.workshop.pk}/prework/")
    coach.get_by_role("button", name="Take it over: triage").click()
    expect(coach.get_by_text("Waits (1)")).to_be_visible()
    assert Step.objects.get(doc_id="b").cycle_time == {"value": "20 min", "evidence": "estimate", "by": "Pia"}
    coach.get_by_label("Why not: Forms are typed twice").fill("Known, see issue 4")
    coach.get_by_role("button", name="Not: Forms are typed twice").click()
    expect(coach.get_by_text("Waits (0)")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("Not taken over: Known, see issue 4")).to_be_visible()
    expect(phone.get_by_text("On the map: Triage")).to_be_visible()


def test_a_file_is_put_to_a_task_and_a_comment_to_the_charter(person: Any, watch: Watch, cast: Cast) -> None:
    page = person(cast.client("omar")).open(f"/workshops/{cast.workshop.pk}/prepare/")
    page.get_by_role("link", name="Gather preparatory information").click()
    page.get_by_label("File").set_input_files({"name": "visits.csv", "mimeType": "text/csv", "buffer": b"arrived;left\n"})
    page.get_by_role("button", name="Keep the file").click()
    expect(page.get_by_text("“visits.csv” is kept")).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("link", name="visits.csv").click()
    assert given.value.suggested_filename == "visits.csv"

    sponsor = person(cast.client("spring")).open(f"/workshops/{cast.workshop.pk}/charter/")
    sponsor.locator("#scope").get_by_text("Comment").first.click()
    sponsor.get_by_label("Your comment on scope").fill("Is the night shift in?")
    sponsor.locator("#scope").get_by_role("button", name="Say it").click()
    expect(sponsor.locator("#scope").get_by_text("Is the night shift in?")).to_be_visible()
    assert problems(sponsor, "charter", EVERYTHING) == []
