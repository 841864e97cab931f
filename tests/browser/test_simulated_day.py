"""A whole day with every function of the cockpit: a coach whose browser is killed twice, a phone, and a crowd of thirty."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from mapping.models import Map
from mapping.services.maps import import_document
from tests.browser.conftest import DESK, PHONE, Watch, connected, early_zone
from tests.browser.crowd import Crowd, Phone
from tests.cast import Cast, add_person, make_user
from workshops.change import change
from workshops.kinds import WORKSHOP
from workshops.models import AgendaItem, Board, Capture, Change, Round, RoundEntry, RoundItem, RoundKey, Timer, WorkshopHead
from workshops.policy import Role
from workshops.selectors.guests import door_of
from workshops.services import guests
from workshops.services.agenda import fill_agenda
from workshops.services.guests import Knock
from workshops.services.timer import left_of

pytestmark = pytest.mark.django_db(transaction=True)
TEAM, GUESTS = 15, 15
AREAS = ("Ward", "Laboratory", "Front desk")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Desk:
    """The coach's browser: processes of its own that can be killed, with a folder that outlives them."""

    def __init__(self, playwright: Playwright, options: dict[str, Any], folder: Path, address: str, client: Client, watch: Watch) -> None:
        self.playwright, self.options, self.folder = playwright, options, folder
        self.address, self.client, self.watch = address, client, watch
        self.context: BrowserContext | None = None

    def start(self) -> Page:
        """Start it, signed in."""
        more = {"viewport": DESK, "locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce", **self.options}
        self.context = self.playwright.chromium.launch_persistent_context(self.folder, **more)
        value = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.address}])
        page = self.context.new_page()
        self.watch.look_at(page)
        return page

    def kill(self) -> None:
        """As a crash does: at once, whatever it is at."""
        for pid, words in list(_commands()):  # the browser, and the script that started it
            if f"--user-data-dir={self.folder}" in words and "--type=" not in words:
                os.kill(pid, signal.SIGKILL)
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):  # what a killed one leaves behind
            (self.folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """End it as people do."""
        if self.context is not None:
            with contextlib.suppress(Exception):
                self.context.close()


def _commands() -> Iterator[tuple[int, str]]:
    """All processes with their command lines."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            yield int(place.parent.name), place.read_bytes().replace(b"\0", b" ").decode(errors="replace")


@pytest.fixture
def running(cast: Cast) -> Cast:
    """Fay's workshop on its first day, with an agenda, a map and a second coach."""
    zone = early_zone(timezone.now())
    today = timezone.localdate(timezone=zone)
    days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=2)).isoformat(), "time_zone": zone.key}
    with change(cast.workshop.pk, actor=cast.actor("fay")) as tx:
        tx.set(cast.workshop, WORKSHOP.parse(days))
    cast.workshop.refresh_from_db()
    fill_agenda(actor=cast.actor("fay"), workshop_id=cast.workshop.pk)
    add_person(cast.workshop, cast.uma, Role.COACH, by=cast.fay)
    source = {
        "format": "vsm-map/1",
        "title": "Patient journey",
        "steps": [{"id": "a", "name": "Registration"}, {"id": "b", "name": "Triage"}],
    }
    import_document(actor=cast.actor("fay"), workshop_id=cast.workshop.pk, source=source)
    return cast


@pytest.fixture
def desk(
    playwright: Playwright, browser_type_launch_args: Any, tmp_path: Path, server_address: str, running: Cast, watch: Watch
) -> Iterator[Desk]:
    found = Desk(playwright, browser_type_launch_args, tmp_path, server_address, running.client("fay"), watch)
    yield found
    found.close()


@pytest.fixture
def crowd(running: Cast, server_address: str) -> Iterator[Crowd]:
    """Fifteen of the team and fifteen walk-up guests, all connected."""
    pk = running.workshop.pk
    phones = []
    for number in range(TEAM):
        user = make_user(f"member{number}")
        row = add_person(running.workshop, user, Role.PARTICIPANT, by=running.fay)
        with change(pk, actor=running.actor("fay")) as tx:
            tx.set(row, {"area": AREAS[number % len(AREAS)]})
        client = Client()
        client.force_login(user, backend=BACKEND)
        cookie = (settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
        phones.append(Phone(server_address, pk, str(user), cookie))
    now = timezone.now()
    guests.open_joining(actor=running.actor("fay"), workshop_id=pk, values={"direct": True, "capacity": 60}, now=now)
    token = door_of(running.workshop, now).link_token
    for number in range(GUESTS):
        joined = guests.join(knock=Knock(name=f"Guest {number}", token=token), now=now)
        phones.append(Phone(server_address, pk, f"Guest {number}", (settings.GUEST_COOKIE_NAME, joined.key)))
    found = Crowd(phones)
    found.all_do(lambda phone, place: phone.follow())
    yield found
    found.leave()


def seconds_on(page: Page, face: str) -> int:
    """What a clock on the page shows."""
    expect(page.locator(face).first).to_have_text(re.compile(r"^\d+:\d\d$"))
    minutes, seconds = page.locator(face).first.inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def shows_the_time_of_the_server(page: Page, cast: Cast) -> None:
    """The large clock is right to two seconds; where the server answers slowly, as soon as a later answer was quicker."""
    timer, end = Timer.objects.get(workshop=cast.workshop), time.monotonic() + 30
    while True:
        before = left_of(timer, timezone.now())
        shown = seconds_on(page, ".now__clock [data-clock]")
        off = max(shown - before, left_of(timer, timezone.now()) - shown)
        if off <= 2 or time.monotonic() > end:
            break
        page.wait_for_timeout(250)
    assert off <= 2, f"{shown} s, off by {off} s"


def begin(page: Page, base: str, kind: str, **fields: str) -> Round:
    """The coach begins a round from the cockpit."""
    page.goto(f"{base}cockpit/")
    page.locator(f"a[href$='rounds/new/{kind}/']").first.click()
    for name, value in fields.items():
        field = page.locator(f"form [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/rounds/0*/")
    return Round.objects.filter(kind=kind).latest("begun_at")


def end(page: Page, base: str, row: Round, words: str) -> None:
    """The coach ends it from its page."""
    page.goto(f"{base.partition('/workshops/')[0]}{row.get_absolute_url()}")
    page.get_by_role("button", name=words).click()
    expect(page.get_by_text("Running", exact=True)).to_have_count(0)


def texts(row: Round) -> list[str]:
    return sorted(RoundItem.objects.present().filter(round=row).values_list("text", flat=True))


def test_a_day_with_a_crowd_of_thirty_in_which_the_coachs_browser_is_killed_twice(
    desk: Desk, person: Any, watch: Watch, running: Cast, crowd: Crowd, server_address: str
) -> None:
    cast, everybody = running, TEAM + GUESTS + 1
    base = f"{server_address}/workshops/{cast.workshop.pk}/"
    coach = desk.start()
    phone = person(cast.client("pia"), viewport=PHONE, has_touch=True)
    phone.page.clock.set_fixed_time("2001-01-01T00:00:00Z")  # the phone's own clock is wrong
    phone.is_spoilt = True
    phone.open(f"/workshops/{cast.workshop.pk}/now/")
    connected(phone.page)

    # the day is started, and one clock runs for all
    coach.goto(f"{base}cockpit/")
    coach.get_by_role("button", name="Start the day").click()
    expect(coach.get_by_role("button", name="5 min for this block")).to_be_visible()
    first = AgendaItem.objects.filter(workshop=cast.workshop).order_by("day__date", "order_key")[0]
    expect(phone.page.get_by_role("heading", name=first.title)).to_be_visible()
    coach.get_by_role("button", name="20 min").click()
    expect(phone.page.locator(".topbar [data-clock] [data-face]")).to_have_text(re.compile(r"^(20:00|19:\d\d)$"))
    for page in (coach, phone.page):
        shows_the_time_of_the_server(page, cast)

    # who is ready
    check = begin(coach, base, "ready", question="Ready for the walk?")
    assert crowd.all_do(lambda one, _: one.post(f"/rounds/{check.pk}/answer/", ready="1")) == [302] * len(crowd.phones)
    phone.page.get_by_role("button", name="I am ready").click()
    expect(phone.page.get_by_text("You are ready")).to_be_visible()
    coach.goto(f"{base}cockpit/")
    expect(coach.locator("#ready-head ~ .mute")).to_have_text(f"{everybody} of {everybody + 2}")  # Omar and Per have not looked yet
    coach.get_by_role("button", name="End the check").click()
    expect(coach.get_by_role("link", name="Ask who is ready")).to_be_visible()

    # private writing; the coach's browser dies in the middle of it
    writing = begin(coach, base, "write", question="What wastes time?")
    wait = crowd.begin(lambda one, n: [one.post(f"/rounds/{writing.pk}/answer/", note=f"note {n} {part}") for part in "ab"])
    desk.kill()
    phone.page.get_by_role("textbox", name="Your note").fill("The porter comes at nine")
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator(".mine")).to_contain_text("The porter comes at nine")
    expect(phone.page.get_by_role("textbox", name="Your note")).to_be_focused()
    phone.page.get_by_role("textbox", name="Your note").fill("half a thou")
    phone.page.reload()
    expect(phone.page.get_by_role("textbox", name="Your note")).to_have_value("half a thou")
    assert wait() == [[302, 302]] * len(crowd.phones)
    coach = desk.start()
    coach.goto(f"{base}cockpit/")
    expect(coach.get_by_text(f"{everybody} of {everybody + 2} have written")).to_be_visible()
    for page in (coach, phone.page):
        shows_the_time_of_the_server(page, cast)  # it went on meanwhile
    coach.get_by_role("button", name="Show all notes").click()
    expect(coach.locator(".sticky")).to_have_count(61)
    expected = sorted([f"note {n} {part}" for n in range(30) for part in "ab"] + ["The porter comes at nine"])
    assert texts(writing) == expected
    expect(phone.page.get_by_text("What came out")).to_be_visible()
    too_late = phone.page.get_by_role("textbox", name="Your note")  # what was half written when the round ended
    watch.expected.add(403)
    too_late.press("Enter")
    expect(phone.page.get_by_text("This note was not kept")).to_be_visible()
    expect(too_late).to_have_value("half a thou")
    too_late.fill("")
    phone.page.evaluate("document.activeElement?.blur()")  # the field goes as soon as it is empty and left
    expect(too_late).to_have_count(0)
    assert (RoundEntry.objects.filter(round=writing).count(), RoundKey.objects.filter(round=writing).count()) == (0, 0)

    # grouping, captures
    for text in ("note 0 a", "note 1 a"):
        coach.locator(".sticky", has_text=re.compile(f"^{text}$")).click()
    coach.get_by_placeholder("Heading, or empty for none").fill("Forms")
    coach.get_by_role("button", name="Group").click()
    expect(coach.get_by_role("region", name="Forms").locator(".sticky")).to_have_count(2)
    coach.locator(".sticky", has_text="The porter comes at nine").click()
    coach.get_by_label("Keep as").select_option("issue")
    coach.get_by_role("button", name="Keep", exact=True).click()
    expect(coach.get_by_text("1 note kept as captures.")).to_be_visible()
    assert Capture.objects.get().text == "The porter comes at nine"

    # dots, without names; the coach's browser dies again
    vote = begin(coach, base, "dots", question="Which of these?", items="Forms\nPorter\nPhone")
    ids = {item.text: str(item.pk) for item in RoundItem.objects.filter(round=vote)}
    wait = crowd.begin(lambda one, n: one.post(f"/rounds/{vote.pk}/answer/", **{f"dots-{ids['Forms' if n % 3 else 'Porter']}": "2"}))
    desk.kill()
    more = phone.page.get_by_role("button", name="One dot more: Phone")
    for _ in range(3):
        more.click()
    expect(phone.page.locator("[data-left]")).to_have_text("0")
    assert wait() == [302] * len(crowd.phones)
    coach = desk.start()
    coach.goto(f"{base}cockpit/")
    expect(coach.get_by_text(f"{everybody} of {everybody + 2} have voted")).to_be_visible()
    end(coach, base, vote, "End the vote")
    counts = dict(RoundItem.objects.filter(round=vote).values_list("text", "count"))
    assert counts == {"Forms": 40, "Porter": 20, "Phone": 3}

    # a poll, a sorting, groups
    poll = begin(coach, base, "poll", question="When do we walk?", items="Now\nAfter lunch")
    answers = {item.text: str(item.pk) for item in RoundItem.objects.filter(round=poll)}
    crowd.all_do(lambda one, n: one.post(f"/rounds/{poll.pk}/answer/", choice=answers["Now" if n % 2 else "After lunch"]))
    end(coach, base, poll, "End the poll")
    assert dict(RoundItem.objects.filter(round=poll).values_list("text", "count")) == {"Now": 15, "After lunch": 15}

    sorting = begin(coach, base, "sort", question="What is worth it?", items="Type it once\nCall the porter")
    candidates = list(RoundItem.objects.filter(round=sorting).order_by("order_key"))
    phone.page.get_by_role("link", name="Sort").first.click()
    phone.page.get_by_label("Impact of Type it once").select_option("3")
    phone.page.get_by_label("Effort of Type it once").select_option("1")
    phone.page.get_by_role("button", name="Place").first.click()
    expect(phone.page.locator("td.is-first .chip")).to_have_count(1)
    expect(coach.locator("td.is-first .chip")).to_have_text(re.compile("Type it once"))
    end(coach, base, sorting, "End the sorting")
    assert crowd.phones[0].post(f"/round-items/{candidates[1].pk}/place/", impact="1", effort="1") == 403

    groups = begin(coach, base, "breakout", question="How would it flow?", groups="3")
    boards = {member: board.pk for board in Board.objects.filter(round=groups) for member in board.members}
    assert len(boards) == everybody + 2
    placed = crowd.all_do(
        lambda one, n: [one.post(f"/boards/{pk}/notes/", note=f"group note {n}") for pk in sorted(set(boards.values()), key=str)]
    )
    assert all(sorted(statuses) == [302, 403, 403] for statuses in placed)  # everybody on the own board alone
    end(coach, base, groups, "Bring all back")
    assert texts(groups) == sorted(f"group note {n}" for n in range(30))

    # the room: locks, pause, everybody to the map, another coach leads
    coach.goto(f"{base}cockpit/")
    coach.get_by_role("switch", name="Maps locked").click()
    expect(coach.get_by_role("switch", name="Maps locked")).to_have_attribute("aria-checked", "true")
    coach.get_by_role("switch", name="Pause the workshop").click()
    expect(phone.page.get_by_text("Paused.")).to_be_visible()
    asked = Round.objects.count()
    assert crowd.phones[0].post(f"/rounds/{groups.pk}/answer/", note="not now") == 403
    assert Round.objects.count() == asked
    coach.get_by_role("switch", name="Pause the workshop").click()
    expect(coach.get_by_role("switch", name="Pause the workshop")).to_have_attribute("aria-checked", "false")
    connected(coach)
    coach.get_by_role("button", name="Bring everyone to the map").click()
    expect(phone.page.get_by_text("brings everyone to the map.")).to_be_visible()
    coach.get_by_role("button", name="Hand over").click()
    expect(coach.get_by_text("The lead is handed over.")).to_be_visible()
    cast.workshop.refresh_from_db()
    assert cast.workshop.lead == cast.uma
    coach.goto(f"{base}cockpit/")
    expect(coach.get_by_role("region", name="Share of voice")).to_contain_text("Laboratory")
    expect(coach.get_by_role("region", name="Share of voice")).not_to_contain_text("Member")

    # nothing was lost: the log has no hole, and every phone of the crowd saw all of it
    head = WorkshopHead.objects.get(workshop=cast.workshop).head
    assert list(Change.objects.filter(workshop=cast.workshop).order_by("seq").values_list("seq", flat=True)) == list(range(1, head + 1))
    until = time.monotonic() + 30
    while any(one.seen[-1] < head for one in crowd.phones) and time.monotonic() < until:
        phone.page.wait_for_timeout(100)
    assert {one.name: one.seen for one in crowd.phones if one.seen != list(range(one.seen[0], head + 1))} == {}
    assert Map.objects.count() == 1
    # and of what was given without names nothing says whose it was
    members = {str(user_id) for user_id in cast.workshop.changes.exclude(user=None).values_list("user_id", flat=True)} - {str(cast.fay.pk)}
    voices = Change.objects.filter(workshop=cast.workshop, kind="voice", ops__0__r__in=[f"round/{row.pk}" for row in (writing, vote, poll)])
    assert {row.user_id for row in voices} == {None}
    assert not any(
        key in str(RoundItem.objects.filter(round__in=[writing, vote, poll]).values_list("author_id", "voters")) for key in members
    )
