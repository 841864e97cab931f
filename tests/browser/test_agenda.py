"""The agenda in the browser: from a template to invitations in everybody's calendar; blocks moved by drag and keys; a day run from it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from email.message import Message
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from accounts.services import outbox
from tests.accounts.smtp import Postbox, mail_server
from tests.browser.conftest import Person, early_zone
from tests.cast import Cast
from workshops.models import AgendaItem, CalendarEntry, Workshop, WorkshopDay
from workshops.services import agenda
from workshops.services.workshops import update_workshop

pytestmark = pytest.mark.django_db(transaction=True)
MOST_PAGES, MOST_CLICKS = 12, 60


class Hand:
    """A person's hand: what it clicks is counted, and every page that is loaded. A field that is typed into takes a click, a list two."""

    def __init__(self, page: Page) -> None:
        self.page, self.pages, self.clicks = page, 0, 0
        page.on("load", lambda _: self._loaded())

    def _loaded(self) -> None:
        self.pages += 1

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def type(self, label: str, text: str) -> None:
        self.clicks += 1
        self.page.get_by_label(label, exact=False).first.fill(text)

    def choose(self, label: str, value: str) -> None:
        self.clicks += 2
        self.page.get_by_label(label).select_option(value)

    def press(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=True).first)


def slots(page: Page, number: int) -> list[str]:
    """The times and titles of a day on the agenda."""
    rows = page.locator(f".days > .day:nth-of-type({number}) .slot")
    return [f"{row.locator('time').inner_text()} {row.get_attribute('data-title')}" for row in rows.all()]


def invited(postbox: Postbox) -> dict[str, list[tuple[str, str]]]:
    """By recipient what the letters ask of the calendar: method and title."""
    found: dict[str, list[tuple[str, str]]] = {}
    for recipient, letter in postbox.taken:
        if text := _calendar(letter):
            calendar = Calendar.from_ical(text)
            [event] = calendar.walk("VEVENT")
            found.setdefault(recipient, []).append((str(calendar["METHOD"]), str(event["SUMMARY"])))
    return found


def _calendar(letter: Message) -> bytes:
    parts = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    return bytes(parts[0].get_payload(decode=True)) if parts else b""  # type: ignore[arg-type]


def test_a_three_day_workshop_from_template_to_sent_invitations(person: Any, cast: Cast) -> None:
    first = timezone.localdate() + timedelta(days=42)
    fay: Person = person(cast.client("fay"))
    hand = Hand(fay.page)
    page = fay.open("/workshops/")

    hand.follow("New workshop")
    hand.choose("Which value stream?", "new")
    hand.type("Name of the value stream", "Laboratory orders")
    hand.click(page.locator(".choice", has=page.locator("[name=item_kind][value=patient]")))
    hand.type("First day", first.isoformat())
    hand.type("Last day", (first + timedelta(days=2)).isoformat())
    hand.click(page.locator(".choice", has_text="Both"))
    hand.click(page.locator(".choice", has_text="Full days"))
    hand.press("Create and write the charter")

    hand.follow("People")
    hand.follow("Invite")
    for email, role, press in (
        ("spring@example.org", "sponsor", "Invite and go on with the next"),
        ("pia@example.org", "participant", "Invite and go on with the next"),
        ("new@elsewhere.example", "participant", "Invite"),
    ):
        hand.type("E-mail address", email)
        if role != "participant" or email.startswith("pia"):
            hand.choose("Role", role)
        hand.press(press)
        expect(page.get_by_text(f"{email} is invited as")).to_be_visible()

    hand.follow("Agenda")
    made = Workshop.objects.get(title="Laboratory orders")
    for number, count in ((1, 14), (2, 11), (3, 8)):
        expect(page.locator(f".days > .day:nth-of-type({number}) .slot")).to_have_count(count)
    grip = page.get_by_role("button", name="Move Leadership visit").first
    hand.clicks += 1  # the key is pressed on the grip
    grip.focus()
    grip.press("ArrowUp")
    expect(page.locator(".day").first.locator(".is-visit time")).to_have_text("17:00")
    assert slots(page, 1)[11] == "17:00 Leadership visit"

    hand.follow("Invitations")
    expect(page.get_by_text("The charter is not approved yet")).to_be_visible()
    hand.press("Send 25 invitations")
    expect(page.get_by_text("25 invitations on the way: 25 new.")).to_be_visible()
    assert CalendarEntry.objects.filter(workshop=made).count() == 25
    with mail_server(Postbox()) as postbox:
        outbox.send_due(now=timezone.now())
    told = invited(postbox)
    themes = ("day 1, current state", "day 2, future state", "day 3, action plan")
    in_the_room = [("REQUEST", f"Laboratory orders: {theme}") for theme in themes]
    for email in ("fay@example.org", "pia@example.org", "new@elsewhere.example"):
        assert told[email][:3] == in_the_room and len(told[email]) == 6
    assert [title.partition(": ")[2].partition(",")[0] for _, title in told["spring@example.org"]] == [
        "Opening by the sponsor",
        "Leadership visit",
        "Leadership visit",
        "Report-out and signatures",
        "30-day review",
        "60-day review",
        "90-day review",
    ]
    assert hand.pages <= MOST_PAGES
    assert hand.clicks <= MOST_CLICKS


def plan(cast: Cast, first: date, *titles: str) -> list[AgendaItem]:
    """The workshop's days from `first` on, with blocks of half an hour on the first of them."""
    days = {"first_day": first, "last_day": first + timedelta(days=2)}
    update_workshop(actor=cast.actor("fay"), workshop=cast.workshop, values=days)
    day = WorkshopDay.objects.filter(workshop=cast.workshop).order_by("date")[0]
    values = [{"title": title, "duration_minutes": 30} for title in titles]
    return [agenda.add_block(actor=cast.actor("fay"), day_id=day.pk, values=one) for one in values]


def test_a_block_is_dragged_to_another_day_and_moved_by_keys_on_every_screen(person: Any, cast: Cast) -> None:
    plan(cast, timezone.localdate() + timedelta(days=9), "Recap", "Walk", "Draw")
    fay, obi = person(cast.client("fay")), person(cast.client("obi"))
    path = f"/workshops/{cast.workshop.pk}/agenda/"
    page, other = fay.open(path), obi.open(path)
    assert other.locator(".slot__grip").count() == 0
    grip, day = page.get_by_role("button", name="Move Draw"), page.locator(".day:nth-of-type(2) ol")
    grip.hover()
    page.mouse.down()
    box = day.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 80, box["y"] + 10, steps=12)
    page.mouse.move(box["x"] + 90, box["y"] + 14, steps=4)
    page.mouse.up()
    for screen in (page, other):
        expect(screen.locator(".day:nth-of-type(2) .slot time")).to_have_text(["09:00"])
        assert (slots(screen, 1), slots(screen, 2)) == (["09:00 Recap", "09:30 Walk"], ["09:00 Draw"])

    grip = page.get_by_role("button", name="Move Walk")
    grip.focus()
    page.keyboard.press("ArrowUp")
    for screen in (page, other):
        expect(screen.locator(".day:nth-of-type(1) .slot").first).to_contain_text("09:00Walk")
    expect(page.locator("vsm-agenda [role=status]")).to_have_text("Walk, 09:00")
    expect(page.get_by_role("button", name="Move Walk")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".day:nth-of-type(2) .slot time")).to_have_text(["09:00", "09:30"])
    assert (slots(page, 1), slots(page, 2)) == (["09:00 Recap"], ["09:00 Walk", "09:30 Draw"])
    page.get_by_role("button", name="Undo").first.click()
    for screen in (page, other):
        expect(screen.locator(".day:nth-of-type(1) .slot")).to_have_count(2)


def test_a_day_is_run_from_the_agenda_and_everybody_sees_where_it_is(person: Any, cast: Cast) -> None:
    zone = early_zone(timezone.now())
    update_workshop(actor=cast.actor("fay"), workshop=cast.workshop, values={"time_zone": zone.key})
    plan(cast, timezone.localdate(timezone=zone), "Recap", "Walk")
    fay, pia = person(cast.client("fay")), person(cast.client("pia"))
    path = f"/workshops/{cast.workshop.pk}/agenda/"
    page, other = fay.open(path), pia.open(path)
    page.get_by_role("button", name=re.compile("Start the day")).click()
    for screen in (page, other):
        expect(screen.locator(".nownext__now strong")).to_have_text("Recap")
        expect(screen.locator(".nownext__now .timer")).to_contain_text("of 30 min")
    page.get_by_role("button", name="5 more minutes: Recap").click()
    for screen in (page, other):
        expect(screen.locator(".nownext__now .timer")).to_contain_text("of 35 min")
    expect(other.locator(".note", has_text="The day runs")).to_be_visible()
    page.get_by_role("button", name="Start: Walk").click()
    for screen in (page, other):
        expect(screen.locator(".nownext__now strong")).to_have_text("Walk")
        expect(screen.locator(".slot.is-done")).to_have_count(1)
    page.get_by_role("button", name="Done: Walk").click()
    expect(other.locator(".slot.is-done")).to_have_count(2)
