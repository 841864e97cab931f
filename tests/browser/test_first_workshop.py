"""The main job by hand, from the screens alone: from a new workshop to a compared future, the owner's plan, the sponsor's look."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.cast import Cast
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)
VECTOR = Path(__file__).resolve().parents[1] / "vectors" / "patient-journey.json"


def figure(page: Page, label: str) -> Any:
    """The number of the title block under this label."""
    return page.locator(".figure", has=page.get_by_text(label, exact=True)).locator(".figure__value").first


def has(page: Page, label: str, text: str) -> None:
    """The title block says so; its number and unit may stand together or apart."""
    number, unit = text.split()
    expect(figure(page, label)).to_have_text(re.compile(rf"^\s*{re.escape(number)}\s*{re.escape(unit)}\s*$"))


def make_workshop(page: Page) -> Workshop:
    page.get_by_role("link", name="New workshop").first.click()
    page.get_by_label("Which value stream?").select_option(label="A new one")
    page.get_by_label("Name of the value stream").fill("From the door to home")
    page.locator("[name=item_kind][value=patient]").check()
    page.get_by_label("Title of the workshop").fill("Emergency care")
    first = date.today() + timedelta(days=10)
    page.locator("[name=first_day]").fill(first.isoformat())
    page.locator("[name=last_day]").fill((first + timedelta(days=2)).isoformat())
    page.get_by_role("button", name="Create and write the charter").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return Workshop.objects.get(title="Emergency care")


def test_from_a_new_workshop_to_a_compared_future(person: Any, cast: Cast) -> None:
    fay: Person = person(cast.client("fay"))
    page = fay.open("/workshops/")
    workshop = make_workshop(page)

    fay.open(f"/workshops/{workshop.pk}/people/")
    page.get_by_role("link", name="Invite").first.click()
    page.get_by_label("E-mail address").fill("omar@example.org")
    page.get_by_label("Role").select_option("owner")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_text("Omar").first).to_be_visible()

    fay.open(f"/workshops/{workshop.pk}/maps/")
    page.get_by_role("link", name="Import").first.click()
    page.locator("[name=document]").fill(VECTOR.read_text())
    page.get_by_role("button", name="Import").click()
    has(page, "Lead time", "11.5 h")
    has(page, "Process time", "4 h")
    has(page, "Activity ratio", "34.8 %")
    page.get_by_role("link", name="Table").click()
    wait = page.locator("[data-rows=step] [data-row]").nth(3).locator("[data-label='Wait before'] .cell-input")
    wait.fill("3 h")
    wait.press("Enter")
    has(page, "Lead time", "12.5 h")
    page.get_by_role("button", name="Undo").first.click()
    has(page, "Lead time", "11.5 h")

    fay.open(f"/workshops/{workshop.pk}/maps/")
    page.get_by_role("link", name="Patient journey").first.click()
    page.get_by_role("button", name="More").first.click()
    page.get_by_role("button", name="Future state").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("future")
    page.get_by_role("link", name="Table").click()
    wait = page.locator("[data-rows=step] [data-row]").nth(3).locator("[data-label='Wait before'] .cell-input")
    wait.fill("30 min")
    wait.press("Enter")
    has(page, "Lead time", "10 h")
    fay.open(f"/workshops/{workshop.pk}/maps/")
    page.get_by_role("link", name="Compare").first.click()
    expect(page.get_by_text("11.5 h").first).to_be_visible()
    expect(page.get_by_text("10 h").first).to_be_visible()


def test_a_map_is_drawn_from_nothing(person: Any, cast: Cast) -> None:
    fay: Person = person(cast.client("fay"))
    page = fay.open(f"/workshops/{cast.workshop.pk}/maps/new/")
    page.get_by_label("Title").fill("Discharge")
    page.get_by_role("button", name="Make the map").click()
    page.get_by_role("link", name="Table").click()
    page.locator("[data-rows=step]").get_by_role("link", name="Add the first step").click()
    page.get_by_label("Name").first.fill("Doctor signs")
    page.get_by_label("Process time").fill("10 min")
    page.get_by_role("button", name="Add it and the next one").click()
    expect(page.get_by_label("Name").first).to_have_value("")
    page.get_by_label("Name").first.fill("Papers printed")
    page.get_by_label("Process time").fill("20 min")
    page.get_by_role("button", name="Add it", exact=True).click()
    expect(page.locator("[data-rows=step] [data-row]")).to_have_count(2)
    has(page, "Process time", "30 min")


def test_the_owner_plans_an_action_and_says_how_it_goes(person: Any, cast: Cast) -> None:
    omar: Person = person(cast.client("omar"))
    page = omar.open(f"/workshops/{cast.workshop.pk}/board/")
    page.get_by_role("link", name="Add the first action").click()
    page.get_by_label("What will be done").fill("Bloods at triage")
    page.get_by_label("Owner").select_option(label="Pia")
    page.get_by_role("button", name="Add action").click()
    expect(page.get_by_text("Bloods at triage").first).to_be_visible()
    page.get_by_role("link", name="Bloods at triage", exact=True).click()
    page.locator("#id_text").fill("The laboratory agreed")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("The laboratory agreed").first).to_be_visible()


def test_the_sponsor_reads_the_dashboard_and_a_review(person: Any, cast: Cast) -> None:
    spring: Person = person(cast.client("spring"))
    page = spring.open("/dashboard/")
    for heading in ("What is stuck", "Are we on track", "What changed"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.get_by_role("link", name="Patient journey").first.click()
    page.get_by_role("link", name="Reviews").first.click()
    page.get_by_role("link", name="30-day").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("30")
