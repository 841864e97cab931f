"""An owner's Monday: what is due, three updates, one reminder, news for the sponsor; and what the reminded person does on a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlparse

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import OutboxMessage
from actionplans.models import Action, ProgressUpdate, SponsorNote
from actionplans.services.checkins import set_cadence
from tests.actionplans.checkins import link_in
from tests.actionplans.factories import make_action
from tests.browser.conftest import Watch
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}
UPDATES = {"Results by noon": "Two wards run it", "Shorter form": "At the printer", "One list": "The night shift tries it"}


@pytest.fixture
def plan(cast: Cast) -> Cast:
    """A plan with one thing late, two due today, and Per who has not said a word."""
    today = timezone.now().date()
    make_action(cast, "Results by noon", owner="omar", end=today - timedelta(days=3))
    make_action(cast, "Shorter form", owner="omar", end=today)
    make_action(cast, "One list", owner="omar", end=today)
    make_action(cast, "Beds by ten", owner="per", end=today + timedelta(days=40))
    rhythm = {"checkin_weekday": today.weekday(), "checkin_at": "23:59", "checkin_ask_days": 0}
    days = {"checkin_from": today.isoformat(), "checkin_until": (today + timedelta(days=60)).isoformat()}
    set_cadence(actor=cast.actor("omar"), workshop_id=cast.workshop.pk, values=rhythm | days)
    return cast


def test_the_owners_monday_takes_two_pages(person: Any, watch: Watch, plan: Cast) -> None:
    page = person(plan.client("omar")).page
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(urlparse(frame.url).path))
    page.goto("/week/")
    expect(page.get_by_text("3 due or late, 0 updates came in, 2 owners have not said a word.")).to_be_visible()
    expect(page.get_by_text("3 days late")).to_be_visible()
    for place, (title, text) in enumerate(UPDATES.items(), 1):
        page.get_by_label(f"One-line update: {title}").fill(text)
        page.get_by_label(f"One-line update: {title}").press("Enter")
        expect(page.get_by_text(f"{place} update{'s' if place > 1 else ''} came in")).to_be_visible()
    page.get_by_role("button", name="Remind Per").click()
    expect(page.get_by_text("Per is asked, with a link to answer.")).to_be_visible()
    page.get_by_role("link", name="News for the sponsor").click()
    news = page.get_by_label("News for the sponsor")
    drawn = news.input_value()
    assert all(f"{title}: {text}" in drawn for title, text in UPDATES.items())
    assert "Late:\n- Results by noon (Omar), 3 days" in drawn and "No word from:\n- Per" in drawn
    news.fill(f"A good week.\n\n{drawn}")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("It is on its way to the sponsor.")).to_be_visible()
    assert set(seen) == {"/week/", f"/workshops/{plan.workshop.pk}/sponsor-note/"}
    assert SponsorNote.objects.get().text.startswith("A good week.")
    assert sorted(ProgressUpdate.objects.values_list("text", flat=True)) == sorted(UPDATES.values())
    letters = OutboxMessage.objects.filter(kind__in=("check-in", "sponsor-note")).values_list("kind", "to")
    assert sorted(letters) == [("check-in", "per@example.org"), ("sponsor-note", "spring@example.org")]


def test_who_is_reminded_answers_on_a_phone_without_signing_in(person: Any, watch: Watch, plan: Cast) -> None:
    omar = person(plan.client("omar")).open("/week/")
    omar.get_by_role("button", name="Remind Per").click()
    expect(omar.get_by_text("Per is asked, with a link to answer.")).to_be_visible()
    phone = person(**PHONE).open(link_in(OutboxMessage.objects.get(kind="check-in").body))
    expect(phone.get_by_role("heading", name="How does this go, Per?")).to_be_visible()
    phone.get_by_role("radio", name="50 %").tap()
    phone.get_by_label("How it goes, in one line").fill("Half the wards")
    phone.get_by_role("button", name="Say so").tap()
    expect(phone.get_by_text("Noted: Beds by ten")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    action = Action.objects.get(title="Beds by ten")
    update = ProgressUpdate.objects.get(action=action)
    assert (action.percent, update.text, update.author) == (50, "Half the wards", plan.per)
    omar.reload()
    expect(omar.get_by_text("Half the wards")).to_be_visible()
    expect(omar.get_by_role("button", name="Remind Per")).to_have_count(0)
