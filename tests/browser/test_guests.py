"""Five phones behind one address join a workshop by QR code and by typed code, and capture something."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.cast import Cast
from workshops.change import change
from workshops.kinds import WORKSHOP
from workshops.models import Capture, Guest
from workshops.services import people

pytestmark = pytest.mark.django_db(transaction=True)
GUEST_PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BY_LINK, BY_CODE = ("Gwen", "Gil", "Greta"), ("Gus", "Gosia")
SECONDS = 30.0
"""In which all five are in and have captured something."""


@pytest.fixture
def running(cast: Cast) -> Cast:
    """Fay's workshop, which is running now."""
    today = timezone.now().date()
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=2)).isoformat()}
        tx.set(cast.workshop, WORKSHOP.parse(days))
    return cast


def opened_door(person: Any, cast: Cast) -> Page:
    """The coach's page of joining, opened."""
    page: Page = person(cast.client("fay")).open(f"/workshops/{cast.workshop.pk}/joining/")
    page.get_by_role("button", name="Let guests join").click()
    expect(page.locator(".joining__code")).to_be_visible()
    return page


def come_in(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Department or area").fill("Ward 3")
    page.get_by_role("button", name="Join", exact=True).click()


def capture(page: Page, text: str) -> None:
    """Two actions: the button, and the line."""
    page.get_by_role("link", name="Capture").first.click()
    page.locator("dialog[open] input[name=text], dialog[open] textarea[name=text]").first.fill(text)
    page.keyboard.press("Enter")


def test_five_phones_join_by_link_and_by_code_and_capture_within_thirty_seconds(person: Any, watch: Watch, running: Cast) -> None:
    coach = opened_door(person, running)
    link, code = coach.get_by_role("textbox", name="Link to join").input_value(), coach.locator(".joining__code").inner_text()
    phones = {name: person(**GUEST_PHONE).page for name in (*BY_LINK, *BY_CODE)}
    begun = time.monotonic()
    for name in BY_CODE:
        phones[name].goto("/join/")
        phones[name].get_by_label("Code").fill(code.lower())
        come_in(phones[name], name)
        expect(phones[name].get_by_text("You are in the lobby")).to_be_visible()
    for name in BY_LINK:
        phones[name].goto(link)
        expect(phones[name].get_by_label("Code")).to_be_hidden()
        assert "#" not in phones[name].url
        come_in(phones[name], name)
        phones[name].wait_for_url(f"**/workshops/{running.workshop.pk}/")
    coach.get_by_role("button", name="Admit all").click()
    for name, page in phones.items():
        page.wait_for_url(f"**/workshops/{running.workshop.pk}/")
        capture(page, f"Seen by {name}")
    while Capture.objects.filter(author__is_guest=True).count() < 5 and time.monotonic() - begun < SECONDS:
        phones["Gwen"].wait_for_timeout(50)
    took = time.monotonic() - begun
    assert sorted(Capture.objects.values_list("text", flat=True)) == sorted(f"Seen by {name}" for name in phones)
    assert took < SECONDS, f"{took:.1f} s"
    print(f"five guests in and captured after {took:.1f} s")
    coach.goto(f"/workshops/{running.workshop.pk}/people/")
    expect(coach.get_by_role("row", name="Gosia (guest)")).to_contain_text("Guest")


def test_who_is_taken_out_lands_on_a_page_that_says_so(person: Any, watch: Watch, running: Cast) -> None:
    watch.expected = {401, 403, 404}
    coach = opened_door(person, running)
    phone = person(**GUEST_PHONE).page
    phone.goto(coach.get_by_role("textbox", name="Link to join").input_value())
    come_in(phone, "Gwen")
    phone.wait_for_url(f"**/workshops/{running.workshop.pk}/")
    row = Guest.objects.get()
    people.remove_person(actor=running.actor("fay"), person_id=row.user.participations.get().pk)
    phone.reload()
    expect(phone.get_by_role("heading", name="You are no longer in the workshop")).to_be_visible()
